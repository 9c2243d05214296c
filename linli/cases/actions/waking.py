"""The clock's look at cases: what is due is warned of, raised, let go on or closed, one step at a time.

Every case says when it wants to be looked at (`wake_at`), so nothing is searched. After an outage each step is raised
when the clock comes by, and its limit begins then. Two clocks at once, or one twice, do nothing twice: each case is
locked before it is looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.cases import workflow
from linli.cases.actions.answering import close
from linli.cases.actions.deciding import decline
from linli.cases.actions.moving import clock, note
from linli.cases.actions.pausing import resume
from linli.cases.actions.supervising import escalate_locked, remind_above, warn_locked
from linli.cases.actions.trusting import renew_keepers
from linli.cases.models import Approval, Case, Handling, Keeper, Pause, Supervision
from linli.cases.queries import office_above
from linli.cases.workflow import STANDING, Clock
from linli.common.actor import CLOCK
from linli.common.refusals import Refused
from linli.common.worktime import Span
from linli.office.queries import setting
from linli.people.models import Absence, Office, Post, User
from linli.people.queries import first_present

A_STEP = 25  # cases a transaction: a resident's post waits no longer than for these
MOST = 1000  # cases a round
LATER = timedelta(hours=1)  # when a case that could not be looked at is tried again
THE_CLOCK = frozenset({"clock"})
log = logging.getLogger("linli.worker")


def wake_due(now: datetime, *, most: int = MOST) -> int:
    """Look at every case that is due; returns at how many. A round of the clock."""
    looked = 0
    known = Known()
    while looked < most:
        due = Case.objects.filter(wake_at__lte=now).order_by("wake_at").values_list("pk", flat=True)
        ids = list(due[:A_STEP])
        if not ids:
            break
        with transaction.atomic():
            locked = Case.objects.select_for_update(of=("self",)).select_related("office")
            cases = list(locked.filter(pk__in=ids, wake_at__lte=now).order_by("wake_at"))
            beside = Beside.of(cases)
            for case in cases:
                _look(case, beside, now, known)
        looked += len(ids)
    return looked


def let_others_see(now: datetime) -> int:
    """Complaints all of whose readers at the office are away: who stands in there sees them. Returns how many; a round
    of the clock."""
    away = Absence.objects.on(now).filter(post=OuterRef("pk"))
    reads = Keeper.objects.filter(case=OuterRef(OuterRef("pk")), user=OuterRef("user"))
    there = Post.objects.held(now).filter(Exists(reads), ~Exists(away), office=OuterRef("office"))
    waiting = (
        Case.objects.filter(restricted=True, closed_at=None).exclude(task="rating").filter(~Exists(there))
    )
    return sum(_let_others_see(pk, now) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _let_others_see(pk: int, now: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    readers = Keeper.objects.filter(case=case).values_list("user_id", flat=True)
    before = set(readers)
    renew_keepers(case, now)
    if not (new := set(readers.all()) - before):
        return False
    note(case, "entrust", by=CLOCK, at=now, who=sorted(new))
    return True


@dataclass(slots=True)
class Known:
    """What is asked once in a round: who is there at an office, what stands above it, the time rules of an area."""

    there: dict[tuple[int, bool], User | None] = field(default_factory=dict)
    chain: dict[int, Office] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)

    def present(self, office: Office, at: datetime, red: bool) -> User | None:
        key = (office.pk, red)
        if key not in self.there:
            self.there[key] = first_present(office, at, red)
        return self.there[key]

    def above(self, office: Office) -> Office:
        if office.pk not in self.chain:
            self.chain[office.pk] = office_above(office)
        return self.chain[office.pk]

    def clock(self, path: str) -> Clock:
        if path not in self.clocks:
            self.clocks[path] = clock(path)
        return self.clocks[path]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some cases now, by the case's id; one query for each kind."""

    rows: dict[int, Handling]
    above: dict[int, Supervision]
    pauses: dict[int, Pause]
    approvals: dict[int, Approval]

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Beside:
        ids = [case.pk for case in cases]
        return cls(
            rows={r.case_id: r for r in Handling.objects.filter(case__in=ids, left_at=None)},
            above={
                s.case_id: s
                for s in Supervision.objects.filter(case__in=ids, ended_at=None).select_related("office")
            },
            pauses={p.case_id: p for p in Pause.objects.filter(case__in=ids, ended_at=None)},
            approvals={a.case_id: a for a in Approval.objects.filter(case__in=ids, decided_at=None)},
        )


