"""The catalogue of an installation: versions, what is in use, who answers, what stands in the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linli.cases import actions, matters
from linli.cases.catalogue import dump, find, load
from linli.cases.models import Answerer, CatalogueVersion, Category
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from tests import make
from tests.make import NOON, Town

SHIPPED = load()


@pytest.fixture
def keeper(town: Town):
    return town.serve(town.offices["township"], name="keeper", role="administrator", reach="none")


def take_shipped() -> CatalogueVersion:
    return actions.change_catalogue(SHIPPED, reason="开始使用", by=SYSTEM, at=NOON)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def test_the_shipped_catalogue_goes_in_and_comes_out_the_same(db: None) -> None:
    version = take_shipped()
    assert matters.matters() == SHIPPED
    assert version.number == 1
    assert version.text == dump(SHIPPED)
    entry = Entry.objects.get(verb="catalogue.changed")
    assert len(entry.data["changes"]) == len(SHIPPED)
    assert entry.data["changes"][0] == ["new", SHIPPED[0].code]


def test_the_same_tuple_is_given_while_nothing_changes_and_another_one_after(db: None) -> None:
    take_shipped()
    before = matters.matters()
    assert matters.matters() is before
    actions.change_matter(replace(SHIPPED[0], name="管子漏了"), reason="换个叫法", by=SYSTEM, at=NOON)
    assert matters.matters() is not before
    assert matters.matters()[0].name == "管子漏了"


def test_a_matter_that_requests_have_cannot_be_dropped(town: Town) -> None:
    take_shipped_beside(town)
    case = make.case(town, category=Category.objects.get(code="street-lamp"))
    without = [m for m in matters.matters() if m.code != "street-lamp"]
    with pytest.raises(Refused) as refused:
        actions.change_catalogue(without, reason="少一点", by=SYSTEM, at=NOON)
    assert refused.value.refusal.params == {"matter": "路灯不亮", "called": "street-lamp", "number": 1}
    case.refresh_from_db()
    assert case.category.code == "street-lamp"
    assert CatalogueVersion.objects.count() == 1


def take_shipped_beside(town: Town) -> None:
    """The shipped matters, in place of the three of the town, which nobody has asked for."""
    Category.objects.all().delete()
    take_shipped()


def test_a_retired_matter_is_offered_no_more_and_still_named_on_old_requests(town: Town) -> None:
    take_shipped_beside(town)
    case = make.case(town, category=Category.objects.get(code="street-lamp"))
    lamp = matters.matter_called("street-lamp")
    actions.change_matter(replace(lamp, retired=True), reason="并到别处", by=SYSTEM, at=NOON)
    assert "street-lamp" not in {m.code for m in matters.offered()}
    assert "street-lamp" not in {m.code for m in find("路灯", matters.matters())}
    case.refresh_from_db()
    assert case.category.name == "路灯不亮"


def test_a_matter_nobody_ever_had_may_go_and_every_version_stays(db: None) -> None:
    take_shipped()
    actions.change_catalogue(
        [m for m in SHIPPED if m.code != "street-lamp"], reason="没有路灯", by=SYSTEM, at=NOON
    )
    assert not Category.objects.filter(code="street-lamp").exists()
    assert "street-lamp" in CatalogueVersion.objects.get(number=1).text


def test_what_was_entered_one_by_one_becomes_the_first_version(town: Town) -> None:
    stood = dump(matters.matters())
    actions.change_catalogue((*SHIPPED, *_without_english()), reason="全部换上", by=SYSTEM, at=NOON)
    first, second = CatalogueVersion.objects.order_by("number")
    assert first.text == stood
    assert second.reason == "全部换上"


def _without_english() -> list:
    """The town's own matters that the shipped ones do not have; they have faults of long ago."""
    codes = {m.code for m in SHIPPED}
    return [m for m in matters.matters() if m.code not in codes and m.name not in {s.name for s in SHIPPED}]


