"""A tree over points in the plane: implicit, balanced, the same on every machine.

Node i has the children 2i+1 and 2i+2; its points are `order[start[i]:end[i]]`. Prices and strengths of
members are summed up per node by whoever searches, so one tree serves candidates and certificate.
"""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link.model import Floats, Longs, Records

NODE = np.dtype(
    [(name, np.int64) for name in ("start", "end")]
    + [(name, np.float64) for name in ("left", "right", "low", "high")]
    + [("mask", np.uint64), ("price", np.int64)]
)
"""`mask` and `price` are for whoever searches: what the points below offer at best."""


@part
def _select(order: Longs, key: Floats, a: int, b: int, middle: int) -> None:
    """Reorder order[a:b] so that the middle one is in place (Hoare)."""
    low, high = a, b - 1
    while low < high:
        first, mid, last = key[order[low]], key[order[(low + high) // 2]], key[order[high]]
        pivot = max(min(first, mid), min(max(first, mid), last))
        i, j = low, high
        while i <= j:
            while key[order[i]] < pivot:
                i += 1
            while key[order[j]] > pivot:
                j -= 1
            if i <= j:
                order[i], order[j] = order[j], order[i]
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


@compiled
def _split(x: Floats, y: Floats, order: Longs, t: Records, inner: int) -> None:
    for node in range(len(t)):
        a, b = t[node].start, t[node].end
        left = low = np.inf
        right = high = -np.inf
        for k in range(a, b):
            i = order[k]
            left, right = min(left, x[i]), max(right, x[i])
            low, high = min(low, y[i]), max(high, y[i])
        t[node].left, t[node].right, t[node].low, t[node].high = left, right, low, high
        if node < inner:
            middle = (a + b) // 2
            if b - a > 1:
                _select(order, x if right - left >= high - low else y, a, b, middle)
            t[2 * node + 1].start, t[2 * node + 1].end = a, middle
            t[2 * node + 2].start, t[2 * node + 2].end = middle, b


def tree(x: Floats, y: Floats, leaf: int) -> tuple[Records, Longs]:
    """Build over all points, with at most `leaf` points per leaf: nodes, and the order of the points."""
    depth = 0
    while len(x) > leaf << depth:
        depth += 1
    order, nodes = np.arange(len(x)), np.zeros((2 << depth) - 1, NODE)
    nodes[0]["end"] = len(x)
    _split(x, y, order, nodes, (1 << depth) - 1)
    return nodes, order
