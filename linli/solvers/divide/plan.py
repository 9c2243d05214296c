"""divide: from a neighbourhood and wishes to a division that can be shown, questioned and adopted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .bounds import combine, walking_bound
from .build import LARGEST_BLOCK, Block, Ground, prepare
from .check import checked, sift
from .micro import microgrids
from .model import (
    Counting,
    Division,
    Fault,
    Grid,
    Neighbourhood,
    Progress,
    Reason,
    Refused,
    Stop,
    WalkBound,
    Wishes,
)
from .numbering import codes
from .search import Search, Table, Try, best_site
from .why import bands_for_bound, of_block, of_grid, of_number

Ints = NDArray[np.int64]


def ready(hood: Neighbourhood, wishes: Wishes) -> tuple[Ground, tuple[Fault, ...]]:
    """Checked input as blocks; refuses what cannot be worked with."""
    hood, remarks = checked(hood, wishes)
    ground = prepare(hood, wishes)
    faults = []
    for block in ground.blocks:
        where = tuple(ground.buildings[int(s)].id for s in block.sites)
        if len(block.sites) > LARGEST_BLOCK:
            raise Refused(
                (Fault("block_too_large", where, {"buildings": len(where), "most": LARGEST_BLOCK}),)
            )
        if block.isolated_m > 0 and block.amount < wishes.band.lower:
            facts = {"households": block.households, "nearest_m": round(block.isolated_m)}
            faults.append(Fault("isolated", where, facts))
    return ground, remarks + sift(faults, wishes)


def divide(
    neighbourhood: Neighbourhood,
    wishes: Wishes | None = None,
    *,
    seed: int,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Division:
    """Divide a neighbourhood into connected grids within the band, near to walk.

    The same input and seed give the same answer on any number of workers. Bad input raises `Refused` with
    every fault by name; what cannot be in the band is answered with the nearest division and the reason.
    """
    wishes = wishes or Wishes()
    ground, remarks = ready(neighbourhood, wishes)
    search = Search(ground.blocks, wishes, seed, progress, stop)
    tries = search.go()
    bound = certificate(search.tables, tries, wishes, progress, stop) if wishes.certify else None
    return assemble(ground, search.tables, tries, wishes, bound, remarks, seed, search.stopped)


def certificate(
    tables: list[Table], tries: list[Try], wishes: Wishes, progress: Progress | None, stop: Stop | None
) -> WalkBound:
    """The walking bound for as many grids as there are."""
    bands, least, most, loosened = bands_for_bound(tables, tries, wishes.band)
    number = sum(int(t.zone.max()) + 1 for t in tries)
    walk = sum(t.walk for t in tries)
    homes = max(1, sum(t.block.households for t in tables))
    size = sum(t.block.cost.size for t in tables)
    grain = (
        wishes.band.upper * sum(t.block.atoms for t in tables) / max(1, sum(t.block.amount for t in tables))
    )
    found = walking_bound(
        tuple(t.block for t in tables),
        bands,
        least,
        most,
        number,
        walk,
        progress=progress,
        stop=stop,
        rounds=600 if size < 600_000 else 250,
        whole_rounds=0 if grain > 60 else 200,  # where a grid holds many atoms, fractions lose nothing
    )
    curves = []  # where a block was solved exactly, its true walking is the bound
    for n, (table, curve) in enumerate(zip(tables, found.curves, strict=True)):
        known = table.exact.prices if table.exact is not None and n not in loosened else {}
        curves.append(known or {least[n] + i: float(v) for i, v in enumerate(curve)})
    low = max(0.0, found.value, combine(curves, number))
    gap = walk / low - 1 if low > 0 else (0.0 if walk == 0 else float("inf"))
    return WalkBound(low / homes, max(0.0, gap), found.rounds, loosened)


def shape(ground: Ground, members: Ints) -> float:
    """4πA/P² of the cells of some buildings."""
    inside = np.zeros(len(ground.buildings), dtype=np.bool_)
    inside[members] = True
    within = inside[ground.edges].all(axis=1) if len(ground.edges) else np.zeros(0, dtype=np.bool_)
    around = float(ground.around[members].sum() - 2 * ground.shared[within].sum())
    return float(min(1.0, 4 * np.pi * ground.area[members].sum() / around**2)) if around > 0 else 0.0


def assemble(
    ground: Ground,
    tables: list[Table],
    tries: list[Try],
    wishes: Wishes,
    bound: WalkBound | None,
    remarks: tuple[Fault, ...],
    seed: int,
    stopped: bool,
    named: dict[tuple[int, int], str] | None = None,
    retired: frozenset[str] = frozenset(),
) -> Division:
    """Number the grids and say of each what it is and why; `named` keeps codes that grids already have."""
    number = of_number(tables, wishes)
    found: list[tuple[int, int, Ints, Reason | None]] = []
    for n, (table, answer) in enumerate(zip(tables, tries, strict=True)):
        whole = of_block(ground, table, wishes) if answer.out else None
        for z in range(int(answer.zone.max()) + 1):
            atoms = np.flatnonzero(answer.zone == z)
            load = int(table.block.weight[atoms].sum())
            why = None
            if not wishes.band.lower <= load <= wishes.band.upper:
                why = of_grid(ground, table, answer, z, wishes, whole)
                if not why.proved and number is not None:
                    why = number
            sites = np.concatenate([table.block.atom_sites(int(a)) for a in atoms])
            found.append((n, z, np.sort(sites), why))
    code_of = _codes(ground, tables, found, named or {}, retired)
    grids = sorted(
        (
            _grid(ground, tables[n].block, tries[n], n, z, sites, why, code_of[n, z], wishes, seed)
            for n, z, sites, why in found
        ),
        key=lambda g: g.code,
    )
    homes = max(1, sum(t.block.households for t in tables))
    counting = Counting(
        sum(max(1, t.fewest) for t in tables),
        sum(max(1, min(t.most, t.block.atoms)) for t in tables),
        len(tables),
    )
    reasons = {r.code + str(r.where): r for r in (number, *(g.why for g in grids)) if r is not None}
    return Division(
        tuple(grids),
        counting,
        sum(t.walk for t in tries) / homes,
        float(np.mean([g.compactness for g in grids])),
        bound,
        tuple(reasons.values()),
        remarks,
        seed,
        stopped,
    )


def _codes(
    ground: Ground,
    tables: list[Table],
    found: list[tuple[int, int, Ints, Reason | None]],
    named: dict[tuple[int, int], str],
    retired: frozenset[str],
) -> dict[tuple[int, int], str]:
    code_of = dict(named)
    taken = retired | frozenset(named.values())
    for community in sorted({t.block.community for t in tables}):
        mine = [
            (n, z, s)
            for n, z, s, _ in found
            if tables[n].block.community == community and (n, z) not in named
        ]
        middles = [tuple(np.average(ground.place[s], axis=0).tolist()) for _, _, s in mine]
        for (n, z, _), code in zip(mine, codes(community, middles, 3, taken), strict=True):
            code_of[n, z] = code
    return code_of


def _grid(
    ground: Ground,
    block: Block,
    answer: Try,
    n: int,
    z: int,
    sites: Ints,
    why: Reason | None,
    code: str,
    wishes: Wishes,
    seed: int,
) -> Grid:
    site, walk = best_site(block, answer.zone, z)
    buildings = [ground.buildings[int(s)] for s in sites]
    homes = sum(b.households for b in buildings)
    people = None if any(b.people is None for b in buildings) else sum(b.people or 0 for b in buildings)
    inside = microgrids(ground, sites, wishes.microgrid, code, wishes, seed) if wishes.microgrid else ()
    return Grid(
        code,
        block.community,
        n,
        tuple(b.id for b in buildings),
        homes,
        people,
        int(ground.weight[sites].sum()),
        ground.buildings[int(block.sites[site])].id,
        walk / max(1, homes),
        shape(ground, sites),
        why is None,
        why,
        inside,
    )
