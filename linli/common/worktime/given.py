"""What the arithmetic of time is given, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MIDNIGHT: Final = 24 * 60
# The earliest day that a New Year's notice has moved is 29 December (2001, 2007, 2018); one more to be safe.
_NEW_YEAR_REACH: Final = (12, 28)


class Kind(StrEnum):
    """What the calendar says of a day."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # 调休上班: a Saturday or Sunday that is worked


class Unit(StrEnum):
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    CLOCK_MINUTES = "clock_minutes"
    CLOCK_HOURS = "clock_hours"


class OnRest(StrEnum):
    """What becomes of natural days that end on a rest day."""

    MOVES = "moves"
    STAYS = "stays"


class StandsStill(ValueError):
    """A pause without an end lies before the end of the limit: there is no date to tell."""


@dataclass(frozen=True)
class Calendar:
    """Days that are not what their weekday says, and the years whose notice is entered.

    `statutory`: (month, day) that rest by law in every year; asked only where the year's notice is not entered yet.
    """

    days: Mapping[date, Kind]
    years: frozenset[int]
    statutory: frozenset[tuple[int, int]] = frozenset()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # what is laid out from it is kept, so it must not change
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "_hash", hash((frozenset(self.days.items()), self.years, self.statutory)))

    def __hash__(self) -> int:
        return self._hash  # asked at every due(); a year has dozens of days

    def __reduce__(self) -> tuple[type[Calendar], tuple[object, ...]]:
        return Calendar, (dict(self.days), self.years, self.statutory)

    def kind(self, day: date) -> Kind:
        if kind := self.days.get(day):
            return kind
        if day.year not in self.years and (day.month, day.day) in self.statutory:
            return Kind.HOLIDAY
        return Kind.WORKDAY if day.weekday() < 5 else Kind.REST

    def works(self, day: date) -> bool:
        return self.kind(day) in (Kind.WORKDAY, Kind.MAKE_UP)

    def settled(self, first: date, last: date) -> bool:
        """Whether the notices known decide every day from `first` to `last`, both included."""
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                return False
            to_its_end = year < last.year or (last.month, last.day) >= _NEW_YEAR_REACH
            if to_its_end and year + 1 not in self.years:
                return False
        return True


Day = tuple[tuple[int, int], ...]  # open from … until …, in minutes of the day, in order


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office is open: Monday to Sunday, and on a make-up workday."""

    week: tuple[Day, Day, Day, Day, Day, Day, Day]
    make_up: Day

    def __post_init__(self) -> None:
        for day in (*self.week, self.make_up):
            edges = [0, *(minute for interval in day for minute in interval), MIDNIGHT]
            if edges != sorted(edges) or any(opens == shuts for opens, shuts in day):
                raise ValueError(f"office hours must follow each other within one day: {day}")

    @classmethod
    def read(cls, week: Sequence[str], make_up: str) -> Hours:
        """From ("09:00-12:00 14:00-17:30", …, "", "") Monday to Sunday. `24:00` closes at midnight."""
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (_read_day(day) for day in week)
        days = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
        return cls(days, _read_day(make_up))

    def on(self, day: date, kind: Kind) -> Day:
        """When the office is open on this day; nothing on a rest day or holiday."""
        if kind is Kind.MAKE_UP:
            return self.make_up
        return self.week[day.weekday()] if kind is Kind.WORKDAY else ()


@dataclass(frozen=True, slots=True)
class Span:
    """A limit: `Span(3, Unit.NATURAL_DAYS)`. `on_rest` speaks of natural days only."""

    amount: int
    unit: Unit
    on_rest: OnRest = OnRest.MOVES

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a limit is not negative")

    @classmethod
    def read(cls, text: str, on_rest: OnRest = OnRest.MOVES) -> Span:
        """From "3 natural_days", as settings keep it. Raises ValueError."""
        amount, _, unit = text.partition(" ")
        return cls(int(amount), Unit(unit), on_rest)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from `start` until `end`, or still stands."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause does not end before it begins")


@dataclass(frozen=True, slots=True)
class Due:
    """The answer: the moment, the date it belongs to (24:00 belongs to the date that ends), and how sure."""

    at: datetime
    day: date
    provisional: bool


def _read_day(text: str) -> Day:
    return tuple((_read_minute(a), _read_minute(b)) for a, b in (part.split("-") for part in text.split()))


def _read_minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
