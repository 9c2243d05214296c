"""Where a door stands, and what a plate leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from linli.common.laid_out import select
from linli.common.paths import LENGTHS
from linli.common.refusals import refuse
from linli.territory.models import Area, Entrance
from linli.territory.queries.tree import community_of, successor_of
from linli.territory.tokens import is_whole


@dataclass(frozen=True, slots=True)
class Door:
    """A plate read: its entrance, grid and community. `moved` where the plate is old and a newer one hangs there."""

    token: str
    entrance: Entrance
    grid: Area
    community: Area
    moved: bool = False


def door(token: str, at: datetime) -> Door:
    """What hangs behind a token. Refuses plate_torn, plate_unknown, area_closed (name of the area).

    A plate at an entrance that an import has not shown yet, or has taken back, is as good as unknown.
    """
    token = token.strip().lower()
    if not is_whole(token):
        raise refuse("plate_torn")
    entrance = next(select(_behind, token=token), None)
    if entrance is None:
        raise refuse("plate_unknown")
    grid = entrance.building.area
    if grid.is_closed(at):
        closed, grid = grid, successor_of(grid, at)
        if grid.is_closed(at):
            raise refuse("area_closed", area=closed.name)
    community = community_of(grid)
    return Door(token, entrance, grid, community, moved=entrance.retired_at is not None)


def _behind(now: datetime, token: str) -> QuerySet[Entrance]:
    found = Entrance.objects.shown().filter(plates__token=token).annotate(retired_at=F("plates__retired_at"))
    related = ("building__estate", "building__area__parent", "building__area__successor")
    return found.select_related(*related).order_by("id")


def chain(path: str) -> list[Area]:
    """Areas from the top of the tree down to `path`."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    return list(Area.objects.filter(path__in=above).order_by("path"))


def grids_of(path: str, at: datetime) -> list[Area]:
    """Grids that stand now under an area, in the order of their numbers."""
    return list(Area.objects.under(path).standing(at).filter(level="grid").order_by("path"))
