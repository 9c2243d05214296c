"""A log-in makes the session anew, a log-out and a leaving end it, and what was copied before opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.people import actions
from linli.people.models import User
from tests import make
from tests.faces.portal.phone import Phone

GOOD = "ein-langes-wort-99"


@pytest.fixture
def zhangsan(db: None) -> User:
    return actions.enter_user(username="zhangsan", name="张三", password=GOOD, by=SYSTEM, at=make.LONG_AGO)


def log_in(client: Client) -> None:
    assert client.post("/desk/login/", {"username": "zhangsan", "password": GOOD}).status_code == 302


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def inside(client: Client) -> bool:
    return client.get("/desk/account/").status_code == 200


def test_a_session_that_was_planted_before_the_log_in_is_not_the_one_afterwards(
    zhangsan: User, town: make.Town
) -> None:
    phone = Phone(town.plate.token)
    phone.write()  # a session of somebody who is not logged in
    planted = phone.browser.cookies[settings.SESSION_COOKIE_NAME].value
    victim = with_cookie(planted)
    log_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert inside(victim)
    assert not inside(with_cookie(planted))


def test_a_copied_cookie_opens_nothing_after_the_log_out(zhangsan: User) -> None:
    client = Client()
    log_in(client)
    copied = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert inside(with_cookie(copied))
    client.post("/desk/logout/")
    assert not inside(with_cookie(copied))


def test_whoever_leaves_is_out_at_once_in_every_browser(zhangsan: User) -> None:
    browsers = [Client(), Client()]
    for one in browsers:
        log_in(one)
    actions.leave(zhangsan, by=SYSTEM, at=timezone.now())
    assert [inside(one) for one in browsers] == [False, False]


def test_half_way_in_ends_after_five_minutes(zhangsan: User) -> None:
    secret, before = actions.new_secret(), timezone.now() - timedelta(minutes=5)
    import pyotp

    actions.confirm_one_time_code(zhangsan, secret, pyotp.TOTP(secret).at(before), by=SYSTEM, at=before)
    client = Client()
    log_in(client)
    assert client.get("/desk/account/second/").status_code == 200
    session = client.session
    session["half"] = session["half"] | {"until": int(timezone.now().timestamp()) - 1}
    session.save()
    assert client.get("/desk/account/second/")["Location"] == "/desk/login/"
