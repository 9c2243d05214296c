"""A request is found from every page: by its number in whatever way it is written, by its place, by a word of it."""

from __future__ import annotations

import pytest

from tests import make
from tests.faces.desk.conftest import text


@pytest.mark.parametrize("written", ["{n}", " {n} ", "{a} {b}", "{a}-{b}"])
def test_a_number_opens_its_request_however_it_is_written(town, desk, written) -> None:
    case = make.case(town)
    asked = written.format(n=case.number, a=case.number[:4], b=case.number[4:])
    response = desk("grid").client.get("/desk/find/", {"q": asked})
    assert (response.status_code, response.headers["Location"]) == (302, f"/desk/cases/{case.number}/")


def test_the_number_as_it_is_read_out_opens_it_too(town, desk) -> None:
    case = make.case(town)
    assert desk("grid").client.get("/desk/find/", {"q": case.spoken_number}).status_code == 302


def test_full_width_digits_are_digits(town, desk) -> None:
    case = make.case(town)
    wide = case.number.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert desk("grid").client.get("/desk/find/", {"q": wide}).status_code == 302


@pytest.mark.parametrize("asked", ["水管", "桂花里", "3 栋", "水管 桂花里", "接头 漏水"])
def test_what_is_under_way_is_found_by_a_word_or_its_building(town, desk, asked) -> None:
    make.case(town)
    assert "一楼水管接头漏水" in text(desk("grid").client.get("/desk/find/", {"q": asked}))


@pytest.mark.parametrize(
    ("who", "asked"), [("grid", "电梯"), ("grid", "水管 电梯"), ("next_grid", "水管"), ("water", "水管")]
)
def test_other_words_and_other_places_find_nothing(town, desk, who, asked) -> None:
    make.case(town)
    response = desk(who).client.get("/desk/find/", {"q": asked})
    assert response.status_code == 200
    assert "一楼水管接头漏水" not in text(response)


def test_a_number_elsewhere_is_not_told_from_one_that_is_not_there(town, desk) -> None:
    case = make.case(town)
    seen = [
        text(desk("next_grid").client.get("/desk/find/", {"q": q})).replace(q, "?")
        for q in (case.number, "26119999")
    ]
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "asked", ["", " ", "%", "_", "\x00", "a" * 500, "'; drop", "①②③④", "🙂", "x " * 3000]
)
def test_whatever_is_typed_is_answered(town, desk, asked) -> None:
    make.case(town)
    response = desk("grid").client.get("/desk/find/", {"q": asked})
    assert response.status_code == 200
    assert "一楼水管接头漏水" not in text(response)


def test_the_menu_names_what_one_may_use_and_no_more(town, desk) -> None:
    assert "/desk/register/" in desk("grid").get("menu/").content.decode()
    assert "/desk/register/" not in desk("water").get("menu/").content.decode()
