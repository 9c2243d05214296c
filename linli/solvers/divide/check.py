"""Looks at what was given before anything is computed: each fault by name, all of them at once.

A fault stops the work, unless it is one of `ACCEPTABLE` and the wishes accept it: then it is told as a
remark.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .datum import in_china, mixed
from .model import Building, Fault, Neighbourhood, Refused, Ring, Wishes

ACCEPTABLE = frozenset(
    {
        "no_households",
        "crowded_point",
        "isolated",
        "empty_community",
        "mixed_datum",
        "outside_its_community",
        "on_no_land",
    }
)
CROWD = 41


def inside(points: NDArray[np.float64], ring: Ring) -> NDArray[np.bool_]:
    """Which points lie in a ring (even-odd)."""
    hit = np.zeros(len(points), dtype=np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if ay == by:
            continue
        spans = (ay > y) != (by > y)
        hit ^= spans & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return hit


def _within(points: NDArray[np.float64], outline: tuple[Ring, ...]) -> NDArray[np.bool_]:
    hit = np.zeros(len(points), dtype=np.bool_)
    for ring in outline:  # a second ring inside the first is a hole
        hit ^= inside(points, ring)
    return hit


def _names(buildings: tuple[Building, ...], wrong: Callable[[Building], bool]) -> tuple[str, ...]:
    return tuple(b.id for b in buildings if wrong(b))


def _plain_faults(hood: Neighbourhood, wishes: Wishes) -> list[Fault]:
    """Faults one sees without a map."""
    found: list[Fault] = []

    def tell(code: str, where: tuple[str, ...], **facts: float | str) -> None:
        if where:
            found.append(Fault(code, where, facts))

    buildings = hood.buildings
    tell("not_a_number", _names(buildings, lambda b: not (math.isfinite(b.x) and math.isfinite(b.y))))
    tell("negative_households", _names(buildings, lambda b: b.households < 0 or (b.people or 0) < 0))
    tell("no_households", _names(buildings, lambda b: b.households == 0))
    if wishes.measure == "people":
        tell("no_people_count", _names(buildings, lambda b: b.people is None))
    towns: dict[str, set[str | None]] = defaultdict(set)
    for b in buildings:
        towns[b.id].add(b.community)
    times = Counter(b.id for b in buildings)
    tell("in_two_communities", tuple(i for i, t in towns.items() if len(t) > 1))
    tell("listed_twice", tuple(i for i, n in times.items() if n > 1 and len(towns[i]) == 1))
    known = {c.code for c in hood.communities}
    if hood.communities:
        twice = Counter(c.code for c in hood.communities)
        tell("community_listed_twice", tuple(c for c, n in twice.items() if n > 1))
        tell(
            "unknown_community",
            _names(buildings, lambda b: b.community is not None and b.community not in known),
        )
    tell(
        "code_not_12_digits",
        tuple(c.code for c in hood.communities if not (len(c.code) == 12 and c.code.isdigit())),
    )
    if hood.datum == "wgs84":
        tell("not_degrees", _names(buildings, lambda b: abs(b.x) > 180 or abs(b.y) > 90))
        tell("on_no_land", _names(buildings, lambda b: b.x == 0 and b.y == 0))
    ids = set(times)
    if hood.adjacent is not None:
        tell("unknown_neighbour", tuple(sorted({i for pair in hood.adjacent for i in pair} - ids)))
    bad = [
        border.kind
        for border in hood.borders
        if not np.isfinite(np.array(border.line, dtype=np.float64)).all()
    ]
    tell("border_not_a_number", tuple(bad))
    return found


def _wish_faults(wishes: Wishes) -> list[Fault]:
    found: list[Fault] = []
    for name, band in (("band", wishes.band), ("microgrid", wishes.microgrid)):
        if band is not None and not 1 <= band.lower <= band.upper:
            found.append(Fault("band_upside_down", (name,), {"lower": band.lower, "upper": band.upper}))
    if not isinstance(wishes.number, str) and wishes.number < 1:
        found.append(Fault("no_grids_asked", (), {"number": wishes.number}))
    if isinstance(wishes.number, str) and wishes.number not in {"fewest", "usual"}:
        found.append(Fault("unknown_wish", (wishes.number,)))
    for name in ("reach_m", "effort"):
        if not getattr(wishes, name) > 0:
            found.append(Fault("not_positive", (name,)))
    if not wishes.compactness >= 0:
        found.append(Fault("not_positive", ("compactness",)))
    if unknown := wishes.accept - ACCEPTABLE:
        found.append(Fault("cannot_be_accepted", tuple(sorted(unknown))))
    return found


def _crowds(points: NDArray[np.float64], buildings: tuple[Building, ...]) -> list[Fault]:
    spots = defaultdict(list)
    for b, (x, y) in zip(buildings, points, strict=True):
        spots[round(x, 6), round(y, 6)].append(b.id)
    return [
        Fault("crowded_point", tuple(ids), {"x": x, "y": y})
        for (x, y), ids in spots.items()
        if len(ids) >= CROWD
    ]


def _placed(hood: Neighbourhood, points: NDArray[np.float64]) -> tuple[tuple[Building, ...], list[Fault]]:
    """Give each building its community from the outlines, and say where they disagree."""
    found: list[Fault] = []
    buildings = list(hood.buildings)
    outlined = [c for c in hood.communities if c.outline]
    hits = {c.code: _within(points, c.outline) for c in outlined}
    count = np.sum(list(hits.values()), axis=0) if hits else np.zeros(len(points), dtype=int)
    if hits:
        both = tuple(buildings[n].id for n in np.flatnonzero(count > 1))
        if both:
            found.append(Fault("in_two_communities", both))
        if len(outlined) == len(hood.communities):
            off = tuple(buildings[n].id for n in np.flatnonzero(count == 0))
            if off:
                found.append(Fault("on_no_land", off))
    strays = []
    for n, b in enumerate(buildings):
        if b.community is None and count[n] == 1:
            buildings[n] = replace(b, community=next(code for code, hit in hits.items() if hit[n]))
        elif b.community is None and len(hood.communities) == 1:
            buildings[n] = replace(b, community=hood.communities[0].code)
        elif b.community in hits and count[n] == 1 and not hits[b.community][n]:
            strays.append(b.id)
    if strays:
        found.append(Fault("outside_its_community", tuple(strays)))
    if hood.communities:
        nowhere = tuple(b.id for n, b in enumerate(buildings) if b.community is None and count[n] == 0)
        if nowhere and len(outlined) < len(hood.communities):
            found.append(Fault("no_community", nowhere))
    wet = np.zeros(len(points), dtype=np.bool_)
    for ring in hood.water:
        wet |= inside(points, ring)
    if wet.any():
        found.append(
            Fault("on_no_land", tuple(buildings[n].id for n in np.flatnonzero(wet)), {"stands": "in water"})
        )
    homes: Counter[str] = Counter()
    for b in buildings:
        homes[b.community or ""] += b.households
    empty = tuple(c.code for c in hood.communities if homes[c.code] == 0)
    if empty:
        found.append(Fault("empty_community", empty))
    return tuple(buildings), found


def _shifted(hood: Neighbourhood, points: NDArray[np.float64]) -> list[Fault]:
    if hood.datum != "wgs84" or not len(points) or not in_china(points).all():
        return []
    rings: dict[str, Callable[[NDArray[np.float64]], NDArray[np.bool_]]] = {}
    for c in hood.communities:
        if c.outline:
            rings[c.code] = lambda p, outline=c.outline: _within(p, outline)  # type: ignore[misc]
    wrong, metres = mixed(
        points, [b.estate for b in hood.buildings], [b.community for b in hood.buildings], rings
    )
    where = tuple(hood.buildings[n].id for n in np.flatnonzero(wrong))
    return [Fault("mixed_datum", where, {"shift_m": round(metres)})] if where else []


def sift(faults: list[Fault], wishes: Wishes) -> tuple[Fault, ...]:
    """The remarks; raises when anything is left that was not accepted."""
    hard = tuple(f for f in faults if f.code not in wishes.accept)
    if hard:
        raise Refused(hard)
    return tuple(faults)


def checked(hood: Neighbourhood, wishes: Wishes) -> tuple[Neighbourhood, tuple[Fault, ...]]:
    """The neighbourhood with every building in a community, and what was accepted; refuses the rest."""
    faults = _wish_faults(wishes)
    if not hood.buildings:
        faults.append(Fault("no_buildings"))
        raise Refused(tuple(faults))
    faults += _plain_faults(hood, wishes)
    points = np.array([(b.x, b.y) for b in hood.buildings], dtype=np.float64)
    if any(f.code in {"not_a_number", "not_degrees", "code_not_12_digits"} for f in faults):
        raise Refused(tuple(faults))  # the map cannot be looked at
    buildings, more = _placed(hood, points)
    shifted = _shifted(hood, points)
    if shifted:  # the shift explains why they stand outside
        gone = set(shifted[0].where)
        more = [
            replace(f, where=tuple(w for w in f.where if w not in gone))
            if f.code in {"on_no_land", "outside_its_community", "in_two_communities"}
            else f
            for f in more
        ]
        more = [f for f in more if f.where]
    faults += more + shifted + _crowds(points, hood.buildings)
    if sum(b.households for b in buildings) == 0 or (
        wishes.measure == "people" and sum(b.people or 0 for b in buildings) == 0
    ):
        faults.append(Fault("nobody_lives_here"))
    return replace(hood, buildings=buildings), sift(faults, wishes)
