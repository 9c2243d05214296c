"""A community of the register as the solver knows it, and what stands in the way of dividing it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

import shapely
from django.db.models import Count
from shapely.geometry import MultiPolygon, Polygon

from linli.common.paths import subtree
from linli.solvers.divide import Band as Wanted
from linli.solvers.divide import Border, Building, Community, Fault, Neighbourhood, Refused, Wishes, outlines
from linli.solvers.divide.check import ACCEPTABLE, checked
from linli.territory import models
from linli.territory.geojson import Shape
from linli.territory.models import Area, AreaKind, Household, Level
from linli.territory.queries import boundaries
from linli.territory.queries.proposals import Wish, grids_by_area

EVERYDAY = frozenset({"no_households"})  # empty houses are no mistake: told with the plan, never in its way
HERE, FAR = (
    40.0,
    2_000.0,
)  # how far beyond its buildings the ground of a grid reaches, metres: alone, in a boundary


@dataclass(frozen=True, slots=True)
class Place:
    """`labels`: building → its name on the ground; `now`: building → the grid it stands in today; `guessed`: buildings
    without a point of their own, that are planned where their neighbours stand."""

    community: Area
    hood: Neighbourhood
    labels: dict[str, str]
    now: dict[str, Area]
    outline: Shape | None
    special: tuple[Shape, ...]
    guessed: tuple[str, ...] = ()

    @property
    def households(self) -> int:
        return sum(b.households for b in self.hood.buildings)

    @property
    def lacks(self) -> str:
        """Why there is nothing to plan here: nobody lives here, or nothing is on the map. "" where there is."""
        if not self.households:
            return "empty_community"
        return "" if any(math.isfinite(b.x + b.y) for b in self.hood.buildings) else "no_points"

    def told(self) -> list[Trouble]:
        """What is missing in the register and in nobody's way."""
        if self.lacks:
            return [Trouble(self.lacks, (self.community.name,), 1, {}, True)]
        where = tuple(self.labels[one] for one in self.guessed)
        return [Trouble("guessed_point", where[:5], len(where), {}, True)] if where else []


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault with names instead of ids; `passes`: it may be passed over."""

    code: str
    where: tuple[str, ...]
    count: int
    facts: dict[str, Any]
    passes: bool

    @classmethod
    def of(cls, fault: Fault, labels: dict[str, str]) -> Trouble:
        where = tuple(labels.get(one, one) for one in fault.where)
        return cls(fault.code, where[:5], len(where), dict(fault.facts), fault.code in ACCEPTABLE)


def place_of(community: Area, wish: Wish) -> Place:
    """Its buildings outside special grids, with their households; the borders that the wish names."""
    grids = grids_by_area(community)
    rows = models.Building.objects.shown().filter(area_path__range=subtree(community.path), area__in=grids)
    listed = list(
        rows.exclude(area__kind=AreaKind.SPECIAL)
        .order_by("pk")
        .values_list("pk", "area_id", "estate_id", "estate__name", "name", "longitude", "latitude")
    )
    homes = _households(community)
    at_estate = _middles((estate, lon, lat) for _, _, estate, _, _, lon, lat in listed)
    at_grid = _middles((grids[area].pk, lon, lat) for _, area, _, _, _, lon, lat in listed)
    anywhere = _middles((0, lon, lat) for *_, lon, lat in listed).get(0, (math.nan, math.nan))
    code = community.path
    buildings, labels, now, guessed = [], {}, {}, []
    for pk, area, estate, above, name, lon, lat in listed:
        key = str(pk)
        if lon is None or lat is None:
            lon, lat = at_estate.get(estate) or at_grid.get(grids[area].pk) or anywhere
            guessed.append(key)
        buildings.append(Building(key, lon, lat, homes.get(pk, 0), estate=str(estate), community=code))
        labels[key] = f"{above} {name}"
        now[key] = grids[area]
    known = boundaries.in_force(community.path)
    outline = known[community.pk][1] if community.pk in known else None
    special = tuple(s for a, s in known.values() if a.level == Level.GRID and a.kind == AreaKind.SPECIAL)
    rings = tuple(_rings(outline)) if outline is not None else ()
    lines = [Border("line", tuple(line)) for line in wish.lines]
    if wish.around_special:
        lines += [Border("special", (*ring, ring[0])) for ground in special for ring in _rings(ground)]
    hood = Neighbourhood(tuple(buildings), tuple(lines), (Community(code, community.name, rings),))
    return Place(community, hood, labels, now, outline, special, tuple(guessed))


def _households(community: Area) -> dict[int, int]:
    rows = Household.objects.standing().filter(area_path__range=subtree(community.path)).order_by()
    grouped = rows.values_list("dwelling__entrance__building").annotate(n=Count("pk"))
    return dict(grouped)


def _middles(listed: Iterable[tuple[int, float | None, float | None]]) -> dict[int, tuple[float, float]]:
    """The middle of the buildings of each estate or grid: the place of one there that has no point of its own."""
    known: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for key, lon, lat in listed:
        if lon is not None and lat is not None:
            known[key].append((lon, lat))
    return {key: (fmean(x for x, _ in at), fmean(y for _, y in at)) for key, at in known.items()}


def _rings(ground: Shape) -> list[tuple[tuple[float, float], ...]]:
    polygons = getattr(ground, "geoms", [ground])
    return [
        tuple((x, y) for x, y, *_ in ring.coords[:-1])
        for polygon in polygons
        for ring in (polygon.exterior, *polygon.interiors)
    ]


def wishes(place: Place, wish: Wish) -> Wishes:
    low, high = wish.band_of(place.community)
    return Wishes(
        band=Wanted(low, high),
        number=wish.number,
        whole="estate" if wish.whole else "building",
        accept=ACCEPTABLE if wish.accept else EVERYDAY,
    )


def troubles(places: Iterable[Place], wish: Wish) -> list[Trouble]:
    """What is wrong with what the register holds, before anything is computed; one trouble of each kind.

    A community without homes or points is in the way only where all are such: it stays as it is, and the rest is
    planned.
    """
    known = list(places)
    ready = [place for place in known if not place.lacks]
    if not ready:
        return [replace(one, passes=False) for place in known for one in place.told()]
    found: dict[str, Trouble] = {}
    for place in ready:
        try:
            faults = checked(place.hood, wishes(place, wish))[1]
        except Refused as refusal:
            faults = refusal.faults
        for fault in faults:
            if fault.code in EVERYDAY:
                continue
            told = Trouble.of(fault, place.labels)
            before = found.get(told.code)
            if before is not None:
                more = (before.where + told.where)[:5]
                told = replace(before, where=more, count=before.count + told.count)
            found[told.code] = told
    return list(found.values())


def grounds(place: Place, grid_of: dict[str, str]) -> dict[str, bytes]:
    """Each grid's ground as WKB; where the community has a boundary they fill it, without its special grids."""
    buildings = [b for b in place.hood.buildings if b.id in grid_of and math.isfinite(b.x + b.y)]
    reach = HERE if place.outline is None else FAR
    raw = outlines(buildings, [grid_of[b.id] for b in buildings], margin=reach)
    found = {}
    for name, polygons in raw.items():
        ground: Any = MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons])
        if place.outline is not None:
            ground = ground.buffer(0).intersection(place.outline)
            for other in place.special:
                ground = ground.difference(other)
        found[name] = shapely.to_wkb(_polygons(ground))
    return found


def _polygons(ground: Any) -> Shape:
    """Without the lines and points that cutting leaves; one polygon stays one."""
    parts = [
        one for one in getattr(ground, "geoms", [ground]) if one.geom_type == "Polygon" and one.area > 1e-12
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
