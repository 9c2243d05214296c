"""The map beside a list: each request of the page as a numbered pin at its building, over the grids around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linli.common.scope import Scope
from linli.faces.desk.lists import Row
from linli.faces.desk.plane import Plane
from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape
from linli.territory.models import Area, Building
from linli.territory.queries import boundaries

WIDTH, TALLEST = 360, 520  # as wide as a telephone: a number is never smaller than it says
ROOM = 0.0006  # degrees around a single pin, about 60 m
MOST_BLOCKS = 1500
BELOW = 18  # a name stands under the northern edge, where pins are few
APART = 24  # pins at one building stand side by side


@dataclass(frozen=True, slots=True)
class Pin:
    """A request on the map; `number` is its place in the list."""

    number: int
    row: Row
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid on the map: where it ends, and its name where there is room for one."""

    name: str
    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    height: int
    grids: list[Grid]
    blocks: list[tuple[int, int]]
    pins: list[Pin]


def picture(rows: Sequence[Row], scope: Scope) -> Picture | None:
    """None where no request of the page has a building with a point. Grids are those the pins stand in."""
    placed = [(n, row, *at) for n, row in enumerate(rows, start=1) if (at := _point(row))]
    if not placed:
        return None
    shapes = _grids({row.case.area_path for _, row, _, _ in placed}, scope)
    boxes = [shape.bounds for _, shape in shapes]
    boxes += [(lon - ROOM, lat - ROOM, lon + ROOM, lat + ROOM) for _, _, lon, lat in placed]
    plane = Plane.around(boxes, width=WIDTH, tallest=TALLEST)
    assert plane is not None
    return Picture(
        plane.height,
        [_grid(area, shape, plane) for area, shape in shapes],
        _blocks([area for area, _ in shapes], plane),
        _apart(placed, plane),
    )


def _point(row: Row) -> tuple[float, float] | None:
    door = row.case.entrance
    if door is None or door.building.longitude is None or door.building.latitude is None:
        return None
    return door.building.longitude, door.building.latitude


def _grids(paths: set[str], scope: Scope) -> list[tuple[Area, Shape]]:
    """The boundaries of these grids, or of what stands above them where they have none of their own."""
    township = {path[:9] for path in paths}
    found = [one for path in sorted(township) for one in boundaries.in_force(path, scope).values()]
    return [(area, shape) for area, shape in found if area.path in paths]


def _grid(area: Area, shape: Shape, plane: Plane) -> Grid:
    west, _, east, north = shape.bounds
    x, y = plane.place((west + east) / 2, north)
    return Grid(localized(area, "name"), plane.trace(shape), x, y + BELOW)


def _blocks(areas: list[Area], plane: Plane) -> list[tuple[int, int]]:
    """The buildings around: what makes a map of lines a place one knows."""
    known = Building.objects.shown().filter(area__in=areas, longitude__isnull=False)
    return [plane.place(lon, lat) for lon, lat in known.values_list("longitude", "latitude")[:MOST_BLOCKS]]


def _apart(placed: list[tuple[int, Row, float, float]], plane: Plane) -> list[Pin]:
    taken: dict[tuple[int, int], int] = {}
    pins = []
    for number, row, lon, lat in placed:
        x, y = plane.place(lon, lat)
        before = taken.get((x, y), 0)
        taken[x, y] = before + 1
        pins.append(Pin(number, row, x + APART * (before % 6), y + APART * (before // 6)))
    return pins
