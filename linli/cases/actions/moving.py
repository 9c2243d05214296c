"""The one way in which a case moves: lock it, ask, note who left and who has it now, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models import QuerySet
from django.utils import timezone

from linli.cases import rules, workflow
from linli.cases.actions.trusting import keep_to
from linli.cases.models import Approval, Case, CaseOffice, Handling, Pause, Supervision
from linli.cases.workflow import Clock
from linli.common import rows, worktime
from linli.common.actor import Actor
from linli.common.laid_out import select
from linli.common.paths import covers
from linli.common.refusals import Stale
from linli.common.worktime import Span
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.journal.queries import last_entry_id
from linli.office.queries import Decided, decided
from linli.people.models import Office

SPANS = ("cases.promise", "cases.limits", "cases.urgent")
# what an undo puts back, beside the place in the line
KEPT = (
    *("category_id", "case_class", "urgency", "follower_id", "sent_back", "binding", "area_id", "area_path"),
    *("entrance_id", "extra", "provisional"),
)
MOMENTS = ("due_at", "promise_at", "first_promise_at")


_clocks: WeakKeyDictionary[Decided, dict[str, Clock]] = WeakKeyDictionary()


def clock(path: str) -> Clock:
    """The office's rules about time at an area, as they stand now; laid out once for each area until a rule changes."""
    now = decided()
    laid_out = _clocks.setdefault(now, {})
    if path not in laid_out:
        spans = {name: {k: Span.read(v) for k, v in now.setting(name, path).items()} for name in SPANS}
        laid_out[path] = Clock(
            promise=spans["cases.promise"],
            limits=spans["cases.limits"],
            urgent=spans["cases.urgent"],
            calendar=now.calendar,
            hours=now.hours_at(path),
            zone=timezone.get_default_timezone(),
            share=now.setting("cases.warn_share", path),
        )
    return laid_out[path]


def hold(case: Case, verb: str, *, by: Actor, at: datetime, seen: int | None) -> Case:
    """Lock the row, and refuse what may not be, or what was decided on an older sight of the case.

    `seen` is the last entry that the form showed; None where there is no form (commands, the clock).
    """
    held = rows.locked(Case, case.pk)
    held.as_held = fields_of(held)
    if held.office_id is not None:
        held.office = rows.one(Office, held.office_id)
    if seen is not None and (now := last_entry_id(held)) > seen:
        raise Stale(seen, now)
    rules.require(rules.may(verb, by, held, at))
    return held


def move(
    case: Case,
    verb: str,
    *,
    choice: str = "",
    level: str = "",
    by: Actor,
    at: datetime,
    office: Office | None = None,
    holder_id: int | None = None,
    keep_due: bool = False,
    due: datetime | None = None,
    time: Clock | None = None,
    was: dict[str, Any] | None = None,
    words: dict[str, str] | None = None,
    **facts: Any,
) -> Entry:
    """Make one legal move: the current row is left, the next one opened, the case and the journal agree.

    `office` is the next office (default: it stays); `keep_due` lets the clock of the level go on (take, transfer);
    `due` names the end of the step instead of counting it. `was` is what an undo puts back (`as_it_is`). `words`
    (name → text) are sealed, further keywords stand in the entry as they are. Raises IllegalMove.
    """
    before = case.position
    to = workflow.after(verb, before, choice, level=level)
    outcome = f"{verb}:{choice}" if choice else verb
    warned = None
    if keep_due:
        warned = next((row.warned_at for row in select(_current, case_id=case.pk)), None)
    leave_row(case, at, outcome)
    came_from = case.office_id
    case.status, case.level, case.task, case.paused = to.status, to.level, to.task, to.paused
    if before.paused and not to.paused:
        Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
    next_office_id = office.pk if office else case.office_id
    same_step = to.task == before.task and bool(to.task) and next_office_id == came_from
    if (case.supervised and not (same_step or keep_due)) or verb == "extend":
        _free_those_above(case, at, outcome=verb)
    if case.proposed and not same_step:
        Approval.objects.filter(case=case, decided_at=None).update(decided_at=at, granted=False)
        case.proposed = ""
    if to.task:
        case.office = office or case.office
        assert case.office is not None
        case.holder_id = holder_id if to.held else None
        if not keep_due:
            time = time or clock(case.area_path)
            case.due_at = due or time.due(to.task, at, case.promise_at, urgency=case.urgency)
            case.wake_at = first_look(case, at, time)
        open_row(case, at, by=by, warned_at=warned)
        if case.office_id != came_from:
            hand(case, case.office, at)
            if case.restricted:
                keep_to(case, case.office, at)
    else:
        case.office = case.holder = case.due_at = case.wake_at = None
        case.closed_at = at
    save(case)
    if was is not None:
        facts["was"] = was
    return record(
        f"case.{verb}",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=came_from or case.office_id,
        words=words,
        choice=choice,
        to={"status": to.status, "level": to.level, "task": to.task, "office": case.office_id},
        **facts,
    )


def note(
    case: Case,
    verb: str,
    *,
    choice: str = "",
    by: Actor,
    at: datetime,
    words: dict[str, str] | None = None,
    **facts: Any,
) -> Entry:
    """Record a verb that leaves the case where it is; the caller has saved what it changed."""
    return record(
        f"case.{verb}",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=case.office_id,
        words=words,
        choice=choice,
        **facts,
    )


