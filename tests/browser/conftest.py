"""A real Chromium (Debian's), a real server on loopback, and axe-core."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from linli.config import settings as base
from tests.conftest import enter_notices

# Playwright's loop runs in this thread; the tests' own look-ups in the database are quick and deliberate.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = (
    os.environ.get("LINLI_TEST_CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
OFFICE = {"width": 1280, "height": 800}

Made = TypeVar("Made")
_kept: dict[Callable[[], object], tuple[object, sqlite3.Connection]] = {}


def stands(build: Callable[[], Made]) -> Made:
    """What `build` makes in an empty database, and gives; from the second time on the whole file is put back.

    Give and take of each test stay apart as if everything were built anew. A database that is no file is built anew.
    """
    if connection.vendor != "sqlite":
        return build()
    if build not in _kept:
        made, copy = build(), sqlite3.connect(":memory:")
        connection.ensure_connection()
        connection.connection.backup(copy)
        _kept[build] = made, copy
    else:
        connection.ensure_connection()
        _kept[build][1].backup(connection.connection)
    return _kept[build][0]  # type: ignore[return-value]


def seeded() -> None:
    """The demo's own neighbourhood and a little of everything around it, compiled texts and all."""
    call_command("translations", "compile", verbosity=0)
    enter_notices()  # the test before emptied the tables, and the notices with them
    call_command("seed_demo", small=True, verbosity=0)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def demo(transactional_db: None) -> None:
    stands(seeded)


@pytest.fixture
def context_of(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """A new person: own cookies, own screen. `cookies` are set for the live server."""
    opened: list[BrowserContext] = []

    def new(
        size: dict[str, int] = PHONE, *, scripts: bool = True, dark: bool = False, **cookies: str
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
        )
        context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a page under LINLI_SHOTS, if that is set."""
    folder = os.environ.get("LINLI_SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take


assert base.DEBUG is False
