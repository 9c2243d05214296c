"""A division of a community: found by the solver, changed by hand, taken back, adopted, and refused when it is old."""

from __future__ import annotations

import pytest
import shapely

from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions import run_a_step, set_setting, stop_job
from linli.office.models import Job
from linli.office.queries import ahead_of
from linli.people.actions import open_office
from linli.people.queries import offices_over
from linli.territory import actions, planning
from linli.territory.actions import proposing
from linli.territory.actions.adopting import adopt_proposal, grid_name
from linli.territory.actions.proposing import drop_proposal
from linli.territory.models import (
    Area,
    Boundary,
    Building,
    Dwelling,
    Entrance,
    Estate,
    Household,
    Proposal,
    Venue,
)
from linli.territory.queries import resolve_code
from linli.territory.queries.changes import change_of, drift_of
from linli.territory.queries.proposals import Wish, communities, unready, usual_bands, version_of
from tests import make
from tests.faces.parts.design import plan as drafted_for
from tests.territory.conftest import LAT, LON, collection, square

STEP = 0.0006  # about 60 m
WISH = Wish(band=(12, 22), village=(12, 22))


@pytest.fixture
def homes(town) -> Area:
    """The community of the town with sixteen buildings of four households, all entered in its first grid."""
    town.building.longitude, town.building.latitude = LON, LAT
    town.building.save(update_fields=["longitude", "latitude"])
    grid, estate = town.areas["grid"], town.building.estate
    for n in range(15):
        one = Building.objects.create(
            area=grid,
            area_path=grid.path,
            estate=estate,
            name=f"{n + 10} 栋",
            longitude=LON + (n + 1) % 4 * STEP,
            latitude=LAT + (n + 1) // 4 * STEP,
        )
        door = Entrance.objects.create(building=one, number=1)
        flats = [Dwelling.objects.create(entrance=door, room=f"{k}01") for k in range(1, 5)]
        Household.objects.bulk_create(
            Household(dwelling=flat, area_path=grid.path, since=make.LONG_AGO.date()) for flat in flats
        )
    return town.areas["community"]


def asked(community: Area, by, wish: Wish = WISH) -> Proposal:
    places = planning.places(community, wish, make.NOON)
    return planning.ask(community, wish, places, by=by, at=make.NOON)


def found(community: Area, by, wish: Wish = WISH) -> Proposal:
    proposal = asked(community, by, wish)
    assert run_a_step(proposal.job)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.job.state) == ("draft", "done")
    return proposal


def grids(proposal: Proposal) -> dict[str, set[int]]:
    return {row.number: set(row.buildings) for row in proposal.grids.all()}


@pytest.fixture
def plan(homes, leader) -> Proposal:
    return found(homes, leader)


def test_a_plan_holds_every_building_once_keeps_a_number_and_tells_its_figures(plan, homes) -> None:
    rows = list(plan.grids.order_by("number"))
    stand = set(Building.objects.filter(area_path__startswith=homes.path).values_list("pk", flat=True))
    assert sorted(pk for row in rows for pk in row.buildings) == sorted(stand)
    assert all(12 <= row.households <= 22 and row.in_band and row.connected for row in rows)
    assert [row.keeps_id is not None for row in rows].count(True) == 1
    assert {"001", "002"} & {row.number for row in rows if row.keeps_id is None} == set()  # never given again
    answer = plan.answers[str(homes.pk)]
    assert answer["bound"] <= answer["walk"] + 1e-9
    assert all(shapely.from_wkb(bytes(row.wkb)).area > 0 for row in rows)
    assert (plan.job.done, plan.job.total) == (64, 64)


