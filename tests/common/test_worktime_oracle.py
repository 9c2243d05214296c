"""Working time against a simulation that walks minute by minute, and against its own promises."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from linli.common.worktime import (
    Calendar,
    Hours,
    Kind,
    OnRest,
    Pause,
    Span,
    StandsStill,
    Unit,
    due,
    elapsed,
    left,
    warn_at,
)
from linli.common.worktime.seed import CALENDAR, DAYS, YEARS
from tests.common.worktime_oracle import Oracle

ZONE = ZoneInfo("Asia/Shanghai")
DATA = Path(__file__).resolve().parents[1] / "data/worktime_cases.toml"
GIVEN = tomllib.loads(DATA.read_text(encoding="utf-8"))["hours"]
HOURS = {name: Hours.read(hours["week"], hours["make_up"]) for name, hours in GIVEN.items()}

OFF = {seed.day for seed in DAYS if seed.kind is Kind.HOLIDAY}
MADE_UP = {seed.day for seed in DAYS if seed.kind is Kind.MAKE_UP}
BY_LAW = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def works(day: date) -> bool:
    if day.year in YEARS:
        return day in MADE_UP or (day not in OFF and day.weekday() < 5)
    return day.weekday() < 5 and (day.month, day.day) not in BY_LAW


ORACLES = {
    name: Oracle(works, MADE_UP.__contains__, hours["week"], hours["make_up"], ZONE)
    for name, hours in GIVEN.items()
}

# Times worth asking about: around every holiday of the notices and over a New Year that is not known yet.
SEASONS = [
    ("2024-02-01", 30), ("2024-04-01", 45), ("2024-09-10", 35), ("2024-12-27", 45), ("2025-04-25", 15),
    ("2025-09-24", 22), ("2025-12-29", 8), ("2026-02-10", 22), ("2026-04-28", 14), ("2026-09-16", 30),
    ("2026-12-18", 25),
]  # fmt: skip


def many(examples: int) -> settings:
    """LINLI_EXAMPLES=10 asks ten times as much, of other examples each time."""
    more = int(os.environ.get("LINLI_EXAMPLES", "1"))
    return settings(
        max_examples=examples * more,
        deadline=None,
        derandomize=more == 1,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def instant(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def minute(moment: datetime) -> int:
    whole, rest = divmod(moment.timestamp(), 60)
    assert rest == 0
    return int(whole)


FIRST = {minute(datetime.fromisoformat(f"{day}T00:00+08:00")): days for day, days in SEASONS}
EDGES = [0, 30, 539, 540, 541, 719, 720, 780, 839, 840, 1049, 1050, 1051, 1170, 1360, 1410, 1439]
EDGES += [720, 960, 1050, 1050, 1050, 1170, 0] * 3  # above all the closings


@st.composite
def starts(draw: st.DrawFn) -> int:
    """Any minute of a season, or one near the edges of a day: 00:30, 09:00, 12:00, 17:30, 22:40, 23:30 …"""
    first, days = draw(st.sampled_from(sorted(FIRST.items())))
    within = st.integers(0, 1439) | st.sampled_from(EDGES)
    return first + 1440 * draw(st.integers(0, days - 1)) + draw(within)


@st.composite
def spans(draw: st.DrawFn, units: tuple[Unit, ...] = tuple(Unit), hours: int = 40) -> Span:
    unit = draw(st.sampled_from(units))
    most = {"minutes": 40 * hours, "hours": hours, "days": 12}[unit.rsplit("_", 1)[1]]
    return Span(draw(st.integers(0, most)), unit, draw(st.sampled_from(OnRest)))


def to_edge(minute: int, draw: st.DrawFn) -> int:
    """This minute, or the next at which a clock in Shanghai shows one of the edges."""
    edge = draw(st.none() | st.sampled_from(EDGES))
    return minute if edge is None else minute + (edge - (minute + 8 * 60)) % 1440


@st.composite
def pauses_near(draw: st.DrawFn, start: int) -> list[tuple[int, int]]:
    """Up to three, from a day before the start to eight days after, some of them edge to edge with the office day."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        one = to_edge(start + 1440 * draw(st.integers(-1, 8)), draw)
        until = one + draw(st.integers(0, 300) | st.integers(0, 5 * 1440))
        found.append((one, to_edge(until, draw)))
    return found


def as_pauses(pairs: list[tuple[int, int]]) -> list[Pause]:
    return [Pause(instant(a), instant(b)) for a, b in pairs]


