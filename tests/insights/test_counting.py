"""Counts follow what happens: once however often, along with a new code, and never pointing at somebody."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.common.scope import Scope
from linli.common.text import neutral
from linli.insights.actions import CARRIER, recount
from linli.insights.export import COLUMNS, _clock, lines
from linli.insights.models import Counted, Deadline, Spread, Tally
from linli.insights.queries import (
    Found,
    Months,
    Standing,
    Where,
    by_key,
    by_month,
    numbers_by_key,
    rows,
    total,
)
from linli.people.actions.rostering import enter_absence
from linli.people.queries import chain
from tests import make
from tests.insights.test_recomputed import everything, work_off
from tests.make import NOON, walk

NOVEMBER = Months("2026-11", "2026-11")
TODAY = NOON.date()
DONE = ("take grid", "verify here", "contact", "resolve", "take community", "pass_check", "rate solved")


def sums(town: make.Town, key: str = "township"):
    return total(Where(town.areas[key].path), NOVEMBER, TODAY)


def test_a_reaction_that_runs_twice_counts_once(town: make.Town) -> None:
    case = walk(town, *DONE)
    work_off()
    kept = everything()
    assert recount([case.pk, case.pk]) == 0
    assert everything() == kept
    assert (sums(town)["received"], sums(town)["solved"]) == (1, 1)


def test_a_step_taken_back_is_counted_out_again(town: make.Town) -> None:
    case = walk(town, "take grid", "verify up")
    work_off()
    before = everything()
    assert sums(town)["pending"] == 1
    cases.undo(case, by=town.actors["grid"], at=make.minutes(2.5))
    work_off()
    assert sums(town)["pending"] == 0
    assert everything() != before
    assert not Deadline.objects.exclude(what="reach").exists()


def test_what_is_late_and_still_open_counts_as_not_on_time(town: make.Town) -> None:
    case = walk(town, "take grid", "verify here")
    work_off()
    path, promised = town.areas["grid"].path, case.first_promise_at.date()
    for day, late in ((promised, 0), (promised + timedelta(days=1), 1)):
        found = total(Where(path), NOVEMBER, day)
        assert (found["due"], found["on_time"], found["not_due"]) == (late, 0, 1 - late)


def test_counts_go_with_an_area_to_its_new_code(town: make.Town) -> None:
    walk(town, *DONE)
    work_off()
    old, new = town.areas["community"].path, "370998001009"
    spread = Spread.objects.count()
    assert CARRIER.rewrite(old, new, 100) == 1
    assert CARRIER.rewrite(old, new, 100) == 0
    assert total(Where(old), NOVEMBER, TODAY)["received"] == 0
    assert total(Where(new), NOVEMBER, TODAY)["solved"] == 1
    assert total(Where(f"{new}001"), NOVEMBER, TODAY)["solved"] == 1
    assert sums(town)["solved"] == 1
    assert Spread.objects.count() == spread
    assert not Tally.objects.filter(area_path__startswith=old).exists()


def test_what_only_few_see_counts_above_the_grid_and_is_in_no_list(town: make.Town) -> None:
    about = make.case(town, about=(town.users["grid"].pk,), category=town.categories["noise"])
    plain = make.case(town)
    work_off()
    assert sums(town, "grid")["received"] == 1
    assert sums(town, "community")["received"] == 2
    keepers = set(about.keepers.values_list("user_id", flat=True))
    for key in ("grid", "community", "community_2", "township", "township_2"):
        user = town.users[key]
        scope = Scope(user_id=user.pk, areas=(town.areas["township"].path,), at=NOON)
        seen = set(rows("received", Where(town.areas["township"].path), NOVEMBER, scope, TODAY))
        assert seen == ({plain, about} if user.pk in keepers else {plain})
        sheet = "".join(lines(COLUMNS, Where(town.areas["township"].path), NOVEMBER, scope, WORDS))
        assert (about.number in sheet) == (user.pk in keepers)


def test_a_complaint_about_a_community_is_no_figure_of_that_community(town: make.Town) -> None:
    about = make.case(town, about=(town.users["community"].pk,), category=town.categories["noise"])
    work_off()
    held = about.office.area
    assert held == town.areas["township"]
    for key, number in (("grid", 0), ("community", 0), ("township", 1), ("county", 1)):
        path = town.areas[key].path
        assert sums(town, key)["received"] == number, key
        assert Standing(path, NOON).all().open == number, key
        assert sum(one.open for one in Standing(path, NOON).by_office().values()) == number, key
        assert sum(numbers_by_key(path, "way", NOVEMBER).values()) == number, key
    below = Standing(held.path, NOON).by_area(len(town.areas["community"].path))
    assert sum(one.open for one in below.values()) == 0


def test_who_is_still_within_the_first_time_counts_neither_way(town: make.Town) -> None:
    case = make.case(town)
    work_off()
    due = case.handlings.get().due_at
    path, scope = town.areas["grid"].path, Scope(areas=(town.areas["grid"].path,), at=NOON)
    for day, early in ((TODAY, 1), (due.date(), 1), (due.date() + timedelta(days=1), 0)):
        found = total(Where(path), NOVEMBER, day)
        assert (found["first_not_due"], found["to_contact"]) == (early, 1 - early), day
        late = rows("not_contacted", Where(path), NOVEMBER, scope, day)
        assert late.count() == 1 - early, "the rows are as many as the number says"


def test_the_sheet_tells_the_time_on_the_wall_and_leaves_out_who_was_shown_the_way(town: make.Town) -> None:
    case = make.case(town, at=NOON)
    walk(town, "take grid", "refer")
    work_off()
    scope = Scope(areas=(town.areas["township"].path,), at=NOON)
    told = list(
        csv.reader("".join(lines(COLUMNS, Where(scope.areas[0]), NOVEMBER, scope, WORDS)).splitlines())
    )
    assert [row[:2] for row in told[1:]] == [[case.number, "2026-11-23 12:00"]]


def test_whom_to_turn_to_instead_leaves_no_rows(town: make.Town) -> None:
    case = walk(town, "take grid", "refer")
    work_off()
    scope = Scope(areas=(town.areas["township"].path,), at=NOON)
    assert sums(town)["referred"] == 1
    assert case not in rows("received", Where(town.areas["township"].path), NOVEMBER, scope, TODAY)


def test_calls_of_somebody_in_danger_are_in_no_count() -> None:
    for model in (Counted, Tally, Deadline, Spread):
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            assert related is None or related is Case
    source = "".join(path.read_text() for path in Path(apps.get_app_config("insights").path).rglob("*.py"))
    assert "SafetyCall" not in source


def test_the_command_counts_everything_anew(town: make.Town, capsys: pytest.CaptureFixture[str]) -> None:
    walk(town, *DONE)
    work_off()
    kept = everything()
    Tally.objects.update(solved=7)
    Spread.objects.all().delete()
    call_command("figures", "rebuild")
    assert everything() == kept
    assert "1 requests counted." in capsys.readouterr().out


def test_a_matter_that_is_corrected_moves_to_the_other_matter(town: make.Town) -> None:
    case = walk(town, "take grid", "verify up", "take community")
    work_off()
    path = town.areas["township"].path
    assert by_key(path, "matter", NOVEMBER, TODAY)[town.categories["pipe"].pk]["received"] == 1
    cases.place(
        case, by=town.actors["community"], at=make.minutes(9), choice="here", category=town.categories["lamp"]
    )
    work_off()
    assert set(by_key(path, "matter", NOVEMBER, TODAY)) == {town.categories["lamp"].pk}


def test_months_with_few_rows_each_are_read_together(
    town: make.Town, django_assert_num_queries: Callable[..., Any]
) -> None:
    cases_ = [make.case(town, at=NOON - timedelta(days=30 * n + 1)).pk for n in range(6) for _ in range(2)]
    work_off()
    where, months = Where(town.areas["township"].path), Months("2026-06", "2026-11")
    scope = Scope(user_id=town.users["grid"].pk, areas=(where.path,), at=NOON)
    found = Found("received", where, by_month(where, months, TODAY), scope, TODAY)
    with django_assert_num_queries(1):
        every = found[0:50]
    assert sorted(every) == sorted(cases_)
    of_month = dict(Counted.objects.values_list("pk", "month"))
    assert [of_month[pk] for pk in every] == sorted(of_month.values(), reverse=True)
    assert found[0:3] + found[3:50] == every


def test_the_list_behind_a_number_bears_it_and_begins_with_the_newest_month(town: make.Town) -> None:
    new, old = make.case(town), make.case(town, at=NOON - timedelta(days=40))
    about = make.case(town, about=(town.users["grid"].pk,))
    work_off()
    where, months = Where(town.areas["township"].path), Months("2026-10", "2026-11")
    scope = Scope(user_id=town.users["grid"].pk, areas=(where.path,), at=NOON)
    found = Found("received", where, by_month(where, months, TODAY), scope, TODAY)
    assert (found.count(), found[0:50], found[1:2]) == (3, [new.pk, old.pk], [old.pk])
    assert about.pk not in found[0:50]
    assert found[0:1] == [new.pk], "walked through from the newest on, past what is not for these eyes"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi", "Asia/Kathmandu", "Europe/Berlin"])
def test_a_sheet_tells_the_time_of_every_zone(zone: str) -> None:
    moment, at = _clock(ZoneInfo(zone)), datetime(2026, 3, 29, 0, 50, tzinfo=ZoneInfo("UTC"))
    for minutes in (0, 20, 3000):
        one = at + timedelta(minutes=minutes)
        assert moment(f"{one:%Y-%m-%d %H:%M:%S.%f}") == f"{one.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    assert moment(None) == ""


WORDS: dict[str, dict[object, str]] = {
    name: {} for name in ("way", "class", "urgency", "status", "level", "outcome", "matter")
}


def test_the_sheet_holds_nobody_and_no_formula(town: make.Town) -> None:
    asker = cases.Asker("张三丰", "13800001234")
    case = make.case(town, words="=HYPERLINK(1) 张三丰家漏水", asker=asker)
    Case.objects.filter(pk=case.pk).update(source="@sum", source_number="-1+1", source_key="-1+1")
    work_off()
    scope = Scope(areas=(town.areas["township"].path,), at=NOON)
    sheet = "".join(lines(COLUMNS, Where(town.areas["grid"].path), NOVEMBER, scope, WORDS))
    assert sheet.startswith("\ufeffnumber,received")
    assert case.number in sheet
    for held in ("张三丰", "13800001234", "HYPERLINK", "桂花里"):
        assert held not in sheet
    assert "'@sum,'-1+1" in sheet
    assert len(sheet.splitlines()) == 2


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1", "\u3000\u00a0－1"],
)
def test_what_would_be_a_formula_is_quoted(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert neutral("水管") == "水管"


def test_the_chain_of_a_door_names_every_level_and_who_stands_in(town: make.Town) -> None:
    for key, office in town.offices.items():
        role = "grid_head" if office.kind == "grid" else "leader"
        if office.kind != "department":
            town.serve(office, name=f"{key}_head", role=role)
    rungs = chain(town.areas["grid"].path, NOON)
    assert [rung.office for rung in rungs] == [
        town.offices[key] for key in ("prefecture", "county", "township", "community", "grid")
    ]
    assert [rung.people[0].post.user for rung in rungs] == [
        town.users[f"{key}_head"] for key in ("prefecture", "county", "township", "community", "grid")
    ]
    grid = rungs[-1].people
    assert [one.post.user.username for one in grid] == ["grid_head", "grid"]
    assert all(rung.phone for rung in rungs)
    post = town.users["community_head"].posts.get()
    enter_absence(post, since=NOON, until=NOON + timedelta(days=1), by=make.SYSTEM, at=NOON)
    away = chain(town.areas["grid"].path, NOON)[3].people[0]
    assert away.stands_in
    assert away.now.user == town.users["township_head"]


def test_a_chain_names_only_whose_patch_the_door_lies_in(town: make.Town) -> None:
    micro = make.territory.draw_area(
        path="37099800100100101",
        level="microgrid",
        name="微网格",
        parent=town.areas["grid"],
        by=make.SYSTEM,
        at=make.LONG_AGO,
    )
    post = town.users["grid"].posts.get()
    type(post).objects.filter(pk=post.pk).update(area=micro)
    assert town.users["grid"] in [one.post.user for one in chain(micro.path, NOON)[-1].people]
    others = chain(f"{town.areas['grid'].path}02", NOON)[-1].people
    assert town.users["grid"] not in [one.post.user for one in others] or len(others) == 1


def test_the_first_day_of_a_month_in_china_is_that_month(town: make.Town) -> None:
    at = datetime(2026, 12, 1, 0, 30, tzinfo=make.ZONE)
    make.case(town, at=at)
    work_off()
    assert Counted.objects.get().month == "2026-12"
