"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from linli.office.queries import _calendars
from tests import make


@pytest.fixture
def town(db: None) -> make.Town:
    return make.Town()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """A calendar is remembered by when it was last changed; tests change it at the same moment again and again."""
    _calendars.clear()
