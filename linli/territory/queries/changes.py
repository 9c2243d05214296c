"""What adopting a proposal would do to today's grids and micro-grids, and how far the register has left it behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.common.paths import covers, subtree
from linli.territory.models import Area, AreaKind, Building, Household, Level, Proposal, ProposedGrid
from linli.territory.queries.boundaries import in_force
from linli.territory.queries.impact import Impact
from linli.territory.queries.proposals import grids_by_area, is_due, targets
from linli.territory.registry import Doors, all_carriers


@dataclass(frozen=True, slots=True)
class Micros:
    """What becomes of the micro-grids of one community.

    `along`: all its buildings go to one other grid, so it goes there whole → the proposed grid; `gone`: none stays in
    it → the proposed grid that takes what else lies there; `smaller`: it stays, and loses so many buildings.
    """

    along: list[tuple[Area, ProposedGrid]]
    gone: list[tuple[Area, ProposedGrid]]
    smaller: list[tuple[Area, int]]

    def carried(self, path: str) -> bool:
        """Whether what lies at this path goes along with its micro-grid."""
        return any(covers(micro.path, path) for micro, _ in self.along)


@dataclass(frozen=True, slots=True)
class Change:
    """What adopting the plan of one community (`rows`) would do.

    `moves`: proposed grid id → buildings that come from another grid one by one; `closes`: grids of today that would be
    empty → the proposed grid that takes most of their buildings.
    """

    rows: list[ProposedGrid]
    moves: dict[int, list[int]]
    opens: list[ProposedGrid]
    closes: list[tuple[Area, ProposedGrid]]
    micros: Micros
    impact: Impact

    @property
    def nothing(self) -> bool:
        """Every building stays where it stands."""
        return not (self.moves or self.opens or self.closes or self.micros.along)


@dataclass(frozen=True, slots=True)
class Lie:
    """Where the buildings of a community stand today. `at`: building → area; `grid_of`: area → its grid."""

    at: dict[int, Area]
    grid_of: dict[int, Area]

    @classmethod
    def of(cls, community: Area) -> Lie:
        grids = grids_by_area(community)
        rows = in_grids(community.path).select_related("area").order_by("pk")
        return cls({b.pk: b.area for b in rows if b.area_id in grids}, grids)

    def grid(self, building: int) -> Area:
        return self.grid_of[self.at[building].pk]


def in_grids(path: str) -> Any:
    """Buildings that a proposal divides: those of special grids stay where they are."""
    shown = Building.objects.shown().filter(area_path__range=subtree(path))
    return shown.exclude(area__kind=AreaKind.SPECIAL)


def change_of(proposal: Proposal, community: Area, at: datetime) -> Change:
    rows = list(
        proposal.grids.filter(community=community).select_related("keeps", "community").order_by("number")
    )
    goes, lie = targets(rows), Lie.of(community)
    closes = _closes(rows, goes, lie, community, at)
    micros = _micros(rows, goes, lie, closes, community, at)
    leaving = [pk for pk in lie.at if pk in goes and goes[pk].keeps_id != lie.grid(pk).pk]
    moves: dict[int, list[int]] = defaultdict(list)
    for pk in leaving:
        if not micros.carried(lie.at[pk].path):
            moves[goes[pk].pk].append(pk)
    opens = [row for row in rows if row.keeps_id is None]
    impact = _impact(proposal, community, leaving, opens, closes, micros, lie)
    return Change(rows, dict(moves), opens, closes, micros, impact)


def _most(rows: Iterable[ProposedGrid]) -> ProposedGrid | None:
    """The one that stands there most often, the first of them where two do."""
    found = list(rows)
    often = Counter(row.pk for row in found)
    return max(found, key=lambda row: often[row.pk], default=None)


def _closes(
    rows: list[ProposedGrid], goes: Mapping[int, ProposedGrid], lie: Lie, community: Area, at: datetime
) -> list[tuple[Area, ProposedGrid]]:
    if not rows:
        return []
    kept = {row.keeps_id for row in rows}
    grids = Area.objects.under(community.path).standing(at).filter(level=Level.GRID).order_by("path")
    left: dict[int, list[ProposedGrid]] = defaultdict(list)
    for pk in lie.at:
        if pk in goes:
            left[lie.grid(pk).pk].append(goes[pk])
    ended = (grid for grid in grids if grid.kind != AreaKind.SPECIAL and grid.pk not in kept)
    return [(grid, _most(left[grid.pk]) or rows[0]) for grid in ended]


def _micros(
    rows: list[ProposedGrid],
    goes: Mapping[int, ProposedGrid],
    lie: Lie,
    closes: list[tuple[Area, ProposedGrid]],
    community: Area,
    at: datetime,
) -> Micros:
    """Micro-grids from the largest down: one that goes along whole takes those below it with it."""
    kept = {row.keeps_id: row for row in rows}
    taker = {grid.pk: row for grid, row in closes}
    found = Micros([], [], [])
    standing = Area.objects.under(community.path).standing(at).filter(level=Level.MICROGRID)
    for micro in standing.select_related("parent").order_by("path"):
        grid = lie.grid_of[micro.pk]
        stays = kept.get(grid.pk)
        if (stays is None and grid.pk not in taker) or found.carried(micro.path):
            continue
        inside = [goes[pk] for pk, area in lie.at.items() if pk in goes and covers(micro.path, area.path)]
        to = _most(inside) or stays or taker[grid.pk]
        leave = [row for row in inside if row != stays]
        top = micro.parent_id == grid.pk
        special = micro.kind == AreaKind.SPECIAL  # its buildings are in no plan; it goes where its grid goes
        together = to != stays and len(set(inside)) == 1
        if top and (together or (special and stays is None)):
            found.along.append((micro, to))
        elif stays is None or (leave and len(leave) == len(inside)):
            found.gone.append((micro, to if stays is None else stays))
        elif leave:
            found.smaller.append((micro, len(leave)))
    return found


def _impact(
    proposal: Proposal,
    community: Area,
    leaving: list[int],
    opens: list[ProposedGrid],
    closes: list[tuple[Area, ProposedGrid]],
    micros: Micros,
    lie: Lie,
) -> Impact:
    """Counted as the carriers let it follow: doors that come to another grid, and whatever lies in areas that end."""
    ended = tuple(area for area, _ in (*closes, *micros.gone))
    carried = [micro for micro, _ in micros.along]
    along = [a for a in Area.objects.filter(pk__in=lie.grid_of) if micros.carried(a.path)]
    going = Doors(tuple(sorted(leaving)), community, (*ended, *along))
    counts = [c.count_at(going) for c in all_carriers()]
    counts += [_people(area, 1) for area in ended if not _below(area, ended)]
    counts += [_people(area, -1) for area in carried if _below(area, ended)]
    counts.append(
        {
            "territory.opened": len(opens),
            "territory.closed": len(closes),
            "territory.along": len(micros.along),
            "territory.gone": len(micros.gone),
            "territory.smaller": len(micros.smaller),
        }
    )
    asked = (
        [[pk, lie.at[pk].pk] for pk in sorted(leaving)],
        list(
            proposal.grids.filter(community=community).order_by("number").values_list("number", "buildings")
        ),
        [area.pk for area in ended],
    )
    return Impact.of(counts, "adopt", proposal.pk, community.pk, *asked)


def _below(area: Area, others: Iterable[Area]) -> bool:
    return any(one.pk != area.pk and covers(one.path, area.path) for one in others)


def _people(area: Area, times: int) -> dict[str, int]:
    """Offices and posts at an area that ends: they stay behind until somebody ends them."""
    held = [c.count(area.path) for c in all_carriers()]
    return {code: times * n for one in held for code, n in one.items() if code.startswith("people.")}


@dataclass(frozen=True, slots=True)
class Drift:
    """How the register differs from what a plan was made of.

    `came`, `went`: buildings; `grids`: names of grids that the plan keeps and that closed, or numbers that it gives and
    that somebody gave meanwhile; `households`: how many more there are now (fewer: below 0).
    """

    came: int = 0
    went: int = 0
    grids: tuple[str, ...] = ()
    households: int = 0

    @property
    def more(self) -> int:
        return max(0, self.households)

    @property
    def fewer(self) -> int:
        return max(0, -self.households)

    @property
    def buildings(self) -> int:
        return self.came + self.went

    @property
    def stops(self) -> bool:
        """Whether it can no longer be adopted."""
        return bool(self.buildings or self.grids)

    @property
    def any(self) -> bool:
        return self.stops or bool(self.households)


def drift_of(proposal: Proposal, communities: Iterable[Area], at: datetime) -> Drift:
    """Of the communities whose plan nobody has adopted yet."""
    due = {one.pk: one for one in communities if is_due(proposal, one)}
    rows = list(proposal.grids.filter(community__in=due).select_related("keeps", "community"))
    planned = targets(rows)
    if not due:
        return Drift()
    now = set()
    for path in {proposal.area.path} if len(due) > 1 else {one.path for one in due.values()}:
        listed = in_grids(path).values_list("pk", "area_path")
        now |= {pk for pk, at_path in listed if any(covers(one.path, at_path) for one in due.values())}
    ended = [row.keeps.name for row in rows if row.keeps is not None and row.keeps.is_closed(at)]
    fresh = {row.community.path + row.number for row in rows if row.keeps_id is None}
    taken = Area.objects.filter(path__in=fresh).values_list("path", flat=True)
    homes = Household.objects.standing().filter(dwelling__entrance__building__in=planned)
    return Drift(
        came=len(now - set(planned)),
        went=len(set(planned) - now),
        grids=(*sorted(ended), *sorted(taken)),
        households=homes.count() - sum(row.households for row in rows),
    )


def settled(proposal: Proposal, community: Area, at: datetime) -> bool:
    """Nothing is left to do for a community: no building would move, and no boundary is missing."""
    if not is_due(proposal, community):
        return True
    if not change_of(proposal, community, at).nothing:
        return False
    known = in_force(community.path)
    grids = set(proposal.grids.filter(community=community).values_list("keeps_id", flat=True))
    return community.pk not in known or grids <= set(known)
