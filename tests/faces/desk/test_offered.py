"""What is offered, in which order, and to whom: firms, the direct path, the parts of the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from linli.cases import actions as cases
from linli.common.actor import SYSTEM
from linli.people import actions as people
from linli.people.models import Office
from tests import make
from tests.faces.desk.conftest import Desk


def open_firm(town: make.Town, name: str, kind: str) -> Office:
    return people.open_office(
        name=name, kind=kind, area=town.areas["community"], superior=None, by=SYSTEM, at=make.LONG_AGO
    )


def test_firms_that_answer_come_first_then_the_property_managers(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    open_firm(town, "共建甲", "partner")
    open_firm(town, "物业乙", "property")
    gas = open_firm(town, "燃气丙", "utility")
    case = make.walk(town, "take grid", "verify here")
    names = "共建甲|物业乙|燃气丙"

    def offered() -> list[str]:
        page = desk("grid").client.get(f"/desk/cases/{case.number}/hand_out/").content.decode()
        return re.findall(names, page.split("<main")[1])

    assert offered() == ["物业乙", "共建甲", "燃气丙"]
    cases.name_answerer(case.category.answers, town.areas["community"], gas, by=SYSTEM, at=make.NOON)
    assert offered() == ["燃气丙", "物业乙", "共建甲"]


def test_the_direct_path_is_told_in_a_sentence_and_not_by_every_matter(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    case = make.walk(town, "take grid")
    grid = desk("grid")
    page = grid.case(case, "verify").content.decode()
    options = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]*)</option>', page))
    straight = {name for name in options.values() if "→" in name}
    assert any(name.startswith("水管漏水") for name in straight)
    assert not any(name.startswith("噪声") for name in straight), "a department, and no direct path"
    noise = town.categories["noise"].pk
    answer = grid.do(case, "verify", category=noise, urgency="blue", choice="direct")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["choice"]


PARTS = ("/desk/staff/readiness/", "/desk/catalogue/", "/desk/calendar/")


@pytest.mark.parametrize(("who", "sees"), [("grid", ()), ("township", PARTS[1:2]), ("leader", PARTS)])
def test_readiness_catalogue_and_calendar_are_in_the_rail_of_those_who_keep_them(
    town: make.Town, desk: Callable[[str], Desk], who: str, sees: tuple[str, ...]
) -> None:
    town.serve(town.offices["township"], name="leader", role="leader")
    rail = desk(who).get("account/").content.decode().split("<main")[0]
    assert tuple(address for address in PARTS if f'href="{address}"' in rail) == sees
