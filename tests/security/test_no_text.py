"""The one sign that PostgreSQL keeps in no text, wherever it is sent: answered in words, and nothing is changed."""

from __future__ import annotations

import json

import pytest

from linli.cases.models import Case
from linli.common.bulk import fetch
from linli.faces.words import refusal_words
from tests import make
from tests.faces.desk.conftest import Desk

# each request in its own transaction, as on a server: PostgreSQL ends the one in which it was told such a thing
pytestmark = pytest.mark.django_db(transaction=True)

NUL = "\0"
PLACES = (
    *("", "find/", "map/", "figures/", "figures/rows/", "figures/chain/", "prints/", "prints/volume/"),
    *(
        "territory/",
        "territory/estates/",
        "territory/venues/",
        "register/",
        "calendar/",
        "imports/",
        "messages/",
    ),
)
NAMES = ("q", "name", "area", "first", "last", "queue", "page", "slice", "key", "next", "part")


def test_it_is_answered_in_words_on_either_database(town: make.Town) -> None:
    desk = Desk(town, "grid")
    desk.client.raise_request_exception = False
    words = refusal_words("bad_request", {})[0]
    for place in PLACES:
        answer = desk.client.get(f"/desk/{place}", dict.fromkeys(NAMES, NUL))
        assert answer.status_code < 500, place
        assert answer.status_code != 400 or words in answer.content.decode(), place
    answer = desk.client.post("/desk/prints/plates/", {"area": NUL})
    assert answer.status_code < 500
    said = desk.client.post(f"/d/{town.plate.token}/what/", {"words": f"漏水{NUL}了"})
    assert said.status_code in (302, 422)
    called = desk.client.post("/api/v1/cases", json.dumps({"words": NUL}), content_type="application/json")
    assert called.status_code < 500
    assert not Case.objects.filter(words__contains="漏水").exists()
    assert fetch("SELECT 1") == [(1,)], "the connection serves whoever comes next"
