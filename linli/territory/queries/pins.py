"""Which grid a point on the map lies in (地图上的点落在哪个网格): a tree of boxes, one for each process.

The register beats geometry: a building belongs to the grid that it was given to. This serves points that have no door
yet: a pin on a map, a photo's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import shapely
from django.db.models import Subquery
from shapely.geometry import Point
from shapely.strtree import STRtree

from linli.common.paths import subtree
from linli.journal.models import Entry
from linli.territory.models import Area, Boundary, Building, Level

Version = tuple[int, datetime | None, int | None]


@dataclass(frozen=True, slots=True)
class Pins:
    """The boundaries of all grids at one moment. Reading it needs no database and no lock."""

    version: Version
    areas: tuple[int, ...]
    tree: STRtree

    def grid_at(self, lon: float, lat: float) -> int | None:
        """Id of the grid in which a WGS-84 point lies; of two that touch there, the older boundary."""
        found = self.tree.query(Point(lon, lat), predicate="intersects")
        return self.areas[int(found.min())] if len(found) else None

    def grids_at(self, points: list[tuple[float, float]]) -> list[int | None]:
        """The same for ten thousand points at once: one question to the tree instead of as many."""
        found: list[int | None] = [None] * len(points)
        if points:
            which, where = self.tree.query(shapely.points(points), predicate="intersects")
            for n, grid in sorted(zip(which.tolist(), where.tolist(), strict=True), reverse=True):
                found[n] = self.areas[grid]  # the older boundary comes last, and stays
        return found

    @classmethod
    def of(cls, version: Version, rows: list[tuple[int, bytes]]) -> Pins:
        shapes = shapely.from_wkb([bytes(wkb) for _, wkb in rows])
        return cls(version, tuple(pk for pk, _ in rows), STRtree(shapes))


_pins: Pins | None = None


def version() -> Version:
    """Changes whenever a boundary is set or ends, in whatever process: newest row, its moment, newest closing.

    A boundary ends by a newer one or with its area; both are the end of an index, whatever the number of rows. The
    moment belongs to it because an id that was rolled back is given again.
    """
    closed = Entry.objects.filter(verb="area.closed").order_by("-recorded_at", "-id").values("id")[:1]
    newest = Boundary.objects.order_by("-pk").annotate(closed=Subquery(closed))
    return newest.values_list("pk", "since", "closed").first() or (0, None, None)


def current() -> Pins:
    """The boundaries as they are now: one small query, and the tree built anew only where they changed."""
    global _pins
    now = version()
    kept = _pins
    if kept is None or kept.version != now:
        grids = Boundary.objects.filter(until=None, area__level=Level.GRID, area__until=None).order_by("pk")
        kept = _pins = Pins.of(now, list(grids.values_list("area_id", "wkb")))
    return kept


def grid_at(lon: float, lat: float) -> int | None:
    return current().grid_at(lon, lat)


@dataclass(frozen=True, slots=True)
class Stray:
    """A building whose point lies in the boundary of another grid than its own."""

    building: Building
    lies_in: Area


def strays(path: str) -> list[Stray]:
    """Buildings under a path that the map puts elsewhere. The register is right until somebody says otherwise."""
    rows = (
        Building.objects.shown()
        .filter(area_path__range=subtree(path))
        .exclude(longitude=None)
        .exclude(latitude=None)
    )
    told = ("pk", "longitude", "latitude", "area_id", "area__level", "area__parent_id")
    known = list(rows.order_by("pk").values_list(*told))
    found: dict[int, int] = {}
    for (pk, _, _, own, level, parent), grid in zip(
        known, current().grids_at([(lon, lat) for _, lon, lat, *_ in known]), strict=True
    ):
        if grid is not None and grid != own and not (level == Level.MICROGRID and grid == parent):
            found[pk] = grid
    buildings = Building.objects.select_related("area", "estate").in_bulk(found)
    areas = Area.objects.in_bulk(set(found.values()))
    return [Stray(buildings[pk], areas[grid]) for pk, grid in found.items()]
