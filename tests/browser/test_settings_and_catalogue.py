"""What only a screen can show: nothing lies over what one fills in, and what follows as one chooses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import OFFICE, PHONE

pytestmark = pytest.mark.browser
BOSS = "徐冠礼"
COVERED = """fields => fields.filter(one => {
  one.scrollIntoView({block: "nearest"});
  const box = one.getBoundingClientRect(), x = box.left + box.width / 2;
  const heights = [box.top + 2, box.top + box.height / 2, box.bottom - 2];
  return heights.some(y => !one.contains(document.elementFromPoint(x, y)));
}).map(one => one.name)"""


def opened(context_of: Callable[..., BrowserContext], size: dict[str, int], *, scripts: bool = True) -> Page:
    page = context_of(size, scripts=scripts).new_page()
    page.goto("/desk/demo/")
    page.get_by_role("button", name=BOSS).click()
    page.wait_for_selector("form.out", state="attached")
    return page


@pytest.mark.parametrize("size", [OFFICE, PHONE])
def test_nothing_lies_over_a_row_of_a_rule_and_what_would_change_comes_into_sight_with_its_button(
    demo: None, context_of: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    page = opened(context_of, size)
    page.goto("/desk/settings/cases.limits/")
    rows = page.locator(".set-table input, .set-table select, [name=reason]")
    assert rows.evaluate_all(COVERED) == []
    page.locator("[name=f0]").fill("2")
    page.locator("[name=reason]").fill("试行")
    page.locator(".sheet .btn-primary").click()
    look = page.locator(".set-look")
    expect(look.locator(".set-diff")).to_be_in_viewport(ratio=1)
    expect(look.locator(".btn-primary")).to_be_in_viewport(ratio=1)
    assert rows.evaluate_all(COVERED) == []
    look.locator(".btn-primary").click()
    expect(page.locator(".set-history ol li").first).to_contain_text("试行")
    assert rows.evaluate_all(COVERED) == []


def test_the_duty_list_follows_who_answers_and_an_own_choice_that_fits_stays(
    demo: None, context_of: Callable[..., BrowserContext]
) -> None:
    page = opened(context_of, OFFICE)
    page.goto("/desk/catalogue/new/")
    answers, chosen = page.locator("[name=answers]"), page.locator("[name=duty]:checked")
    expect(chosen).to_have_count(0)
    for role, duty in (("city", "assist"), ("community", "basic"), ("water", "assist")):
        answers.select_option(role)
        expect(chosen).to_have_value(duty)
    page.locator("[name=duty][value=upper]").check()
    answers.select_option("power")
    expect(chosen).to_have_value("upper")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_bureau_is_found_among_all_offices_by_typing_and_without_scripts_under_its_area(
    demo: None, context_of: Callable[..., BrowserContext], scripts: bool
) -> None:
    page = opened(context_of, OFFICE, scripts=scripts)
    page.goto("/desk/catalogue/answerers/gas/")
    office = page.locator("[name=office]")
    if scripts:
        page.locator(".field:has([name=office]) input[type=search]").fill("水务")
        page.locator(".pick-found button").first.click()
        assert "水务" in office.evaluate("one => one.selectedOptions[0].textContent")
    else:
        expect(page.locator(".field input[type=search]")).to_have_count(0)
        assert office.locator("optgroup option", has_text="水务").count() == 1
    page.locator(".sheet .btn-primary").click()
    expect(page.locator(".cat-roles")).to_be_visible()
