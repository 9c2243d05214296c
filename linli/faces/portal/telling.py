"""How a request is told to the one who asked: state, promise and timeline in plain sentences.

What offices write to each other (why it was sent back, what a check missed) stays between them; the resident
reads that it moved, where it is now, and the words that were written for them.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.models import Case, Handling
from linli.cases.queries import Shown
from linli.common.days import days_left
from linli.common.keys import hash_token
from linli.faces import words
from linli.faces.portal.drafts import Said
from linli.faces.portal.phrases import (
    ANSWERS,
    ENDS,
    FOR_THE_ASKER,
    OF_THE_ASKER,
    PAUSES,
    SENTENCES,
    STATES,
)
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line
from linli.office.models import Attachment
from linli.people.models import Office, Post


@dataclass(frozen=True, slots=True)
class State:
    """One word about where it stands."""

    words: str
    icon: str
    colour: str


def state_of(case: Case) -> State:
    end = ENDS.get("paused" if case.paused else case.status)
    if end is not None:
        return State(str(end[0]), end[1], end[2])
    if case.task == "verify" and case.holder_id:
        return State(_("Somebody is looking at it"), "eye", "doing")
    key = (case.status, case.task or case.outcome)
    found = STATES.get(key, (words.STATUSES.get(case.status, case.status), "circle-dot", "doing"))
    if case.task == "rating" and case.outcome in ANSWERS:
        return State(str(ANSWERS[case.outcome]), found[1], found[2])
    return State(str(found[0]), found[1], found[2])


@dataclass(frozen=True, slots=True)
class SaidCase:
    """One line of "requests from this phone"."""

    said: Said
    state: State | None


def said_with_states(said: list[Said]) -> list[SaidCase]:
    """The phone's own requests with how they stand now; one query."""
    if not said:
        return []
    hashes = {hash_token(entry.follow): entry for entry in said}
    cases = {c.follow_hash: c for c in Case.objects.filter(follow_hash__in=hashes)}
    return [
        SaidCase(entry, state_of(cases[hash_]) if hash_ in cases else None) for hash_, entry in hashes.items()
    ]


@dataclass(frozen=True, slots=True)
class Promise:
    """The box about time. `kind`: promised, over, waiting (no date yet), late (not even that), done."""

    kind: str
    label: str
    date: str
    left: str = ""
    spent: int = 0
    days: int = 0


def promise_of(case: Case, now: datetime) -> Promise | None:
    """What was promised, as a date first; None where no time is running."""
    if case.resolved_at is not None and case.status in ("resolved", "closed"):
        return _kept(case, now)
    if case.status != "open":
        return None
    if case.promise_at is None:
        if case.due_at is None or case.paused:
            return None
        if case.due_at < now:
            late = words.left(case.due_at, now)
            return Promise("late", _("You should have heard"), words.until(case.due_at, now), late)
        return Promise("waiting", _("No date yet. You will hear one"), words.until(case.due_at, now))
    days = max(1, _days_between(case.received_at, case.promise_at))
    return Promise(
        "over" if case.promise_at < now else "promised",
        # while its clock stands: if it stands as long as it may
        _("Done by then at the latest") if case.paused else _("Promised to be done"),
        words.until(case.promise_at, now),
        words.left(case.promise_at, now),
        spent=min(days, _days_between(case.received_at, now)),
        days=days,
    )


def _kept(case: Case, now: datetime) -> Promise:
    assert case.resolved_at is not None
    moment = {"moment": words.moment(case.resolved_at, now)}
    was_done = case.outcome in ("done", "partly", "solved")
    done = _("%(moment)s done") % moment if was_done else _("%(moment)s answered") % moment
    if case.promise_at is None:
        return Promise("done", _("Reported done"), words.moment(case.resolved_at, now))
    label = _("Promised %(until)s") % {"until": words.until(case.promise_at, now)}
    early = _days_between(case.resolved_at, case.promise_at)
    if case.resolved_at > case.promise_at:
        late = max(1, -early)
        left = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    elif not was_done:
        left = ""
    elif early:
        left = ngettext("%(days)s day early", "%(days)s days early", early) % {"days": early}
    else:
        left = _("on the day")
    return Promise("done", label, done, left)


def _days_between(start: datetime, end: datetime) -> int:
    return days_left(end, start, zone=timezone.get_default_timezone())


# -- the timeline -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that happened. `quote`: words written for the resident, or by them; `office`: that of who did it."""

    at: datetime
    said: str
    icon: str
    office: str = ""
    note: str = ""
    quote: str = ""
    by: str = ""
    photos: list[Attachment] = field(default_factory=list)  # of how it is now

    @property
    def is_back(self) -> bool:
        """A step backwards wears no tick."""
        return self.icon in ("rotate-ccw", "corner-up-left", "arrow-up")


