"""Who keeps paths of areas. `reactions/carriers.py` fills it; the territory knows none of the modules above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.common.actor import Actor
from linli.territory.models import Area


@dataclass(frozen=True, slots=True)
class Doors:
    """What comes to another grid: the doors of these buildings, and where areas close, whatever lies in them alone."""

    buildings: tuple[int, ...]
    grid: Area
    left: tuple[Area, ...] = ()


def _none(doors: Doors) -> dict[str, int]:
    return {}


def _stay(doors: Doors, by: Actor, at: datetime) -> None:
    """Nothing of this module hangs at doors."""


def _no_rows(old: str, new: str, most: int) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Carrier:
    """One module's rows under a path.

    `count(path)`: how many of each kind lie under it, by a code that the faces word ({"cases.open": 12}).
    `rewrite(old, new, most)`: move at most `most` rows from under `old` to under `new` in one short transaction;
    returns how many were moved, 0 when none is left.
    `count_at(doors)`, `follow(doors, by, at)`: what hangs at doors that come to another grid, and its going along, in
    the transaction of the action that moves them.
    """

    name: str
    count: Callable[[str], dict[str, int]]
    rewrite: Callable[[str, str, int], int] = _no_rows
    count_at: Callable[[Doors], dict[str, int]] = _none
    follow: Callable[[Doors, Actor, datetime], None] = _stay


_carriers: tuple[Carrier, ...] = ()


def carriers(table: Iterable[Carrier]) -> None:
    """Replace the table."""
    global _carriers
    _carriers = tuple(table)


def all_carriers() -> tuple[Carrier, ...]:
    return _carriers
