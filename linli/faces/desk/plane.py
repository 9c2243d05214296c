"""From the ground to a picture: north is up, and a degree of longitude is as short as it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from linli.territory.geojson import Shape

Box = tuple[float, float, float, float]  # west, south, east, north in degrees
EDGE = 8


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle of the ground on a picture `width` wide."""

    west: float
    north: float
    squeeze: float
    scale: float
    margin: float
    height: int

    @classmethod
    def around(cls, boxes: Iterable[Box], *, width: int, tallest: int) -> Plane | None:
        """The smallest one that shows all of these; None where there is nothing to show."""
        found = list(boxes)
        if not found:
            return None
        west, south = min(box[0] for box in found), min(box[1] for box in found)
        east, north = max(box[2] for box in found), max(box[3] for box in found)
        squeeze = cos(radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
        scale = min((width - 2 * EDGE) / wide, (tallest - 2 * EDGE) / high)
        return cls(west, north, squeeze, scale, (width - wide * scale) / 2, round(high * scale + 2 * EDGE))

    def place(self, lon: float, lat: float) -> tuple[int, int]:
        return (
            round(self.margin + (lon - self.west) * self.squeeze * self.scale),
            round(EDGE + (self.north - lat) * self.scale),
        )

    def northern_edges(self, polygon: Shape, across: Iterable[float]) -> list[float]:
        """Of the picture's columns `across` those that the polygon lies in: how far down it begins there."""
        lines = [
            line
            for one in getattr(polygon, "geoms", [polygon])
            for line in pairwise([self.place(*point[:2]) for point in one.exterior.coords])
        ]
        found = []
        for x in across:
            cut = [
                y1 + (x - x1) * (y2 - y1) / (x2 - x1)
                for (x1, y1), (x2, y2) in lines
                if x1 != x2 and min(x1, x2) <= x <= max(x1, x2)
            ]
            if cut:
                found.append(min(cut))
        return found

    def trace(self, polygon: Shape) -> str:
        """An SVG path."""
        parts: list[str] = []
        for one in getattr(polygon, "geoms", [polygon]):
            for ring in (one.exterior, *one.interiors):
                points = list(dict.fromkeys(self.place(*point[:2]) for point in ring.coords))
                parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
        return "".join(parts)
