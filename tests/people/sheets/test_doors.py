"""Doors that a row does not say: a problem by row and column, never a guess."""

from __future__ import annotations

from typing import Any

from linli.office.models import ImportProblem, ImportRun
from linli.people.models import Resident
from linli.territory.models import Building, Entrance
from tests.people.sheet_files import GRID, HEAD, bring, door, xlsx
from tests.people.test_importing import checked, clerk, rows

__all__ = ["clerk"]  # the fixture


def problems(run: ImportRun) -> list[tuple[int, str]]:
    return list(
        ImportProblem.objects.filter(run=run, stops=True).order_by("row").values_list("row", "column")
    )


def test_an_empty_building_is_a_problem_and_no_guess(town, clerk) -> None:
    sheet = xlsx(HEAD, door("101", "张三"), door("102", "李四", building=""))
    run = bring(sheet, by=clerk)
    again = checked(sheet, clerk)
    assert problems(again) == [(3, "building")]
    assert (run.made, run.refused, again.made) == (1, 1, 0)
    assert not Resident.objects.filter(name="李四").exists()


def test_an_empty_entrance_is_a_problem_where_the_building_has_several(town, clerk) -> None:
    def row(entrance: str, room: str) -> list[Any]:
        return [GRID, "槐树里", "5", entrance, room, "", "", ""]

    one = xlsx(HEAD, row("2", "101"), row("", "102"))  # the only one that is named
    bring(one, by=clerk)
    assert set(Entrance.objects.filter(building__name="5 栋").values_list("number", flat=True)) == {2}
    several = xlsx(HEAD, row("2", "101"), row("3", "101"), row("", "103"))
    bring(several, by=clerk)
    assert problems(checked(several, clerk)) == [(4, "entrance")]
    assert problems(checked(xlsx(HEAD, row("", "104")), clerk)) == [(2, "entrance")]
    before = rows()
    again = bring(several, by=clerk)
    assert (rows(), again.made) == (before, 0)


def test_a_sheet_without_a_building_column_takes_the_only_building_of_the_estate(town, clerk) -> None:
    bring(xlsx(HEAD, door("101", "张三", building="8")), by=clerk)
    known = Building.objects.get(name="8 栋").estate
    head = ["网格", "小区", "室", "户主"]
    bare = xlsx(head, [GRID, known.name, "102", "李四"], [GRID, "柳树里", "1", "王五"])
    run = bring(bare, by=clerk)
    assert Resident.objects.get(name="李四").household.dwelling.entrance.building.name == "8 栋"
    assert Resident.objects.get(name="王五").household.dwelling.entrance.building.name == "1 栋"
    before = rows()
    again = bring(bare, by=clerk)
    assert (rows(), run.made, again.made) == (before, 2, 0)
    bring(xlsx(HEAD, door("101", "赵六", building="9")), by=clerk)
    assert problems(checked(bare, clerk)) == [(2, "building")]


def test_rows_that_add_others_up_are_no_mistake(town, clerk) -> None:
    total = ["合 计", "", "", "", "3户", "", "", 9]
    run = checked(xlsx(HEAD, door("101", "张三"), total, ["Total: 3"], ["", "小计", 2]), clerk)
    assert (run.rows, run.made, run.refused) == (1, 1, 0)
