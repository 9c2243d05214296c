"""Coming in: the password, the lock, the demo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.common.actor import SYSTEM
from linli.people.actions import enter_user
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


def log_in(client: Client, password: str, name: str = "zhangsan") -> object:
    return client.post("/desk/login/", {"username": name, "password": password})


@pytest.fixture
def zhangsan(db: None) -> None:
    enter_user(username="zhangsan", name="张三", password="ein-langes-wort", by=SYSTEM, at=make.LONG_AGO)


@pytest.mark.usefixtures("zhangsan")
def test_the_right_password_leads_to_the_day(client: Client):
    answer = log_in(client, "ein-langes-wort")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


@pytest.mark.usefixtures("zhangsan")
def test_a_wrong_password_is_told_in_words(client: Client):
    page = text(log_in(client, "falsch"))
    assert "登录名和密码对不上" in page


@pytest.mark.usefixtures("zhangsan")
def test_five_wrong_passwords_close_the_door_and_say_until_when(client: Client):
    for _ in range(4):
        log_in(client, "falsch")
    answer = log_in(client, "falsch")

    assert answer.status_code == 429
    page = text(answer)
    assert "暂时不能登录" in page
    assert "以前" in page
    assert "0399-801 2345" in page
    assert log_in(client, "ein-langes-wort").status_code == 429
    assert log_in(client, "falsch", name="lisi").status_code == 200  # nobody else is shut out


def test_the_demo_makes_one_somebody_with_one_click_and_a_new_session(town: make.Town, client: Client):
    page = client.get("/desk/demo/")
    assert "您想用谁的身份看看" in text(page)
    client.get("/desk/login/")

    answer = client.post("/desk/demo/", {"user": town.users["water"].pk})
    assert answer["Location"] == "/desk/"
    first = client.session.session_key
    client.post("/desk/demo/", {"user": town.users["grid"].pk})
    assert client.session.session_key != first
    assert "grid 甲" in text(client.get("/desk/"))


def test_the_demo_knows_nobody_who_holds_no_post(town: make.Town, client: Client):
    user = enter_user(username="x", name="没有任职", password=None, by=SYSTEM, at=make.LONG_AGO)

    assert client.post("/desk/demo/", {"user": user.pk}).status_code == 404
    assert client.post("/desk/demo/", {"user": "abc"}).status_code == 404


def test_without_the_demo_there_is_no_such_door(town: make.Town, client: Client, settings: Any):
    settings.DEMO = False

    assert client.get("/desk/demo/").status_code == 404
    assert client.post("/desk/demo/", {"user": town.users["grid"].pk}).status_code == 404
    assert "用编的人试试" not in text(client.get("/desk/login/"))


def test_logging_out_needs_a_post_and_ends_it(town: make.Town, desk: People):
    grid = desk("grid")
    assert grid.get("logout/").status_code == 405
    grid.client.post("/desk/logout/")
    assert grid.get().status_code == 302
