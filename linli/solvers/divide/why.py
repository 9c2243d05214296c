"""Why a grid lies outside the band, with the proof where there is one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .build import Ground
from .groups import fits_somewhere
from .model import Band, Reason, Wishes
from .search import Table, Try, limits

Ints = NDArray[np.int64]


def names(ground: Ground, sites: Ints) -> tuple[str, ...]:
    return tuple(ground.buildings[int(s)].id for s in sites)


def of_number(tables: list[Table], wishes: Wishes) -> Reason | None:
    """Whether the number asked for is possible at all by counting."""
    number, band = wishes.number, wishes.band
    amount = sum(t.block.amount for t in tables)
    if isinstance(number, str):
        return None
    least, most = sum(max(1, t.least) for t in tables), sum(t.most for t in tables)
    facts = {
        "number": number,
        "amount": amount,
        "upper": band.upper,
        "lower": band.lower,
        "least": least,
        "most": most,
    }
    if number < least:
        return Reason("number_too_small", True, facts)
    if number > most:
        return Reason("number_too_large", True, facts)
    return None


def of_block(ground: Ground, table: Table, wishes: Wishes) -> Reason | None:
    """Why no division of this block lies in the band, whatever the number of grids; None when nothing is
    proved."""
    block, band = table.block, wishes.band
    where = names(ground, block.sites)
    facts: dict[str, float | int | str] = {
        "amount": block.amount,
        "lower": band.lower,
        "upper": band.upper,
        "measure": wishes.measure,
    }
    if block.amount < band.lower:
        return Reason("block_too_small", True, facts, where)
    for a in np.flatnonzero(block.weight > band.upper):
        sites = block.atom_sites(int(a))
        kind = "building" if len(sites) == 1 else "compound"
        more = facts | {"amount": int(block.weight[a]), "kind": kind}
        return Reason("too_large_alone", True, more, names(ground, sites))
    least, most = limits(block.amount, band)
    if least > most:
        return Reason("block_has_no_number", True, facts, where)
    if not sum_fits(block.weight.tolist(), band):
        return Reason("no_sum_fits", True, facts, where)
    if table.exact is not None and not table.exact.zones:
        return Reason("no_partition", True, facts | {"groups": table.exact.groups}, where)
    return None


def sum_fits(amounts: list[int], band: Band) -> bool:
    """Whether any choice of these amounts, connected or not, adds up to the band."""
    reached = 1  # bit n: some choice adds up to n
    for amount in amounts:
        reached |= reached << amount
        reached &= (1 << (band.upper + 1)) - 1
    return bool(reached >> band.lower)


def of_grid(
    ground: Ground, table: Table, answer: Try, z: int, wishes: Wishes, whole: Reason | None
) -> Reason:
    """Why this grid is outside the band: the nearest cause that can be shown."""
    block, band = table.block, wishes.band
    atoms = np.flatnonzero(answer.zone == z)
    load = int(block.weight[atoms].sum())
    facts: dict[str, float | int | str] = {
        "lower": band.lower,
        "upper": band.upper,
        "measure": wishes.measure,
    }
    if load > band.upper:
        big = [int(a) for a in atoms if block.weight[a] > band.upper]
        if big:
            sites = block.atom_sites(big[0])
            kind = "building" if len(sites) == 1 else "compound"
            return Reason(
                "too_large_alone",
                True,
                facts | {"amount": int(block.weight[big[0]]), "kind": kind},
                names(ground, sites),
            )
    if block.amount < band.lower:
        return Reason("block_too_small", True, facts | {"amount": block.amount}, names(ground, block.sites))
    if load < band.lower:
        for a in sorted(atoms, key=lambda a: (len(range(block.start[a], block.start[a + 1])), a))[:20]:
            if fits_somewhere(block, int(a), band.lower, band.upper) is False:
                sites = block.atom_sites(int(a))
                name = (
                    ground.buildings[int(sites[0])].id
                    if len(sites) == 1
                    else (ground.buildings[int(sites[0])].estate or ground.buildings[int(sites[0])].id)
                )
                return Reason("no_group_fits", True, facts | {"name": name}, names(ground, sites))
    if whole is not None:
        return whole
    return Reason(
        "not_found", False, facts, names(ground, np.concatenate([block.atom_sites(int(a)) for a in atoms]))
    )


def bands_for_bound(
    tables: list[Table], tries: list[Try], band: Band
) -> tuple[list[tuple[int, int]], list[int], list[int], tuple[int, ...]]:
    """For the walking bound: each block's band and its limits of number; blocks outside the band are
    loosened."""
    bands, least, most, loosened = [], [], [], []
    for n, (table, answer) in enumerate(zip(tables, tries, strict=True)):
        block = table.block
        k = int(answer.zone.max()) + 1
        if answer.out == 0:
            bands.append((band.lower, band.upper))
            least.append(max(1, table.least))
            most.append(min(table.most, block.atoms))
            continue
        loosened.append(n)
        load = np.bincount(answer.zone, block.weight, k).astype(int)
        low, high = min(band.lower, int(load.min())), max(band.upper, int(load.max()))
        bands.append((low, high))
        least.append(min(k, max(1, -(-block.amount // high))))
        most.append(max(k, min(block.atoms, block.amount // max(1, low))))
    return bands, least, most, tuple(loosened)
