"""The loop: candidates, auction, certificate; more candidates or a finer step until the gap is small
enough."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linli.solvers.link.auction import NOBODY, STEP, auction, outside, places
from linli.solvers.link.candidates import Arcs, candidates, grown
from linli.solvers.link.certificate import certify, offset
from linli.solvers.link.ground import Placed, place, walked_metres
from linli.solvers.link.model import (
    PER_METRE,
    Bools,
    Certificate,
    Floats,
    Ints,
    Linking,
    Load,
    Longs,
    Problem,
)
from linli.solvers.link.uncovered import uncovered

TARGET = 0.0005
ROUNDS = 12
MANY = 20
ENOUGH = 0.9
"""At the finest step: a round that leaves so much of the gap was the last."""


class Answer(NamedTuple):
    """In rows of the ground: the best linking found, and the best bound."""

    chosen: Ints
    cost: int
    bound: int
    rounds: int
    arcs: Arcs
    out: Ints
    place: Longs


def count(arcs: Arcs, chosen: Ints, out: Ints, start: Longs, base: Ints) -> int:
    """What a linking counts, in decimetres."""
    row = np.repeat(np.arange(len(out), dtype=np.int32), np.diff(arcs.start))
    walked = int(arcs.cost[arcs.to == chosen[row]].sum(dtype=np.int64))
    stay = int(out[chosen == NOBODY].sum(dtype=np.int64))
    taken = np.bincount(chosen[chosen != NOBODY], minlength=len(start) - 1)
    nth = np.arange(len(base)) - np.repeat(start[:-1], np.diff(start))
    return walked + stay + int(base[nth < np.repeat(taken, np.diff(start))].sum(dtype=np.int64))


def bidding_order(households: int, seed: int) -> Longs:
    """Neighbours bid one after the other (their members are in the cache); chance says where to begin."""
    return np.roll(np.arange(households), int(np.random.default_rng(seed).integers(max(households, 1))))


def answer(problem: Problem, placed: Placed, arcs: Arcs, skip: Ints, seed: int, target: float) -> Answer:
    """Link until certified within `target`, or nothing more helps."""
    start, base = places(problem, placed)
    out = outside(problem, placed, arcs)
    order = bidding_order(len(out), seed)
    always = offset(problem, placed)
    best: Answer | None = None
    bound, step, before = -(1 << 60), STEP, np.inf
    for rounds in range(1, ROUNDS + 1):
        chosen, price = auction(arcs.start, arcs.to, arcs.cost, out, skip, start, base, order, step)
        cost = count(arcs, chosen, out, start, base)
        proof = certify(placed, arcs, out, skip, start, base, price)
        bound = max(bound, proof.bound)
        if best is None or cost < best.cost:
            best = Answer(chosen, cost, bound, rounds, arcs, out, start)
        gap = (best.cost - bound) / max(best.cost + always, 1)
        complete = not (best.chosen == NOBODY).any()
        if complete and (gap <= target or (step == 1 and gap > ENOUGH * before)):
            break
        if not len(proof.h) and step == 1:
            break
        before = gap
        if len(proof.h):
            arcs = grown(arcs, proof.h, proof.j, proof.cost)
        if len(proof.h) * MANY < len(out):  # while many are missing a finer step would be for nothing
            step = max(1, step // 2)
    assert best is not None
    return best._replace(cost=best.cost + always, bound=bound + always, rounds=rounds, arcs=arcs)


def linking(problem: Problem, placed: Placed, found: Answer, first: Ints | None) -> Linking:
    """The answer in rows of the problem, with what is worth saying about it."""
    member = np.full(len(problem.households), NOBODY, np.int32)
    linked = found.chosen != NOBODY
    member[placed.household[linked]] = placed.member[found.chosen[linked]]
    metres: Floats = np.zeros(len(member))
    rows = np.flatnonzero(linked)
    metres[placed.household[rows]] = walked_metres(placed, rows, found.chosen[rows].astype(np.int64))
    households = np.bincount(member[member != NOBODY], minlength=len(problem.members))
    m = problem.members
    able = np.zeros(len(m), bool)
    able[placed.member] = True
    return Linking(
        problem=problem,
        member=member,
        metres=metres,
        uncovered=uncovered(problem, placed, found.arcs, found.chosen, found.place),
        excess=_loads(problem, households, households - m.most, able),
        short=_loads(problem, households, m.least - households, able),
        certificate=Certificate(found.cost / PER_METRE, found.bound / PER_METRE, len(member)),
        rounds=found.rounds,
        first=first,
    )


def _loads(problem: Problem, households: Longs, by: Longs, able: Bools) -> tuple[Load, ...]:
    m = problem.members
    return tuple(
        Load(str(m.key[int(j)]), int(households[j]), int(m.least[j]), int(m.most[j]), int(by[j]))
        for j in np.flatnonzero((by > 0) & able)
    )


def solve(problem: Problem, *, seed: int, target: float = TARGET, first: Ints | None = None) -> Linking:
    """Place, find candidates, link. `first` are members (rows of the problem) not to be chosen again."""
    placed = place(problem)
    arcs = candidates(placed)
    skip = np.full(len(problem.households), NOBODY, np.int32)
    if first is not None:
        member_of = np.full(len(problem.members) + 1, NOBODY, np.int32)  # the last: nobody stays nobody
        member_of[placed.member] = np.arange(len(placed.member))
        skip = member_of[first[placed.household]]
    return linking(problem, placed, answer(problem, placed, arcs, skip, seed, target), first)
