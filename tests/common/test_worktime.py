"""Working time: worked cases written by hand, by two people; the rest is in test_worktime_oracle."""

from __future__ import annotations

import pickle
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

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
from linli.common.worktime.seed import CALENDAR, DAYS

DATA = Path(__file__).resolve().parents[1] / "data"
ZONE = ZoneInfo("Asia/Shanghai")
OURS = tomllib.loads((DATA / "worktime_cases.toml").read_text(encoding="utf-8"))
APART = tomllib.loads((DATA / "worktime_cases_apart.toml").read_text(encoding="utf-8"))
HOURS = {name: Hours.read(given["week"], given["make_up"]) for name, given in OURS["hours"].items()}
OFFICE = HOURS["office"]
CASES = [case for group in OURS["cases"].values() for case in group]

Case = dict[str, Any]


def local(text: str) -> datetime:
    """`Fri 2026-02-13 22:40`; 24:00 is the end of that date. A wrong weekday is a wrong case."""
    weekday, day, clock = text.split()
    at = date.fromisoformat(day)
    assert at.strftime("%a") == weekday, text
    hour, minute, *second = (int(part) for part in clock.split(":"))
    midnight = datetime(at.year, at.month, at.day, tzinfo=ZONE)
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second[0] if second else 0)


def span(text: str, rest: str = "moves") -> Span:
    amount, what = text.split(maxsplit=1)
    return Span(int(amount), Unit(what.rstrip("s").replace(" ", "_") + "s"), OnRest(rest))


def pauses(texts: list[str]) -> list[Pause]:
    return [Pause(*(local(part.strip()) for part in text.split(" / "))) for text in texts]


def name(case: Case) -> str:
    extra = [case[key] for key in ("hours", "rest") if key in case] + ["paused"] * ("pauses" in case)
    return " ".join([case["received"], "+", case["limit"], *extra])


@pytest.mark.parametrize("case", [pytest.param(case, id=name(case)) for case in CASES + APART["case"]])
def test_a_limit_ends_when_the_notices_say_it_does(case: Case) -> None:
    assert set(case) <= {"received", "limit", "due", "why", "hours", "rest", "pauses", "provisional"}
    assert case["why"]
    answer = due(
        local(case["received"]),
        span(case["limit"], case.get("rest", "moves")),
        CALENDAR,
        HOURS[case.get("hours", "office")],
        ZONE,
        pauses(case.get("pauses", [])),
    )
    assert answer.at == local(case["due"]), case["why"]
    assert answer.provisional == case.get("provisional", False)
    if not case["limit"].startswith("0 ") and "clock" not in case["limit"]:
        assert answer.day == date.fromisoformat(case["due"].split()[1])


def test_there_are_enough_worked_cases_and_none_twice() -> None:
    assert len(CASES) >= 160
    assert len(APART["case"]) >= 40
    questions = [
        repr(sorted((k, v) for k, v in c.items() if k not in ("due", "why", "provisional"))) for c in CASES
    ]
    assert len(set(questions)) == len(questions)


# -- what is used, what is left, when to warn -------------------------------------------------------------------------

# One matter: Friday 13 February 2026 22:40, 3 working days. Received on the make-up Saturday; the 24th, 25th and 26th
# count (15 to 23 rest), so it ends on the 26th at 17:30.
THREE_DAYS = (local("Fri 2026-02-13 22:40"), Span(3, Unit.WORKING_DAYS))


@pytest.mark.parametrize(
    ("at", "used", "rest"),
    [
        ("Fri 2026-02-13 22:40", 0, 3),
        ("Sat 2026-02-14 18:00", 0, 3),  # the day of receipt is over and was not counted
        ("Fri 2026-02-20 12:00", 0, 3),  # nothing happens in the holiday
        ("Tue 2026-02-24 17:29", 0, 3),
        ("Tue 2026-02-24 17:30", 1, 2),
        ("Thu 2026-02-26 09:00", 2, 1),  # the last day is running
        ("Thu 2026-02-26 17:30", 3, 0),
        ("Thu 2026-02-26 17:31", 3, -1),
        ("Fri 2026-02-27 17:30", 4, -1),
        ("Fri 2026-02-27 17:31", 4, -2),  # the make-up Saturday is the second day late
        ("Sun 2026-03-01 12:00", 5, -3),
    ],
)
def test_used_and_left_of_a_limit_in_working_days(at: str, used: int, rest: int) -> None:
    start, limit = THREE_DAYS
    assert elapsed(start, local(at), limit.unit, CALENDAR, OFFICE, ZONE) == used
    assert left(start, limit, local(at), CALENDAR, OFFICE, ZONE) == rest


