"""How many households asked for help, as offices see it who see no household: by kind, five and more. Reads only.

Below five it is not told, nought included, so that no number tells of one door. Nothing is added up beside the parts:
a sum less what is told would be what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from linli.common.paths import covers, subtree
from linli.people.models import NeedKind, SupportNeed
from linli.territory.models import Area, Household

FEWEST = 5
Needs = dict[str, int | None]  # kind → households; None where it is below five


@dataclass(frozen=True, slots=True)
class GridNeeds:
    grid: Area
    needs: Needs


def needs_of(path: str) -> Needs:
    """Of an area as a whole."""
    return _told(
        dict(_open(path).values_list("kind").annotate(n=Count("household", distinct=True)).order_by())
    )


def needs_by_grid(path: str, grids: Sequence[Area]) -> list[GridNeeds]:
    """Of each of these grids inside an area, in one query; what lies in a micro-grid counts to its grid."""
    numbers = (
        _open(path).values_list("household__area_path", "kind").annotate(n=Count("household", distinct=True))
    )
    rows = list(numbers.order_by())
    found = []
    for grid in grids:
        here: dict[str, int] = {}
        for where, kind, number in rows:
            if covers(grid.path, where):
                here[kind] = here.get(kind, 0) + number
        found.append(GridNeeds(grid, _told(here)))
    return found


def _open(path: str) -> Any:
    standing = Household.objects.standing().filter(area_path__range=subtree(path))
    return SupportNeed.objects.filter(ended_at=None, household__in=standing.values("id"))


def _told(numbers: dict[str, int]) -> Needs:
    return {kind: numbers[kind] if numbers.get(kind, 0) >= FEWEST else None for kind in NeedKind.values}
