"""Requests near one another that say nearly the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import queries as cases
from linli.cases.alike import ENOUGH, alike, likeness, pieces, spoken_of
from linli.cases.catalogue import SHIPPED, load
from linli.common.scope import Scope
from linli.people import queries as people
from tests import make
from tests.make import NOON

SAME = [
    ("一楼水管接头漏水", "楼上水管爆了，水漏到我家厨房了"),
    ("楼道灯不亮", "二单元楼道的灯坏了不亮"),
    ("电梯夜里停了", "电梯停了，老人下不了楼"),
    ("垃圾桶离窗户太近", "垃圾桶太近，味道大"),
]
OTHER = [
    ("楼道灯不亮", "楼道堆了杂物"),
    ("水管漏水", "顶楼漏雨"),
    ("电梯夜里停了", "电动车在楼下充电"),
    ("施工噪声", "没有看到通知"),
]


CATALOGUE = load(SHIPPED.read_text(encoding="utf-8"))


def same(one: str, other: str) -> bool:
    by_words = likeness(pieces(one), pieces(other)) >= ENOUGH
    return by_words or bool(spoken_of(one, CATALOGUE) & spoken_of(other, CATALOGUE))


@pytest.mark.parametrize("pair", SAME)
def test_texts_about_one_thing_are_alike(pair: tuple[str, str]) -> None:
    assert same(*pair)


@pytest.mark.parametrize("pair", OTHER)
def test_texts_about_two_things_are_not(pair: tuple[str, str]) -> None:
    assert not same(*pair)


def scope_of(town: make.Town, name: str) -> Scope:
    user = town.users[name].pk
    posts = people.posts_of(user, NOON)
    return Scope.of(user, people.grants(posts) + cases.grants(posts, NOON), at=NOON)


def test_the_open_ones_come_first_then_the_nearest_and_the_old_and_the_strange_are_left_out(
    town: make.Town,
) -> None:
    mine = make.case(town, words="楼道灯不亮")
    more = {"words": "楼道灯不亮，看不见", "category": town.categories["lamp"]}
    ended = make.case(town, **more, at=NOON - timedelta(hours=3))
    make.walk(town, "withdraw", case_=ended, at=NOON - timedelta(hours=2))
    in_grid = make.case(town, **more, entrance=None, area=town.areas["grid"], at=NOON - timedelta(hours=2))
    in_building = make.case(town, **more, at=NOON - timedelta(days=9))
    make.case(town, words="楼道堆了杂物")
    make.case(town, **more, at=NOON - timedelta(days=61))
    make.case(town, **more, entrance=None, area=town.areas["next_grid"])

    found = alike(mine, scope_of(town, "community"), NOON)
    assert [(near.case, near.where) for near in found] == [
        (in_building, "building"),
        (in_grid, "grid"),
        (ended, "building"),
    ]
    assert alike(mine, scope_of(town, "other_community"), NOON) == []
