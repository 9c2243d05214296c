"""The area as a drawing: its grids, or its communities where grids are many, each with how many requests are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shapely import LineString, Point

from linli.common.paths import LENGTHS, covers, subtree
from linli.faces.desk.plane import Box, Plane
from linli.faces.desk.wall.reading import Grid
from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape as Ground
from linli.territory.models import Area, Boundary
from linli.territory.queries import boundaries

WIDTH, TALLEST = 900, 700
MOST_GRIDS = 40  # more than that have no room for a number each: then communities are drawn
LETTER, LETTER_ON_PHONE = 24, 34  # size of a name in units of the drawing, as in wall.css
NUMBER_AND_NAME = 70  # units from the top of a number to the foot of the name below it
GRID, COMMUNITY = LENGTHS[5], LENGTHS[4]  # digits of a path
_drawn: dict[
    str, tuple[tuple[int, int], Drawing]
] = {}  # boundaries change rarely, the screen asks twice a minute


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the drawing: where it ends, a place inside it, and how wide and high it is there."""

    area: Area
    d: str
    wide: int
    high: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outlines of the grids, or of the communities: a number stands in the outline that it is of."""

    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A number on the map; `name` only where there is room for it, `tight` where there is none on a telephone;
    `upright`: written from the top down, where it is narrow and high."""

    x: int
    y: int
    name: str
    tight: bool
    upright: bool
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Picture:
    height: int
    blocks: list[tuple[str, str]]  # (outline, "" or "has" or "late")
    spots: list[Spot]
    of_communities: bool


def picture(path: str, grids: Iterable[Grid]) -> Picture | None:
    """None where no grid of the area has a boundary."""
    drawing = drawn(path)
    if not drawing.shapes:
        return None
    counts = {grid.path: (grid.open, grid.late) for grid in grids}
    spots = spots_of(drawing, counts)
    blocks = [(one.d, _state(spot.open, spot.late)) for one, spot in zip(drawing.shapes, spots, strict=True)]
    of_communities = any(len(one.area.path) == COMMUNITY for one in drawing.shapes)
    return Picture(drawing.height, blocks, spots, of_communities)


def spots_of(drawing: Drawing, counts: Mapping[str, tuple[int, int]]) -> list[Spot]:
    """A number for each place; `counts`: path of a grid → (open, late)."""
    spots = []
    for one in drawing.shapes:
        inside = [n for grid, n in counts.items() if covers(one.area.path, grid)]
        open_, late = sum(n for n, _late in inside), sum(late for _n, late in inside)
        room = one.wide if not open_ or one.high >= NUMBER_AND_NAME else 0
        name = _fitting(one.area, room)
        upright = "" if name or open_ or one.wide < LETTER_ON_PHONE else _fitting(one.area, one.high)
        tight = not name or room < _length(name) * LETTER_ON_PHONE
        spots.append(Spot(one.x, one.y, name or upright, tight, bool(upright), open_, late))
    return spots


def _fitting(area: Area, room: int) -> str:
    """The name of an area that has so many units; "" where none fits."""
    return next((name for name in _names(area) if room >= _length(name) * LETTER), "")


def _names(area: Area) -> list[str]:
    """As it is called, and as it is called for short: 青石桥社区, 青石桥."""
    name = localized(area, "name")
    return [name, name.removesuffix("社区")]


def _length(name: str) -> float:
    """How many Chinese characters long it is, with some air: a Latin letter counts for a little more than half."""
    return sum(0.6 if letter.isascii() else 1.0 for letter in name) + 0.4


def _state(open_: int, late: int) -> str:
    return "late" if late else "has" if open_ else ""


def drawn(path: str) -> Drawing:
    """The outlines, laid out once until a boundary of the area changes."""
    ids = Boundary.objects.filter(until=None, area__path__range=subtree(path)).values_list("pk", flat=True)
    known = list(ids)
    stamp = (len(known), max(known, default=0))
    kept = _drawn.get(path)
    if kept is None or kept[0] != stamp:
        kept = _drawn[path] = (stamp, _draw(path))
    return kept[1]


def _draw(path: str) -> Drawing:
    found = list(boundaries.in_force(path).values())
    grids = [(area, shape) for area, shape in found if len(area.path) == GRID]
    plane = Plane.around([shape.bounds for _area, shape in grids], width=WIDTH, tallest=TALLEST)
    if plane is None:
        return Drawing(0, ())
    over = [(area, shape) for area, shape in found if len(area.path) == COMMUNITY]
    shown = over if over and len(grids) > MOST_GRIDS else grids
    return Drawing(plane.height, tuple(shape_of(area, shape, plane) for area, shape in shown))


def shape_of(area: Area, shape: Ground, plane: Plane) -> Shape:
    """`wide` and `high`: of what lies around the place inside it, as far on one side as on the other."""
    middle = shape.representative_point()
    west, south, east, north = shape.bounds
    across = _stretch(shape, LineString([(west, middle.y), (east, middle.y)]), middle)
    upright = _stretch(shape, LineString([(middle.x, south), (middle.x, north)]), middle)
    x, y = plane.place(middle.x, middle.y)
    left, top = plane.place(across[0], upright[3])
    right, foot = plane.place(across[2], upright[1])
    return Shape(area, plane.trace(shape), 2 * min(x - left, right - x), 2 * min(y - top, foot - y), x, y)


def _stretch(shape: Ground, line: LineString, point: Point) -> Box:
    """Bounds of the part of a line that lies in the shape, at this point of both."""
    cut = shape.intersection(line)
    pieces = getattr(cut, "geoms", [cut])
    return min(pieces, key=lambda piece: piece.distance(point)).bounds
