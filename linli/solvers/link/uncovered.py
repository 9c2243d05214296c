"""Why a household has no name to call.

From an uncovered household we follow who it may have, whom those are linked to, whom these may have instead
…. If no member on the way has a free place, the households met are more than the members met can take: that
is the proof, and it names both. If one has, he could only be freed for us by walking farther than the problem
allows.
"""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled
from linli.solvers.link.auction import NOBODY
from linli.solvers.link.candidates import Arcs
from linli.solvers.link.ground import Placed
from linli.solvers.link.model import Bools, Ints, Longs, Problem, Uncovered
from linli.solvers.refused import Refused


@compiled
def _pocket(
    arcs: Arcs,
    chosen: Ints,
    taken: Longs,
    limit: Longs,
    of: Longs,
    linked: Longs,
    h: int,
    met: Bools,
    seen: Bools,
) -> bool:
    """Mark the households met and members seen from h on; whether somebody there has a free place."""
    waiting = np.empty(len(chosen), np.int64)
    waiting[0], top = h, 1
    met[h] = True
    while top:
        top -= 1
        i = waiting[top]
        for k in range(arcs.start[i], arcs.start[i + 1]):
            j = arcs.to[k]
            if seen[j]:
                continue
            seen[j] = True
            if taken[j] < limit[j]:
                return True
            for p in range(of[j], of[j + 1]):
                if not met[linked[p]]:
                    met[linked[p]] = True
                    waiting[top] = linked[p]
                    top += 1
    return False


def uncovered(
    problem: Problem, placed: Placed, arcs: Arcs, chosen: Ints, place: Longs
) -> tuple[Uncovered, ...]:
    """Each uncovered household with its reason."""
    rows = np.flatnonzero(chosen == NOBODY)
    if not len(rows):
        return ()
    g = placed.ground
    members = len(g.m)
    taken = np.bincount(chosen[chosen != NOBODY], minlength=members)
    linked = np.argsort(chosen, kind="stable")[len(rows) :]
    of = np.zeros(members + 1, np.int64)
    np.cumsum(taken, out=of[1:])
    answers: dict[int, Uncovered] = {}
    for h in rows:
        key = str(problem.households.key[placed.household[h]])
        if int(h) in answers:
            continue
        if arcs.start[h] == arcs.start[h + 1]:
            metres = _nearest(placed, int(h))
            code = "excluded" if metres <= g.reach else "out_of_reach"
            answers[int(h)] = Uncovered(key, code, metres=metres)  # type: ignore[arg-type]
            continue
        met, seen = np.zeros(len(chosen), bool), np.zeros(members, bool)
        if _pocket(arcs, chosen, taken, np.diff(place), of, linked, int(h), met, seen):
            answers[int(h)] = Uncovered(key, "too_far", metres=_nearest(placed, int(h)))
            continue
        for other in rows:  # who may only have the same members belongs to the same crowd
            met[other] |= arcs.start[other] < arcs.start[other + 1] and bool(
                seen[arcs.to[arcs.start[other] : arcs.start[other + 1]]].all()
            )
        room = int(np.diff(place)[seen].sum())
        names = tuple(
            str(problem.members.key[j]) for j in placed.member[np.flatnonzero(seen)[: Refused.SHOWN]]
        )
        for other in np.flatnonzero(met & (chosen == NOBODY)):
            other_key = str(problem.households.key[placed.household[other]])
            short = int(met.sum()) - room
            answers[int(other)] = Uncovered(
                other_key, "full", members=names, households=int(met.sum()), room=room, short=short
            )
    return tuple(answers[h] for h in sorted(answers))


def _nearest(placed: Placed, h: int) -> float:
    """Straight metres to the nearest member, reach or not."""
    g = placed.ground
    if not len(g.m):
        return float("inf")
    return float(np.hypot(g.m["x"] - g.h["x"][h], g.m["y"] - g.h["y"][h]).min())
