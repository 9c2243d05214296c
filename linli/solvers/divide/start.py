"""A first division of one block: centres spread like k-means++, grids grown from them, centres moved,
grown again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def chance(state: NDArray[np.uint64]) -> float:
    """The next number in [0, 1) of a xorshift generator kept in `state[0]`."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return np.float64(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def _grow(
    cost: Floats, first: Ints, weight: Ints, start: Ints, near: Ints, seeds: Ints, zone: Ints, upper: int
) -> None:
    """Fill `zone`: always the lightest grid takes the free neighbour that has least to walk to its centre."""
    atoms, k = len(weight), len(seeds)
    load = np.zeros(k, dtype=np.int64)
    open_ = np.ones(k, dtype=np.bool_)
    members = np.empty((k, atoms), dtype=np.int64)
    count = np.zeros(k, dtype=np.int64)
    zone[:] = -1
    for z in range(k):
        a = seeds[z]
        zone[a] = z
        load[z] = weight[a]
        members[z, 0] = a
        count[z] = 1
    left = atoms - k
    while left > 0:
        z = -1
        for y in range(k):
            if open_[y] and (z < 0 or load[y] < load[z]):
                z = y
        if z < 0:
            return
        site = first[seeds[z]]
        best, found = np.inf, -1
        for n in range(count[z]):
            a = members[z, n]
            for e in range(start[a], start[a + 1]):
                b = near[e]
                if zone[b] < 0:
                    far = cost[b, site] / max(1, weight[b])
                    if far < best:
                        best, found = far, b
        if found < 0:
            open_[z] = False
            continue
        zone[found] = z
        load[z] += weight[found]
        members[z, count[z]] = found
        count[z] += 1
        left -= 1


@compiled
def first_division(
    cost: Floats,
    first: Ints,
    weight: Ints,
    start: Ints,
    near: Ints,
    k: int,
    upper: int,
    rounds: int,
    state: NDArray[np.uint64],
    zone: Ints,
) -> None:
    """Write k connected parts of the block into `zone`."""
    atoms = len(weight)
    seeds = np.empty(k, dtype=np.int64)
    reach = np.full(atoms, np.inf)
    taken = np.zeros(atoms, dtype=np.bool_)
    for z in range(k):
        total = 0.0
        for a in range(atoms):
            if not taken[a]:
                total += 1.0 + weight[a] * (reach[a] if z > 0 else 1.0)
        want = chance(state) * total
        pick = -1
        for a in range(atoms):
            if not taken[a]:
                pick = a
                want -= 1.0 + weight[a] * (reach[a] if z > 0 else 1.0)
                if want < 0:
                    break
        seeds[z] = pick
        taken[pick] = True
        site = first[pick]
        for a in range(atoms):
            far = cost[a, site] / max(1, weight[a])
            reach[a] = min(reach[a], far * far)
    for turn in range(rounds + 1):
        _grow(cost, first, weight, start, near, seeds, zone, upper)
        if turn == rounds:
            return
        for z in range(k):
            best = np.inf
            for a in range(atoms):
                if zone[a] == z:
                    total = 0.0
                    for b in range(atoms):
                        if zone[b] == z:
                            total += cost[b, first[a]]
                    if total < best:
                        best = total
                        seeds[z] = a