def sentences(
    lines: list[Line], handlings: list[Handling], *, told: Set[str] = frozenset(), shown: Shown | None = None
) -> list[Sentence]:
    """The timeline, newest first. `handlings` tell the names of the offices and people in it; words that stand in a
    box of their own (`told`) are not said twice."""
    offices = {h.office_id: h.office for h in handlings}
    above = {line.data["above"] for line in lines if line.data.get("above")} - set(offices)
    offices |= Office.objects.in_bulk(above) if above else {}
    people = {h.holder_id: h.holder.name for h in handlings if h.holder is not None}
    undone = {line.data.get("undone") for line in lines if line.verb == "case.undo"}
    kept = [line for line in lines if line.entry_id not in undone]
    posts = Post.objects.filter(pk__in={line.post_id for line in lines if line.post_id})
    at = {post.pk: localized(post.office, "name") for post in posts.select_related("office")}
    answers = shown.answers if shown else {}
    said = [
        _sentence(line, offices, people, at, answers.get(line.entry_id, []))
        for line in kept
        if not _passed_over(line, kept)
    ]
    found = [sentence for sentence in reversed(said) if sentence is not None]
    return [replace(one, quote="") if one.quote in told else one for one in found]


def _passed_over(line: Line, lines: list[Line]) -> bool:
    """That somebody took it on matters while nothing came of it yet; later it only makes the page long.

    Placing it with a firm and handing it out are one act of one moment: it is told once.
    """
    if line.verb == "case.place" and line.data.get("choice") == "partner":
        return any(other.verb == "case.hand_out" and other.at == line.at for other in lines)
    return line.verb == "case.take" and line is not lines[-1]


def _sentence(
    line: Line,
    offices: dict[int, Office],
    people: dict[int | None, str],
    at: dict[int, str],
    photos: list[Attachment],
) -> Sentence | None:
    verb = line.verb.removeprefix("case.")
    if verb in ("ask", "take_in"):
        return _asked(line)
    mine = line.actor_kind == "resident"
    choice = str(line.data.get("choice") or "")
    if verb == "contact":
        choice = "reached" if line.data.get("reached") else "tried"
    if verb == "remind" and mine:
        choice = "mine"
    if verb == "resolve":
        choice = str(line.data.get("outcome") or "done")
    if verb == "reopen" and not mine:
        choice = "office"
    if verb == "report" and not line.data.get("done"):
        choice = "not_yet"
    found = SENTENCES.get((verb, choice)) or SENTENCES.get((verb, ""))
    if found is None:
        return None  # a verb of a later version; better unsaid than in jargon
    here = _office(offices, line.office_id)
    names = {
        "who": line.actor_name or here or _("the office"),
        "next": _office(offices, line.data.get("to", {}).get("office")) or _("the level above"),
        "named": people.get(line.data.get("holder"), _("a colleague")),
        "here": here or _("the office"),
        "above": _office(offices, line.data.get("above")) or _("the level above"),
        "reason": PAUSES.get(str(line.data.get("reason")), ""),
    }
    own = mine and verb in OF_THE_ASKER
    quote = line.words.get("words") or (line.words.get("reason", "") if own else "")
    return Sentence(
        at=line.at,
        said=str(found[0]) % names,
        icon=found[1],
        office=at.get(line.post_id or 0, ""),  # the case may stand elsewhere than who acted
        note=_note(verb, line),
        quote=quote if own or verb in FOR_THE_ASKER else "",
        by=_("You") if own else line.actor_name,
        photos=photos,
    )


def _office(offices: dict[int, Office], office_id: int | None) -> str:
    office = offices.get(office_id) if office_id is not None else None
    return localized(office, "name") if office is not None else ""


def _asked(line: Line) -> Sentence:
    channel = "own" if line.data.get("own") else line.data.get("channel")
    said = {
        "own": _("%(who)s saw it and wrote it down") % {"who": line.actor_name},
        "worker": _("%(who)s took it down for you") % {"who": line.actor_name},
        "telephone": _("You said it by telephone"),
        "import": _("You said it; it came to us from another system"),
        "order": _("You said it; an office above passed it on to us"),
        "counter": _("You said it at the counter"),
        "reception": _("You said it on a day when somebody sits and listens"),
        "group": _("You said it in the group; %(who)s took it down") % {"who": line.actor_name},
        "meeting": _("It was said at a meeting of the branch"),
    }.get("order" if line.verb == "case.take_in" else str(channel), _("You said it"))
    photos = line.data.get("photos") or 0
    note = ngettext("with %(n)s photo", "with %(n)s photos", photos) % {"n": photos} if photos else ""
    return Sentence(at=line.at, said=said, icon="message-square-text", note=note)


def _note(verb: str, line: Line) -> str:
    if verb == "verify" and line.data.get("urgency") in ("yellow", "red"):
        return _("It counts as “%(urgency)s”") % {"urgency": words.URGENCIES[line.data["urgency"]]}
    if verb == "rate":
        return {
            3: _("How it was done: well"),
            2: _("How it was done: so-so"),
            1: _("How it was done: not well"),
        }.get(line.data.get("satisfied", 0), "")
    return ""
