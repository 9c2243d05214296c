"""Pages without a plate, language and view, and promises every page keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from linli.cases.queries import follow_token
from tests import make
from tests.faces.portal.phone import Phone, text
from tests.make import Town

FACE = Path(settings.BASE_DIR) / "faces" / "portal"


def pages(town: Town) -> list[str]:
    """One address of every kind that shows a page to a phone that has written something."""
    follow = follow_token(make.case(town, at=timezone.now()))
    door = f"/d/{town.plate.token}/"
    names = ("said", "numbers", "about", "what", "where", "details", "check")
    steps = [door, *(f"{door}{page}/" for page in names)]
    return [
        "/",
        "/about/",
        *steps,
        f"/f/{follow}/",
        f"/f/{follow}/?sent=1",
        f"/f/{follow}/withdraw/",
        "/f/x/",
        "/d/x/",
        "/x/",
    ]


def test_the_demo_leads_to_a_door_and_elsewhere_the_start_does_not(client: Client, town: Town, settings):
    assert "/d/" in text(client.get("/"))
    settings.DEMO = False
    assert "/d/" not in text(client.get("/"))


def test_the_start_lists_what_was_said_from_this_phone(phone: Phone):
    case = phone.ask()

    assert case.spoken_number in text(phone.get("/"))


def test_about_names_who_runs_it_and_where_to_complain_about_it(client: Client, db: None):
    page = text(client.get("/about/"))

    for words in ("沂安市槐安区柳荫街道办事处", "沂ICP备2026010888号-1", "0399-801 2345", 'id="complain"'):
        assert words in page


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_language_and_view_never_lead_to_another_host(client: Client, db: None, to: str):
    for url in ("/lang/en/", "/view/elder/"):
        assert client.get(url, {"next": to})["Location"] == "/"


def test_language_and_view_are_remembered_and_lead_back(client: Client, town: Town):
    door = f"/d/{town.plate.token}/"
    answer = client.get("/lang/en/", {"next": door})
    assert answer["Location"] == door
    client.get("/view/elder/", {"next": door})

    page = text(client.get(door))
    assert '<html lang="en"' in page
    assert 'data-view="elder"' in page
    assert "Say something" in page
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["samesite"], int(cookie["max-age"])) == ("Lax", 31_536_000)


def test_unknown_languages_and_views_are_not_there(client: Client, db: None):
    assert client.get("/lang/xx/").status_code == 404
    assert client.get("/view/huge/").status_code == 404


def test_every_page_ends_with_a_telephone_number(phone: Phone, town: Town):
    phone.fill()
    for url in pages(town):
        assert 'href="tel:03998012345"' in text(phone.get(url)), url


def test_every_page_behind_a_link_or_plate_is_kept_from_search_engines(phone: Phone, town: Town):
    phone.fill()
    for url in pages(town):
        if url.startswith(("/d/", "/f/")):
            assert 'name="robots" content="noindex' in text(phone.get(url)), url


def test_no_page_carries_inline_style_or_script(phone: Phone, town: Town):
    phone.fill()
    for url in pages(town):
        page = text(phone.get(url))
        assert " style=" not in page, url
        assert "<style" not in page, url
        assert re.search(r"<script(?![^>]*\ssrc=)|\son\w+=", page) is None, url


def test_pages_in_chinese_hold_no_english(phone: Phone, town: Town):
    phone.fill()
    allowed = {"English", "LinLi"}
    for url in pages(town):
        words = set(re.findall(r"[A-Za-z]{4,}", visible(text(phone.get(url)))))
        assert words <= allowed | {"grid", "community", "township", "water", "housing"}, (
            url,
            words,
        )  # the town of the tests is named so


def test_pages_in_english_hold_no_chinese_but_names_and_own_words(phone: Phone, town: Town, settings):
    settings.OPERATOR, settings.FILING_NUMBER = "The Office", "1"
    phone.fill(words="The lamp in the stairwell is out.")
    phone.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for url in pages(town):
        found = set(re.findall(r"[\u4e00-\u9fff]+", visible(text(phone.get(url)))))
        # people, offices that have no English name in the tests' town, and what the resident of the other case wrote
        assert found <= {"中文", "甲", "办", "一楼水管接头漏水", "从今天早上开始"}, (url, found)


def visible(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page[page.index("<title>") :])


def test_no_colour_is_named_outside_the_tokens():
    css = Path(str(finders.find("linli/portal.css"))).read_text()

    assert re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css.replace("#main", "").replace("#rate", "")) is None


def test_wrong_methods_change_nothing_and_are_refused(client: Client, town: Town):
    for url in ("/", "/about/", "/lang/en/", "/view/elder/", f"/d/{town.plate.token}/"):
        assert client.post(url).status_code == 405
