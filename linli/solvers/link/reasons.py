"""Each link says why it is so, and what the next best would have been."""

from __future__ import annotations

import numpy as np

from linli.solvers.link.auction import NOBODY
from linli.solvers.link.candidates import Arcs, joined
from linli.solvers.link.certificate import search
from linli.solvers.link.costs import pair_costs
from linli.solvers.link.ground import place
from linli.solvers.link.model import PER_METRE, Ints, Linking, Longs, Reason

FAR = 1 << 30


def explain(linking: Linking) -> tuple[Reason | None, ...]:
    """The next best is looked for among all members, whether they had room or not."""
    problem = linking.problem
    placed = place(problem)
    g = placed.ground
    households, members = len(g.h), len(g.m)
    member_of = np.full(len(problem.members) + 1, NOBODY, np.int32)
    member_of[placed.member] = np.arange(members)
    chosen = member_of[linking.member[placed.household]]
    out = np.full(households, FAR, np.int32)
    nobody = np.zeros(households + 1, np.int64)
    empty = Arcs(nobody, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
    found = search(placed, empty, out, chosen, np.zeros(members, np.int32), each=1)
    other, count = found.better[:, 0].copy(), found.counts[:, 0].astype(np.int64)
    _ties(joined(placed), chosen, other, count)

    reasons: list[Reason | None] = [None] * households
    rows = np.flatnonzero(chosen != NOBODY)
    costs = pair_costs(placed, rows, chosen[rows].astype(np.int64), linking.metres[placed.household[rows]])
    h, m = problem.households, problem.members
    tied = set(zip(problem.ties.household.tolist(), problem.ties.member.tolist(), strict=True))
    kept = dict(zip(problem.kept.household.tolist(), problem.kept.member.tolist(), strict=True))
    for row, cost in zip(rows.tolist(), costs.tolist(), strict=True):
        i = int(placed.household[row])
        j = int(linking.member[i])
        met = int(h.needs[i]) & int(m.strengths[j])
        unmet = int(h.needs[i]) & ~int(m.strengths[j])
        next_best = int(other[row])
        reasons[i] = Reason(
            household=str(h.key[i]),
            member=str(m.key[j]),
            metres=float(linking.metres[i]),
            same_building=bool(h.building[i] >= 0 and h.building[i] == m.building[j]),
            same_entrance=bool(h.entrance[i] >= 0 and h.entrance[i] == m.entrance[j]),
            tie=(i, j) in tied,
            kept=kept.get(i) == j,
            strengths=_names(problem.kinds, met),
            unmet=_names(problem.kinds, unmet),
            next_best=str(m.key[placed.member[next_best]]) if next_best >= 0 else None,
            farther=(int(count[row]) - cost) / PER_METRE if next_best >= 0 else 0.0,
        )
    return tuple(reasons)


def _ties(arcs: tuple[Ints, Ints, Ints], chosen: Ints, other: Ints, count: Longs) -> None:
    """Friends far away may be the next best too: the search among strangers does not know them."""
    for h, j, c in zip(*(column.tolist() for column in arcs), strict=True):
        if j != chosen[h] and (other[h] < 0 or c < count[h]):
            other[h], count[h] = j, c


def _names(kinds: tuple[str, ...], mask: int) -> tuple[str, ...]:
    return tuple(kind for bit, kind in enumerate(kinds) if mask >> bit & 1)
