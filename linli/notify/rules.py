"""When somebody may be disturbed."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo


def after_quiet(at: datetime, quiet: str, zone: tzinfo) -> datetime:
    """The first moment from `at` on outside the quiet hours, written "21:00-08:00"; "" means there are none.

    Raises ValueError where it is written in another way.
    """
    if not quiet:
        return at
    begins, ends = (time.fromisoformat(part.strip()) for part in quiet.split("-"))
    here = at.astimezone(zone)
    now = here.time()
    inside = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if not inside:
        return at
    day = here.date() if now < ends else here.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=zone)
