"""The key itself, the catalogue, areas, offices, doors, figures."""

from __future__ import annotations

import pytest

from linli.insights.figures import TOO_FEW
from linli.insights.queries import month_of
from tests.faces.api.conftest import Api
from tests.faces.api.test_cases import code
from tests.make import NOON, walk

pytestmark = pytest.mark.django_db


def test_a_key_says_what_it_is(town, api: Api) -> None:
    told = api("township", area=town.areas["grid"], scopes=["cases:read"]).get("me").json()
    assert (told["scopes"], told["area"]) == (["cases:read"], town.areas["grid"].path)
    assert (told["office"], told["handed_only"]) == (town.offices["township"].pk, False)
    assert api("water").get("me").json()["handed_only"] is True


def test_the_catalogue_names_matters_that_are_in_use(town, api: Api) -> None:
    found = {one["code"]: one for one in api("grid").get("catalogue").json()["items"]}
    assert set(town.categories) == set(found)
    assert found["pipe"]["promise"] == "3 natural_days"
    assert (found["pipe"]["answers"], found["pipe"]["direct"]) == ("water", True)


def test_areas_begin_where_the_reach_begins_and_go_down(town, api: Api) -> None:
    caller = api("township")
    tops = caller.get("areas").json()["items"]
    assert [one["code"] for one in tops] == [town.areas["township"].path]
    below = caller.get(f"areas/{tops[0]['code']}").json()
    assert [one["code"] for one in below["children"]] == [
        town.areas["community"].path,
        town.areas["other_community"].path,
    ]
    assert below["parent"] == town.areas["county"].path
    for path in (town.areas["county"].path, "11", "99999"):
        assert caller.get(f"areas/{path}").status_code == 404
    assert api("water").get("areas").json()["items"] == []


def test_offices_are_those_in_reach_above_and_the_departments_one_sends_to(town, api: Api) -> None:
    def kinds(name: str, **asked: object) -> set[int]:
        found, cursor = set(), None
        while True:
            more = {"cursor": cursor} if cursor else {}
            told = api(name).get("offices", limit=3, **asked, **more).json()
            found |= {one["id"] for one in told["items"]}
            if (cursor := told["next"]) is None:
                return found

    ids = {key: office.pk for key, office in town.offices.items()}
    assert kinds("township") == set(ids.values())
    assert kinds("grid") == {
        ids[k] for k in ("grid", "community", "township", "county", "prefecture", "water", "housing")
    }
    assert kinds("township", kind="department") == {ids["water"], ids["housing"]}
    assert kinds("township", area=town.areas["community"].path) == {
        ids[k] for k in ("community", "grid", "next_grid")
    }
    assert ids["grid"] not in kinds("water")
    assert code(api("grid").get("offices", kind="church"))[0] == 422


def test_the_door_behind_a_plate(town, api: Api) -> None:
    told = api("grid").get(f"doors/{town.plate.token}").json()
    assert (told["estate"], told["building"], told["entrance"]) == ("桂花里", "3 栋", 2)
    assert told["grid"]["code"] == town.areas["grid"].path
    assert told["community"]["code"] == town.areas["community"].path
    assert api("grid").get("doors/abc").status_code == 404
    assert api("next_grid").get(f"doors/{town.plate.token}").status_code == 404


def test_figures_come_by_month_and_those_of_few_are_not_told(town, api: Api) -> None:
    from linli.insights.actions import rebuild

    for _ in range(TOO_FEW):
        walk(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    for n in range(2):
        walk(
            town,
            *("take grid", "verify here", "resolve", "take community", "pass_check", "rate solved"),
            at=NOON.replace(month=10, day=19 + n),
        )
    rebuild()
    caller = api("grid")
    told = caller.get("figures", first="2026-09", last="2026-11").json()
    assert [one["month"] for one in told["items"]] == ["2026-09", "2026-10", month_of(NOON)]
    by = {one["month"]: {figure["code"]: figure for figure in one["figures"]} for one in told["items"]}
    assert by["2026-11"]["received"]["number"] == TOO_FEW
    assert by["2026-10"]["received"]["number"] == 2
    few = by["2026-10"]["solved"]
    assert (few["number"], few["too_few"]) == (None, True)
    # the other month with answers would give the two away: it is not told either, whichever months are asked for
    assert by["2026-11"]["solved"]["number"] is None
    alone = caller.get("figures", first="2026-11", last="2026-11").json()["items"][0]["figures"]
    assert next(one for one in alone if one["code"] == "solved")["number"] is None
    assert api("next_grid").get("figures", area=town.areas["grid"].path).status_code == 404
    assert api("water").get("figures").json()["office"] == town.offices["water"].pk
    for wrong in (
        {"first": "2026-11", "last": "2026-10"},
        {"first": "2020-01", "last": "2026-11"},
        {"first": "x"},
    ):
        assert code(caller.get("figures", **wrong))[0] == 422
