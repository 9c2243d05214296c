"""The pages of the territory: who gets which, the figures before the deed, and what a bad file is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.messages import INFO
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases.models import Case
from linli.common.actor import SYSTEM, Actor
from linli.common.refusals import Refused
from linli.territory import actions
from linli.territory.models import Area, Boundary, Building, Estate, Venue
from linli.territory.queries import pins
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import LONG_AGO, NOON
from tests.territory.conftest import LAT, LON, STEP, collection, run, square

HERE = "/desk/territory/"
COMMUNITY, GRID, NEXT = "370998001001", "370998001001001", "370998001001002"
HEADS = {
    "head": ("township", "leader"),
    "keeper": ("community", "registrar"),
    "stranger": ("other_community", "leader"),
}


@pytest.fixture(autouse=True)
def no_pins() -> None:
    pins._pins = None


@pytest.fixture
def heads(town: make.Town) -> dict[str, Actor]:
    return {n: town.serve(town.offices[o], name=n, role=role) for n, (o, role) in HEADS.items()}


@pytest.fixture
def head(heads: dict[str, Actor], desk: Callable[[str], Desk]) -> Desk:
    return desk("head")


def hidden(response: Any) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def send(person: Desk, url: str, **more: Any) -> Any:
    """Fill in the form that the page shows."""
    return person.client.post(url, hidden(person.client.get(url)) | more)


def confirm(person: Desk, url: str, shown: Any) -> Any:
    """Press the button of the page with the figures."""
    return person.client.post(url, hidden(shown))


# -- who ------------------------------------------------------------------------------------------------------------


def test_heads_and_registrars_divide_their_own_area_and_nobody_elses(
    town: make.Town, heads: dict[str, Actor]
) -> None:
    everybody = town.actors | heads
    may = {"head": {GRID, "370998001002001"}, "keeper": {GRID}, "stranger": {"370998001002001"}}
    for name, actor in everybody.items():
        for path in (GRID, "370998001002001"):
            area = Area.objects.get(path=path)
            deeds: list[Callable[..., Any]] = [
                partial(actions.rename_area, area, name="新名字"),
                partial(actions.draw_area, path=f"{path}99", level="microgrid", name="微", parent=area),
            ]
            for deed in deeds:
                if path in may.get(name, ()):
                    deed(by=actor, at=NOON)
                else:
                    with pytest.raises(Refused) as caught:
                        deed(by=actor, at=NOON)
                    assert caught.value.refusal.code in ("not_your_role", "outside_your_area"), name
            Area.objects.filter(path=f"{path}99").delete()
    for deed in (
        lambda: actions.recode_area(town.areas["grid"], "370998001001009", by=heads["stranger"], at=NOON),
        lambda: actions.close_area(town.areas["grid"], successor=None, by=heads["stranger"], at=NOON),
        lambda: actions.move_buildings(
            [town.building], town.areas["other_grid"], by=heads["stranger"], at=NOON
        ),
        lambda: actions.move_buildings(
            [town.building], town.areas["other_grid"], by=heads["keeper"], at=NOON
        ),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert caught.value.refusal.code == "outside_your_area"


# -- looking ---------------------------------------------------------------------------------------------------------


def test_the_tree_shows_figures_heads_and_costs_the_same_for_any_number_of_areas(town, head: Desk) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert head.client.get(f"{HERE}?all=1").status_code == 200
        return len(caught)

    town.serve(town.offices["grid"], name="wang", role="grid_head")
    page = text(head.client.get(f"{HERE}?all=1"))
    assert "wang 甲" in page
    before = queries()
    for n in range(3, 30):
        actions.draw_area(
            path=f"{COMMUNITY}{n:03d}",
            level="grid",
            name=f"第{n}网格",
            parent=town.areas["community"],
            by=SYSTEM,
            at=LONG_AGO,
        )
    assert queries() == before
    assert before < 25
    assert "第29网格" not in text(head.client.get(HERE))  # folded
    assert "第29网格" in text(head.client.get(f"{HERE}?all=1"))


def test_a_grid_outside_the_usual_size_says_so(town, head: Desk) -> None:
    page = text(head.client.get(f"{HERE}{GRID}/"))
    assert "300" in page
    assert "500" in page


# -- changing --------------------------------------------------------------------------------------------------------


def test_an_area_is_drawn_with_the_number_that_was_suggested(town, head: Desk) -> None:
    url = f"{HERE}{COMMUNITY}/draw/"
    page = head.client.get(url)
    assert 'value="370998001001003"' in page.content.decode()
    answer = send(head, url, name="第三网格", code="370998001001003", kind="urban")
    assert answer["Location"] == f"{HERE}370998001001003/"
    again = send(head, url, name="第三网格", code="370998001001003", kind="urban")
    assert again.status_code == 422
    assert "第三网格" in again.content.decode()  # what was typed is kept
    assert send(head, url, name="", code="x", kind="").status_code == 422


def test_a_grid_closes_after_its_figures_were_confirmed_and_not_on_old_ones(town, head: Desk) -> None:
    make.case(town)
    url = f"{HERE}{GRID}/close/"
    alone = send(head, url)
    assert alone.status_code == 422  # it needs a successor
    shown = send(head, url, successor=town.areas["next_grid"].pk)
    assert shown.status_code == 200
    assert not Area.objects.get(path=GRID).is_closed(NOON.replace(year=2030))

    make.case(town, words="灯不亮")
    changed = confirm(head, url, shown)
    assert changed.status_code == 409
    assert not Area.objects.get(path=GRID).is_closed(NOON.replace(year=2030))

    answer = confirm(head, url, changed)
    assert answer.status_code == 302
    twice = confirm(head, url, changed)
    assert twice.status_code in (302, 409)
    assert Area.objects.get(path=GRID).successor == town.areas["next_grid"]
    assert set(Case.objects.values_list("area_path", flat=True)) == {NEXT}


def test_buildings_move_by_the_page(town, head: Desk) -> None:
    url = f"{HERE}{GRID}/move/"
    assert send(head, url, grid=town.areas["next_grid"].pk).status_code == 422
    make.case(town, entrance=None, area=town.areas["grid"], place_words="墙边")
    shown = send(head, url, buildings=town.building.pk, grid=town.areas["next_grid"].pk)
    assert shown.status_code == 200
    assert shown.context["staying"] == 1  # follows no door: it names no unit
    building, target = town.building, town.areas["next_grid"]
    said = shown.content.decode()
    assert f"{building.estate.name} {building.name} → <b>{target.parent.name} {target.name}</b>" in said
    assert 'class="wrong"' not in said  # it stays in its community
    far = send(head, url, buildings=building.pk, grid=town.areas["other_grid"].pk)
    assert f"{town.areas['other_grid'].name}</b>" in far.content.decode()
    assert 'class="wrong"' in far.content.decode()
    assert Building.objects.get(pk=town.building.pk).area_path == GRID
    assert confirm(head, url, shown)["Location"] == f"{HERE}{NEXT}/"
    assert Building.objects.get(pk=town.building.pk).area_path == NEXT


def test_a_number_changes_by_the_page_and_the_old_address_says_where_it_went(town, head: Desk) -> None:
    url = f"{HERE}{COMMUNITY}/number/"
    assert send(head, url, code="370998001002").status_code == 422
    shown = send(head, url, code="370998001009")
    assert confirm(head, url, shown)["Location"] == f"{HERE}370998001009/"
    page = text(head.client.get(f"{HERE}370998001009/"))
    assert COMMUNITY in page  # the earlier number, while the rows follow and after
    run()
    assert head.client.get(f"{HERE}{COMMUNITY}/").status_code == 302


def test_boundaries_come_in_by_a_file_and_a_bad_one_is_told_with_its_text_kept(town, head: Desk) -> None:
    url = f"{HERE}{COMMUNITY}/boundaries/"
    bad = send(head, url, text='{"type": "FeatureCollection", "features": [', datum="wgs")
    assert bad.status_code == 422
    assert "FeatureCollection" in bad.content.decode()
    assert send(head, url, datum="wgs").status_code == 422
    assert not Boundary.objects.exists()

    content = collection(
        (town.areas["grid"], square(LON, LAT)), (town.areas["next_grid"], square(LON + STEP, LAT))
    )
    assert send(head, url, text=content, datum="unknown").status_code == 422
    assert send(head, url, text=content, datum="wgs").status_code == 302
    assert Boundary.objects.filter(until=None).count() == 2
    page = head.client.get(url).content.decode()
    assert page.count('class="t-patch') == 2
    for datum in ("wgs", "gcj"):
        file = json.loads(head.client.get(f"{HERE}{COMMUNITY}/boundaries.geojson?datum={datum}").content)
        assert [f["properties"]["path"] for f in file["features"]] == [GRID, NEXT]
        again = send(head, url, text=json.dumps(file), datum=datum)
        (said,) = head.client.get(again.url).context["messages"]
        assert (said.level, "2" in said.message) == (INFO, True), "no change is no success"
        assert Boundary.objects.count() == 2


def test_estates_and_venues_are_entered_changed_narrowed_and_closed(town, head: Desk) -> None:
    assert send(head, f"{HERE}{COMMUNITY}/estate/", name="桂花里", kind="commercial").status_code == 422
    assert (
        send(head, f"{HERE}{COMMUNITY}/estate/", name="机床厂家属院", kind="institution").status_code == 302
    )
    estate = Estate.objects.get(name="机床厂家属院")
    assert send(head, f"{HERE}estates/{estate.pk}/", name="机床厂家属院", kind="unmanaged").status_code == 302
    assert "机床厂家属院" in text(head.client.get(f"{HERE}estates/?kind=unmanaged"))
    assert "机床厂家属院" not in text(head.client.get(f"{HERE}estates/?kind=hamlet&area={COMMUNITY}"))

    grid = town.areas["grid"].pk
    shop = {"name": "便民店", "kind": "shop", "grid": grid}
    assert send(head, f"{HERE}{COMMUNITY}/venue/", **shop).status_code == 302
    assert send(head, f"{HERE}{COMMUNITY}/venue/", **shop).status_code == 422
    venue = Venue.objects.get()
    assert send(head, f"{HERE}venues/{venue.pk}/", **shop | {"phone": "0399-801 2345"}).status_code == 302
    assert "0399-801 2345" in text(head.client.get(f"{HERE}venues/?name=便民"))
    assert send(head, f"{HERE}venues/{venue.pk}/close/").status_code == 302
    assert head.client.get(f"{HERE}venues/{venue.pk}/").status_code == 404


def test_a_building_is_entered_with_its_doors(town, head: Desk) -> None:
    url = f"{HERE}{GRID}/building/"
    told = {"estate": "桂花里", "kind": "commercial", "name": "9 栋", "entrances": 2, "floors": 3, "doors": 2}
    assert send(head, url, **told).status_code == 302
    building = Building.objects.get(name="9 栋")
    assert building.estate == town.building.estate
    assert building.entrances.count() == 2
    assert list(building.entrances.first().dwellings.values_list("room", "floor"))[-1] == ("302", 3)
    assert send(head, url, **told).status_code == 422
    assert send(head, url, **told | {"name": "10 栋", "floors": "九"}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "99/",
        "370998001001777/",
        f"{'9' * 23}/",
        "estates/999999999999999999/",
        "venues/0/",
        "x/",
        "estates/?page=x&area=9&kind=%00",
    ],
)
def test_odd_addresses_are_answered_in_words(town, head: Desk, address: str) -> None:
    assert head.client.get(HERE + address).status_code in (200, 404)


@pytest.mark.parametrize("name", ["吸毒人员小区", "重点户"])
def test_no_estate_area_or_building_is_called_what_is_never_held(town, head: Desk, name: str) -> None:
    before = Estate.objects.count()
    assert send(head, f"{HERE}{COMMUNITY}/estate/", name=name, kind="commercial").status_code == 422
    assert send(head, f"{HERE}{GRID}/rename/", name=name, kind="urban").status_code == 422
    drawn = send(head, f"{HERE}{COMMUNITY}/draw/", name=name, kind="urban", code=f"{COMMUNITY}009")
    assert drawn.status_code == 422
    told = {"name": "1 栋", "kind": "commercial", "entrances": 1, "floors": 1, "doors": 1}
    assert send(head, f"{HERE}{GRID}/building/", estate=name, **told).status_code == 422
    assert Estate.objects.count() == before
    assert not Area.objects.filter(name=name).exists()
    with pytest.raises(Refused) as refused:
        actions.enter_venue(town.areas["grid"], name=name, kind="shop", by=SYSTEM, at=NOON)
    assert refused.value.refusal.code == "refused_subject"
