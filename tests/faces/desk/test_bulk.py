"""One step for many requests of a list: each for itself, twice is once, what cannot be done says why."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases.models import Case
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import text

HOUR = timedelta(hours=1)


@pytest.fixture
def two(town) -> list[Case]:
    return [make.case(town, at=timezone.now() - HOUR) for _ in range(2)]


def send(desk, name: str, verb: str, cases: list[Case], key: str = "", **more: str):
    numbers = [case.number for case in cases]
    data = {"verb": verb, "key": key or str(uuid.uuid4()), "case": numbers, **more}
    return desk(name).client.post("/desk/bulk/", data)


def holders(cases: list[Case]) -> list[int | None]:
    return list(
        Case.objects.filter(pk__in=[case.pk for case in cases])
        .order_by("pk")
        .values_list("holder_id", flat=True)
    )


def test_the_list_offers_what_many_can_take_and_one_alone_not(town, desk, two) -> None:
    page = desk("grid").get("?queue=free").content.decode()
    assert page.count('name="case"') == 2
    assert 'value="take"' in page
    desk("grid").do(two[0], "take")
    assert 'name="case"' not in desk("grid").get("?queue=free").content.decode()
    assert 'name="case"' not in desk("grid").get("?queue=open").content.decode()


def test_many_are_taken_at_once_and_let_go_again(town, desk, two) -> None:
    me = town.users["grid"].pk
    answer = send(desk, "grid", "take", two, queue="free")
    assert answer.status_code == 200
    assert holders(two) == [me, me]
    html = answer.content.decode()
    back = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', html) for name in ("verb", "key", "case", "queue")
    }
    assert (back["verb"], back["queue"]) == (["release"], ["free"])
    desk("grid").client.post("/desk/bulk/", back)
    assert holders(two) == [None, None]


def test_the_same_form_sent_twice_counts_once(town, desk, two) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = text(send(desk, "grid", "take", two, key))
        assert "一楼水管接头漏水" in answer
        assert "没动" not in answer  # the second time it is told as done, not as taken already
    assert Entry.objects.filter(verb="case.take").count() == 2


def test_what_cannot_be_done_says_why_and_the_others_are_done(town, desk, two) -> None:
    desk("grid_2").do(two[0], "take")
    answer = text(send(desk, "grid", "take", two))
    assert holders(two) == [town.users["grid_2"].pk, town.users["grid"].pk]
    assert "1 件没动" in answer


def test_nobody_reaches_what_they_do_not_see(town, desk, two) -> None:
    for stranger in ("next_grid", "water", "other_community"):
        assert two[0].title not in text(send(desk, stranger, "take", two))
    assert holders(two) == [None, None]


@pytest.mark.parametrize(
    "data",
    [
        {"verb": "resolve"},
        {"verb": "take", "key": "x"},
        {"verb": "take", "key": str(uuid.uuid4()), "case": [str(n) for n in range(51)]},
        {},
    ],
)
def test_odd_input_is_refused_and_changes_nothing(town, desk, two, data) -> None:
    assert desk("grid").client.post("/desk/bulk/", data).status_code == 400
    assert holders(two) == [None, None]


def test_choosing_none_is_told(town, desk) -> None:
    assert "还没选" in text(send(desk, "grid", "take", []))


def test_the_map_shows_each_request_at_its_building_and_nothing_of_others(town, desk, two) -> None:
    building = town.building
    building.longitude, building.latitude = 117.03, 36.65
    building.save(update_fields=["longitude", "latitude"])
    page = desk("grid").get("map/?queue=free").content.decode()
    assert 'data-pin="1 2"' in page
    assert "data-pin=" not in desk("next_grid").get("map/?queue=open").content.decode()
    part = desk("grid").get("map/?queue=free&part=1").content.decode()
    assert "<html" not in part
    assert 'data-pin="1 2"' in part


def test_without_a_place_the_map_says_so(town, desk, two) -> None:
    assert "都没有标在地图上的楼" in text(desk("grid").get("map/?queue=free"))


def test_what_was_taken_goes_on_from_there_without_choosing_it_again(town, desk, two) -> None:
    page = send(desk, "grid", "take", two, queue="free").content.decode()
    form = re.search(r'<form method="post" action="/desk/together/".*?</form>', page, re.S)[0]
    assert re.findall(r'name="case" value="([^"]*)"', form) == [one.number for one in two]
    assert 'href="/desk/?queue=mine"' in page
    answer = desk("grid").client.post("/desk/together/", {"case": [one.number for one in two]})
    assert answer["Location"] == f"/desk/cases/{two[0].number}/verify/?with={two[1].number}"
    back = send(desk, "grid", "release", two, queue="mine").content.decode()
    assert "/desk/together/" not in back
