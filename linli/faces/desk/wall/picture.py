"""The grids of the area as a drawing, with how many requests are open there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linli.common.paths import LENGTHS, covers, subtree
from linli.faces.desk.plane import Plane
from linli.faces.desk.wall.reading import Grid
from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape as Ground
from linli.territory.models import Area, Boundary
from linli.territory.queries import boundaries

WIDTH, TALLEST = 900, 700
MOST_NUMBERS = 40  # more grids than that have no room for a number each: then communities have one
MOST_NAMES = 16  # more names than that are too small to be read across the room
GRID, COMMUNITY = LENGTHS[5], LENGTHS[4]  # digits of a path
_drawn: dict[
    str, tuple[tuple[int, int], Drawing]
] = {}  # boundaries change rarely, the screen asks twice a minute


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the drawing: where it ends, and a place inside it."""

    area: Area
    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outlines of the grids, and the places where numbers stand: of the grids, or of the communities."""

    height: int
    grids: tuple[Shape, ...]
    numbered: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A number on the map; `name` only where there is room for names."""

    x: int
    y: int
    name: str
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
    if not drawing.grids:
        return None
    counts = {grid.path: (grid.open, grid.late) for grid in grids}
    blocks = [(one.d, _state(*counts.get(one.area.path, (0, 0)))) for one in drawing.grids]
    named = len(drawing.numbered) <= MOST_NAMES
    spots = []
    for one in drawing.numbered:
        inside = [n for grid, n in counts.items() if covers(one.area.path, grid)]
        name = localized(one.area, "name") if named else ""
        spots.append(
            Spot(one.x, one.y, name, sum(n for n, _late in inside), sum(late for _n, late in inside))
        )
    return Picture(drawing.height, blocks, spots, drawing.numbered != drawing.grids)


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
        return Drawing(0, (), ())
    outlines = tuple(_shape(area, shape, plane) for area, shape in grids)
    over = tuple(_shape(area, shape, plane) for area, shape in found if len(area.path) == COMMUNITY)
    return Drawing(plane.height, outlines, over if over and len(outlines) > MOST_NUMBERS else outlines)


def _shape(area: Area, shape: Ground, plane: Plane) -> Shape:
    middle = shape.representative_point()
    return Shape(area, plane.trace(shape), *plane.place(middle.x, middle.y))
