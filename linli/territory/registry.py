"""Who keeps paths of areas. `reactions/carriers.py` fills it; the territory knows none of the modules above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carrier:
    """One module's rows under a path.

    `count(path)`: how many of each kind lie under it, by a code that the faces word ({"cases.open": 12}).
    `rewrite(old, new, most)`: move at most `most` rows from under `old` to under `new` in one short transaction;
    returns how many were moved, 0 when none is left.
    """

    name: str
    count: Callable[[str], dict[str, int]]
    rewrite: Callable[[str, str, int], int]


_carriers: tuple[Carrier, ...] = ()


def carriers(table: Iterable[Carrier]) -> None:
    """Replace the table."""
    global _carriers
    _carriers = tuple(table)


def all_carriers() -> tuple[Carrier, ...]:
    return _carriers