@pytest.mark.parametrize(
    ("limit", "at", "used", "rest"),
    [
        ("4 working hours", "Sat 2026-02-14 11:30", 2, 2),  # 2.5 used, 1.5 left: the running hour is left
        ("4 working hours", "Sat 2026-02-14 13:00", 3, 1),
        ("4 working hours", "Sat 2026-02-14 15:00", 4, 0),
        ("4 working hours", "Sat 2026-02-14 20:00", 6, -3),  # over since 15:00: 2.5 office hours
        (
            "3 working hours",
            "Sat 2026-02-14 12:30",
            3,
            -1,
        ),  # over since noon, though the office was not open since
        ("240 working minutes", "Sat 2026-02-14 15:01", 241, -1),
        ("30 clock minutes", "Fri 2026-02-13 23:00", 20, 10),
        ("30 clock minutes", "Fri 2026-02-13 23:11", 31, -1),
        ("3 natural days", "Sat 2026-02-14 12:00", 0, 11),  # 16 February rests: it is due on the 24th
        ("3 natural days", "Tue 2026-02-17 12:00", 3, 8),
        ("3 natural days", "Tue 2026-02-24 17:31", 11, -1),
    ],
)
def test_used_and_left_of_other_limits_of_the_same_night(limit: str, at: str, used: int, rest: int) -> None:
    start = THREE_DAYS[0]
    assert elapsed(start, local(at), span(limit).unit, CALENDAR, OFFICE, ZONE) == used
    assert left(start, span(limit), local(at), CALENDAR, OFFICE, ZONE) == rest


@pytest.mark.parametrize("limit", ["3 working days", "4 working hours", "30 clock minutes", "3 natural days"])
def test_before_the_start_nothing_is_used_and_all_is_left(limit: str) -> None:
    start = THREE_DAYS[0]
    before = start - timedelta(days=30)
    assert elapsed(start, before, span(limit).unit, CALENDAR, OFFICE, ZONE) == 0
    all_of_it = left(start, span(limit), start, CALENDAR, OFFICE, ZONE)
    assert left(start, span(limit), before, CALENDAR, OFFICE, ZONE) == all_of_it >= span(limit).amount


def test_a_pause_after_the_end_makes_nobody_less_late() -> None:
    start, limit = THREE_DAYS
    held = pauses(["Thu 2026-02-26 18:00 / Sun 2026-03-01 18:00"])
    assert left(start, limit, local("Fri 2026-02-27 17:31"), CALENDAR, OFFICE, ZONE, held) == -2


@pytest.mark.parametrize("limit", ["1 working day", "4 working hours", "30 clock minutes", "3 natural days"])
def test_while_the_clock_stands_there_is_no_date(limit: str) -> None:
    with pytest.raises(StandsStill):
        due(THREE_DAYS[0], span(limit), CALENDAR, OFFICE, ZONE, [Pause(THREE_DAYS[0] + timedelta(minutes=5))])


def test_while_the_clock_stands_as_much_is_left_as_when_it_stopped() -> None:
    start, limit = THREE_DAYS
    stands = [Pause(local("Wed 2026-02-25 10:00"))]
    assert left(start, limit, local("Mon 2026-03-30 10:00"), CALENDAR, OFFICE, ZONE, stands) == 2
    with pytest.raises(StandsStill):
        due(start, limit, CALENDAR, OFFICE, ZONE, stands)


