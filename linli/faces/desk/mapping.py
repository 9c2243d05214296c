"""The map beside a list: each request of the page as a numbered pin at its building, over the grids around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot

from linli.cases.models import Case
from linli.cases.order_places import buildings_of
from linli.common.scope import Scope
from linli.faces.desk.lists import Row
from linli.faces.desk.plane import Plane
from linli.faces.templatetags.linli import localized
from linli.territory.geojson import Shape
from linli.territory.models import Area, Building
from linli.territory.queries import boundaries

WIDTH, TALLEST = 280, 420  # as wide as beside a list: a number is never smaller than it says
ROOM = 0.0006  # degrees around a single pin, about 60 m
MOST_BLOCKS = 1500
A_ROW = 6
BELOW = 18  # a name stands under the northern edge, where pins are few, and not on it
LOWER = 48  # as far down it may stand where pins are in its way
HAN, LATIN = 12, 7  # how wide a character of a name is, about
APART = 25  # from middle to middle: a pin is 24 wide; nearer ones would cover each other


@dataclass(frozen=True, slots=True)
class Pin:
    """A request on the map, or several whose pins would cover each other; numbers are places in the list."""

    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    x: int
    y: int

    @property
    def number(self) -> int:
        return self.numbers[0]

    @property
    def row(self) -> Row:
        return self.rows[0]

    @property
    def overdue(self) -> bool:
        return any(row.overdue for row in self.rows)


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
    blocks: str  # the buildings around, one path
    pins: list[Pin]

    @property
    def shown(self) -> int:
        """Requests, each once."""
        return sum(len(pin.rows) for pin in self.pins)


def picture(
    rows: Sequence[Row], scope: Scope, now: datetime, only: frozenset[int] = frozenset()
) -> Picture | None:
    """None where no request of the page has a building with a point. Grids are those the pins stand in.

    `only`: numbers of the list that are looked at from near, what stands in one pin then side by side.
    """
    said = buildings_of(row.case for row in rows)
    placed = [
        (n, row, *at)
        for n, row in enumerate(rows, start=1)
        if (not only or n in only) and (at := _point(row.case, said))
    ]
    if not placed:
        return None
    shapes = _grids({row.case.area_path for _, row, _, _ in placed}, scope, now)
    boxes = [] if only else [shape.bounds for _, shape in shapes]
    boxes += [(lon - ROOM, lat - ROOM, lon + ROOM, lat + ROOM) for _, _, lon, lat in placed]
    plane = Plane.around(boxes, width=WIDTH, tallest=TALLEST)
    assert plane is not None
    pins = _together(placed, plane)
    if only:
        pins = _side_by_side(pins)
    grids = [_grid(area, shape, plane, pins) for area, shape in shapes]
    return Picture(plane.height, grids, _blocks([area for area, _ in shapes], plane), pins)


def _point(case: Case, said: dict[int, Building]) -> tuple[float, float] | None:
    building = case.entrance.building if case.entrance is not None else said.get(case.pk)
    if building is None or building.longitude is None or building.latitude is None:
        return None
    return building.longitude, building.latitude


def _grids(paths: set[str], scope: Scope, now: datetime) -> list[tuple[Area, Shape]]:
    """The boundaries of these grids, of those that have one."""
    return list(boundaries.outlines(paths, scope, now).values())


def _grid(area: Area, shape: Shape, plane: Plane, pins: Sequence[Pin] = ()) -> Grid:
    """Its name stands where no pin covers it, if there is such a place not far below the northern edge."""
    west, south, east, north = shape.bounds
    x, top = plane.place((west + east) / 2, north)
    name = localized(area, "name")
    half = sum(HAN if ord(one) > 0x2E7F else LATIN for one in name) / 2
    if half * 2 > plane.place(east, north)[0] - plane.place(west, north)[0]:
        name = ""
    edge = max(plane.northern_edges(shape, (x - half, x, x + half)), default=top)
    first = round(edge) + BELOW
    last = min(first + LOWER, plane.place(east, south)[1] - BELOW)

    def free(y: int) -> bool:
        return not any(abs(pin.x - x) < half + APART / 2 and abs(pin.y - y + HAN / 2) < BELOW for pin in pins)

    y = next((y for y in range(first, last, 4) if free(y)), first)
    return Grid(name, plane.trace(shape), x, y)


def _blocks(areas: list[Area], plane: Plane) -> str:
    """The buildings around: what makes a map of lines a place one knows."""
    known = Building.objects.shown().filter(area__in=areas, longitude__isnull=False)
    points = (plane.place(lon, lat) for lon, lat in known.values_list("longitude", "latitude")[:MOST_BLOCKS])
    return "".join([f"M{x - 4} {y - 3}h8v6h-8z" for x, y in points])


def _together(placed: list[tuple[int, Row, float, float]], plane: Plane) -> list[Pin]:
    """Pins in the order of the list; one that would cover an earlier one joins it."""
    pins: list[Pin] = []
    for number, row, lon, lat in placed:
        x, y = plane.place(lon, lat)
        near = next((n for n, pin in enumerate(pins) if hypot(pin.x - x, pin.y - y) < APART), None)
        if near is None:
            pins.append(Pin((number,), (row,), x, y))
        else:
            pin = pins[near]
            pins[near] = Pin((*pin.numbers, number), (*pin.rows, row), pin.x, pin.y)
    return pins


def _side_by_side(pins: list[Pin]) -> list[Pin]:
    """From near each request has a pin of its own, those of one building in rows of six beside it."""
    return [
        Pin((number,), (row,), pin.x + APART * (n % A_ROW), pin.y + APART * (n // A_ROW))
        for pin in pins
        for n, (number, row) in enumerate(zip(pin.numbers, pin.rows, strict=True))
    ]
