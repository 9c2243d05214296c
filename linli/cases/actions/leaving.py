"""Somebody serves no more, or has nothing to do with it any more: what they had in hand waits for their colleagues."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import leave_row, open_row
from linli.cases.actions.pausing import resume
from linli.cases.actions.trusting import renew_keepers
from linli.cases.models import Case, Handling, Keeper
from linli.common.actor import CLOCK
from linli.journal.actions import record
from linli.people.queries import posts_of

LEFT = "left_office"


def leave_office(user_id: int, office_id: int, *, at: datetime) -> None:
    """Whatever somebody has in hand at an office where they serve no more waits for a colleague there; what only they
    could see, somebody else of the office sees from now on. Safe to do twice."""
    if any(post.office_id == office_id and post.for_user_id is None for post in posts_of(user_id, at)):
        return
    for case in Case.objects.open().filter(holder_id=user_id, office_id=office_id).order_by("pk"):
        let_go(case, user_id, at=at)
    kept = Keeper.objects.filter(user_id=user_id, case__closed_at=None).select_related("case__office")
    for keeper in kept:
        renew_keepers(keeper.case, at)


@transaction.atomic
def let_go(case: Case, user_id: int, *, at: datetime) -> Case:
    """This holder has it no more; the work, its office and its dates stay. A pause ends: nobody is there to end it.

    Harmless where somebody else holds it by now.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.holder_id != user_id:
        return case
    if case.paused:
        case = resume(case, by=CLOCK, at=at)
    case.holder = None
    case.save(update_fields=["holder"])
    warned_at = Handling.objects.get(case=case, left_at=None).warned_at
    leave_row(case, at, LEFT)
    open_row(case, at, warned_at=warned_at)
    record(
        f"case.{LEFT}",
        case,
        by=CLOCK,
        at=at,
        area_path=case.area_path,
        office_id=case.office_id,
        who=user_id,
        to={"status": case.status, "level": case.level, "task": case.task, "office": case.office_id},
    )
    return case
