"""What comes out of the printer: A4, black on white, with what the paper is, when and who printed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.cases.models import Case
from tests.browser.conftest import OFFICE

pytestmark = pytest.mark.browser

A4 = {"width": 688, "height": 980}  # in the browser's pixels, less the margins
PRESSED = ".rail, .top, .btn, button, .crumbs, .tabs, .bar, form [type=submit]"
NOT_BLACK_ON_WHITE = """() => [...document.querySelectorAll('main *')]
    .filter(e => e.offsetParent && e.textContent.trim())
    .map(e => getComputedStyle(e)).filter(s => s.color !== 'rgb(0, 0, 0)'
        || !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(s.backgroundColor)).length"""


@pytest.fixture
def paper(demo: None, live_server: Any, context_of: Callable[..., Any]) -> Callable[[str], Page]:
    """An address as the head of the sub-district prints it, whose screen is dark."""
    page: Page = context_of(OFFICE).new_page()
    page.goto("/desk/demo/")
    page.get_by_role("button", name="高建").click()

    def printed(address: str) -> Page:
        page.goto(address)
        page.set_viewport_size(A4)  # type: ignore[arg-type]
        page.emulate_media(media="print", color_scheme="dark")
        return page

    return printed


def test_a_request_on_paper_says_which_it_is_where_when_and_who_printed_it(
    paper: Callable[[str], Page],
) -> None:
    case = Case.objects.filter(entrance__isnull=False).select_related("area").first()
    assert case is not None
    page = paper(f"/desk/cases/{case.number}/")
    head = page.locator(".paper")
    for said in (case.spoken_number, case.area.name, "高建"):
        expect(head).to_contain_text(said)
    expect(head).to_contain_text(re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d"))
    expect(page.get_by_role("heading", level=1)).to_have_text(case.title)
    page.emulate_media(media="screen")
    expect(head).to_be_hidden()


@pytest.mark.parametrize("address", ["/desk/?queue=open", "/desk/figures/?by=office", "/desk/register/"])
def test_nothing_to_press_is_on_paper_and_tables_are_tables(
    paper: Callable[[str], Page], address: str
) -> None:
    page = paper(address)
    assert page.locator(PRESSED).locator("visible=true").count() == 0
    assert page.evaluate(NOT_BLACK_ON_WHITE) == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    columns = page.evaluate(
        "[...document.querySelectorAll('table, .row')].filter(e => e.offsetParent).map(e => e.tagName === 'TABLE' ?"
        " getComputedStyle(e).display : getComputedStyle(e).gridTemplateColumns.split(' ').length > 1 ? 'table' : '')"
    )
    assert set(columns) <= {"table"}


def test_each_sheet_of_paper_tells_which_of_how_many_it_is() -> None:
    """The browser counts them; nothing else could."""
    from linli.config.settings import BASE_DIR

    css = (BASE_DIR / "faces/static/linli/desk.css").read_text()
    assert 'content:counter(page) " / " counter(pages)' in css
