"""Where grids end on the ground: the cells of their buildings joined, without gap or overlap between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .build import metres
from .cells import closed_diagram
from .check import inside
from .model import Building, Point, Ring

Floats = NDArray[np.float64]
Polygon = tuple[Ring, ...]
"""An outer ring against the clock's hand, then its holes."""
Corner = tuple[int, int]


def outlines(
    buildings: Sequence[Building], grid_of: Sequence[str], datum: str = "wgs84", margin: float = 40.0
) -> dict[str, tuple[Polygon, ...]]:
    """Each grid's ground, in the coordinates of the buildings: `grid_of[n]` is the grid of building n.

    Outside the town the ground ends about `margin` metres from the last building. On one spot the first building
    counts.
    """
    raw = np.array([(b.x, b.y) for b in buildings], dtype=np.float64).reshape(-1, 2)
    if not len(raw):
        return {}
    place = metres(raw, datum)
    spots, first = np.unique(np.round(place, 1), axis=0, return_index=True)
    names = [grid_of[int(n)] for n in first]
    found = {name: _polygons(edges) for name, edges in _borders(closed_diagram(spots, margin), names).items()}
    back = (lambda ring: ring) if datum == "metres" else _degrees(raw)
    return {
        name: tuple(tuple(back(ring) for ring in polygon) for polygon in polygons)
        for name, polygons in sorted(found.items())
    }


def _degrees(raw: Floats):  # type: ignore[no-untyped-def]
    middle = raw.mean(axis=0)
    scale = np.array([111320.0 * np.cos(np.radians(middle[1])), 110574.0])
    return lambda ring: tuple(
        (round(x, 7), round(y, 7)) for x, y in (np.array(ring) / scale + middle).tolist()
    )


def _borders(cells: list[Floats], names: list[str]) -> dict[str, list[tuple[Corner, Corner]]]:
    """Directed edges of cells, without those that two cells of one grid share. Corners are whole centimetres."""
    sides: dict[str, dict[tuple[Corner, Corner], None]] = defaultdict(dict)
    for name, cell in zip(names, cells, strict=True):
        corners = [(int(x), int(y)) for x, y in np.round(cell * 100).tolist()]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            if a == b:
                continue
            if (b, a) in sides[name]:
                del sides[name][b, a]
            else:
                sides[name][a, b] = None
    return {name: list(edges) for name, edges in sides.items()}


def _polygons(edges: list[tuple[Corner, Corner]]) -> tuple[Polygon, ...]:
    """Edges chained to rings; the ones that run with the clock's hand are holes of the ring around them."""
    onward: dict[Corner, list[Corner]] = defaultdict(list)
    for a, b in sorted(edges):
        onward[a].append(b)
    rings: list[list[Corner]] = []
    while onward:
        start = min(onward)
        ring, here, before = [start], start, None
        while True:
            there = _turn(before, here, onward[here])
            onward[here].remove(there)
            if not onward[here]:
                del onward[here]
            if there == start:
                break
            ring.append(there)
            before, here = here, there
        rings.append(ring)
    outer = [r for r in rings if _area(r) > 0]
    holes = [r for r in rings if _area(r) < 0]
    found = []
    for ring in outer:
        mine = [h for h in holes if inside(np.array(h[:1], dtype=np.float64), _ring(ring)[:-1])[0]]
        found.append(tuple(tuple((x / 100, y / 100) for x, y in _ring(r)) for r in (ring, *mine)))
    return tuple(found)


def _turn(before: Corner | None, here: Corner, ways: list[Corner]) -> Corner:
    """Where four edges meet at a corner: the sharpest turn to the left, so that a ring never crosses itself."""
    if before is None or len(ways) == 1:
        return ways[0]
    came = np.arctan2(before[1] - here[1], before[0] - here[0])
    return max(ways, key=lambda w: (came - np.arctan2(w[1] - here[1], w[0] - here[0])) % (2 * np.pi) * -1)


def _area(ring: list[Corner]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _ring(ring: list[Corner]) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in (*ring, ring[0]))
