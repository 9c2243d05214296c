"""A link that begins with ours leads nowhere else (language and view: tests/faces/portal/test_pages.py)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.people import actions
from tests import make

GOOD = "ein-langes-wort-99"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:///evil.example/",
    "javascript:alert(1)",
    "\t//evil.example/",
    "/\t/evil.example/",
    "https:evil.example",
    "/desk/login/?next=//evil.example/",
)


@pytest.mark.parametrize("coded", [False, True])
def test_the_log_in_leads_to_pages_of_ours_only(db: None, coded: bool) -> None:
    user = actions.enter_user(username="zhangsan", name="张三", password=GOOD, by=SYSTEM, at=make.LONG_AGO)
    secret, before = actions.new_secret(), timezone.now() - timedelta(minutes=5)
    if coded:
        actions.confirm_one_time_code(user, secret, pyotp.TOTP(secret).at(before), by=SYSTEM, at=before)
    for to in (*ELSEWHERE, "/desk/menu/"):
        client = Client()
        form = {"username": "zhangsan", "password": GOOD, "next": to}
        answer = client.post(f"/desk/login/?next={quote(to)}", form)
        if coded:
            user.refresh_from_db()
            user.totp_last_step = 0  # each code counts once; here it is the way that is asked
            user.save()
            now = pyotp.TOTP(secret).at(timezone.now())
            answer = client.post(
                "/desk/account/second/", {"code": now, "key": "00000000-0000-4000-8000-000000000001"}
            )
        assert answer["Location"] == ("/desk/menu/" if to == "/desk/menu/" else "/desk/"), to


def test_an_address_that_looks_like_a_host_is_not_sent_on_to(db: None) -> None:
    """Django adds a missing slash at the end: not so that the beginning becomes another host."""
    answer = Client().get("//evil.example/about")
    assert not answer.headers.get("Location", "").startswith("//")
