"""The problem as the kernels see it: neighbours lie side by side in memory, and only members who link are
there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link import walking
from linli.solvers.link.geometry import plane
from linli.solvers.link.model import PER_METRE, Floats, Ints, Longs, Masks, Pairs, Problem, Records
from linli.solvers.link.tree import tree

HOUSEHOLDS_PER_GROUP = 32
MEMBERS_PER_LEAF = 8


_REAL, _INT, _LONG, _MASK = np.float64, np.int32, np.int64, np.uint64
HOUSEHOLD = np.dtype(
    [
        ("x", _REAL), ("y", _REAL), ("kept_metres", _REAL), ("needs", _MASK),
        ("ties", _LONG), ("ties_end", _LONG), ("excluded", _LONG), ("excluded_end", _LONG),
        ("building", _INT), ("entrance", _INT), ("kept", _INT), ("_", _INT),
    ]
)  # fmt: skip
MEMBER = np.dtype([("x", _REAL), ("y", _REAL), ("strengths", _MASK), ("building", _INT), ("entrance", _INT)])
PAIR = np.dtype([("metres", _REAL), ("member", _INT), ("_", _INT)])


class Ground(NamedTuple):
    """Records rather than columns: few arguments keep the compiler quick, and what is read together lies
    together."""

    h: Records
    m: Records
    groups: Records
    """Tree over the households; its leaves are neighbours."""
    tree: Records
    """Tree over the members, with what those below each node are good at together."""
    pairs: Records
    """Ties and exclusions of household i: `pairs[ties:ties_end]` and `pairs[excluded:excluded_end]`."""
    worth: Longs
    """Decimetres, in the order of the numbers below."""
    reach: float


ANOTHER_ENTRANCE, ANOTHER_BUILDING, TIE, STRENGTH, MOVE = range(5)


class Placed(NamedTuple):
    """A ground, and where its rows stand in the problem."""

    ground: Ground
    household: Longs
    """Row of the problem, by row of the ground."""
    member: Longs
    walks: walking.Snapped | None


@part
def ones(mask: Any) -> int:
    count = 0
    while mask:
        mask &= mask - np.uint64(1)
        count += 1
    return count


@part
def tied(g: Ground, h: int, j: int) -> bool:
    for k in range(g.h[h].ties, g.h[h].ties_end):  # noqa: SIM110 (the compiler has no any())
        if g.pairs[k].member == j:
            return True
    return False


@part
def excluded(g: Ground, h: int, j: int) -> bool:
    for k in range(g.h[h].excluded, g.h[h].excluded_end):  # noqa: SIM110
        if g.pairs[k].member == j:
            return True
    return False


@part
def wishes(g: Ground, h: int, j: int) -> int:
    """What the pair counts beyond its distance."""
    c = 0
    home = g.h[h]
    if home.building < 0 or home.building != g.m[j].building:
        c += g.worth[ANOTHER_BUILDING]
    elif home.entrance < 0 or home.entrance != g.m[j].entrance:
        c += g.worth[ANOTHER_ENTRANCE]
    missing = home.needs & ~g.m[j].strengths
    if missing:
        c += g.worth[STRENGTH] * ones(missing)
    if home.kept >= 0 and home.kept != j:
        c += g.worth[MOVE]
    if home.ties < home.ties_end and not tied(g, h, j):
        c += g.worth[TIE]
    return c


@part
def stranger(g: Ground, h: int) -> int:
    """What a member counts whom nothing joins to the household: nobody counts more beyond the distance."""
    home = g.h[h]
    c: int = g.worth[ANOTHER_BUILDING]
    if home.needs:
        c += g.worth[STRENGTH] * ones(home.needs)
    if home.kept >= 0:
        c += g.worth[MOVE]
    if home.ties < home.ties_end:
        c += g.worth[TIE]
    return c


@part
def straight(g: Ground, h: int, j: int) -> float:
    metres: float = np.sqrt((g.h[h].x - g.m[j].x) ** 2 + (g.h[h].y - g.m[j].y) ** 2)
    return metres


@compiled
def _masks(t: Records, strengths: Masks) -> None:
    inner = len(t) // 2
    for node in range(len(t) - 1, -1, -1):
        if node < inner:
            t[node].mask = t[2 * node + 1].mask | t[2 * node + 2].mask
        else:
            for j in range(t[node].start, t[node].end):
                t[node].mask |= strengths[j]


def _rows(pairs: Pairs, row_of: Longs, member_of: Longs, households: int) -> tuple[Longs, Longs, Longs]:
    """Pairs as rows of the ground, sorted by household, without members who do not link; and where each
    begins."""
    h, j = row_of[pairs.household], member_of[pairs.member]
    h, j = h[j >= 0], j[j >= 0]
    sort = np.lexsort((j, h))
    start = np.zeros(households + 1, np.int64)
    np.cumsum(np.bincount(h, minlength=households), out=start[1:])
    return h[sort], j[sort], start


def by_building(g: Ground) -> tuple[Longs, Ints]:
    """Members of building b: `second[first[b]:first[b + 1]]`."""
    at = g.m["building"]
    buildings = int(max(at.max(initial=-1), g.h["building"].max(initial=-1))) + 1
    members = np.argsort(at, kind="stable")
    return np.searchsorted(at[members], np.arange(buildings + 1)), members.astype(np.int32)


def linking_members(problem: Problem) -> Longs:
    """Rows of the members who may be given households."""
    able = np.fromiter((not reason for reason in problem.members.exempt), bool, len(problem.members))
    return np.flatnonzero(able & (problem.members.limit > 0))


def place(problem: Problem) -> Placed:
    """Sort the problem in space."""
    hx, hy, mx, my = plane(problem)
    households, members, worth = problem.households, problem.members, problem.worth
    able = linking_members(problem)
    nodes, order = tree(mx[able], my[able], MEMBERS_PER_LEAF)
    member = able[order]
    groups, household = tree(hx, hy, HOUSEHOLDS_PER_GROUP)
    row_of = np.empty(len(households), np.int64)
    row_of[household] = np.arange(len(households))
    member_of = np.full(len(members), -1, np.int64)
    member_of[member] = np.arange(len(member))

    m = np.zeros(len(member), MEMBER)
    m["x"], m["y"], m["strengths"] = mx[member], my[member], members.strengths[member]
    m["building"], m["entrance"] = members.building[member], members.entrance[member]
    _masks(nodes, members.strengths[member])
    h = np.zeros(len(households), HOUSEHOLD)
    h["x"], h["y"], h["needs"] = hx[household], hy[household], households.needs[household]
    h["building"], h["entrance"] = households.building[household], households.entrance[household]

    tie_h, tie_j, ties = _rows(problem.ties, row_of, member_of, len(households))
    _, not_j, barred = _rows(problem.excluded, row_of, member_of, len(households))
    pairs = np.zeros(len(tie_j) + len(not_j), PAIR)
    pairs["member"] = np.concatenate([tie_j, not_j])
    h["ties"], h["ties_end"] = ties[:-1], ties[1:]
    h["excluded"], h["excluded_end"] = barred[:-1] + len(tie_j), barred[1:] + len(tie_j)
    h["kept"] = -1
    h["kept"][row_of[problem.kept.household]] = member_of[problem.kept.member]
    kept = np.flatnonzero(h["kept"] >= 0)

    snapped = None
    if problem.walks is not None:
        snapped = walking.snap(problem, h["x"], h["y"], m["x"], m["y"])
    pairs["metres"][: len(tie_j)] = _metres(h, m, tie_h, tie_j, snapped)
    h["kept_metres"][kept] = _metres(h, m, kept, h["kept"][kept].astype(np.int64), snapped)
    counts = (worth.another_entrance, worth.another_building, worth.tie, worth.strength, worth.move)
    decimetres = np.array([round(metres * PER_METRE) for metres in counts])
    return Placed(
        Ground(h, m, groups, nodes, pairs, decimetres, float(worth.reach)), household, member, snapped
    )


def walked_metres(placed: Placed, i: Longs, j: Longs) -> Floats:
    """Walked metres of pairs given by rows of the ground."""
    return _metres(placed.ground.h, placed.ground.m, i, j, placed.walks)


def _metres(h: Records, m: Records, i: Longs, j: Longs, snapped: walking.Snapped | None) -> Floats:
    lines: Floats = np.hypot(h["x"][i] - m["x"][j], h["y"][i] - m["y"][j])
    if snapped is None:
        return lines
    same = (h["building"][i] >= 0) & (h["building"][i] == m["building"][j])
    return walking.between(snapped, i, j, lines, same=same)
