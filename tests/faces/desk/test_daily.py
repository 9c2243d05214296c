"""The fortieth request of a day: canned answers in the form, drafts that end, lists of one's own, alike requests."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.utils import timezone
from django.utils.translation import gettext

from linli.cases.actions import phrasing
from linli.cases.models import Case, Phrase, SavedList
from linli.territory.models import Boundary
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


@pytest.fixture
def held(town: make.Town) -> Case:
    return make.walk(town, "take grid", "verify here", at=timezone.now() - timedelta(hours=1))


def phrase(town: make.Town) -> Phrase:
    words = {"verb": "resolve", "name": "换了配件", "words": "已更换配件，恢复正常。"}
    by = town.actors["township"]
    return phrasing.add_phrase(town.offices["community"], **words, by=by, at=timezone.now())


def test_chosen_words_stand_in_the_form_after_what_was_typed_and_nothing_is_done(
    town: make.Town, desk: People, held: Case
) -> None:
    me, chosen = desk("grid"), phrase(town)
    assert f'<option value="{chosen.pk}"' in me.case(held, "resolve").content.decode()
    answer = me.do(held, "resolve", words="先看过。", outcome="done", phrase=chosen.pk, put_in="1")

    assert answer.status_code == 200
    html = answer.content.decode()
    assert "先看过。\n已更换配件，恢复正常。</textarea>" in html
    assert re.search(r'value="done"[^>]*checked', html)
    held.refresh_from_db()
    assert held.status == "open"
    assert 'name="phrase"' not in desk("next_grid").case(held, "resolve").content.decode()


def test_the_page_after_a_step_says_which_draft_is_over(town: make.Town, desk: People, held: Case) -> None:
    me = desk("grid")
    assert f'data-draft="{held.number}.resolve" data-fresh' in me.case(held, "resolve").content.decode()
    failed = me.do(held, "resolve", words="", outcome="done").content.decode()
    assert f'data-draft="{held.number}.resolve">' in failed, "what comes back is newer than the draft"
    assert "data-done" not in failed
    done = me.client.get(me.do(held, "resolve", words="换好了", outcome="done")["Location"])
    assert f'data-done="{held.number}.resolve"' in done.content.decode()


def test_a_narrowed_list_is_kept_under_a_name_shown_renamed_and_removed(
    town: make.Town, desk: People
) -> None:
    me = desk("community")
    make.case(town, at=timezone.now() - timedelta(hours=1))
    html = me.get("?queue=open&urgency=blue").content.decode()
    sent: dict[str, Any] = dict(re.findall(r'type="hidden" name="(key|list)" value="([^"]*)"', html))
    sent["list"] = "queue=open&urgency=blue&page=3&q=张三"
    for _ in range(2):
        answer = me.client.post("/desk/lists/save/", sent | {"name": "一般的"})
        assert answer["Location"] == "/desk/?queue=open&urgency=blue", (
            "nothing but what narrows a list is kept"
        )
    saved = SavedList.objects.get()
    assert (
        '<a class="chip on" href="/desk/?queue=open&amp;urgency=blue"'
        in me.client.get(answer["Location"]).content.decode()
    )
    assert "一般的" not in text(desk("grid").get())

    me.client.post(f"/desk/lists/{saved.pk}/rename/", {"name": "不急的"})
    assert "不急的" in text(me.get())
    assert desk("grid").client.post(f"/desk/lists/{saved.pk}/remove/").status_code == 404
    me.client.post(f"/desk/lists/{saved.pk}/remove/")
    assert not SavedList.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"key": "x"}, {"list": "queue=nowhere"}, {"list": "queue=open", "name": ""}]
)
def test_an_odd_list_is_kept_by_nobody(town: make.Town, desk: People, sent: dict[str, str]) -> None:
    answer = desk("grid").client.post("/desk/lists/save/", {"key": str(uuid.uuid4()), "name": "x"} | sent)
    assert answer.status_code in (400, 422)
    assert not SavedList.objects.exists()


def test_a_request_like_this_one_stands_beside_it(town: make.Town, desk: People) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    first, second = (make.case(town, words="楼道灯不亮，看不见", at=hour_ago) for _ in range(2))
    me = desk("grid")
    assert f'data-part="/desk/cases/{second.number}/near/?part=1"' in me.case(second).content.decode()
    for part in ("", "?part=1"):
        page = me.get(f"cases/{second.number}/near/{part}").content.decode()
        assert f'<a href="/desk/cases/{first.number}/">' in page[page.index('id="h-alike"') :]
        assert gettext("in this staircase") in page
        assert f'href="/desk/cases/{first.number}/" target="_blank"' in page


def test_pins_that_would_cover_each_other_are_one_with_a_count_and_part_from_near(
    town: make.Town, desk: People
) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    town.building.longitude, town.building.latitude = 117.03, 36.65
    town.building.save(update_fields=["longitude", "latitude"])
    for _ in range(3):
        make.case(town, at=hour_ago)
    me = desk("grid")
    page = me.get("map/?queue=free").content.decode()
    assert page.count("data-pin=") == 1
    assert 'data-pin="1 2 3"' in page
    assert "×3" in page
    near = me.get("map/?queue=free&only=1-3-x").content.decode()
    assert re.findall(r'data-pin="([^"]*)"', near) == ["1", "3"]


def test_the_map_beside_a_list_shows_what_its_own_page_does(town: make.Town, desk: People) -> None:
    """It is asked for by a shorter way: no tabs, no choices, no count."""
    hour_ago = timezone.now() - timedelta(hours=1)
    town.building.longitude, town.building.latitude = 117.03, 36.65
    town.building.save(update_fields=["longitude", "latitude"])
    shape = shapely.box(117.02, 36.64, 117.04, 36.66)
    Boundary.objects.create(area=town.areas["grid"], wkb=shapely.to_wkb(shape), since=make.LONG_AGO)
    cases = [make.case(town, words=f"第{n}件事，灯不亮了", at=hour_ago) for n in range(53)]
    Case.objects.filter(pk__in=[case.pk for case in cases[:2]]).update(urgency="red")
    me, other = desk("township"), desk("next_grid")
    for query, pins in {
        "queue=open": 50,
        "queue=open&page=2": 3,
        f"queue=open&area={town.areas['grid'].path}": 50,
        "queue=open&urgency=red": 2,
        "queue=open&urgency=nonsense": 50,
    }.items():
        pages = [me.get(f"map/?{query}{part}").content.decode() for part in ("", "&part=1")]
        drawn, beside = (re.findall(r"<svg class=\"map\".*?</svg>", page, re.S) for page in pages)
        assert drawn == beside != [], (query, pages[1])
        assert len(re.search(r'data-pin="([^"]*)"', beside[0])[1].split()) == pins, query  # type: ignore[index]
        assert town.areas["grid"].name in beside[0]
    assert '<svg class="map"' not in other.get("map/?queue=open&part=1").content.decode()
