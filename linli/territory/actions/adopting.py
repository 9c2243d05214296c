"""The verb that makes a proposal real, one community at a time: grids drawn, buildings given, emptied grids closed."""

from __future__ import annotations

from datetime import datetime

import shapely
from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.territory import geojson
from linli.territory.actions.areas import check_confirmed, close_area, draw_area
from linli.territory.actions.boundaries import set_boundaries
from linli.territory.actions.dividing import move_buildings
from linli.territory.actions.proposing import locked
from linli.territory.models import Area, Building, Level, Proposal, ProposalState, ProposedGrid
from linli.territory.queries import boundaries
from linli.territory.queries.proposals import Change, change_of, communities, is_due

DIGITS = "零一二三四五六七八九"


@transaction.atomic
def adopt_proposal(
    proposal: Proposal, community: Area, *, by: Actor, at: datetime, confirmed: str | None = None
) -> Proposal:
    """Put one community's plan in force: what `queries.proposals.change_of` tells, with the verbs for each of it.

    Refuses proposal_not_open, proposal_not_whole (community), proposal_outdated (number), impact_changed, and what
    drawing, moving, closing and setting boundaries refuse.
    """
    proposal = locked(proposal, by)
    by.require("door.divide", community.path)
    if not is_due(proposal, community):
        raise refuse("proposal_not_whole", community=community.name)
    change = change_of(proposal, community, at)
    if change.strange:
        raise refuse("proposal_outdated", number=change.strange)
    check_confirmed(change.impact, confirmed)
    grids = _grids(proposal, community, by=by, at=at)
    for row, ids in change.moves.items():
        move_buildings(Building.objects.filter(pk__in=ids), grids[row], by=by, at=at)
    for grid, taker in change.closes:
        for inner in grid.children.standing(at):
            close_area(inner, successor=None, by=by, at=at)
        close_area(grid, successor=grids[taker.pk], by=by, at=at)
    _bound(proposal, community, grids, by=by, at=at)
    _close(proposal, community, change, by=by, at=at)
    return proposal


def _grids(proposal: Proposal, community: Area, *, by: Actor, at: datetime) -> dict[int, Area]:
    """Proposed grid id → the grid it is from now on."""
    found = {}
    for row in proposal.grids.filter(community=community).select_related("keeps").order_by("number"):
        found[row.pk] = row.keeps or draw_area(
            path=community.path + row.number,
            level=Level.GRID,
            kind=community.kind,
            name=grid_name(int(row.number)),
            name_en=f"Grid {int(row.number)}",
            parent=community,
            by=by,
            at=at,
        )
    return found


def grid_name(number: int) -> str:
    """第三网格, 第十二网格: as people write them; above 99 in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return f"第{number}网格"
    said = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return f"第{said}{DIGITS[ones] if ones else ''}网格"


def _bound(proposal: Proposal, community: Area, grids: dict[int, Area], *, by: Actor, at: datetime) -> None:
    """Boundaries of the grids, where the community itself has one: they fill it without gap."""
    if community.pk not in boundaries.in_force(community.path):
        return
    rows: list[ProposedGrid] = list(proposal.grids.filter(community=community))
    known = ((grids[row.pk], shapely.from_wkb(bytes(row.wkb))) for row in rows)
    text = geojson.written((a.path, a.path, a.name, ground) for a, ground in known if not ground.is_empty)
    set_boundaries(community, text, datum="wgs", sure=True, by=by, at=at)


def _close(proposal: Proposal, community: Area, change: Change, *, by: Actor, at: datetime) -> None:
    key = str(community.pk)
    proposal.answers[key] = proposal.answers[key] | {"adopted": at.isoformat()}
    if not any(is_due(proposal, one) for one in communities(proposal.area, at)):
        proposal.state, proposal.ended_at = ProposalState.ADOPTED, at
    proposal.save(update_fields=["answers", "state", "ended_at"])
    record(
        "proposal.adopted",
        proposal,
        by=by,
        at=at,
        area_path=community.path,
        opened=len(change.opens),
        closed=len(change.closes),
        moved=sum(map(len, change.moves.values())),
        impact=dict(change.impact.counts),
    )
