"""Entering, correcting, moving out, finding by name."""

from __future__ import annotations

from datetime import date

import pytest

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.models import ImportRun, ImportState, SearchWord
from linli.people import actions, lookup
from linli.people import register_rules as rules
from linli.people.models import Resident
from tests.make import NOON, Town
from tests.people.homes import PHONE, home, resident


def code(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusal.code


def names(town: Town, who: str, text: str) -> list[str]:
    return [found.name for found in lookup.found_by_name(town.actors[who], text, NOON.date())]


def test_a_household_shows_masked_names_and_four_digits(town: Town) -> None:
    resident(town, is_head=True)
    [face] = lookup.faces(home(town), NOON.date())
    assert (face.name, face.last4, face.is_head, face.has_identity) == ("张**", "*** **** 2046", True, False)


def test_numbers_lie_sealed_and_no_entry_holds_a_name(town: Town) -> None:
    one = resident(town)
    assert PHONE.encode() not in bytes(one.phone or b"")
    assert lookup.value_of(one, "phone") == PHONE
    assert not [e for e in Entry.objects.all() if "张三丰" in str(e.data) or PHONE in str(e.data)]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"name": " \u200b "}, "name_missing"),
        ({"name": "李四", "phone": "call me"}, "phone_wrong"),
        ({"name": "李四", "phone": "123"}, "phone_wrong"),
        ({"name": "李四", "birth": date(2030, 1, 1)}, "date_ahead"),
    ],
)
def test_odd_input_is_refused_and_nothing_is_written(town: Town, what: dict, why: str) -> None:
    with pytest.raises(Refused) as error:
        actions.enter_resident(home(town), **what, by=town.actors["grid"], at=NOON)
    assert code(error) == why
    assert not Resident.objects.exists()


@pytest.mark.parametrize("who", ["grid_2", "next_grid", "water", "community"])
def test_only_whoever_writes_contacts_there_enters_somebody(town: Town, who: str) -> None:
    with pytest.raises(Refused) as error:
        actions.enter_resident(home(town), name="李四", by=town.actors[who], at=NOON)
    assert code(error) in ("not_your_role", "outside_your_area")


def test_a_second_head_takes_the_place_of_the_first(town: Town) -> None:
    first = resident(town, is_head=True)
    resident(town, name="李四", is_head=True)
    first.refresh_from_db()
    assert not first.is_head
    actions.correct_resident(first, is_head=True, by=town.actors["grid"], at=NOON)
    assert list(Resident.objects.filter(is_head=True)) == [first]


@pytest.mark.parametrize("text", ["张三丰", "三丰", "张", "zhangs", "ZSF", "ｚｓｆ"])
def test_somebody_is_found_by_characters_pinyin_and_initials(town: Town, text: str) -> None:
    resident(town)
    assert names(town, "grid", text) == ["张**"]


def test_finding_stops_at_the_own_area_and_at_the_own_role(town: Town) -> None:
    resident(town)
    for who in ("grid", "grid_2", "community", "county"):
        assert names(town, who, "张三丰") == ["张**"], who
    for who in ("next_grid", "other_community", "water", "housing"):
        assert names(town, who, "张三丰") == [], who
    administrator = town.serve(town.offices["township"], name="boss", role="administrator", reach="none")
    assert lookup.found_by_name(administrator, "张三丰", NOON.date()) == []


def test_at_most_twenty_are_shown(town: Town) -> None:
    actions.enter_residents(((home(town), f"王{n}", "") for n in range(30)), by=SYSTEM, at=NOON)
    assert len(names(town, "grid", "王")) == 20


def test_what_an_import_has_not_shown_is_not_found_even_when_it_fills_the_first_hits(town: Town) -> None:
    run = ImportRun.objects.create(
        kind="register", source="x", file_sha256="", started_at=NOON, state=ImportState.APPLYING
    )
    actions.enter_residents(((home(town), "王五", "") for _ in range(25)), by=SYSTEM, at=NOON)
    Resident.objects.update(run=run)
    assert names(town, "grid", "王五") == []
    actions.enter_residents([(home(town), "王五", "")], by=SYSTEM, at=NOON)
    assert names(town, "grid", "王五") == ["王*"]


def test_a_corrected_name_is_found_and_the_old_one_is_not(town: Town) -> None:
    one = resident(town)
    actions.correct_resident(one, name="李四", by=town.actors["grid"], at=NOON)
    assert names(town, "grid", "李四") == ["李*"]
    assert names(town, "grid", "张三丰") == []
    assert lookup.value_of(Resident.objects.get(), "phone") == PHONE  # what was left empty stayed


