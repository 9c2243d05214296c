"""The four questions: when does it end, how much is used, how much is left, when to warn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.common.worktime.given import Calendar, Due, Hours, Pause, Span, StandsStill, Unit
from linli.common.worktime.table import (
    CLOCK,
    STEP,
    count_ends,
    inside,
    lay_out,
    lay_out_between,
    merge,
    pushed,
    to_micro,
    to_moment,
)


def due(
    start: datetime,
    span: Span,
    calendar: Calendar,
    hours: Hours,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When a limit ends that began at `start`. Raises StandsStill if a pause without an end comes before."""
    begin = to_micro(start)
    received = start.astimezone(zone)
    if span.amount == 0:
        return Due(received, received.date(), False)
    held = merge(pauses, begin)
    if span.unit in CLOCK:
        at = to_moment(pushed(begin + span.amount * STEP[span.unit], held), zone)
        return Due(at, at.date(), False)
    for years in (1, 4, 20, 100):  # few limits leave the year they began in, and the next
        try:
            table = lay_out(calendar, hours, zone, received.year, received.year + years)
            micro, day = table.due(begin, received, span, held)
        except IndexError:  # beyond the years laid out
            continue
        return Due(to_moment(micro, zone), day, not calendar.settled(received.date(), day))
    raise ValueError("no end within a hundred years: is this office ever open?")


def elapsed(
    start: datetime,
    at: datetime,
    unit: Unit,
    calendar: Calendar,
    hours: Hours,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
) -> int:
    """Whole units of the limit that are used up at `at`; none before `start`."""
    begin, now = to_micro(start), to_micro(at)
    if now <= begin:
        return 0
    held = merge(pauses, begin, now)
    if unit in CLOCK:
        return (now - begin - sum(q - p for p, q in held)) // STEP[unit]
    received = start.astimezone(zone)
    table = lay_out(calendar, hours, zone, received.year, at.astimezone(zone).year + 1)
    if unit in STEP:
        return table.running(begin, now, held) // STEP[unit]
    ends, first = table.counted(unit, begin, received)
    return count_ends(ends, first, begin, now, held)


def left(
    start: datetime,
    span: Span,
    at: datetime,
    calendar: Calendar,
    hours: Hours,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
) -> int:
    """Units left at `at`, the running one included: 1 is the last, 0 exactly the end, -1 the first one over.

    While the clock stands: what was left when it stopped.
    """
    try:
        end = due(start, span, calendar, hours, zone, pauses).at
    except StandsStill:
        return span.amount - elapsed(start, at, span.unit, calendar, hours, zone, pauses)
    begin, now, until = to_micro(start), to_micro(at), to_micro(end)
    late = now > until
    one, other = (until, now) if late else (max(now, begin), until)
    held = [] if late else merge(pauses, one, other)
    if span.unit in STEP:
        if span.unit in CLOCK:
            time = other - one - sum(q - p for p, q in held)
        else:
            time = lay_out_between(start, max(end, at), calendar, hours, zone).running(one, other, held)
        units = -(-time // STEP[span.unit])
        return -max(1, units) if late else units
    table = lay_out_between(start, max(end, at), calendar, hours, zone)
    ends, first = table.counted(span.unit, begin, start.astimezone(zone))
    if late:
        return -1 - count_ends(ends, first, until, now - 1, held)
    return count_ends(ends, first, one, until, held)


def warn_at(
    start: datetime,
    span: Span,
    calendar: Calendar,
    hours: Hours,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
    *,
    share: int = 75,
    days_before: int = 1,
) -> tuple[datetime, ...]:
    """When to warn, in order: after `share` per cent of the time, and `days_before` working days before the end.

    The share is of office time (of all time for clock units, or where the office is never open before the end), so
    a warning comes when somebody is there. Days before are for limits in days: the closing of that earlier working
    day. What would not lie between `start` and the end is left out.
    """
    end = due(start, span, calendar, hours, zone, pauses).at
    begin, until = to_micro(start), to_micro(end)
    held = merge(pauses, begin, until)
    table = lay_out_between(start, end, calendar, hours, zone)
    office = 0 if span.unit in CLOCK else table.running(begin, until, held)
    if office:
        moments = {table.after(begin, -(-office * share // 100), held)}
    else:
        wall = until - begin - sum(q - p for p, q in held)
        moments = {pushed(begin + -(-wall * share // 100), held)}
    if span.unit not in STEP and days_before:
        low, high = bisect_right(table.closings, begin), bisect_left(table.closings, until)
        before = [closing for closing in table.closings[low:high] if not inside(closing, held)]
        moments.update(before[-days_before:][:1] if len(before) >= days_before else ())
    return tuple(to_moment(m, zone) for m in sorted(moments) if begin < m < until)


def part_way(
    start: datetime,
    end: datetime,
    calendar: Calendar,
    hours: Hours,
    zone: ZoneInfo,
    *,
    share: int = 75,
) -> datetime:
    """When `share` per cent of the office time between two moments is over; of all time where there is none."""
    begin, until = to_micro(start), to_micro(end)
    if until <= begin:
        return end
    table = lay_out_between(start, end, calendar, hours, zone)
    office = table.running(begin, until, [])
    if not office:
        return to_moment(begin + (until - begin) * share // 100, zone)
    return to_moment(table.after(begin, -(-office * share // 100), []), zone)


def day_before(end: datetime, calendar: Calendar, hours: Hours, zone: ZoneInfo) -> datetime | None:
    """The closing of the last working day that ends before `end`."""
    local = end.astimezone(zone)
    table = lay_out(calendar, hours, zone, local.year - 1, local.year)
    before = bisect_left(table.closings, to_micro(end))
    return to_moment(table.closings[before - 1], zone) if before else None
