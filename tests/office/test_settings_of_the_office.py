"""Rules an office changes: versions, shapes, defaults."""

from __future__ import annotations

from typing import Any

import pytest

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import put_back, set_setting
from linli.office.actions.deciding import is_legal
from linli.office.models import Setting
from linli.office.queries import DEFAULTS, changes, setting, settings_named
from tests.make import NOON


def test_a_setting_is_its_default_until_somebody_changes_it(db: None) -> None:
    assert setting("cases.most_photos") == 6
    set_setting("cases.most_photos", 4, by=SYSTEM, at=NOON)
    set_setting("cases.most_photos", 5, by=SYSTEM, at=NOON)
    assert setting("cases.most_photos") == 5
    assert list(Setting.objects.values_list("version", flat=True)) == [1, 2]
    assert settings_named("cases.most_photos", "cases.reopen_days") == {
        "cases.most_photos": 5,
        "cases.reopen_days": 30,
    }


def test_an_unknown_name_or_another_shape_is_refused(db: None) -> None:
    for name, value, code in (
        ("cases.colour", 1, "unknown_setting"),
        ("cases.most_photos", "six", "setting_of_other_shape"),
        ("cases.most_photos", True, "setting_of_other_shape"),
        ("cases.promise", {"simple": 3}, "setting_of_other_shape"),
        ("cases.limits", dict.fromkeys(DEFAULTS["cases.limits"], "1 month"), "setting_of_other_shape"),
        ("office.hours", DEFAULTS["office.hours"] | {"make_up": "25:00-26:00"}, "setting_of_other_shape"),
        ("office.hours", DEFAULTS["office.hours"] | {"week": ["9-5"] * 7}, "setting_of_other_shape"),
        ("cases.reopen_days", 10**12, "setting_of_other_shape"),
        ("cases.longest_text", 50_000, "setting_of_other_shape"),
        (
            "cases.limits",
            dict.fromkeys(DEFAULTS["cases.limits"], "99999 working_days"),
            "setting_of_other_shape",
        ),
        ("cases.limits", dict.fromkeys(DEFAULTS["cases.limits"], "0 working_days"), "setting_of_other_shape"),
    ):
        with pytest.raises(Refused) as caught:
            set_setting(name, value, by=SYSTEM, at=NOON)
        assert caught.value.refusal.code == code
    assert not Setting.objects.exists()


def code(work) -> str:
    with pytest.raises(Refused) as caught:
        work()
    return str(caught.value.refusal.code)


def test_what_stood_before_is_one_step_away_and_no_version_is_lost(db: None) -> None:
    set_setting("cases.reopen_days", 60, by=SYSTEM, at=NOON, reason="council of March")
    put_back("cases.reopen_days", seen=1, by=SYSTEM, at=NOON)
    assert setting("cases.reopen_days") == 30
    put_back("cases.reopen_days", seen=2, by=SYSTEM, at=NOON)
    assert setting("cases.reopen_days") == 60
    told = [
        (one.was, one.value, one.reason, one.back)
        for one in changes("cases.reopen_days")["cases.reopen_days"]
    ]
    assert told == [(30, 60, "", True), (60, 30, "", True), (None, 60, "council of March", False)]


def test_nobody_decides_on_an_older_sight_of_a_rule(db: None) -> None:
    set_setting("cases.reopen_days", 60, by=SYSTEM, at=NOON, seen=0)
    assert code(lambda: set_setting("cases.reopen_days", 90, by=SYSTEM, at=NOON, seen=0)) == "setting_moved"
    assert code(lambda: set_setting("cases.reopen_days", 60, by=SYSTEM, at=NOON, seen=1)) == "setting_same"
    assert code(lambda: put_back("cases.reopen_days", seen=0, by=SYSTEM, at=NOON)) == "setting_moved"
    assert code(lambda: put_back("cases.undo_seconds", seen=0, by=SYSTEM, at=NOON)) == "setting_never_changed"


@pytest.mark.parametrize(
    ("name", "value", "legal"),
    [
        ("notify.quiet", "22:00-07:30", True),
        ("notify.quiet", "", True),
        ("notify.quiet", "22:00-22:00", False),
        ("notify.quiet", "at night", False),
        ("retention.reading", 182, False),  # who looked is kept for half a year
        ("cases.warn_share", 100, False),
        ("people.centre_hosts", {"least": 5, "most": 2}, False),
        ("territory.sizes", DEFAULTS["territory.sizes"] | {"rural_least": 401}, False),
        *((name, value, True) for name, value in DEFAULTS.items()),
    ],
)
def test_every_default_is_legal_and_what_contradicts_itself_is_not(
    name: str, value: Any, legal: bool
) -> None:
    assert is_legal(name, value) == legal
