"""Written down for somebody at the counter: one form, one request, what to tell them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from linli.cases.models import Case
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]
SAID = {"way": "telephone", "words": "楼道灯坏了，看不见路", "where": "桂花里 3 栋 2 单元", "urgent": "no"}


def write(desk: Desk, **typed: Any) -> HttpResponse:
    html = desk.get("counter/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(key)" value="([^"]*)"', html))
    return desk.client.post("/desk/counter/", hidden | typed)


def test_what_somebody_says_is_a_request_and_the_page_tells_what_to_say(
    town: make.Town, desk: People
) -> None:
    me = desk("community")
    lamp = town.categories["lamp"].pk
    answer = write(me, **SAID, category=lamp, name="李阿姨", phone="138 0000 1234", yes="on")

    assert answer.status_code == 302, text(answer)
    case = Case.objects.get()
    assert (case.channel, case.words, case.entrance) == ("telephone", SAID["words"], town.entrance)
    assert (case.category, case.urgency, case.reporter.name) == (town.categories["lamp"], "blue", "李阿姨")
    page = me.client.get(answer["Location"])
    assert f'<p class="number">{case.spoken_number}</p>' in page.content.decode()
    assert "0399-801 2345" in text(page)
    assert f"/desk/orders/slips/{case.number}/receipt.pdf" in page.content.decode()
    assert 'href="/desk/counter/?way=telephone"' in page.content.decode(), "the next one comes the same way"


@pytest.mark.parametrize(
    ("typed", "lacks"),
    [
        ({"words": ""}, "words"),
        ({"urgent": ""}, "urgent"),
        ({"where": "没有的地方"}, "where"),
        ({"phone": "13800001234"}, "yes"),
        ({"phone": "12", "yes": "on"}, "phone"),
    ],
)
def test_what_lacks_is_told_at_its_field_and_nothing_typed_is_lost(
    town: make.Town, desk: People, typed: dict[str, str], lacks: str
) -> None:
    answer = write(desk("community"), **SAID | {"place_words": "三楼"} | typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [lacks]
    assert "三楼" in answer.content.decode()
    assert not Case.objects.exists()


def test_only_the_sub_districts_desk_sends_it_on_without_a_place(town: make.Town, desk: People) -> None:
    lost = SAID | {"where": "老槐树旁边", "spot": "desk"}
    assert write(desk("community"), **lost).status_code == 422
    assert write(desk("township"), **lost).status_code == 302
    case = Case.objects.get()
    assert (case.office, case.place_words) == (town.offices["township"], "老槐树旁边")


@pytest.mark.parametrize("typed", ["桂花里3", "ghl 3-2", "guihuali 3", "Osmanthus 3", "3栋2单元"])
def test_a_building_is_found_by_name_pinyin_and_number_in_ones_own_area_only(
    town: make.Town, desk: People, typed: str
) -> None:
    def found(name: str) -> list[str]:
        return [
            one["id"] for one in desk(name).client.post("/desk/counter/places/", {"q": typed}).json()["found"]
        ]

    door = f"e{town.entrance.pk}"
    assert (found("grid")[0] if "2" in typed else found("grid")[-1]) == door
    assert found("other_grid") == []


def test_words_are_heard_by_a_form_and_never_by_an_address(town: make.Town, desk: People) -> None:
    me = desk("grid")
    heard = me.client.post("/desk/counter/sounds/", {"q": "楼道灯不亮了"}).json()["found"]
    assert [one["id"] for one in heard][:1] == [town.categories["lamp"].pk]
    assert me.get("counter/sounds/?q=楼道灯").status_code == 405


def test_what_was_asked_there_already_is_told_before_it_is_written_down_again(
    town: make.Town, desk: People
) -> None:
    known = make.case(town, words="二单元楼道灯坏了", at=timezone.now() - timedelta(days=2))
    here, there = f"e{town.entrance.pk}", f"g{town.areas['other_grid'].pk}"

    def told(who: str, words: str, spot: str, **more: str) -> str:
        answer = desk(who).client.post("/desk/counter/near/", {"words": words, "spot": spot} | more)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        return text(answer)

    assert "二单元楼道灯坏了" in told("community", "楼道灯坏了三天了", here)
    assert (
        f"/desk/cases/{known.number}/"
        in desk("community")
        .client.post("/desk/counter/near/", {"words": "楼道灯坏了三天了", "spot": here})
        .content.decode()
    )
    for words, spot in (
        ("", here),
        ("楼道灯坏了", ""),
        ("楼道灯坏了", "e99"),
        ("楼道灯坏了", "x"),
        ("水管漏水", here),
    ):
        assert "楼道灯坏了" not in told("community", words, spot)
    assert "楼道灯坏了" not in told("community", "楼道灯坏了", there, category="x")


def test_sent_twice_it_is_one_request(town: make.Town, desk: People) -> None:
    me = desk("grid")
    html = me.get("counter/").content.decode()
    sent = SAID | dict(re.findall(r'type="hidden" name="(key)" value="([^"]*)"', html))
    assert len({me.client.post("/desk/counter/", sent)["Location"] for _ in range(2)}) == 1
    assert Case.objects.count() == 1


# -- what somebody saw themselves -------------------------------------------------------------------------------------

SAW = {"way": "own", "words": "井盖翘起来了", "where": "桂花里 3 栋 2 单元", "urgent": "no"}


def test_what_a_grid_worker_saw_herself_asks_for_nobody_and_says_so_in_the_story(
    town: make.Town, desk: People
) -> None:
    me = desk("grid")
    typed = {
        "name": "李阿姨",
        "phone": "12",
    }  # of before she chose that she saw it: nobody agreed to anything
    answer = write(me, **SAW, **typed)

    assert answer.status_code == 302, text(answer)
    case = Case.objects.get()
    assert (case.channel, getattr(case, "reporter", None)) == ("worker", None)
    page = text(me.client.get(answer["Location"]))
    assert "告诉对方" not in page
    assert "0399-801 2345" not in page.split("打印")[-1], "nobody has to be told whom to ring"
    assert "/desk/orders/slips/" not in me.client.get(answer["Location"]).content.decode()
    entry = Entry.objects.get(verb="case.ask")
    assert (entry.data["own"], entry.user_id) == (True, town.users["grid"].pk)
    told = text(me.case(case))
    assert "为居民登记" not in told
    assert "自己看到" in told or "saw it and wrote it down" in told


def test_whoever_serves_in_a_grid_starts_with_what_she_saw_and_a_counter_with_who_stands_there(
    town: make.Town, desk: People
) -> None:
    for name, way in (("grid", "own"), ("community", "counter"), ("township", "counter")):
        form = desk(name).get("counter/").context["form"]
        assert form["way"].initial == way, name


def test_only_what_one_saw_oneself_is_marked_so(town: make.Town, desk: People) -> None:
    write(desk("grid"), **SAID)
    assert "own" not in Entry.objects.get(verb="case.ask").data


def test_what_one_wrote_down_is_found_again_and_only_by_oneself(town: make.Town, desk: People) -> None:
    write(desk("grid"), **SAW)
    write(desk("grid"), **SAID)
    newest, first = Case.objects.order_by("-id")
    mine = text(desk("grid").get("counter/mine/"))
    assert mine.index(newest.title) < mine.index(first.title)
    assert first.title not in text(desk("grid_2").get("counter/mine/"))
    assert "/desk/counter/mine/" in desk("grid").get().content.decode()
