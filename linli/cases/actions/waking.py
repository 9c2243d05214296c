"""The clock's look at cases: what is due is warned of, raised, let go on or closed, one step at a time.

Every case says when it wants to be looked at (`wake_at`), so nothing is searched. After an outage each step is raised
when the clock comes by, and its limit begins then. Two clocks at once, or one twice, do nothing twice: each case is
locked, and looked at again once it is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.actions.answering import close
from linli.cases.actions.deciding import decline
from linli.cases.actions.moving import clock
from linli.cases.actions.pausing import resume
from linli.cases.actions.supervising import FindPresent, escalate, warn
from linli.cases.models import Approval, Case, Handling, Pause, Supervision
from linli.cases.workflow import STANDING, Clock
from linli.common.actor import CLOCK
from linli.common.refusals import Refused
from linli.people.models import Office, User
from linli.people.queries import first_present

A_STEP = 25  # cases a transaction: a resident's post waits no longer than for these
MOST = 1000  # cases a round


def wake_due(now: datetime, *, most: int = MOST) -> int:
    """Look at every case that is due; returns at how many. A round of the clock."""
    looked = 0
    present = _remembered()
    clocks: dict[str, Clock] = {}
    while looked < most:
        ids = list(
            Case.objects.filter(wake_at__lte=now).order_by("wake_at").values_list("pk", flat=True)[:A_STEP]
        )
        if not ids:
            break
        with transaction.atomic():
            for pk in ids:
                _look(pk, now, present, clocks)
        looked += len(ids)
    return looked


def _remembered() -> FindPresent:
    """Who is there now, asked once for an office in a round."""
    known: dict[tuple[int, bool], User | None] = {}

    def present(office: Office, at: datetime, red: bool) -> User | None:
        key = (office.pk, red)
        if key not in known:
            known[key] = first_present(office, at, red)
        return known[key]

    return present


def _look(pk: int, now: datetime, present: FindPresent, clocks: dict[str, Clock]) -> None:
    """Do what is due at one case, and note when it wants to be looked at next."""
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    if case.wake_at is None or case.wake_at > now:
        return
    try:
        with transaction.atomic():
            case = _do_what_is_due(case, now, present, clocks)
    except Refused:  # somebody was faster, or it may not be at this step: looked at again at its next moment
        case.refresh_from_db()
    Case.objects.filter(pk=pk).update(wake_at=_next(case, now, clocks))


def _do_what_is_due(case: Case, now: datetime, present: FindPresent, clocks: dict[str, Clock]) -> Case:
    if case.proposed:
        pending = Approval.objects.filter(case=case, decided_at=None).first()
        if pending is not None and pending.due_at <= now:
            case = decline(case, by=CLOCK, at=now)
    if case.task == "rating":
        return close(case, by=CLOCK, at=now) if _over(case.due_at, now) else case
    if case.paused:
        pause = Pause.objects.filter(case=case, ended_at=None).first()
        return resume(case, by=CLOCK, at=now) if pause is None or pause.until <= now else case
    if case.status not in STANDING or case.due_at is None:
        return case
    if _over(case.due_at, now):
        above = Supervision.objects.filter(case=case, ended_at=None).first() if case.supervised else None
        if above is None or above.due_at <= now:
            return escalate(case, by=CLOCK, at=now, time=_clock(case, clocks), present=present)
    elif case.status != "listed":
        row = Handling.objects.filter(case=case, left_at=None).get()
        if row.warned_at is None and _warns(case, row, clocks) <= now:
            return warn(case, by=CLOCK, at=now)
    return case


def _next(case: Case, now: datetime, clocks: dict[str, Clock]) -> datetime | None:
    """The next moment at which something is due; None where nothing will be without anybody doing something."""
    if case.status not in STANDING:
        return None
    moments: list[datetime | None] = [case.due_at]
    if case.proposed:
        pending = Approval.objects.filter(case=case, decided_at=None)
        moments += pending.values_list("due_at", flat=True)
    if case.paused:
        pauses = Pause.objects.filter(case=case, ended_at=None)
        moments = [*moments[1:], *pauses.values_list("until", flat=True)]
    elif case.task != "rating":
        if case.supervised:
            open_ = Supervision.objects.filter(case=case, ended_at=None)
            moments += open_.values_list("due_at", flat=True)
        if case.due_at is not None and now < case.due_at and case.status != "listed":
            row = Handling.objects.filter(case=case, left_at=None).get()
            if row.warned_at is None:
                moments.append(_warns(case, row, clocks))
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _warns(case: Case, row: Handling, clocks: dict[str, Clock]) -> datetime:
    assert case.due_at is not None
    return _clock(case, clocks).warns(case.task, row.taken_at, case.due_at)


def _clock(case: Case, clocks: dict[str, Clock]) -> Clock:
    if case.area_path not in clocks:
        clocks[case.area_path] = clock(case.area_path)
    return clocks[case.area_path]


def _over(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
