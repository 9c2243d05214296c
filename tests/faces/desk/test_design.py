"""The pages of plans: what is wrong is told first; a plan is changed, taken back, compared, filed, adopted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.faces.desk.design import comparing, forms, wording
from linli.office.models import Job
from linli.solvers.command import sentences
from linli.territory.models import Area, Building, Household, Proposal
from linli.territory.queries.proposals import version_of
from tests import make
from tests.faces.desk.conftest import Desk
from tests.faces.parts.design import plan
from tests.make import LONG_AGO
from tests.pages import form

COMMUNITY = "370998001001"
ASK = f"design/new/{COMMUNITY}/"


@pytest.fixture
def head(town, desk: Callable[[str], Desk]) -> Desk:
    town.actors["leader"] = town.serve(town.offices["township"], name="leader", role="leader")
    return desk("leader")


@pytest.fixture
def drafted(town, head) -> Proposal:
    """Two buildings in one grid of a plan, a third in the other."""
    grid, estate = town.areas["grid"], town.building.estate
    town.building.longitude, town.building.latitude = 113.2200, 35.2400
    town.building.save()
    for n in (1, 2):
        Building.objects.create(
            area=grid, area_path=grid.path, estate=estate, name=f"{n} 栋",
            longitude=113.2200 + n * 0.0005, latitude=35.2400,
        )  # fmt: skip
    ids = list(Building.objects.order_by("pk").values_list("pk", flat=True))
    found = plan(town.areas["community"], [town.areas["community"]], buildings=ids[:2])
    second = found.grids.get()
    second.pk, second.number, second.keeps, second.buildings = None, "003", None, ids[2:]
    second.save(force_insert=True)
    return found


def test_what_is_wrong_is_told_before_anything_is_computed_and_asking_leads_to_its_progress(
    town, head
) -> None:
    Building.objects.update(longitude=999, latitude=35.24)
    sent = form(head.get(ASK).content, having="least")
    told = head.client.post(f"/desk/{ASK}", sent.values)
    assert told.status_code == 422
    assert "桂花里 3 栋" in told.content.decode()
    assert not Proposal.objects.exists()
    Building.objects.update(longitude=113.22, latitude=35.24)
    gone = head.client.post(f"/desk/{ASK}", sent.values)
    page = head.client.get(gone.url)
    assert page.headers["Refresh"] == "3"
    assert b"<progress" in page.content
    assert head.client.post(f"/desk/{ASK}", sent.values).url == gone.url
    assert Proposal.objects.count() == 1


def test_a_plan_whose_job_was_stopped_is_not_being_found_any_more(town, head) -> None:
    Building.objects.update(longitude=113.22, latitude=35.24)
    head.client.post(f"/desk/{ASK}", form(head.get(ASK).content, having="least").values)
    job = Proposal.objects.get().job
    assert "计算中" in head.get("design/").content.decode()
    Job.objects.filter(pk=job.pk).update(state="stopped")
    page = head.get("design/").content.decode()
    assert "已停止" in page
    assert "计算中" not in page


@pytest.mark.parametrize("least", ["0", "-5", "5001"])
def test_a_number_out_of_its_range_is_told_the_range(head, town, least: str) -> None:
    Building.objects.update(longitude=113.22, latitude=35.24)
    sent = form(head.get(ASK).content, having="least").values | {"least": least}
    told = head.client.post(f"/desk/{ASK}", sent)
    assert told.status_code == 422
    assert "1 到 5000" in told.content.decode()


def test_a_building_is_moved_taken_back_and_the_plan_filed_and_put_beside_another(
    town, head, drafted
) -> None:
    at = f"design/{drafted.uuid}/"
    first = drafted.grids.get(number="001").buildings[0]
    sent = form(head.get(at).content, having="move")
    head.client.post(sent.action, sent.values | {"building": str(first), "grid": "003"})
    assert first in drafted.grids.get(number="003").buildings
    page = head.get(at)
    undo = next(one for one in re.findall(r'action="([^"]+undo/)"', page.content.decode()))
    for nothing in ({}, {"key": "1"}):  # whether it is the same wish twice, nobody could tell
        assert head.client.post(undo, nothing).status_code == 400
    assert first in drafted.grids.get(number="003").buildings
    drafted.refresh_from_db()
    version = version_of(drafted, town.areas["community"])
    old = head.client.post(undo, {"key": "11111111-1111-4111-8111-111111111110", "version": "older"})
    assert old.status_code == 409
    assert f'name="version" value="{version}"' in old.content.decode()
    assert first in drafted.grids.get(number="003").buildings
    for _twice in range(2):
        sent_back = {"key": "11111111-1111-4111-8111-111111111111", "version": version}
        assert head.client.post(undo, sent_back).status_code == 302
    assert first in drafted.grids.get(number="001").buildings
    lone = drafted.grids.get(number="003").buildings[0]
    again = sent.values | {"key": "22222222-2222-4222-8222-222222222222"}
    refused = head.client.post(f"/desk/{at}move/", again | {"building": str(lone), "grid": "001"})
    assert refused.status_code == 422
    shapes = json.loads(head.get(f"{at}plan.geojson").content)
    assert [one["properties"]["code"] for one in shapes["features"]] == [f"{COMMUNITY}001", f"{COMMUNITY}003"]
    assert head.get(f"{at}plan.pdf").content.startswith(b"%PDF")
    other = plan(town.areas["community"], [town.areas["community"]], buildings=[])
    assert head.get(f"{at}compare/?with={other.uuid}").status_code == 200
    assert head.get(f"{at}compare/?with=x").status_code == 404


def test_an_old_page_is_answered_with_the_plan_as_it_is_and_undoing_says_whose_step_it_was(
    town, head, drafted, desk
) -> None:
    at = f"design/{drafted.uuid}/"
    first, second = drafted.grids.get(number="001").buildings
    old = form(head.get(at).content, having="move")
    town.serve(town.offices["township"], name="registrar2", role="registrar")
    town.actors["registrar2"] = town.actors["leader"]
    colleague = desk("registrar2")
    mine = form(colleague.get(at).content, having="move")
    colleague.client.post(mine.action, mine.values | {"building": str(first), "grid": "003"})
    stale = head.client.post(old.action, old.values | {"building": str(second), "grid": "003"})
    assert stale.status_code == 409
    assert 'role="alert"' in stale.content.decode()
    assert "registrar2 甲" in stale.content.decode()
    assert sorted(drafted.grids.get(number="001").buildings) == [second]
    back = form(stale.content, having="undo")
    page = head.client.post(back.action, back.values, follow=True).content.decode()
    assert "registrar2 甲" in page
    assert sorted(drafted.grids.get(number="001").buildings) == sorted([first, second])


def test_an_old_plan_says_so_at_its_top_and_is_asked_for_again_with_the_same_wishes(
    town, head, drafted
) -> None:
    drafted.options["band"] = [123, 456]
    drafted.save()
    at = f"design/{drafted.uuid}/"
    homes = Household.objects.filter(dwelling__entrance__building__in=drafted.grids.first().buildings).count()
    drafted.grids.filter(number="001").update(households=homes)
    drafted.grids.filter(number="003").update(households=0)
    assert "/again/" not in head.get(at).content.decode()
    grid = town.areas["grid"]
    Building.objects.create(
        area=grid, area_path=grid.path, estate=town.building.estate, name="新楼", longitude=113.22, latitude=35.2401
    )  # fmt: skip
    page = head.get(at).content
    assert "/adopt/" not in page.decode()
    sent = form(page, having="again")
    gone = head.client.post(sent.action, sent.values)
    found = Proposal.objects.exclude(pk=drafted.pk).get()
    assert gone.url == f"/desk/design/{found.uuid}/"
    assert (found.options["band"], found.state) == ([123, 456], "asked")
    assert head.client.post(sent.action, sent.values).url == gone.url
    assert head.client.post(sent.action, {}).status_code == 400


def test_a_community_without_homes_is_told_what_to_do_and_asked_nothing(town, head) -> None:
    Household.objects.all().delete()
    page = head.get(ASK).content.decode()
    assert 'name="least"' not in page
    assert "导入" in page or "bring in a sheet" in page
    Building.objects.update(longitude=None)
    assert head.get("design/new/370998001/").status_code == 200


def test_what_waits_says_how_many_jobs_come_before_it(town, head) -> None:
    Building.objects.update(longitude=113.22, latitude=35.24)
    pages = []
    for _one in range(3):
        sent = form(head.get(ASK).content, having="least")
        pages.append(head.client.post(f"/desk/{ASK}", sent.values).url)
    waits = [head.client.get(url).content.decode() for url in pages]
    status = [re.search(r'role="status">([^<]*)<', page)[1] for page in waits]
    assert ["1" in one or "2" in one for one in status] == [False, True, True]
    assert "2" in status[2]


def test_two_plans_say_which_buildings_stand_elsewhere(town, head, drafted) -> None:
    community, ids = town.areas["community"], sorted(pk for g in drafted.grids.all() for pk in g.buildings)
    other = plan(community, [community], buildings=ids[:1])
    second = other.grids.get()
    second.pk, second.number, second.keeps, second.buildings = None, "007", None, ids[1:]
    second.save(force_insert=True)
    apart = comparing.apart(drafted, other, community)
    assert [(one.pk, one.first, one.second) for one in apart] == [(ids[1], "1", "7")]
    page = head.get(f"design/{drafted.uuid}/compare/?with={other.uuid}").content.decode()
    assert "桂花里 1 栋" in page
    assert page.count("ds-marked") == 2


def test_adopting_names_the_micro_grids_that_fall_away(town, head, drafted) -> None:
    grid = town.areas["grid"]
    micro = Area.objects.create(
        path=f"{grid.path}01", level="microgrid", name="第一微网格", parent=grid, since=LONG_AGO
    )
    Building.objects.filter(pk__in=drafted.grids.get(number="003").buildings).update(area=micro)
    closing = town.areas["next_grid"]
    Area.objects.create(
        path=f"{closing.path}01", level="microgrid", name="空微网格", parent=closing, since=LONG_AGO
    )
    make.case(town, entrance=None, area=grid, place_words="墙边")
    town.building.refresh_from_db()
    first = drafted.grids.get(number="001")
    drafted.grids.filter(number="001").update(buildings=first.buildings[:1])
    drafted.grids.filter(number="003").update(
        buildings=[*drafted.grids.get(number="003").buildings, first.buildings[1]]
    )
    page = head.get(f"design/{drafted.uuid}/adopt/{COMMUNITY}/")
    assert "第一微网格 → " in page.content.decode()  # goes along
    assert "空微网格 → " in page.content.decode()  # falls away
    assert page.context["staying"] == 1  # written down for the grid that loses a building, without a unit


def test_adopting_shows_its_figures_first_and_does_it_once(head, drafted) -> None:
    at = f"design/{drafted.uuid}/adopt/{COMMUNITY}/"
    sent = form(head.get(at).content, having="confirmed")
    stale = head.client.post(f"/desk/{at}", sent.values | {"confirmed": "0" * 32})
    assert stale.status_code == 409
    assert not Area.objects.filter(path=f"{COMMUNITY}003").exists()
    done = head.client.post(f"/desk/{at}", sent.values)
    assert done.url == f"/desk/territory/{COMMUNITY}/"
    lone = drafted.grids.get(number="003").buildings[0]
    assert Building.objects.get(pk=lone).area.path == f"{COMMUNITY}003"
    assert head.client.post(f"/desk/{at}", sent.values).url == done.url
    assert Area.objects.filter(path__startswith=COMMUNITY, name="第三网格").count() == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('{"type": "LineString", "coordinates": [[113, 35], [113.1, 35]]}', True),
        ('{"type": "LineString", "coordinates": [[NaN, 35], [113.1, 35]]}', False),
        ('{"type": "Point", "coordinates": [113, 35]}', False),
        ('{"type": "FeatureCollection", "features": []}', False),
        ('{"type": "FeatureCollection", "features": [null]}', False),
        ("[]", False),
    ],
)
def test_lines_are_read_or_refused_in_words(text, right) -> None:
    if right:
        assert forms.read_lines(text) == [[(113.0, 35.0), (113.1, 35.0)]]
    else:
        with pytest.raises(forms.forms.ValidationError):
            forms.read_lines(text)


def test_every_fault_and_reason_of_the_solver_has_its_sentence_on_the_desk_and_at_the_command_line() -> None:
    source = "".join(p.read_text() for p in Path("linli/solvers/divide").glob("*.py"))
    faults = set(re.findall(r'(?:Fault|tell)\(\s*"(\w+)"', source))
    assert len(faults) > 25
    asked_by_files_only = {  # the desk's own forms and tables rule these out
        "unknown_wish", "cannot_be_accepted", "not_positive", "unknown_neighbour", "unknown_community",
        "community_listed_twice", "code_not_12_digits", "no_people_count", "no_community",
    }  # fmt: skip
    assert faults - asked_by_files_only <= set(wording.FAULTS)
    assert faults <= set(sentences.DIVIDING)
    told: list[Any] = re.findall(
        r'^            "(\w+)": "', Path("linli/solvers/divide/model.py").read_text(), re.M
    )
    assert set(told) == set(wording.REASONS)


def test_a_fault_names_some_and_counts_the_others() -> None:
    one = wording.trouble({"code": "mixed_datum", "where": ["a", "b"], "count": 9, "facts": {"shift_m": 486}})
    assert (one["where"], one["more"]) == (["a", "b"], 7)
    assert "486" in one["said"]
