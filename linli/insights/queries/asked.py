"""What is asked for: of which place, of which months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Months:
    """From one month to another, both of them in it: "2026-09", "2026-11"."""

    first: str
    last: str

    @classmethod
    def ending(cls, last: str, number: int) -> Months:
        return cls(back(last, number - 1), last)

    def each(self) -> list[str]:
        found, step = [], self.first
        while step <= self.last:
            found.append(step)
            step = back(step, -1)
        return found


def back(month: str, number: int) -> str:
    """The month so many months before; after, where the number is negative."""
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - number
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def month_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Where:
    """What the figures are of: an area and all below it; of it perhaps only one office's or one matter's requests."""

    path: str
    slice: str = "all"
    key: int = 0
