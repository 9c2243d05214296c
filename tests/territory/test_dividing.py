"""Other codes, other grids: nobody loses sight of anything on the way, and nothing is done that nobody confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import actions as cases
from linli.cases.models import Case, Handling
from linli.common.actor import SYSTEM, Actor
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.office.models import Job, SearchWord
from linli.people.actions import enter_residents
from linli.people.queries import grants, posts_of
from linli.territory import actions
from linli.territory.actions import dividing
from linli.territory.models import Area, Building, Estate, Household, Venue
from linli.territory.queries import (
    door,
    impact_of_close,
    impact_of_move,
    impact_of_recode,
    next_code,
    resolve_code,
)
from tests import make
from tests.make import LONG_AGO, NOON
from tests.territory.conftest import run

NEW = "370998001009"


def code_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.refusal.code


def sight(town: make.Town, name: str) -> Scope:
    user = town.users[name]
    return Scope.of(user.pk, grants(posts_of(user.pk, NOON)), at=NOON)


def seen(town: make.Town, name: str) -> tuple[int, int, int]:
    """How many households, cases and venues somebody sees."""
    scope = sight(town, name)
    return (
        Household.objects.visible_to(scope).count(),
        Case.objects.visible_to(scope).count(),
        Venue.objects.visible_to(scope).count(),
    )


@pytest.fixture
def peopled(town: make.Town) -> make.Town:
    make.case(town)
    make.walk(town, "take grid", "verify up", "take community")
    home = Household.objects.filter(dwelling__entrance=town.entrance).first()
    enter_residents([(home, "欧阳清荷", "")], by=SYSTEM, at=LONG_AGO)
    actions.enter_venue(town.areas["grid"], name="邻里驿站", kind="station", by=SYSTEM, at=LONG_AGO)
    return town


# -- another code ----------------------------------------------------------------------------------------------------


def test_while_rows_follow_to_a_new_code_everybody_sees_the_same(peopled, leader: Actor, monkeypatch) -> None:
    monkeypatch.setattr(dividing, "A_STEP", 1)
    before = {name: seen(peopled, name) for name in ("grid", "community", "township", "next_grid")}
    community = peopled.areas["community"]
    impact = impact_of_recode(community, NEW)

    actions.recode_area(community, NEW, by=leader, at=NOON, confirmed=impact.fingerprint)
    job = Job.objects.get(kind="recode")
    steps = 0
    while not dividing.carry_some(job):
        steps += 1
        assert {name: seen(peopled, name) for name in before} == before, steps
    assert steps > 5
    assert {name: seen(peopled, name) for name in before} == before
    assert not Area.objects.exclude(former_path="").exists()
    for model in (Building, Household, Estate, Venue, Case, SearchWord):
        assert not model.objects.filter(area_path__startswith=community.path).exists(), model
        assert model.objects.filter(area_path__startswith=NEW).exists(), model
    assert door(peopled.plate.token, NOON).grid.path == NEW + "001"


def test_the_area_stays_the_same_one_and_its_old_codes_keep_meaning_it(town, leader: Actor) -> None:
    community, grid = town.areas["community"], town.areas["grid"]
    later, latest = NOON + timedelta(days=1), NOON + timedelta(days=2)
    actions.recode_area(community, NEW, by=leader, at=NOON)
    run()
    actions.recode_area(community, "370998001008", by=leader, at=later)
    run()

    for code in (community.path, NEW, "370998001008"):
        assert resolve_code(code, latest) == community, code
    assert resolve_code(grid.path, latest) == grid
    assert resolve_code(f"{NEW}001", latest) == grid
    with pytest.raises(Refused) as caught:
        resolve_code("370998001777", NOON)
    assert code_of(caught) == "code_means_nothing"


def test_a_code_that_somebody_else_has_now_means_what_it_meant_then(town, leader: Actor) -> None:
    community, other = town.areas["community"], town.areas["other_community"]
    later = NOON + timedelta(days=1)
    actions.recode_area(community, NEW, by=leader, at=NOON)
    run()
    actions.recode_area(other, community.path, by=leader, at=later)
    run()

    assert resolve_code(community.path, LONG_AGO) == community
    assert resolve_code(community.path, later) == other


def test_successors_are_followed_and_a_circle_of_them_ends(town) -> None:
    grid, next_grid, third = town.areas["grid"], town.areas["next_grid"], town.areas["other_grid"]
    actions.close_area(grid, successor=next_grid, by=SYSTEM, at=NOON)
    actions.close_area(next_grid, successor=third, by=SYSTEM, at=NOON)
    assert resolve_code(grid.path, NOON) == third
    assert resolve_code(grid.path, LONG_AGO) == grid
    assert door(town.plate.token, NOON).grid == third

    Area.objects.filter(pk=third.pk).update(until=NOON, successor=grid)
    assert resolve_code(grid.path, NOON) in (grid, next_grid, third)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("370998001001", "code_same"),
        ("370998001002", "path_taken"),
        ("370998001", "code_other_level"),
        ("370998001009001", "code_other_level"),
        ("37099800100x", "code_not_digits"),
        ("", "code_not_digits"),
        ("370997001001", "outside_your_area"),
        ("370998999001", "code_town"),
    ],
)
def test_a_code_that_cannot_be_is_refused_and_nothing_changed(
    town, leader: Actor, code: str, refusal: str
) -> None:
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(Refused) as caught:
        actions.recode_area(town.areas["community"], code, by=leader, at=NOON)
    assert code_of(caught) == refusal
    assert list(Area.objects.order_by("pk").values()) == before
    assert not Job.objects.exists()


def test_a_grid_that_goes_to_another_community_takes_its_estates_name_along(town, leader: Actor) -> None:
    new = town.areas["other_community"].path + "009"
    actions.recode_area(town.areas["grid"], new, by=leader, at=NOON)
    run()

    town.building.refresh_from_db()
    assert town.building.area_path == new
    assert town.building.estate.area == town.areas["other_community"]
    assert town.building.estate.name == "桂花里"
    assert door(town.plate.token, NOON).community == town.areas["other_community"]


def test_two_changes_of_code_do_not_run_into_each_other(town, leader: Actor) -> None:
    actions.recode_area(town.areas["community"], NEW, by=leader, at=NOON)
    with pytest.raises(Refused) as caught:
        actions.recode_area(town.areas["grid"], NEW + "077", by=leader, at=NOON)
    assert code_of(caught) == "recode_running"
    with pytest.raises(Refused) as caught:
        actions.move_buildings([town.building], town.areas["next_grid"], by=leader, at=NOON)
    assert code_of(caught) == "recode_running"
    actions.go_on_recoding(town.areas["grid"], by=leader, at=NOON)
    assert Job.objects.filter(kind="recode").count() == 1  # the one that waits is the answer
    run()
    with pytest.raises(Refused) as caught:
        actions.go_on_recoding(town.areas["community"], by=leader, at=NOON)
    assert code_of(caught) == "nothing_to_recode"


def test_a_stopped_change_of_code_can_be_finished(peopled, leader: Actor) -> None:
    actions.recode_area(peopled.areas["community"], NEW, by=leader, at=NOON)
    Job.objects.update(state="stopped")
    job = actions.go_on_recoding(peopled.areas["grid"], by=leader, at=NOON)
    assert job.state == "queued"
    run(job)
    assert not Area.objects.exclude(former_path="").exists()
    assert not Household.objects.filter(area_path__startswith="370998001001").exists()


def test_the_next_free_number_was_never_used_before(town, leader: Actor) -> None:
    community = town.areas["community"]
    assert next_code(community) == "370998001001003"
    actions.recode_area(town.areas["grid"], "370998001001003", by=leader, at=NOON)
    assert next_code(community) == "370998001001004"
    assert next_code(town.areas["next_grid"]) == "37099800100100201"
    assert next_code(town.areas["township"]) == "370998001003"


# -- other grids ------------------------------------------------------------------------------------------------------


def test_buildings_that_move_take_households_words_venues_and_open_requests_along(
    peopled, leader: Actor
) -> None:
    grid, target = peopled.areas["grid"], peopled.areas["next_grid"]
    at_grid = Case.objects.get(level="grid")
    at_community = Case.objects.get(level="community")
    actions.enter_venue(grid, name="便民店", kind="shop", building=peopled.building, by=SYSTEM, at=LONG_AGO)
    impact = impact_of_move([peopled.building], target)
    assert dict(impact.counts) == {
        "cases.open": 2,
        "territory.buildings": 1,
        "territory.households": 4,
        "territory.plates": 2,
        "territory.venues": 1,
    }

    actions.move_buildings([peopled.building], target, by=leader, at=NOON, confirmed=impact.fingerprint)

    assert set(Household.objects.values_list("area_path", flat=True)) == {target.path}
    assert set(SearchWord.objects.filter(kind="resident").values_list("area_path", flat=True)) == {
        target.path
    }
    assert Venue.objects.get(name="便民店").area == target
    assert Venue.objects.get(name="邻里驿站").area == grid  # at no building: it stays
    at_grid.refresh_from_db()
    assert (at_grid.area, at_grid.area_path, at_grid.office) == (
        target,
        target.path,
        peopled.offices["next_grid"],
    )
    assert at_grid.holder is None
    at_community.refresh_from_db()
    assert (at_community.area, at_community.office) == (target, peopled.offices["community"])
    assert at_community.holder_id == peopled.users["community"].pk  # who is on it goes on with it
    assert Handling.objects.filter(case=at_grid, left_at=None).get().office == peopled.offices["next_grid"]
    assert door(peopled.plate.token, NOON).grid == target
    assert Entry.objects.filter(verb="buildings.moved", subject_id=target.pk).count() == 1


def test_venues_of_one_name_that_come_together_say_which_is_which(peopled, leader: Actor) -> None:
    grid, target = peopled.areas["grid"], peopled.areas["next_grid"]
    here = {"kind": "shop", "building": peopled.building, "by": SYSTEM, "at": LONG_AGO}
    ours = actions.enter_venue(grid, name="同乐五金店", **here)
    theirs = actions.enter_venue(target, name="同乐五金店", kind="shop", by=SYSTEM, at=LONG_AGO)
    alone = actions.enter_venue(grid, name="便民店", **here)
    impact = impact_of_move([peopled.building], target)
    actions.move_buildings([peopled.building], target, by=leader, at=NOON, confirmed=impact.fingerprint)
    named = dict(Venue.objects.filter(area=target).values_list("pk", "name"))
    assert named == {
        ours.pk: f"同乐五金店（{peopled.building.name}）",
        theirs.pk: "同乐五金店",
        alone.pk: "便民店",
    }


def test_a_request_that_followed_its_door_is_done_by_those_who_have_it_now(peopled, leader: Actor) -> None:
    at_grid = Case.objects.get(level="grid")
    cases.take(at_grid, by=peopled.actors["grid"], at=NOON)
    due = Case.objects.get(pk=at_grid.pk).due_at
    actions.move_buildings([peopled.building], peopled.areas["next_grid"], by=leader, at=NOON)

    with pytest.raises(Refused):
        cases.take(at_grid, by=peopled.actors["grid_2"], at=NOON)
    taken = cases.take(at_grid, by=peopled.actors["next_grid"], at=NOON)
    assert (taken.holder_id, taken.due_at) == (peopled.users["next_grid"].pk, due)


def test_what_was_not_confirmed_is_not_done(peopled, leader: Actor) -> None:
    target = peopled.areas["next_grid"]
    seen_then = impact_of_move([peopled.building], target).fingerprint
    make.case(peopled, words="灯不亮")
    with pytest.raises(Refused) as caught:
        actions.move_buildings([peopled.building], target, by=leader, at=NOON, confirmed=seen_then)
    assert code_of(caught) == "impact_changed"
    assert (
        caught.value.refusal.params["fingerprint"] == impact_of_move([peopled.building], target).fingerprint
    )

    grid = peopled.areas["grid"]
    for change in (
        lambda: actions.close_area(grid, successor=target, by=leader, at=NOON, confirmed="old"),
        lambda: actions.recode_area(grid, "370998001001009", by=leader, at=NOON, confirmed="old"),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert code_of(caught) == "impact_changed"
    peopled.building.refresh_from_db()
    assert peopled.building.area == grid


def test_moving_the_same_building_twice_is_told(town, leader: Actor) -> None:
    target = town.areas["next_grid"]
    actions.move_buildings([town.building], target, by=leader, at=NOON)
    with pytest.raises(Refused) as caught:
        actions.move_buildings([town.building], target, by=leader, at=NOON)
    assert code_of(caught) == "building_there_already"
    with pytest.raises(Refused) as caught:
        actions.move_buildings([], target, by=leader, at=NOON)
    assert code_of(caught) == "choose_buildings"
    with pytest.raises(Refused) as caught:
        actions.move_buildings([town.building], town.areas["community"], by=leader, at=NOON)
    assert code_of(caught) == "grid_needed"


def test_a_grid_with_anything_in_it_closes_only_into_another_one(peopled, leader: Actor) -> None:
    grid, target = peopled.areas["grid"], peopled.areas["next_grid"]
    with pytest.raises(Refused) as caught:
        actions.close_area(grid, successor=None, by=leader, at=NOON)
    assert code_of(caught) == "successor_missing"
    with pytest.raises(Refused) as caught:
        actions.close_area(peopled.areas["community"], successor=None, by=leader, at=NOON)
    assert code_of(caught) == "children_stand"
    with pytest.raises(Refused) as caught:
        actions.close_area(grid, successor=peopled.areas["community"], by=leader, at=NOON)
    assert code_of(caught) == "successor_level"

    impact = impact_of_close(grid, target)
    assert (impact["cases.open"], impact["people.posts"], impact["territory.households"]) == (2, 2, 4)
    actions.close_area(grid, successor=target, by=leader, at=NOON, confirmed=impact.fingerprint)
    assert set(Household.objects.values_list("area_path", flat=True)) == {target.path}
    assert Venue.objects.get().area == target
    assert set(Case.objects.values_list("area_path", flat=True)) == {target.path}
    assert impact_of_close(grid, None)["territory.households"] == 0


def test_an_empty_grid_closes_without_a_successor(town, leader: Actor) -> None:
    empty = actions.draw_area(
        path="370998001001003", level="grid", name="空", parent=town.areas["community"], by=leader, at=NOON
    )
    closed = actions.close_area(empty, successor=None, by=leader, at=NOON)
    assert closed.is_closed(NOON)
