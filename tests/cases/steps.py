"""What the tests of single steps share: a case at work, moments of a month, a refusal that is expected."""

from __future__ import annotations

from datetime import datetime

import pytest

from linli.common.refusals import Refused
from tests.make import ZONE

AT_WORK = ("take grid", "verify up", "take community", "place here")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in the town; the 23rd is the Monday of NOON."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def refused(code: str, *args: object, **more: object) -> None:
    with pytest.raises(Refused) as caught:
        args[0](*args[1:], **more)
    assert caught.value.refusal.code == code
