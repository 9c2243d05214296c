"""Choose candidates from the labels of a walking graph."""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link.ground import Ground, excluded, straight, wishes
from linli.solvers.link.model import PER_METRE, Floats, Ints, Longs
from linli.solvers.link.walking import Snapped


@part
def _insert(to: Ints, best: Floats, j: int, key: float) -> None:
    """Keep j among the cheapest, if it is; who stands there already stays once."""
    last = len(to) - 1
    for p in range(len(to)):
        if to[p] == j:
            if best[p] <= key:
                return
            last = p
            break
    if key >= best[last]:
        return
    p = last
    while p > 0 and best[p - 1] > key:
        to[p], best[p] = to[p - 1], best[p - 1]
        p -= 1
    to[p], best[p] = j, key


@compiled
def pick(
    g: Ground, s: Snapped, in_building: Longs, of_building: Ints, member: Ints, metres: Floats,
    kind: np.uint64, to: Ints, cost: Ints, nearest: Ints,
) -> None:  # fmt: skip
    """Choose among the labels of the node, and (first time, kind 0) among those of the same building."""
    k = to.shape[1]
    best = np.empty(k)
    for h in range(len(g.h)):
        if kind and not g.h[h].needs & kind:
            continue
        for p in range(k):
            best[p] = cost[h, p] if to[h, p] >= 0 else np.inf
        closest = np.inf if nearest[h] < 0 else nearest[h] / PER_METRE
        node, b = s.household[h], g.h[h].building
        for i in range(member.shape[1]):
            j = member[node, i]
            if j < 0:
                break
            d = metres[node, i] + s.household_off[h]
            if b >= 0 and b == g.m[j].building:
                d = min(d, straight(g, h, j))
            if d <= g.reach:
                closest = min(closest, d)
                if not excluded(g, h, j):
                    key = np.rint(d * PER_METRE) + wishes(g, h, j)
                    _insert(to[h], best, j, key + (((j + 7919 * h) * 40503) & 0xFFFF) / 0x10000)
        if not kind and b >= 0:
            for i in range(in_building[b], in_building[b + 1]):
                j = of_building[i]
                d = straight(g, h, j)
                if d <= g.reach:
                    closest = min(closest, d)
                    if not excluded(g, h, j):
                        key = np.rint(d * PER_METRE) + wishes(g, h, j)
                        _insert(to[h], best, j, key + (((j + 7919 * h) * 40503) & 0xFFFF) / 0x10000)
        nearest[h] = -1 if closest == np.inf else np.int32(np.rint(closest * PER_METRE))
        for p in range(k):
            if to[h, p] >= 0:
                cost[h, p] = np.int32(np.floor(best[p]))
