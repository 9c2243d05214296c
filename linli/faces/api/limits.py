"""How often a key may call: counted in the database for all processes, a share of the minute at a time."""

from __future__ import annotations

import threading
from datetime import datetime

from django.utils.timezone import localdate

from linli.office.queries import setting
from linli.people.actions import count_calls
from linli.people.models import ApiToken

# A process takes this part of a minute's calls at once and spends it without asking the database again. What it has not
# spent when the minute is over is lost, so with several processes a key may be stopped up to so much earlier.
SHARE = 20

_lock = threading.Lock()
_purses: dict[
    str, tuple[int, int]
] = {}  # handle of a key → (minute, calls left; below 0: the minute is used up)


def spend(token: ApiToken, now: datetime) -> tuple[int, int] | None:
    """One call of this key. (calls a minute, seconds to wait) where there are none left in this minute, else None."""
    most: int = setting("api.calls_a_minute")
    minute, second = divmod(int(now.timestamp()), 60)
    with _lock:
        at, left = _purses.get(token.handle, (0, 0))
        left = left if at == minute else 0
        if left == 0:
            part = max(1, most // SHARE)
            before = count_calls(token.pk, part, minute=minute, on=localdate(now)) - part
            left = min(part, most - before) if before < most else -1
        _purses[token.handle] = (minute, left - 1 if left > 0 else left)
    return (most, 60 - second) if left < 0 else None
