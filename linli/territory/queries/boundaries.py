"""Boundaries: what a file of them would do (which areas, which datum, what overlaps), and those in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Literal

import shapely
from django.db.models import QuerySet
from shapely.geometry import Point
from shapely.strtree import STRtree

from linli.common import geo
from linli.common.laid_out import select
from linli.common.paths import covers, subtree
from linli.common.refusals import Refusal, Refused
from linli.common.scope import Scope
from linli.office.queries import setting
from linli.territory import geojson
from linli.territory.geojson import Feature, Shape
from linli.territory.models import Area, Boundary, Building
from linli.territory.queries.tree import resolve_code

Datum = Literal["wgs", "gcj", "unknown"]
SAME = 1e-6  # degrees, about 10 cm: a file that was taken in GCJ-02 and sent back differs by less
A_PAGE = 50  # of a list: a statement of so many areas is laid out once
ENOUGH = 5  # points that must lie inside by one datum and not by the other, before they say which it is


@dataclass(slots=True)
class Plan:
    """What a file would set: `rows` in WGS-84; nothing is set while there are `problems`.

    `same`: ids of the areas whose boundary stands already as the file has it; there is nothing to set for them.
    `guess`: the datum that buildings and older boundaries speak for ("" where they say nothing), `apart`: how many
    metres the file lies from them as it is.
    """

    rows: list[tuple[Area, Shape]] = field(default_factory=list)
    same: set[int] = field(default_factory=set)
    problems: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    datum: str = "wgs"
    guess: str = ""
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A building with a point."""

    path: str
    name: str
    point: geo.Point


def plan(content: bytes | str, *, datum: Datum, root: Area, at: datetime, sure: bool = False) -> Plan:
    """Read a file for the areas at and under `root`. Refuses what `geojson.read` refuses; the rest is listed:

    feature_unknown (number, name), feature_ambiguous, feature_outside, feature_twice; datum_unknown, datum_differs
    (guess, metres; not where somebody is `sure`); feature_crossing, boundary_overlap (area, other, metres, lon, lat,
    building). Warnings: boundary_outside (area, parent, metres).
    """
    sheet = geojson.read(content)
    found = Plan(problems=sheet.problems)
    matched = _matched(sheet.features, root, at, found.problems)
    buildings = _buildings(root)
    old = in_force(root.path[:6])
    found.guess, found.apart = guess(matched, buildings, old)
    if datum == "unknown" and not found.guess:
        found.problems.append(Refusal("datum_unknown"))
    elif datum not in ("unknown", found.guess) and found.guess and not sure:
        told = {"guess": found.guess, "metres": found.apart}
        found.problems.append(Refusal("datum_differs", told))
    found.datum = found.guess or "wgs" if datum == "unknown" else datum
    found.rows = [(a, s if found.datum == "wgs" else geojson.converted(s, "wgs")) for a, s in matched]
    found.same = {area.pk for area, shape in found.rows if _stands(shape, old.get(area.pk))}
    _compare(found, old)
    for refusal in found.problems:
        if "lon" in refusal.params:
            place = (refusal.params["lon"], refusal.params["lat"])
            refusal.params["building"] = _nearest(place, buildings, found.datum, refusal.code)
    return found


def _stands(shape: Shape, before: tuple[Area, Shape] | None) -> bool:
    """The same ring in the same order, or in another one."""
    if before is None:
        return False
    ways = (shapely.equals_exact(shape, before[1], SAME, normalize=turned) for turned in (False, True))
    return any(bool(same) for same in ways)


def _matched(
    features: list[Feature], root: Area, at: datetime, problems: list[Refusal]
) -> list[tuple[Area, Shape]]:
    names: dict[str, list[Area]] = defaultdict(list)
    for area in Area.objects.under(root.path).standing(at):
        names[area.name].append(area)
    found: dict[int, tuple[Area, Shape]] = {}
    for feature in features:
        meant = _area_of(feature, root, names, at)
        if isinstance(meant, Refusal):
            problems.append(meant)
        elif meant.pk in found:
            problems.append(Refusal("feature_twice", {"number": feature.number, "area": meant.name}))
        else:
            found[meant.pk] = (meant, feature.shape)
    return list(found.values())


def _area_of(feature: Feature, root: Area, names: dict[str, list[Area]], at: datetime) -> Area | Refusal:
    told = {"number": feature.number, "name": feature.names[0][:40], "area": root.name}
    for name in feature.names:
        if name.isascii() and name.isdigit():
            try:
                area = resolve_code(name, at)
            except Refused:
                continue
            return area if covers(root.path, area.path) else Refusal("feature_outside", told)
        if len(names.get(name, ())) > 1:
            return Refusal("feature_ambiguous", told | {"name": name[:40]})
        if name in names:
            return names[name][0]
    return Refusal("feature_unknown", told)


def _buildings(root: Area) -> list[Known]:
    rows = Building.objects.shown().filter(area_path__range=subtree(root.path)).exclude(longitude=None)
    listed = rows.values_list("area_path", "estate__name", "name", "longitude", "latitude")
    return [Known(path, f"{estate} {name}", (lon, lat)) for path, estate, name, lon, lat in listed if lat]


