"""The month's sheet for the wall: what it tells, what it never tells, and that it is one page."""

from __future__ import annotations

import io
import random
import re
from datetime import timedelta

import pytest

from linli.cases import actions as cases
from linli.cases.models import Case, Category
from linli.insights import monthly, wall
from linli.insights.actions import recount
from linli.office.printing import Asked, StillOpen, WallSheet, missing, picture, wall_sheet
from linli.office.printing.walls import wall_data
from tests import make
from tests.insights.test_recomputed import live, work_off
from tests.make import NOON, walk

DONE = ("take grid", "verify here", "contact", "resolve", "take community", "pass_check", "rate solved")


@pytest.fixture
def told(town: make.Town) -> make.Town:
    Category.objects.filter(code__in=("pipe", "lamp")).update(group="water")
    Category.objects.filter(code="noise").update(group="support")
    return town


def sheet(town: make.Town, key: str = "community") -> WallSheet:
    work_off()
    return wall.sheet(town.areas[key], "2026-11", NOON + timedelta(hours=5))


def test_it_tells_what_was_asked_done_and_how_long(told: make.Town) -> None:
    for _ in range(2):
        walk(told, *DONE)
    walk(told, "take grid", "verify here")
    made = sheet(told)
    assert made.figures == [("收到", "3 件"), ("办好了", "2 件"), ("还在办", "1 件")]
    assert made.said == "办好的 2 件里，一半当天就办好了。"
    assert made.open_line == "现在还在办的 1 件，都是11月收到的。"
    assert made.asked == [Asked("水管漏水", 3, 2, "当天")]
    [line] = made.still_open
    assert (line.matter, line.number, line.why) == ("水管漏水", 1, "grid 办在办")
    assert line.until == "11月26日"
    assert made.phone
    assert made.url.startswith("http")


def test_a_matter_of_somebodys_own_life_is_named_from_five_on(told: make.Town) -> None:
    for n in range(5):
        case = make.case(told, at=make.minutes(n), category=told.categories["noise"])
        made = sheet(told)
        named = [line.matter for line in made.asked]
        still = [line.matter for line in made.still_open]
        assert ("噪声" in named) == ("噪声" in still) == (n == 4), n
        assert sum(line.number for line in made.asked) == n + 1
    assert case.category == told.categories["noise"]


def test_what_residents_said_is_told_of_five_and_not_of_four(told: make.Town) -> None:
    for n in range(5):
        walk(told, *DONE)
        assert ("人评价" in sheet(told).said) == (n == 4)


def test_no_resident_door_word_or_complaint_stands_on_it(told: make.Town) -> None:
    asker = cases.Asker("张三丰", "13800001234")
    make.case(told, words="李四家天天打孩子", asker=asker, category=told.categories["lamp"])
    make.case(told, about=(told.users["grid"].pk,), category=told.categories["pipe"])
    text = str(sheet(told))
    for secret in ("张三丰", "李四", "13800001234", "桂花里", "3 栋"):
        assert secret not in text
    assert all(line.matter != "水管漏水" for line in sheet(told).still_open)


def test_what_is_done_and_being_checked_is_on_the_wall_once(told: make.Town) -> None:
    walk(told, *DONE[:4])
    made = sheet(told)
    assert made.figures == [("收到", "1 件"), ("办好了", "0 件"), ("还在办", "1 件")]
    assert [(line.number, line.why) for line in made.still_open] == [(1, "办好了，community 办在核查")]


def test_what_came_in_another_month_is_told_apart(told: make.Town) -> None:
    make.case(told, at=NOON - timedelta(days=40))
    make.case(told)
    made = sheet(told)
    assert made.figures[0] == ("收到", "1 件")
    assert made.open_line == "现在一共还在办 2 件：11月收到的 1 件，别的月份收到的 1 件。"


def _numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"[0-9]+(?= 件)", text)]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_became_of_them_the_numbers_on_the_paper_add_up(told: make.Town, seed: int) -> None:
    """Each request is in one group, in one line, and the lines of what is under way are together its number."""
    chance = random.Random(seed)
    for _ in range(14):
        live(told, chance)
    make.case(told, about=(told.users["grid"].pk,))
    work_off()
    for key in ("community", "grid"):
        for month in ("2026-09", "2026-10", "2026-11", "2026-12"):
            made = wall.sheet(told.areas[key], month, NOON + timedelta(days=60))
            received, *groups = [int(number.split()[0]) for _label, number in made.figures]
            assert received == sum(groups) == sum(line.number for line in made.asked), (key, month)
            assert groups[0] == sum(line.done for line in made.asked)
            here = [groups[1], 0]
            if made.open_line:
                told_open = _numbers(made.open_line)
                here = told_open[1:] if len(told_open) == 3 else [*told_open, 0]
            assert here[0] == groups[1], (key, month)
            more = sum(_numbers(made.more_open))
            assert sum(here) == sum(line.number for line in made.still_open) + more