some_hours = st.sampled_from(sorted(HOURS))
WORKING = (Unit.WORKING_MINUTES, Unit.WORKING_HOURS)
DAYS_UNITS = (Unit.WORKING_DAYS, Unit.NATURAL_DAYS)


@many(400)
@given(starts(), spans(), some_hours, st.data())
def test_the_end_is_where_walking_minute_by_minute_arrives(
    start: int, span: Span, name: str, data: st.DataObject
) -> None:
    pairs = data.draw(pauses_near(start))
    answer = due(instant(start), span, CALENDAR, HOURS[name], ZONE, as_pauses(pairs))
    walked = ORACLES[name].due(start, span.amount, str(span.unit), span.on_rest is OnRest.MOVES, pairs)
    assert minute(answer.at) == walked


@many(100)
@given(starts(), st.integers(0, 9 * 1440), st.sampled_from(Unit), some_hours, st.data())
def test_what_is_used_up_is_what_the_walk_counts(
    start: int, later: int, unit: Unit, name: str, data: st.DataObject
) -> None:
    assume(
        unit not in (Unit.WORKING_MINUTES, Unit.CLOCK_MINUTES) or later < 90
    )  # the walk goes there once a unit
    pairs = data.draw(pauses_near(start))
    used = elapsed(
        instant(start), instant(start + later), unit, CALENDAR, HOURS[name], ZONE, as_pauses(pairs)
    )
    assert used == ORACLES[name].elapsed(start, start + later, str(unit), pairs)


@st.composite
def odd_worlds(draw: st.DrawFn) -> tuple[Calendar, Hours, Oracle, ZoneInfo, int]:
    """Other zones on the days their clocks change, other hours, holidays thrown in at random."""
    zone, day = draw(
        st.sampled_from(
            [("Europe/Berlin", "2026-03-27"), ("Europe/Berlin", "2026-10-23"), ("Australia/Lord_Howe", "2026-04-03"),
             ("Asia/Shanghai", "1988-04-14"), ("Asia/Urumqi", "2026-03-27"), ("America/St_Johns", "2026-10-30")]
        )
    )  # fmt: skip
    first = date.fromisoformat(day)
    kinds = draw(
        st.dictionaries(st.integers(0, 12).map(lambda n: first + timedelta(days=n)), st.sampled_from(Kind))
    )
    edges = [60 * hour for hour in draw(st.sets(st.integers(4, 24), min_size=2, max_size=6).map(sorted))]
    edges = [edge + draw(st.integers(-30, 29)) if 240 < edge < 1440 else edge for edge in edges]
    text = " ".join(
        f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}"
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    )
    week = [text if draw(st.integers(0, 5)) else "" for _ in range(5)] + [
        "",
        draw(st.sampled_from(["", text])),
    ]
    week[draw(st.integers(0, 4))] = text
    calendar, key = Calendar(kinds, frozenset()), ZoneInfo(zone)

    def kind(day: date) -> Kind:
        return kinds.get(day, Kind.WORKDAY if day.weekday() < 5 else Kind.REST)

    oracle = Oracle(
        lambda day: kind(day) in ("workday", "make_up"), lambda day: kind(day) == "make_up", week, text, key
    )
    start = minute(datetime.fromisoformat(f"{day}T00:00+00:00")) + draw(st.integers(-600, 4 * 1440))
    return calendar, Hours.read(week, text), oracle, key, start


@many(120)
@given(odd_worlds(), spans(hours=10), st.data())
def test_the_walk_arrives_at_the_same_end_in_other_zones_calendars_and_hours(
    world: tuple[Calendar, Hours, Oracle, ZoneInfo, int], span: Span, data: st.DataObject
) -> None:
    calendar, hours, oracle, zone, start = world
    pairs = data.draw(pauses_near(start))
    answer = due(instant(start), span, calendar, hours, zone, as_pauses(pairs))
    assert minute(answer.at) == oracle.due(
        start, span.amount, str(span.unit), span.on_rest is OnRest.MOVES, pairs
    )


# -- promises ---------------------------------------------------------------------------------------------------------

moments = starts().flatmap(
    lambda m: st.integers(0, 59_999_999).map(lambda us: instant(m) + timedelta(microseconds=us))
)


@many(150)
@given(moments, st.integers(0, 3 * 86_400), spans(), some_hours, st.data())
def test_who_comes_later_is_not_due_earlier(
    start: datetime, seconds: int, span: Span, name: str, data: st.DataObject
) -> None:
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    later = start + timedelta(seconds=seconds)
    one, other = (due(s, span, CALENDAR, HOURS[name], ZONE, pauses).at for s in (start, later))
    assert one <= other


