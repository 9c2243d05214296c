"""redivide: people moved in, houses were built; restore the band with the least change and tell its price.

Households that stay in their grid cost nothing, those that change it cost one each; new buildings join
freely. Small blocks are solved exactly (`least`), the others by annealing from the present division, with a
proved bound.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .anneal import anneal
from .build import Block, Ground
from .least import Least, least_change, parts_of
from .model import Division, Fault, Move, Neighbourhood, Price, Progress, Redivision, Refused, Stop, Wishes
from .plan import assemble, certificate, ready
from .search import Search, Table, Try, judge, limits, state_of

Ints = NDArray[np.int64]
EXACT = 700  # atoms × grids up to which the exact program is asked for connected answers


@dataclass(frozen=True, slots=True)
class Present:
    """One block as it is today: which grid each atom calls home (-1: new), and the codes of those grids."""

    block: Block
    home: Ints
    codes: tuple[str, ...]


def present(ground: Ground, before: dict[str, str]) -> list[Present]:
    """The old division laid over the new ground; a grid cut by a new border keeps its code where most
    live."""
    shares: dict[str, Counter[int]] = {}
    for n, block in enumerate(ground.blocks):
        for s in block.sites:
            b = ground.buildings[int(s)]
            if b.id in before:
                shares.setdefault(before[b.id], Counter())[n] += b.households + 1
    place = {code: max(sorted(count), key=lambda n: count[n]) for code, count in shares.items()}
    made = []
    for n, block in enumerate(ground.blocks):
        codes = tuple(sorted(code for code, at in place.items() if at == n))
        index = {code: z for z, code in enumerate(codes)}
        home = np.full(block.atoms, -1, dtype=np.int64)
        for a in range(block.atoms):
            votes: Counter[int] = Counter()
            for s in block.atom_sites(a):
                code = before.get(ground.buildings[int(s)].id)
                if code in index:
                    votes[index[code]] += ground.buildings[int(s)].households + 1
            if votes:
                home[a] = max(sorted(votes), key=lambda z: votes[z])
        made.append(Present(block, home, codes))
    return made


def settle(block: Block, home: Ints, grids: int) -> Ints:
    """A connected division near the old one: loose parts and new buildings join the lightest grid beside
    them."""
    zone = home.copy()
    for z in range(grids):
        for part in parts_of(block, zone, z)[1:]:
            zone[part] = -1
    load = np.bincount(zone[zone >= 0], block.weight[zone >= 0], max(1, grids))
    while (zone < 0).any():
        best: tuple[float, int, int] | None = None
        for a in np.flatnonzero(zone < 0).tolist():
            for b in block.near[block.start[a] : block.start[a + 1]].tolist():
                if zone[b] >= 0:
                    option = (0.0 if zone[b] == home[a] else float(load[zone[b]]), a, int(zone[b]))
                    best = option if best is None or option < best else best
        if best is None:
            break
        zone[best[1]] = best[2]
        load[best[2]] += block.weight[best[1]]
    return zone


def _split(block: Block, zone: Ints, z: int, new: int) -> None:
    """Cut grid z in two connected halves, the half farther from its middle becoming `new`."""
    atoms = np.flatnonzero(zone == z)
    if len(atoms) < 2:
        return
    far = block.cost[atoms][:, block.first[atoms]] / np.maximum(1, block.homes[atoms])[:, None]
    root = int(atoms[int(far.sum(axis=1).argmax())])
    half, load = block.weight[atoms].sum() / 2, 0
    order = [root]
    seen = {root}
    inside = set(atoms.tolist())
    for (
        a
    ) in order:  # breadth first from one end; what stays behind may fall apart and is put right by settling
        if load >= half or len(order) > len(atoms) - 1:
            break
        zone[a] = new
        load += int(block.weight[a])
        for b in sorted(block.near[block.start[a] : block.start[a + 1]].tolist()):
            if b in inside and b not in seen:
                seen.add(b)
                order.append(b)
    for part in parts_of(block, zone, z)[1:]:
        zone[part] = new


def _merge(block: Block, zone: Ints, z: int) -> Ints:
    """Close grid z: its atoms join the grids beside it; later grids move up by one."""
    left = zone.copy()
    left[zone == z] = -1
    after = settle(block, left, int(zone.max()) + 1)
    return np.where(after > z, after - 1, after)


def starts(block: Block, home: Ints, grids: int, wishes: Wishes) -> list[tuple[Ints, Ints]]:
    """Present divisions with as many grids as the band needs, and the homes in their numbering."""
    least, most = limits(block.amount, wishes.band)
    zone, at_home = settle(block, home, grids), home
    made = [(zone, at_home)]
    grow, shown = zone.copy(), grids
    for _ in range(max(1, least - grids)):
        load = np.bincount(grow, block.weight, shown)
        _split(block, grow, int(load.argmax()), shown)
        if not (grow == shown).any():
            break
        shown += 1
        if least <= shown <= max(most, least):
            made.append((grow.copy(), at_home))
    shrink, names = zone.copy(), list(range(grids))
    for _ in range(max(1, grids - most)):
        if len(names) < 2:
            break
        z = int(np.bincount(shrink, block.weight, len(names)).argmin())
        shrink = _merge(block, shrink, z)
        names.pop(z)
        back = {old: new for new, old in enumerate(names)}
        moved = np.array([back.get(int(h), -2 if h >= 0 else -1) for h in home], dtype=np.int64)
        if least <= len(names) <= max(most, least):
            made.append((shrink.copy(), moved))
    return made


def refine(
    block: Block,
    zone: Ints,
    home: Ints,
    wishes: Wishes,
    price: float,
    seed: NDArray[np.uint64],
    effort: float,
    heat: float = 0.3,
) -> Ints:
    """Anneal from a present division; each household away from home costs `price` metres."""
    k = int(zone.max()) + 1
    if k < 2:
        return zone
    zone = zone.copy()
    far = judge(block, zone, wishes.band).walk / max(1, block.households) + 1.0
    stay = block.homes.astype(np.float64) * (price * far)
    unit = far * max(1.0, block.households / block.atoms)
    for hot, cold, share in (
        (heat * price, 0.003 * price, 0.8),
        (0.2, 0.008, 0.2),
    ):  # first what moves, then walking
        anneal(
            block.cost,
            block.first,
            block.weight,
            block.start,
            block.near,
            block.shared,
            zone,
            k,
            wishes.band.lower,
            wishes.band.upper,
            hot * unit,
            cold * unit,
            int(effort * share * 8000 * block.atoms),
            np.array([(1 + 4 * price) * far, (40 + 20 * price) * far]),
            0.0,
            0.0,
            0.15,
            home,
            stay,
            seed,
        )
    return zone


def away(block: Block, zone: Ints, home: Ints) -> int:
    """Households not in their old grid; home -2 is a grid that was closed."""
    return int(block.homes[(home != -1) & (zone != home)].sum())


def _improve(
    now: Present, wishes: Wishes, seed: int, c: int, stop: Stop
) -> tuple[Ints, Ints, list[int], Least | None]:
    """The least change found for one block: zone, homes, old numbers of the grids (−1 new), and the bound."""
    block, grids = now.block, len(now.codes)
    options: list[tuple[tuple[int, int, int, float], Ints, Ints]] = []

    def weigh(zone: Ints, home: Ints) -> None:
        found = judge(block, zone, wishes.band)
        options.append(((found.out, found.beyond, away(block, zone, home), found.walk), zone, home))

    for n, (zone, home) in enumerate(starts(block, now.home, grids, wishes)):
        weigh(zone, home)
        if options[0][0][0] == 0 and options[0][0][2] == 0:
            break  # nothing needs to change
        for turn in range(8):
            if not stop():
                state, heat = state_of(seed, c, n, turn), (0.3, 0.1, 0.6, 1.2)[turn % 4]
                weigh(refine(block, zone, home, wishes, 30.0, state, 0.6 * wishes.effort, heat), home)
    best = min(options, key=lambda o: o[0])
    bound: Least | None = Least(0, None, True, 0)
    if best[0][:3] != (0, 0, 0):
        least, _ = limits(block.amount, wishes.band)
        extra = max(0, least - grids) + 1
        small = block.atoms * (grids + extra) <= EXACT
        done = best[0][2] if best[0][0] == 0 else -1  # proving more than this is no use
        effort = {"rounds": 15, "nodes": 200} if small else {"rounds": 2, "nodes": 50}
        bound = least_change(block, now.home, grids, extra, wishes.band, known=done, **effort)
        if bound.zone is not None and bound.moved < (best[0][2] if best[0][0] == 0 else 10**12):
            numbers, zone = np.unique(bound.zone, return_inverse=True)
            back = {int(old): new for new, old in enumerate(numbers)}
            home = np.array([back.get(int(h), -2 if h >= 0 else -1) for h in now.home], dtype=np.int64)
            weigh(zone.ravel().astype(np.int64), home)
            weigh(
                refine(block, options[-1][1], home, wishes, 300.0, state_of(seed, c, 99), wishes.effort), home
            )
            best = min(options, key=lambda o: o[0])
    _, zone, home = best
    names = [-1] * (int(zone.max()) + 1)
    for a in np.flatnonzero(now.home >= 0).tolist():
        if home[a] >= 0:
            names[int(home[a])] = int(now.home[a])
    return zone, home, names, bound


def redivide(
    neighbourhood: Neighbourhood,
    before: dict[str, str],
    wishes: Wishes | None = None,
    *,
    seed: int,
    retired: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Redivision:
    """The least change of `before` (building → code) that puts every grid in the band again.

    Codes of grids that stay are kept; a new grid gets a number that was never used (`retired` are old ones).
    """
    wishes = wishes or Wishes()
    ground, remarks = ready(neighbourhood, wishes)
    if not any(b.id in before for b in ground.buildings):
        raise Refused((Fault("nothing_divided_before"),))
    halt = stop or (lambda: False)
    zones: list[Ints] = []
    homes: list[Ints] = []
    named: dict[tuple[int, int], str] = {}
    bounds: list[Least | None] = []
    nows = present(ground, before)
    for c, now in enumerate(nows):
        if progress is not None:
            progress("least change", c / len(nows))
        if not now.codes:  # all new: nothing to keep
            fresh = Search([now.block], replace(wishes, number="usual"), seed, None, stop).go()[0]
            zones.append(fresh.zone)
            homes.append(now.home)
            bounds.append(Least(0, None, True, 0))
            continue
        zone, home, names, bound = _improve(now, wishes, seed, c, halt)
        zones.append(zone)
        homes.append(home)
        bounds.append(bound)
        named |= {(c, z): now.codes[old] for z, old in enumerate(names) if old >= 0}
    tables = [Table(b, *limits(b.amount, wishes.band)) for b in ground.blocks]
    tries = [judge(b, z, wishes.band) for b, z in zip(ground.blocks, zones, strict=True)]
    asked = replace(wishes, number="usual")
    bound_ = certificate(tables, tries, asked, progress, stop) if wishes.certify else None
    gone = retired | frozenset(before.values())
    division = assemble(ground, tables, tries, asked, bound_, remarks, seed, halt(), named, gone)
    return _told(ground, before, division, nows, zones, homes, bounds, tries, asked, seed, halt)


def _told(
    ground: Ground,
    before: dict[str, str],
    division: Division,
    nows: list[Present],
    zones: list[Ints],
    homes: list[Ints],
    bounds: list[Least | None],
    tries: list[Try],
    wishes: Wishes,
    seed: int,
    halt: Stop,
) -> Redivision:
    after = division.grid_of()
    size = {b.id: b.households for b in ground.buildings}
    moves = tuple(
        Move(b, before.get(b), code, size[b]) for b, code in sorted(after.items()) if before.get(b) != code
    )
    moved = sum(m.households for m in moves if m.before is not None)
    least = sum(b.moved for b in bounds if b is not None)
    prices = [
        _price(
            nows,
            [
                settle(p.block, p.home, len(p.codes)) if p.codes else z
                for p, z in zip(nows, zones, strict=True)
            ],
            [p.home for p in nows],
            wishes,
        )
    ]
    prices.append(_price(nows, zones, homes, wishes))
    for n, price in enumerate((4.0, 1.5, 0.5, 0.1)):
        if halt():
            break
        later = [
            refine(p.block, z, h, wishes, price, state_of(seed, c, 7, n), wishes.effort) if p.codes else z
            for c, (p, z, h) in enumerate(zip(nows, zones, homes, strict=True))
        ]
        prices.append(_price(nows, later, homes, wishes))
    shown: list[Price] = []
    for p in sorted(set(prices), key=lambda p: (p.moved_households, p.grids_out, p.beyond_band, p.walk_m)):
        if all(
            (p.grids_out, p.beyond_band) < (q.grids_out, q.beyond_band)
            or ((p.grids_out, p.beyond_band) == (q.grids_out, q.beyond_band) and p.walk_m < q.walk_m - 1e-6)
            for q in shown
        ):
            shown.append(p)
    now = set(after.values())
    was = set(before.values())
    return Redivision(
        division,
        moves,
        moved,
        min(least, moved),
        least >= moved and all(t.out == 0 for t in tries),
        tuple(shown),
        tuple(sorted(now - was)),
        tuple(sorted(was - now)),
    )


def _price(nows: list[Present], zones: list[Ints], homes: list[Ints], wishes: Wishes) -> Price:
    found = [judge(p.block, z, wishes.band) for p, z in zip(nows, zones, strict=True)]
    total = max(1, sum(p.block.households for p in nows))
    gone = [(h != -1) & (z != h) for h, z in zip(homes, zones, strict=True)]
    return Price(
        sum(int(p.block.homes[g].sum()) for p, g in zip(nows, gone, strict=True)),
        sum(int(np.diff(p.block.first)[g].sum()) for p, g in zip(nows, gone, strict=True)),
        sum(f.out for f in found),
        sum(f.beyond for f in found),
        sum(f.walk for f in found) / total,
    )
