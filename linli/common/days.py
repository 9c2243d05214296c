"""Plain days: "n days from now" ends at closing time of the n-th day after it.

The day of receipt is not counted. The real calendar (rest days, make-up days, working hours) replaces this one
file's arithmetic when the clock is built; nothing else counts days.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def after_days(start: datetime, days: int, *, closing: time, zone: ZoneInfo) -> datetime:
    """Closing time, in `zone`, of the `days`-th day after `start` (aware)."""
    local = start.astimezone(zone)
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, closing, tzinfo=zone)


def days_left(until: datetime, now: datetime, *, zone: ZoneInfo) -> int:
    """Calendar days from today to that date; 0 is today, negative is past."""
    return (until.astimezone(zone).date() - now.astimezone(zone).date()).days
