"""What the pages of plans share: a plan in sight, its community, its grids as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.common.paths import subtree
from linli.faces.desk.design import wording
from linli.faces.desk.design.drawing import Picture, draw
from linli.faces.desk.territory import finding
from linli.faces.templatetags.linli import localized
from linli.office.models import UNDER_WAY, JobState
from linli.territory.models import Area, AreaKind, Building, Level, Proposal, ProposalState, ProposedGrid
from linli.territory.queries import boundaries
from linli.territory.queries.proposals import Wish, communities, grids_by_area, wish_of

STATES: dict[str, Any] = {
    ProposalState.ASKED: gettext_lazy("being found"),
    ProposalState.DRAFT: gettext_lazy("draft"),
    ProposalState.ADOPTED: gettext_lazy("adopted"),
    ProposalState.DROPPED: gettext_lazy("dropped"),
}


def under_way(plan: Proposal) -> bool:
    """Is it being found? A plan whose job ended without one is not, any more."""
    return plan.state == ProposalState.ASKED and plan.job is not None and plan.job.state in UNDER_WAY


def state_of(plan: Proposal) -> Any:
    """As people say it."""
    if plan.state == ProposalState.ASKED and not under_way(plan):
        failed = plan.job is not None and plan.job.state == JobState.FAILED
        return gettext_lazy("Did not work") if failed else gettext_lazy("Stopped")
    return STATES[plan.state]


def plan_of(request: HttpRequest, uuid: UUID) -> Proposal:
    """The plan if its area is in sight; whoever may not divide there is told so."""
    seen = Proposal.objects.visible_to(request.scope).select_related("area__parent", "job", "user")  # type: ignore[attr-defined]
    found = seen.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    request.actor.require("door.divide", found.area.path)  # type: ignore[attr-defined]
    return found


def community_of(request: HttpRequest, plan: Proposal, path: str) -> Area | None:
    """The community a page is about: the one asked for, the only one, or none (all of them)."""
    known = {a.path: a for a in communities(plan.area, request.now)}  # type: ignore[attr-defined]
    if path:
        if path not in known:
            raise Http404
        return known[path]
    return next(iter(known.values())) if len(known) == 1 else None


def address(plan: Proposal, community: Area | None = None, name: str = "plan") -> str:
    at = reverse(f"desk:{name}", args=[plan.uuid])
    return f"{at}?at={community.path}" if community is not None and community.pk != plan.area_id else at


def crumbs(request: HttpRequest, plan: Proposal) -> list[tuple[str, str]]:
    found = finding.crumbs(request, plan.area)
    return [*found, (_("Plans of grids"), reverse("desk:design"))]


def title(plan: Proposal) -> str:
    return _("Plan %(number)s of %(area)s") % {"number": plan.pk, "area": localized(plan.area, "name")}


@dataclass(frozen=True, slots=True)
class Sums:
    """What a plan comes to, whole or of one community. `walk` in metres a household, None where nobody lives."""

    grids: int
    inside: int
    households: int
    walk: float | None
    compactness: float | None
    apart: int

    @property
    def outside(self) -> int:
        return self.grids - self.inside

    @classmethod
    def of(cls, rows: Iterable[ProposedGrid]) -> Sums:
        known = list(rows)
        homes = sum(row.households for row in known)
        return cls(
            len(known),
            sum(row.in_band for row in known),
            homes,
            sum(row.walk * row.households for row in known) / homes if homes else None,
            sum(row.compactness for row in known) / len(known) if known else None,
            sum(not row.connected for row in known),
        )


def row_of(row: ProposedGrid, wish: Wish, names: dict[int, str]) -> dict[str, Any]:
    """One grid of the table."""
    low, high = wish.band_of(row.community)
    beyond = low - row.households if row.households < low else max(0, row.households - high)
    return {
        "row": row,
        "path": row.community.path + row.number,
        "short": int(row.number),
        "keeps": row.keeps,
        "few": row.households < low,
        "beyond": beyond,
        "why": wording.why(row.reason),
        "buildings": [names[pk] for pk in row.buildings if pk in names],
        "compact": f"{row.compactness:.2f}",
    }


def answer_of(plan: Proposal, community: Area) -> dict[str, Any]:
    """What the solver said of one community, in figures and words."""
    told = plan.answers.get(str(community.pk), {})
    changed = any(step["community"] == community.pk for step in plan.steps)
    gap = told.get("gap")
    return told | {
        "changed": changed,
        "gap_percent": f"{100 * gap:.2f}" if gap is not None and gap < 10 else None,
        "troubles": wording.troubles(told.get("refused", [])),
        "remarks": wording.troubles(told.get("remarks", [])),
    }


def picture(
    plan: Proposal, community: Area | None, rows: Sequence[ProposedGrid], marked: Collection[int] = ()
) -> Picture | None:
    """One community with its buildings, or all grids of a sub-district."""
    area = community or plan.area
    known = boundaries.in_force(area.path)
    around = [known[area.pk][1]] if area.pk in known else []
    if community is None:
        around = [s for a, s in known.values() if a.level == Level.COMMUNITY]
    dots = _dots(rows) if community is not None else []
    special = any(a.kind == AreaKind.SPECIAL and a.level == Level.GRID for a, _ in known.values())
    return draw(rows, dots, around, wish_of(plan.options).lines, special, marked)


def _dots(rows: Sequence[ProposedGrid]) -> list[tuple[int, str, str, int, float, float]]:
    number = {pk: row.number for row in rows for pk in row.buildings}
    listed = Building.objects.filter(pk__in=number, longitude__isnull=False, latitude__isnull=False)
    told = listed.values_list("pk", "estate__name", "name", "longitude", "latitude")
    return [
        (pk, f"{e} {n}", number[pk], 0, x, y) for pk, e, n, x, y in told if x is not None and y is not None
    ]


def building_names(rows: Sequence[ProposedGrid]) -> dict[int, str]:
    """Building id → estate and name, in the order people count: 9 栋 before 10 栋."""
    return names_of(pk for row in rows for pk in row.buildings)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    found = finding.by_number(Building.objects.filter(pk__in=list(ids)).select_related("estate"))
    return {b.pk: f"{localized(b.estate, 'name')} {localized(b, 'name')}" for b in found}


def to_change(rows: Sequence[ProposedGrid], area: Area) -> set[int]:
    """Communities (ids) where adopting changes anything: another grid for a building, a new grid, one that ends."""
    grids = grids_by_area(area)
    now = dict(Building.objects.filter(area_path__range=subtree(area.path)).values_list("pk", "area_id"))
    kept = {row.keeps_id for row in rows}
    found = {
        row.community_id
        for row in rows
        if row.keeps_id is None
        or any(grids[now[pk]].pk != row.keeps_id for pk in row.buildings if now.get(pk) in grids)
    }
    standing = (g for g in grids.values() if g.until is None and g.kind != AreaKind.SPECIAL)
    return found | {g.parent_id for g in standing if g.pk not in kept and g.parent_id is not None}


def moved_of(rows: Sequence[ProposedGrid], community: Area) -> int:
    """How many buildings stand in another grid today."""
    areas = grids_by_area(community)
    now = dict(
        Building.objects.filter(pk__in=[pk for row in rows for pk in row.buildings]).values_list(
            "pk", "area_id"
        )
    )
    return sum(
        1
        for row in rows
        for pk in row.buildings
        if now.get(pk) in areas and areas[now[pk]].pk != row.keeps_id
    )
