"""A division of a community: found by the solver, changed by hand, taken back, adopted, and refused when it is old."""

from __future__ import annotations

import pytest
import shapely

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions import run_a_step, stop_job
from linli.office.models import Job
from linli.territory import actions, planning
from linli.territory.actions.adopting import adopt_proposal, grid_name
from linli.territory.actions.proposing import drop_proposal
from linli.territory.models import Area, Boundary, Building, Dwelling, Entrance, Household, Proposal
from linli.territory.queries.proposals import Wish, change_of, communities, usual_bands
from tests import make
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
    planning.move(plan, homes, {moved: second.number}, by=leader, at=make.NOON)
    plan.refresh_from_db()
    after = {row.number: row for row in plan.grids.all()}
    assert moved in after[second.number].buildings
    assert after[second.number].households == second.households + 4
    assert after[first.number].households == first.households - 4
    assert after[second.number].walk != second.walk
    planning.undo(plan, by=leader, at=make.NOON)
    plan.refresh_from_db()
    assert grids(plan) == before
    assert plan.steps == []
    with pytest.raises(Refused, match="no_change_by_hand"):
        planning.undo(plan, by=leader, at=make.NOON)


def test_the_last_building_of_a_grid_stays(plan, homes, leader) -> None:
    first, second = plan.grids.order_by("number")[:2]
    with pytest.raises(Refused, match="grid_would_be_empty"):
        planning.move(plan, homes, dict.fromkeys(first.buildings, second.number), by=leader, at=make.NOON)


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


def test_a_plan_older_than_the_register_is_not_adopted(plan, homes, leader, town) -> None:
    grid = town.areas["grid"]
    Building.objects.create(area=grid, area_path=grid.path, estate=town.building.estate, name="新楼")
    with pytest.raises(Refused, match="proposal_outdated"):
        adopt_proposal(plan, homes, by=leader, at=make.NOON)


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
    town_band, village = usual_bands()
    wish = Wish(town_band, village)
    assert wish.band_of(town.areas["community"]) == (300, 500)
    town.areas["community"].kind = "rural"
    assert wish.band_of(town.areas["community"]) == village