def test_a_matter_that_waits_for_the_next_working_day_stands_still_there_too() -> None:
    """Three natural days end on Saturday; the Monday it moves to is never over."""
    start, stands = local("Wed 2026-03-11 10:00"), [Pause(local("Sun 2026-03-15 10:00"))]
    with pytest.raises(StandsStill):
        due(start, span("3 natural days"), CALENDAR, OFFICE, ZONE, stands)
    assert due(start, span("3 natural days", "stays"), CALENDAR, OFFICE, ZONE, stands).day == date(
        2026, 3, 14
    )


@pytest.mark.parametrize(
    ("received", "limit", "warnings"),
    [
        # 8 h of Monday to Tuesday 17:30 from 16:00: 1.5 + 6.5; six of them are over on Tuesday at 15:30
        ("Mon 2026-03-09 16:00", "1 working day", ["Mon 2026-03-09 17:30", "Tue 2026-03-10 15:30"]),
        # 1 + 15 × 6.5 = 98.5 h from Monday 16:30; 73.875 of them: 1 + 11 × 6.5 by the 24th, 1 h 22 min 30 s of the 25th
        ("Mon 2026-03-09 16:30", "15 working days", ["Wed 2026-03-25 10:22:30", "Fri 2026-03-27 17:30"]),
        ("Mon 2026-03-09 09:00", "4 working hours", ["Mon 2026-03-09 12:00"]),  # three hours are over at noon
        ("Mon 2026-03-09 23:00", "2 clock hours", ["Tue 2026-03-10 00:30"]),
        # the only office time from New Year's Eve to the end is the 24th: 292.5 of its 390 minutes
        ("Mon 2026-02-16 20:00", "3 natural days", ["Tue 2026-02-24 15:52:30"]),
    ],
)
def test_a_warning_comes_while_somebody_can_act_on_it(received: str, limit: str, warnings: list[str]) -> None:
    answer = warn_at(local(received), span(limit), CALENDAR, OFFICE, ZONE)
    assert list(answer) == [local(text) for text in warnings]


def test_where_the_office_stays_shut_to_the_end_a_warning_goes_by_the_clock() -> None:
    start = local("Sat 2026-02-21 00:00")
    answer = warn_at(start, span("1 natural day", "stays"), CALENDAR, OFFICE, ZONE)
    assert list(answer) == [local("Sun 2026-02-22 12:00")]  # 36 of 48 hours


def test_a_pause_moves_the_warnings() -> None:
    start = local("Mon 2026-03-09 09:00")
    held = pauses(["Mon 2026-03-09 10:00 / Tue 2026-03-10 10:00"])
    answer = warn_at(start, span("4 working hours"), CALENDAR, OFFICE, ZONE, held)
    assert list(answer) == [local("Tue 2026-03-10 12:00")]


def test_no_warning_comes_as_a_closing_that_lay_in_a_pause() -> None:
    """Tuesday, Wednesday and Friday count; 18.75 of 25 office hours are over on Thursday at 9:15."""
    held = pauses(["Thu 2026-03-12 10:00 / Fri 2026-03-13 10:00"])
    answer = warn_at(local("Mon 2026-03-09 10:00"), span("3 working days"), CALENDAR, OFFICE, ZONE, held)
    assert list(answer) == [local("Wed 2026-03-11 17:30"), local("Thu 2026-03-12 09:15")]


def test_what_would_not_be_a_warning_is_left_out() -> None:
    start = local("Mon 2026-03-09 10:00")
    for share in (0, 100):
        assert warn_at(start, span("1 working day"), CALENDAR, OFFICE, ZONE, share=share, days_before=5) == ()


# -- what is given ----------------------------------------------------------------------------------------------------


def test_the_notices_are_whole() -> None:
    """Days off and days made up of each notice, counted by hand."""
    off = {
        year: sum(d.kind is Kind.HOLIDAY for d in DAYS if d.day.year == year) for year in (2024, 2025, 2026)
    }
    made_up = {
        year: sum(d.kind is Kind.MAKE_UP for d in DAYS if d.day.year == year) for year in (2024, 2025, 2026)
    }
    assert off == {
        2024: 1 + 8 + 3 + 5 + 1 + 3 + 7,
        2025: 1 + 8 + 3 + 5 + 3 + 8,
        2026: 3 + 9 + 3 + 5 + 3 + 3 + 7,
    }
    assert made_up == {2024: 2 + 1 + 2 + 1 + 2, 2025: 2 + 1 + 2, 2026: 1 + 2 + 1 + 2}
    assert all(d.day.weekday() >= 5 for d in DAYS if d.kind is Kind.MAKE_UP)


