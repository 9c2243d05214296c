"""How good is it at most: a bound over all members, not only the candidates.

For any prices p of members, no linking costs less than

    sum over households  min(staying out, min over ALL members (cost + p))
+ sum over places      min(0, what the place counts - p of its member)

since paying p to a member for each household and taking it back for each place changes nothing. The auction
leaves good prices. The inner minimum is searched in the tree of members, where nearly every branch is too far
to matter; who turns out cheaper than all candidates is told, so the candidates can grow.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link import walking
from linli.solvers.link.candidates import Arcs, listed
from linli.solvers.link.ground import (
    STRENGTH,
    Ground,
    Placed,
    by_building,
    excluded,
    ones,
    straight,
    stranger,
    wishes,
)
from linli.solvers.link.model import PER_METRE, Floats, Ints, Longs, Problem, Records

EACH = 4
"""So many missing candidates are told per household and round."""


class Bound(NamedTuple):
    """`bound` in decimetres; households `h` would rather have `j`, who is no candidate yet, at `cost`."""

    bound: int
    h: Ints
    j: Ints
    cost: Ints


@compiled
def _price_tree(t: Records, price: Ints) -> None:
    """The least price below each node."""
    inner = len(t) // 2
    for node in range(len(t) - 1, -1, -1):
        if node < inner:
            t[node].price = min(t[2 * node + 1].price, t[2 * node + 2].price)
        else:
            t[node].price = 1 << 40
            for j in range(t[node].start, t[node].end):
                t[node].price = min(t[node].price, price[j])


@part
def _note(v: Any, j: Any, c: Any, values: Longs, who: Ints, counts: Ints) -> None:
    """Keep j among the best found outside the candidates, cheapest first."""
    p = len(values) - 1
    while p > 0 and values[p - 1] > v:
        values[p], who[p], counts[p] = values[p - 1], who[p - 1], counts[p - 1]
        p -= 1
    values[p], who[p], counts[p] = v, j, c


@compiled
def cheapest(
    g: Ground, in_building: Longs, of_building: Ints, arcs: Arcs, out: Ints, skip: Ints, price: Ints,
    search: bool, better: Ints, counts: Ints,
) -> int:  # fmt: skip
    """The first sum. `better[h]` become members outside the candidates who beat them, `counts[h]` what they
    cost."""
    t, each = g.tree, better.shape[1]
    inner = len(t) // 2
    stack, bounds = np.empty(256, np.int64), np.empty(256, np.int64)
    values = np.empty(each, np.int64)
    total = 0
    for h in range(len(g.h)):
        values[:] = out[h]
        for k in range(arcs.start[h], arcs.start[h + 1]):
            if arcs.to[k] != skip[h]:
                values[:] = min(values[0], np.int64(arcs.cost[k]) + price[arcs.to[k]])
        x, y, b = g.h[h].x, g.h[h].y, g.h[h].building
        better[h] = -1
        if b >= 0:
            for i in range(in_building[b], in_building[b + 1]):
                j = of_building[i]
                d = straight(g, h, j)
                c = np.int64(np.rint(d * PER_METRE)) + wishes(g, h, j)
                if c + price[j] >= values[-1] or d > g.reach or j == skip[h]:
                    continue
                if not excluded(g, h, j) and not listed(arcs, h, j):
                    _note(c + price[j], j, c, values, better[h], counts[h])
        if search:
            far, needs = stranger(g, h), g.h[h].needs
            stack[0], bounds[0] = 0, -(1 << 40)
            top = 1
            while top:
                top -= 1
                node = stack[top]
                if bounds[top] >= values[-1]:
                    continue
                if node >= inner:
                    for j in range(t[node].start, t[node].end):
                        if b >= 0 and g.m[j].building == b:
                            continue
                        d = straight(g, h, j)
                        c = np.int64(np.rint(d * PER_METRE)) + far
                        if needs:
                            c -= g.worth[STRENGTH] * ones(needs & g.m[j].strengths)
                        if c + price[j] >= values[-1] or d > g.reach or j == skip[h]:
                            continue
                        if not excluded(g, h, j) and not listed(arcs, h, j):
                            _note(c + price[j], j, c, values, better[h], counts[h])
                    continue
                place = top
                for child in range(2 * node + 1, 2 * node + 3):
                    dx = max(0.0, t[child].left - x, x - t[child].right)
                    dy = max(0.0, t[child].low - y, y - t[child].high)
                    v = np.int64(np.sqrt(dx * dx + dy * dy) * PER_METRE - 0.5) + t[child].price + far
                    if needs:
                        v -= g.worth[STRENGTH] * ones(needs & t[child].mask)
                    if v < values[-1]:
                        stack[top], bounds[top] = child, v
                        top += 1
                if (
                    top == place + 2 and bounds[place] < bounds[place + 1]
                ):  # the nearer one first: it is on top
                    stack[place], stack[place + 1] = stack[place + 1], stack[place]
                    bounds[place], bounds[place + 1] = bounds[place + 1], bounds[place]
        total += values[0]
    return total


@compiled
def _lower(
    g: Ground, arcs: Arcs, out: Ints, skip: Ints, price: Ints, who: Ints, value: Floats, better: Ints,
    counts: Ints,
) -> int:  # fmt: skip
    """By how much the walking graph lowers the sum: there strangers come with prices, two per household."""
    lowered = 0
    for h in range(len(g.h)):
        best = np.int64(out[h])
        for k in range(arcs.start[h], arcs.start[h + 1]):
            if arcs.to[k] != skip[h]:
                best = min(best, np.int64(arcs.cost[k]) + price[arcs.to[k]])
        if better[h, 0] >= 0:
            best = min(best, np.int64(counts[h, 0]) + price[better[h, 0]])
        i = 1 if who[h, 0] == skip[h] else 0
        j = who[h, i]
        if j < 0:
            continue
        far = stranger(g, h) - g.worth[STRENGTH] * ones(g.h[h].needs)
        v = np.int64(np.ceil(value[h, i] - 0.5)) + far
        if v < best:
            lowered += best - v
            unmet = ones(g.h[h].needs & ~g.m[j].strengths) * g.worth[STRENGTH]
            reached = (value[h, i] - price[j] - unmet) / PER_METRE <= g.reach
            if reached and not excluded(g, h, j) and not listed(arcs, h, j):
                better[h, 0], counts[h, 0] = j, v - price[j]
    return lowered


class Search(NamedTuple):
    """Members by building, and what was found."""

    total: int
    better: Ints
    counts: Ints


def search(placed: Placed, arcs: Arcs, out: Ints, skip: Ints, price: Ints, each: int = EACH) -> Search:
    """The cheapest of all members for each household at these prices, and which candidates are missing."""
    g = placed.ground
    _price_tree(g.tree, price)
    better, counts = np.full((len(g.h), each), -1, np.int32), np.zeros((len(g.h), each), np.int32)
    straight_lines = placed.walks is None
    total = cheapest(g, *by_building(g), arcs, out, skip, price, straight_lines, better, counts)
    if placed.walks is not None:
        who, value = walking.cheapest(g, placed.walks, price)
        total -= _lower(g, arcs, out, skip, price, who, value, better, counts)
    return Search(total, better, counts)


def certify(
    placed: Placed, arcs: Arcs, out: Ints, skip: Ints, place: Longs, base: Ints, price: Ints
) -> Bound:
    """The bound that these prices give, and the arcs that would raise it."""
    found = search(placed, arcs, out, skip, price)
    taken = base.astype(np.int64) - np.repeat(price, np.diff(place))
    h, nth = np.nonzero(found.better >= 0)
    return Bound(
        found.total + int(np.minimum(taken, 0).sum()),
        h.astype(np.int32),
        found.better[h, nth],
        found.counts[h, nth],
    )


def offset(problem: Problem, placed: Placed) -> int:
    """What counts whatever is done: each wished household is missing until a place below `least` is taken."""
    least = np.minimum(problem.members.least, problem.members.limit)[placed.member]
    return int(least.sum()) * round(problem.worth.missing * PER_METRE)
