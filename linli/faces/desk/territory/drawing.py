"""A plain map of areas as SVG, made on the server: polygons, names, links; no outside map, no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from linli.faces.desk.plane import Plane
from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape
from linli.territory.models import Area

WIDTH, TALLEST = 800, 640
LARGE, SMALL = 18, 14  # sizes of a name, as the style sheet has them (`.t-map text`)


@dataclass(frozen=True, slots=True)
class Patch:
    """One area of the map: an SVG path, and where its name stands; a `number` where there is no room for the name."""

    area: Area
    d: str
    tint: int
    label: str
    x: int
    y: int
    small: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    height: int
    patches: list[Patch]
    outlines: list[str]


def draw(areas: Iterable[tuple[Area, Shape]], outlines: Iterable[Shape] = ()) -> Drawing | None:
    """North is up; a degree of longitude is as short as it is there. None where there is nothing to draw."""
    rows, around = list(areas), list(outlines)
    boxes = [polygon.bounds for polygon in [*(s for _, s in rows), *around]]
    plane = Plane.around(boxes, width=WIDTH, tallest=TALLEST)
    if plane is None:
        return None
    patches: list[Patch] = []
    for n, (area, polygon) in enumerate(rows):
        drawn = shapely.transform(polygon, lambda points: [plane.place(*point) for point in points])
        number = 1 + sum(bool(one.number) for one in patches)
        patches.append(Patch(area, plane.trace(polygon), n % 4, *_written(drawn, _short(area), number)))
    return Drawing(plane.height, patches, [plane.trace(polygon) for polygon in around])


def _written(polygon: Shape, name: str, number: int) -> tuple[str, int, int, bool, int]:
    """The name where it lies inside its area, large or small; else the next number: (text, x, y, small, number)."""
    inside = polygon.representative_point()
    for size in (LARGE, SMALL):
        for middle in (polygon.centroid, inside):
            if polygon.contains(_room(name, size, middle.x, middle.y)):
                return name, round(middle.x), round(middle.y), size == SMALL, 0
    return str(number), round(inside.x), round(inside.y), True, number


def _room(text: str, size: int, x: float, y: float) -> Shape:
    """What a line of text takes: a Chinese character is as wide as it is high, others about half."""
    wide = sum(size if ord(one) > 0x2E7F else 0.56 * size for one in text) / 2
    return shapely.box(x - wide, y - size / 2, x + wide, y + size / 2)


def _short(area: Any) -> str:
    name = localized(area, "name")
    return name if len(name) <= 10 else f"{name[:9]}…"
