"""An installation a test; chaos runs only where it is asked for (`bin/chaos`, or `-m chaos`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.ops.installation import Installation

SEED = """
import django; django.setup()
from tests import make
print(make.Town().plate.token)
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "chaos" not in config.option.markexpr:
        chosen = [item for item in items if item.get_closest_marker("chaos") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture
def place(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("the tables are copied as a file")
    found = Installation.new(tmp_path / "place")
    yield found
    found.end()


@pytest.fixture
def token(place: Installation) -> str:
    """The town of the tests; the token of a plate."""
    done = place.run("-c", SEED)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
