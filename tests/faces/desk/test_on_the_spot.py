"""Done on the spot: one form, one entry, closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from linli.cases.models import Case
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


def note(desk: Desk, **typed: Any) -> HttpResponse:
    html = desk.get("do-now/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(key)" value="([^"]*)"', html))
    return desk.client.post("/desk/do-now/", hidden | typed)


def test_three_answers_make_a_closed_case_with_one_entry(town: make.Town, desk: People):
    before = Entry.objects.count()
    answer = note(desk("grid"), matter="楼道灯不亮", where="桂花里 3 栋 2 单元", words="换了灯泡")

    assert answer.status_code == 302, text(answer)
    case = Case.objects.get()
    assert (case.status, case.channel, case.category) == ("closed", "on_the_spot", town.categories["lamp"])
    assert case.entrance == town.entrance
    assert case.follower_id == town.users["grid"].pk
    assert Entry.objects.count() == before + 1
    page = desk("grid").case(case)
    assert page.status_code == 200


def test_the_page_stands_one_click_from_the_day_and_begins_with_the_matter(town: make.Town, desk: People):
    grid = desk("grid")

    assert 'href="/desk/do-now/"' in grid.get().content.decode()
    html = grid.get("do-now/").content.decode()
    assert re.search(r'<input[^>]*name="matter"[^>]*autofocus', html)
    fields = re.findall(r'<(?:input|textarea)[^>]* name="(matter|where|words|phone)"', html)
    assert fields == ["matter", "where", "words", "phone"]
    assert '<option value="楼道灯不亮">' in html
    assert "桂花里" in html


@pytest.mark.parametrize("typed", ["lamp", "楼道灯", "loudao", "ldd"])
def test_a_few_letters_find_the_matter(town: make.Town, desk: People, typed: str):
    assert note(desk("grid"), matter=typed, where="2 单元门口", words="换了灯泡").status_code == 302
    assert Case.objects.get().category == town.categories["lamp"]


def test_where_several_are_meant_the_page_asks_which_and_keeps_what_was_typed(town: make.Town, desk: People):
    make.category("street_lamp", "路灯不亮")
    grid = desk("grid")

    answer = note(grid, matter="灯", where="门口", words="换了灯泡")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "换了灯泡" in html
    lamp = town.categories["lamp"].pk
    assert f'name="meant" value="{lamp}"' in html
    assert note(grid, matter="灯", where="门口", words="换了灯泡", meant=str(lamp)).status_code == 302


def test_what_is_called_nothing_and_what_is_empty_is_told_at_the_field(town: make.Town, desk: People):
    grid = desk("grid")

    assert note(grid, matter="qqqq", where="门口", words="好了").status_code == 422
    empty = note(grid)
    assert empty.status_code == 422
    assert empty.content.decode().count('class="wrong"') == 3
    assert not Case.objects.exists()


def test_somebody_with_many_grids_says_which(town: make.Town, desk: People):
    community = desk("community")

    assert note(community, matter="lamp", where="门口", words="好了").status_code == 422
    assert note(community, matter="lamp", where="next_grid 区", words="好了").status_code == 302
    assert Case.objects.get().area == town.areas["next_grid"]


def test_a_door_is_found_by_its_pinyin_too(town: make.Town, desk: People):
    assert note(desk("community"), matter="lamp", where="ghl 3-2", words="好了").status_code == 302
    assert Case.objects.get().entrance == town.entrance


def test_a_matter_of_a_department_alone_is_not_done_on_the_spot(town: make.Town, desk: People):
    make.category("gas", "燃气泄漏", duty="upper")

    assert note(desk("grid"), matter="gas", where="门口", words="关了阀").status_code == 422


def test_a_department_has_nothing_to_do_on_the_spot(town: make.Town, desk: People):
    assert desk("water").get("do-now/").status_code == 403
    assert "/desk/do-now/" not in desk("water").get().content.decode()


def test_sent_twice_it_is_one_case(town: make.Town, desk: People):
    grid = desk("grid")
    html = grid.get("do-now/").content.decode()
    form = dict(re.findall(r'type="hidden" name="(key)" value="([^"]*)"', html))
    form |= {"matter": "lamp", "where": "门口", "words": "换了灯泡"}

    for _ in range(2):
        assert grid.client.post("/desk/do-now/", form).status_code == 302
    assert Case.objects.count() == 1