def guess(
    rows: list[tuple[Area, Shape]], buildings: list[Known], old: dict[int, tuple[Area, Shape]]
) -> tuple[str, int]:
    """In which datum these polygons are, as the register's own points have it: ("wgs" | "gcj" | "", metres apart).

    Two witnesses: how many of an area's buildings lie inside as the polygons are and shifted back; else how far their
    middle lies from the middle of the buildings or of the older boundary, and whether that is GCJ-02's own way.
    """
    inside = {"wgs": 0, "gcj": 0}
    offsets: list[geo.Point] = []
    for area, polygon in rows:
        middle = polygon.centroid
        homes = [b.point for b in buildings if covers(area.path, b.path)]
        if polygon.is_valid and homes:
            shapely.prepare(polygon)
            inside["wgs"] += sum(polygon.contains(Point(p)) for p in homes)
            inside["gcj"] += sum(polygon.contains(Point(geo.to_gcj(*p))) for p in homes)
        before = old.get(area.pk)
        if before is not None:
            there = before[1].centroid
            offsets.append(geo.offset((there.x, there.y), (middle.x, middle.y)))
        elif homes:
            there_lon, there_lat = (sum(axis) / len(homes) for axis in zip(*homes, strict=True))
            offsets.append(geo.offset((there_lon, there_lat), (middle.x, middle.y)))
    if not offsets:
        return "", 0
    east, north = median(o[0] for o in offsets), median(o[1] for o in offsets)
    apart = round((east**2 + north**2) ** 0.5)
    more, less = max(inside, key=lambda d: inside[d]), min(inside.values())
    if inside[more] >= ENOUGH and inside[more] > 2 * less:
        return more, apart
    middle = rows[0][1].centroid
    shift = geo.gcj_offset(middle.x, middle.y)
    length = (shift[0] ** 2 + shift[1] ** 2) ** 0.5
    if ((east - shift[0]) ** 2 + (north - shift[1]) ** 2) ** 0.5 < 0.35 * length:
        return "gcj", apart
    return ("wgs" if apart < 0.35 * length else ""), apart


def _compare(found: Plan, old: dict[int, tuple[Area, Shape]]) -> None:
    """Overlaps with areas of the same depth (new ones and those that stay), and what sticks out of the parent."""
    allowed = setting("territory.overlap")
    sound = [(a, s) for a, s in found.rows if s.is_valid]
    now = old | {area.pk: (area, polygon) for area, polygon in sound}
    listed = list(now.values())
    if not sound:
        return
    tree = STRtree([polygon for _, polygon in listed])
    new = {area.pk for area, _ in sound}
    for area, polygon in sound:
        for n in tree.query(polygon, predicate="intersects").tolist():
            other, theirs = listed[n]
            if other.pk == area.pk or len(other.path) != len(area.path):
                continue
            if other.pk in new and other.pk < area.pk:
                continue  # told once
            both = polygon.intersection(theirs)
            if (metres := geojson.square_metres(both)) > allowed:
                place = both.representative_point()
                told = {"area": area.name, "other": other.name, "metres": round(metres)}
                told |= {"lon": round(place.x, 6), "lat": round(place.y, 6)}
                found.problems.append(Refusal("boundary_overlap", told))
        above = now.get(area.parent_id or 0)
        if above is not None:
            metres = geojson.square_metres(polygon.difference(above[1]))
            if metres > allowed:
                told = {"area": area.name, "parent": above[0].name, "metres": round(metres)}
                found.warnings.append(Refusal("boundary_outside", told))


def _nearest(place: geo.Point, buildings: list[Known], datum: str, code: str) -> str:
    """The building next to a place, "" where none lies within a kilometre."""
    if datum == "gcj" and code == "feature_crossing":
        place = geo.to_wgs(*place)  # told as it stands in the file
    near = min(buildings, key=lambda b: geo.metres(place, b.point), default=None)
    return near.name if near is not None and geo.metres(place, near.point) < 1000 else ""


def in_force(path: str, scope: Scope | None = None) -> dict[int, tuple[Area, Shape]]:
    """Area id → area and its polygon now, for everything at and under a path (of those in scope)."""
    rows = Boundary.objects.filter(until=None, area__path__range=subtree(path), area__until=None)
    if scope is not None:
        rows = rows.filter(area__in=Area.objects.visible_to(scope))
    return _shapes(rows.select_related("area").order_by("area__path"))


def outlines(paths: Collection[str], scope: Scope, now: datetime) -> dict[int, tuple[Area, Shape]]:
    """The same for the areas of these paths alone, with their names and nothing more of them."""
    filled = dict.fromkeys((f"path_{n}" for n in range(-len(paths) % A_PAGE + len(paths))), "")
    asked = filled | {f"path_{n}": path for n, path in enumerate(sorted(paths))}
    return _shapes(select(_outlines, scope.moved(None), now=now, **asked))


def _outlines(scope: Scope, now: datetime, **paths: str) -> QuerySet[Boundary]:
    seen = Area.objects.visible_to(scope.moved(now))
    rows = Boundary.objects.filter(
        until=None, area__path__in=list(paths.values()), area__until=None, area__in=seen
    )
    told = ("wkb", "area__path", "area__name", "area__name_en")
    return rows.select_related("area").only(*told).order_by("area__path")


def _shapes(rows: Iterable[Boundary]) -> dict[int, tuple[Area, Shape]]:
    listed = list(rows)
    shapes = shapely.from_wkb([bytes(row.wkb) for row in listed])
    return {row.area_id: (row.area, polygon) for row, polygon in zip(listed, shapes, strict=True)}
