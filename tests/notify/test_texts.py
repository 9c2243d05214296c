"""What residents hear: data that says what it needs, short enough, with nothing personal in it; and when."""

from __future__ import annotations

import string
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.actions.deciding import CHANNELS, REFUSALS
from linli.common.actor import SYSTEM, Actor
from linli.common.authority import Standing
from linli.common.refusals import Refused
from linli.notify.actions import set_words
from linli.notify.actions.wording import wrong
from linli.notify.queries import worded
from linli.notify.rules import after_quiet
from linli.notify.templates import KINDS, LANGUAGES, check, messages_needed, render, texts, to_say
from linli.office.actions import put_back
from tests.make import NOON

ZONE = ZoneInfo("Asia/Shanghai")
GRID = Actor("user", standings=(Standing("grid_head", "grid", "subtree", "370998001001001"),))
NAMES = sorted(texts().templates)
LINK = "https://linli.yian.example/f/0123456789abcdef0123456789abcdef/"
LONGEST = {  # as long as each kind gets
    "number": ["2611 12345"],
    "day": ["2026-12-31"],
    "phone": ["0399-8012345"],
    "code": list(texts().codes),
}


def longest(name: str, language: str) -> dict[str, str]:
    found = {}
    for variable, kind in texts().templates[name].variables.items():
        if kind != "link":
            found[variable] = max(
                LONGEST[kind], key=lambda value: len(texts().codes.get(value, {}).get(language, value))
            )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_declares_what_it_needs_and_is_written_whole(name: str, language: str) -> None:
    template = texts().templates[name]
    assert set(template.variables.values()) <= set(KINDS)
    assert set(template.replaces) <= set(NAMES)
    for text in (template.texts[language], template.said[language]):
        used = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert used <= set(template.variables)
    assert {f for _, f, _, _ in string.Formatter().parse(template.texts[language]) if f} == set(
        template.variables
    )
    params = longest(name, language)
    check(name, params)
    said = render(name, language, params, link=LINK)
    assert "{" not in said + to_say(name, language, params)
    assert "link" not in template.said[language]
    assert not {"name", "address", "words", "who"} & set(template.variables)


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_text_is_one_message_and_with_a_link_two(name: str) -> None:
    text = render(name, "zh", longest(name, "zh"), link=LINK)
    linked = "link" in texts().templates[name].variables.values()
    assert messages_needed(text, "zh") <= (2 if linked else 1), len(text)


def test_lengths_are_counted_as_a_carrier_does() -> None:
    assert [messages_needed("字" * n, "zh") for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert [messages_needed("a" * n, "en") for n in (160, 161, 306, 307)] == [1, 2, 2, 3]


def test_every_code_of_a_refusal_and_of_a_way_out_has_words() -> None:
    assert set(texts().codes) == {*REFUSALS, *CHANNELS}


VERIFY = texts().templates["verify"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("您好，{number}最迟{promise}答复，电话{phone}。", ""),
        ("  ", "text_empty"),
        ("您好，{number}最迟{promise}答复。", "text_lacks_blank"),
        ("{name}您好，{number}最迟{promise}答复，电话{phone}。", "text_unknown_blank"),
        ("{number}最迟{promise}答复，电话{phone.__class__}。", "text_broken"),
        ("{number}最迟{promise!r}答复，电话{phone:>9}。", "text_broken"),
        ("{number}最迟{promise答复，电话{phone}。", "text_broken"),
        ("{number}{promise}{phone}" + "字" * 200, "wording_too_long"),
    ],
)
def test_an_office_words_a_text_its_own_way_with_the_same_blanks(said: str, code: str) -> None:
    why = wrong(VERIFY, "zh", said)
    assert (why.code if why else "") == code


def test_own_words_are_kept_with_who_changed_them_and_only_what_differs(db: None) -> None:
    own = "您好，{number}最迟{promise}答复，电话{phone}。"
    set_words("verify", {"zh": own, "en": VERIFY.texts["en"]}, by=SYSTEM, at=NOON, reason="听得懂")
    assert worded("verify") == {"zh": own}
    params = {"number": "2611 1", "promise": "2026-11-25", "phone": "110"}
    said = "您好，2611 1最迟11月25日答复，电话110。"
    assert render("verify", "zh", params, own=worded("verify")) == said
    assert to_say("verify", "zh", params, own=worded("verify")) == said
    assert "11月" not in render("verify", "en", params, own=worded("verify"))
    put_back("notify.text.verify", seen=1, by=SYSTEM, at=NOON)
    assert worded("verify") == {}
    with pytest.raises(Refused, match="not_your_role"):
        set_words("verify", {"zh": own}, by=GRID, at=NOON)


def test_what_a_caller_says_stays_where_only_the_written_text_is_worded_anew() -> None:
    own = {"zh": "{number}办好了 {link}"}
    assert to_say("resolve", "zh", {"number": "1"}, own=own) == to_say("resolve", "zh", {"number": "1"})
    assert "link" not in texts().templates["resolve"].text("zh_said")


@pytest.mark.parametrize(
    "params", [{}, {"number": "1"}, {"number": "1", "promise": "x", "phone": "1", "name": "张"}]
)
def test_what_is_not_declared_is_not_kept(params: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="wants"):
        check("verify", params)


# -- quiet hours -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-23 23:11", "2026-11-24 08:00"),
        ("2026-11-24 00:30", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
    ],
)
def test_nobody_is_disturbed_at_night(at: str, first: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    assert after_quiet(moment, "21:00-08:00", ZONE) == datetime.fromisoformat(first).replace(tzinfo=ZONE)


def test_without_quiet_hours_it_is_said_at_once() -> None:
    night = datetime(2026, 11, 23, 23, 11, tzinfo=ZONE)
    assert after_quiet(night, "", ZONE) == night
    assert after_quiet(night.replace(hour=13), "12:00-14:00", ZONE).hour == 14


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)), st.integers(0, 1439), st.integers(0, 1439))
def test_the_first_moment_is_outside_and_nothing_outside_came_before_it(at, begins: int, ends: int) -> None:
    """Against the minutes of the day, counted."""
    quiet = f"{begins // 60:02}:{begins % 60:02}-{ends // 60:02}:{ends % 60:02}"
    at = at.replace(second=0, microsecond=0, tzinfo=ZONE)
    silent = set()
    minute = begins
    while minute != ends:
        silent.add(minute)
        minute = (minute + 1) % 1440
    expected = at
    while expected.hour * 60 + expected.minute in silent:
        expected += timedelta(minutes=1)
    assert after_quiet(at, quiet, ZONE) == expected
