"""Divide a sub-district into grids 网格, and change a division as little as possible.

>>> from linli.solvers.divide import Building, Community, Neighbourhood, Wishes, divide
>>> place = Neighbourhood(buildings, borders, communities)  # doctest: +SKIP
>>> plan = divide(place, Wishes(number="fewest"), seed=7)  # doctest: +SKIP
>>> plan.in_band, plan.walk_m, plan.bound.gap  # doctest: +SKIP

Pure: frozen data in and out, no clock, no global state. The loops are compiled on first use, so importing is
quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .model import (
    Band,
    Border,
    Building,
    Community,
    Counting,
    Division,
    Fault,
    Grid,
    Microgrid,
    Move,
    Neighbourhood,
    Price,
    Progress,
    Reason,
    Redivision,
    Refused,
    Ring,
    Stop,
    WalkBound,
    Wishes,
)


def divide(
    neighbourhood: Neighbourhood,
    wishes: Wishes | None = None,
    *,
    seed: int,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Division:
    """Divide a neighbourhood into connected grids within the band, near to walk; see `plan.divide`."""
    from . import plan

    return plan.divide(neighbourhood, wishes, seed=seed, progress=progress, stop=stop)


def divide_many(
    neighbourhoods: list[Neighbourhood],
    wishes: Wishes | None = None,
    *,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Division | Refused]:
    """A county: every community on its own, in parallel; one that is refused does not hold up the others."""
    from . import many

    return many.divide_many(neighbourhoods, wishes, seed=seed, workers=workers, progress=progress, stop=stop)


def redivide(
    neighbourhood: Neighbourhood,
    before: dict[str, str],
    wishes: Wishes | None = None,
    *,
    seed: int,
    retired: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Redivision:
    """Restore the band with the least change; `before` is building → code of its grid. See
    `redivide.redivide`."""
    from . import again

    return again.redivide(
        neighbourhood, before, wishes, seed=seed, retired=retired, progress=progress, stop=stop
    )


def measure(
    neighbourhood: Neighbourhood, grid_of: Mapping[str, str], wishes: Wishes | None = None
) -> tuple[Grid, ...]:
    """The numbers of a plan that somebody made or changed by hand; see `measuring.measure`."""
    from . import measuring

    return measuring.measure(neighbourhood, grid_of, wishes)


def outlines(
    buildings: Sequence[Building], grid_of: Sequence[str], datum: str = "wgs84", margin: float = 40.0
) -> dict[str, tuple[tuple[Ring, ...], ...]]:
    """Each grid's ground as polygons that meet without gap; see `outlining.outlines`."""
    from . import outlining

    return outlining.outlines(buildings, grid_of, datum, margin)


__all__ = [
    "Band",
    "Border",
    "Building",
    "Community",
    "Counting",
    "Division",
    "Fault",
    "Grid",
    "Microgrid",
    "Move",
    "Neighbourhood",
    "Price",
    "Progress",
    "Reason",
    "Redivision",
    "Refused",
    "Stop",
    "WalkBound",
    "Wishes",
    "divide",
    "divide_many",
    "measure",
    "outlines",
    "redivide",
]
