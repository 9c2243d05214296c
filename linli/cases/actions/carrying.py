"""Cases on their way to another path or another grid: a code changed, or their door came to somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.cases.actions.moving import hand, leave_row, open_row
from linli.cases.actions.pausing import resume
from linli.cases.models import Case, CaseOffice
from linli.common.actor import CLOCK, Actor
from linli.common.paths import covers, subtree
from linli.journal.actions import record
from linli.people.models import AREA_OFFICES, Office
from linli.people.queries import offices_over
from linli.territory.actions.carrying import rewrite_some
from linli.territory.models import Area
from linli.territory.registry import Carrier, Doors


def _count(path: str) -> dict[str, int]:
    return {"cases.open": Case.objects.open().filter(area_path__range=subtree(path)).count()}


def _rewrite(old: str, new: str, most: int) -> int:
    """Closed ones too: whoever sees the area sees its past."""
    return rewrite_some((Case,), old, new, most)


def _at(doors: Doors) -> Q:
    """What is counted before is what goes along after; one without a unit lies in its area alone."""
    return Q(entrance__building__in=doors.buildings) | Q(area__in=doors.left)


def _count_at(doors: Doors) -> dict[str, int]:
    return {"cases.open": Case.objects.open().filter(_at(doors)).count()}


def _follow(doors: Doors, by: Actor, at: datetime) -> None:
    """What is open goes along with its door; what has ended stays where it was done."""
    for case in Case.objects.open().filter(_at(doors)).order_by("pk"):
        follow_door(case, doors.grid, by=by, at=at)


@transaction.atomic
def follow_door(case: Case, area: Area, *, by: Actor, at: datetime) -> Case:
    """The place of a case belongs to another area now; the case, its work and its dates stay what they are.

    Where the level that has it is an area's own office and that area is no longer its place, the office of the same
    level there has it from now on, for somebody to take; the clock goes on. A level without an office there keeps it.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=case.pk)
    office = _office_there(case, area)
    if office is not None and case.paused:  # nobody will have it in hand, so nobody could end the pause
        case = resume(case, by=CLOCK, at=at)
    case.area, case.area_path = area, area.path
    came_from = case.office_id
    if office is not None:
        leave_row(case, at, "follow_door")
        case.office, case.holder = office, None
        open_row(case, at)
        hand(case, office, at)
    case.save()
    for handed in CaseOffice.objects.filter(case=case).select_related("office__area"):
        handed.beyond = not covers(handed.office.area.path, area.path)
        handed.save(update_fields=["beyond"])
    record(
        "case.follow_door",
        case,
        by=by,
        at=at,
        area_path=area.path,
        office_id=came_from,
        to={"status": case.status, "level": case.level, "task": case.task, "office": case.office_id},
    )
    return case


def _office_there(case: Case, area: Area) -> Office | None:
    """The office that has to take it over; None where the present one still answers for the place."""
    if case.office is None or case.level not in AREA_OFFICES or covers(case.office.area.path, area.path):
        return None
    there = offices_over(area.path).get(case.level)
    return there if there is not None and there.pk != case.office_id else None


CARRIER = Carrier("cases", _count, _rewrite, _count_at, _follow)
