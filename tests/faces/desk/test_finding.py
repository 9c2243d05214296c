"""A request is found from every page: by its number in whatever way it is written, by its place, by a word of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from linli.cases import actions as cases
from linli.cases import finding
from linli.cases.actions import Asker
from linli.cases.models import Case
from linli.territory.models import Household
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


@pytest.mark.parametrize(("who", "asked"), [("grid", "电梯"), ("next_grid", "水管"), ("water", "水管")])
def test_other_words_and_other_places_find_nothing(town, desk, who, asked) -> None:
    make.case(town)
    response = desk(who).client.get("/desk/find/", {"q": asked})
    assert response.status_code == 200
    assert "一楼水管接头漏水" not in text(response)


@pytest.mark.parametrize("asked", ["王 漏水", "漏水 王某某", "水管 电梯"])
def test_where_no_case_has_all_words_those_that_can_be_searched_are_shown_and_why_a_name_cannot(
    town, desk, asked
) -> None:
    make.case(town, asker=Asker("王某某", ""))
    page = found(desk, "grid", asked)
    assert "一楼水管接头漏水" in text(page)
    assert (page.context["fewer"], page.context["left_out"]) in (
        (["漏水"], ["王"]), (["漏水"], ["王某某"]), (["水管"], ["电梯"])
    )  # fmt: skip
    assert text(page).count("反映人的姓名") == 1
    assert "一楼水管接头漏水" not in text(found(desk, "next_grid", asked))
    assert found(desk, "grid", "水管 漏水").context["fewer"] == []


def test_of_what_is_found_the_urgent_stands_first(town, desk) -> None:
    plain, urgent = (
        make.case(town, words=f"{n}号楼漏水", urgency=u) for n, u in ((1, "blue"), (2, "yellow"))
    )
    Case.objects.filter(pk=plain.pk).update(due_at=plain.received_at)
    Case.objects.filter(pk=urgent.pk).update(due_at=plain.received_at + timedelta(days=9))
    rows = found(desk, "grid", "漏水").context["rows"]
    assert [row.case.pk for row in rows] == [urgent.pk, plain.pk]


def test_a_number_elsewhere_is_not_told_from_one_that_is_not_there(town, desk) -> None:
    case = make.case(town)
    seen = [
        text(desk("next_grid").client.get("/desk/find/", {"q": q})).replace(q, "?")
        for q in (case.number, "26119999")
    ]
    assert seen[0] == seen[1]


def found(desk, who: str, asked: str):
    return desk(who).client.get("/desk/find/", {"q": asked})


@pytest.mark.parametrize("asked", ["GD-77", "gd-77", "ＧＤ-77", " GD-77 "])
def test_the_number_of_12345_opens_its_request_for_whoever_sees_it(town, desk, asked) -> None:
    case = order(town, "12345", "GD-77")
    response = found(desk, "township", asked)
    assert (response.status_code, response.headers["Location"]) == (302, f"/desk/cases/{case.number}/")
    assert found(desk, "other_community", asked).status_code == 200


def test_a_number_of_12345_in_digits_alone_is_found_and_one_of_two_systems_is_offered_twice(
    town, desk
) -> None:
    case = order(town, "12345", "2026112301")
    assert found(desk, "township", "2026112301").headers["Location"] == f"/desk/cases/{case.number}/"
    order(town, "区长信箱", "2026112301")
    assert len(found(desk, "township", "2026112301").context["rows"]) == 2


def order(town, source: str, number: str):
    return cases.take_in(
        source=source,
        number=number,
        words="路灯不亮",
        office=town.offices["township"],
        by=town.actors["township"],
        at=make.NOON,
    )


def test_what_ended_within_a_year_is_found_by_its_words_and_marked(town, desk) -> None:
    case = make.case(town)
    old = make.case(town)
    now = timezone.now()
    ended = {"status": "closed", "outcome": "done", "level": "", "task": "", "office": None, "due_at": None}
    Case.objects.filter(pk=case.pk).update(closed_at=now - timedelta(days=300), **ended)
    Case.objects.filter(pk=old.pk).update(closed_at=now - timedelta(days=400), **ended)
    page = found(desk, "grid", "水管")
    assert [row.case.number for row in page.context["ended"]] == [case.number]
    assert page.context["rows"] == []
    assert "已经结了" in text(page)
    assert not found(desk, "next_grid", "水管").context["ended"]


def test_a_telephone_number_finds_only_what_one_has_in_hand_and_says_so_to_others(town, desk) -> None:
    case = make.case(town, asker=Asker("王某某", "13800000001"))
    assert "一楼水管接头漏水" not in text(found(desk, "grid", "138 0000 0001")), "nobody has it in hand yet"
    make.walk(town, "take grid", case_=case)
    assert "一楼水管接头漏水" in text(found(desk, "grid", "138 0000 0001"))
    assert "一楼水管接头漏水" not in text(found(desk, "grid_2", "13800000001"))
    assert found(desk, "grid", "13800000002").context["is_phone"]


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


def test_whoever_takes_no_orders_in_is_told_who_does(town, desk) -> None:
    assert desk("grid").get("menu/").context["orders_elsewhere"]
    said = "12345来单由街道的调度员收进来"
    assert said in text(desk("grid").get("")).replace(" ", ""), "in the rail of every page too"
    for who in ("township", "community", "water"):
        assert not desk(who).get("menu/").context["orders_elsewhere"]
        assert said not in text(desk(who).get("")).replace(" ", "")


def test_the_search_box_keeps_what_was_searched_and_nothing_of_other_pages(town, desk) -> None:
    """It once held the catalogue's question, and a form's inner parts."""
    client = desk("grid").client
    box = re.compile(r'id="find"[^>]* value="([^"]*)"')
    assert box.findall(client.get("/desk/find/", {"q": "水管"}).content.decode()) == ["水管"]
    assert box.findall(client.get("/desk/catalogue/", {"q": "水管"}).content.decode()) == [""]
    home = Household.objects.order_by("pk")[0]
    form = client.get(f"/desk/register/households/{home.pk}/enter/")
    assert form.status_code == 200
    assert box.findall(form.content.decode()) == [""]


@pytest.mark.parametrize("asked", ["姓王的，漏水", "王，漏水", "那个漏水的", "漏水、王先生"])
def test_words_are_parted_at_signs_and_what_says_nothing_falls_off(town, desk, asked) -> None:
    make.case(town, words="王家楼上漏水到楼道，墙都湿了")
    assert len(found(desk, "grid", asked).context["rows"]) == 1


def test_what_a_resident_said_is_found_by_whoever_sees_the_request(town, desk) -> None:
    case = make.case(town, words="楼道不亮。" + "说明" * 40 + "灯罩碎了，掉下来半个。")
    assert "灯罩" not in case.title
    assert [row.case.pk for row in found(desk, "grid", "灯罩").context["rows"]] == [case.pk]
    assert found(desk, "next_grid", "灯罩").context["rows"] == []


@given(text=st.text(max_size=60))
def test_what_is_sought_is_part_of_what_was_typed(text: str) -> None:
    words = finding.sought(text).split(" ") if finding.sought(text) else []
    assert all(word and word in text for word in words)
