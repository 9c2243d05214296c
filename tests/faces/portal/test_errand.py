"""A dispatcher of a property firm with nothing but a link on their phone."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from linli.cases import actions, meeting
from linli.cases.actions import Asker
from linli.cases.models import Case, Errand
from linli.common.actor import SYSTEM
from linli.people import actions as people
from linli.reactions import supervising_messages as above
from tests import make
from tests.make import LONG_AGO, walk


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def case(town: make.Town, now: datetime) -> Case:
    asked = make.case(
        town,
        words="灯坏了，我是 302 的老赵，电话 13912345678",
        place_words="302 室老赵家门口",
        asker=Asker("赵大爷", "13912345678"),
        at=now - timedelta(hours=1),
    )
    return walk(town, "take grid", "verify here", case_=asked, at=now - timedelta(hours=1))


@pytest.fixture
def errand(town: make.Town, case: Case, now: datetime) -> Errand:
    firm = people.open_office(
        kind="property", name="安居物业", area=town.areas["community"], superior=None, by=SYSTEM, at=LONG_AGO
    )
    at = now - timedelta(minutes=5)
    actions.hand_out(case, by=town.actors["grid"], at=at, office=firm, words="换 2 单元一楼的灯泡", days=3)
    return Errand.objects.select_related("case").get()


def url(errand: Errand) -> str:
    return f"/e/{meeting.errand_token(errand)}/"


def send(errand: Errand, **data: Any) -> Any:
    return Client().post(url(errand), {"key": str(uuid.uuid4()), **data})


def page(errand: Errand) -> str:
    return Client().get(url(errand)).content.decode()


def test_the_page_says_what_to_do_where_and_whom_to_call_and_nothing_of_the_resident(errand, town) -> None:
    seen = page(errand)
    for said in ("换 2 单元一楼的灯泡", "桂花里", town.offices["grid"].phone, "安居物业"):
        assert said in seen
    for secret in ("赵", "13912345678", "5678", "302", errand.case.title, errand.case.number):
        assert secret not in seen
    assert "noindex" in seen


def test_done_with_a_sentence_reaches_the_holder_and_changes_nothing_else(errand, case) -> None:
    answer = send(errand, done="yes", words="灯泡换好了")
    assert (answer.status_code, answer.url) == (302, f"{url(errand)}?done=report")
    assert "灯泡换好了" in page(errand)
    case.refresh_from_db()
    assert (case.status, case.task) == ("open", "do")
    from linli.journal.models import Entry
    from linli.notify.models import Message

    above.tell_whoever_has_it(Entry.objects.filter(verb="case.report").get())
    assert Message.objects.filter(user_id=case.holder_id, template="case.report").exists()


def test_a_form_sent_twice_reports_once(errand) -> None:
    form = {"key": str(uuid.uuid4()), "done": "no", "words": "明天来"}
    for _ in range(2):
        assert Client().post(url(errand), form).status_code == 302
    assert len(meeting.reports_of(errand)) == 1


@pytest.mark.parametrize(
    "wrong", [{"done": "yes", "words": " "}, {"words": "好了"}, {"done": "maybe", "words": "好了"}]
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(errand, wrong: dict[str, str]) -> None:
    answer = send(errand, **wrong)
    assert answer.status_code == 422
    assert wrong["words"].strip() in answer.content.decode()
    assert meeting.reports_of(errand) == []


def test_opening_the_link_changes_nothing(errand) -> None:
    before = Errand.objects.values().get()
    page(errand)
    Client().head(url(errand))
    assert Errand.objects.values().get() == before


def test_a_link_that_is_over_shows_nothing_of_it_any_more(errand, town, case, now) -> None:
    walk(town, "resolve", case_=case, at=now - timedelta(minutes=4))
    answer = Client().get(url(errand))
    assert answer.status_code == 410
    assert "换 2 单元一楼的灯泡" not in answer.content.decode()
    assert send(errand, done="yes", words="好了").status_code == 410
    assert meeting.reports_of(errand) == []


def test_a_guessed_link_opens_nothing(errand) -> None:
    for guess in ("nothing", "a" * 26, meeting.errand_token(errand)[:-1], "%00", "x" * 300):
        assert Client().get(f"/e/{guess}/").status_code == 404


def test_a_broken_key_is_answered_in_words(errand) -> None:
    assert Client().post(url(errand), {"key": "x", "done": "yes", "words": "好了"}).status_code == 409


def test_a_real_browser_that_tells_where_it_comes_from_may_send_the_form(errand) -> None:
    """Under no-referrer a browser sends `Origin: null` with a form, and the check against other sites refuses it."""
    browser = Client(enforce_csrf_checks=True)
    opened = browser.get(url(errand))
    assert "no-referrer" not in opened.content.decode()
    assert opened["Referrer-Policy"] == "same-origin"


def test_no_template_of_the_residents_pages_keeps_the_origin_of_a_form_back() -> None:
    folder = Path(settings.BASE_DIR) / "faces" / "portal" / "templates"
    assert [page.name for page in folder.rglob("*.html") if "no-referrer" in page.read_text()] == []
