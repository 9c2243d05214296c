"""The month of a community on the phone: what was asked and what became of it, without anybody's name or door."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases.actions import Asker
from linli.cases.models import Category
from linli.insights.queries import back
from linli.territory.models import Entrance
from tests import make
from tests.faces.portal.phone import text
from tests.insights.test_recomputed import work_off


def page(client, town: make.Town, month: str = ""):
    return client.get(f"/d/{town.plate.token}/month/" + (f"?month={month}" if month else ""))


def test_it_tells_what_is_open_and_until_when_and_never_who_or_where(client, town: make.Town) -> None:
    Category.objects.filter(code="pipe").update(group="water")
    at = timezone.now() - timedelta(minutes=10)
    case = make.case(town, at=at, asker=Asker("周桂兰", "13800002046"))
    make.walk(town, "take grid", "verify here", case_=case, at=at)
    work_off()
    told = text(page(client, town))
    assert "水管漏水" in told
    assert "grid 办在办" in told
    assert "收到 1 件" in told
    for private in ("周桂兰", "13800002046", case.number, "2 单元", "一楼水管接头漏水"):
        assert private not in told


def test_it_is_of_the_whole_community_and_of_no_other(client, town: make.Town) -> None:
    """In one grid few ask, and neighbours would know who."""
    for key in ("next_grid", "other_grid"):
        town.furnish(town.areas[key])
        door = Entrance.objects.get(building__area=town.areas[key])
        make.case(town, entrance=door, at=timezone.now() - timedelta(minutes=10))
    work_off()
    assert "收到 1 件" in text(page(client, town))


def test_an_empty_month_says_so(client, town: make.Town) -> None:
    assert "还没有人提出事情" in text(page(client, town))


@pytest.mark.parametrize(
    "month", ["2026-13", "x", "1999-01", "2999-01", "2026-1", "２０２６-01", "2026-01%00"]
)
def test_a_month_that_is_none_or_too_far_is_not_there(client, town: make.Town, month: str) -> None:
    assert page(client, town, month).status_code == 404


def test_one_can_look_back_a_year_and_no_further(client, town: make.Town) -> None:
    this = timezone.localtime()
    year_ago = f"{this.year - 1}-{this.month:02d}"
    for none in (back(year_ago, 1), back(f"{this:%Y-%m}", -1), f"{this.year}-00"):
        assert page(client, town, none).status_code == 404, none
    first = page(client, town, year_ago)
    assert first.status_code == 200
    assert "上个月" not in text(first)
    assert "下个月" not in text(page(client, town))


def test_the_door_leads_there(client, town: make.Town) -> None:
    assert f'href="/d/{town.plate.token}/month/"' in client.get(f"/d/{town.plate.token}/").content.decode()


def test_it_is_told_in_the_readers_language(client, town: make.Town) -> None:
    """But for names that have no other: of the place, of offices."""
    Category.objects.filter(code="pipe").update(group="water", name_en="Leaking pipe")
    at = timezone.now() - timedelta(minutes=10)
    make.walk(town, "take grid", "verify here", at=at)
    make.walk(town, "take grid", "verify here", "propose pause", "grant", at=at)
    make.walk(town, "take grid", "verify here", "contact", "resolve", "take community", "pass_check", at=at)
    make.case(town, at=at - timedelta(days=40))
    work_off()
    client.cookies["django_language"] = "en"
    told = page(client, town).content.decode().partition("<main")[2].partition("</main>")[0]
    for said in ("Leaking pipe", "<dd>3</dd>", "the same day", "Under way now: 3.", "waiting for a part"):
        assert said in told
    for name in (town.areas["community"].name, "grid 办"):
        told = told.replace(name, "")
    assert not re.search(r"[\u4e00-\u9fff]", told), told