def leave_row(case: Case, at: datetime, outcome: str) -> None:
    """Whoever has it at this step has it no more."""
    rows.change_where(Handling, {"case_id": case.pk, "left_at": None}, left_at=at, outcome=outcome)


def open_row(case: Case, at: datetime, *, by: Actor | None = None, warned_at: datetime | None = None) -> None:
    """Note where the case stands now, and who has it until when; the post is noted where the holder did this."""
    assert case.office is not None
    row = Handling(
        case=case,
        level=case.level,
        task=case.task,
        office=case.office,
        holder_id=case.holder_id,
        post_id=by.post_id if by and case.holder_id and case.holder_id == by.user_id else None,
        taken_at=at,
        due_at=case.due_at,
        warned_at=warned_at,
    )
    rows.add(row)


def fields_of(case: Case) -> dict[str, Any]:
    return {name: value for name, value in vars(case).items() if name != "as_held"}


def save(case: Case) -> None:
    """Write what changed since the case was locked; a case has many fields, and a step changes few of them."""
    before = case.as_held
    if before is None:
        case.save()
        return
    now = fields_of(case)
    rows.change(case, {name for name, value in now.items() if name not in before or before[name] != value})
    case.as_held = now


def hand(case: Case, office: Office, at: datetime) -> None:
    """Remember that an office had it; the second time it is there already."""
    beyond = not covers(rows.linked(office, "area").path, case.area_path)
    rows.add_many([CaseOffice(case=case, office=office, since=at, beyond=beyond)], known_stay=True)


def _free_those_above(case: Case, at: datetime, *, outcome: str) -> None:
    """The step is over, or has a new end by their word: whoever was answerable for it is free."""
    Supervision.objects.filter(case=case, ended_at=None).update(ended_at=at, outcome=outcome)
    case.supervised = False


def first_look(case: Case, at: datetime, time: Clock) -> datetime | None:
    """When the clock looks at a step that begins now: to warn, or where nobody has to be warned at its end."""
    if case.due_at is None or case.task == "rating" or case.paused:
        return case.due_at
    return min(case.due_at, time.warns("do" if case.status == "listed" else case.task, at, case.due_at))


def as_it_is(case: Case) -> dict[str, Any]:
    """What an undo needs to put back: ids, codes and dates, never words."""
    found = {name: getattr(case, name) for name in ("level", "task", "office_id", "holder_id", *KEPT)}
    return found | {name: iso(getattr(case, name)) for name in MOMENTS}


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def pauses_of(case: Case, *, but: Pause | None = None) -> Sequence[worktime.Pause]:
    """All times at which its clock stood (`but` this one); an open one is taken to last as long as it may."""
    stood = [one for one in select(_pauses, case_id=case.pk) if but is None or one.pk != but.pk]
    return [worktime.Pause(one.since, one.ended_at or one.until) for one in stood]


def _pauses(now: datetime, case_id: int) -> QuerySet[Pause]:
    return Pause.objects.filter(case_id=case_id).order_by("id")


def _current(now: datetime, case_id: int) -> QuerySet[Handling]:
    return Handling.objects.filter(case_id=case_id, left_at=None)


def tell_promise(case: Case, case_class: str, time: Clock) -> None:
    """Tell one date; a matter that turns out larger gets its own date, and the first one stays on record."""
    if case.case_class == case_class and case.promise_at is not None:
        return
    case.case_class = case_class
    promised = time.promised(
        case_class, case.received_at, urgency=case.urgency, more=case.extra, pauses=pauses_of(case)
    )
    _tell(case, promised, promised.at)
    case.first_promise_at = case.first_promise_at or case.promise_at


def move_promise(
    case: Case, time: Clock, *, told: datetime | None, knew: Sequence[worktime.Pause], days: int = 0
) -> None:
    """Move the date that was `told` by the pauses it did not know of and by `days` of its units, and by nothing else.

    It was counted by the calendar of its day. Where that was edited since, the rules count another date now: so many
    units are left out (or added) that they count the date told, and what moves it is counted on top.
    `case.extra` has the `days` already.
    """
    if told is None or not case.case_class:
        return

    def counted(more: int, pauses: Sequence[worktime.Pause]) -> worktime.Due:
        more += case.extra
        return time.promised(
            case.case_class, case.received_at, urgency=case.urgency, more=more, pauses=pauses
        )

    off = -days
    if told != case.cap_at or counted(off, knew).at < told:  # else its source set it, and not the rules
        while counted(off, knew).at > told:
            off -= 1
        while counted(off, knew).at < told and counted(off + 1, knew).at <= told:
            off += 1
    moved = counted(off + days, pauses_of(case))
    _tell(case, moved, max(moved.at, told))


def _tell(case: Case, promised: worktime.Due, at: datetime) -> None:
    case.promise_at = at if case.cap_at is None or case.extra else min(at, case.cap_at)
    case.provisional = promised.provisional and case.promise_at == promised.at


def step_due(case: Case, time: Clock) -> datetime:
    """The end of the step it stands at, counted from when the step began, without the times its clock stood."""
    return time.due(
        case.task, step_began(case), case.promise_at, urgency=case.urgency, pauses=pauses_of(case)
    )


def step_began(case: Case) -> datetime:
    """When this office got this task: taking it in hand, letting go of it and pauses open rows, but no new step."""
    began = None
    for row in Handling.objects.filter(case=case).order_by("-id"):
        if (row.task, row.office_id) != (case.task, case.office_id):
            break
        began = row.taken_at
    assert began is not None
    return began
