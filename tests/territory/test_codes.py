"""The official list, and what is said of a code that is wrong."""

from __future__ import annotations

import pytest

from linli.common.actor import SYSTEM, Actor
from linli.common.refusals import Refused
from linli.territory import actions, codes
from linli.territory.models import Area
from tests import make
from tests.make import NOON


def test_the_sub_district_of_the_first_source_has_its_real_name_and_communities() -> None:
    assert codes.name_of("410802009000") == "王褚街道"
    assert codes.name_of("410802009004") == "东王褚社区居民委员会"
    assert [c.name for c in codes.children("410802009000")][3:5] == [
        "东王褚社区居民委员会",
        "西王褚社区居民委员会",
    ]
    assert [c.code for c in codes.children()] == ["410000000000"]
    assert len(codes.children("410802009000")) == 17
    assert codes.children("410802009004") == []


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("410000000000", "41"),
        ("410800000000", "4108"),
        ("410802000000", "410802"),
        ("410802009000", "410802009"),
        ("410802009004", "410802009004"),
        ("410802009010", "410802009010"),
        ("441900003000", "441900003"),  # a level that is skipped keeps its zeros
        ("410802009004007", "410802009004007"),
    ],
)
def test_the_zeros_of_the_levels_below_fall_away_and_come_back(code: str, path: str) -> None:
    assert codes.path_of_code(code) == path
    assert codes.code_of_path(path) == code


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("41080200900", "code_length"),
        ("4108020090045", "code_length"),
        ("41080200900四", "code_not_digits"),
        ("４１０８０２００９００４", "code_not_digits"),
        ("010802009004", "code_province"),
        ("410803701001", "code_town"),
        ("410802009099", "code_unknown"),
        ("410802077001", "code_unknown"),
    ],
)
def test_what_is_wrong_with_a_code_is_named(code: str, wrong: str) -> None:
    found = codes.check(code)
    assert found is not None
    assert found.code == wrong


def test_every_code_of_the_list_is_right_and_one_of_another_county_is_not_called_unknown() -> None:
    assert all(codes.check(row.code) is None for row in codes.subtree("41"))
    assert codes.check("110101001001") is None
    assert codes.check("410802009004007", length=None) is None


@pytest.mark.django_db
def test_adopting_a_county_draws_it_once_with_its_parents_and_kinds() -> None:
    assert actions.adopt_codes("410802000000", by=SYSTEM, at=NOON) == (67, 0)
    assert actions.adopt_codes("410802", by=SYSTEM, at=NOON) == (0, 67)
    area = Area.objects.get(path="410802009004")
    assert (area.official_code, area.level, area.parent.name) == ("410802009004", "community", "王褚街道")
    assert Area.objects.filter(kind="rural").count() == sum(row.is_village for row in codes.subtree("410802"))


def test_adopting_is_for_whoever_divides_there(town: make.Town, leader: Actor) -> None:
    with pytest.raises(Refused) as caught:
        actions.adopt_codes("410802009000", by=leader, at=NOON)
    assert caught.value.refusal.code == "outside_your_area"
    with pytest.raises(Refused) as caught:
        actions.adopt_codes("370998001000", by=leader, at=NOON)
    assert caught.value.refusal.code == "code_means_nothing"
    assert not Area.objects.filter(path__startswith="4108").exists()
