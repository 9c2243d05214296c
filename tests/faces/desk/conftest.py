"""What the desk's tests share: a browser that is logged in, and forms taken from the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.cases.models import Case
from tests import make

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(town: make.Town) -> Callable[[str], Desk]:
    return lambda name: Desk(town, name)


class Desk:
    """One person at the desk: `desk("grid").post(case, "take")` sends the form that the page showed."""

    def __init__(self, town: make.Town, name: str) -> None:
        self.client = Client()
        self.client.force_login(town.users[name], backend=BACKEND)

    def get(self, path: str = "") -> HttpResponse:
        return self.client.get(f"/desk/{path}")

    def case(self, case: Case, verb: str = "") -> HttpResponse:
        return self.get(f"cases/{case.number}/{verb + '/' if verb else ''}")

    def form(self, case: Case, verb: str) -> dict[str, str]:
        """The hidden fields of the verb's page, as a browser would send them."""
        html = self.case(case, verb).content.decode()
        return dict(re.findall(r'type="hidden" name="(key|seen)" value="([^"]*)"', html))

    def send(self, case: Case, verb: str, data: dict[str, str]) -> HttpResponse:
        return self.client.post(f"/desk/cases/{case.number}/{verb}/", data)

    def do(self, case: Case, verb: str, **more: Any) -> HttpResponse:
        return self.send(case, verb, self.form(case, verb) | {k: str(v) for k, v in more.items()})


def text(response: HttpResponse) -> str:
    """What a reader sees, without tags; blanks shrunk."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    html = re.sub(r"<[^>]+>", " ", html)
    for code, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        html = html.replace(code, sign)
    return re.sub(r"\s+", " ", html)