def _look(case: Case, beside: Beside, now: datetime, known: Known) -> None:
    """Do what is due at one case, and note when it wants to be looked at next. A broken one holds up no other."""
    try:
        with transaction.atomic():
            following = _do_and_wind(case, beside, now, known)
    except Exception:
        log.exception("the clock could not look at a case", extra={"case": case.pk})
        following = now + LATER
    Case.objects.filter(pk=case.pk).update(wake_at=following)


def _do_and_wind(case: Case, beside: Beside, now: datetime, known: Known) -> datetime | None:
    if not _raise(case, beside, now, known):
        try:
            with transaction.atomic():
                moved = _move_on(case, beside, now)
        except Refused:  # it may not be at this step: looked at again at its next moment
            moved = False
        if moved:
            case.refresh_from_db()
            beside = Beside.of([case])
            _raise(case, beside, now, known)  # what was late before it waited is late now
    return _next(case, beside, now, known)


def _raise(case: Case, beside: Beside, now: datetime, known: Known) -> bool:
    """Warn of a step or raise it, if that is what is due: the many, and cheap. What stands beside it is kept right."""
    if case.paused or case.proposed or case.task == "rating" or case.due_at is None:
        return False
    row, above, over = beside.rows.get(case.pk), beside.above.get(case.pk), case.due_at <= now
    if row is None:
        return False
    if over and (above is None or above.due_at <= now):
        if workflow.refusal("escalate", case.position, THE_CLOCK) is None:
            raised = escalate_locked(
                *(case, row, above),
                by=CLOCK,
                at=now,
                time=known.clock(case.area_path),
                chain=known.above,
                present=known.present,
            )
            if raised is not None:
                beside.above[case.pk] = raised
            elif above is not None and _reminds(case, above, known) <= now:
                remind_above(case, above, by=CLOCK, at=now)
        return True
    if not over and row.warned_at is None and _warns(case, row, known) <= now:
        if workflow.refusal("warn", case.position, THE_CLOCK) is None:
            warn_locked(case, by=CLOCK, at=now)
        row.warned_at = now
        return True
    return False


def _move_on(case: Case, beside: Beside, now: datetime) -> bool:
    """Decline what nobody answered, close what nobody rated, go on after a pause; True if one of them was due."""
    pending, pause = beside.approvals.get(case.pk), beside.pauses.get(case.pk)
    if case.proposed and pending is not None and pending.due_at <= now:
        decline(case, by=CLOCK, at=now)
    elif case.task == "rating" and case.due_at is not None and case.due_at <= now:
        close(case, by=CLOCK, at=now)
    elif case.paused and pause is not None and pause.until <= now:
        resume(case, by=CLOCK, at=now)
    else:
        return False
    return True


def _next(case: Case, beside: Beside, now: datetime, known: Known) -> datetime | None:
    """The next moment at which something is due; None where nothing will be without anybody doing something."""
    if case.status not in STANDING:
        return None
    row, above = beside.rows.get(case.pk), beside.above.get(case.pk)
    pending, pause = beside.approvals.get(case.pk), beside.pauses.get(case.pk)
    moments = [case.due_at] if pause is None else [pause.until]
    if pending is not None:
        moments.append(pending.due_at)
    if case.task != "rating" and pause is None:
        if above is not None:
            moments.append(_reminds(case, above, known))
        if row is not None and row.warned_at is None and case.due_at is not None and now < case.due_at:
            moments.append(_warns(case, row, known))
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _reminds(case: Case, above: Supervision, known: Known) -> datetime:
    """When the limit of whoever answers for it is over; where nobody stands above, some days after each reminder."""
    if above.reminded_at is None:
        return above.due_at
    rule = setting("cases.reminding", case.area_path)
    span = Span.read(rule["red" if case.urgency == "red" else "usual"])
    return known.clock(case.area_path).after(span, above.reminded_at)


def _warns(case: Case, row: Handling, known: Known) -> datetime:
    assert case.due_at is not None
    task = "do" if case.status == "listed" else case.task
    return known.clock(case.area_path).warns(task, row.taken_at, case.due_at)
