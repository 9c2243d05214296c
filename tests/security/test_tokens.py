"""Links that open something cannot be guessed; a wrong one is answered alike, counted, and kept nowhere.

Keys of other systems: tests/faces/api/test_keys.py. What each link opens, and what not: tests/faces/portal/.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from linli.cases.models import SafetyCall
from linli.cases.queries import follow_token
from linli.faces import metrics
from tests import make
from tests.faces.portal.test_quiet import WORDS, send, text, two, url

__all__ = ["two"]
GUESS = "b" * 26
DOORS = {
    "portal:door": "/d/{}/",
    "portal:follow": "/f/{}/",
    "portal:rating": "/r/{}/",
    "portal:errand": "/e/{}/",
    "portal:later": "/n/{}/",
    "desk:invitation": "/desk/account/invitation/{}/",
}


def counted(route: str) -> float:
    return (
        metrics.registry.get_sample_value(
            "linli_requests_total", {"route": route, "method": "GET", "status": "404"}
        )
        or 0
    )


def bare(page: bytes, token: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode().replace(token, ""))


@pytest.mark.parametrize("route", DOORS)
def test_two_guesses_get_one_answer_and_are_counted_by_the_name_of_the_route(
    town: make.Town, route: str, django_assert_max_num_queries: Any
) -> None:
    client, before = Client(), counted(route)
    pages = {bare(client.get(DOORS[route].format(guess)).content, guess) for guess in (GUESS, "c" * 26)}
    assert len(pages) == 1
    assert counted(route) == before + 2
    assert GUESS.encode() not in metrics.generate_latest(metrics.registry)
    with django_assert_max_num_queries(1):  # looked up once, written nowhere
        client.get(DOORS[route].format(GUESS))


def test_a_right_link_opens_however_many_wrong_ones_came_from_that_address(town: make.Town) -> None:
    """Behind it a village may stand. Why that costs nothing: docs/explanation/threats.md."""
    case = make.case(town)
    asked, wrong = Client(REMOTE_ADDR="203.0.113.7"), "/f/{}/"
    assert {asked.get(wrong.format(GUESS)).status_code for _ in range(99)} == {404}
    for right in (wrong.format(follow_token(case)), f"/d/{town.plate.token}/"):
        assert asked.get(right).status_code == 200


def test_every_link_has_128_bits_and_one_says_nothing_of_the_next(town: make.Town) -> None:
    ring = settings.KEY_RING
    made = [
        ring.token(str(n), use) for n in range(50) for use in ("follow", "invitation", "rating", "safety")
    ]
    assert len(set(made)) == 200
    assert all(re.fullmatch("[a-z2-7]{26}", one) for one in made)
    case = make.case(town)
    assert re.fullmatch("[a-z2-7]{26}", follow_token(case))
    # a plate is typed by hand too: 59 bits and a check letter; what it opens hangs beside the door anyway
    assert len(town.plate.token) == 13


def test_a_key_that_another_site_chose_does_not_come_into_the_quiet_form(two: make.Town) -> None:
    """With it whoever wrote that site would find the link of the call, and could take it back."""
    client, chosen = Client(), str(uuid.uuid4())
    planted = client.post(url(two), {"key": chosen, "words": ""})
    assert planted.status_code == 422
    assert chosen not in text(planted)
    send(client, two)
    assert SafetyCall.objects.count() == 1
    assert WORDS not in text(planted)