@many(150)
@given(moments, spans(), st.integers(0, 5), some_hours, st.data())
def test_a_longer_limit_does_not_end_earlier(
    start: datetime, span: Span, more: int, name: str, data: st.DataObject
) -> None:
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    longer = Span(span.amount + more, span.unit, span.on_rest)
    one, other = (due(start, s, CALENDAR, HOURS[name], ZONE, pauses).at for s in (span, longer))
    assert start <= one <= other


@many(150)
@given(moments, spans(), some_hours, st.data())
def test_a_pause_more_does_not_make_it_earlier_and_nothing_ends_inside_one(
    start: datetime, span: Span, name: str, data: st.DataObject
) -> None:
    assume(span.amount)
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    with_all = due(start, span, CALENDAR, HOURS[name], ZONE, pauses).at
    assert due(start, span, CALENDAR, HOURS[name], ZONE, pauses[1:]).at <= with_all
    assert due(start, span, CALENDAR, HOURS[name], ZONE, list(reversed(pauses))).at == with_all
    assert not any(max(p.start, start) < with_all <= (p.end or with_all) for p in pauses)


@many(150)
@given(moments, spans(WORKING), some_hours)
def test_working_time_ends_in_office_hours(start: datetime, span: Span, name: str) -> None:
    assume(span.amount)
    at = due(start, span, CALENDAR, HOURS[name], ZONE).at
    before = at - timedelta(microseconds=1)  # the last moment used is one at which the office was open
    hours = HOURS[name].on(before.date(), CALENDAR.kind(before.date()))
    assert any(a <= before.hour * 60 + before.minute < b for a, b in hours)


@many(150)
@given(moments, spans(DAYS_UNITS), some_hours)
def test_days_end_at_closing_time_or_where_they_stay_at_midnight(
    start: datetime, span: Span, name: str
) -> None:
    assume(span.amount)
    answer = due(start, span, CALENDAR, HOURS[name], ZONE)
    open_on = HOURS[name].on(answer.day, CALENDAR.kind(answer.day))
    if span.unit is Unit.WORKING_DAYS or span.on_rest is OnRest.MOVES:
        assert open_on
    closing = open_on[-1][1] if open_on else 1440
    assert answer.at == datetime(answer.day.year, answer.day.month, answer.day.day, tzinfo=ZONE) + timedelta(
        minutes=closing
    )


@many(200)
@given(moments, spans(), st.integers(1, 8), some_hours, st.data())
def test_one_limit_after_another_is_their_sum(
    start: datetime, span: Span, more: int, name: str, data: st.DataObject
) -> None:
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    first = due(start, span, CALENDAR, HOURS[name], ZONE, pauses)
    if span.unit is Unit.NATURAL_DAYS and span.amount:
        # a date that moved, or ends at midnight, begins another date
        received = start.astimezone(ZONE).date()
        assume(
            not pauses
            and first.day == received + timedelta(days=span.amount)
            and first.at.date() == first.day
        )
    second = due(first.at, Span(more, span.unit, span.on_rest), CALENDAR, HOURS[name], ZONE, pauses)
    whole = due(start, Span(span.amount + more, span.unit, span.on_rest), CALENDAR, HOURS[name], ZONE, pauses)
    assert second == whole or second.at == whole.at


@many(150)
@given(starts(), st.integers(2, 1500), some_hours, st.data())
def test_a_pause_of_k_working_minutes_is_k_minutes_more(
    start: int, amount: int, name: str, data: st.DataObject
) -> None:
    span = Span(amount, Unit.WORKING_MINUTES)
    end = minute(due(instant(start), span, CALENDAR, HOURS[name], ZONE).at)
    a = data.draw(st.integers(start, end - 1))
    b = a + data.draw(st.integers(0, 3 * 1440))
    k = len(ORACLES[name].office_minutes(a, b, []))
    paused = due(instant(start), span, CALENDAR, HOURS[name], ZONE, [Pause(instant(a), instant(b))])
    assert paused.at == due(instant(start), Span(amount + k, span.unit), CALENDAR, HOURS[name], ZONE).at


@many(200)
@given(moments, spans(), some_hours, st.data())
def test_at_its_end_exactly_the_whole_limit_is_used_up(
    start: datetime, span: Span, name: str, data: st.DataObject
) -> None:
    assume(span.amount)
    span = Span(span.amount, span.unit, OnRest.STAYS)
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    world = (CALENDAR, HOURS[name], ZONE, pauses)
    end = due(start, span, *world).at
    tick = timedelta(microseconds=1)
    assert elapsed(start, end, span.unit, *world) == span.amount
    assert elapsed(start, end - tick, span.unit, *world) == span.amount - 1
    assert left(start, span, end, *world) == 0
    assert left(start, span, end - tick, *world) == 1
    assert left(start, span, end + tick, *world) == -1


