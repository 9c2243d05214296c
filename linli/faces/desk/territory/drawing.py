"""A plain map of areas as SVG, made on the server: polygons, names, links; no outside map, no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape
from linli.territory.models import Area

WIDTH, TALLEST = 800, 640
EDGE = 8


@dataclass(frozen=True, slots=True)
class Patch:
    """One area of the map: an SVG path, and where its name stands."""

    area: Area
    d: str
    label: str
    x: int
    y: int
    tint: int


@dataclass(frozen=True, slots=True)
class Drawing:
    height: int
    patches: list[Patch]
    outlines: list[str]


def draw(areas: Iterable[tuple[Area, Shape]], outlines: Iterable[Shape] = ()) -> Drawing | None:
    """North is up; a degree of longitude is as short as it is there. None where there is nothing to draw."""
    rows, around = list(areas), list(outlines)
    boxes = [polygon.bounds for polygon in [*(s for _, s in rows), *around]]
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
    margin = (WIDTH - wide * scale) / 2

    def place(lon: float, lat: float) -> tuple[int, int]:
        return round(margin + (lon - west) * squeeze * scale), round(EDGE + (north - lat) * scale)

    def trace(polygon: Shape) -> str:
        parts: list[str] = []
        for one in getattr(polygon, "geoms", [polygon]):
            for ring in (one.exterior, *one.interiors):
                points = list(dict.fromkeys(place(*point[:2]) for point in ring.coords))
                parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
        return "".join(parts)

    patches = []
    for n, (area, polygon) in enumerate(rows):
        middle = polygon.representative_point()
        x, y = place(middle.x, middle.y)
        patches.append(Patch(area, trace(polygon), _short(area), x, y, n % 4))
    return Drawing(round(high * scale + 2 * EDGE), patches, [trace(polygon) for polygon in around])


def _short(area: Any) -> str:
    name = localized(area, "name")
    return name if len(name) <= 10 else f"{name[:9]}…"
