"""Rules an office changes: versions, shapes, defaults."""

from __future__ import annotations

import pytest

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import set_setting
from linli.office.models import Setting
from linli.office.queries import DEFAULTS, setting, settings_named
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
