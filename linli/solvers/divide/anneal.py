"""Boundary moves under falling temperature, with the exact walking of both grids and an exact test of
contiguity.

The energy of a division is its walking in household-metres, plus `pull` for each household beyond the band
and `fine` for each grid outside it, plus `smooth` for each metre of inner border. Walking is exact, not to a
fixed centre: `sums[z, s]` keeps the walking of grid z to every site s, so the best centre after a move is
a minimum over
the sites of one grid.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..compiled import compiled
from .start import chance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def beyond(amount: int, lower: int, upper: int) -> int:
    """How far an amount lies outside the band."""
    return max(0, lower - amount, amount - upper)


@compiled
def _stays_whole(
    a: int, z: int, zone: Ints, start: Ints, near: Ints, size: int, mark: Ints, stamp: Ints, stack: Ints
) -> bool:
    """Whether grid z stays connected without atom a. First among a's neighbours alone, then in earnest."""
    stamp[0] += 1
    here = stamp[0]
    around = 0
    first = -1
    for e in range(start[a], start[a + 1]):
        b = near[e]
        if zone[b] == z:
            mark[b] = here
            around += 1
            first = b
    if around == 0:
        return size == 1
    if around == 1:
        return True
    stamp[0] += 1
    seen = stamp[0]
    mark[first] = seen
    stack[0] = first
    top, met = 1, 1
    while top > 0:
        top -= 1
        c = stack[top]
        for e in range(start[c], start[c + 1]):
            b = near[e]
            if mark[b] == here:
                mark[b] = seen
                met += 1
                stack[top] = b
                top += 1
    if met == around:
        return True
    stamp[0] += 1
    seen = stamp[0]
    mark[a] = seen
    mark[first] = seen
    stack[0] = first
    top, met = 1, 1
    while top > 0:
        top -= 1
        c = stack[top]
        for e in range(start[c], start[c + 1]):
            b = near[e]
            if zone[b] == z and mark[b] != seen:
                mark[b] = seen
                met += 1
                stack[top] = b
                top += 1
    return met == size - 1


@compiled
def _is_whole(
    one: int, z: int, zone: Ints, start: Ints, near: Ints, size: int, mark: Ints, stamp: Ints, stack: Ints
) -> bool:
    """Whether all `size` atoms of grid z can be reached from atom `one`."""
    stamp[0] += 1
    seen = stamp[0]
    mark[one] = seen
    stack[0] = one
    top, met = 1, 1
    while top > 0:
        top -= 1
        c = stack[top]
        for e in range(start[c], start[c + 1]):
            b = near[e]
            if zone[b] == z and mark[b] != seen:
                mark[b] = seen
                met += 1
                stack[top] = b
                top += 1
    return met == size


@compiled
def _walk_after(
    z: int, leaves: int, joins: int, cost: Floats, first: Ints, members: Ints, count: int, sums: Floats
) -> float:
    """The walking of grid z to its best centre once one atom left and one joined (-1 for none)."""
    best = np.inf
    total = sums[z]
    if joins >= 0:
        more = cost[joins]
        if leaves >= 0:
            less = cost[leaves]
            for n in range(count):
                a = members[n]
                if a != leaves:
                    for s in range(first[a], first[a + 1]):
                        best = min(best, total[s] - less[s] + more[s])
            for s in range(first[joins], first[joins + 1]):
                best = min(best, total[s] - less[s] + more[s])
        else:
            for n in range(count):
                a = members[n]
                for s in range(first[a], first[a + 1]):
                    best = min(best, total[s] + more[s])
            for s in range(first[joins], first[joins + 1]):
                best = min(best, total[s] + more[s])
    else:
        less = cost[leaves]
        for n in range(count):
            a = members[n]
            if a != leaves:
                for s in range(first[a], first[a + 1]):
                    best = min(best, total[s] - less[s])
    return best


@compiled
def _put(
    a: int,
    z: int,
    cost: Floats,
    weight: Ints,
    zone: Ints,
    members: Ints,
    place: Ints,
    count: Ints,
    load: Ints,
    sums: Floats,
) -> None:
    """Move atom a into grid z and keep every table true."""
    y = zone[a]
    last = members[y, count[y] - 1]
    members[y, place[a]] = last
    place[last] = place[a]
    count[y] -= 1
    load[y] -= weight[a]
    members[z, count[z]] = a
    place[a] = count[z]
    count[z] += 1
    load[z] += weight[a]
    zone[a] = z
    old, new, row = sums[y], sums[z], cost[a]
    for s in range(len(row)):
        old[s] -= row[s]
        new[s] += row[s]


