"""Proposals 划分方案: what was wished, where each building would go, and what adopting one would touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal

from linli.common.paths import LENGTHS, subtree
from linli.office.queries import setting
from linli.territory.models import (
    Area,
    AreaKind,
    Building,
    FormerCode,
    Level,
    Proposal,
    ProposedGrid,
)
from linli.territory.queries.impact import Impact
from linli.territory.registry import Doors, all_carriers

Band = tuple[int, int]
Line = list[tuple[float, float]]
LONG = LENGTHS[5]  # digits of a grid's path


@dataclass(frozen=True, slots=True)
class Wish:
    """What the office asks for: one proposal's `options`.

    `band` is for communities in town, `village` for rural ones; `number` of grids: "usual", "fewest" or so many (one
    community only). `least_change` starts from today's grids, otherwise from nothing. `whole` keeps estates together.
    `around_special`: outlines of special grids are borders; `lines` are borders too (longitude, latitude). `renumber`
    gives every grid a new number; otherwise a grid keeps the number of today's grid of which it holds most. `accept`:
    what can be passed over is.
    """

    band: Band = (300, 500)
    village: Band = (200, 400)
    number: int | Literal["usual", "fewest"] = "usual"
    least_change: bool = False
    whole: bool = False
    around_special: bool = True
    lines: tuple[Line, ...] = ()
    renumber: bool = False
    accept: bool = False
    seed: int = 7

    def band_of(self, community: Area) -> Band:
        return self.village if community.kind == AreaKind.RURAL else self.band

    def told(self) -> dict[str, Any]:
        return asdict(self)


def wish_of(options: dict[str, Any]) -> Wish:
    """As it was kept; pairs come back from JSON as lists."""
    known = {f.name: options[f.name] for f in fields(Wish) if f.name in options}
    for name in ("band", "village"):
        known[name] = tuple(known.get(name, getattr(Wish(), name)))
    known["lines"] = tuple([tuple(point) for point in line] for line in known.get("lines", ()))
    return Wish(**known)


def usual_bands() -> tuple[Band, Band]:
    """The office's own sizes of a grid: in town, in villages."""
    sizes = setting("territory.sizes")
    town, village = ((sizes[f"{kind}_least"], sizes[f"{kind}_most"]) for kind in ("urban", "rural"))
    return town, village


def communities(area: Area, at: datetime) -> list[Area]:
    """The communities that stand in an area, itself included."""
    standing = Area.objects.under(area.path).standing(at)
    return list(standing.filter(level=Level.COMMUNITY).order_by("path"))


def grids_by_area(community: Area) -> dict[int, Area]:
    """Area id → the grid it is or lies in, for everything in a community that buildings can stand in."""
    rows = {a.pk: a for a in Area.objects.under(community.path).select_related("parent")}
    found = {}
    for area in rows.values():
        step = area
        while step.level == Level.MICROGRID and step.parent_id in rows:
            step = rows[step.parent_id]
        if step.level == Level.GRID:
            found[area.pk] = step
    return found


def numbers_used(community: Area) -> set[str]:
    """Every number of a grid that was ever used there; none of them is given again."""
    under = Area.objects.under(community.path).values_list("path", flat=True)
    former = FormerCode.objects.filter(code__range=subtree(community.path)).values_list("code", flat=True)
    return {path[:LONG] for path in (*under, *former) if len(path) >= LONG}


def targets(rows: Iterable[ProposedGrid]) -> dict[int, ProposedGrid]:
    """Building id → the proposed grid it would stand in."""
    return {pk: row for row in rows for pk in row.buildings}


@dataclass(frozen=True, slots=True)
class Change:
    """What adopting the plan of one community would do.

    `moves`: proposed grid id → buildings that come from another grid; `closes`: grids of today that would be empty →
    the proposed grid that takes most of their buildings; `strange`: buildings that came or went since it was made.
    """

    moves: dict[int, list[int]]
    opens: list[ProposedGrid]
    closes: list[tuple[Area, ProposedGrid]]
    strange: int
    impact: Impact


def change_of(proposal: Proposal, community: Area, at: datetime) -> Change:
    rows = list(
        proposal.grids.filter(community=community).select_related("keeps", "community").order_by("number")
    )
    goes = targets(rows)
    areas = grids_by_area(community)
    now = {pk: areas[area] for pk, area in _in_grids(community).values_list("pk", "area_id") if area in areas}
    moves: dict[int, list[int]] = defaultdict(list)
    left: dict[int, list[int]] = defaultdict(list)
    for pk, grid in sorted(now.items()):
        row = goes.get(pk)
        if row is not None:
            left[grid.pk].append(row.pk)
            if row.keeps_id != grid.pk:
                moves[row.pk].append(pk)
    kept = {row.keeps_id for row in rows}
    by_id = {row.pk: row for row in rows}
    closes = []
    for grid in Area.objects.under(community.path).standing(at).filter(level=Level.GRID).order_by("path"):
        if rows and grid.kind != AreaKind.SPECIAL and grid.pk not in kept:
            to = left[grid.pk] or [rows[0].pk]
            closes.append((grid, by_id[max(to, key=to.count)]))
    opens = [row for row in rows if row.keeps_id is None]
    return Change(
        dict(moves),
        opens,
        closes,
        len(set(goes) ^ set(now)),
        _impact(proposal, community, moves, opens, closes, now),
    )


def _in_grids(community: Area) -> Any:
    """Buildings that a proposal divides: those of special grids stay where they are."""
    shown = Building.objects.shown().filter(area_path__range=subtree(community.path))
    return shown.exclude(area__kind=AreaKind.SPECIAL)


def _impact(
    proposal: Proposal,
    community: Area,
    moves: dict[int, list[int]],
    opens: list[ProposedGrid],
    closes: list[tuple[Area, ProposedGrid]],
    now: dict[int, Area],
) -> Impact:
    moved = tuple(sorted(pk for some in moves.values() for pk in some))
    counts = [c.count_at(Doors(moved, community)) for c in all_carriers()]
    for grid, _ in closes:
        held = [c.count(grid.path) for c in all_carriers()]
        counts += [{k: n for k, n in one.items() if k.startswith("people.")} for one in held]
    counts.append({"territory.opened": len(opens), "territory.closed": len(closes)})
    asked = [[pk, now[pk].pk] for pk in moved], [row.number for row in opens], [g.pk for g, _ in closes]
    return Impact.of(counts, "adopt", proposal.pk, community.pk, moves, *asked)


def is_due(proposal: Proposal, community: Area) -> bool:
    """Whether the plan of this community is there and was not adopted yet."""
    answer = proposal.answers.get(str(community.pk), {})
    return bool(answer) and "refused" not in answer and "adopted" not in answer
