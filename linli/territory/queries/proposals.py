"""Proposals 划分方案: what was wished, and where each building would go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from django.db.models.functions import Substr

from linli.common.paths import LENGTHS, subtree
from linli.office.queries import setting
from linli.territory.models import (
    Area,
    AreaKind,
    Building,
    FormerCode,
    Household,
    Level,
    Proposal,
    ProposedGrid,
)

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
    seed: int = 1

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


def usual_bands(path: str) -> tuple[Band, Band]:
    """The sizes of a grid that an area goes by: in town, in villages."""
    sizes = setting("territory.sizes", path)
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


@dataclass(frozen=True, slots=True)
class Unready:
    """What the register lacks for a plan of an area: communities without a home, without a point on the map, and
    buildings elsewhere that have no point."""

    empty: list[Area]
    no_points: list[Area]
    buildings: list[Building]

    @property
    def names(self) -> list[str]:
        return [f"{one.estate.name} {one.name}" for one in self.buildings]


def unready(inside: Iterable[Area], path: str) -> Unready:
    """Of these communities, all under `path`."""
    listed = (
        Building.objects.shown().filter(area_path__range=subtree(path)).exclude(area__kind=AreaKind.SPECIAL)
    )
    homes = Household.objects.standing().filter(area_path__range=subtree(path)).order_by()
    length = LENGTHS[4]
    lived = set(homes.values_list(Substr("area_path", 1, length), flat=True).distinct())
    pointed = listed.exclude(longitude=None).exclude(latitude=None).order_by()
    on_map = set(pointed.values_list(Substr("area_path", 1, length), flat=True).distinct())
    known = list(inside)
    ready = {one.path for one in known} & lived & on_map
    lost = listed.filter(Q(longitude=None) | Q(latitude=None)).select_related("estate").order_by("pk")
    return Unready(
        empty=[one for one in known if one.path not in lived],
        no_points=[one for one in known if one.path in lived and one.path not in on_map],
        buildings=[one for one in lost if one.area_path[:length] in ready],
    )


def numbers_used(community: Area) -> set[str]:
    """Every number of a grid that was ever used there; none of them is given again."""
    under = Area.objects.under(community.path).values_list("path", flat=True)
    former = FormerCode.objects.filter(code__range=subtree(community.path)).values_list("code", flat=True)
    return {path[:LONG] for path in (*under, *former) if len(path) >= LONG}


def targets(rows: Iterable[ProposedGrid]) -> dict[int, ProposedGrid]:
    """Building id → the proposed grid it would stand in."""
    return {pk: row for row in rows for pk in row.buildings}


def steps_of(proposal: Proposal, community: Area) -> list[dict[str, Any]]:
    """What was changed by hand in one community, newest last."""
    return [step for step in proposal.steps if step["community"] == community.pk]


def version_of(proposal: Proposal, community: Area) -> str:
    """Which state of a community's plan this is: the mark of its last change by hand, "" before the first."""
    steps = steps_of(proposal, community)
    return str(steps[-1].get("mark", len(steps))) if steps else ""


def made_by(proposal: Proposal, community: Area) -> int | None:
    """Who made a community's plan what it is now: who changed it last, or asked for it."""
    steps = steps_of(proposal, community)
    return steps[-1].get("user", proposal.user_id) if steps else proposal.user_id


def is_due(proposal: Proposal, community: Area) -> bool:
    """Whether the plan of this community is there and was not adopted yet."""
    answer = proposal.answers.get(str(community.pk), {})
    return bool(answer) and "refused" not in answer and "adopted" not in answer
