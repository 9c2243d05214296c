"""What is typed at the desk stays on that computer until it is done: no longer, for nobody else, and no secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from linli.cases.models import Case, Keeper
from linli.people.models import User
from tests.browser.conftest import OFFICE

pytestmark = pytest.mark.browser
WORDS = "换了铜接头，试过水，还要等一等。"
WORKER, OTHER = "陈淑敏", "林晓燕"


@pytest.fixture
def page(demo: None, context_of: Callable[..., BrowserContext]) -> Page:
    page = context_of(OFFICE).new_page()
    log_in(page, WORKER)
    return page


def log_in(page: Page, name: str) -> None:
    page.goto("/desk/demo/")
    page.get_by_role("button", name=name).click()
    page.wait_for_selector("form[data-user]")


def in_hand(**more: Any) -> Case:
    """Something the worker is doing."""
    return Case.objects.filter(holder__name=WORKER, task="do", paused=False, proposed="", **more).first()


def open_step(page: Page, case: Case, verb: str = "resolve") -> None:
    page.goto(f"/desk/cases/{case.number}/{verb}/")


def kept(page: Page) -> dict[str, Any]:
    """All drafts on this computer, by their key."""
    told = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    return {key: json.loads(value) for key, value in json.loads(told) if key.startswith("linli.draft.")}


def test_it_is_kept_told_and_there_again_until_it_is_sent(page: Page) -> None:
    case = in_hand()
    open_step(page, case)
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.locator("[name=outcome][value=done]").check()
    page.locator("[name=words]").fill(WORDS)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.goto("/desk/")
    open_step(page, case)
    expect(page.locator("[name=words]")).to_have_value(WORDS)
    expect(page.locator("[name=outcome][value=done]")).to_be_checked()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.locator("main form.sheet .btn-primary").click()
    expect(page.locator(".toast")).to_be_visible()
    assert Case.objects.get(pk=case.pk).task == "check"
    assert kept(page) == {}


def test_it_is_thrown_away_when_asked_and_when_its_week_is_over(page: Page) -> None:
    open_step(page, in_hand())
    page.locator("[name=words]").fill(WORDS)
    page.locator("[data-kept] button").click()
    assert kept(page) == {}
    page.locator("[name=words]").fill(WORDS)
    (key, draft), *_ = kept(page).items()
    page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)", [key, json.dumps(draft | {"until": 1})]
    )
    page.reload()
    expect(page.locator("[name=words]")).to_have_value("")
    assert kept(page) == {}


def test_it_is_gone_after_the_log_out_and_nobody_else_at_this_computer_gets_it(page: Page) -> None:
    case = in_hand()
    open_step(page, case)
    page.locator("[name=words]").fill(WORDS)
    log_in(page, OTHER)  # without a log-out, as when a session ends by itself
    (key,) = kept(page)
    assert f".{User.objects.get(name=WORKER).pk}." in key
    page.goto(f"/desk/cases/{case.number}/instruct/")
    assert WORDS not in page.content()
    log_in(page, WORKER)
    open_step(page, case)
    expect(page.locator("[name=words]")).to_have_value(WORDS)
    page.locator("form[data-user] button").click()
    page.wait_for_url("**/desk/login/**")
    assert kept(page) == {}


def test_of_what_is_secret_or_about_somebody_nothing_is_kept(page: Page) -> None:
    case = in_hand()
    open_step(page, case)
    page.evaluate(
        """() => { for (const type of ["password", "file", "hidden"]) {
            const one = Object.assign(document.createElement("input"), { type, name: `my_${type}` });
            document.querySelector("form[data-draft]").append(one);
            if (type !== "file") one.value = "geheim"; } }"""
    )
    page.locator("[name=words]").fill(WORDS)
    (draft,) = kept(page).values()
    assert {name for name, *_ in draft["typed"]} == {"outcome", "words"}
    page.evaluate("localStorage.clear()")
    open_step(page, case, "recuse")
    page.locator("[name=words]").fill("是我亲戚")
    assert kept(page) == {}
    Case.objects.filter(pk=case.pk).update(restricted=True)
    Keeper.objects.create(case=case, user=case.holder, since=case.asked_at)
    open_step(page, case)
    page.locator("[name=words]").fill(WORDS)
    assert kept(page) == {}
