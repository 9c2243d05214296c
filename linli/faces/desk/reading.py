"""A case in sentences: its six slips, what happened, where it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from linli.cases.models import Case, Handling
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.journal.queries import UNREADABLE, Line
from linli.people.models import Office

SATISFIED = {3: gettext_lazy("satisfied"), 2: gettext_lazy("so-so"), 1: gettext_lazy("not satisfied")}
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


# -- what happened ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline in words."""

    entry_id: int
    at: datetime
    icon: str
    text: str
    more: str = ""
    quotes: list[str] = field(default_factory=list)


class Teller:
    """Knows the names that the sentences of one case need; asks the database nothing."""

    def __init__(self, case: Case, handlings: list[Handling]) -> None:
        self.case = case
        self.offices = {h.office_id: h.office for h in handlings}
        self.people = {h.holder_id: h.holder.name for h in handlings if h.holder}

    def tell(self, lines: list[Line]) -> list[Told]:
        """Newest first."""
        return [self._told(line) for line in reversed(lines)]

    def _told(self, line: Line) -> Told:
        verb = line.verb.partition(".")[2]
        icon, sentence = SENTENCES.get(verb, ("info", _other))
        text, more = sentence(self, line)
        quotes = [self._quote(text) for text in line.words.values()]
        return Told(line.entry_id, line.at, icon, text, more, quotes)

    def _quote(self, text: str) -> str:
        return _("These words can no longer be opened; their key is lost.") if text == UNREADABLE else text

    def who(self, line: Line) -> str:
        if line.actor_name:
            return line.actor_name
        return _("The resident") if line.actor_kind == "resident" else _("LinLi")

    def office(self, line: Line) -> str:
        office: Office | None = self.offices.get(line.data.get("to", {}).get("office"))
        return localized(office, "name") if office else ""

    def say(self, line: Line, sentence: str) -> str:
        return sentence % {"who": self.who(line), "office": self.office(line)}


Sentence = Callable[[Teller, Line], tuple[str, str]]


def _plain(sentence: Any) -> Sentence:
    return lambda teller, line: (teller.say(line, str(sentence)), "")


def _by_choice(**sentences: Any) -> Sentence:
    def told(teller: Teller, line: Line) -> tuple[str, str]:
        sentence = sentences.get(line.data.get("choice", "")) or next(iter(sentences.values()))
        return teller.say(line, str(sentence)), ""

    return told


def _other(teller: Teller, line: Line) -> tuple[str, str]:
    verb = line.verb.partition(".")[2]
    return f"{teller.who(line)}: {words.VERBS.get(verb, line.verb)}", ""


def _ask(teller: Teller, line: Line) -> tuple[str, str]:
    photos = int(line.data.get("photos") or 0)
    more = ngettext("%(n)s photo", "%(n)s photos", photos) % {"n": photos} if photos else ""
    if line.actor_kind == "resident":
        return _("The resident told us"), more
    if line.actor_kind == "user":
        return teller.say(line, _("%(who)s wrote it down for the resident")), more
    return _("It came in from another system"), more


def _take(teller: Teller, line: Line) -> tuple[str, str]:
    task = line.data.get("to", {}).get("task", "")
    if task == "check":
        return teller.say(line, _("%(who)s took it, to check it")), ""
    return teller.say(line, _("%(who)s took it")), ""


def _assign(teller: Teller, line: Line) -> tuple[str, str]:
    name = teller.people.get(line.data.get("holder"), "")
    return _("%(who)s named %(name)s for it") % {"who": teller.who(line), "name": name}, ""


def _verify(teller: Teller, line: Line) -> tuple[str, str]:
    choice = line.data.get("choice")
    if choice == "here":
        text = teller.say(line, _("%(who)s verified it and does it"))
    else:
        text = teller.say(line, _("%(who)s verified it and gave it to %(office)s"))
    urgency = words.URGENCIES.get(line.data.get("urgency", ""), "")
    category = teller.case.category
    parts = [localized(category, "name")] if category and category.pk == line.data.get("category") else []
    return text, pgettext("clause", ", ").join([*parts, str(urgency)]) if urgency else ""


