"""From buildings on a map to atoms, costs and neighbours, one block between hard borders at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model import Border, Building, Neighbourhood, Wishes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LARGEST_BLOCK = 5000


@dataclass(frozen=True, slots=True)
class Block:
    """What the search works on: atoms (buildings or whole compounds) inside one set of hard borders.

    `cost[a, s]` is the walking of atom a's households to site s in household-metres; the sites of atom a are
    `first[a]:first[a+1]`, so sites stand in the order of their atoms. `near` / `start` hold the neighbours
    and `shared` the length of the border to each, in metres.
    """

    community: str
    sites: Ints
    first: Ints
    weight: Ints
    homes: Ints
    cost: Floats
    start: Ints
    near: Ints
    shared: Floats
    isolated_m: float = 0.0

    @property
    def atoms(self) -> int:
        return len(self.weight)

    @property
    def amount(self) -> int:
        return int(self.weight.sum())

    @property
    def households(self) -> int:
        return int(self.homes.sum())

    def atom_sites(self, atom: int) -> Ints:
        return self.sites[self.first[atom] : self.first[atom + 1]]


@dataclass(frozen=True, slots=True)
class Ground:
    """The whole place, ready to be divided."""

    buildings: tuple[Building, ...]
    place: Floats
    weight: Ints
    homes: Ints
    area: Floats
    around: Floats
    edges: Ints
    shared: Floats
    blocks: tuple[Block, ...]


def metres(place: Floats, datum: str) -> Floats:
    """Longitude and latitude to metres east and north of the middle; exact enough within a county."""
    if datum == "metres" or not len(place):
        return place
    middle = place.mean(axis=0)
    scale = np.array([111320.0 * np.cos(np.radians(middle[1])), 110574.0])
    return np.asarray((place - middle) * scale, dtype=np.float64)


def amounts(buildings: tuple[Building, ...], measure: str) -> Ints:
    counts = [(b.people or 0) if measure == "people" else b.households for b in buildings]
    return np.array(counts, dtype=np.int64)


def split_large(buildings: tuple[Building, ...], upper: int, measure: str) -> tuple[Building, ...]:
    """A building above the band becomes parts of nearly equal size at the same point: 'b7#1', 'b7#2'."""
    made: list[Building] = []
    for b in buildings:
        amount = (b.people or 0) if measure == "people" else b.households
        parts = min(-(-amount // upper), max(1, b.households))
        if parts < 2:
            made.append(b)
            continue
        for n in range(parts):
            homes = b.households * (n + 1) // parts - b.households * n // parts
            people = None if b.people is None else b.people * (n + 1) // parts - b.people * n // parts
            made.append(replace(b, id=f"{b.id}#{n + 1}", households=homes, people=people))
    return tuple(made)


def neighbours(place: Floats) -> Ints:
    """Pairs of neighbouring points (Delaunay); points on one spot or one line are chained."""
    from scipy.spatial import Delaunay, QhullError

    spots, back = np.unique(place, axis=0, return_inverse=True)
    back = back.ravel()
    pairs: list[Ints] = []
    order = np.argsort(back, kind="stable")
    same = back[order][1:] == back[order][:-1]
    pairs.append(np.stack([order[:-1][same], order[1:][same]], axis=1))
    one_of = np.zeros(len(spots), dtype=np.int64)
    one_of[back] = np.arange(len(back))
    simple: Ints
    try:
        if len(spots) < 4:
            raise QhullError
        faces = np.asarray(Delaunay(spots - spots.mean(axis=0)).simplices, dtype=np.int64)
        simple = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [0, 2]]])
        lost = np.setdiff1d(np.arange(len(spots)), faces)
        if len(lost):  # nearly on one spot with another point: tie to the nearest
            gap = ((spots[lost, None] - spots[None]) ** 2).sum(axis=2)
            gap[np.arange(len(lost)), lost] = np.inf
            simple = np.concatenate([simple, np.stack([lost, gap.argmin(axis=1)], axis=1)])
    except QhullError:
        along = spots - spots.mean(axis=0)
        line = np.argsort(along @ np.linalg.svd(along, full_matrices=False)[2][0], kind="stable")
        simple = np.stack([line[:-1], line[1:]], axis=1)
    pairs.append(one_of[simple])
    found = np.sort(np.concatenate(pairs), axis=1)
    return np.unique(found, axis=0) if len(found) else found.reshape(0, 2)


def segments(borders: tuple[Border, ...], scale: Any) -> Floats:
    """Every straight piece of every border as x0, y0, x1, y1 in the coordinates of the buildings."""
    pieces = [scale(np.array(border.line, dtype=np.float64)) for border in borders if len(border.line) > 1]
    if not pieces:
        return np.zeros((0, 4))
    return np.concatenate([np.concatenate([p[:-1], p[1:]], axis=1) for p in pieces])


def crossing(place: Floats, edges: Ints, cuts: Floats) -> NDArray[np.bool_]:
    """Which edges cross a border. Pieces are met in bundles so that memory stays small."""
    hit = np.zeros(len(edges), dtype=np.bool_)
    if not len(cuts) or not len(edges):
        return hit
    a, b = place[edges[:, 0]], place[edges[:, 1]]
    low, high = np.minimum(a, b), np.maximum(a, b)
    for c, d in zip(cuts[:, :2], cuts[:, 2:], strict=True):
        near = np.flatnonzero(
            (low[:, 0] <= max(c[0], d[0]))
            & (high[:, 0] >= min(c[0], d[0]))
            & (low[:, 1] <= max(c[1], d[1]))
            & (high[:, 1] >= min(c[1], d[1]))
            & ~hit
        )
        if not len(near):
            continue
        p, q = a[near], b[near]
        side = (d[0] - c[0]) * (p[:, 1] - c[1]) - (d[1] - c[1]) * (p[:, 0] - c[0])
        edis = (d[0] - c[0]) * (q[:, 1] - c[1]) - (d[1] - c[1]) * (q[:, 0] - c[0])
        left = (q[:, 0] - p[:, 0]) * (c[1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (c[0] - p[:, 0])
        tfel = (q[:, 0] - p[:, 0]) * (d[1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (d[0] - p[:, 0])
        hit[near[(side * edis <= 0) & (left * tfel <= 0)]] = True
    return hit


def labels(count: int, edges: Ints) -> Ints:
    """The connected part each point lies in."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(edges), dtype=np.int8)
    graph = coo_matrix((ones, (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def atoms_of(buildings: tuple[Building, ...], weight: Ints, part: Ints, wishes: Wishes) -> Ints:
    """The atom each building belongs to: itself, or its compound where that lies in one block and fits the
    band."""
    atom = np.arange(len(buildings), dtype=np.int64)
    if wishes.whole == "building":
        return atom
    groups: dict[tuple[str, int], list[int]] = {}
    for n, b in enumerate(buildings):
        if b.estate is not None:
            groups.setdefault((b.estate, int(part[n])), []).append(n)
    for members in groups.values():
        if weight[members].sum() <= wishes.band.upper:
            atom[members] = members[0]
    return atom


def block_of(
    ground: tuple[Floats, Ints, Ints],
    inside: Ints,
    atom: Ints,
    edges: Ints,
    shared: Floats,
    community: str,
    apart: float,
) -> Block:
    place, weight, homes = ground
    kinds, order = np.unique(atom[inside], return_inverse=True)
    order = order.ravel()
    by_atom = np.argsort(order, kind="stable")
    sites = inside[by_atom]
    count = len(kinds)
    first = np.searchsorted(order[by_atom], np.arange(count + 1)).astype(np.int64)
    spots = place[sites]
    far = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=2)) * homes[sites][:, None].astype(
        np.float64
    )
    cost = far if count == len(sites) else np.add.reduceat(far, first[:-1], axis=0)
    local = np.full(len(place), -1, dtype=np.int64)
    local[inside] = order
    a, b = local[edges[:, 0]], local[edges[:, 1]]
    use = a != b
    pairs = np.concatenate([a[use] * count + b[use], b[use] * count + a[use]])
    keys, slot = np.unique(pairs, return_inverse=True)
    length = np.bincount(slot.ravel(), np.tile(shared[use], 2), len(keys)) if len(keys) else np.zeros(0)
    start = np.searchsorted(keys // max(1, count), np.arange(count + 1)).astype(np.int64)

    def per_atom(values: Ints) -> Ints:
        return np.add.reduceat(values[sites], first[:-1]).astype(np.int64)

    return Block(
        community,
        sites,
        first,
        per_atom(weight),
        per_atom(homes),
        np.ascontiguousarray(cost),
        start,
        (keys % max(1, count)).astype(np.int64),
        length.astype(np.float64),
        apart,
    )


def prepare(hood: Neighbourhood, wishes: Wishes) -> Ground:
    """Atoms, neighbours and blocks; the input has been checked before (`check.checked`)."""
    from .cells import cells

    buildings = hood.buildings
    if wishes.split_buildings:
        buildings = split_large(buildings, wishes.band.upper, wishes.measure)
    raw = np.array([(b.x, b.y) for b in buildings], dtype=np.float64).reshape(-1, 2)
    place = metres(raw, hood.datum)
    weight = amounts(buildings, wishes.measure)
    homes = np.array([b.households for b in buildings], dtype=np.int64)
    codes, town = np.unique(np.array([b.community or "" for b in buildings]), return_inverse=True)
    town = town.ravel()
    if hood.adjacent is None:
        edges = neighbours(place)
        near = np.hypot(*(place[edges[:, 0]] - place[edges[:, 1]]).T) <= wishes.reach_m
    else:
        edges, near = _given(hood, buildings)
    scale = (lambda line: line) if hood.datum == "metres" else _like(raw, place)
    free = (
        ~crossing(place, edges, segments(hood.borders, scale))
        if hood.adjacent is None
        else np.ones(len(edges), bool)
    )
    free &= town[edges[:, 0]] == town[edges[:, 1]]
    wide = labels(len(buildings), edges[free])
    edges = edges[free & near]
    part = labels(len(buildings), edges)
    area, around, shared = cells(place, edges)
    atom = atoms_of(buildings, weight, part, wishes)
    of_edge = part[edges[:, 0]] if len(edges) else np.zeros(0, dtype=np.int64)
    blocks = []
    for number in range(int(part.max()) + 1 if len(part) else 0):
        inside = np.flatnonzero(part == number)
        rest = np.flatnonzero((wide == wide[inside[0]]) & (part != number))
        apart = 0.0
        if len(rest):
            apart = float(np.sqrt(((place[inside][:, None] - place[rest][None]) ** 2).sum(axis=2).min()))
        mine = of_edge == number
        blocks.append(
            block_of(
                (place, weight, homes),
                inside,
                atom,
                edges[mine],
                shared[mine],
                str(codes[town[inside[0]]]),
                apart,
            )
        )
    return Ground(buildings, place, weight, homes, area, around, edges, shared, tuple(blocks))


def _like(raw: Floats, place: Floats) -> Any:
    middle = raw.mean(axis=0)
    scale = np.array([111320.0 * np.cos(np.radians(middle[1])), 110574.0])
    return lambda line: (line - middle) * scale


def _given(hood: Neighbourhood, buildings: tuple[Building, ...]) -> tuple[Ints, NDArray[np.bool_]]:
    """The pairs the caller gave; parts of a split building are neighbours of each other and of each
    neighbour."""
    at: dict[str, list[int]] = {}
    for n, b in enumerate(buildings):
        at.setdefault(b.id.split("#")[0], []).append(n)
        if "#" in b.id:
            at.setdefault(b.id, []).append(n)
    pairs = [(i, j) for a, b in hood.adjacent or () for i in at[a] for j in at[b] if i != j]
    pairs += [(m[n], m[n + 1]) for m in at.values() for n in range(len(m) - 1)]
    edges = np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
    edges = np.unique(edges, axis=0)
    return edges, np.ones(len(edges), dtype=np.bool_)
