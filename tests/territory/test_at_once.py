"""Two people who change the territory at the same moment: one state comes of it, and the second is told."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from linli.cases.models import Case
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.territory import actions
from linli.territory.models import Area, Building, Household, Venue
from linli.territory.queries import impact_of_move
from tests import make
from tests.make import NOON


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("goals", [("next_grid", "third"), ("next_grid", "next_grid")])
def test_two_who_move_the_same_building_at_once_end_in_one_state_and_the_second_is_told(
    goals: tuple[str, str],
) -> None:
    town = make.Town()
    leader = town.serve(town.offices["township"], name="leader", role="leader")
    town.areas["third"] = actions.draw_area(
        path=town.areas["community"].path + "777",
        level="grid",
        name="第三网格",
        parent=town.areas["community"],
        by=leader,
        at=NOON,
    )
    case = make.case(town)
    building = town.entrance.building
    seen = {goal: impact_of_move([building], town.areas[goal]).fingerprint for goal in goals}
    answers: list[str] = []
    ready = threading.Barrier(len(goals))

    def move(goal: str) -> None:
        try:
            ready.wait(timeout=20)
            grid = Area.objects.get(pk=town.areas[goal].pk)
            actions.move_buildings([building], grid, by=leader, at=NOON, confirmed=seen[goal])
            answers.append(goal)
        except Refused as error:
            answers.append(error.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=[goal]) for goal in goals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers)[0] == "impact_changed", answers
    (won,) = [answer for answer in answers if answer != "impact_changed"]
    grid = Area.objects.get(pk=town.areas[won].pk)
    assert Building.objects.get(pk=building.pk).area == grid
    homes = Household.objects.filter(dwelling__entrance__building=building)
    paths = {
        *Building.objects.filter(pk=building.pk).values_list("area_path", flat=True),
        *homes.values_list("area_path", flat=True),
        *Venue.objects.filter(building=building).values_list("area_path", flat=True),
        *Case.objects.filter(pk=case.pk).values_list("area_path", flat=True),
    }
    assert paths == {grid.path}
    assert Entry.objects.filter(verb="buildings.moved").count() == 1
