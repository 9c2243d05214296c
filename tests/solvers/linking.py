"""Small linkings made by chance, and an exact judge that shares no code with the solver."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from linli.solvers.link import Household, Linking, Member, Problem, Walks, Worth, problem

KINDS = ("nurse", "repair", "talk")
NEVER = 10**12

coordinate = st.integers(0, 60).map(lambda n: n * 7.3)
building = st.sampled_from([None, "1", "2", "3"])
entrance = st.sampled_from([None, "a", "b"])
kinds = st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple)


@st.composite
def neighbourhoods(draw: st.DrawFn, *, walks: bool = False) -> Problem:
    """Anything that can be linked, if only in part."""
    members = [
        Member(
            f"m{j}", draw(coordinate), draw(coordinate), draw(building), draw(entrance), draw(kinds),
            least=draw(st.integers(0, 2)), most=draw(st.integers(2, 4)), limit=draw(st.sampled_from([4, 5])),
        )
        for j in range(draw(st.integers(1, 7)))
    ]  # fmt: skip
    room = sum(member.limit or 0 for member in members)
    households = [
        Household(f"h{i}", draw(coordinate), draw(coordinate), draw(building), draw(entrance), draw(kinds))
        for i in range(draw(st.integers(1, min(14, room))))
    ]
    pair = st.tuples(st.sampled_from([h.key for h in households]), st.sampled_from([m.key for m in members]))
    kept = dict(draw(st.lists(pair, max_size=6)))
    excluded = draw(st.lists(pair, max_size=4))
    barred: dict[str, set[str]] = {}
    for h, m in excluded:
        barred.setdefault(h, set()).add(m)
    excluded = [(h, m) for h, m in excluded if len(barred[h]) < len(members)]
    worth = Worth(
        missing=draw(st.sampled_from([0.0, 80.0])),
        excess=draw(st.sampled_from([30.0, 100.0])),
        uncovered=draw(st.sampled_from([50.0, 2_000.0])),
        reach=draw(st.sampled_from([math.inf, 200.0])),
    )
    graph = None
    if walks:
        corners = draw(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=8, unique=True))
        # off the lattice of the doors, so no door is as near to two corners
        x, y = np.array(corners).T + np.arange(len(corners)) * 0.0137
        a = np.arange(1, len(x), dtype=np.int32)
        b = np.array([draw(st.integers(0, int(i) - 1)) for i in a], np.int32)
        graph = Walks(x, y, a, b, np.hypot(x[a] - x[b], y[a] - y[b]) * draw(st.sampled_from([1.0, 1.3])))
    return problem(
        households, members, ties=draw(st.lists(pair, max_size=4)), kept=kept.items(), excluded=excluded,
        worth=worth, walks=graph,
    )  # fmt: skip


def metres(asked: Problem) -> np.ndarray:
    """Walked metres of every pair."""
    h, m = asked.households, asked.members
    lines = np.hypot(h.x[:, None] - m.x, h.y[:, None] - m.y)
    if asked.walks is None:
        return lines
    w = asked.walks
    n = len(w.x)
    graph = csr_array((np.tile(w.metres, 2), (np.r_[w.a, w.b], np.r_[w.b, w.a])), shape=(n, n))
    between = dijkstra(graph)
    off_h, off_m = (np.hypot(rows.x[:, None] - w.x, rows.y[:, None] - w.y) for rows in (h, m))
    at_h, at_m = off_h.argmin(1), off_m.argmin(1)
    walked = off_h.min(1)[:, None] + between[np.ix_(at_h, at_m)] + off_m.min(1)
    same = (h.building[:, None] >= 0) & (h.building[:, None] == m.building)
    return np.where(same, lines, walked)


def costs(asked: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Decimetres of every pair (NEVER where it may not be), and of staying without a member."""
    h, m, worth = asked.households, asked.members, asked.worth
    far = metres(asked)
    cost = np.rint(far * 10).astype(np.int64)
    same = (h.building[:, None] >= 0) & (h.building[:, None] == m.building)
    door = same & (h.entrance[:, None] >= 0) & (h.entrance[:, None] == m.entrance)
    cost += np.where(
        same, np.where(door, 0, round(worth.another_entrance * 10)), round(worth.another_building * 10)
    )
    cost += np.bitwise_count(h.needs[:, None] & ~m.strengths).astype(np.int64) * round(worth.strength * 10)
    stranger = round(worth.another_building * 10) + np.bitwise_count(h.needs).astype(np.int64) * round(
        worth.strength * 10
    )
    free = far <= worth.reach
    for pairs, price in ((asked.ties, worth.tie), (asked.kept, worth.move)):
        known = np.zeros(cost.shape, bool)
        known[pairs.household, pairs.member] = True
        lack = known.any(1) * round(price * 10)
        cost += np.where(known, 0, lack[:, None])
        stranger += lack
        free |= known
    nearest = np.where(far <= worth.reach, far, math.inf).min(1)
    stay = (
        np.where(np.isfinite(nearest), np.rint(np.where(np.isfinite(nearest), nearest, 0) * 10), 0) + stranger
    )
    free[asked.excluded.household, asked.excluded.member] = False
    return np.where(free, cost, NEVER), stay.astype(np.int64) + round(worth.uncovered * 10)


def place_costs(asked: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Member and decimetres of each place; a missing household counts until its place is taken."""
    m, worth = asked.members, asked.worth
    member = np.repeat(np.arange(len(m)), m.limit)
    nth = np.concatenate([np.arange(limit) for limit in m.limit])
    cost = np.maximum(nth + 1 - m.most[member], 0) * round(worth.excess * 10)
    return member, cost - np.where(nth < m.least[member], round(worth.missing * 10), 0)


def exact(asked: Problem, *, without: np.ndarray | None = None) -> float:
    """The best possible, in metres."""
    cost, stay = costs(asked)
    if without is not None:
        for i, j in enumerate(without):
            if j >= 0:
                cost[i, j] = NEVER
    member, extra = place_costs(asked)
    n = len(stay)
    stays = np.full((n, n), NEVER)
    stays[np.arange(n), np.arange(n)] = stay
    table = np.hstack([cost[:, member] + extra, stays])
    rows, columns = linear_sum_assignment(table)
    missing = int(asked.members.least.sum()) * round(asked.worth.missing * 10)
    return (int(table[rows, columns].sum()) + missing) / 10


def recount(answer: Linking) -> float:
    """What the answer really counts, in metres."""
    asked = answer.problem
    cost, stay = costs(asked)
    _, extra = place_costs(asked)
    start = np.r_[0, np.cumsum(asked.members.limit)]
    total = sum(int(cost[i, j]) if j >= 0 else int(stay[i]) for i, j in enumerate(answer.member))
    for j, taken in enumerate(np.bincount(answer.member[answer.member >= 0], minlength=len(asked.members))):
        assert taken <= asked.members.limit[j]
        total += int(extra[start[j] : start[j] + taken].sum())
    return (total + int(asked.members.least.sum()) * round(asked.worth.missing * 10)) / 10


def without_kept(asked: Problem) -> Problem:
    """As deputies are asked for."""
    return replace(asked, kept=type(asked.kept)())