@many(200)
@given(moments, spans(), st.floats(0, 1), some_hours, st.data())
def test_until_the_end_used_and_left_are_the_whole(
    start: datetime, span: Span, part: float, name: str, data: st.DataObject
) -> None:
    span = Span(span.amount, span.unit, OnRest.STAYS)
    pauses = as_pauses(data.draw(pauses_near(int(start.timestamp()) // 60)))
    world = (CALENDAR, HOURS[name], ZONE, pauses)
    at = start + (due(start, span, *world).at - start) * part
    used, rest = elapsed(start, at, span.unit, *world), left(start, span, at, *world)
    assert used + rest in (span.amount, span.amount + 1)  # a unit begun is still left, and not yet used
    if span.unit in DAYS_UNITS:
        assert used + rest == span.amount


@many(150)
@given(starts(), spans(), some_hours, st.data())
def test_a_warning_comes_when_three_quarters_of_the_office_time_are_gone(
    start: int, span: Span, name: str, data: st.DataObject
) -> None:
    assume(span.amount)
    pairs = data.draw(pauses_near(start))
    world = (CALENDAR, HOURS[name], ZONE, as_pauses(pairs))
    end = due(instant(start), span, *world).at
    warnings = warn_at(instant(start), span, *world, days_before=0)
    assert list(warnings) == sorted(set(warnings))
    assert all(instant(start) < warning < end for warning in warnings)
    used = ORACLES[name].office_minutes(start, minute(end), pairs)
    if "clock" in span.unit or not used:
        return
    n = len(used) * 3
    expected = instant(used[-(-n // 4) - 1]) + timedelta(seconds=60 if n % 4 == 0 else 15 * (n % 4))
    assert list(warnings) == ([expected] if expected < end else [])


@many(200)
@given(starts(), spans(DAYS_UNITS), some_hours, st.integers(1, 3), st.data())
def test_a_warning_some_days_before_comes_at_an_earlier_closing(
    start: int, span: Span, name: str, days: int, data: st.DataObject
) -> None:
    pairs = data.draw(pauses_near(start))
    world = (CALENDAR, HOURS[name], ZONE, as_pauses(pairs))
    end = minute(due(instant(start), span, *world).at)
    warnings = warn_at(instant(start), span, *world, share=0, days_before=days)
    closings = []
    for m in ORACLES[name].walk(start):
        if m.number + 1 >= end:
            break
        if m.working_day and m.ends and not any(a <= m.number < b for a, b in pairs):
            closings.append(m.number + 1)
    expected = [closings[-days]] if len(closings) >= days else []
    assert [minute(warning) for warning in warnings if warning != instant(start)] == expected


@many(150)
@given(moments, spans(), some_hours)
def test_an_answer_is_provisional_exactly_when_a_day_of_it_may_still_change(
    start: datetime, span: Span, name: str
) -> None:
    answer = due(start, span, CALENDAR, HOURS[name], ZONE)
    day, may_change = start.astimezone(ZONE).date(), False
    while day <= answer.day:
        may_change |= day.year not in (2024, 2025, 2026) or (
            day.month == 12 and day.day >= 28 and day.year == 2026
        )
        day += timedelta(days=1)
    assert answer.provisional == (may_change and span.amount > 0 and "clock" not in span.unit)


@many(200)
@given(starts(), spans(), some_hours, st.integers(0, 9 * 1440))
def test_a_pause_without_an_end_leaves_no_date_unless_it_begins_after_it(
    start: int, span: Span, name: str, later: int
) -> None:
    assume(span.amount)
    world = (CALENDAR, HOURS[name], ZONE)
    stands = [Pause(instant(start + later))]
    end = due(instant(start), span, *world)
    if instant(start + later) >= end.at:
        assert due(instant(start), span, *world, stands) == end
        return
    with pytest.raises(StandsStill):
        due(instant(start), span, *world, stands)
    now = instant(start + later + 7 * 1440)
    when_it_stopped = elapsed(instant(start), instant(start + later), span.unit, *world)
    assert elapsed(instant(start), now, span.unit, *world, stands) == when_it_stopped
    assert left(instant(start), span, now, *world, stands) == span.amount - when_it_stopped
