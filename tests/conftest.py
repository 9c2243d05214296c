"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from linli.office.queries import _decided
from tests import make


@pytest.fixture
def town(db: None) -> make.Town:
    return make.Town()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What the office decided is remembered by when it last changed; tests change it at one moment, again and again."""
    _decided.clear()
