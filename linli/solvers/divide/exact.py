"""Exact partitioning of small blocks: every connected group of atoms is listed, then all ways to lay them
are met.

Laying goes atom by atom in an order that sweeps over the block: the first atom not yet covered takes one of
its groups. Ways that cover the same atoms with as many groups are one state, and only the cheapest is kept,
so each number of grids gets its best division at once. This is what proves that a block cannot be divided
within the band, and what finds the division where chance did not. Above the limits the answer is None:
nothing is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compiled import compiled
from .build import Block
from .groups import GROUPS, VISITS, groups_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STATES = 1_500_000
STEPS = 600_000_000
LARGEST = 63


@compiled
def _worth(left: np.uint64, weight: Ints, beside: NDArray[np.uint64], lower: int, upper: int) -> bool:
    """Whether each connected part of what is left can still be cut into grids by its amount alone."""
    one = np.uint64(1)
    while left:
        part = left & (~left + one)
        edge = part
        amount = 0
        while edge:
            low = edge & (~edge + one)
            a = 0
            while (low >> np.uint64(a)) != one:
                a += 1
            edge ^= low
            amount += weight[a]
            new = beside[a] & left & ~part
            part |= new
            edge |= new
        if -(-amount // upper) > amount // lower:
            return False
        left &= ~part
    return True


@compiled
def _lay(
    masks: NDArray[np.uint64],
    owner: Ints,
    price: Floats,
    weight: Ints,
    beside: NDArray[np.uint64],
    lower: int,
    upper: int,
    check: bool,
    limit: int,
    steps: int,
    best: Floats,
    last: Ints,
    from_: Ints,
    by: Ints,
) -> int:
    """Fill best[k] and last[k] (the state that covers all with k groups); the number of states, -1 at the
    limit."""
    n = len(weight)
    one = np.uint64(1)
    full = (one << np.uint64(n)) - one
    size = 1
    while size < 2 * limit:
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    mask = np.empty(limit, dtype=np.uint64)
    used = np.empty(limit, dtype=np.int64)
    cost = np.empty(limit)
    next_ = np.empty(limit, dtype=np.int64)
    head = np.full(n, -1, dtype=np.int64)
    mask[0], used[0], cost[0], next_[0], from_[0], by[0] = np.uint64(0), 0, 0.0, -1, -1, -1
    head[0] = 0
    count = 1
    for a in range(n):
        s = head[a]
        while s >= 0:
            steps -= owner[a + 1] - owner[a]
            if steps < 0:
                return -1
            for g in range(owner[a], owner[a + 1]):
                if masks[g] & mask[s]:
                    continue
                whole, k, total = mask[s] | masks[g], used[s] + 1, cost[s] + price[g]
                if whole == full:
                    if total < best[k]:
                        best[k], last[k] = total, count
                        if count >= limit:
                            return -1
                        from_[count], by[count] = s, g
                        mask[count] = full
                        count += 1
                    continue
                key = (whole * np.uint64(0x9E3779B97F4A7C15)) ^ (np.uint64(k) * np.uint64(0xC2B2AE3D27D4EB4F))
                slot = np.int64((key ^ (key >> np.uint64(31))) & np.uint64(size - 1))
                while table[slot] >= 0 and (mask[table[slot]] != whole or used[table[slot]] != k):
                    slot = (slot + 1) & (size - 1)
                t = table[slot]
                if t >= 0:
                    if total < cost[t]:
                        cost[t], from_[t], by[t] = total, s, g
                    continue
                if count >= limit:
                    return -1
                table[slot] = count
                mask[count], used[count], cost[count] = whole, k, total
                from_[count], by[count] = s, g
                free = a + 1
                while whole >> np.uint64(free) & one:
                    free += 1
                if check and not _worth(full & ~whole, weight, beside, lower, upper):
                    count += 1
                    continue
                next_[count] = head[free]
                head[free] = count
                count += 1
            s = next_[s]
    return count


@dataclass(frozen=True, slots=True)
class Partitions:
    """The best division for each number of grids that has one; no entry: proved that there is none."""

    zones: dict[int, Ints]
    prices: dict[int, float]
    groups: int


def sweep(block: Block) -> tuple[Block, Ints]:
    """The block with its atoms renumbered so that neighbours stay close in the order; order[new] = old."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    graph = csr_matrix((np.ones(len(block.near)), block.near, block.start), shape=(block.atoms, block.atoms))
    order = np.asarray(reverse_cuthill_mckee(graph, symmetric_mode=True), dtype=np.int64)
    back = np.argsort(order)
    sites = np.concatenate([np.arange(block.first[a], block.first[a + 1]) for a in order])
    rows = [np.arange(block.start[a], block.start[a + 1]) for a in order]
    pairs = np.concatenate(rows)

    def heads(ends: Ints) -> Ints:
        return np.concatenate([[0], np.cumsum(np.diff(ends)[order])]).astype(np.int64)

    new = Block(
        block.community,
        block.sites[sites],
        heads(block.first),
        block.weight[order],
        block.homes[order],
        np.ascontiguousarray(block.cost[order][:, sites]),
        heads(block.start),
        back[block.near[pairs]],
        block.shared[pairs],
    )
    return new, order


def partitions(
    block: Block,
    lower: int,
    upper: int,
    *,
    beyond_price: float = 0.0,
    out_price: float = 0.0,
    states: int = STATES,
    visits: int = VISITS,
    most: int = GROUPS,
) -> Partitions | None:
    """Every number of grids this block can be divided into, each with the least walking; None: too large to
    tell.

    With `out_price` grids below the band are allowed at that price each and `beyond_price` per household
    short.
    """
    if block.atoms > LARGEST:
        return None
    lax = out_price > 0
    swept, order = sweep(block)
    groups = groups_of(swept, 1 if lax else lower, upper, visits=visits, most=most)
    if groups is None:
        return None
    price = (
        groups.cost
        + (groups.amount < lower) * out_price
        + np.maximum(0, lower - groups.amount) * beyond_price
    )
    owner = np.searchsorted(groups.roots, np.arange(block.atoms + 1)).astype(np.int64)
    beside = np.zeros(block.atoms, dtype=np.uint64)
    for a in range(block.atoms):
        near = swept.near[swept.start[a] : swept.start[a + 1]].astype(np.uint64)
        beside[a] = np.bitwise_or.reduce(np.left_shift(np.uint64(1), near)) if len(near) else 0
    best, last = np.full(block.atoms + 1, np.inf), np.full(block.atoms + 1, -1, dtype=np.int64)
    from_, by = np.empty(states, dtype=np.int64), np.empty(states, dtype=np.int64)
    done = _lay(
        groups.masks,
        owner,
        price,
        swept.weight,
        beside,
        lower,
        upper,
        not lax,
        states,
        STEPS,
        best,
        last,
        from_,
        by,
    )
    if done < 0:
        return None
    zones: dict[int, Ints] = {}
    for k in np.flatnonzero(np.isfinite(best)):
        zone, state, z = np.empty(block.atoms, dtype=np.int64), int(last[k]), 0
        while state > 0:
            g = int(by[state])
            taken = groups.masks[g] >> np.arange(block.atoms, dtype=np.uint64) & np.uint64(1)
            zone[order[taken > 0]] = z
            state, z = int(from_[state]), z + 1
        zones[int(k)] = zone
    return Partitions(zones, {int(k): float(best[k]) for k in zones}, len(groups.cost))
