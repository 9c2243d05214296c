"""Who could link whom: a few arcs per household, cheapest first.

Neighbours share one search: a group of households asks the tree once for every member who could be among the
nearest of any of them, and then each household picks its own. Nothing is lost by the choice: the certificate
looks at all members, and what it finds missing is added (`grown`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link import walking
from linli.solvers.link.ground import Ground, Placed, excluded, straight, stranger, wishes
from linli.solvers.link.model import PER_METRE, Floats, Ints, Longs, Records

PER_HOUSEHOLD = 20
PER_NEED = 4
GATHERED = 4096
"""So many members at most are weighed for one group; where more live at one point the choice is spread."""


class Arcs(NamedTuple):
    """Arcs of household h: start[h]:start[h + 1], cheapest first; costs in decimetres."""

    start: Longs
    to: Ints
    cost: Ints
    nearest: Ints
    """Distance of the nearest member, from which the price of staying uncovered is counted."""


@part
def listed(arcs: Arcs, h: int, j: int) -> bool:
    for k in range(arcs.start[h], arcs.start[h + 1]):  # noqa: SIM110 (the compiler has no any())
        if arcs.to[k] == j:
            return True
    return False


@part
def _gather(g: Ground, t: Records, box: Floats, k: int, found: Ints, heap: Floats, stack: Longs) -> int:
    """Every member who may be among the k nearest of a point of the box (left, right, low, high)."""
    cx, cy = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    rx, ry = (box[1] - box[0]) / 2, (box[3] - box[2]) / 2
    inner = len(t) // 2
    # first the distance within which every point of the box has k members: a heap of the k best, worst on top
    size = 0
    heap[:k] = np.inf
    stack[0] = 0
    top = 1
    while top:
        top -= 1
        node = stack[top]
        dx = max(0.0, t[node].left - cx, cx - t[node].right) + rx
        dy = max(0.0, t[node].low - cy, cy - t[node].high) + ry
        if dx * dx + dy * dy >= heap[0] or t[node].start == t[node].end:
            continue
        if node < inner:
            a, b = 2 * node + 1, 2 * node + 2
            da = max(0.0, t[a].left - cx, cx - t[a].right) + max(0.0, t[a].low - cy, cy - t[a].high)
            db = max(0.0, t[b].left - cx, cx - t[b].right) + max(0.0, t[b].low - cy, cy - t[b].high)
            if da < db:
                a, b = b, a
            stack[top], stack[top + 1] = a, b
            top += 2
            continue
        for j in range(t[node].start, t[node].end):
            dx, dy = abs(g.m[j].x - cx) + rx, abs(g.m[j].y - cy) + ry
            d = dx * dx + dy * dy
            if d < heap[0]:
                i = 0
                while True:
                    c = 2 * i + 1
                    if c >= k:
                        break
                    if c + 1 < k and heap[c + 1] > heap[c]:
                        c += 1
                    if heap[c] <= d:
                        break
                    heap[i] = heap[c]
                    i = c
                heap[i] = d
    radius = min(heap[0], g.reach * g.reach)
    stack[0] = 0
    top = 1
    while top:
        top -= 1
        node = stack[top]
        dx = max(0.0, t[node].left - box[1], box[0] - t[node].right)
        dy = max(0.0, t[node].low - box[3], box[2] - t[node].high)
        if dx * dx + dy * dy > radius:
            continue
        if node < inner:
            stack[top], stack[top + 1] = 2 * node + 1, 2 * node + 2
            top += 2
            continue
        for j in range(t[node].start, t[node].end):
            dx = max(0.0, g.m[j].x - box[1], box[0] - g.m[j].x)
            dy = max(0.0, g.m[j].y - box[3], box[2] - g.m[j].y)
            if dx * dx + dy * dy <= radius and size < GATHERED:
                found[size] = j
                size += 1
    return size


@compiled
def _near(g: Ground, k: int, to: Ints, cost: Ints, nearest: Ints) -> None:
    """The k cheapest members of each household among those gathered for its group."""
    found, heap, stack = np.empty(GATHERED, np.int32), np.empty(k), np.empty(256, np.int64)
    best, box = np.empty(k, np.int64), np.empty(4)
    t = g.groups
    for group in range(len(t) // 2, len(t)):
        box[0], box[1], box[2], box[3] = t[group].left, t[group].right, t[group].low, t[group].high
        if t[group].start == t[group].end:
            continue
        size = _gather(g, g.tree, box, k, found, heap, stack)
        for h in range(t[group].start, t[group].end):
            taken = 0
            closest = np.inf
            far = stranger(g, h)
            plain = g.h[h].needs == 0 and g.h[h].kept < 0 and g.h[h].ties == g.h[h].ties_end
            for i in range(size):
                j = found[i]
                d = straight(g, h, j)
                if d > g.reach:
                    continue
                closest = min(closest, d)
                c = np.int64(np.rint(d * PER_METRE))
                c += far if plain and g.h[h].building != g.m[j].building else wishes(g, h, j)
                # equal costs: spread over all who live there, not always the first
                key = (c << 16) | (((j + 7919 * h) * 40503) & 0xFFFF)
                if taken == k and key >= best[k - 1]:
                    continue
                if excluded(g, h, j):
                    continue
                p = taken if taken < k else k - 1
                while p > 0 and best[p - 1] > key:
                    best[p] = best[p - 1]
                    to[h, p] = to[h, p - 1]
                    p -= 1
                best[p] = key
                to[h, p] = j
                taken = min(taken + 1, k)
            nearest[h] = -1 if closest == np.inf else np.int32(np.rint(closest * PER_METRE))
            for p in range(taken):
                cost[h, p] = best[p] >> 16


@compiled
def _skilled(g: Ground, each: int, h_out: Ints, j_out: Ints, c_out: Ints) -> int:
    """For each need of each household the nearest members who are good at it."""
    t = g.tree
    inner = len(t) // 2
    stack, near, who = np.empty(256, np.int64), np.empty(each), np.empty(each, np.int64)
    size = 0
    for h in range(len(g.h)):
        needs = g.h[h].needs
        while needs:
            need = needs & (~needs + np.uint64(1))
            needs &= ~need
            near[:] = min(np.inf, g.reach)
            who[:] = -1
            stack[0] = 0
            top = 1
            while top:
                top -= 1
                node = stack[top]
                dx = max(0.0, t[node].left - g.h[h].x, g.h[h].x - t[node].right)
                dy = max(0.0, t[node].low - g.h[h].y, g.h[h].y - t[node].high)
                if not t[node].mask & need or np.sqrt(dx * dx + dy * dy) > near[each - 1]:
                    continue
                if node < inner:
                    near_left = g.h[h].x + g.h[h].y <= t[2 * node + 1].right + t[2 * node + 1].high
                    stack[top] = 2 * node + 2 if near_left else 2 * node + 1
                    stack[top + 1] = 2 * node + 1 if near_left else 2 * node + 2
                    top += 2
                    continue
                for j in range(t[node].start, t[node].end):
                    d = straight(g, h, j)
                    if g.m[j].strengths & need and d <= near[each - 1] and not excluded(g, h, j):
                        p = each - 1
                        while p > 0 and near[p - 1] > d:
                            near[p], who[p] = near[p - 1], who[p - 1]
                            p -= 1
                        near[p], who[p] = d, j
            for p in range(each):
                if who[p] >= 0:
                    h_out[size], j_out[size] = h, who[p]
                    c_out[size] = np.int64(np.rint(near[p] * PER_METRE)) + wishes(g, h, who[p])
                    size += 1
    return size


@compiled
def _joined(g: Ground, h_out: Ints, j_out: Ints, c_out: Ints) -> int:
    """Ties and existing links, however far."""
    size = 0
    for h in range(len(g.h)):
        for k in range(g.h[h].ties, g.h[h].ties_end):
            j = g.pairs[k].member
            if not excluded(g, h, j):
                h_out[size], j_out[size] = h, j
                c_out[size] = np.int64(np.rint(g.pairs[k].metres * PER_METRE)) + wishes(g, h, j)
                size += 1
        j = g.h[h].kept
        if j >= 0 and not excluded(g, h, j):
            h_out[size], j_out[size] = h, j
            c_out[size] = np.int64(np.rint(g.h[h].kept_metres * PER_METRE)) + wishes(g, h, j)
            size += 1
    return size


@compiled
def _merge(
    start: Longs, to: Ints, cost: Ints, more: Longs, more_to: Ints, more_cost: Ints,
    out_start: Longs, out_to: Ints, out_cost: Ints,
) -> None:  # fmt: skip
    """Sort further arcs into those of each household; a member stands there once, at its least cost."""
    n = 0
    for h in range(len(start) - 1):
        first = n
        out_start[h] = first
        for k in range(start[h], start[h + 1]):
            if to[k] >= 0:
                out_to[n], out_cost[n] = to[k], cost[k]
                n += 1
        for k in range(more[h], more[h + 1]):
            j, c = more_to[k], more_cost[k]
            p = first
            while p < n and out_to[p] != j:
                p += 1
            if p < n and out_cost[p] <= c:
                continue
            if p == n:
                n += 1
            while p > first and out_cost[p - 1] > c:
                out_to[p], out_cost[p] = out_to[p - 1], out_cost[p - 1]
                p -= 1
            out_to[p], out_cost[p] = j, c
    out_start[len(start) - 1] = n


def grown(arcs: Arcs, h: Ints, j: Ints, cost: Ints) -> Arcs:
    """The arcs with further ones sorted in."""
    households = len(arcs.start) - 1
    sort = np.argsort(h, kind="stable")
    more = np.zeros(households + 1, np.int64)
    np.cumsum(np.bincount(h, minlength=households), out=more[1:])
    room = len(arcs.to) + len(h)
    start, to, out = np.empty(households + 1, np.int64), np.empty(room, np.int32), np.empty(room, np.int32)
    _merge(arcs.start, arcs.to, arcs.cost, more, j[sort], cost[sort], start, to, out)
    return Arcs(start, to[: start[-1]], out[: start[-1]], arcs.nearest)


def candidates(placed: Placed, per_household: int = PER_HOUSEHOLD) -> Arcs:
    """The first arcs: near, in the same building, good at what is needed, known, or linked already."""
    g = placed.ground
    n, k = len(g.h), min(per_household, len(g.m))
    to, cost = np.full((n, max(k, 1)), -1, np.int32), np.zeros((n, max(k, 1)), np.int32)
    nearest = np.full(n, -1, np.int32)
    if k and placed.walks is None:
        _near(g, k, to, cost, nearest)
    elif k and placed.walks is not None:
        walking.near(g, placed.walks, k, to, cost, nearest)
    width = to.shape[1]
    arcs = Arcs(np.arange(n + 1) * width, to.reshape(-1), cost.reshape(-1), nearest)
    parts = [joined(placed)]
    if placed.walks is None and g.h["needs"].any():
        room = _room(PER_NEED * int(np.bitwise_count(g.h["needs"]).sum()))
        size = _skilled(g, PER_NEED, *room)
        parts.append((room[0][:size], room[1][:size], room[2][:size]))
    h, j, c = (np.concatenate([columns[i] for columns in parts]) for i in range(3))
    return grown(arcs, h, j, c)


def joined(placed: Placed) -> tuple[Ints, Ints, Ints]:
    """Household, member and cost of each tie and each existing link."""
    h, j, c = room = _room(len(placed.ground.pairs) + len(placed.ground.h))
    size = _joined(placed.ground, *room)
    return h[:size], j[:size], c[:size]


def _room(size: int) -> tuple[Ints, Ints, Ints]:
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
