"""Verbs of a proposal before anybody adopts it: ask for it, keep what was found, change it by hand, drop it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office.actions import ask_job, stop_job
from linli.office.models import UNDER_WAY
from linli.territory.models import Area, Level, Proposal, ProposalState, ProposedGrid
from linli.territory.queries.proposals import Wish, is_due, steps_of, version_of

KIND = "divide"


@dataclass(frozen=True, slots=True)
class Figures:
    """One grid as the solver answers it, ready to be kept."""

    number: str
    keeps: Area | None
    buildings: list[int]
    households: int
    walk: float
    compactness: float
    in_band: bool
    connected: bool
    wkb: bytes
    reason: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask_proposal(area: Area, wish: Wish, *, households: int, by: Actor, at: datetime) -> Proposal:
    """Ask for a division of a community or sub-district; the worker finds it. Refuses community_needed, area_closed."""
    by.require("door.divide", area.path)
    if area.level not in (Level.COMMUNITY, Level.TOWNSHIP):
        raise refuse("community_needed", area=area.name)
    if area.is_closed(at):
        raise refuse("area_closed", area=area.name)
    proposal = Proposal.objects.create(area=area, options=wish.told(), user_id=by.user_id, asked_at=at)
    params = {"proposal": proposal.pk}
    proposal.job = ask_job(KIND, params, by=by, at=at, area_path=area.path, total=households)
    proposal.save(update_fields=["job"])
    record("proposal.asked", proposal, by=by, at=at, area_path=area.path, seed=wish.seed)
    return proposal


@transaction.atomic
def keep_part(
    proposal: Proposal, community: Area, answer: dict[str, Any], grids: Sequence[Figures], *, last: bool
) -> None:
    """What was found for one community; the last one makes it a draft. Safe to repeat."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.ASKED:
        return
    _put(proposal, community, grids)
    proposal.answers = proposal.answers | {str(community.pk): answer}
    if last:
        proposal.state = ProposalState.DRAFT
    proposal.save(update_fields=["answers", "state"])


def _put(proposal: Proposal, community: Area, grids: Sequence[Figures]) -> None:
    proposal.grids.filter(community=community).delete()
    ProposedGrid.objects.bulk_create(
        ProposedGrid(
            proposal=proposal,
            community=community,
            number=g.number,
            keeps=g.keeps,
            buildings=g.buildings,
            households=g.households,
            walk=g.walk,
            compactness=g.compactness,
            in_band=g.in_band,
            connected=g.connected,
            reason=g.reason,
            wkb=g.wkb,
        )
        for g in grids
    )


@transaction.atomic
def change_proposal(
    proposal: Proposal,
    community: Area,
    grids: Sequence[Figures],
    *,
    moved: list[tuple[int, str, str]] | None,
    seen: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Keep a community's plan as somebody changed it by hand.

    `moved`: building, number of the grid it came from, number of the one it goes to; None takes the last change back.
    `seen`: the version (`queries.proposals.version_of`) that the person looked at. Refuses proposal_not_open,
    proposal_not_whole (community), proposal_moved_on.
    """
    proposal = locked(proposal, by)
    if not is_due(proposal, community):
        raise refuse("proposal_not_whole", community=community.name)
    if version_of(proposal, community) != seen:
        raise refuse("proposal_moved_on")
    _put(proposal, community, grids)
    if moved is None:
        last = steps_of(proposal, community)[-1]
        proposal.steps = [step for step in proposal.steps if step is not last]
    else:
        who = {"user": by.user_id, "at": at.isoformat(), "mark": uuid4().hex}
        proposal.steps = [*proposal.steps, {"community": community.pk, "moved": moved, **who}]
    proposal.save(update_fields=["steps"])
    record("proposal.changed", proposal, by=by, at=at, area_path=community.path, steps=len(proposal.steps))
    return proposal


@transaction.atomic
def drop_proposal(proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    """Give it up: it stays to be read. One that is still being found ends. Refuses proposal_not_open.

    Where some of its communities were adopted, the plan stands as adopted, and the others are left as they were.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("area", "job").get(pk=proposal.pk)
    )
    by.require("door.divide", proposal.area.path)
    if proposal.state not in (ProposalState.ASKED, ProposalState.DRAFT):
        raise refuse("proposal_not_open")
    if proposal.job is not None and proposal.job.state in UNDER_WAY:
        stop_job(proposal.job, at=at)
    begun = any("adopted" in answer for answer in proposal.answers.values())
    proposal.state, proposal.ended_at = ProposalState.ADOPTED if begun else ProposalState.DROPPED, at
    proposal.save(update_fields=["state", "ended_at"])
    record("proposal.dropped", proposal, by=by, at=at, area_path=proposal.area.path)
    return proposal


def locked(proposal: Proposal, by: Actor) -> Proposal:
    """The draft as it is now, held until the caller's transaction ends. Refuses proposal_not_open."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("area").get(pk=proposal.pk)
    by.require("door.divide", proposal.area.path)
    if proposal.state != ProposalState.DRAFT:
        raise refuse("proposal_not_open")
    return proposal
