"""Requests of two sub-districts go through the same actions and by the rules of their own place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions
from linli.cases.actions.pausing import _opens
from linli.cases.actions.ringing import open_calls
from linli.cases.actions.waking import wake_due
from linli.cases.calling import to_be_listed
from linli.cases.models import CallBack, Case
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import give_up, set_setting
from linli.office.actions.calendar import set_hours
from linli.office.queries import DEFAULTS, decided
from linli.people import actions as people
from linli.people.queries import duty
from linli.territory import actions as territory
from tests import make
from tests.cases.closings import DONE
from tests.make import LONG_AGO, NOON, Town

A, B = "370998001", "370998002"
DAY = timedelta(days=1)


@pytest.fixture
def district(town: Town) -> Town:
    """A second sub-district beside the first, with a community, a grid and somebody in each."""
    above = "county"
    for key, kind, path in (
        ("second", "township", B),
        ("second_community", "community", B + "001"),
        ("second_grid", "grid", B + "001001"),
    ):
        town.areas[key] = territory.draw_area(
            path=path, level=kind, name=key, parent=town.areas[above], by=SYSTEM, at=LONG_AGO
        )
        town.offices[key] = people.open_office(
            kind=kind, name=key, area=town.areas[key], superior=town.offices[above], by=SYSTEM, at=LONG_AGO
        )
        role = "grid_worker" if kind == "grid" else "dispatcher"
        for suffix in ("", "_2"):
            town.actors[key + suffix] = town.serve(town.offices[key], name=key + suffix, role=role)
        above = key
    return town


def ask(town: Town, grid: str, **more: object) -> Case:
    return make.case(town, entrance=None, area=town.areas[grid], **more)


def promised(town: Town, grid: str, at=NOON) -> timedelta:
    case = make.walk(town, f"take {grid}", "verify here", case_=ask(town, grid, at=at), at=at)
    assert case.promise_at is not None
    return case.promise_at - at


def test_each_sub_district_promises_by_its_own_rule(district: Town) -> None:
    usual = promised(district, "second_grid")
    set_setting(
        "cases.promise", DEFAULTS["cases.promise"] | {"simple": "1 natural_days"}, path=A, by=SYSTEM, at=NOON
    )
    assert promised(district, "grid") == usual - 2 * DAY
    assert promised(district, "second_grid") == usual


def test_what_was_promised_stays_when_the_rule_of_the_area_changes(district: Town) -> None:
    case = make.walk(district, "take grid", "verify here", case_=ask(district, "grid"))
    told = case.promise_at
    set_setting(
        "cases.promise", DEFAULTS["cases.promise"] | {"simple": "1 natural_days"}, path=A, by=SYSTEM, at=NOON
    )
    wake_due(NOON + timedelta(hours=1))
    give_up("cases.promise", path=A, by=SYSTEM, at=NOON)
    case.refresh_from_db()
    assert case.promise_at == told


def test_photos_and_words_are_as_many_as_the_area_allows(district: Town) -> None:
    set_setting("cases.longest_text", 5, path=A, by=SYSTEM, at=NOON)
    with pytest.raises(Refused) as caught:
        ask(district, "grid", words="水管接头漏水")
    assert caught.value.refusal.params == {"length": 6, "most": 5}
    assert ask(district, "second_grid", words="水管接头漏水").pk


def test_the_list_of_those_to_ring_goes_by_each_area_in_as_many_queries(district: Town) -> None:
    """One question for all of them, whatever the number of areas with a rule of their own."""
    for grid, community in (("grid", "community"), ("second_grid", "second_community")):
        asker = actions.Asker("张三", "13800000001")
        case = ask(district, grid, asker=asker)
        steps = [step.replace("grid", grid).replace("community", community) for step in DONE]
        make.walk(district, *steps, case_=case)
    assert Case.objects.filter(task="rating").count() == 2

    def counted(at) -> tuple[int, set[str]]:
        decided()  # laid out anew after each change, once
        with CaptureQueriesContext(connection) as seen:
            found = {case.area_path[:9] for case, _office in to_be_listed(at)}
        return len(seen), found

    later = NOON + 4 * DAY
    before, found = counted(later)
    assert found == {A, B}
    rule = DEFAULTS["cases.call_back"]
    set_setting("cases.call_back", rule | {"after": 9}, path=A, by=SYSTEM, at=NOON)
    set_setting("cases.call_back", rule | {"after": 2}, path=A + "002", by=SYSTEM, at=NOON)
    after, found = counted(later)
    assert found == {B}
    assert after < before  # one case less to look up
    assert open_calls(later) == 1
    assert CallBack.objects.get().case.area_path.startswith(B)
    assert counted(NOON + 10 * DAY)[1] == {A}


def test_a_grid_is_staffed_by_the_standard_of_its_own_area(district: Town) -> None:
    standard = DEFAULTS["people.staffing"]
    urban = standard["urban"] | {"part_time": 7}
    set_setting("people.staffing", standard | {"urban": urban}, path=A, by=SYSTEM, at=NOON)
    lines = duty.tree(duty.offices_in(["370998"]), NOON)
    lacking = {
        line.office.pk: {gap.role: gap.missing for gap in line.gaps}["part_time"]
        for line in lines
        if line.office.kind == "grid"
    }
    assert lacking[district.offices["grid"].pk] == 7
    assert lacking[district.offices["second_grid"].pk] == 3


def test_a_clock_goes_on_when_the_offices_of_its_area_open(district: Town) -> None:
    ours, theirs = ask(district, "grid"), ask(district, "second_grid")
    week = ["10:15-16:00"] * 5 + ["", ""]
    set_hours(A, week, "08:00-12:00", by=SYSTEM, at=NOON)
    for day, opens in (
        (date(2026, 11, 25), ("10:15", "09:00")),  # a Wednesday
        (date(2026, 11, 28), ("10:15", "09:00")),  # a Saturday: when they usually do
        (date(2026, 10, 10), ("08:00", "09:00")),  # a make-up workday
    ):
        assert tuple(f"{_opens(case, day):%H:%M}" for case in (ours, theirs)) == opens
        assert _opens(ours, day).date() == day


def test_a_resident_asks_by_the_rules_of_the_door(district: Town) -> None:
    set_setting("cases.extension_most", 2, path=B, by=SYSTEM, at=NOON)
    for grid, most in (("grid", 15), ("second_grid", 2)):
        case = make.walk(district, f"take {grid}", "verify here", case_=ask(district, grid, by=RESIDENT))
        with pytest.raises(Refused) as caught:
            actions.propose(
                case, by=district.actors[grid], at=make.minutes(9), choice="extend", days=16, words="等料"
            )
        assert caught.value.refusal.params == {"most": most}