def _send_back(teller: Teller, line: Line) -> tuple[str, str]:
    reason = str(words.BACK_REASONS.get(line.data.get("reason", ""), ""))
    if line.data.get("choice") == "review":
        return teller.say(line, _("%(who)s sent it back a second time; %(office)s decides")), reason
    return teller.say(line, _("%(who)s sent it back to %(office)s")), reason


def _resolve(teller: Teller, line: Line) -> tuple[str, str]:
    outcome = str(words.OUTCOMES.get(line.data.get("outcome", ""), ""))
    told = {"who": teller.who(line), "outcome": outcome}
    return _("%(who)s reported: %(outcome)s") % told, _("%(office)s checks it next") % {
        "office": teller.office(line)
    }


def _rate(teller: Teller, line: Line) -> tuple[str, str]:
    satisfied = SATISFIED.get(line.data.get("satisfied", 0), "")
    solved = _("The resident says: solved") if line.data.get("solved") else _("The resident says: not solved")
    text = _("%(solved)s, %(satisfied)s") % {"solved": solved, "satisfied": satisfied}
    if line.data.get("choice") in ("unhappy", "unsolved"):
        return text, _("%(office)s looks at it again") % {"office": teller.office(line)}
    return text, ""


def _reopen(teller: Teller, line: Line) -> tuple[str, str]:
    return (
        teller.say(line, _("%(who)s says it is not solved")),
        _("%(office)s looks at it again") % {"office": teller.office(line)},
    )


SENTENCES: dict[str, tuple[str, Sentence]] = {
    "ask": ("message-square-plus", _ask),
    "take": ("hand-helping", _take),
    "assign": ("user", _assign),
    "verify": ("clipboard-check", _verify),
    "place": (
        "corner-up-right",
        _by_choice(
            here=gettext_lazy("%(who)s keeps it at the community and does it"),
            up=gettext_lazy("%(who)s passed it up to %(office)s"),
            down=gettext_lazy("%(who)s gave it to %(office)s"),
        ),
    ),
    "dispatch": (
        "send",
        _by_choice(
            department=gettext_lazy("%(who)s dispatched it to %(office)s"),
            here=gettext_lazy("%(who)s keeps it at %(office)s and does it"),
            up=gettext_lazy("%(who)s passed it up to %(office)s"),
            down=gettext_lazy("%(who)s gave it to %(office)s"),
        ),
    ),
    "accept": ("check", _plain(gettext_lazy("%(who)s accepted it and does it"))),
    "pass_up": ("arrow-up", _plain(gettext_lazy("%(who)s passed it up to %(office)s"))),
    "send_back": ("undo-2", _send_back),
    "transfer": ("corner-up-right", _plain(gettext_lazy("%(who)s handed it to %(office)s"))),
    "resolve": ("circle-check", _resolve),
    "pass_check": ("circle-check", _plain(gettext_lazy("%(who)s checked it: it is done"))),
    "fail_check": (
        "corner-down-left",
        _plain(gettext_lazy("%(who)s checked it: something is missing; back to %(office)s")),
    ),
    "rate": ("smile", _rate),
    "close": ("lock", _plain(gettext_lazy("The days for a rating are over; it closed by itself"))),
    "reopen": ("rotate-ccw", _reopen),
    "decide": (
        "flag",
        _by_choice(
            name=gettext_lazy("%(who)s decided: %(office)s does it"),
            confirm=gettext_lazy("%(who)s decided: it stays as it was done"),
        ),
    ),
    "withdraw": ("x", _plain(gettext_lazy("The resident took it back"))),
    "follow_door": ("map-pin", _plain(gettext_lazy("The door came to another grid; %(office)s has it now"))),
}
