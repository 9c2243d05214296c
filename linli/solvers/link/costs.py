"""What given pairs count."""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled
from linli.solvers.link.ground import Ground, Placed, wishes
from linli.solvers.link.model import PER_METRE, Floats, Longs


@compiled
def _costs(g: Ground, h: Longs, j: Longs, metres: Floats) -> Longs:
    out = np.empty(len(h), np.int64)
    for p in range(len(h)):
        out[p] = np.int64(np.rint(metres[p] * PER_METRE)) + wishes(g, h[p], j[p])
    return out


def pair_costs(placed: Placed, h: Longs, j: Longs, metres: Floats) -> Longs:
    """Decimetres of pairs of rows of the ground, whose walked metres are known."""
    return _costs(placed.ground, h, j, metres)
