"""Every connected group of atoms with its amount in a range: the pieces of exact partitioning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compiled import compiled
from .build import Block

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VISITS = 12_000_000
GROUPS = 1_500_000


@compiled
def _list_groups(
    cost: Floats,
    first: Ints,
    weight: Ints,
    start: Ints,
    near: Ints,
    lower: int,
    upper: int,
    only: int,
    visits: int,
    masks: NDArray[np.uint64],
    costs: Floats,
    roots: Ints,
    amounts: Ints,
) -> tuple[int, int]:
    """Every connected group with its amount in [lower, upper], once; groups of at most `upper` are walked.

    `only` ≥ 0: only groups with that atom. Returns (groups, visits); groups = -1 when the store was too
    small, visits = -1 when the limit of work was met.
    """
    n = len(weight)
    seen = np.zeros(n, dtype=np.bool_)
    inside = np.empty(n, dtype=np.int64)
    frontier = np.empty((n + 1) * n, dtype=np.int64)
    begin = np.zeros(n + 2, dtype=np.int64)
    finish = np.zeros(n + 2, dtype=np.int64)
    fresh = np.zeros(n + 2, dtype=np.int64)
    sums = np.zeros((n + 1, cost.shape[1]))
    groups, done = 0, 0
    bits = np.zeros(n + 1, dtype=np.uint64)
    one = np.uint64(1)
    for root in range(n):
        if only >= 0 and root != only:
            continue
        if weight[root] > upper:
            continue
        seen[:] = False
        if only < 0:
            for a in range(root):
                seen[a] = True
        seen[root] = True
        inside[0] = root
        bits[0] = one << np.uint64(root & 63)
        sums[0] = cost[root]
        depth, load, top = 0, weight[root], 0
        begin[0] = 0
        for e in range(start[root], start[root + 1]):
            if not seen[near[e]]:
                seen[near[e]] = True
                frontier[top] = near[e]
                top += 1
        finish[0] = top
        fresh[0] = top
        arrived = True
        while depth >= 0:
            if arrived:
                arrived = False
                done += 1
                if done > visits:
                    return groups, -1
                if load >= lower:
                    if groups >= len(costs):
                        return -1, done
                    best = np.inf
                    for d in range(depth + 1):
                        a = inside[d]
                        for s in range(first[a], first[a + 1]):
                            best = min(best, sums[depth, s])
                    masks[groups], costs[groups], roots[groups] = bits[depth], best, root
                    amounts[groups] = load
                    groups += 1
            if begin[depth] == finish[depth]:
                for n_ in range(finish[depth] - fresh[depth], finish[depth]):
                    seen[frontier[n_]] = False
                load -= weight[inside[depth]]
                depth -= 1
                continue
            v = frontier[begin[depth]]
            begin[depth] += 1
            if load + weight[v] > upper:
                continue
            base = finish[depth]
            top = base
            for n_ in range(begin[depth], finish[depth]):
                frontier[top] = frontier[n_]
                top += 1
            old = top
            for e in range(start[v], start[v + 1]):
                if not seen[near[e]]:
                    seen[near[e]] = True
                    frontier[top] = near[e]
                    top += 1
            for s in range(cost.shape[1]):
                sums[depth + 1, s] = sums[depth, s] + cost[v, s]
            depth += 1
            inside[depth] = v
            bits[depth] = bits[depth - 1] | one << np.uint64(v & 63)
            load += weight[v]
            begin[depth] = base
            finish[depth] = top
            fresh[depth] = top - old
            arrived = True
    return groups, done


@dataclass(frozen=True, slots=True)
class Groups:
    """All connected groups of a block with amounts in a range, as bit masks in the order of their lowest
    atom."""

    masks: NDArray[np.uint64]
    roots: Ints
    cost: Floats
    amount: Ints


def groups_of(
    block: Block, lower: int, upper: int, *, visits: int = VISITS, most: int = GROUPS
) -> Groups | None:
    """Every group, or None when there are more than can be listed."""
    masks, costs = np.empty(most, dtype=np.uint64), np.empty(most)
    roots, amount = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count, done = _list_groups(
        block.cost,
        block.first,
        block.weight,
        block.start,
        block.near,
        lower,
        upper,
        -1,
        visits,
        masks,
        costs,
        roots,
        amount,
    )
    if count < 0 or done < 0:
        return None
    return Groups(masks[:count].copy(), roots[:count].copy(), costs[:count].copy(), amount[:count].copy())


def fits_somewhere(block: Block, atom: int, lower: int, upper: int) -> bool | None:
    """Whether any connected group in the band holds this atom; None when there are too many to look
    through."""
    none = np.empty(0, dtype=np.int64)
    count, done = _list_groups(
        block.cost,
        block.first,
        block.weight,
        block.start,
        block.near,
        lower,
        upper,
        atom,
        300_000,
        none.astype(np.uint64),
        none.astype(np.float64),
        none,
        none,
    )
    if count == -1:  # a first group was found, and there was no room to store it
        return True
    return None if done < 0 else False
