"""A synthetic sub-district, documented, from one seed.

Super-blocks of 400 m by 320 m between roads 24 m wide; in each four compounds of slab buildings (60 m by 12
m, three entrances) in rows 30 m apart; 10 to 40 households per building, at their entrance up to a few
metres. One household in six has a member. One household in twenty told of kin or friends; one in twelve has a
need. `uneven` makes compounds differ in how many members live there (log-normal: at 1.0 the middle two thirds
differ by e² = 7 times), so whole compounds have more households than their members take.
"""

from __future__ import annotations

import numpy as np

from linli.solvers.link.model import Households, Members, Pairs, Problem, Worth

PLAIN = Worth()
KINDS = ("talk", "nurse", "repair", "work")


def sub_district(
    households: int,
    members: int,
    *,
    seed: int,
    least: int = 0,
    most: int = 10,
    limit: int | None = None,
    worth: Worth = PLAIN,
    needs: float = 1 / 12,
    uneven: float = 0.0,
) -> Problem:
    rng = np.random.default_rng(seed)
    sizes = []
    left = households
    while left > 0:
        sizes.append(min(left, int(rng.integers(10, 41))))
        left -= sizes[-1]
    buildings = len(sizes)
    per_block = 4 * 12
    blocks = -(-buildings // per_block)
    across = int(np.ceil(np.sqrt(blocks)))
    b = np.arange(buildings)
    block, inside = b // per_block, b % per_block
    compound, slot = inside // 12, inside % 12
    x = (block % across) * 424.0 + (compound % 2) * 200 + 25 + (slot % 2) * 85 + rng.normal(0, 3, buildings)
    y = (
        (block // across) * 344.0
        + (compound // 2) * 160
        + 15
        + (slot // 2) * 25
        + rng.normal(0, 2, buildings)
    )
    building = np.repeat(b, sizes).astype(np.int32)
    door = rng.integers(0, 3, households)
    hx = x[building] + door * 20.0 + rng.uniform(-6, 6, households)
    hy = y[building] + rng.uniform(-5, 5, households)
    entrance = (building * 3 + door).astype(np.int32)
    weight = rng.lognormal(0, uneven, block.max() * 4 + 4)[(block * 4 + compound)[building]]
    home = rng.choice(households, members, replace=False, p=weight / weight.sum())
    need = np.where(
        rng.random(households) < needs,
        np.uint64(1) << rng.integers(0, 4, households).astype(np.uint64),
        np.uint64(0),
    ).astype(np.uint64)
    good = np.where(
        rng.random(members) < 0.3, np.uint64(1) << rng.integers(0, 4, members).astype(np.uint64), np.uint64(0)
    ).astype(np.uint64)
    told = rng.choice(households, households // 20, replace=False).astype(np.int32)
    kin = rng.integers(0, members, len(told)).astype(np.int32)
    full = np.full(members, most, np.int32)
    return Problem(
        Households([f"h{i}" for i in range(households)], hx, hy, building, entrance, need),
        Members(
            [f"m{i}" for i in range(members)], hx[home], hy[home], building[home], entrance[home], good,
            np.full(members, least, np.int32), full,
            np.full(members, limit if limit is not None else most + most // 2, np.int32), [""] * members,
        ),
        ties=Pairs(told, kin),
        worth=worth,
        kinds=KINDS,
    )  # fmt: skip
