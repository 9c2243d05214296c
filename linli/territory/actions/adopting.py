"""The verb that makes a proposal real, one community at a time: grids drawn, buildings given, emptied grids closed."""

from __future__ import annotations

from datetime import datetime

import shapely
from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office.queries import setting
from linli.territory import geojson
from linli.territory.actions.areas import check_confirmed, close_area, draw_area, rename_area
from linli.territory.actions.boundaries import set_boundaries
from linli.territory.actions.dividing import move_buildings, take_along
from linli.territory.actions.proposing import locked
from linli.territory.models import Area, Building, Level, Proposal, ProposalState, ProposedGrid
from linli.territory.queries import boundaries
from linli.territory.queries.changes import Change, change_of, drift_of, settled
from linli.territory.queries.proposals import communities, is_due, made_by

DIGITS = "零一二三四五六七八九"


@transaction.atomic
def adopt_proposal(
    proposal: Proposal, community: Area, *, by: Actor, at: datetime, confirmed: str | None = None
) -> Proposal:
    """Put one community's plan in force: what `queries.changes.change_of` tells, with the verbs for each of it.

    Refuses proposal_not_open, proposal_not_whole (community), adopt_by_another, proposal_outdated (number),
    proposal_grids_gone (grids), impact_changed, and what drawing, moving, closing and setting boundaries refuse.
    """
    proposal = locked(proposal, by)
    by.require("door.divide", community.path)
    if not is_due(proposal, community):
        raise refuse("proposal_not_whole", community=community.name)
    if needs_another(proposal, community, by):
        raise refuse("adopt_by_another")
    check_drift(proposal, community, at)
    change = change_of(proposal, community, at)
    check_confirmed(change.impact, confirmed)
    grids = _grids(proposal, community, by=by, at=at)
    for micro, row in change.micros.along:
        _told_apart(take_along(micro, grids[row.pk], by=by, at=at), by=by, at=at)
    for pk, ids in change.moves.items():
        move_buildings(Building.objects.filter(pk__in=ids), grids[pk], by=by, at=at)
    for area, taker in (*reversed(change.micros.gone), *change.closes):  # those below before those above
        close_area(area, successor=grids[taker.pk], by=by, at=at)
    _bound(proposal, community, grids, by=by, at=at)
    _close(proposal, community, change, by=by, at=at)
    return proposal


def needs_another(proposal: Proposal, community: Area, by: Actor) -> bool:
    """Whether an area's rule wants a second person here: not the one who made the plan what it is now."""
    two = setting("territory.plan_people", community.path) > 1
    return two and by.user_id == made_by(proposal, community)


def check_drift(proposal: Proposal, community: Area, at: datetime) -> None:
    """Refuse proposal_outdated (number), proposal_grids_gone (grids) where the register left the plan behind."""
    drift = drift_of(proposal, [community], at)
    if drift.buildings:
        raise refuse("proposal_outdated", number=drift.buildings)
    if drift.grids:
        raise refuse("proposal_grids_gone", grids="、".join(drift.grids))


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


def _told_apart(micro: Area, *, by: Actor, at: datetime) -> None:
    """A micro-grid that came to a grid where its name stands already is called by its new number."""
    beside = Area.objects.filter(parent=micro.parent, name=micro.name).standing(at).exclude(pk=micro.pk)
    if beside.exists():
        number = int(micro.path[-2:])
        name = grid_name(number, "微网格")
        rename_area(micro, name=name, name_en=f"Micro-grid {number}", by=by, at=at)


def grid_name(number: int, kind: str = "网格") -> str:
    """第三网格, 第十二网格: as people write them; above 99 in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return f"第{number}{kind}"
    said = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return f"第{said}{DIGITS[ones] if ones else ''}{kind}"


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
    if all(settled(proposal, one, at) for one in communities(proposal.area, at)):
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
