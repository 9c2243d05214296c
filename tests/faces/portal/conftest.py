from __future__ import annotations

import pytest

from tests.faces.portal.phone import Phone
from tests.make import Town


@pytest.fixture
def phone(town: Town) -> Phone:
    return Phone(town.plate.token)
