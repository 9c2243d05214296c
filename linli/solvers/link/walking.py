"""Distances along a walking graph, for those who have one."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linli.solvers.compiled import compiled
from linli.solvers.link.geometry import to_plane
from linli.solvers.link.model import PER_METRE, Bools, Floats, Ints, Longs, Problem

if TYPE_CHECKING:
    from linli.solvers.link.ground import Ground


class Snapped(NamedTuple):
    """A graph with every household and member standing at its nearest node, some metres beside it."""

    start: Longs
    to: Ints
    metres: Floats
    household: Ints
    household_off: Floats
    member: Ints
    member_off: Floats


def snap(problem: Problem, hx: Floats, hy: Floats, mx: Floats, my: Floats) -> Snapped:
    from scipy.spatial import cKDTree

    walks = problem.walks
    assert walks is not None
    nodes = cKDTree(np.column_stack(to_plane(problem, walks.x, walks.y)))
    h_off, h_node = nodes.query(np.column_stack([hx, hy]))
    m_off, m_node = nodes.query(np.column_stack([mx, my]))
    ends = np.concatenate([walks.a, walks.b])
    others = np.concatenate([walks.b, walks.a]).astype(np.int32)
    sort = np.argsort(ends, kind="stable")
    start = np.zeros(len(walks.x) + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=len(walks.x)), out=start[1:])
    metres = np.concatenate([walks.metres, walks.metres]).astype(np.float64)
    return Snapped(
        start, others[sort], metres[sort], h_node.astype(np.int32), h_off, m_node.astype(np.int32), m_off
    )


@compiled
def labels(s: Snapped, who: Ints, begin: Floats, k: int) -> tuple[Ints, Floats]:
    """For each node the k members of least begin + walk: one search from all members at once."""
    nodes = len(s.start) - 1
    member, metres = np.full((nodes, k), -1, np.int32), np.full((nodes, k), np.inf)
    count = np.zeros(nodes, np.int32)
    heap = [(begin[i], np.int64(s.member[who[i]]), np.int64(who[i])) for i in range(len(who))]
    heapq.heapify(heap)
    while heap:
        d, node, j = heapq.heappop(heap)
        n = count[node]
        if n == k:
            continue
        known = False
        for i in range(n):
            known |= member[node, i] == j
        if known:
            continue
        member[node, n], metres[node, n] = j, d
        count[node] += 1
        for e in range(s.start[node], s.start[node + 1]):
            if count[s.to[e]] < k:
                heapq.heappush(heap, (d + s.metres[e], np.int64(s.to[e]), j))
    return member, metres


@compiled
def _between(s: Snapped, h: Ints, j: Ints, out: Floats, same: Bools) -> None:
    """Walked metres of each pair; those not joined by the graph keep what they had."""
    nodes = len(s.start) - 1
    seen, dist, stamp = np.zeros(nodes, np.int64), np.empty(nodes), 0
    for p in range(len(h)):
        if same[p]:
            continue
        stamp += 1
        goal = s.member[j[p]]
        heap = [(s.household_off[h[p]], np.int64(s.household[h[p]]))]
        while heap:
            d, node = heapq.heappop(heap)
            if seen[node] == -stamp:
                continue
            if node == goal:
                out[p] = d + s.member_off[j[p]]
                break
            seen[node] = -stamp
            for e in range(s.start[node], s.start[node + 1]):
                other, total = s.to[e], d + s.metres[e]
                if seen[other] != -stamp and (seen[other] != stamp or total < dist[other]):
                    seen[other], dist[other] = stamp, total
                    heapq.heappush(heap, (total, np.int64(other)))


def between(snapped: Snapped, h: Longs, j: Longs, straight: Floats, *, same: Bools) -> Floats:
    """Walked metres of given pairs; neighbours in one building do not leave it."""
    out = straight.copy()
    _between(snapped, h.astype(np.int32), j.astype(np.int32), out, same)
    return out


def near(g: Ground, s: Snapped, k: int, to: Ints, cost: Ints, nearest: Ints) -> None:
    """Fill the k cheapest members of each household, as the straight search does."""
    from linli.solvers.link.ground import by_building
    from linli.solvers.link.walking_near import pick

    buildings = by_building(g)
    everybody = np.arange(len(g.m), dtype=np.int32)
    spread = min(3 * k, len(g.m))
    pick(g, s, *buildings, *labels(s, everybody, s.member_off, spread), np.uint64(0), to, cost, nearest)
    kinds = int(np.bitwise_or.reduce(g.h["needs"])) if len(g.h) else 0
    for bit in range(kinds.bit_length()):
        kind = np.uint64(1 << bit)
        able = np.flatnonzero(g.m["strengths"] & kind).astype(np.int32)
        if int(kind) & kinds and len(able):
            pick(
                g,
                s,
                *buildings,
                *labels(s, able, s.member_off[able], min(4, len(able))),
                kind,
                to,
                cost,
                nearest,
            )


def cheapest(g: Ground, s: Snapped, price: Ints) -> tuple[Ints, Floats]:
    """For each household the two strangers of least walk, wishes and price: one search per mix of needs.

    Who is excluded, or out of reach, may be among them: the bound only gets weaker by that, never wrong.
    """
    member, value = np.full((len(g.h), 2), -1, np.int32), np.full((len(g.h), 2), np.inf)
    everybody = np.arange(len(g.m), dtype=np.int32)
    for needs in np.unique(g.h["needs"]) if len(g.m) else ():
        missing = np.bitwise_count(needs & ~g.m["strengths"]).astype(np.int64)
        begin = s.member_off + (price + int(g.worth[3]) * missing) / PER_METRE
        best, metres = labels(s, everybody, begin, 2)
        rows = np.flatnonzero(g.h["needs"] == needs)
        member[rows] = best[s.household[rows]]
        value[rows] = metres[s.household[rows]] + s.household_off[rows, None]
    return member, value * PER_METRE