def test_why_it_is_still_open_is_told(told: make.Town) -> None:
    walk(told, "take grid", "verify here", "propose pause", "grant")
    walk(told, "take grid", "verify here", "propose list", "grant")
    walk(told, "take grid", "verify up")
    whys = {line.why for line in sheet(told).still_open}
    assert whys == {"等配件、材料（grid 办）", "一时办不了，挂账，到时再看", "community 办在办"}


def test_how_long_half_of_them_took_is_told_of_those_whose_days_are_known(told: make.Town) -> None:
    """Nothing is said of how soon where nobody reported it done, or where it took longer than days are counted."""
    for days in (0, 3, 10):
        case = walk(told, *DONE)
        Case.objects.filter(pk=case.pk).update(resolved_at=case.received_at + timedelta(days=days))
    recount(list(Case.objects.values_list("pk", flat=True)))
    made = sheet(told)
    assert made.said == "办好的 3 件里，一半 3 天内办好了。"
    assert made.asked == [Asked("水管漏水", 3, 3, "3 天")]
    for late in (timedelta(days=400), None):
        Case.objects.update(resolved_at=late and NOON + late)
        recount(list(Case.objects.values_list("pk", flat=True)))
        assert (sheet(told).said, sheet(told).asked) == ("", [Asked("水管漏水", 3, 3, "")])


def test_the_database_counts_and_hands_over_sums(told: make.Town) -> None:
    for _ in range(9):
        walk(told, *DONE)
    work_off()
    path = told.areas["community"].path
    [one] = monthly._some(monthly._CAME_IN, path, "2026-11")
    assert (one.became, one.number, one.days) == (monthly.DONE, 9, 0)
    assert monthly._some(monthly._ELSEWHEN, path, "2026-11") == []


@pytest.mark.parametrize("long", [False, True])
def test_it_is_one_page_however_much_there_is(long: bool) -> None:
    matter = "房屋开裂危房与外墙脱落高空坠物" if long else "水管漏水"
    why = "等批准、检测（某某街道住房和城乡建设管理办公室）" if long else "grid 办在办"
    one = WallSheet(
        name="很长很长名字的某某某某社区居民委员会" if long else "青石桥社区",
        place="柳荫街道",
        month="2026年11月",
        figures=[
            ("收到", "12345 件"),
            ("办好了", "12000 件"),
            ("还在办", "300 件"),
            ("撤回、合并、不归这里办", "45 件"),
        ],
        said="办好的 12000 件里，一半 2.5 天内办好了。4321 人评价，4000 人说解决了。",
        open_line="现在一共还在办 312 件：11月收到的 300 件，别的月份收到的 12 件。",
        asked=[Asked(matter, 123 - n, 100, "2.5 天") for n in range(monthly.MOST + 1)],
        still_open=[StillOpen(matter, 3, why, "12月31日，已超期") for _ in range(monthly.MOST)],
        ask=["青石桥社区第一网格　王芳（网格长）、陈淑敏（专职网格员）　0399-801 2301"] * 2,
        phone="0399-801 2345",
        url="https://example.org/d/abcdefghijklmnop/",
        foot="柳荫街道办事处　2026-11-22 制",
        more_open="另外 12 件也在办，问一下就知道。",
    )
    assert len(picture("wall", {"title": "x"} | wall_data(one), ppi=30)) == 1
    assert missing([str(wall_data(one)["words"])]) == []
    made = wall_sheet(one, title="青石桥社区")
    assert io.BytesIO(made).read(4) == b"%PDF"
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 1


def test_a_month_without_anything_says_so(told: make.Town) -> None:
    made = sheet(told, "other_grid")
    assert (made.asked, made.still_open, Case.objects.count()) == ([], [], 0)
    assert len(picture("wall", {"title": "x"} | wall_data(made), ppi=30)) == 1
