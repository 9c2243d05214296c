"""Micro-grids 微网格: the same search inside one grid, with its own band; two more digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .build import Ground, block_of, labels
from .model import Band, Microgrid, Wishes
from .numbering import codes
from .search import Search


def microgrids(
    ground: Ground, sites: NDArray[np.int64], band: Band, code: str, wishes: Wishes, seed: int
) -> tuple[Microgrid, ...]:
    """Connected parts of one grid; a building larger than the band stands alone and is told so by
    `in_band`."""
    local = np.full(len(ground.buildings), -1, dtype=np.int64)
    local[sites] = np.arange(len(sites))
    ends = local[ground.edges] if len(ground.edges) else np.zeros((0, 2), dtype=np.int64)
    inside = (ends >= 0).all(axis=1)
    edges, shared = ends[inside], ground.shared[inside]
    data = ground.place[sites], ground.weight[sites], ground.homes[sites]
    part = labels(len(sites), edges)
    blocks = []
    for number in range(
        int(part.max()) + 1
    ):  # a compound kept whole may join buildings that are no neighbours
        members = np.flatnonzero(part == number)
        mine = part[edges[:, 0]] == number if len(edges) else np.zeros(0, dtype=np.bool_)
        blocks.append(block_of(data, members, np.arange(len(sites)), edges[mine], shared[mine], code, 0.0))
    asked = replace(wishes, band=band, number="usual", effort=min(1.0, wishes.effort), workers=1)
    tries = Search(blocks, asked, seed ^ int(code), None, None).go()
    found = []
    for block, answer in zip(blocks, tries, strict=True):
        for z in range(int(answer.zone.max()) + 1):
            atoms = np.flatnonzero(answer.zone == z)
            found.append(np.sort(block.sites[atoms]))
    middles = [tuple(data[0][m].mean(axis=0).tolist()) for m in found]
    made = []
    for members, name in zip(found, codes(code, middles, 2), strict=True):
        amount = int(data[1][members].sum())
        ids = tuple(ground.buildings[int(sites[m])].id for m in members)
        made.append(Microgrid(name, ids, int(data[2][members].sum()), band.lower <= amount <= band.upper))
    return tuple(sorted(made, key=lambda m: m.code))