def test_an_old_fault_elsewhere_does_not_stop_a_change_but_a_new_one_does(town: Town) -> None:
    other = next(m for m in SHIPPED if m.code == "other")
    actions.change_matter(
        other, reason="补上其他", by=SYSTEM, at=NOON
    )  # the town's tell the resident nothing
    with pytest.raises(Refused) as refused:
        actions.change_matter(replace(other, help=""), reason="改", by=SYSTEM, at=NOON)
    assert code(refused) == "catalogue_wrong"


def test_going_back_is_a_new_version_and_keeps_what_is_in_use_retired(town: Town) -> None:
    take_shipped_beside(town)
    later = replace(SHIPPED[0], code="new-thing", name="新事项", name_en="New thing")
    actions.change_matter(later, reason="加一条", by=SYSTEM, at=NOON)
    make.case(town, category=Category.objects.get(code="new-thing"))
    version = actions.go_back(CatalogueVersion.objects.get(number=1), reason="退回", by=SYSTEM, at=NOON)
    assert version.number == 3
    assert matters.matters()[:-1] == SHIPPED
    assert matters.matter_called("new-thing").retired


def test_only_who_keeps_the_catalogue_may_change_it(town: Town, keeper) -> None:
    for name in ("grid", "community", "water"):
        with pytest.raises(Refused) as refused:
            actions.change_catalogue(SHIPPED, reason="换", by=town.actors[name], at=NOON)
        assert code(refused) == "not_your_role"
        with pytest.raises(Refused):
            actions.name_answerer(
                "water", town.areas["grid"], town.offices["water"], by=town.actors[name], at=NOON
            )
    lamp = replace(matters.matters()[0], help="先关水阀", name_en="Leaking pipe", help_en="Close the tap.")
    Category.objects.all().delete()
    assert actions.change_catalogue(SHIPPED, reason="换", by=keeper, at=NOON).user_id == keeper.user_id
    assert actions.change_matter(replace(SHIPPED[0], help=lamp.help), reason="改", by=keeper, at=NOON)


def test_it_needs_a_reason_and_something_to_change(db: None) -> None:
    with pytest.raises(Refused) as refused:
        actions.change_catalogue(SHIPPED, reason="  ", by=SYSTEM, at=NOON)
    assert code(refused) == "say_why"
    take_shipped()
    with pytest.raises(Refused) as refused:
        take_shipped()
    assert code(refused) == "catalogue_same"


def test_the_nearest_area_says_who_answers_and_gaps_stand_first(town: Town) -> None:
    take_shipped_beside(town)
    grid, community = town.areas["grid"].path, town.areas["community"]
    lines = matters.answering(grid)
    roles = [line.role for line in lines if line.is_gap]
    assert roles
    assert [line.role for line in lines][: len(roles)] == roles
    assert "water" not in roles
    assert not {"police", "traffic"} & set(roles)  # residents are only told whom to ring
    actions.name_answerer("water", community, town.offices["housing"], by=SYSTEM, at=NOON)
    nearest = {line.role: line for line in matters.answering(grid)}
    assert nearest["water"].office == town.offices["housing"]
    above = {line.role: line for line in matters.answering(town.areas["township"].path)}
    assert above["water"].office == town.offices["water"]
    assert [row.area for row in above["water"].below] == [community]
    actions.name_answerer("water", community, None, by=SYSTEM, at=NOON)
    assert not Answerer.objects.filter(area=community).exists()
    assert {line.role: line.office for line in matters.answering(grid)}["water"] == town.offices["water"]


def test_gaps_are_those_of_any_of_the_areas(town: Town) -> None:
    take_shipped_beside(town)
    here = [town.areas["community"].path, town.areas["other_community"].path]
    assert "gas" in matters.gaps(here)
    actions.name_answerer("gas", town.areas["community"], town.offices["housing"], by=SYSTEM, at=NOON)
    assert "gas" in matters.gaps(here)
    assert "gas" not in matters.gaps(here[:1])
