"""One's own account: the link that opens it, password, one-time code, the end of sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.people import actions
from linli.people.models import Absence, Post, User
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.pages import form

People = Callable[[str], Desk]
GOOD = "ein-langes-wort-99"


def send(client: Client, path: str, **more: Any) -> Any:
    """Fill the sheet that the page shows and send it."""
    return client.post(path, {"key": "00000000-0000-4000-8000-00000000000" + str(len(more)), **more})


def code_of(user: User, *, steps: int = 0) -> str:
    from linli.common.sealed import unseal

    user.refresh_from_db()
    totp = pyotp.TOTP(unseal(user.totp_secret, "totp"))
    return totp.at(timezone.now() + timedelta(seconds=30 * steps))


@pytest.fixture
def zhangsan(db: None) -> User:
    return actions.enter_user(username="zhangsan", name="张三", password=GOOD, by=SYSTEM, at=make.LONG_AGO)


@pytest.fixture
def coded(zhangsan: User) -> User:
    secret, now = actions.new_secret(), timezone.now() - timedelta(minutes=5)
    codes = actions.confirm_one_time_code(zhangsan, secret, pyotp.TOTP(secret).at(now), by=SYSTEM, at=now)
    zhangsan.refresh_from_db()
    zhangsan.paper = codes  # type: ignore[attr-defined]
    return zhangsan


def log_in(client: Client, password: str = GOOD) -> Any:
    return client.post("/desk/login/", {"username": "zhangsan", "password": password})


def inside(client: Client) -> bool:
    return client.get("/desk/account/").status_code == 200


def test_a_link_sets_the_password_once_and_says_so_afterwards(zhangsan: User, client: Client):
    now = timezone.now()
    first = actions.invitation_token(actions.invite(zhangsan, by=SYSTEM, at=now))
    link = actions.invitation_token(actions.invite(zhangsan, by=SYSTEM, at=now))
    page = f"/desk/account/invitation/{link}/"
    assert client.get(f"/desk/account/invitation/{first}/").status_code == 410  # only the newest works
    assert client.get("/desk/account/invitation/abc/").status_code == 404
    short = send(client, page, password="kurz", again="kurz")
    assert short.status_code == 422
    assert "This password is too short" not in short.content.decode()  # Django's words, that have no Chinese
    assert send(client, page, password=GOOD + "1", again=GOOD).status_code == 422
    before = client.session.session_key
    assert send(client, page, password=GOOD + "1", again=GOOD + "1")["Location"] == "/desk/"
    assert inside(client), "nobody types it a third time"
    assert client.session.session_key != before, "under a session that nobody knew before"
    client.post("/desk/logout/")
    used = client.get(page)
    assert used.status_code == 410
    assert 'href="/desk/login/"' in used.content.decode()
    assert 'href="/desk/"' not in used.content.decode().partition("<main")[2]
    assert log_in(client, GOOD + "1")["Location"] == "/desk/"
    assert link not in str(list(User.objects.get().invitations.values()))


def test_a_new_password_by_a_link_does_not_pass_the_code(coded: User, client: Client):
    link = actions.invitation_token(actions.invite(coded, by=SYSTEM, at=timezone.now()))
    page = f"/desk/account/invitation/{link}/"
    assert send(client, page, password=GOOD + "1", again=GOOD + "1")["Location"] == "/desk/account/second/"
    assert not inside(client)


def test_a_link_older_than_seven_days_opens_nothing(zhangsan: User, client: Client):
    then = timezone.now() - timedelta(days=7, seconds=1)
    link = actions.invitation_token(actions.invite(zhangsan, by=SYSTEM, at=then))
    assert client.get(f"/desk/account/invitation/{link}/").status_code == 410


def test_after_the_password_comes_the_code_and_without_it_nobody_is_in(coded: User, client: Client):
    assert log_in(client)["Location"] == "/desk/account/second/"
    assert not inside(client)
    before = client.session.session_key
    answer = send(client, "/desk/account/second/", code=code_of(coded))
    assert answer["Location"] == "/desk/"
    assert inside(client)
    assert client.session.session_key != before


def test_a_code_counts_once_and_the_clock_may_be_wrong_by_one_step(coded: User, client: Client):
    log_in(client)
    assert send(client, "/desk/account/second/", code=code_of(coded, steps=-2)).status_code == 422
    late = code_of(coded, steps=-1)
    assert send(client, "/desk/account/second/", code=late).status_code == 302
    other = Client()
    log_in(other)
    again = send(other, "/desk/account/second/", code=late)
    assert again.status_code == 422
    assert not inside(other)


@pytest.mark.parametrize("code", ["é23456", "一二三四五六", "١٢٣٤٥٦", "１２３４５Ⅵ", "😀"])
def test_a_code_in_other_letters_is_a_wrong_code(coded: User, client: Client, code: str):
    log_in(client)
    assert send(client, "/desk/account/second/", code=code).status_code == 422
    assert not inside(client)
    now = timezone.now()
    with pytest.raises(Refused, match="code_wrong"):
        actions.confirm_one_time_code(coded, pyotp.random_base32(), code, by=SYSTEM, at=now)


def test_a_recovery_code_counts_once(coded: User, client: Client):
    paper = coded.paper[3]  # type: ignore[attr-defined]
    log_in(client)
    assert send(client, "/desk/account/second/", code=paper.upper()).status_code == 302
    other = Client()
    log_in(other)
    assert send(other, "/desk/account/second/", code=paper).status_code == 422
    coded.refresh_from_db()
    assert len(coded.recovery_codes) == 9
    assert paper.replace("-", "") not in str(coded.recovery_codes)


def test_wrong_codes_close_the_door_like_wrong_passwords(coded: User, client: Client):
    log_in(client)
    for _ in range(4):
        log_in(client)  # the right password between them resets nothing
        assert send(client, "/desk/account/second/", code="000000").status_code == 422
    assert send(client, "/desk/account/second/", code="000000").status_code == 429
    assert send(client, "/desk/account/second/", code=code_of(coded)).status_code == 429
    assert log_in(client).status_code == 429


def test_a_role_that_sees_needs_is_led_to_set_up_codes_before_anything_else(
    town: make.Town, desk: People, settings: Any
):
    settings.DEMO = False
    grid, water = desk("grid"), desk("water")
    assert water.get().status_code == 200
    assert grid.get()["Location"] == "/desk/account/code/"
    assert grid.client.post("/desk/messages/", {"upto": "1"}).status_code == 403
    page = grid.client.get("/desk/account/code/")
    assert page.status_code == 200
    assert b"<svg" in page.content
    secret = grid.client.session["totp"]
    assert send(grid.client, "/desk/account/code/", code="000000").status_code == 422
    now = pyotp.TOTP(secret).at(timezone.now())
    assert send(grid.client, "/desk/account/code/", code=now)["Location"] == "/desk/account/recovery/"
    assert grid.get().status_code == 200
    user = town.users["grid"]
    user.refresh_from_db()
    assert secret.encode() not in bytes(user.totp_secret)
    shown = text(grid.client.get("/desk/account/recovery/"))
    assert text(grid.client.get("/desk/account/recovery/")) != shown  # this once


def test_whoever_acts_for_such_a_role_needs_a_code_too(town: make.Town, desk: People, settings: Any):
    settings.DEMO = False
    clerk, worker = (town.users[name].posts.get() for name in ("grid_2", "grid"))
    actions.name_deputy(worker, clerk, by=SYSTEM, at=timezone.now())
    assert desk("grid_2").get().status_code == 200
    now = timezone.now()
    actions.enter_absence(worker, since=now, until=now + timedelta(hours=1), by=SYSTEM, at=now)
    assert desk("grid_2").get()["Location"] == "/desk/account/code/"


def test_a_new_password_ends_every_other_session_and_gives_this_one_a_new_key(zhangsan: User):
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    key = here.session.session_key
    new = {"password": GOOD + "2", "again": GOOD + "2"}
    assert send(here, "/desk/account/password/", old="falsch", **new).status_code == 422
    assert inside(there)
    assert send(here, "/desk/account/password/", old=GOOD, **new).status_code == 302
    assert inside(here)
    assert here.session.session_key != key
    assert not inside(there)
    assert Entry.objects.filter(verb="user.password_changed").count() == 1


def test_logging_out_elsewhere_leaves_only_this_one(zhangsan: User):
    here, there = Client(), Client()
    log_in(here)
    log_in(there)
    assert send(here, "/desk/account/elsewhere/", password="falsch").status_code == 422
    assert send(here, "/desk/account/elsewhere/", password=GOOD).status_code == 302
    assert inside(here)
    assert not inside(there)


@pytest.mark.parametrize(
    ("idle", "whole", "stays"), [(59, 60, True), (61, 70, False), (10, 719, True), (10, 721, False)]
)
def test_a_session_ends_after_an_hour_without_a_click_or_twelve_hours(
    zhangsan: User, client: Client, idle, whole, stays
):
    log_in(client)
    inside(client)
    stamp = int(timezone.now().timestamp())
    session = client.session
    session["desk_seen"], session["desk_since"] = stamp - idle * 60, stamp - whole * 60
    session.save()
    assert inside(client) is stays


def test_a_residents_session_is_not_looked_at(town: make.Town, client: Client):
    session = client.session
    session["desk_seen"] = session["desk_since"] = 1
    session["draft"] = "x"
    session.save()
    assert client.get("/").status_code == 200
    assert client.session["draft"] == "x"


def test_i_am_away_from_to_counts_for_all_my_posts_and_back_ends_it(town: make.Town, desk: People):
    grid = desk("grid")
    actions.appoint(town.users["grid"], town.offices["next_grid"], role="helper", by=SYSTEM, at=make.LONG_AGO)
    today = timezone.localdate()
    days = {"since": today + timedelta(days=1), "until": today + timedelta(days=3)}
    sent = form(grid.get("account/").content, having="away").values | {k: str(v) for k, v in days.items()}
    assert grid.client.post("/desk/account/away/", sent).status_code == 302
    assert grid.client.post("/desk/account/away/", sent).status_code == 302  # twice is once
    found = list(Absence.objects.all())
    assert len(found) == 2
    assert (found[0].until - found[0].since).days == 3
    Post.objects.filter(user=town.users["grid"]).update(deputy=Post.objects.get(user=town.users["next_grid"]))
    line = grid.get("account/").content.decode().partition('class="line"')[2].partition("</p>")[0]
    assert town.users["next_grid"].name in line
    wrong = sent | {"since": str(today + timedelta(days=9)), "key": "00000000-0000-4000-8000-000000000001"}
    answer = grid.client.post("/desk/account/away/", wrong)
    assert answer.status_code == 422
    assert str(today + timedelta(days=9)) in answer.content.decode()  # what was typed is kept
    stranger = desk("water").client.post(f"/desk/account/back/{found[0].pk}/")
    assert stranger.status_code == 404
    grid.client.post(f"/desk/account/back/{found[0].pk}/")
    assert not Absence.objects.filter(cancelled_at=None).exists()
