"""How long is left, as people say it: days, and of what is red, hours and minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from linli.faces.words import left
from tests.make import NOON


@pytest.mark.parametrize(
    ("minutes", "urgency", "said"),
    [
        (28, "red", "28 minutes left"),
        (0, "red", "0 minutes left"),
        (119, "red", "119 minutes left"),
        (120, "red", "2 hours left"),
        (23 * 60 + 59, "red", "23 hours left"),
        (24 * 60, "red", "1 day left"),
        (-0.5, "red", "1 minute over"),
        (-28, "red", "28 minutes over"),
        (-180, "red", "3 hours over"),
        (28, "blue", "due today"),
        (28, "", "due today"),
        (-28, "yellow", "1 day over"),
    ],
)
def test_what_is_red_is_told_by_the_clock(minutes: float, urgency: str, said: str) -> None:
    with translation.override("en"):
        assert left(NOON + timedelta(minutes=minutes), NOON, urgency=urgency) == said
