"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from tests import make


@pytest.fixture
def town(db: None) -> make.Town:
    return make.Town()
