"""Which matter it is: suggested, never required; its questions may make it urgent; the grid reads the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from linli.cases import actions
from linli.cases.catalogue import load
from linli.cases.models import Case, Category
from linli.common.actor import SYSTEM
from linli.people import actions as people
from tests import make
from tests.faces.portal.phone import WORDS, Phone, hidden, text
from tests.make import Town

SHIPPED = load()


@pytest.fixture
def full(phone: Phone, town: Town) -> Phone:
    """A phone in a town that has the shipped catalogue."""
    Category.objects.all().delete()
    actions.change_catalogue(SHIPPED, reason="开始", by=SYSTEM, at=make.LONG_AGO)
    return phone


def on_duty(town: Town) -> None:
    """Somebody is on duty now, so that red may be red."""
    from django.utils import timezone

    now = timezone.now()
    people.fill_roster(
        town.offices["community"],
        [town.users["community"]],
        first=timezone.localdate(now - timedelta(days=1)),
        days=3,
        begins=(timezone.localtime(now) - timedelta(hours=1))
        .time()
        .replace(minute=0, second=0, microsecond=0),
        ends=(timezone.localtime(now) - timedelta(hours=1)).time().replace(minute=0, second=0, microsecond=0),
        phone="0399-801 2345",
        by=SYSTEM,
        at=now,
    )


def sounds(phone: Phone, words: str, **more: str) -> Any:
    return phone.post("/sounds/", {"words": words, **more}, page=phone.url("what"))


def test_while_somebody_writes_it_says_what_it_sounds_like_and_keeps_nothing(full: Phone) -> None:
    before = dict(full.browser.session)
    answer = sounds(full, "楼道灯坏了", matter="stair-lamp")
    assert "楼道灯不亮" in text(answer)
    assert 'value="stair-lamp" checked' in text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert dict(full.browser.session) == before
    assert text(sounds(full, "你好")).strip() == ""
    assert (
        full.get("/sounds/?words=漏水").status_code == 405
    )  # words do not go into an address, nor into a log


def test_without_scripts_a_page_between_offers_the_best_three_and_something_else(full: Phone) -> None:
    answer = full.write()
    assert answer["Location"] == full.url("matter")
    page = text(full.get(full.url("matter")))
    assert page.count('name="matter" value="') <= 4
    assert 'value="pipe"' in page
    assert 'value="none" checked' in page
    assert full.post(full.url("matter"), {"matter": "none"})["Location"] == full.url("where")
    case = full.ask()
    assert (case.category, case.words) == (None, WORDS)


def test_what_sounds_like_nothing_is_not_asked_about(full: Phone) -> None:
    full.write("你们好，麻烦了")
    assert full.get(full.url("matter"))["Location"] == full.url("where")


def test_a_chosen_matter_tells_what_to_do_rings_first_and_asks(full: Phone, town: Town) -> None:
    actions.name_answerer("water", town.areas["county"], town.offices["water"], by=SYSTEM, at=make.LONG_AGO)
    full.write()
    answer = full.post(full.url("matter"), {"matter": "pipe"})
    assert answer["Location"] == full.url("matter")
    page = text(full.get(full.url("matter")))
    pipe = SHIPPED[0]
    assert pipe.help in page
    assert all(question.text in page for question in pipe.questions)
    assert "tel:03998012345" in page
    assert "required" not in page


def test_the_answers_are_sent_in_words_the_grid_reads(full: Phone) -> None:
    full.write()
    full.post(full.url("matter"), {"matter": "pipe"})
    answer = full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "no", "a1": "家里"})
    assert answer["Location"] == full.url("where")
    case = full.send(finish(full)) and Case.objects.get()
    assert case.category == Category.objects.get(code="pipe")
    assert case.words == f"{WORDS}\n〔水管漏水〕\n水现在还在流吗？ 不是\n漏的是哪里？ 家里"
    assert case.urgency == "blue"


def finish(phone: Phone, urgent: str = "no") -> str:
    phone.post(phone.url("where"), {"where": "here", "place": ""})
    phone.post(phone.url("details"), {"urgent": urgent, "name": "", "phone": ""})
    return hidden(phone.get(phone.url("check")), "key")


def test_an_answer_raises_the_urgency_at_once_and_never_lowers_it(full: Phone, town: Town) -> None:
    on_duty(town)
    full.write()
    full.post(full.url("matter"), {"matter": "pipe"})
    full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "yes"})
    full.send(finish(full))
    assert Case.objects.get().urgency == "red"
    assert "水现在还在流吗？ 是" in Case.objects.get().words
    other = Phone(full.token)
    other.write()
    other.post(other.url("matter"), {"matter": "pipe"})
    other.post(other.url("matter"), {"matter": "pipe", "do": "next", "a0": "no"})
    other.send(finish(other, urgent="yes"))
    assert Case.objects.latest("pk").urgency == "yellow"


def test_nothing_has_to_be_answered_and_odd_answers_fall_away(full: Phone) -> None:
    full.write()
    full.post(full.url("matter"), {"matter": "pipe"})
    answer = full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "perhaps", "a9": "x"})
    assert answer["Location"] == full.url("where")
    full.send(finish(full))
    assert Case.objects.get().words == f"{WORDS}\n〔水管漏水〕"


def test_what_is_seen_to_elsewhere_says_where_and_can_still_be_sent(full: Phone) -> None:
    told = next(matter for matter in SHIPPED if matter.refer)
    full.write(told.words[0] + "，" + told.name)
    full.post(full.url("matter"), {"matter": told.code})
    page = text(full.get(full.url("matter")))
    assert told.help in page
    full.post(full.url("matter"), {"matter": told.code, "do": "next"})
    full.send(finish(full))
    assert Case.objects.get().category.code == told.code


def test_a_matter_chosen_while_writing_is_not_asked_again(full: Phone) -> None:
    full.write(matter="pipe")
    page = text(full.get(full.url("matter")))
    assert SHIPPED[0].help in page
    again = text(full.get(full.url("matter") + "?again=1"))
    assert 'value="none"' in again


def test_a_matter_that_was_retired_meanwhile_is_sent_without_one(full: Phone) -> None:
    full.write(matter="pipe")
    key = finish(full)
    retired = replace(SHIPPED[0], retired=True)
    actions.change_matter(retired, reason="不再收", by=SYSTEM, at=make.LONG_AGO)
    full.send(key)
    assert Case.objects.get().category is None


def test_odd_codes_lead_nowhere_bad(full: Phone) -> None:
    full.write()
    for code in ("no-such-thing", "", "x" * 5000, "\x00"):
        assert full.post(full.url("matter"), {"matter": code})["Location"] == full.url("where")
    full.write(matter="x" * 5000)
    assert full.get(full.url("matter")).status_code == 200


def test_long_words_keep_their_place_before_the_answers(full: Phone) -> None:
    words = ("水管漏水。" * 400)[:2000]
    full.write(words, matter="pipe")
    full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "yes"})
    full.send(finish(full))
    assert Case.objects.get().words == words


def test_the_last_page_shows_it_and_leads_back_to_it(full: Phone) -> None:
    full.write(matter="pipe")
    full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "yes"})
    finish(full)
    page = text(full.get(full.url("check")))
    assert "水管漏水" in page
    assert full.url("matter") + "?then=check" in page
    answer = full.post(full.url("matter"), {"matter": "none", "then": "check"})
    assert answer["Location"] == full.url("check")


def test_every_page_counts_on_also_where_nothing_is_asked_about_the_matter(full: Phone) -> None:
    assert "第 1 步，共 5 步" in text(full.get(full.url("what")))
    full.write(matter="pipe")
    for number, page in enumerate(("matter", "where", "details"), start=2):
        assert f"第 {number} 步，共 5 步" in text(full.get(full.url(page)))
    finish(full)
    assert "第 5 步，共 5 步" in text(full.get(full.url("check")))

    full.browser.session.flush()
    full.write("你们好，麻烦了")
    assert "第 2 步，共 4 步" in text(full.get(full.url("where")))


def test_whether_water_runs_is_asked_once(full: Phone) -> None:
    full.write()
    assert "水还在流吗" in text(full.get(full.url("details")))
    full.write(matter="pipe")
    full.post(full.url("matter"), {"matter": "pipe", "do": "next", "a0": "yes"})
    page = text(full.get(full.url("details")))
    assert "水还在流吗" not in page
    assert "有人有危险吗" in page
