"""Not safe at home: numbers and law, a few lines to two people, and nothing that stays on the phone."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from linli.cases.actions.trusting import name_trustee
from linli.cases.models import SafetyCall, TrustKind
from linli.cases.queries import safety_token
from linli.common.actor import SYSTEM
from linli.common.sealed import unseal
from linli.office.models import Command
from tests.faces.portal.phone import hidden, text
from tests.make import LONG_AGO, Town

WORDS = "他又动手了"


@pytest.fixture
def two(town: Town) -> Town:
    for who in ("community", "community_2"):
        name_trustee(
            town.offices["community"], town.users[who], kind=TrustKind.DANGER, by=SYSTEM, at=LONG_AGO
        )
    return town


def url(town: Town) -> str:
    return f"/d/{town.plate.token}/numbers/"


def send(client: Client, town: Town, **said: str):
    key = hidden(client.get(url(town)), "key")
    return client.post(url(town), {"key": key, "words": WORDS, "contact": "打我姐的电话", **said})


def test_the_numbers_and_the_duty_to_report_stand_there_for_everybody(two: Town, client: Client):
    page = text(client.get(url(two)))

    for number in ("110", "120", "12338", "12355", "12345", "12348"):
        assert f'href="tel:{number}"' in page
    assert "community 甲" in page
    assert "community_2 甲" in page
    assert "<textarea" in page


def test_where_no_two_are_trained_there_is_no_form_and_a_number_instead(town: Town, client: Client):
    page = text(client.get(url(town)))

    assert "<form" not in page
    assert 'href="tel:12338"' in page
    answer = client.post(url(town), {"key": str(uuid.uuid4()), "words": WORDS})
    assert answer.status_code == 409
    assert SafetyCall.objects.count() == 0


def test_what_is_written_reaches_the_two_and_leaves_no_trace_on_the_phone(two: Town):
    client = Client(enforce_csrf_checks=True)  # as a browser: no cookie is needed, none is set
    answer = send(client, two, minor="on")

    call = SafetyCall.objects.get()
    assert answer.status_code == 200
    assert (unseal(call.words, "safety"), call.minor) == (WORDS, True)
    assert WORDS not in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert dict(client.cookies) == {}
    assert Session.objects.count() == 0


def test_address_title_and_log_say_nothing_of_what_it_is(two: Town, client: Client):
    for page in (
        client.get(url(two)),
        send(client, two),
        client.get(f"/n/{safety_token(SafetyCall.objects.get())}/"),
    ):
        title = re.search(r"<title>(.*?)</title>", text(page), re.S)
        assert title is not None
        assert "安全" not in title[1]
        assert "safe" not in title[1].lower()


def test_the_way_out_stands_first_and_works_without_script(two: Town, client: Client):
    page = text(client.get(url(two)))

    assert page.index("data-leave") < page.index("<h1>")
    assert f'href="/d/{two.plate.token}/" data-leave' in page


def test_the_same_form_twice_is_one_call_and_no_fingerprint_of_the_words_is_kept(two: Town, client: Client):
    key = str(uuid.uuid4())
    for words in (WORDS, "再说一遍"):
        assert client.post(url(two), {"key": key, "words": words}).status_code == 200

    assert SafetyCall.objects.count() == 1
    assert set(Command.objects.get().answer) == {"call"}


def test_nothing_written_is_told_and_what_was_typed_stays(two: Town, client: Client):
    assert client.post(url(two), {"key": str(uuid.uuid4())}).status_code == 422
    answer = client.post(url(two), {"key": str(uuid.uuid4()), "words": WORDS, "contact": "打" * 500})
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert client.post(url(two), {"key": "x", "words": WORDS}).status_code == 409


def test_later_says_whether_it_was_read_and_takes_it_back_without_a_word_of_it(two: Town, client: Client):
    send(client, two)
    later = f"/n/{safety_token(SafetyCall.objects.get())}/"

    assert WORDS not in text(client.get(later))
    assert SafetyCall.objects.get().closed_at is None  # opening it does nothing
    assert client.post(later).status_code == 200

    call = SafetyCall.objects.get()
    assert (call.words, call.contact) == (None, None)
    assert "<form" not in text(client.get(later))


def test_about_a_child_it_cannot_be_taken_back(two: Town, client: Client):
    send(client, two, minor="on")
    later = f"/n/{safety_token(SafetyCall.objects.get())}/"

    assert "<form" not in text(client.get(later))
    assert client.post(later).status_code == 409
    assert SafetyCall.objects.get().words is not None


def test_a_guessed_address_is_told_plainly(db: None, client: Client):
    for token in ("a" * 26, "x", "你好", "a" * 5000):
        assert client.get(f"/n/{token}/").status_code == 404


def test_the_door_shows_the_way_there(town: Town, client: Client):
    assert f'href="{url(town)}"' in text(client.get(f"/d/{town.plate.token}/"))


def test_where_nobody_is_trained_nothing_is_said_of_two_people(town: Town, client: Client):
    page = text(client.get(url(town)))

    assert "两个人" not in page
    assert "two people below" not in page
    assert "for the two" not in page
