"""Moments as integers, pauses as pairs of them, and the days of some years laid out for searching."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from linli.common.worktime.given import MIDNIGHT, Calendar, Hours, OnRest, Pause, Span, StandsStill, Unit

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
_MINUTE: Final = 60_000_000
ENDLESS: Final = 1 << 62
STEP: Final = {
    Unit.WORKING_MINUTES: _MINUTE,
    Unit.WORKING_HOURS: 60 * _MINUTE,
    Unit.CLOCK_MINUTES: _MINUTE,
    Unit.CLOCK_HOURS: 60 * _MINUTE,
}
CLOCK: Final = frozenset({Unit.CLOCK_MINUTES, Unit.CLOCK_HOURS})

Held = list[tuple[int, int]]


def to_micro(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return (moment - _EPOCH) // _MICRO


def to_moment(micro: int, zone: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=micro)).astimezone(zone)


def merge(pauses: Sequence[Pause], begin: int, until: int = ENDLESS) -> Held:
    """In order, without overlap, clipped to [begin, until]. Touching pauses become one."""
    merged: Held = []
    if not pauses:
        return merged
    for p, q in sorted((to_micro(p.start), ENDLESS if p.end is None else to_micro(p.end)) for p in pauses):
        p, q = max(p, begin), min(q, until)
        if p >= q:
            continue
        if merged and p <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(q, merged[-1][1]))
        else:
            merged.append((p, q))
    return merged


def pushed(end: int, held: Held) -> int:
    for p, q in held:
        if end <= p:
            break
        if q == ENDLESS:
            raise StandsStill
        end += q - p
    return end


def inside(moment: int, held: Held) -> bool:
    return any(p < moment <= q for p, q in held)


def count_ends(ends: Sequence[int], first: int, after: int, until: int, held: Held) -> int:
    """How many of `ends` from index `first` lie in (after, until] and in no pause."""
    low, high = max(first, bisect_right(ends, after)), bisect_right(ends, until)
    count = max(0, high - low)
    for p, q in held:
        count -= max(0, min(high, bisect_right(ends, q)) - max(low, bisect_right(ends, p)))
    return count


class Table:
    """Openings and closings as integers, in order. Never changed once made; a date beyond it is an IndexError."""

    __slots__ = ("closings", "days", "ends", "first", "opens", "passed", "reached")

    def __init__(self, calendar: Calendar, hours: Hours, zone: ZoneInfo, first: int, last: int) -> None:
        # some days more: 0:00 of 1 January may be the closing of 31 December
        self.first = date(first, 1, 1).toordinal() - 10
        self.opens: list[int] = []
        self.passed: list[int] = []  # office time before each opening
        self.reached: list[int] = []  # … and after each closing
        self.days: list[date] = []  # working days,
        self.closings: list[int] = []  # and when each closes
        self.ends: list[int] = []  # when each day ends, rest days too
        total = 0
        for ordinal in range(self.first, date(last, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            intervals = hours.on(day, calendar.kind(day))
            end = _at(day, MIDNIGHT, zone) if not intervals else 0
            for opens, shuts in intervals:
                begin, end = _at(day, opens, zone), _at(day, shuts, zone)
                self.opens.append(begin)
                self.passed.append(total)
                total += end - begin
                self.reached.append(total)
            if intervals:
                self.days.append(day)
                self.closings.append(end)
            self.ends.append(end)

    def worked(self, micro: int) -> int:
        """Office time before this moment."""
        i = bisect_right(self.opens, micro) - 1
        return 0 if i < 0 else min(self.passed[i] + micro - self.opens[i], self.reached[i])

    def running(self, begin: int, until: int, held: Held) -> int:
        worked = self.worked
        return worked(until) - worked(begin) - sum(worked(q) - worked(p) for p, q in held)

    def after(self, begin: int, amount: int, held: Held) -> int:
        """The first moment at which so much office time has run since `begin`."""
        target = self.worked(begin) + amount
        for p, q in held:
            if target <= self.worked(p):
                break
            if q == ENDLESS:
                raise StandsStill
            target += self.worked(q) - self.worked(p)
        i = bisect_left(self.reached, target)
        return self.opens[i] + target - self.passed[i]

    def counted(self, unit: Unit, begin: int, received: datetime) -> tuple[list[int], int]:
        """The ends of the days this unit counts, and the index of the first one counted."""
        if unit is Unit.NATURAL_DAYS:
            return self.ends, received.toordinal() - self.first + 1
        return self.closings, bisect_left(self.closings, begin) + 1

    def due(self, begin: int, received: datetime, span: Span, held: Held) -> tuple[int, date]:
        if span.unit in STEP:
            end = self.after(begin, span.amount * STEP[span.unit], held)
            return end, self.days[bisect_left(self.closings, end)]
        ends, first = self.counted(span.unit, begin, received)
        i = first + span.amount - 1
        for p, q in held:
            low, high = max(first, bisect_right(ends, p)), bisect_right(ends, q)
            if low > i:
                break
            if q == ENDLESS:
                raise StandsStill
            i += max(0, high - low)
        end = ends[i]
        if span.unit is Unit.WORKING_DAYS:
            return end, self.days[i]
        day = date.fromordinal(self.first + i)
        j = bisect_left(self.closings, end)
        if self.days[j] == day or span.on_rest is OnRest.STAYS:
            return end, day
        while inside(self.closings[j], held):
            if held[-1][1] == ENDLESS and self.closings[j] > held[-1][0]:
                raise StandsStill
            j += 1
        return self.closings[j], self.days[j]


@lru_cache(maxsize=128)
def lay_out(calendar: Calendar, hours: Hours, zone: ZoneInfo, first: int, last: int) -> Table:
    return Table(calendar, hours, zone, first, last)


def lay_out_between(
    start: datetime, end: datetime, calendar: Calendar, hours: Hours, zone: ZoneInfo
) -> Table:
    return lay_out(calendar, hours, zone, start.astimezone(zone).year, end.astimezone(zone).year + 1)


def _at(day: date, minute: int, zone: ZoneInfo) -> int:
    if minute == MIDNIGHT:
        day, minute = day + timedelta(days=1), 0
    return (datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone) - _EPOCH) // _MICRO
