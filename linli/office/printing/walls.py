"""The month's sheet for the wall (你说我办): what was asked, what was done, what is still open. One page, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.office.printing import words
from linli.office.printing.typesetting import qr, typeset


@dataclass(frozen=True, slots=True)
class Asked:
    """A matter: how often it was asked, how many are done, how long that usually took ("" where it is not told)."""

    matter: str
    number: int
    done: int
    days: str


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is not done yet: how many, why, by which date at the latest."""

    matter: str
    number: int
    why: str
    until: str


@dataclass(frozen=True, slots=True)
class WallSheet:
    """`figures` are the large numbers on top: all that came in, then the groups that add up to it; `said` tells more of
    them in a sentence, `open_line` how many are under way. `ask` are lines on whom to ask; `url` is what the code
    opens."""

    name: str
    place: str
    month: str
    figures: Sequence[tuple[str, str]]
    asked: Sequence[Asked]
    still_open: Sequence[StillOpen]
    ask: Sequence[str]
    phone: str
    url: str
    foot: str
    said: str = ""
    open_line: str = ""
    more_open: str = ""


def wall_data(one: WallSheet) -> dict[str, Any]:
    most = max((line.number for line in one.asked), default=1)
    return asdict(one) | {"svg": qr(one.url), "most": most, "words": words.WALL}


def wall_sheet(one: WallSheet, *, title: str) -> bytes:
    return typeset("wall", wall_data(one), title=title)
