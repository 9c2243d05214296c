"""The figures on an office screen: all in sight, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.insights.actions import rebuild
from tests.browser.conftest import OFFICE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_tiles_stand_in_one_row_and_no_table_is_cut(
    demo: None, live_server: Any, context_of: Callable[..., Any], language: str
) -> None:
    rebuild()
    context = context_of(OFFICE)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    page.goto("/desk/demo/")
    page.get_by_role("button", name="高建").click()
    for view in ("all", "area", "matter", "office", "time"):
        page.goto(f"/desk/figures/?by={view}&span=12")
        tops = page.evaluate("[...document.querySelectorAll('.fig-top .figs > div')].map(e => e.offsetTop)")
        assert len(tops) > 5
        assert len(set(tops)) == 1, view
        over = page.evaluate(
            "[...document.querySelectorAll('.wide-table')].map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(over) <= 0, view
