"""The bulk writer: what it makes, what it knows again, what stays unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.models import ImportRun, ImportState, SearchWord
from linli.people.actions import enter_households
from linli.people.models import Resident
from linli.people.register import Grid, HouseholdRow, PersonRow
from linli.territory.models import Building, Dwelling, Entrance, Estate, Household, Plate
from tests import make

ZHANG = PersonRow("张三丰", "13800000001", "", date(1950, 2, 3), True)
WANG = PersonRow("王翠翘")


def row(town: make.Town, **more: object) -> HouseholdRow:
    about: dict[str, object] = {
        "grid": Grid.of(town.areas["grid"]),
        "estate": "槐树里",
        "building": "5 栋",
        "entrance": 2,
        "room": "1203",
        "people": (ZHANG, WANG),
    }
    return HouseholdRow(**(about | more))  # type: ignore[arg-type]


def enter(*rows: HouseholdRow, run: ImportRun | None = None):  # type: ignore[no-untyped-def]
    return enter_households(rows, run=run, by=SYSTEM, at=make.NOON)


def numbers() -> tuple[int, ...]:
    models = (Estate, Building, Entrance, Dwelling, Household, Resident, Plate, SearchWord)
    return tuple(model._default_manager.count() for model in models)


def test_a_row_makes_door_household_people_plate_and_words(town: make.Town) -> None:
    counts = enter(row(town, size=3, number="H1"))
    assert (counts.estates, counts.buildings, counts.entrances, counts.dwellings) == (1, 1, 1, 1)
    assert (counts.households, counts.residents, counts.known) == (1, 2, 0)
    household = Household.objects.get(number="H1")
    assert (household.size, household.area_path) == (3, town.areas["grid"].path)
    assert (household.dwelling.floor, household.dwelling.entrance.number) == (12, 2)
    head = household.residents.get(is_head=True)
    assert settings.KEY_RING.open(head.phone, "phone") == "13800000001"
    assert settings.KEY_RING.open(head.birth, "birth") == "1950-02-03"
    assert Plate.objects.filter(entrance=household.dwelling.entrance, retired_at=None).count() == 1
    words = SearchWord.objects.filter(kind="resident", subject_id=head.pk)
    assert {"张三", "三丰", "zsf"} <= set(words.values_list("token", flat=True))


def test_the_same_rows_again_make_nothing(town: make.Town) -> None:
    rows = [row(town), row(town, room="1204", number="H2", people=(PersonRow("李四", identity="x1"),))]
    enter(*rows)
    before = numbers()
    again = enter(*rows)
    assert numbers() == before
    assert (again.households, again.residents, again.known, again.known_people) == (0, 0, 2, 3)


def test_a_household_is_known_by_its_number_even_at_another_door(town: make.Town) -> None:
    enter(row(town, number="H1"))
    assert enter(row(town, number="H1", room="9")).known == 1
    assert not Dwelling.objects.filter(room="9").exists()


def test_two_rows_of_one_door_in_one_call_are_one_household_unless_their_numbers_differ(
    town: make.Town,
) -> None:
    counts = enter(row(town), row(town, people=(PersonRow("王五"),)))
    assert (counts.households, counts.known, counts.residents) == (1, 1, 3)
    counts = enter(row(town, room="8", number="A"), row(town, room="8", number="B"))
    assert counts.households == 2


def test_a_person_is_known_by_identity_number_under_another_name(town: make.Town) -> None:
    enter(row(town, people=(PersonRow("张三", identity="11010519491231002X"),)))
    counts = enter(row(town, room="7", people=(PersonRow("张叁", identity="11010519491231002X"),)))
    assert (counts.residents, counts.known_people) == (0, 1)


def test_who_is_head_stays_head(town: make.Town) -> None:
    enter(row(town))
    enter(row(town, people=(replace(WANG, is_head=True), PersonRow("新人", is_head=True))))
    assert list(Resident.objects.filter(is_head=True).values_list("name", flat=True)) == ["张三丰"]


def test_rows_of_a_run_are_unseen_until_it_is_shown(town: make.Town) -> None:
    run = ImportRun.objects.create(kind="households", source="t", started_at=make.NOON, state="applying")
    enter(row(town), run=run)
    enter(row(town), run=run)  # its own rows it knows
    assert Household.objects.filter(run=run).count() == 1
    assert not Household.objects.standing().filter(run=run).exists()
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.SHOWN)
    assert Household.objects.standing().filter(run=run).count() == 1


def test_one_call_is_one_entry_and_a_stranger_may_not(town: make.Town) -> None:
    enter(row(town), row(town, room="3"))
    assert Entry.objects.filter(verb="register.entered").count() == 1
    before = numbers()
    with pytest.raises(Refused, match="not_your_role"):
        enter_households([row(town, room="4")], run=None, by=town.actors["water"], at=make.NOON)
    assert numbers() == before
