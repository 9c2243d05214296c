"""Which grid a sheet means."""

from __future__ import annotations

import pytest

from linli.people.sheets.places import GridName, Places
from linli.people.sheets.values import Wrong
from linli.territory.register import Grid

A1 = Grid(1, "370998001001001", 9, "370998001001")
A2 = Grid(2, "370998001001002", 9, "370998001001")
B1 = Grid(3, "370998001002001", 8, "370998001002")
NAMES = [
    GridName(A1, "第一网格", "青石桥社区", "370998001001001"),
    GridName(A2, "第二网格", "青石桥社区", "370998001001002"),
    GridName(B1, "第一网格", "钟楼社区", "370998001002001"),
]


@pytest.mark.parametrize(
    "name", ["第二网格", "2", "二网格", "网格02", "2网格", "２号网格", "370998001001002"]
)
def test_a_grid_by_any_of_its_names(name: str) -> None:
    assert Places(NAMES).find(name, "") == A2


def test_the_community_tells_two_first_grids_apart() -> None:
    places = Places(NAMES)
    assert places.find("1", "钟楼") == B1
    assert places.find("青石桥社区第一网格", "") == A1
    assert places.find("", "钟楼社区") == B1
    assert places.find("", "") is None


@pytest.mark.parametrize(
    ("grid", "community", "code"),
    [("9", "", "grid_unknown"), ("1", "", "grid_of_several"), ("1", "北京", "community_unknown")],
)
def test_what_is_unclear_is_named(grid: str, community: str, code: str) -> None:
    with pytest.raises(Wrong) as caught:
        Places(NAMES).find(grid, community)
    assert caught.value.code == code