def test_a_change_by_hand_counts_everything_anew_and_is_taken_back(plan, homes, leader) -> None:
    before = grids(plan)
    first, second = plan.grids.order_by("number")[:2]
    moved = first.buildings[0]
    planning.move(plan, homes, {moved: second.number}, seen="", by=leader, at=make.NOON)
    plan.refresh_from_db()
    after = {row.number: row for row in plan.grids.all()}
    assert moved in after[second.number].buildings
    assert after[second.number].households == second.households + 4
    assert after[first.number].households == first.households - 4
    assert after[second.number].walk != second.walk
    planning.undo(plan, homes, seen=version_of(plan, homes), by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert grids(plan) == before
    assert plan.steps == []
    with pytest.raises(Refused, match="no_change_by_hand"):
        planning.undo(plan, homes, seen="", by=leader, at=make.NOON)


def test_the_last_building_of_a_grid_stays(plan, homes, leader) -> None:
    first, second = plan.grids.order_by("number")[:2]
    moved = dict.fromkeys(first.buildings, second.number)
    with pytest.raises(Refused, match="grid_would_be_empty"):
        planning.move(plan, homes, moved, seen="", by=leader, at=make.NOON)


def test_adopting_draws_moves_closes_and_sets_boundaries_as_the_figures_said(plan, homes, leader) -> None:
    around = square(LON - STEP, LAT - STEP, side=6 * STEP)
    actions.set_boundaries(
        homes, collection((homes, around)), datum="wgs", sure=True, by=SYSTEM, at=make.NOON
    )
    plan = found(homes, leader)
    change = change_of(plan, homes, make.NOON)
    with pytest.raises(Refused, match="impact_changed"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON, confirmed="0" * 32)
    adopt_proposal(plan, homes, by=leader, at=make.NOON, confirmed=change.impact.fingerprint)
    plan.refresh_from_db()
    assert plan.state == "adopted"
    for row in plan.grids.all():
        stand = Building.objects.filter(area__path=homes.path + row.number)
        assert set(stand.values_list("pk", flat=True)) == set(row.buildings)
    assert change.impact["territory.closed"] == 1  # the second grid was empty
    assert Area.objects.get(path="370998001001002").is_closed(make.NOON)
    ground = [b.wkb for b in Boundary.objects.filter(area__level="grid", until=None)]
    shapes = shapely.from_wkb([bytes(one) for one in ground])
    assert len(shapes) == plan.grids.count()
    assert shapely.unary_union(shapes).symmetric_difference(shapely.geometry.shape(around)).area < 1e-9
    assert Entry.objects.filter(verb="proposal.adopted").count() == 1
    with pytest.raises(Refused, match="proposal_not_open"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON)


def test_a_plan_older_than_the_register_says_what_changed_and_is_neither_changed_nor_adopted(
    plan, homes, leader, town
) -> None:
    assert not drift_of(plan, [homes], make.NOON).any
    Household.objects.filter(dwelling__entrance__building__name="10 栋").update(until=make.NOON.date())
    fewer = drift_of(plan, [homes], make.NOON)
    assert (fewer.households, fewer.stops) == (-4, False)
    grid = town.areas["grid"]
    Building.objects.create(area=grid, area_path=grid.path, estate=town.building.estate, name="新楼")
    drift = drift_of(plan, [homes], make.NOON)
    assert (drift.came, drift.went, drift.stops) == (1, 0, True)
    first, second = plan.grids.order_by("number")[:2]
    with pytest.raises(Refused, match="proposal_outdated"):
        planning.move(plan, homes, {first.buildings[0]: second.number}, seen="", by=leader, at=make.NOON)
    with pytest.raises(Refused, match="proposal_outdated"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON)


def test_a_number_that_somebody_gave_meanwhile_stops_a_plan(plan, homes, leader) -> None:
    taken = plan.grids.filter(keeps=None).first()
    path = homes.path + taken.number
    actions.draw_area(path=path, level="grid", name="手划", parent=homes, by=leader, at=make.NOON)
    assert drift_of(plan, [homes], make.NOON).grids == (path,)
    with pytest.raises(Refused, match="proposal_grids_gone"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON)


def halves(homes: Area, rows: list[tuple[str, Area | None, list[Building]]], by) -> Proposal:
    """A draft made by hand, without the solver: number, the grid it keeps, its buildings."""
    proposal = proposing.ask_proposal(homes, WISH, households=64, by=by, at=make.NOON)
    ground = shapely.to_wkb(shapely.box(LON, LAT, LON + STEP, LAT + STEP))
    figures = [
        proposing.Figures(n, keeps, [b.pk for b in some], 4 * len(some), 9.0, 0.5, True, True, ground)
        for n, keeps, some in rows
    ]
    proposing.keep_part(proposal, homes, {"number": len(rows)}, figures, last=True)
    proposal.refresh_from_db()
    return proposal


def lie(model) -> dict[int, str]:
    return dict(model.objects.values_list("pk", "area__path"))


def test_the_figures_count_exactly_what_adopting_moves_requests_without_a_unit_and_lone_venues_too(
    homes, leader, town
) -> None:
    """The second grid closes: what was written down for it without a unit goes along, and was counted before."""
    second, buildings = town.areas["next_grid"], list(Building.objects.order_by("pk"))
    Building.objects.filter(pk__in=[b.pk for b in buildings[8:]]).update(area=second, area_path=second.path)
    make.case(town)
    make.case(town, entrance=None, area=second, place_words="东墙边")
    make.case(town, entrance=Entrance.objects.get(building=buildings[9]))
    make.case(town, entrance=None, area=town.areas["grid"], place_words="门口")
    actions.enter_venue(second, name="邻里驿站", kind="station", by=SYSTEM, at=make.LONG_AGO)
    plan = halves(homes, [("001", town.areas["grid"], buildings)], leader)
    told = change_of(plan, homes, make.NOON).impact
    before = {model: lie(model) for model in (Case, Venue, Building)}
    adopt_proposal(plan, homes, by=leader, at=make.NOON, confirmed=told.fingerprint)
    moved = {
        model: sum(lie(model)[pk] != path for pk, path in then.items()) for model, then in before.items()
    }
    assert moved == {Case: 2, Venue: 1, Building: 8}
    assert (told["cases.open"], told["territory.venues"], told["territory.buildings"]) == (2, 1, 8)
    assert told["territory.closed"] == 1


@pytest.fixture
def micros(homes, leader, town) -> dict[str, Area]:
    """Four micro-grids of the first grid with four buildings each, and one of the second grid that is empty."""
    grid, second = town.areas["grid"], town.areas["next_grid"]
    found = {}
    for n in range(4):
        path, name = f"{grid.path}0{n + 1}", f"第{n + 1}微网格"
        found[name] = micro = actions.draw_area(
            path=path, level="microgrid", name=name, parent=grid, by=leader, at=make.LONG_AGO
        )
        ids = [b.pk for b in Building.objects.order_by("pk")[n * 4 : n * 4 + 4]]
        actions.move_buildings(Building.objects.filter(pk__in=ids), micro, by=leader, at=make.LONG_AGO)
    actions.draw_area(
        path=f"{second.path}02",
        level="microgrid",
        name="第3微网格",
        parent=second,
        by=leader,
        at=make.LONG_AGO,
    )
    found["空"] = actions.draw_area(
        path=f"{second.path}01", level="microgrid", name="空", parent=second, by=leader, at=make.LONG_AGO
    )
    return found


def test_micro_grids_go_along_whole_or_are_named_before_they_fall_away(homes, micros, leader, town) -> None:
    """Kept: the first and half of the second; away: the other half and the third, whole; the fourth is divided."""
    grid, second, b = town.areas["grid"], town.areas["next_grid"], list(Building.objects.order_by("pk"))
    lone = make.case(town, entrance=None, area=micros["第3微网格"], place_words="楼后")
    lost = make.case(town, entrance=None, area=micros["第4微网格"], place_words="墙边")
    rows = [("001", grid, b[:6]), ("003", None, b[6:14]), ("004", None, b[14:])]
    plan = halves(homes, rows, leader)
    change = change_of(plan, homes, make.NOON)
    assert [(m.name, row.number) for m, row in change.micros.along] == [("第3微网格", "003")]
    assert [(m.name, row.number) for m, row in change.micros.gone] == [
        ("第4微网格", "001"), ("空", "001"), ("第3微网格", "001"),
    ]  # fmt: skip
    assert [(m.name, n) for m, n in change.micros.smaller] == [("第2微网格", 2)]
    assert (change.impact["territory.along"], change.impact["territory.gone"]) == (1, 3)
    assert change.impact["cases.open"] == 2
    adopt_proposal(plan, homes, by=leader, at=make.NOON, confirmed=change.impact.fingerprint)
    third = Area.objects.get(pk=micros["第3微网格"].pk)
    assert (third.path, third.parent.path, third.former_path) == (
        f"{homes.path}00301",
        f"{homes.path}003",
        "",
    )
    assert set(third.buildings.values_list("pk", flat=True)) == {one.pk for one in b[8:12]}
    assert {one.area_path for one in Building.objects.filter(area=third)} == {third.path}
    assert resolve_code(micros["第3微网格"].path, make.NOON) == third
    lone.refresh_from_db()
    lost.refresh_from_db()
    assert (lone.area_path, lost.area_path) == (third.path, grid.path)
    closed = {a.name: a.successor for a in Area.objects.filter(level="microgrid").exclude(until=None)}
    assert closed == {"第4微网格": grid, "空": grid, "第3微网格": grid}
    assert not Area.objects.get(pk=micros["第2微网格"].pk).is_closed(make.NOON)
    assert Area.objects.get(pk=second.pk).is_closed(make.NOON)


def test_a_micro_grid_keeps_its_office_and_its_requests_go_to_the_office_above_it(
    homes, micros, leader, town
) -> None:
    grid, second, b = town.areas["grid"], town.areas["next_grid"], list(Building.objects.order_by("pk"))
    third = micros["第3微网格"]
    above = offices_over(grid.path)["grid"]
    own = open_office(
        kind="department", name="第3微网格", area=third, superior=above, by=SYSTEM, at=make.LONG_AGO
    )
    asked_there = make.case(town, entrance=None, area=third, place_words="楼后")
    assert asked_there.office == offices_over(grid.path)["grid"]
    rows = [("002", second, b[8:12]), ("003", None, [*b[:8], *b[12:]])]
    plan = halves(homes, rows, leader)
    change = change_of(plan, homes, make.NOON)
    assert change.impact["people.offices"] == 1  # of the grid that closes, not of its micro-grid
    adopt_proposal(plan, homes, by=leader, at=make.NOON, confirmed=change.impact.fingerprint)
    third.refresh_from_db()
    assert (third.path, third.name) == (f"{second.path}03", "第三微网格")  # another one has its name there
    assert (own.area_id, third.until) == (third.pk, None)
    asked_there.refresh_from_db()
    assert asked_there.office == offices_over(second.path)["grid"]


def test_what_somebody_sends_from_an_old_page_changes_nothing(plan, homes, leader, town) -> None:
    first, second = plan.grids.order_by("number")[:2]
    other = town.serve(town.offices["township"], name="colleague", role="registrar")
    planning.move(plan, homes, {first.buildings[0]: second.number}, seen="", by=other, at=make.NOON)
    before = grids(plan)
    for deed in (
        lambda: planning.undo(plan, homes, seen="", by=leader, at=make.NOON),
        lambda: planning.move(
            plan, homes, {first.buildings[1]: second.number}, seen="", by=leader, at=make.NOON
        ),
    ):
        with pytest.raises(Refused, match="proposal_moved_on"):
            deed()
    with pytest.raises(Refused, match="proposal_moved_on"):  # asked again under the lock, when it is kept
        proposing.change_proposal(plan, homes, [], moved=[], seen="", by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert grids(plan) == before
    mark = version_of(plan, homes)
    planning.undo(plan, homes, seen=mark, by=leader, at=make.NOON)
    plan.refresh_from_db()
    planning.move(plan, homes, {first.buildings[0]: second.number}, seen="", by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert version_of(plan, homes) != mark  # the same step by somebody else is another state


def test_where_the_rule_wants_two_people_whoever_made_the_plan_cannot_adopt_it(
    plan, homes, leader, town
) -> None:
    set_setting("territory.plan_people", 2, by=SYSTEM, at=make.NOON)
    with pytest.raises(Refused, match="adopt_by_another"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON)
    other = town.serve(town.offices["township"], name="colleague", role="registrar")
    first, second = plan.grids.order_by("number")[:2]
    planning.move(plan, homes, {first.buildings[0]: second.number}, seen="", by=other, at=make.NOON)
    with pytest.raises(Refused, match="adopt_by_another"):
        adopt_proposal(plan, homes, by=other, at=make.NOON)
    adopt_proposal(plan, homes, by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert plan.state == "adopted"


def test_a_building_without_a_point_is_planned_with_its_grid_and_told(homes, leader, town) -> None:
    lost = Building.objects.get(name="24 栋")
    estate = Estate.objects.create(area=homes, area_path=homes.path, name="无点小区")
    Building.objects.filter(pk=lost.pk).update(longitude=None, latitude=None, estate=estate)
    told = unready([homes], homes.path)
    assert (told.names, told.empty, told.no_points) == (["无点小区 24 栋"], [], [])
    assert planning.troubles(planning.places(homes, WISH, make.NOON), WISH) == []
    plan = found(homes, leader)
    assert any(lost.pk in row.buildings for row in plan.grids.all())
    remarks = {one["code"]: one["where"] for one in plan.answers[str(homes.pk)]["remarks"]}
    assert remarks["guessed_point"] == ["无点小区 24 栋"]


def test_a_community_without_homes_stays_as_it_is_and_the_rest_is_planned_and_ends_adopted(
    homes, leader, town
) -> None:
    empty, township = town.areas["other_community"], town.areas["township"]
    Household.objects.filter(area_path__startswith=empty.path).delete()
    inside = communities(township, make.NOON)
    assert unready(inside, township.path).empty == [empty]
    assert planning.troubles(planning.places(township, WISH, make.NOON), WISH) == []
    plan = asked(township, leader)
    while not run_a_step(plan.job):
        pass
    plan.refresh_from_db()
    answer = plan.answers[str(empty.pk)]
    assert [one["code"] for one in answer["refused"]] == ["empty_community"]
    assert plan.grids.exists()
    adopt_proposal(plan, homes, by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert plan.state == "adopted"


def test_a_plan_ends_adopted_when_the_other_communities_are_as_today(town, leader) -> None:
    inside = [town.areas["community"], town.areas["other_community"]]
    plan = drafted_for(town.areas["township"], inside, buildings=[town.building.pk])
    adopt_proposal(plan, inside[0], by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert plan.state == "adopted"


def test_a_plan_of_which_a_part_was_adopted_stands_as_adopted_when_the_rest_is_left(town, leader) -> None:
    inside = [town.areas["community"], town.areas["other_community"]]
    plan = drafted_for(town.areas["township"], inside, buildings=[])
    plan.answers[str(town.areas["community"].pk)]["adopted"] = make.NOON.isoformat()
    plan.save()
    drop_proposal(plan, by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert plan.state == "adopted"


def test_a_plan_that_waits_knows_how_many_jobs_come_before_it(homes, leader) -> None:
    one, two, three = (asked(homes, leader).job for _ in range(3))
    Job.objects.filter(pk=one.pk).update(state="running")
    assert [ahead_of(job) for job in (one, two, three)] == [0, 1, 2]
    Job.objects.filter(pk=one.pk).update(state="done")
    assert [ahead_of(job) for job in (two, three)] == [0, 1]


def test_a_plan_that_is_stopped_keeps_nothing_of_the_community_at_work(homes, leader, monkeypatch) -> None:
    proposal = asked(homes, leader)
    monkeypatch.setattr(planning, "EVERY", -1.0)  # look at every turn
    stop_job(proposal.job, at=make.NOON)
    Job.objects.filter(pk=proposal.job_id).update(state="running")
    proposal.job.refresh_from_db()
    assert not planning.find_next(proposal.job, make.NOON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answers, proposal.grids.count()) == ("asked", {}, 0)
    assert run_a_step(proposal.job)
    assert Job.objects.get(pk=proposal.job_id).state == "stopped"
    drop_proposal(proposal, by=leader, at=make.NOON)
    assert Proposal.objects.get().state == "dropped"


def test_only_who_divides_there_asks_changes_and_adopts(plan, homes, town) -> None:
    other = town.serve(town.offices["other_community"], name="far", role="registrar")
    for deed in (
        lambda: asked(homes, other),
        lambda: drop_proposal(plan, by=other, at=make.NOON),
        lambda: adopt_proposal(plan, homes, by=other, at=make.NOON),
    ):
        with pytest.raises(Refused):
            deed()


def test_grids_are_named_as_people_write_them() -> None:
    assert [grid_name(n) for n in (3, 10, 12, 40, 57, 120)] == [
        "第三网格", "第十网格", "第十二网格", "第四十网格", "第五十七网格", "第120网格",
    ]  # fmt: skip


def test_a_sub_district_is_its_communities_each_with_the_offices_own_band(town) -> None:
    assert len(communities(town.areas["township"], make.NOON)) == 2
    town_band, village = usual_bands(town.areas["township"].path)
    wish = Wish(town_band, village)
    assert wish.band_of(town.areas["community"]) == (300, 500)
    town.areas["community"].kind = "rural"
    assert wish.band_of(town.areas["community"]) == village
