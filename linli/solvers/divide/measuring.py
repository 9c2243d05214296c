"""measure: the numbers of a plan that somebody made or changed by hand; nothing is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .build import Ground, labels
from .check import ACCEPTABLE
from .model import Grid, Neighbourhood, Wishes
from .plan import ready, shape


def measure(
    neighbourhood: Neighbourhood, grid_of: Mapping[str, str], wishes: Wishes | None = None
) -> tuple[Grid, ...]:
    """Every grid of a plan (building → code), in the order of their codes.

    A grid outside the band is told by `in_band` alone (why it could not be met, only `divide` knows), one that
    does not hang together by `connected`. Refuses what cannot be measured.
    """
    wishes = replace(wishes or Wishes(), accept=ACCEPTABLE, split_buildings=False)
    ground, _ = ready(neighbourhood, wishes)
    members: dict[str, list[int]] = {}
    for n, building in enumerate(ground.buildings):
        if building.id in grid_of:
            members.setdefault(grid_of[building.id], []).append(n)
    return tuple(_grid(ground, code, np.array(sites), wishes) for code, sites in sorted(members.items()))


def _grid(ground: Ground, code: str, sites: np.ndarray, wishes: Wishes) -> Grid:
    buildings = [ground.buildings[int(n)] for n in sites]
    homes = int(ground.homes[sites].sum())
    spots = ground.place[sites]
    far = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    walks = ground.homes[sites].astype(np.float64) @ far
    best = int(walks.argmin())
    amount = int(ground.weight[sites].sum())
    known = [b.people for b in buildings]
    return Grid(
        code,
        buildings[0].community or "",
        -1,
        tuple(b.id for b in buildings),
        homes,
        None if None in known else sum(p or 0 for p in known),
        amount,
        buildings[best].id,
        float(walks[best]) / max(1, homes),
        shape(ground, sites),
        wishes.band.lower <= amount <= wishes.band.upper,
        connected=_connected(ground, sites),
    )


def _connected(ground: Ground, sites: np.ndarray) -> bool:
    local = np.full(len(ground.buildings), -1, dtype=np.int64)
    local[sites] = np.arange(len(sites))
    ends = local[ground.edges] if len(ground.edges) else np.zeros((0, 2), dtype=np.int64)
    inside = ends[(ends >= 0).all(axis=1)]
    return bool(labels(len(sites), inside).max(initial=0) == 0)
