"""The pages of plans: what is wrong is told first; a plan is changed, taken back, compared, filed, adopted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.faces.desk.design import forms, wording
from linli.office.models import Job
from linli.solvers.command import sentences
from linli.territory.models import Area, Building, Proposal
from tests.faces.desk.conftest import Desk
from tests.faces.parts.design import plan
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
def test_a_number_out_of_its_range_is_told_the_range(head, least: str) -> None:
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
    head.client.post(undo, {"key": "11111111-1111-4111-8111-111111111111"})
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
