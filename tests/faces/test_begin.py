"""An empty installation begins with one command: a place, an office, and two people with links that work."""

from __future__ import annotations

import io
from urllib.parse import urlparse

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from linli.people.models import Office, Post, User
from linli.territory.models import Area

PEOPLE = ("--leader", "高建", "gaojian", "--administrator", "徐冠礼", "xuguanli")


def begin(*told: str) -> list[str]:
    out = io.StringIO()
    call_command("begin", *told, *PEOPLE, stdout=out)
    return [urlparse(line).path for line in out.getvalue().splitlines() if line.startswith("http")]


def test_a_leader_and_an_administrator_set_their_passwords_and_come_in(db: None) -> None:
    links = begin("370998001", "--place", "柳荫街道", "--office", "柳荫街道办事处")
    office = Office.objects.get()
    assert (office.name, office.area.path, office.area.official_code) == (
        "柳荫街道办事处",
        "370998001",
        "370998001000",
    )
    for link, login, page in zip(links, ("gaojian", "xuguanli"), ("territory", "staff"), strict=True):
        client = Client()
        shown = client.get(link)
        assert shown.status_code == 200
        words = {
            "key": shown.context["form"]["key"].value(),
            "password": "Gui-hua-li 2026",
            "again": "Gui-hua-li 2026",
        }
        assert client.post(link, words).status_code == 302, client.post(link, words).content.decode()
        assert User.objects.get(username=login).has_usable_password()
        client.force_login(
            User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend"
        )
        assert client.get(f"/desk/{page}/").status_code in (200, 302)
    assert set(Post.objects.values_list("role", flat=True)) == {"leader", "administrator"}


def test_a_place_of_the_official_list_comes_with_all_below_it(db: None) -> None:
    begin("410802009000")
    assert Office.objects.get().area.path == "410802009"
    assert Area.objects.filter(level="community").count() > 3


def test_it_begins_once_and_says_what_it_lacks(db: None) -> None:
    with pytest.raises(CommandError, match="--place"):
        begin("370998001")
    with pytest.raises(CommandError, match="no code"):
        begin("37099")
    assert not Area.objects.exists()
    assert not User.objects.exists()
    begin("370998001", "--place", "柳荫街道")
    with pytest.raises(CommandError, match="has begun"):
        begin("370998002", "--place", "别处街道")
    assert Office.objects.count() == 1
