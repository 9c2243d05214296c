"""Passwords cannot be tried through, and nobody can use that to shut a colleague out. Residents are never counted.

Five wrong ones by name and address: tests/faces/desk/test_doors.py. Calls of a key: tests/faces/api/test_keys.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.faces.desk import trying
from linli.faces.middleware import client_address
from linli.people import actions
from linli.people.models import User
from tests import make

GOOD = "ein-langes-wort-99"
FAR, NEAR = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def zhangsan(db: None) -> User:
    return actions.enter_user(username="zhangsan", name="张三", password=GOOD, by=SYSTEM, at=make.LONG_AGO)


def log_in(client: Client, address: str = NEAR, name: str = "zhangsan", password: str = GOOD) -> int:
    sent = {"username": name, "password": password}
    return client.post("/desk/login/", sent, REMOTE_ADDR=address).status_code


def wrong_ones(number: int, *, name: str | None = None, address: str | None = None) -> None:
    """So many wrong passwords a moment ago, as axes notes them: at one name, or from one address."""
    now = timezone.now()
    AccessAttempt.objects.bulk_create(
        AccessAttempt(
            username=name or f"somebody{n}",
            ip_address=address or f"192.0.2.{n}",
            attempt_time=now,
            failures_since_start=1,
        )
        for n in range(number)
    )
    AccessAttempt.objects.update(attempt_time=now)


def test_one_name_tried_from_many_addresses_is_closed_but_not_where_they_are_known(zhangsan: User) -> None:
    own = Client()
    assert log_in(own) == 302
    own.post("/desk/logout/")
    wrong_ones(trying.MOST_AT_A_NAME, name="zhangsan")
    assert log_in(Client(), FAR) == 429  # even the right one is not looked at
    assert log_in(own) == 302
    assert log_in(Client(), FAR, name="lisi", password="x") == 200  # nobody else is shut out


def test_many_names_tried_from_one_address_close_it_but_not_for_whoever_is_known_there(
    zhangsan: User,
) -> None:
    own = Client()
    assert log_in(own, FAR) == 302
    own.post("/desk/logout/")
    wrong_ones(trying.MOST_FROM_AN_ADDRESS, address=FAR)
    assert log_in(Client(), FAR) == 429
    assert log_in(Client(), NEAR) == 302
    assert log_in(own, FAR) == 302
    own.post("/desk/logout/")
    assert log_in(own, FAR, name="lisi", password="x") == 429  # known is a person, not a browser


def test_a_new_password_ends_what_browsers_knew_and_an_invented_mark_is_none(zhangsan: User) -> None:
    own = Client()
    log_in(own)
    mark = own.cookies[trying.COOKIE].value
    assert "zhangsan" not in mark
    actions.change_password(zhangsan, GOOD + "1", by=SYSTEM, at=timezone.now())
    wrong_ones(trying.MOST_AT_A_NAME, name="zhangsan")
    assert log_in(own, password=GOOD + "1") == 429
    forged = Client()
    forged.cookies[trying.COOKIE] = "a" * 26
    assert log_in(forged, password=GOOD + "1") == 429


def test_wrong_ones_of_a_quarter_of_an_hour_ago_are_forgotten(zhangsan: User) -> None:
    wrong_ones(trying.MOST_AT_A_NAME, name="zhangsan")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))
    assert log_in(Client(), FAR) == 302


def test_behind_a_proxy_that_nobody_told_of_the_address_of_all_closes_for_nobody(zhangsan: User) -> None:
    wrong_ones(trying.MOST_FROM_AN_ADDRESS, address="127.0.0.1")
    assert log_in(Client(), "127.0.0.1") == 302


@pytest.mark.parametrize(
    ("page", "field"), [("password", "old"), ("elsewhere", "password"), ("recovery", "password")]
)
def test_at_a_forgotten_desk_the_password_cannot_be_tried_through_either(
    zhangsan: User, page: str, field: str
) -> None:
    zhangsan.totp_since = timezone.now()
    zhangsan.save()
    client = Client()
    client.force_login(zhangsan, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"key": "00000000-0000-4000-8000-000000000001", "password": GOOD + "2", "again": GOOD + "2"}
    statuses = [
        client.post(f"/desk/account/{page}/", sent | {field: f"wrong {n}"}).status_code for n in range(5)
    ]
    assert statuses == [403] * 4 + [429] or statuses == [422] * 4 + [429]
    assert client.post(f"/desk/account/{page}/", sent | {field: GOOD}).status_code == 429


def test_what_is_noted_of_a_wrong_one_holds_neither_password_nor_code(zhangsan: User) -> None:
    sent = {"username": "zhangsan", "password": "almost-" + GOOD, "code": "123 456"}
    Client().post("/desk/login/?next=/desk/staff/7/", sent)
    noted = str(AccessAttempt.objects.values().get())
    assert GOOD not in noted
    assert "123 456" not in noted
    assert "staff" not in noted


@pytest.mark.parametrize(
    ("peer", "told", "proxies", "counted"),
    [
        (
            "203.0.113.7",
            "198.51.100.9",
            0,
            "203.0.113.7",
        ),  # whoever writes the header himself is not believed
        ("127.0.0.1", "1.2.3.4, 198.51.100.9", 1, "198.51.100.9"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),  # one network, not 2**64 addresses
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("", "", 0, None),  # a socket that is a file
        ("127.0.0.1", "nonsense", 1, None),
    ],
)
def test_whose_wrong_passwords_are_counted(
    settings: Any, peer: str, told: str, proxies: int, counted: str | None
) -> None:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": told}
    assert client_address(request) == counted


def test_the_example_of_a_proxy_lets_an_estate_behind_one_address_through() -> None:
    """After a power cut 200 come at once, each with nine requests (bin/chaos does it for real)."""
    text = (Path(__file__).resolve().parents[2] / "deploy/nginx.conf").read_text()
    rate, burst = re.search(r"rate=(\d+)r/s", text), re.search(r"burst=(\d+)", text)
    assert rate
    assert burst
    assert int(burst[1]) + 10 * int(rate[1]) >= 200 * 9
