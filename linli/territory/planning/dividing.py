"""One community of a proposal: found by the solver, or measured after a change by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from linli.solvers.divide import Division, Grid, Reason, Refused, divide, measure, redivide
from linli.solvers.divide.numbering import codes
from linli.territory.actions.proposing import Figures
from linli.territory.models import Area, ProposedGrid
from linli.territory.planning.place import Place, Trouble, grounds, wishes
from linli.territory.queries.proposals import Wish, numbers_used

Found = tuple[dict[str, Any], list[Figures]]
SHOWN = 5


def find(
    place: Place,
    wish: Wish,
    *,
    progress: Callable[[str, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found:
    """The answer for one community as it is kept, and its grids; a refused one has none, and says why."""
    asked = wishes(place, wish)
    if place.lacks:
        return _refused(place.told())
    least = None
    try:
        if wish.least_change:
            now = {b: grid.path for b, grid in place.now.items()}
            retired = frozenset(numbers_used(place.community))
            change = redivide(
                place.hood, now, asked, seed=wish.seed, retired=retired, progress=progress, stop=stop
            )
            plan, least = change.division, change.least_possible
        else:
            plan = divide(place.hood, asked, seed=wish.seed, progress=progress, stop=stop)
    except Refused as refusal:
        return _refused([Trouble.of(fault, place.labels) for fault in refusal.faults])
    figures = _numbered(place, plan.grids, wish)
    return _told(place, plan, least), figures


def _refused(found: Iterable[Trouble]) -> Found:
    return {"refused": [asdict(one) for one in found]}, []


def _told(place: Place, plan: Division, least: int | None) -> dict[str, Any]:
    bound = plan.bound
    return {
        "walk": plan.walk_m,
        "bound": bound.walk_m if bound else None,
        "gap": bound.gap if bound else None,
        "number": plan.number,
        "loosened": bool(bound and bound.loosened),
        "fewest": plan.counting.fewest,
        "most": plan.counting.most,
        "blocks": plan.counting.blocks,
        "least_moved": least,
        "stopped": plan.stopped,
        "unmet": [reason(one, place) for one in plan.unmet],
        "remarks": [
            asdict(one) for one in (*place.told(), *(Trouble.of(f, place.labels) for f in plan.remarks))
        ],
    }


def reason(one: Reason | None, place: Place) -> dict[str, Any]:
    """Why something cannot be in the band, as it is kept: names of buildings, never ids alone."""
    if one is None:
        return {}
    facts = dict(one.facts)
    if "name" in facts:
        facts["name"] = place.labels.get(str(facts["name"])) or _estate(place, str(facts["name"]))
    where = [place.labels.get(b, b) for b in one.where]
    return {
        "code": one.code,
        "proved": one.proved,
        "facts": facts,
        "where": where[:SHOWN],
        "count": len(where),
    }


def _estate(place: Place, key: str) -> str:
    """An estate by one of its buildings' names, which begin with it."""
    mine = (place.labels[b.id] for b in place.hood.buildings if b.estate == key)
    return next(mine, key).rsplit(" ", 1)[0]


def _numbered(place: Place, grids: Sequence[Grid], wish: Wish) -> list[Figures]:
    """Grids with their numbers: today's where they are kept, else new ones, row by row from the north-west."""
    kept = {} if wish.renumber else _kept(place, grids)
    at = {b.id: (b.x, b.y) for b in place.hood.buildings}
    scale = np.cos(np.radians(np.mean([y for _, y in at.values()]))) if at else 1.0
    fresh = [n for n in range(len(grids)) if n not in kept]
    middles = [
        (
            float(np.mean([at[b][0] for b in grids[n].buildings]) * scale),
            float(np.mean([at[b][1] for b in grids[n].buildings])),
        )
        for n in fresh
    ]
    path = place.community.path
    made = codes(path, middles, 3, numbers_used(place.community))
    number = {n: code[len(path) :] for n, code in zip(fresh, made, strict=True)}
    number |= {n: grid.path[len(path) :] for n, grid in kept.items()}
    return _figures(
        place, {number[n]: grid for n, grid in enumerate(grids)}, {number[n]: g for n, g in kept.items()}
    )


def _kept(place: Place, grids: Sequence[Grid]) -> dict[int, Area]:
    """Which of today's grids each new one goes on with: the one of whose households it takes most, each once."""
    homes = {b.id: b.households for b in place.hood.buildings}
    shared: Counter[tuple[int, int]] = Counter()
    areas: dict[int, Area] = {}
    for n, grid in enumerate(grids):
        for b in grid.buildings:
            old = place.now[b]
            areas[old.pk] = old
            shared[n, old.pk] += homes[b]
    found: dict[int, Area] = {}
    taken: set[int] = set()
    for (n, pk), _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if n not in found and pk not in taken and len(areas[pk].path) == len(place.community.path) + 3:
            found[n] = areas[pk]
            taken.add(pk)
    return found


def _figures(place: Place, grids: dict[str, Grid], keeps: dict[str, Area]) -> list[Figures]:
    ground = grounds(place, {b: number for number, grid in grids.items() for b in grid.buildings})
    return [
        Figures(
            number=number,
            keeps=keeps.get(number),
            buildings=[int(b) for b in grid.buildings],
            households=grid.households,
            walk=grid.walk_m,
            compactness=grid.compactness,
            in_band=grid.in_band,
            connected=grid.connected,
            wkb=ground[number],
            reason=reason(grid.why, place),
        )
        for number, grid in sorted(grids.items())
    ]


def measured(place: Place, wish: Wish, rows: Sequence[ProposedGrid], moved: dict[int, str]) -> list[Figures]:
    """The plan with some buildings in other grids: every number anew. Reasons stay where a grid stayed as it was."""
    grid_of = {pk: row.number for row in rows for pk in row.buildings} | moved
    keeps = {row.number: row.keeps for row in rows if row.keeps is not None}
    before = {row.number: row for row in rows}
    grids = measure(place.hood, {str(pk): number for pk, number in grid_of.items()}, wishes(place, wish))
    made = _figures(place, {grid.code: grid for grid in grids}, keeps)
    return [_with_reason(one, before[one.number]) for one in made]


def _with_reason(one: Figures, before: ProposedGrid) -> Figures:
    same = sorted(one.buildings) == sorted(before.buildings)
    if same and before.reason:
        one.reason.update(before.reason)
    return one
