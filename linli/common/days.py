"""Calendar days between now and a date, as people count them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def days_left(until: datetime, now: datetime, *, zone: ZoneInfo) -> int:
    """Calendar days from today to that date; 0 is today, negative is past."""
    return (until.astimezone(zone).date() - now.astimezone(zone).date()).days
