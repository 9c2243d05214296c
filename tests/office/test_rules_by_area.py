"""A rule holds everywhere, or at one area and below: the nearest counts, and each keeps the rules of its own place."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.common.actor import SYSTEM, Actor
from linli.common.authority import Standing
from linli.common.paths import LENGTHS, covers
from linli.common.refusals import Refused
from linli.common.worktime import Calendar
from linli.journal.models import Entry
from linli.notify.actions import set_words
from linli.notify.queries import worded
from linli.office.actions import give_up, put_back, set_setting
from linli.office.actions.calendar import change_day, enter_year
from linli.office.actions.carrying import rewrite
from linli.office.models import Setting
from linli.office.queries import DEFAULTS, OF_AREAS, Decided, changes, decided, may_differ, setting
from linli.people.models import Office
from linli.territory import actions as territory
from linli.territory.queries import whole
from tests import make
from tests.make import LONG_AGO, NOON

A, B, DISTRICT = "370998001", "370998002", "370998"
RULE = "cases.reopen_days"


def code(work) -> str:
    with pytest.raises(Refused) as caught:
        work()
    return str(caught.value.refusal.code)


# -- the nearest counts ------------------------------------------------------------------------------------------------


@st.composite
def trees(draw) -> tuple[dict[str, int], str]:
    """Values at some areas of a tree, many of them above an area to ask about, others beside it."""

    def path() -> str:
        steps = draw(st.lists(st.sampled_from("12"), max_size=len(LENGTHS)))
        lengths = (0, *LENGTHS)
        return "".join(step.zfill(b - a) for step, a, b in zip(steps, lengths, lengths[1:], strict=False))

    asked = path()
    above = draw(st.lists(st.sampled_from([n for n in (0, *LENGTHS) if n <= len(asked)]), max_size=4))
    beside = [path() for _n in range(draw(st.integers(0, 3)))]
    return {place: draw(st.integers(1, 99)) for place in (*(asked[:n] for n in above), *beside)}, asked


@given(trees())
def test_the_nearest_area_at_or_above_counts_else_everywhere_else_the_default(tree) -> None:
    own, asked = tree
    now = Decided(stamp=(), values={RULE: own} if own else {}, calendar=Calendar({}, frozenset()), hours={})
    above = [path for path in own if asked.startswith(path)]
    expected = own[max(above, key=len)] if above else DEFAULTS[RULE]
    assert now.setting(RULE, asked) == expected
    assert now.setting("cases.undo_seconds", asked) == DEFAULTS["cases.undo_seconds"]
    assert now.apart(RULE, asked) == sorted(p for p in own if covers(asked, p) and p != asked)


def test_a_rule_of_an_area_holds_there_and_below_and_nowhere_else(db: None) -> None:
    set_setting(RULE, 40, by=SYSTEM, at=NOON)
    set_setting(RULE, 50, path=A, by=SYSTEM, at=NOON)
    set_setting(RULE, 60, path=A + "001", by=SYSTEM, at=NOON)
    found = {path: setting(RULE, path) for path in ("", DISTRICT, A, A + "002", A + "001", A + "001007", B)}
    assert list(found.values()) == [40, 40, 50, 50, 60, 60, 40]
    assert Setting.objects.filter(version=1).count() == 3  # each place counts its own versions
    assert set(Entry.objects.values_list("area_path", flat=True)) == {"", A, A + "001"}


def test_what_an_area_gives_up_comes_from_above_again_and_no_version_is_lost(db: None) -> None:
    set_setting(RULE, 50, path=A, by=SYSTEM, at=NOON, reason="winter")
    give_up(RULE, path=A, seen=1, by=SYSTEM, at=NOON)
    set_setting(RULE, 40, by=SYSTEM, at=NOON)
    assert setting(RULE, A) == 40
    assert code(lambda: give_up(RULE, path=A, by=SYSTEM, at=NOON)) == "no_own_rule"
    assert code(lambda: give_up(RULE, path="", by=SYSTEM, at=NOON)) == "no_own_rule"
    put_back(RULE, path=A, seen=2, by=SYSTEM, at=NOON)
    assert setting(RULE, A) == 50
    assert [(one.was, one.value) for one in changes(RULE, path=A)[RULE]] == [
        (None, 50),
        (50, None),
        (None, 50),
    ]
    assert [one.value for one in changes(RULE)[RULE]] == [40]
    put_back(RULE, path=A, seen=3, by=SYSTEM, at=NOON)
    put_back(RULE, path=A, seen=4, by=SYSTEM, at=NOON)
    assert setting(RULE, A) == 50


def test_the_first_of_an_area_put_back_is_the_one_above_again(db: None) -> None:
    set_setting(RULE, 50, path=A, by=SYSTEM, at=NOON)
    put_back(RULE, path=A, seen=1, by=SYSTEM, at=NOON)
    set_setting(RULE, 40, by=SYSTEM, at=NOON)
    assert setting(RULE, A) == 40


def test_rules_of_the_installation_refuse_an_area(db: None) -> None:
    for name in DEFAULTS.keys() - OF_AREAS:
        refused = code(lambda name=name: set_setting(name, DEFAULTS[name], path=A, by=SYSTEM, at=NOON))
        assert refused == "rule_of_everywhere"
        assert code(lambda name=name: give_up(name, path=A, by=SYSTEM, at=NOON)) == "rule_of_everywhere"
    assert DEFAULTS.keys() >= OF_AREAS
    assert not any(
        may_differ(name) for name in DEFAULTS if name.startswith(("retention.", "api.", "people.session"))
    )
    assert not Setting.objects.exists()


def test_an_area_is_held_to_the_bounds_of_everybody(db: None) -> None:
    for name, value in (("cases.warn_share", 100), ("cases.undo_seconds", 601), ("cases.reopen_days", 0)):
        assert (
            code(lambda n=name, v=value: set_setting(n, v, path=A, by=SYSTEM, at=NOON))
            == "setting_of_other_shape"
        )


def test_texts_of_an_area_are_its_own_too(db: None) -> None:
    own = {"zh": "您好，{number}最迟{promise}答复，电话{phone}。"}
    set_words("verify", own, path=A, by=SYSTEM, at=NOON)
    assert worded("verify", A + "001") == own
    assert worded("verify", B) == worded("verify") == {}


# -- who may ------------------------------------------------------------------------------------------------


@pytest.fixture
def district(town: make.Town) -> make.Town:
    """A second sub-district, so that no sub-district is the whole."""
    area = territory.draw_area(
        path=B, level="township", name="乙街道", parent=town.areas["county"], by=SYSTEM, at=LONG_AGO
    )
    town.areas["second"] = area
    return town


def keeper(kind: str, path: str, role: str = "administrator") -> Actor:
    return Actor("user", standings=(Standing(role, kind, "none", path),))


MATRIX = [  # who, at A, below A, at B, above both, everywhere
    (keeper("township", A), "", "", "outside_your_area", "outside_your_area", "outside_your_area"),
    (keeper("county", DISTRICT), "", "", "", "", ""),
    (keeper("township", B), *["outside_your_area"] * 2, "", *["outside_your_area"] * 2),
    (keeper("community", A + "001"), *["not_your_role"] * 5),
    (keeper("township", A, "leader"), *["not_your_role"] * 5),
    (Actor("user"), *["no_post_now"] * 5),
    (SYSTEM, *[""] * 5),
]


@pytest.mark.parametrize(("who", "at", "below", "other", "above", "all_"), MATRIX)
def test_each_keeps_the_rules_of_its_own_area_and_below(
    district, who: Actor, at: str, below: str, other: str, above: str, all_: str
) -> None:
    for path, expected in ((A, at), (A + "001", below), (B, other), (DISTRICT, above), ("", all_)):
        set_setting(RULE, 41, path=path, by=SYSTEM, at=NOON)
        verbs = (
            lambda p=path: set_setting(RULE, 42, path=p, by=who, at=NOON),
            lambda p=path: put_back(RULE, path=p, seen=newest(p), by=who, at=NOON),
            lambda p=path: set_words("verify", {}, path=p, by=who, at=NOON),
            *([lambda p=path: give_up(RULE, path=p, by=who, at=NOON)] if path else []),
        )
        for verb in verbs:
            if expected:
                assert code(verb) == expected
            else:
                verb()


def newest(path: str) -> int:
    return Setting.objects.filter(name=RULE, area_path=path).latest("version").version


def test_the_days_of_the_calendar_are_those_of_everywhere(district: make.Town) -> None:
    day = (NOON + timedelta(days=7)).date()
    of_one = keeper("township", A)
    assert code(lambda: change_day(day, "holiday", by=of_one, at=NOON)) == "outside_your_area"
    assert code(lambda: enter_year(2027, [], notice="", by=of_one, at=NOON)) == "outside_your_area"
    change_day(day, "holiday", by=keeper("county", DISTRICT), at=NOON)
    assert decided().calendar.kind(day) == "holiday"


def test_where_one_sub_district_is_all_there_is_its_administrator_keeps_what_holds_everywhere(town) -> None:
    assert whole(NOON) == A
    set_setting(RULE, 42, by=keeper("township", A), at=NOON)
    assert setting(RULE) == 42
    assert (
        code(lambda: set_setting(RULE, 43, path=DISTRICT, by=keeper("township", A), at=NOON))
        == "outside_your_area"
    )


def test_the_top_is_the_smallest_area_that_holds_every_sub_district(db: None) -> None:
    assert whole(NOON) == ""
    above = territory.draw_area(path=DISTRICT, level="county", name="区", parent=None, by=SYSTEM, at=LONG_AGO)
    assert whole(NOON) == DISTRICT
    for path, top in ((A, A), (B, DISTRICT)):
        territory.draw_area(path=path, level="township", name=path, parent=above, by=SYSTEM, at=LONG_AGO)
        assert whole(NOON) == top


# -- memory ------------------------------------------------------------------------------------------------


def test_every_change_of_an_area_is_noticed(db: None) -> None:
    seen = [decided()]

    def changed() -> bool:
        seen.append(decided())
        return seen[-1] is not seen[-2]

    set_setting(RULE, 50, path=A, by=SYSTEM, at=NOON)
    assert changed()
    give_up(RULE, path=A, by=SYSTEM, at=NOON)
    assert changed()
    put_back(RULE, path=A, seen=2, by=SYSTEM, at=NOON)
    assert changed()
    rewrite(A, "370998009", 100)
    assert changed()
    assert setting(RULE, "370998009001") == 50
    assert setting(RULE, A) == DEFAULTS[RULE]
    assert not changed()


def test_rules_follow_their_area_to_its_new_code_behind_what_was_decided_there(db: None) -> None:
    for value in (50, 51):
        set_setting(RULE, value, path=A, by=SYSTEM, at=NOON)
    set_setting(RULE, 60, path=B, by=SYSTEM, at=NOON + timedelta(seconds=1))
    set_setting(RULE, 70, by=SYSTEM, at=NOON)
    rewrite(A, B, 100)
    rewrite(A, B, 100)  # again: nothing is left to do
    assert setting(RULE, B) == 60  # the newer word
    assert [(one.version, one.value) for one in changes(RULE, path=B)[RULE]] == [(3, 60), (2, 51), (1, 50)]
    assert setting(RULE) == 70


OTHER = f"""
import django; django.setup()
from linli.office.queries import setting
ask = lambda: print(setting("{RULE}", "{A}001"), flush=True)
ask()
while input(): ask()
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_notices_what_this_one_decides() -> None:
    import os

    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name:
        pytest.skip("the other process opens the file of this database")
    more = {"LINLI_DATABASE": name, "DJANGO_SETTINGS_MODULE": "linli.config.settings_test"}
    with subprocess.Popen(
        [sys.executable, "-c", OTHER], env=os.environ | more, stdin=-1, stdout=-1, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        said = [other.stdout.readline().strip()]
        for work in (
            lambda: set_setting(RULE, 50, path=A, by=SYSTEM, at=NOON),
            lambda: give_up(RULE, path=A, by=SYSTEM, at=NOON),
        ):
            work()
            other.stdin.write("again\n")
            other.stdin.flush()
            said.append(other.stdout.readline().strip())
        other.stdin.write("\n")
        other.stdin.flush()
    assert said == ["30", "50", "30"]


# -- on the machine ------------------------------------------------------------------------------------------------


def test_the_command_writes_for_an_area_and_says_what_is_wrong(town, capsys) -> None:
    call_command("setting", RULE, "50", area="370998001000", reason="winter")
    assert setting(RULE, A) == 50
    assert setting(RULE) == 30
    call_command("setting", RULE, area=A)
    assert f"{RULE} = 50" in capsys.readouterr().out
    call_command("setting", RULE, "up", area=A)
    assert setting(RULE, A) == 30
    for name, value, area in (
        ("people.session_hours", "8", A),
        (RULE, "50", "999999"),
        (RULE, "0", A),
        (RULE, "soon", ""),
        ("cases.colour", "1", ""),
    ):
        with pytest.raises(CommandError):
            call_command("setting", name, value, area=area)
    assert Office.objects.exists()
