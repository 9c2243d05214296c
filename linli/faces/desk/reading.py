"""A case in sentences: its six slips, where it is now, and what stands beside it. What happened: `telling`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from linli.cases.models import Approval, Case, Handling, Supervision
from linli.cases.queries import open_approval, open_supervision
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line

WAITS_FOR = {
    "verify": gettext_lazy("to be verified"),
    "place": gettext_lazy("to be placed"),
    "dispatch": gettext_lazy("to be dispatched"),
    "accept": gettext_lazy("to be accepted"),
    "do": gettext_lazy("to be done"),
    "check": gettext_lazy("to be checked"),
    "rating": gettext_lazy("to be rated"),
    "review": gettext_lazy("to be reviewed"),
}

# -- the six slips 六单: a reading of who held it -------------------------------------------------------------------

SLIPS = (
    ("ask", gettext_lazy("Request")),
    ("verify", gettext_lazy("Verification")),
    ("place", gettext_lazy("Placing")),
    ("dispatch", gettext_lazy("Dispatch to a department")),
    ("accept", gettext_lazy("Acceptance and work")),
    ("rate", gettext_lazy("Rating by the resident")),
)
_NOW_AT = {"verify": 1, "place": 2, "dispatch": 3, "accept": 4, "do": 4, "check": 5, "rating": 5, "review": 5}


@dataclass(frozen=True, slots=True)
class Slip:
    """One of the six steps as the chain on the case page shows it. `state`: done, now, skipped, later."""

    name: str
    label: str
    state: str
    who: str = ""
    at: datetime | None = None
    due: datetime | None = None
    note: str = ""
    late: bool = False


def slips(case: Case, handlings: list[Handling]) -> list[Slip]:
    """Where it is on its way: done steps with their people and moments, the one it stands at, those to come."""
    now_at = _NOW_AT.get(case.task, len(SLIPS))
    return [_slip(case, handlings, n, name, str(label), now_at) for n, (name, label) in enumerate(SLIPS)]


def _slip(case: Case, handlings: list[Handling], n: int, name: str, label: str, now_at: int) -> Slip:
    if n > now_at:
        return Slip(name, label, "later")
    if n == now_at:
        return Slip(
            name,
            label,
            "now",
            who=_holder(case),
            due=case.due_at,
            note="" if case.task == name else str(WAITS_FOR[case.task]),
        )
    if name == "ask":
        return Slip(name, label, "done", who=str(words.CHANNELS[case.channel]), at=case.asked_at)
    ended = f"{name}:" if name != "accept" else "resolve"
    rows = [h for h in handlings if h.left_at and (h.outcome + ":").startswith(ended)]
    if rows:
        last = rows[-1]
        late = bool(last.due_at and last.left_at and last.left_at > last.due_at and last.task != "rating")
        who = "" if last.task == "rating" else getattr(last.holder, "name", "")
        return Slip(name, label, "done", who=who, at=last.left_at, late=late)
    if name == "rate" and case.outcome in words.CLOSINGS:
        return Slip(name, label, "done", note=str(words.CLOSINGS[case.outcome]), at=case.closed_at)
    return Slip(name, label, "skipped")


def _holder(case: Case) -> str:
    if case.task == "rating":
        return _("the resident")
    return case.holder.name if case.holder else localized(case.office, "name")


# -- where it is now --------------------------------------------------------------------------------------------------


def where_now(case: Case, reader_id: int | None = None) -> str:
    """One sentence: who has it and what for; the reader is "you"."""
    if case.task == "rating":
        return _("It waits for the resident's rating now.")
    if not case.task:
        if case.outcome in words.CLOSINGS:
            return _("It has ended: %(how)s.") % {"how": words.CLOSINGS[case.outcome]}
        return str(words.STATUSES[case.status])
    told = {"office": localized(case.office, "name"), "task": WAITS_FOR[case.task]}
    if case.holder is not None and case.holder_id == reader_id:
        return _("You have it now, %(task)s.") % told
    if case.holder is not None:
        return _("%(name)s at %(office)s has it now, %(task)s.") % {"name": case.holder.name, **told}
    return _("It is with %(office)s now, %(task)s; nobody has taken it yet.") % told


# -- what stands beside it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody asked those above for, in words."""

    what: str  # "to move the date"
    detail: str  # "by 5 days"
    words: str
    proposer: str
    office: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """The clock of the case stands."""

    reason: str
    since: datetime
    until: datetime | None  # at the longest


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside where a case is: who is asked for a yes or no, who answers for it above."""

    approval: Approval | None = None
    supervision: Supervision | None = None


def around(case: Case) -> Around:
    """A query for each that there is; none for most cases."""
    return Around(open_approval(case), open_supervision(case))


def stand(case: Case, lines: list[Line]) -> Stand | None:
    """Why the clock stands, as the story tells it."""
    if not case.paused:
        return None
    line = next(one for one in reversed(lines) if "reason" in one.data and "until" in one.data)
    until = line.data["until"]
    reason = str(words.PAUSES[line.data["reason"]])
    return Stand(reason, line.at, datetime.fromisoformat(until) if until else None)


@dataclass(frozen=True, slots=True)
class Waits:
    """The resident was asked something and has not answered."""

    who: str
    at: datetime
    words: str


def waits(case: Case, lines: list[Line]) -> Waits | None:
    """The question that is open, as the story tells it."""
    told = [line for line in lines if line.verb in ("case.ask_more", "case.answer")]
    if case.status != "open" or not told or told[-1].verb == "case.answer":
        return None
    return Waits(told[-1].actor_name, told[-1].at, told[-1].words.get("words", ""))


def proposal(approval: Approval, lines: Sequence[Line] = ()) -> Proposal:
    """`lines` is the story of its case, if the words of the proposal are to be shown."""
    said = next((line.words for line in reversed(lines) if line.verb == "case.propose"), {})
    return Proposal(
        what=str(words.PROPOSALS[approval.verb]),
        detail=proposed(approval.params),
        words=said.get("reason", ""),
        proposer=approval.proposer.name,
        office=localized(approval.office, "name"),
        due=approval.due_at,
    )


def proposed(params: dict[str, Any]) -> str:
    """The codes and numbers of a proposal: its reason, by how many days, until which day."""
    if "days" in params:
        return ngettext("by %(n)s day", "by %(n)s days", params["days"]) % {"n": params["days"]}
    if "review_on" in params:
        return _("looked at again on %(day)s") % {"day": words.day(date.fromisoformat(params["review_on"]))}
    reasons = {**words.PAUSES, **words.REFUSAL_CLASSES}
    parts = [str(reasons.get(params.get("reason", ""), ""))]
    if "until_day" in params:
        parts.append(
            _("goes on again on %(day)s") % {"day": words.day(date.fromisoformat(params["until_day"]))}
        )
    if way := words.WAYS_OUT.get(params.get("channel", "")):
        parts.append(_("the right way: %(channel)s") % {"channel": way})
    return pgettext("clause", ", ").join(parts)
