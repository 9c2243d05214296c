"""Counting running limits anew after the calendar or the hours were changed (重算期限).

What was told to a resident never gets later by it, and earlier only where it was told as provisional. The limits of the
offices follow the days as they are now, in both directions; but nobody is late because of an edit: a limit that would
lie in the past stays where it was, and so does one that is over. Where the clock stands, the limit is counted anyway
when it goes on; a date that somebody chose (a review of the long list), and the days for a rating, which the resident
was told, stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.cases.actions.moving import clock, note, pauses_of, step_due
from linli.cases.models import Approval, Case, Handling, Supervision
from linli.cases.workflow import Clock
from linli.common.actor import CLOCK
from linli.common.paths import subtree

A_STEP = 25  # cases a transaction


@dataclass
class Counted:
    """What one chunk came to, as figures."""

    looked: int = 0
    earlier: int = 0
    later: int = 0
    promises: int = 0
    last: int = 0  # the id it came to; 0 where nothing was left


def running(path: str = "", since: date | None = None) -> QuerySet[Case]:
    """Cases whose limits may change: under an area, and not over before the first day that was changed."""
    cases = Case.objects.open().filter(due_at__isnull=False, paused=False)
    cases = cases.exclude(task="rating").exclude(status="listed")
    if path:
        cases = cases.filter(area_path__range=subtree(path))
    if since is not None:
        begins = datetime(since.year, since.month, since.day, tzinfo=timezone.get_default_timezone())
        beside = Q(supervised=True) | ~Q(proposed="") | Q(provisional=True)
        cases = cases.filter(Q(due_at__gte=begins) | beside)
    return cases


@transaction.atomic
def recount_some(
    after: int, *, path: str = "", since: date | None = None, at: datetime, most: int = A_STEP
) -> Counted:
    """Count the next few cases after this id anew; safe to repeat."""
    rows = running(path, since).filter(pk__gt=after).order_by("pk")[:most]
    clocks: dict[str, Clock] = {}
    found = Counted()
    for case in list(rows.select_for_update(of=("self",))):
        found.looked, found.last = found.looked + 1, case.pk
        time = clocks.setdefault(case.area_path, clock(case.area_path))
        _recount(case, time, at, found)
    return found


def _recount(case: Case, time: Clock, at: datetime, found: Counted) -> None:
    assert case.due_at is not None
    due, promise, provisional = case.due_at, case.promise_at, case.provisional
    _promise(case, time, at)
    case.due_at = _kept(due, step_due(case, time), at)
    beside = _beside(case, time, at)
    told = case.promise_at != promise
    if case.due_at == due and not told and case.provisional == provisional and not beside:
        return
    found.promises += told
    found.later += case.due_at > due
    found.earlier += case.due_at < due
    row = Handling.objects.filter(case=case, left_at=None)
    if case.due_at > due:
        row.update(due_at=case.due_at, warned_at=None)  # its end moved away: warned of again in time
    elif case.due_at < due:
        row.update(due_at=case.due_at)
    case.wake_at = at  # the clock looks once, and finds the next moment by itself
    case.save(update_fields=["due_at", "promise_at", "provisional", "wake_at"])
    note(case, "recount", by=CLOCK, at=at, was=due.isoformat(), due=case.due_at.isoformat(), told=told)


def _promise(case: Case, time: Clock, at: datetime) -> None:
    """A provisional date becomes sure: the same or an earlier one. A later one stays what was told."""
    if not case.provisional or not case.case_class or case.promise_at is None:
        return
    counted = time.promised(
        case.case_class, case.received_at, urgency=case.urgency, more=case.extra, pauses=pauses_of(case)
    )
    case.provisional = counted.provisional
    if at < counted.at < case.promise_at:
        case.promise_at = counted.at


def _kept(old: datetime, new: datetime, at: datetime) -> datetime:
    return old if old <= at or new <= at else new


def _beside(case: Case, time: Clock, at: datetime) -> bool:
    """The limits that run beside the step: of whoever was made answerable, of whoever has to say yes or no."""
    limits: list[tuple[Iterable[Any], str, str]] = []
    if case.supervised:
        limits.append((Supervision.objects.filter(case=case, ended_at=None), "since", "supervision"))
    if case.proposed:
        limits.append((Approval.objects.filter(case=case, decided_at=None), "proposed_at", "approval"))
    moved = False
    for rows, begins, name in limits:
        red = name == "supervision" and case.urgency == "red"
        span = time.urgent["red"] if red else time.limits[name]
        for row in rows:
            due = _kept(row.due_at, time.after(span, getattr(row, begins)), at)
            if due != row.due_at:
                type(row).objects.filter(pk=row.pk).update(due_at=due)
                moved = True
    return moved
