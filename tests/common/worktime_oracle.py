"""The same questions answered another way: one minute after another, by the local clock on the wall.

Nothing is shared with linli.common.worktime: hours are read as text, days are asked of a plain function, nothing is
searched or subtracted. Slow on purpose. Minutes are whole; a minute is named by its number since 1970 (UTC).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHOWN = [[f"{hour:02}:{minute:02}" for minute in range(60)] for hour in range(24)]


@lru_cache
def open_at(text: str) -> frozenset[str]:
    """What the clock shows while an office with these hours is open."""
    intervals = [part.split("-") for part in text.split()]
    return frozenset(shown for hour in SHOWN for shown in hour if any(a <= shown < b for a, b in intervals))


@lru_cache(maxsize=4000)
def clock_of(day: date, zone: ZoneInfo) -> tuple[int, tuple[str, ...]]:
    """The first minute of this local date, and what the clock shows at each: 23 or 25 hours where it is changed."""
    middle = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) // 60
    found: dict[int, str] = {}
    for minute in range(middle - 26 * 60, middle + 26 * 60):
        local = datetime.fromtimestamp(minute * 60, zone)
        if local.day == day.day:
            found[minute] = SHOWN[local.hour][local.minute]
    assert list(found) == list(range(min(found), max(found) + 1))
    return min(found), tuple(found.values())


class Minute(NamedTuple):
    number: int
    day: date
    open: bool  # of a working day, inside office hours
    ends: bool  # the last minute that counts for this day: its last open one, or 23:59 of a rest day
    working_day: bool


@dataclass(frozen=True)
class Oracle:
    works: Callable[[date], bool]
    make_up: Callable[[date], bool]
    week: Sequence[str]
    make_up_hours: str
    zone: ZoneInfo
    known: dict[date, tuple[int, str]] = field(default_factory=dict)

    def marks(self, day: date) -> tuple[int, str]:
        """The first minute of a date and a sign for each: o open, O open for the last time, . shut, ! end of rest."""
        if day not in self.known:
            text = (
                (self.make_up_hours if self.make_up(day) else self.week[day.weekday()])
                if self.works(day)
                else ""
            )
            first, clock = clock_of(day, self.zone)
            signs = "".join("o" if shown in open_at(text) else "." for shown in clock)
            last = signs.rfind("o")
            self.known[day] = first, signs[:-1] + "!" if last < 0 else signs[:last] + "O" + signs[last + 1 :]
        return self.known[day]

    def walk(self, start: int) -> Iterator[Minute]:
        day = datetime.fromtimestamp(start * 60, self.zone).date()
        while True:
            first, signs = self.marks(day)
            working = "O" in signs
            for number, sign in enumerate(signs, first):
                if (
                    sign != "." and number >= start
                ):  # nobody asks about a minute that is shut and ends nothing
                    yield Minute(number, day, sign in "oO", sign in "O!", working)
            day += timedelta(days=1)

    def due(self, start: int, amount: int, unit: str, moves: bool, pauses: Sequence[tuple[int, int]]) -> int:
        """The minute at whose beginning the limit is over."""

        def runs(minute: int) -> bool:
            return not pauses or not any(a <= minute < b for a, b in pauses)

        if amount == 0:
            return start
        if unit.endswith("hours"):
            amount, unit = amount * 60, unit.replace("hours", "minutes")
        counted = 0
        if unit == "clock_minutes":
            while counted < amount:
                counted += runs(start)
                start += 1
            return start
        if unit == "working_minutes":
            for minute in self.walk(start):
                counted += minute.open and runs(minute.number)
                if counted == amount:
                    return minute.number + 1
        if unit == "working_days":
            received = False
            for minute in self.walk(start - 1):  # the minute that ends at `start` may end its day of receipt
                if minute.working_day and minute.ends:
                    if not received:
                        received = True
                    elif runs(minute.number):
                        counted += 1
                        if counted == amount:
                            return minute.number + 1
        today = datetime.fromtimestamp(start * 60, self.zone).date()
        for minute in self.walk(start):
            if minute.ends and minute.day > today and runs(minute.number):
                counted += 1
                if counted >= amount and (minute.working_day or not moves):
                    return minute.number + 1
        raise AssertionError

    def elapsed(self, start: int, at: int, unit: str, pauses: Sequence[tuple[int, int]]) -> int:
        """How many units are over when minute `at` begins: the largest amount whose due is not later."""
        amount = 0
        while self.due(start, amount + 1, unit, False, pauses) <= at:
            amount += 1
        return amount

    def office_minutes(self, start: int, until: int, pauses: Sequence[tuple[int, int]]) -> list[int]:
        """The open minutes in [start, until) in which no pause stands."""
        found: list[int] = []
        for minute in self.walk(start):
            if minute.number >= until:
                return found
            if minute.open and not any(a <= minute.number < b for a, b in pauses):
                found.append(minute.number)
        raise AssertionError
