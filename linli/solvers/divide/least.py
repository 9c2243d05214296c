"""The least change by mixed integer programming, with cuts for contiguity added as they are needed.

Without the cuts it is a relaxation: its dual bound says how many households must move at the least. When the
answer of a round is connected, it is the exact least change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .build import Block
from .model import Band

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Least:
    """`moved` households at the least (proved); `zone` when a connected division reaches it exactly.

    `possible` is False when no division in the band exists even if grids need not be connected.
    """

    moved: int
    zone: Ints | None
    possible: bool
    rounds: int


def parts_of(block: Block, zone: Ints, z: int) -> list[Ints]:
    """The connected parts of grid z, the heaviest first."""
    left = set(np.flatnonzero(zone == z).tolist())
    found = []
    while left:
        todo, part = [left.pop()], []
        while todo:
            a = todo.pop()
            part.append(a)
            for b in block.near[block.start[a] : block.start[a + 1]].tolist():
                if b in left:
                    left.remove(b)
                    todo.append(b)
        found.append(np.array(sorted(part), dtype=np.int64))
    return sorted(found, key=lambda p: (-int(block.weight[p].sum()), int(p[0])))


def least_change(
    block: Block,
    home: Ints,
    grids: int,
    extra: int,
    band: Band,
    *,
    rounds: int = 15,
    nodes: int = 200,
    known: int = -1,
) -> Least:
    """How many households of atoms with a home must leave it, for old grids 0..grids-1 and up to `extra`
    new ones."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix, csr_matrix, vstack

    n, k = block.atoms, grids + extra
    cols = n * k + k  # x[a, g] then open[g]
    away = np.where((home[:, None] >= 0) & (home[:, None] != np.arange(k)[None]), block.homes[:, None], 0)
    aim = np.concatenate([away.ravel().astype(np.float64), np.zeros(k)])
    x = np.arange(n * k).reshape(n, k)
    each = csr_matrix((np.ones(n * k), (np.repeat(np.arange(n), k), x.ravel())), shape=(n, cols))
    load = coo_matrix(
        (np.tile(block.weight, k).astype(float), (np.repeat(np.arange(k), n), x.T.ravel())), shape=(k, cols)
    )
    open_low = coo_matrix(
        (np.full(k, float(band.lower)), (np.arange(k), n * k + np.arange(k))), shape=(k, cols)
    )
    open_high = coo_matrix(
        (np.full(k, float(band.upper)), (np.arange(k), n * k + np.arange(k))), shape=(k, cols)
    )
    rows = [each, csr_matrix(load - open_low), csr_matrix(load - open_high)]
    low = [np.ones(n), np.zeros(k), np.full(k, -np.inf)]
    high = [np.ones(n), np.full(k, np.inf), np.zeros(k)]
    if extra > 1:  # new grids are opened in their order
        steps = coo_matrix(
            (
                np.tile([1.0, -1.0], extra - 1),
                (
                    np.repeat(np.arange(extra - 1), 2),
                    np.array([(n * k + grids + e, n * k + grids + e + 1) for e in range(extra - 1)]).ravel(),
                ),
            ),
            shape=(extra - 1, cols),
        )
        rows.append(csr_matrix(steps))
        low.append(np.zeros(extra - 1))
        high.append(np.full(extra - 1, np.inf))
    lone = np.flatnonzero(block.weight < band.lower)  # cannot be a grid alone: needs a neighbour in its grid
    if len(lone):
        heads = np.repeat(
            np.arange(len(lone) * k), 1 + np.tile(np.diff(block.start)[lone][:, None], k).ravel()
        )
        at, data = [], []
        for a in lone.tolist():
            ring = block.near[block.start[a] : block.start[a + 1]]
            for g in range(k):
                at += [a * k + g, *(ring * k + g).tolist()]
                data += [-1.0] + [1.0] * len(ring)
        rows.append(csr_matrix((data, (heads, at)), shape=(len(lone) * k, cols)))
        low.append(np.zeros(len(lone) * k))
        high.append(np.full(len(lone) * k, np.inf))
    proved = 0
    for turn in range(rounds):
        found = milp(
            aim,
            integrality=np.ones(cols, dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(vstack(rows).tocsr(), np.concatenate(low), np.concatenate(high)),
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return Least(proved, None, False, turn + 1)
        if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
            proved = max(proved, int(np.ceil(found.mip_dual_bound - 1e-6)))
        if found.x is None or proved == known:
            return Least(proved, None, True, turn + 1)
        zone = np.asarray(found.x[: n * k].reshape(n, k).argmax(axis=1), dtype=np.int64)
        cuts = _cuts(block, zone, x, cols)
        if cuts is None:
            return Least(proved, zone if found.status == 0 else None, True, turn + 1)
        if found.status != 0:
            return Least(proved, None, True, turn + 1)
        rows.append(cuts)
        low.append(np.full(cuts.shape[0], -np.inf))
        high.append(np.ones(cuts.shape[0]))
    return Least(proved, None, True, rounds)


def _cuts(block: Block, zone: Ints, x: Ints, cols: int):  # type: ignore[no-untyped-def]
    """For each loose part: it and the main part need something of their grid between them; None if all are
    whole."""
    from scipy.sparse import csr_matrix

    data: list[float] = []
    at: list[int] = []
    ends = [0]
    for z in np.unique(zone):
        main, *loose = parts_of(block, zone, int(z))
        for part in loose:
            ring = {
                b for a in part.tolist() for b in block.near[block.start[a] : block.start[a + 1]].tolist()
            }
            ring -= set(part.tolist())
            inner = part[np.argsort(-block.weight[part], kind="stable")][:2]
            outer = main[np.argsort(-block.weight[main], kind="stable")][:1]
            for g in range(x.shape[1]):  # true of every grid, not only of this one
                for a in inner.tolist():
                    for b in outer.tolist():
                        at += [int(x[a, g]), int(x[b, g]), *(int(x[s, g]) for s in sorted(ring))]
                        data += [1.0, 1.0] + [-1.0] * len(ring)
                        ends.append(len(at))
    if len(ends) == 1:
        return None
    return csr_matrix((data, at, ends), shape=(len(ends) - 1, cols))
