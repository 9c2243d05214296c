"""What residents hear: data that says what it needs, short enough, with nothing personal in it; and when."""

from __future__ import annotations

import string
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.actions.deciding import CHANNELS, REFUSALS
from linli.notify.rules import after_quiet
from linli.notify.templates import KINDS, LANGUAGES, check, messages_needed, render, texts, to_say

ZONE = ZoneInfo("Asia/Shanghai")
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
