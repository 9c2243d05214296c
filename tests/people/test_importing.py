"""An import from the sheet to the register and back: unseen, shown with one word, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from linli.common.actor import Actor
from linli.common.refusals import Refused
from linli.common.sealed import SealedField, unseal
from linli.journal.models import Entry
from linli.office.models import ImportChange, ImportChunk, ImportProblem, ImportRun, Job, SearchWord
from linli.people.actions import importing, reversing
from linli.people.models import Purpose, Resident
from linli.people.sheets import staging
from linli.territory.actions import recode_area
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Household, Plate, Venue
from tests import make
from tests.people.sheet_files import HEAD, bring, door, stage, work, xlsx


@pytest.fixture
def clerk(town: make.Town):  # type: ignore[no-untyped-def]
    return town.serve(town.offices["township"], name="registrar", role="registrar")


@pytest.fixture
def leader(town: make.Town) -> Actor:
    return town.serve(town.offices["township"], name="leader", role="leader")


SHEET = xlsx(HEAD, door("101", "张三", "13800000001", 3), door("102", "李四", "", 2), door("201", "王五"))


def rows() -> tuple[int, ...]:
    models = (Estate, Building, Dwelling, Household, Resident, Plate, SearchWord)
    return tuple(model._default_manager.count() for model in models)


def test_a_sheet_is_checked_written_unseen_and_shown_with_one_entry(town, clerk) -> None:
    run = stage(SHEET, by=clerk)
    work()
    run.refresh_from_db()
    assert (run.state, run.made, run.known, run.refused, run.rows) == ("checked", 3, 0, 0, 3)
    before = Household.objects.standing().count()
    importing.start(run, take_good=False, take_sheet=False, by=clerk, at=make.NOON)
    importing.apply_blocks(run, [run.chunks.get()], by=clerk, at=make.NOON)
    assert Household.objects.filter(run=run).count() == 3
    assert Household.objects.standing().count() == before  # nothing is seen before the flip
    work()
    run.refresh_from_db()
    assert (run.state, run.made) == ("shown", 3)
    assert Household.objects.standing().count() == before + 3
    assert Entry.objects.filter(verb__startswith="import.").count() == 1
    assert not ImportChunk.objects.exists()


def test_a_block_that_is_written_already_is_not_written_again_beside_a_new_one(
    town, clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BLOCK", 1)
    run = stage(SHEET, by=clerk)
    work()
    importing.start(run, take_good=False, take_sheet=False, by=clerk, at=make.NOON)
    first, second, third = run.chunks.order_by("number")
    importing.apply_blocks(run, [first], by=clerk, at=make.NOON)
    importing.apply_blocks(run, [first, second], by=clerk, at=make.NOON)
    run.refresh_from_db()
    assert (run.made, run.known, Household.objects.filter(run=run).count()) == (2, 0, 2)
    assert list(run.chunks.filter(applied_at=None)) == [third]
    work()
    run.refresh_from_db()
    assert (run.state, run.made, run.known, Resident.objects.filter(run=run).count()) == ("shown", 3, 0, 3)


def test_the_same_sheet_again_makes_nothing(town, clerk) -> None:
    bring(SHEET, by=clerk)
    before = rows()
    run = bring(SHEET, by=clerk)
    assert rows() == before
    assert (run.made, run.known, run.changed) == (0, 3, 0)


def test_taken_back_nothing_of_it_is_left(town, clerk) -> None:
    before = rows()
    run = bring(SHEET, by=clerk)
    reversing.reverse(run, by=clerk, at=make.NOON)
    assert not Household.objects.standing().filter(run=run).exists()  # unseen at once
    work()
    assert rows() == before
    run.refresh_from_db()
    assert (run.state, run.finished_at is not None) == ("reversed", True)


def test_what_somebody_agreed_to_holds_an_import_fast(town, clerk) -> None:
    run = bring(SHEET, by=clerk)
    resident = Resident.objects.filter(run=run).first()
    resident.consents.create(
        purpose=Purpose.CONTACT,
        notice="1",
        way="oral",
        asked_by=town.users["grid"],
        given_at=make.NOON,
        until=make.NOON + timedelta(days=14),
    )
    with pytest.raises(Refused, match="import_used"):
        reversing.reverse(run, by=clerk, at=make.NOON)


def test_a_request_at_a_door_of_it_and_a_later_import_hold_an_import_fast(town, clerk) -> None:
    run = bring(SHEET, by=clerk)
    bring(xlsx(HEAD, door("999", "赵六")), by=clerk)
    with pytest.raises(Refused, match="import_used"):
        reversing.reverse(run, by=clerk, at=make.NOON)
    other = bring(xlsx(HEAD, door("1", "钱七", building="8")), by=clerk)
    entrance = Dwelling.objects.get(run=other).entrance
    assert reversing.hanging(other) == 0
    make.case(town, entrance=entrance)
    assert reversing.hanging(other) > 0


def test_by_default_the_register_stays_and_what_was_empty_is_filled(town, clerk) -> None:
    bring(SHEET, by=clerk)
    run = bring(
        xlsx(HEAD, door("101", "张三", "13900000009", 4), door("102", "李四", "13700000007", 2)), by=clerk
    )
    zhang, li = Resident.objects.get(name="张三"), Resident.objects.get(name="李四")
    assert settings.KEY_RING.open(zhang.phone, "phone") == "13800000001"
    assert settings.KEY_RING.open(li.phone, "phone") == "13700000007"
    assert (zhang.household.size, run.changed) == (3, 1)


def test_the_values_of_the_sheet_are_taken_when_chosen_and_put_back_when_reversed(town, clerk) -> None:
    bring(SHEET, by=clerk)
    index = Resident.objects.get(name="张三").phone_index
    sheet = xlsx(HEAD, door("101", "张三", "13900000009", 4))
    run = bring(sheet, by=clerk, take_sheet=True)
    zhang = Resident.objects.get(name="张三")
    assert settings.KEY_RING.open(zhang.phone, "phone") == "13900000009"
    assert (zhang.household.size, run.changed) == (4, 2)
    reversing.reverse(run, by=clerk, at=make.NOON)
    work()
    zhang.refresh_from_db()
    assert settings.KEY_RING.open(zhang.phone, "phone") == "13800000001"
    assert (zhang.phone_index, zhang.household.size) == (index, 3)


def test_two_sheets_with_other_heads_of_one_household(town, clerk) -> None:
    bring(SHEET, by=clerk)
    second = xlsx(HEAD, door("101", "孙八"))
    run = stage(second, by=clerk)
    work()
    change = ImportChange.objects.get(run=run)
    assert change.field == "head"
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    work()
    heads = Resident.objects.filter(household__dwelling__room="101", is_head=True, household__number="")
    assert {"张三"} == set(
        heads.filter(household__dwelling__entrance__building__name="5 栋").values_list("name", flat=True)
    )
    bring(second, by=clerk, take_sheet=True)
    assert Resident.objects.get(name="孙八").is_head
    assert not Resident.objects.get(name="张三").is_head


def test_nothing_is_written_until_all_is_good_unless_the_good_rows_are_chosen(town, clerk) -> None:
    sheet = xlsx(HEAD, door("101", "张三", "138"), door("102", "李四"))
    run = stage(sheet, by=clerk)
    work()
    run.refresh_from_db()
    problem = ImportProblem.objects.get(run=run)
    assert (problem.row, problem.column, problem.code, run.refused) == (2, "phone", "phone_short", 1)
    with pytest.raises(Refused, match="import_has_mistakes"):
        importing.start(run, take_good=False, take_sheet=False, by=clerk, at=make.NOON)
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    work()
    assert set(Resident.objects.filter(run=run).values_list("name", flat=True)) == {"李四"}


def test_one_import_at_a_time_in_an_area(town, clerk) -> None:
    first, second = stage(SHEET, by=clerk), stage(SHEET, by=clerk, area="370998001001")
    work()
    importing.start(first, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    with pytest.raises(Refused, match="import_running"):
        importing.start(second, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    work()
    importing.start(second, take_good=True, take_sheet=False, by=clerk, at=make.NOON)


def test_only_who_may_import_there(town, clerk) -> None:
    with pytest.raises(Refused, match="outside_your_area"):
        stage(SHEET, by=clerk, area="370997")
    with pytest.raises(Refused, match="not_your_role"):
        stage(SHEET, by=town.actors["grid"])
    assert not ImportRun.objects.exists()


def test_a_sheet_that_nobody_finished_is_gone_after_fourteen_days(town, clerk) -> None:
    run = stage(SHEET, by=clerk)
    assert reversing.drop_stale(make.NOON + timedelta(days=13)) == 0
    assert reversing.drop_stale(make.NOON + timedelta(days=15)) == 1
    Job.objects.filter(kind="import.check").update(state="stopped")
    work()
    run.refresh_from_db()
    assert run.state == "dropped"
    assert not ImportChunk.objects.exists()


def test_a_stopped_import_goes_on_or_is_dropped_without_a_trace(town, clerk) -> None:
    before = rows()
    run = stage(SHEET, by=clerk)
    work()
    job = importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    importing.apply_blocks(run, [run.chunks.get()], by=clerk, at=make.NOON)
    Job.objects.filter(pk=job.pk).update(state="stopped")
    importing.resume(run, by=clerk, at=make.NOON)
    work()
    run.refresh_from_db()
    assert (run.state, run.made) == ("shown", 3)
    reversing.reverse(run, by=clerk, at=make.NOON)
    work()
    other = stage(SHEET, by=clerk)
    work()
    importing.start(other, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    importing.apply_blocks(other, [other.chunks.get()], by=clerk, at=make.NOON)
    reversing.drop(other, by=clerk, at=make.NOON)
    Job.objects.filter(state="queued", kind="import.apply").update(state="stopped")
    work()
    assert rows() == before


def test_venues_come_in_and_go_again(town, clerk) -> None:
    sheet = xlsx(
        ["所属网格", "场所名称", "类型", "联系电话"],
        ["370998001001001", "好又多超市", "商铺", "0531-88881234"],
        ["370998001001001", "无名", "???", ""],
    )
    run = bring(sheet, by=clerk, kind="venues")
    venue = Venue.objects.get(run=run)
    assert (venue.kind, venue.phone, run.refused) == ("shop", "053188881234", 1)
    reversing.reverse(run, by=clerk, at=make.NOON)
    work()
    assert not Venue.objects.exists()


# -- what changes between the check and the writing ------------------------------------------------------------------


def checked(content: bytes, clerk: Actor) -> ImportRun:
    run = stage(content, by=clerk)
    work()
    run.refresh_from_db()
    return run


def test_a_code_that_changed_after_the_check_is_the_one_that_is_written(town, clerk, leader) -> None:
    run = checked(SHEET, clerk)
    recode_area(town.areas["grid"], "370998001001009", by=leader, at=make.NOON)
    with pytest.raises(Refused, match="recode_running"):
        importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    work()
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    work()
    paths = set(Household.objects.filter(run=run).values_list("area_path", flat=True))
    assert paths == {"370998001001009"}
    assert Building.objects.get(run=run).area_path == "370998001001009"


def test_a_grid_that_closed_after_the_check_gives_its_rows_to_the_successor(town, clerk) -> None:
    run = checked(SHEET, clerk)
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    close = Area.objects.filter(path="370998001001001")
    close.update(until=make.LONG_AGO, successor=town.areas["next_grid"])
    work()
    home = Household.objects.filter(run=run).first()
    assert home.area_path == town.areas["next_grid"].path
    assert Building.objects.get(run=run).area == town.areas["next_grid"]


def test_a_grid_that_closed_without_a_successor_stops_the_writing(town, clerk) -> None:
    run = checked(SHEET, clerk)
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    Area.objects.filter(path="370998001001001").update(until=make.LONG_AGO)
    with pytest.raises(Refused, match="import_grid_closed"):
        importing.apply_blocks(run, [run.chunks.get()], by=clerk, at=make.NOON)
    assert not Household.objects.filter(run=run).exists()


def test_no_code_changes_while_a_sheet_is_written_there(town, clerk, leader) -> None:
    run = checked(SHEET, clerk)
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    for name, code in (("grid", "370998001001009"), ("community", "370998001009")):
        with pytest.raises(Refused, match="import_running"):
            recode_area(town.areas[name], code, by=leader, at=make.NOON)
    work()
    recode_area(town.areas["grid"], "370998001001009", by=leader, at=make.NOON)


# -- taking back -----------------------------------------------------------------------------------------------------


def half_gone(clerk: Actor) -> ImportRun:
    """A sheet taken back, whose erasing has failed."""
    run = bring(SHEET, by=clerk)
    job = reversing.reverse(run, by=clerk, at=make.NOON)
    Job.objects.filter(pk=job.pk).update(state="failed")
    return run


def test_a_taking_back_that_failed_goes_on(town, clerk) -> None:
    before = rows()
    run = half_gone(clerk)
    importing.resume(run, by=clerk, at=make.NOON)
    with pytest.raises(Refused, match="import_running"):
        importing.resume(run, by=clerk, at=make.NOON)
    work()
    run.refresh_from_db()
    assert (run.state, run.finished_at is not None, rows()) == ("reversed", True, before)
    with pytest.raises(Refused, match="import_not_there"):
        importing.resume(run, by=clerk, at=make.NOON)


def test_the_clock_goes_on_with_a_taking_back_that_failed_but_not_in_a_circle(town, clerk) -> None:
    before = rows()
    run = half_gone(clerk)
    assert reversing.drop_stale(make.NOON + timedelta(minutes=5)) == 0
    later = make.NOON + timedelta(hours=2)
    assert [reversing.drop_stale(later), reversing.drop_stale(later + timedelta(hours=2))] == [1, 0]
    work()
    run.refresh_from_db()
    assert (run.finished_at is not None, rows()) == (True, before)


def register() -> list[dict[str, Any]]:
    """Every field of every row of the register, in plain words."""
    answer = []
    for model in (Estate, Building, Entrance, Dwelling, Household, Resident, SearchWord):
        for row in model._default_manager.order_by("pk"):
            values = {field.attname: getattr(row, field.attname) for field in model._meta.fields}
            for field in model._meta.fields:
                if isinstance(field, SealedField):
                    values[field.attname] = unseal(values[field.attname], field.use)
            answer.append(values)
    return answer


def test_taken_back_the_register_is_what_it_was_field_by_field(town, clerk) -> None:
    bring(
        xlsx(HEAD, door("101", "谢一", "", 3), door("102", "李四", "13800000002"), door("103", "")), by=clerk
    )
    before = register()
    sheet = xlsx(
        HEAD,
        door("101", "孙八", "13900000009", 4),
        door("102", "李四", "13700000007", 2),
        door("103", "周九"),
        door("104", "吴十"),
    )
    run = bring(sheet, by=clerk, take_sheet=True)
    assert not Resident.objects.get(name="谢一").is_head
    assert Resident.objects.get(name="孙八").is_head
    reversing.reverse(run, by=clerk, at=make.NOON)
    work()
    assert register() == before


def test_a_head_that_somebody_else_named_since_stays(town, clerk) -> None:
    bring(xlsx(HEAD, door("101", "谢一")), by=clerk)
    run = bring(xlsx(HEAD, door("101", "孙八")), by=clerk, take_sheet=True)
    home = Resident.objects.get(name="谢一").household
    Resident.objects.filter(household=home).update(is_head=False)
    Resident.objects.create(household=home, name="钱七", is_head=True, since=make.NOON.date())
    reversing.reverse(run, by=clerk, at=make.NOON)
    work()
    assert list(home.residents.filter(is_head=True).values_list("name", flat=True)) == ["钱七"]


@pytest.mark.parametrize("second", [door("101", "张三", "13700000007"), door("101", "孙八")])
def test_a_later_sheet_that_corrected_the_same_holds_an_import_fast(town, clerk, second) -> None:
    bring(xlsx(HEAD, door("101", "张三", "13800000001")), by=clerk)
    if second[5] == "张三":
        run = bring(xlsx(HEAD, door("101", "张三", "13900000009")), by=clerk, take_sheet=True)
    else:
        run = bring(xlsx(HEAD, door("101", "赵六")), by=clerk)  # somebody new in a home that was there
    later = bring(xlsx(HEAD, second), by=clerk, take_sheet=True)
    with pytest.raises(Refused, match="import_used"):
        reversing.reverse(run, by=clerk, at=make.NOON)
    reversing.reverse(later, by=clerk, at=make.NOON)
    work()
    reversing.reverse(run, by=clerk, at=make.NOON)


def test_somebody_a_later_sheet_put_into_a_home_of_it_holds_an_import_fast(town, clerk) -> None:
    run = bring(SHEET, by=clerk)
    bring(xlsx(HEAD, door("101", "孙八")), by=clerk)
    with pytest.raises(Refused, match="import_used"):
        reversing.reverse(run, by=clerk, at=make.NOON)