def test_a_day_of_an_own_calendar_goes_before_law_and_weekday() -> None:
    calendar = Calendar(
        {date(2027, 1, 1): Kind.WORKDAY, date(2027, 1, 6): Kind.REST}, frozenset(), frozenset({(1, 1)})
    )
    assert [calendar.works(date(2027, 1, day)) for day in (1, 2, 4, 6)] == [True, False, True, False]
    assert not calendar.works(date(2028, 1, 1))


def test_where_the_notice_is_entered_the_law_is_not_asked() -> None:
    """A notice names every day that rests; what it leaves out goes by the weekday."""
    calendar = Calendar({}, frozenset({2027}), frozenset({(1, 1)}))
    assert calendar.works(date(2027, 1, 1))


def test_a_changed_calendar_is_another_calendar_and_the_given_days_are_copied() -> None:
    days = {date(2026, 3, 10): Kind.REST}
    one = Calendar(days, frozenset({2026}))
    first = due(local("Mon 2026-03-09 10:00"), span("1 working day"), one, OFFICE, ZONE)
    days.clear()
    other = Calendar(days, frozenset({2026}))
    assert one != other
    assert first.day == date(2026, 3, 11)
    assert due(local("Mon 2026-03-09 10:00"), span("1 working day"), one, OFFICE, ZONE) == first
    assert due(local("Mon 2026-03-09 10:00"), span("1 working day"), other, OFFICE, ZONE).day == date(
        2026, 3, 10
    )
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(pickle.loads(pickle.dumps(one))) == hash(one)


def test_the_answer_is_in_the_zone_asked_for_wherever_the_moment_came_from() -> None:
    start = local("Mon 2026-03-09 10:00")
    here = due(start, span("4 working hours"), CALENDAR, OFFICE, ZONE)
    assert due(start.astimezone(UTC), span("4 working hours"), CALENDAR, OFFICE, ZONE) == here
    assert here.at.tzinfo is ZONE
    urumqi = ZoneInfo("Asia/Urumqi")
    assert due(start, span("4 working hours"), CALENDAR, OFFICE, urumqi).at == here.at + timedelta(hours=1)


def test_a_limit_of_many_years_ends_too() -> None:
    answer = due(local("Fri 2027-01-01 10:00"), span("2610 working days"), CALENDAR, OFFICE, ZONE)
    assert answer.provisional
    assert answer.day.year == 2037


def test_a_very_long_pause_is_gone_through() -> None:
    held = [Pause(local("Tue 2026-03-10 10:00"), local("Mon 2035-03-12 10:00"))]
    answer = due(local("Mon 2026-03-09 10:00"), span("1 working day"), CALENDAR, OFFICE, ZONE, held)
    assert answer.day == date(2035, 3, 12)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: due(datetime(2026, 3, 9, 10), span("1 working day"), CALENDAR, OFFICE, ZONE),
        lambda: Span(-1, Unit.WORKING_DAYS),
        lambda: Hours.read(["12:00-09:00"] + [""] * 6, ""),
        lambda: Hours.read(["09:00-12:00 11:00-17:00"] + [""] * 6, ""),
        lambda: Hours.read(["09:00-25:00"] + [""] * 6, ""),
        lambda: Hours.read(["09:00-09:00"] + [""] * 6, ""),
        lambda: Hours.read([""] * 6, ""),
        lambda: Pause(local("Tue 2026-03-10 10:00"), local("Mon 2026-03-09 10:00")),
    ],
)
def test_what_makes_no_sense_is_said_at_once(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


@pytest.mark.parametrize("limit", ["1 working day", "1 working hour", "1 natural day"])
def test_an_office_that_never_opens_has_no_date_to_tell(limit: str) -> None:
    never = Hours.read([""] * 7, "")
    with pytest.raises(ValueError, match="ever open"):
        due(local("Mon 2026-03-09 10:00"), span(limit), CALENDAR, never, ZONE)