def test_a_number_is_taken_away_and_an_empty_correction_is_refused(town: Town) -> None:
    one = resident(town)
    with pytest.raises(Refused) as error:
        actions.correct_resident(one, by=town.actors["grid"], at=NOON)
    assert code(error) == "nothing_to_correct"
    one = actions.correct_resident(one, no_phone=True, by=town.actors["grid"], at=NOON)
    assert (one.phone, one.phone_index) == (None, "")


def test_whoever_moved_out_is_in_no_list_and_found_by_no_search(town: Town) -> None:
    one = resident(town)
    actions.move_out(one, by=town.actors["grid"], at=NOON)
    assert lookup.faces(home(town), NOON.date()) == []
    assert names(town, "grid", "张三丰") == []
    assert not SearchWord.objects.filter(kind="resident").exists()
    with pytest.raises(Refused) as error:
        actions.correct_resident(one, name="李四", by=town.actors["grid"], at=NOON)
    assert code(error) == "resident_gone"


def test_a_lost_key_is_told_and_breaks_nothing(town: Town) -> None:
    one = resident(town)
    Resident.objects.update(phone=b"\x00\x63" + bytes(one.phone or b"")[2:])
    [face] = lookup.faces(home(town), NOON.date())
    assert (face.lost, face.last4, face.name) == (True, "", "张**")


def test_the_day_of_moving_in_is_the_day_here_and_not_in_greenwich(town: Town) -> None:
    early = NOON.replace(hour=1)
    one = actions.enter_resident(home(town), name="李四", by=town.actors["grid"], at=early)
    assert one.since == NOON.date()


@pytest.mark.parametrize("name", ["张三（刑释人员）", "张三-回族", "张三 信教"])
def test_what_is_never_held_does_not_come_in_with_a_name(town: Town, name: str) -> None:
    one = resident(town)
    with pytest.raises(Refused) as entered:
        actions.enter_resident(home(town), name=name, by=SYSTEM, at=NOON)
    with pytest.raises(Refused) as corrected:
        actions.correct_resident(one, name=name, by=SYSTEM, at=NOON)
    assert code(entered) == code(corrected) == "refused_subject"
    assert actions.enter_resident(home(town), name="党进", by=SYSTEM, at=NOON).name == "党进"


# -- children below 14: what is held about them is sensitive, so it opens as L3 does ----------------------------------

BORN = date(2018, 5, 1)


def test_a_list_shows_nothing_of_a_child_s_name_or_number(town: Town) -> None:
    resident(town, name="张小宝", birth=BORN)
    resident(town, name="李大人", birth=date(1980, 5, 1))
    child, adult = lookup.faces(home(town), NOON.date())
    assert (child.name, child.last4, child.child) == ("**", "*** **** ****", True)
    assert (adult.name, adult.last4, adult.child) == ("李**", "*** **** 2046", False)


@pytest.mark.parametrize(
    ("birth", "identity", "child"),
    [
        ("2012-11-24", "", True),  # fourteen tomorrow
        ("2012-11-23", "", False),
        ("", "370101201805010010", True),
        ("", "370101198005010010", False),
        ("1980-05-01", "370101201805010010", False),  # the date itself counts
        ("", "", False),
        ("", "37010120180501", False),
    ],
)
def test_whoever_is_below_fourteen_by_date_or_identity_is_a_child(
    birth: str, identity: str, child: bool
) -> None:
    assert rules.is_child(birth, identity, NOON.date()) is child


def test_a_child_is_found_by_name_only_by_whoever_may_see_what_is_held_of_children(town: Town) -> None:
    resident(town, name="张小宝", birth=BORN)
    assert names(town, "grid", "张小宝") == ["张**"]
    assert names(town, "community", "张小宝") == []
    resident(town, name="张大人", phone="13800002047")
    assert names(town, "community", "张大人") == ["张**"]


@pytest.mark.parametrize("what", ["name", "phone", "birth"])
def test_values_of_a_child_open_as_l3_does(town: Town, what: str) -> None:
    child = resident(town, name="张小宝", birth=BORN)
    registrar = town.serve(town.offices["community"], name="registrar", role="registrar")
    with pytest.raises(Refused) as error:
        actions.read(child, home(town), what, purpose="visit", by=registrar, at=NOON)
    assert code(error) == "not_your_role"
    reading = actions.read(child, home(town), what, purpose="visit", by=town.actors["grid"], at=NOON)
    assert reading.level == "L3"
    adult = resident(town, name="李大人", phone="13800002047", birth=date(1980, 5, 1))
    assert actions.read(adult, home(town), what, purpose="visit", by=registrar, at=NOON).level != "L3"