@compiled
def anneal(
    cost: Floats,
    first: Ints,
    weight: Ints,
    start: Ints,
    near: Ints,
    shared: Floats,
    zone: Ints,
    k: int,
    lower: int,
    upper: int,
    hot: float,
    cold: float,
    tries: int,
    pulls: Floats,
    fine: float,
    smooth: float,
    swaps: float,
    home: Ints,
    stay: Floats,
    state: NDArray[np.uint64],
) -> float:
    """Improve `zone` in place and return the energy of the best division met, at the last pull.

    `pulls` = (first, last) price of a household beyond the band. `stay[a]` is paid while atom a is not in
    grid `home[a]` (-1: no home); `redivide` uses it.
    """
    atoms, sites = len(weight), cost.shape[1]
    members = np.empty((k, atoms), dtype=np.int64)
    place = np.empty(atoms, dtype=np.int64)
    count = np.zeros(k, dtype=np.int64)
    load = np.zeros(k, dtype=np.int64)
    sums = np.zeros((k, sites))
    for a in range(atoms):
        z = zone[a]
        members[z, count[z]] = a
        place[a] = count[z]
        count[z] += 1
        load[z] += weight[a]
        for s in range(sites):
            sums[z, s] += cost[a, s]
    walk = np.zeros(k)
    energy = 0.0
    for z in range(k):
        best = np.inf
        for n in range(count[z]):
            a = members[z, n]
            for s in range(first[a], first[a + 1]):
                best = min(best, sums[z, s])
        walk[z] = best
        over = beyond(load[z], lower, upper)
        energy += best + over * pulls[1] + (fine if over > 0 else 0.0)
    for a in range(atoms):
        if home[a] >= 0 and zone[a] != home[a]:
            energy += stay[a]
        for e in range(start[a], start[a + 1]):
            if zone[near[e]] != zone[a]:
                energy += 0.5 * smooth * shared[e]
    mark = np.zeros(atoms, dtype=np.int64)
    stamp = np.zeros(1, dtype=np.int64)
    stack = np.empty(atoms + 1, dtype=np.int64)
    kept, lowest, fresh = zone.copy(), energy, False
    heat, pull = hot, pulls[0]
    cool = (cold / hot) ** (1.0 / max(1, tries // 256))
    firm = (pulls[1] / pulls[0]) ** (1.0 / max(1, tries // 320))
    for turn in range(tries):
        if turn & 255 == 0 and turn > 0:
            heat *= cool
            pull = min(pulls[1], pull * firm)
        a = int(chance(state) * atoms)
        degree = start[a + 1] - start[a]
        if degree == 0:
            continue
        y = zone[a]
        z = zone[near[start[a] + int(chance(state) * degree)]]
        if y == z:
            continue
        other = -1
        if chance(state) < swaps:
            c = members[y, int(chance(state) * count[y])]
            other = near[start[c] + int(chance(state) * (start[c + 1] - start[c]))]
            if zone[other] != z or c == a:
                continue
        if other < 0 and count[y] == 1:
            continue
        shift = weight[a] - (weight[other] if other >= 0 else 0)
        was = beyond(load[y], lower, upper), beyond(load[z], lower, upper)
        now = beyond(load[y] - shift, lower, upper), beyond(load[z] + shift, lower, upper)
        over = now[0] + now[1] - was[0] - was[1]
        flat = fine * ((now[0] > 0) + (now[1] > 0) - (was[0] > 0) - (was[1] > 0))
        if home[a] >= 0:
            flat += stay[a] * ((y == home[a]) * 1.0 - (z == home[a]) * 1.0)
        if other >= 0 and home[other] >= 0:
            flat += stay[other] * ((z == home[other]) * 1.0 - (y == home[other]) * 1.0)
        if smooth > 0:
            for e in range(start[a], start[a + 1]):
                b = near[e]
                flat += smooth * shared[e] * ((zone[b] == y) * 1.0 - (zone[b] == z) * 1.0)
            if other >= 0:
                for e in range(start[other], start[other + 1]):
                    b = near[e]
                    flat += smooth * shared[e] * ((zone[b] == z) * 1.0 - (zone[b] == y) * 1.0)
                    if b == a:
                        flat += 2.0 * smooth * shared[e]
        may = -heat * np.log(chance(state) + 1e-300)
        if over * pull + flat - walk[y] > may + walk[z]:
            continue
        left = _walk_after(y, a, other, cost, first, members[y], count[y], sums)
        if over * pull + flat + left - walk[y] - walk[z] > may:
            continue
        right = _walk_after(z, other, a, cost, first, members[z], count[z], sums)
        gain = left + right - walk[y] - walk[z]
        if over * pull + flat + gain > may:
            continue
        if other < 0:
            if not _stays_whole(a, y, zone, start, near, count[y], mark, stamp, stack):
                continue
        else:
            zone[a], zone[other] = z, y
            whole = _is_whole(other, y, zone, start, near, count[y], mark, stamp, stack)
            whole = whole and _is_whole(a, z, zone, start, near, count[z], mark, stamp, stack)
            zone[a], zone[other] = y, z
            if not whole:
                continue
        change = over * pulls[1] + flat + gain
        if fresh and change > 0:
            kept[:] = zone
            fresh = False
        _put(a, z, cost, weight, zone, members, place, count, load, sums)
        if other >= 0:
            _put(other, y, cost, weight, zone, members, place, count, load, sums)
        walk[y], walk[z] = left, right
        energy += change
        if energy < lowest - 1e-6:
            lowest, fresh = energy, True
    if not fresh:
        zone[:] = kept
    return lowest
