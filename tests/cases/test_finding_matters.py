"""A matter is found by typing: characters, pinyin, initials, English; what is typed breaks nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pypinyin import Style, lazy_pinyin

from linli.cases.catalogue import FALLBACK, Matter, find, load, suggest

MATTERS = load()
CODES = [matter.code for matter in MATTERS]
LAMP = next(matter for matter in MATTERS if matter.code == "street-lamp")
OTHER = next(matter for matter in MATTERS if matter.code == FALLBACK)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("水管", "pipe"),
        ("shuiguan", "pipe"),
        ("shui guan", "pipe"),
        ("SHUIG", "pipe"),
        ("路灯", "street-lamp"),
        ("luden", "street-lamp"),
        ("路deng", "street-lamp"),
        ("nudeng", "street-lamp"),  # where n and l are one sound
        ("jingai", "drain-cover"),  # a g too few
        ("louyu", "roof"),
        ("dianti", "lift"),
        ("elev", "lift"),
        ("street lamp", "street-lamp"),
        ("ktv", "noise"),
        ("ＫＴＶ", "noise"),
        ("gas l", "gas-leak"),
        ("lvhua", "trees"),
        ("公积金", "housing-fund"),
        ("楼道灯坏了怎么办", "stair-lamp"),
        ("闻到煤气味", "gas-leak"),
        ("qita", "other"),
    ],
)
def test_a_matter_is_found_by_what_people_type(typed: str, first: str) -> None:
    found = find(typed, MATTERS)
    assert found, typed
    assert found[0].code == first, [matter.code for matter in found]


def test_initials_call_every_matter_that_they_may_mean() -> None:
    assert {"street-lamp", "wires"} <= {matter.code for matter in find("ld", MATTERS)}
    assert find("l d", MATTERS) == find("ld", MATTERS)


@pytest.mark.parametrize("matter", MATTERS, ids=CODES)
def test_each_matter_is_first_under_its_own_name_in_characters_pinyin_and_english(matter: Matter) -> None:
    sound = "".join(
        lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", matter.name.split("、")[0]), style=Style.NORMAL)
    )
    assert find(matter.name, MATTERS)[0] == matter
    assert find(matter.name_en, MATTERS)[0] == matter
    assert find(sound, MATTERS)[0] == matter
    assert find(matter.code, MATTERS)[0].code == matter.code


def test_each_word_of_the_catalogue_leads_to_its_matter() -> None:
    lost = [
        (m.code, word) for m in MATTERS for word in (*m.words, *m.words_en) if m not in find(word, MATTERS)
    ]
    assert lost == []


def test_what_is_retired_is_neither_found_nor_suggested() -> None:
    without = tuple(replace(m, retired=True) if m.code == "street-lamp" else m for m in MATTERS)
    assert "street-lamp" not in [m.code for m in find("路灯", without)]
    assert "street-lamp" not in [s.matter.code for s in suggest("路灯不亮了", without)]


@pytest.mark.parametrize(
    "typed", ["", " ", "、。", "🙂", "\x00", "'; drop", "()[]*\\", "é" * 9, "a" * 10_000, "水" * 10_000]
)
def test_nothing_that_is_typed_breaks_finding_and_suggesting(typed: str) -> None:
    assert len(find(typed, MATTERS)) <= 8
    assert len(suggest(typed, MATTERS)) <= 3


def test_a_changed_catalogue_answers_as_it_is_now() -> None:
    for n in range(40):  # more than are kept
        renamed = (replace(LAMP, words=(f"灯笼{'一二三四五六七八九十'[n % 10]}", *LAMP.words)), OTHER)
        assert find("灯笼", renamed)[0] is renamed[0]
    assert find("灯笼", MATTERS) == ()
