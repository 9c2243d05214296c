"""Fixtures every test may use."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from linli.common.worktime.seed import DAYS
from linli.office.models import CalendarDay
from linli.office.queries import _decided
from tests import make

# A database of bin/test, in which the migrations have run once; without it each process runs them, for ten seconds.
MIGRATED = os.environ.get("LINLI_TEST_MIGRATED", "") if connection.vendor == "sqlite" else ""


# One of these at the end and the other processes wait for it.
LONG = ("test_tutorial.py", "test_killed_worker.py", "test_import.py", "test_schema.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection_finish() -> None:
    """What is loaded stays; looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """What lies there is migrated further, not made anew."""
    return bool(MIGRATED) or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if MIGRATED:
        shutil.copyfile(MIGRATED, connection.settings_dict["TEST"]["NAME"])


def enter_notices() -> None:
    """The days off that the migrations wrote, where a test emptied the tables."""
    if not CalendarDay.objects.exists():
        CalendarDay.objects.bulk_create(
            CalendarDay(day=s.day, kind=s.kind.value, name=s.name, notice=s.notice, changed_at=make.LONG_AGO)
            for s in DAYS
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with transactions of its own leaves every table empty; whoever comes next counts working days.

    A fixture would come too early: the tables are emptied after the last of them.
    """
    yield
    marker = item.get_closest_marker("django_db")
    its_own = "transactional_db" in getattr(item, "fixturenames", ()) or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if its_own and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            enter_notices()


@pytest.fixture
def town(db: None) -> make.Town:
    return make.Town()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What the office decided is remembered by when it last changed; tests change it at one moment, again and again."""
    _decided.clear()
