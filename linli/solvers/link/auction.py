"""Households bid for members (Bertsekas' auction), with a price at which they rather stay out.

A member offers places. The first `least` are cheap by what a missing household is worth, those above `most`
dear, and none exists above `limit`; so the band is soft and the sum convex. Prices only rise, by at least
`step` per bid: a bid is what the member is worth to the household against its next best, so most households
bid once. Where more households than places meet, the price climbs to what staying out is worth and ends
there: without that cap it never would.
"""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled
from linli.solvers.link.candidates import Arcs
from linli.solvers.link.ground import Ground, Placed, stranger
from linli.solvers.link.model import PER_METRE, Ints, Longs, Problem

STEP = 8
"""Decimetres: 0.8 m."""
NOBODY = -1
PATIENCE = 7
"""After 2 ** 7 bids a household raises by twice the step, after 256 by three times …: a lost war is short."""


def places(problem: Problem, placed: Placed) -> tuple[Longs, Ints]:
    """First place of each member, and what each place counts (rising)."""
    worth = problem.worth
    least, most = problem.members.least[placed.member], problem.members.most[placed.member]
    limit = problem.members.limit[placed.member].astype(np.int64)
    start = np.zeros(len(limit) + 1, np.int64)
    np.cumsum(limit, out=start[1:])
    nth = np.arange(start[-1]) - np.repeat(start[:-1], limit)
    above = np.maximum(nth + 1 - np.repeat(most, limit), 0)
    base = above * round(worth.excess * PER_METRE)
    base -= np.where(nth < np.repeat(np.minimum(least, limit), limit), round(worth.missing * PER_METRE), 0)
    return start, base.astype(np.int32)


@compiled
def _outside(g: Ground, nearest: Ints, uncovered: int) -> Ints:
    out = np.empty(len(g.h), np.int32)
    for h in range(len(g.h)):
        out[h] = max(nearest[h], 0) + stranger(g, h) + uncovered
    return out


def outside(problem: Problem, placed: Placed, arcs: Arcs) -> Ints:
    """What it counts to leave each household uncovered."""
    prices: Ints = _outside(placed.ground, arcs.nearest, round(problem.worth.uncovered * PER_METRE))
    return prices


@compiled
def auction(
    start: Longs,
    to: Ints,
    cost: Ints,
    out: Ints,
    skip: Ints,
    place: Longs,
    base: Ints,
    order: Longs,
    step: int,
) -> tuple[Ints, Ints]:
    """The member of each household (or -1), and the price of each member.

    `skip` is a member each household may not have again (-1: none). `order` says who bids first.
    """
    households, members = len(start) - 1, len(place) - 1
    chosen = np.full(households, -1, np.int32)
    price = base.copy()  # a heap of places per member, the cheapest on top; rising prices are one already
    owner = np.full(len(base), -1, np.int32)
    least = np.empty(members, np.int32)
    floor = np.int32(0)
    for j in range(members):
        least[j] = base[place[j]]
        floor = min(floor, least[j])
    waiting = order[::-1].copy()
    bids = np.zeros(households, np.int32)
    top = households
    while top:
        top -= 1
        h = waiting[top]
        best = second = out[h]
        at = -1
        for k in range(start[h], start[h + 1]):
            c = cost[k]
            if c + floor >= second:
                break  # cheapest first: no later arc can matter
            j = to[k]
            v = c + least[j]
            if v < second and j != skip[h]:
                if v < best:
                    second, best, at = best, v, k
                else:
                    second = v
        if at < 0:
            continue
        j = to[at]
        bids[h] += 1
        bid = second - cost[at] + step * (1 + (bids[h] >> PATIENCE))
        a, n = place[j], place[j + 1] - place[j]
        previous = owner[a]
        i = 0
        while True:  # the new price sinks into the heap
            c = 2 * i + 1
            if c >= n:
                break
            if c + 1 < n and price[a + c + 1] < price[a + c]:
                c += 1
            if price[a + c] >= bid:
                break
            price[a + i], owner[a + i] = price[a + c], owner[a + c]
            i = c
        price[a + i], owner[a + i] = bid, h
        least[j] = price[a]
        chosen[h] = j
        if previous >= 0:
            chosen[previous] = -1
            waiting[top] = previous
            top += 1
    return chosen, least
