"""Residents with phones, over real HTTP: they send the same form again until somebody says "got it"."""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from threading import Lock, Thread
from typing import Any

PATIENCE = 120  # seconds until somebody gives up


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Resident:
    """One phone at one door."""

    def __init__(self, address: str, token: str) -> None:
        self.door = f"{address}/d/{token}"
        self.tries = 0
        self.patience: float = PATIENCE
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar()), Stay()
        )

    def ask(self, page: str, **form: str) -> tuple[int, str, str]:
        """Status, text and where it leads; goes on trying while nobody answers, or "too busy" does."""
        body = urllib.parse.urlencode(form).encode() if form else None
        until = time.monotonic() + self.patience
        while True:
            self.tries += 1
            try:
                with self.browser.open(
                    f"{self.door}/{page}/" if page else f"{self.door}/", body, timeout=30
                ) as answer:
                    return answer.status, answer.read().decode(), ""
            except urllib.error.HTTPError as answer:
                text, where = answer.read().decode(errors="replace"), answer.headers.get("Location", "")
                if answer.code < 500 or time.monotonic() > until:
                    return answer.code, text, where
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
            time.sleep(0.05)

    def say(self, words: str) -> str:
        """From the door to "got it"; the address of the page that follows it."""
        for page, form in (
            ("what", {"words": words, "do": "next"}),
            ("where", {"where": "here", "place": ""}),
            ("details", {"urgent": "no", "name": "", "phone": ""}),
        ):
            status, text, _ = self.ask(page)
            status, text, _ = self.ask(page, csrfmiddlewaretoken=hidden(text, "csrfmiddlewaretoken"), **form)
            assert status == 302, (page, status, text[-400:])
        _, text, _ = self.ask("check")
        key = hidden(text, "key")
        status, text, where = self.ask(
            "check", csrfmiddlewaretoken=hidden(text, "csrfmiddlewaretoken"), key=key
        )
        assert status == 302, (status, text[-400:])
        assert where.startswith("/f/"), where
        return where


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found[1] if found else ""


class Crowd:
    """Many at once, a thread each; `acknowledged`: words → the page that somebody was sent to."""

    def __init__(self, address: str, token: str, number: int) -> None:
        self.acknowledged: dict[str, str] = {}
        self.failed: list[str] = []
        self._lock = Lock()
        self._threads = [Thread(target=self._one, args=(address, token, n)) for n in range(number)]

    def _one(self, address: str, token: str, n: int) -> None:
        words = f"第 {n} 户：停电了，楼道灯也不亮"
        try:
            where = Resident(address, token).say(words)
        except Exception as error:
            with self._lock:
                self.failed.append(f"{n}: {error!r}")
        else:
            with self._lock:
                self.acknowledged[words] = where

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        for thread in self._threads:
            thread.join()

    def wait_for(self, number: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Until so many were acknowledged, or nobody is left."""
        while len(self.acknowledged) < number and any(thread.is_alive() for thread in self._threads):
            meanwhile()
            time.sleep(0.01)
