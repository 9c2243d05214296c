"""Which matter is offered while somebody writes: by the words of residents, with the words that spoke for it."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from linli.cases.catalogue import FALLBACK, load, suggest

MATTERS = load()
SENTENCES = Path(__file__).parents[1] / "data" / "sentences.csv"

SAID = [
    ("厨房水管爆了，水都漏到楼下去了", "pipe"),
    ("家里早上起来就停水了，也没通知", "no-water"),
    ("一楼马桶一直返水，满屋子都是粪水", "sewer"),
    ("屋里有股煤气味，是不是漏气了", "gas-leak"),
    ("暖气烧了半个月了还是冰凉，家里才十四度", "heating"),
    ("门口的井盖不见了，昨晚有人差点掉下去", "drain-cover"),
    ("巷子里路灯坏了三盏，晚上黑得看不见", "street-lamp"),
    ("电梯又停在八楼，有人困在里面了", "lift"),
    ("楼上砸承重墙装修，整栋楼都在抖", "renovation"),
    ("半夜两点工地还在打桩，孩子睡不着", "building-site"),
    ("楼下烧烤店的油烟直往家里灌", "fumes"),
    ("外墙瓷砖往下掉，差点砸到人", "falling-wall"),
    ("电瓶车都推进楼道里充电，太吓人了", "e-bike"),
    ("老板跑了，三个月的工钱没给", "wages"),
    ("在工地摔伤了，单位不给报工伤", "work-injury"),
    ("孩子要上小学了，我们没有本地户口能不能入学", "school-place"),
    ("我妈的养老金这个月没到账", "pension"),
    ("异地住院的费用怎么报销", "medical-insurance"),
    ("外卖吃了拉肚子，店里很脏", "food"),
    ("办了健身卡，店关门了不退钱", "consumer"),
    ("快递一直不送上门，让我去驿站还要交钱", "parcels"),
    ("等了四十分钟公交车都不来", "bus"),
    ("邻居家的狗从来不拴绳，见人就扑", "dogs"),
    ("妈妈一个人住，想要有人送饭", "old-age"),
    ("The street lamp outside our gate has been out for three days", "street-lamp"),
    ("there is a strong smell of gas in the stairwell", "gas-leak"),
    ("My boss has not paid our wages since May", "wages"),
    ("The elevator stopped and my father is stuck inside", "lift"),
    ("water is leaking from a pipe under the sink", "pipe"),
    ("loud karaoke music every night, we cannot sleep", "noise"),
    ("the manhole cover on our road is missing", "drain-cover"),
    ("How do I get reimbursement from health insurance", "medical-insurance"),
]


def test_what_people_say_leads_to_the_right_matter() -> None:
    given = {words: [one.matter.code for one in suggest(words, MATTERS)] for words, _ in SAID}
    assert {words: codes for words, codes in given.items() if dict(SAID)[words] not in codes} == {}
    first = [words for words, code in SAID if given[words][:1] == [code]]
    assert len(first) >= len(SAID) - 3, [words for words, _ in SAID if words not in first]


def test_a_suggestion_names_words_of_the_text_and_the_best_stands_first() -> None:
    for words, _ in SAID:
        given = suggest(words, MATTERS)
        assert [one.weight for one in given] == sorted((one.weight for one in given), reverse=True)
        for one in given:
            assert one.because
            assert all(word in words.casefold() or " " in word for word in one.because), one


@pytest.mark.parametrize(
    "words",
    ["", "你好", "谢谢", "hello", "在吗", "12345", "请问一下", "the of and", "啊" * 50, "桥北社区怎么走"],
)
def test_where_the_words_say_nothing_nothing_is_suggested(words: str) -> None:
    assert suggest(words, MATTERS) == ()


@pytest.mark.parametrize(
    "place",
    [
        "桂花里",
        "水岸新居",
        "机床厂家属院",
        "桥南坊",
        "青石桥社区",
        "医院路",
        "学校路5号",
        "公园路小区",
        "电梯小区",
    ],
)
def test_the_name_of_a_place_is_not_a_matter(place: str) -> None:
    assert suggest(place, MATTERS) == ()


def test_the_fallback_is_never_a_suggestion() -> None:
    assert FALLBACK not in [one.matter.code for one in suggest("其他 别的 something else", MATTERS)]


def test_a_suggestion_costs_less_than_two_milliseconds_however_much_was_written() -> None:
    text = "".join(words for words, _ in SAID)
    long = text * 20
    suggest(long, MATTERS)
    took = []
    for _ in range(20):
        begun = time.thread_time()
        suggest(long, MATTERS)
        took.append(time.thread_time() - begun)
    assert min(took) < 0.002


def codes(words: str) -> list[str]:
    return [one.matter.code for one in suggest(words, MATTERS)]


def test_what_residents_write_is_understood_first_or_among_three() -> None:
    """Sentences of our own; `bench/catalogue.py` counts those of real people too."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = [(row["matter"], codes(row["words"])) for row in csv.DictReader(file)]
    first = sum(given[:1] == [matter] for matter, given in rows)
    among = sum(matter in given for matter, given in rows)
    assert len(rows) == 74
    assert (first >= 68, among >= 70) == (True, True), (first, among)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("一楼楼道的灯不亮", "stair-lamp"),
        ("楼道里的灯都坏了", "stair-lamp"),
        ("后街的路灯一直不亮", "street-lamp"),
        ("楼道外面的路灯不亮", "street-lamp"),  # the second half belongs to a longer word
        ("家里停了两天水", "no-water"),
        ("这一片又停了电", "power-cut"),
    ],
)
def test_a_word_said_in_two_halves_is_that_word(words: str, first: str) -> None:
    assert codes(words)[:1] == [first]


def test_a_half_of_another_word_is_none() -> None:
    assert "power-cut" not in codes("门口停了电动车")
    assert "no-water" not in codes("车停了，水表读数不对")  # nothing is joined across a comma


def test_words_that_fit_two_matters_offer_both() -> None:
    assert set(codes("灯不亮")) == {"stair-lamp", "street-lamp"}
