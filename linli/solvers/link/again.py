"""The same solver asked again: for deputies, after a change, and for the members who need somebody
themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from linli.solvers.link.model import Households, Linking, Pairs, Point, Problem, Relinking
from linli.solvers.link.rows import check
from linli.solvers.link.solve import solve
from linli.solvers.refused import Refused


def deputies(linking: Linking, *, seed: int, kept: Pairs | None, target: float) -> Linking:
    problem = replace(linking.problem, kept=kept if kept is not None else Pairs())
    check(problem)
    return solve(problem, seed=seed, target=target, first=linking.member)


def relink(problem: Problem, *, seed: int, prices: tuple[float, ...], target: float) -> Relinking:
    """One linking per price of a move; those worse than another in moves and in metres are left out."""
    if not prices or not all(price >= 0 for price in prices):
        raise Refused("price_out_of_range")
    forced = sum(1 for j in problem.kept.member if problem.members.exempt[j])
    points = []
    for price in sorted(set(prices), reverse=True):
        asked = replace(problem, worth=replace(problem.worth, move=price))
        found = solve(asked, seed=seed, target=target)
        moved = len(found.moved)
        # a household whose member no longer links pays no price for moving: it has no choice
        metres = found.certificate.cost - price * (moved - forced)
        points.append(Point(price, moved, forced, metres, found))
    points.sort(key=lambda point: (point.moved, point.metres))
    best = float("inf")
    curve = []
    for point in points:
        if point.metres < best:
            curve.append(point)
            best = point.metres
    return Relinking(tuple(curve))


def companions(problem: Problem, *, seed: int, least: int, most: int, target: float) -> Linking:
    m = problem.members
    rows = np.array([j for j, reason in enumerate(m.exempt) if reason in ("old", "ill")], np.int64)
    asked = replace(
        problem,
        households=Households(
            [m.key[j] for j in rows], m.x[rows], m.y[rows], m.building[rows], m.entrance[rows],
            np.zeros(len(rows), np.uint64),
        ),
        members=replace(
            m,
            least=np.full(len(m), least, np.int32),
            most=np.full(len(m), most, np.int32),
            limit=np.full(len(m), max(most, most + most // 2), np.int32),
        ),
        ties=Pairs(), kept=Pairs(), excluded=Pairs(),
    )  # fmt: skip
    check(asked)
    return solve(asked, seed=seed, target=target)
