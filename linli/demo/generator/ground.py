"""The ground: a raster of 40 m that is cut into rectangles, and bent a little so that streets and river wind.

Every ring lists all raster points along its rectangle, so neighbours share the very same edges: nothing overlaps,
nothing gapes, and no geometry library is needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from linli.demo.generator.rows import Point

STEP = 40.0  # metres from one line of the raster to the next
SOUTH_WEST = (118.6021, 35.7310)  # open country; the sub-district that is laid over it does not exist
METRE_NORTH = 1 / 110_950
METRE_EAST = 1 / (111_320 * math.cos(math.radians(SOUTH_WEST[1])))
EDGE = 0.12  # how far from a line of the raster a thing stands at least: the lines bend between their points


class Rect(NamedTuple):
    """Lines of the raster: west, south, east, north."""

    west: int
    south: int
    east: int
    north: int

    @property
    def width(self) -> int:
        return self.east - self.west

    @property
    def height(self) -> int:
        return self.north - self.south

    def holds(self, x: float, y: float) -> bool:
        return self.west <= x < self.east and self.south <= y < self.north


def place(x: float, y: float) -> Point:
    """Where a point of the raster lies on the earth. The bends are gentle: no two lines of one kind ever meet."""
    east = x + 2.6 * math.sin(y / 15.0 + 0.7)
    north = y + 3.0 * math.sin(x / 14.3) + 0.7 * math.sin(x / 4.6 + 1.0)
    return (
        round(SOUTH_WEST[0] + east * STEP * METRE_EAST, 7),
        round(SOUTH_WEST[1] + north * STEP * METRE_NORTH, 7),
    )


def off_the_lines(value: float) -> float:
    line = math.floor(value)
    return line + min(max(value - line, EDGE), 1 - EDGE)


def ring(rect: Rect) -> tuple[Point, ...]:
    """Once around, against the clock, closed."""
    corners = (
        [(x, rect.south) for x in range(rect.west, rect.east)]
        + [(rect.east, y) for y in range(rect.south, rect.north)]
        + [(x, rect.north) for x in range(rect.east, rect.west, -1)]
        + [(rect.west, y) for y in range(rect.north, rect.south, -1)]
    )
    points = [place(x, y) for x, y in corners]
    return (*points, points[0])


def cut(rect: Rect, weights: Sequence[float]) -> list[Rect]:
    """One rectangle for each weight, about as large as its share: halved along the longer side, again and again.

    The first ones lie in the north-west, as one reads a page.
    """
    if len(weights) == 1:
        return [rect]
    whole, first, best = sum(weights), 0.0, (math.inf, 1, 0.5)
    for n, weight in enumerate(weights[:-1], start=1):
        first += weight
        best = min(best, (abs(first - whole / 2), n, first / whole))
    _, n, share = best
    side = max(rect.width, rect.height)
    at = min(max(round(side * share), 1), side - 1)
    if rect.width >= rect.height:
        one = rect._replace(east=rect.west + at)
        other = rect._replace(west=rect.west + at)
    else:
        one = rect._replace(south=rect.north - at)
        other = rect._replace(north=rect.north - at)
    return cut(one, weights[:n]) + cut(other, weights[n:])


def rows_of(rect: Rect, number: int, *, spacing: float = math.inf) -> list[tuple[float, float]]:
    """So many places in rows, evenly over the rectangle, or `spacing` apart in its middle where that is closer."""
    columns = max(1, min(number, math.ceil(math.sqrt(number * rect.width / rect.height))))
    lines = math.ceil(number / columns)
    dx, dy = min(rect.width / columns, spacing), min(rect.height / lines, spacing)
    left = (rect.west + rect.east) / 2 - dx * (columns - 1) / 2
    top = (rect.south + rect.north) / 2 + dy * (lines - 1) / 2
    return [
        (off_the_lines(left + dx * (n % columns)), off_the_lines(top - dy * (n // columns)))
        for n in range(number)
    ]
