"""A plan on the map: grids with their numbers, today's buildings as points one can take hold of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import shapely

from linli.faces.desk.plane import Plane
from linli.faces.desk.territory.drawing import TALLEST, WIDTH
from linli.territory.geojson import Shape
from linli.territory.models import ProposedGrid

TINTS = 6


@dataclass(frozen=True, slots=True)
class Patch:
    """One grid: its outline as an SVG path, where its number stands, whether it is as it was wished."""

    row: ProposedGrid
    d: str
    tint: int
    label: str
    x: int
    y: int
    small: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """One building."""

    pk: int
    name: str
    number: str
    households: int
    x: int
    y: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    height: int
    patches: list[Patch]
    dots: list[Dot]
    outlines: list[str]
    lines: list[str]
    special: bool = False  # white ground in it belongs to special grids

    @property
    def marks(self) -> bool:
        return any(dot.marked for dot in self.dots)

    @property
    def radius(self) -> int:
        """Of a dot: many are small, few can be taken hold of with a finger."""
        return 5 if len(self.dots) < 250 else 3


def draw(
    rows: Sequence[ProposedGrid],
    buildings: Iterable[tuple[int, str, str, int, float, float]] = (),
    outlines: Iterable[Shape] = (),
    lines: Iterable[Iterable[tuple[float, float]]] = (),
    special: bool = False,
    marked: Collection[int] = (),
) -> Picture | None:
    """`buildings`: id, name, number of its grid, households, longitude, latitude; `marked`: ids that stand out."""
    grounds: list[Shape] = [shapely.from_wkb(bytes(row.wkb)) for row in rows]
    around = list(outlines)
    boxes = [one.bounds for one in (*grounds, *around) if not one.is_empty]
    plane = Plane.around(boxes, width=WIDTH, tallest=TALLEST)
    if plane is None:
        return None
    tints = _tints(grounds)
    patches = []
    for row, ground, tint in zip(rows, grounds, tints, strict=True):
        patches.append(Patch(row, plane.trace(ground), tint, *_written(row, ground, plane)))
    dots = [
        Dot(pk, name, n, homes, *plane.place(lon, lat), pk in marked)
        for pk, name, n, homes, lon, lat in buildings
    ]
    roads = ["M" + "L".join(f"{x} {y}" for x, y in (plane.place(*p) for p in line)) for line in lines]
    return Picture(plane.height, patches, dots, [plane.trace(one) for one in around], roads, special)


def _written(row: ProposedGrid, ground: Shape, plane: Plane) -> tuple[str, int, int, bool]:
    """Its number where there is room for it: (text, x, y, small)."""
    if ground.is_empty:
        return "", 0, 0, True
    middle = ground.representative_point()
    x, y = plane.place(middle.x, middle.y)
    west, south, east, north = ground.bounds
    (left, top), (right, bottom) = plane.place(west, north), plane.place(east, south)
    room = min(right - left, bottom - top)
    return (str(int(row.number)) if room > 20 else ""), x, y, room < 60


def _tints(grounds: list[Shape]) -> list[int]:
    """Colours that tell neighbours apart; a colour means nothing else."""
    tree = shapely.STRtree(grounds)
    tints: list[int] = []
    for n, ground in enumerate(grounds):
        near = [int(m) for m in tree.query(ground, predicate="intersects") if m < n]
        used = [tints[m] for m in near]
        tints.append(min(range(TINTS), key=lambda t: (used.count(t), tints.count(t), t)))
    return tints
