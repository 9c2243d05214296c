"""The picture of a map: where a name stands."""

from __future__ import annotations

from shapely import LineString, box
from shapely.affinity import rotate

from linli.faces.desk.mapping import BELOW, HAN, Pin, _grid
from linli.faces.desk.plane import Plane
from linli.territory.models import Area
from tests import make


def test_the_name_of_a_grid_stands_inside_it_however_its_border_slopes(town: make.Town) -> None:
    """On the dashed line nobody can read it."""
    area: Area = town.areas["grid"]
    area.name = "第一网格"
    for turned in range(-40, 50, 10):
        shape = rotate(box(118.0, 36.0, 118.004, 36.003), turned)
        plane = Plane.around([shape.bounds], width=280, tallest=420)
        assert plane is not None
        grid = _grid(area, shape, plane)
        half, high = HAN * len(area.name) / 2, HAN
        frame = LineString([plane.place(*point) for point in shape.exterior.coords])
        letters = box(grid.x - half, grid.y - high, grid.x + half, grid.y)
        assert not frame.intersects(letters), turned


def test_a_name_stands_beside_the_pins_where_there_is_room(town: make.Town) -> None:
    shape = box(118.0, 36.0, 118.004, 36.003)
    plane = Plane.around([shape.bounds], width=280, tallest=420)
    assert plane is not None
    alone = _grid(town.areas["grid"], shape, plane)
    pin = Pin((1,), (), alone.x + 5, alone.y)
    grid = _grid(town.areas["grid"], shape, plane, [pin])
    assert alone.y + HAN < grid.y < plane.height - HAN
    crowd = [Pin((n,), (), alone.x, n * 20) for n in range(20)]
    assert _grid(town.areas["grid"], shape, plane, crowd).y == alone.y


def test_a_name_wider_than_its_grid_stands_below_the_border_where_there_is_one() -> None:
    narrow = box(118.0, 36.0, 118.0001, 36.01)
    plane = Plane.around([narrow.bounds], width=280, tallest=420)
    assert plane is not None
    x, top = plane.place(118.00005, 36.01)
    assert plane.northern_edges(narrow, (x - 60, x, x + 60)) == [top]
    assert BELOW > HAN
