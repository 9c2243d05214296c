"""Help asked for in numbers: five and more, by grid and kind, and never a sum that tells what is not told."""

from __future__ import annotations

from linli.people import counting
from linli.people.models import SupportNeed
from linli.territory.models import Household
from tests import make
from tests.make import NOON, Town
from tests.people import homes


def furnish(town: Town, number: int, name: str = "9 栋") -> None:
    """So many households of grid 1, each with somebody old and alone."""
    doors = {1: [str(100 + n) for n in range(number)]}
    building = make.territory.enter_building(
        town.areas["grid"], estate="桂花里", name=name, doors=doors, by=make.SYSTEM, at=make.LONG_AGO
    )
    for home in Household.objects.filter(dwelling__entrance__building=building):
        who = make.people.enter_resident(home, name="张三丰", by=town.actors["grid"], at=make.LONG_AGO)
        homes.consent(town, who)
        homes.need(town, who)


def seen(town: Town) -> list[tuple[str, int | None, int | None]]:
    grids = [town.areas["grid"], town.areas["next_grid"]]
    found = counting.needs_by_grid(town.areas["community"].path, grids)
    return [(one.grid.path[-3:], one.needs["alone_old"], one.needs["disability"]) for one in found]


def test_a_grid_tells_five_and_more_and_below_that_nothing_nought_included(town: Town) -> None:
    furnish(town, 4)
    assert seen(town) == [("001", None, None), ("002", None, None)]
    who = homes.resident(town)
    homes.consent(town, who)
    need = homes.need(town, who)
    assert seen(town) == [("001", 5, None), ("002", None, None)]
    make.people.end_need(need, by=town.actors["grid"], at=NOON)
    assert seen(town)[0][1] is None


def test_a_household_counts_once_and_only_inside_the_area(town: Town) -> None:
    furnish(town, 4)
    home = SupportNeed.objects.earliest("pk").household
    second = make.people.enter_resident(home, name="李四", by=town.actors["grid"], at=make.LONG_AGO)
    homes.consent(town, second)
    homes.need(town, second)
    assert SupportNeed.objects.count() == 5
    assert seen(town)[0][1] is None  # five needs, four households
    furnish(town, 1, name="8 栋")
    assert seen(town)[0][1] == 5
    assert counting.needs_of(town.areas["other_community"].path)["alone_old"] is None
