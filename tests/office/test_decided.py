"""What the office decided is laid out once, and anew as soon as anything of it changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.cases.actions.moving import clock
from linli.common.actor import SYSTEM
from linli.office.actions import set_setting
from linli.office.actions.calendar import change_day, set_hours
from linli.office.actions.carrying import rewrite
from linli.office.models import Setting
from linli.office.queries import decided, setting
from tests.make import NOON

pytestmark = pytest.mark.django_db
GRID = "370998001001001"
WEEK = ["10:00-16:00"] * 5 + ["", ""]


def statements(work) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_it_costs_one_statement_while_nothing_changes() -> None:
    first = clock(GRID)
    assert statements(lambda: clock(GRID)) == 1
    assert clock(GRID) is first


def test_every_change_is_seen_at_once() -> None:
    day = date(2026, 11, 27)
    seen = [decided()]

    def changed() -> bool:
        seen.append(decided())
        return seen[-1] is not seen[-2]

    set_setting("cases.reopen_days", 7, by=SYSTEM, at=NOON)
    assert changed()
    assert setting("cases.reopen_days") == 7
    change_day(day, "holiday", by=SYSTEM, at=NOON)
    assert changed()
    assert decided().calendar.kind(day).value == "holiday"
    set_hours("370998001", WEEK, "10:00-16:00", by=SYSTEM, at=NOON)
    assert changed()
    assert clock(GRID).hours == decided().hours_at("370998001")
    set_hours("370998001", WEEK, "", by=SYSTEM, at=NOON + timedelta(seconds=1))
    assert changed()
    rewrite("370998001", "370998002", 100)
    assert changed()
    assert decided().hours_at(GRID) != decided().hours_at("370998002001")
    assert not changed()


def test_what_was_rolled_back_is_not_remembered() -> None:
    with transaction.atomic():
        set_setting("cases.reopen_days", 7, by=SYSTEM, at=NOON)
        assert setting("cases.reopen_days") == 7
        transaction.set_rollback(True)
    assert setting("cases.reopen_days") == 30
    set_setting("cases.reopen_days", 9, by=SYSTEM, at=NOON + timedelta(seconds=1))
    assert setting("cases.reopen_days") == 9


def test_a_version_with_a_lower_number_that_comes_later_is_seen() -> None:
    """Two who set something at once: on PostgreSQL the one who began first may be done last."""
    slow = set_setting("cases.reopen_days", 7, by=SYSTEM, at=NOON)
    Setting.objects.filter(pk=slow.pk).delete()
    set_setting("consents.days", 100, by=SYSTEM, at=NOON + timedelta(seconds=1))
    assert setting("cases.reopen_days") == 30
    slow.save(force_insert=True)
    assert setting("cases.reopen_days") == 7
