"""Divisions of the register's own ground: what the solver finds is kept as a proposal, changed by hand, adopted.

The solver works in the worker, one community a step; it tells how far it is and asks whether to stop.
"""

from __future__ import annotations

import time
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.office.actions import advance
from linli.office.models import Job
from linli.territory.actions import proposing
from linli.territory.actions.adopting import check_drift
from linli.territory.models import Area, Proposal, ProposalState
from linli.territory.planning.dividing import find, measured
from linli.territory.planning.place import Place, Trouble, place_of, troubles
from linli.territory.queries.proposals import Wish, communities, steps_of, version_of, wish_of

EVERY = 0.5  # seconds between two looks at whether to stop, and two words about how far it is


def places(area: Area, wish: Wish, at: datetime) -> list[Place]:
    """The communities of an area, ready to be divided. Refuses no_solver where this installation has none."""
    if find_spec("numba") is None or find_spec("scipy") is None:
        raise refuse("no_solver")
    return [place_of(one, wish) for one in communities(area, at)]


def find_next(job: Job, at: datetime) -> bool:
    """One step of the job "divide": the next community of its proposal. True when all have their answer."""
    proposal = Proposal.objects.select_related("area").get(pk=job.params["proposal"])
    if proposal.state != ProposalState.ASKED:
        return True
    wish = wish_of(proposal.options)
    todo = [one for one in communities(proposal.area, at) if str(one.pk) not in proposal.answers]
    if not todo:
        return True
    place, watch = place_of(todo[0], wish), Watch(job)
    answer, grids = find(place, wish, progress=watch.tell(place.households), stop=watch.stop)
    if watch.stopped:
        return False  # the worker ends the job; what was found of this community is not kept
    with transaction.atomic():
        proposing.keep_part(proposal, todo[0], answer, grids, last=len(todo) == 1)
        advance(job, done=min(job.total, watch.begun + place.households))
    return len(todo) == 1


class Watch:
    """Looks at a job while a solver runs: tells how far it is, and hears when somebody asks it to stop."""

    def __init__(self, job: Job) -> None:
        self.job, self.begun, self.stopped = job, job.done, False
        self.looked = self.told = time.monotonic()

    def stop(self) -> bool:
        now = time.monotonic()
        if not self.stopped and now - self.looked > EVERY:
            self.looked = now
            self.stopped = Job.objects.filter(pk=self.job.pk, stop_asked=True).exists()
        return self.stopped

    def tell(self, households: int) -> Any:
        """The search is four fifths of the work, the proof the rest."""

        def progress(stage: str, share: float) -> None:
            now = time.monotonic()
            if now - self.told > EVERY:
                self.told = now
                share = 0.8 + 0.2 * share if stage == "bound" else 0.8 * share
                done = self.begun + int(households * share)
                if done > self.job.done:
                    advance(self.job, done=min(done, self.job.total))

        return progress


def ask(area: Area, wish: Wish, found: list[Place], *, by: Actor, at: datetime) -> Proposal:
    return proposing.ask_proposal(area, wish, households=sum(p.households for p in found), by=by, at=at)


def move(
    proposal: Proposal, community: Area, moved: dict[int, str], *, seen: str, by: Actor, at: datetime
) -> Proposal:
    """Put buildings into other grids of the plan: building id → number.

    `seen`: the version of the plan that somebody looked at. Refuses choose_buildings, grid_would_be_empty (number), and
    as `proposing.change_proposal` and `adopting.check_drift`.
    """
    check_version(proposal, community, seen)
    rows = list(proposal.grids.filter(community=community).select_related("keeps"))
    was = {pk: row.number for row in rows for pk in row.buildings}
    moved = {pk: number for pk, number in moved.items() if was.get(pk) not in (None, number)}
    if not moved:
        raise refuse("choose_buildings")
    step = [(pk, was[pk], number) for pk, number in sorted(moved.items())]
    return _change(proposal, community, rows, moved, step, seen=seen, by=by, at=at)


def undo(proposal: Proposal, community: Area, *, seen: str, by: Actor, at: datetime) -> Proposal:
    """Take the last change by hand back, whoever made it. Refuses no_change_by_hand, and as `move`."""
    check_version(proposal, community, seen)
    if not (steps := steps_of(proposal, community)):
        raise refuse("no_change_by_hand")
    rows = list(proposal.grids.filter(community=community).select_related("keeps"))
    back = {pk: before for pk, before, _ in steps[-1]["moved"]}
    return _change(proposal, community, rows, back, None, seen=seen, by=by, at=at)


def check_version(proposal: Proposal, community: Area, seen: str) -> None:
    """Refuse proposal_moved_on where somebody changed the plan since (asked again when the change is kept)."""
    if version_of(Proposal.objects.get(pk=proposal.pk), community) != seen:
        raise refuse("proposal_moved_on")


def _change(
    proposal: Proposal,
    community: Area,
    rows: list[Any],
    moved: dict[int, str],
    step: list[tuple[int, str, str]] | None,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    check_drift(proposal, community, at)
    wish = wish_of(proposal.options)
    after = {pk: row.number for row in rows for pk in row.buildings} | moved
    empty = {row.number for row in rows} - set(after.values())
    if empty:
        raise refuse("grid_would_be_empty", number=min(empty))
    grids = measured(place_of(community, wish), wish, rows, moved)
    return proposing.change_proposal(proposal, community, grids, moved=step, seen=seen, by=by, at=at)


__all__ = ["Place", "Trouble", "ask", "find_next", "move", "places", "troubles", "undo"]
