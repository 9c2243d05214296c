"""Arithmetic of serving, without tables: what a grid lacks of its standard (1+1+3+N), and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Who counts as N of 1+1+3+N: helpers of every name.
HELPERS = ("helper", "building_head", "group_head", "volunteer")
ORDER = ("grid_head", "grid_worker", "part_time", "helper", "centre_host")


@dataclass(frozen=True, slots=True)
class Gap:
    """So many of a role are there, so many should be."""

    role: str
    have: int
    least: int

    @property
    def missing(self) -> int:
        return self.least - self.have


def gaps(standard: Mapping[str, int], held: Mapping[str, int]) -> tuple[Gap, ...]:
    """What is missing, in the order of the standard. `held`: role → posts held; any helper counts as "helper"."""
    found = []
    for role, least in standard.items():
        have = sum(held.get(one, 0) for one in HELPERS) if role == "helper" else held.get(role, 0)
        if have < least:
            found.append(Gap(role, have, least))
    return tuple(found)


def together(many: Sequence[Sequence[Gap]]) -> tuple[Gap, ...]:
    """Gaps of several grids as one line: how many are missing of each role."""
    missing: dict[str, Gap] = {}
    for gap in (gap for one in many for gap in one):
        before = missing.get(gap.role, Gap(gap.role, 0, 0))
        missing[gap.role] = Gap(gap.role, before.have + gap.have, before.least + gap.least)
    return tuple(sorted(missing.values(), key=lambda gap: ORDER.index(gap.role)))


def turns(
    people: Sequence[int], first: date, days: int, *, away: Callable[[int, date], bool]
) -> list[tuple[date, int]]:
    """One person a day, in their order; whoever is away is passed over and keeps their place in the row.

    A day on which all are away has no line.
    """
    row, found = list(people), []
    for n in range(days):
        day = first + timedelta(days=n)
        who = next((one for one in row if not away(one, day)), None)
        if who is not None:
            row.remove(who)
            row.append(who)
            found.append((day, who))
    return found
