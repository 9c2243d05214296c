"""The page of a plan: its figures, its map, what was changed by hand, how old it is, what became of each community."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.faces.desk import shell
from linli.faces.desk.design import finding
from linli.people.models import User
from linli.territory.actions.adopting import needs_another
from linli.territory.models import Area, Proposal, ProposalState
from linli.territory.queries.changes import Drift, drift_of
from linli.territory.queries.proposals import communities, is_due, steps_of, version_of, wish_of


def around(request: HttpRequest, plan: Proposal) -> dict[str, Any]:
    return {
        "here": "territory",
        "plan": plan,
        "title": finding.title(plan),
        "crumbs": finding.crumbs(request, plan),
        "state": finding.state_of(plan),
        "wish": wish_of(plan.options),
    }


def page(
    request: HttpRequest, plan: Proposal, community: Area | None, *, problem: Any = None, status: int = 200
) -> HttpResponse:
    """`problem`: what happened and what to do next, where something was sent from an older state of the plan."""
    context = around(request, plan) | body(request, plan, community) | {"problem": problem}
    if plan.state == ProposalState.DRAFT:
        inside = communities(plan.area, request.now)  # type: ignore[attr-defined]
        context["drift"] = drift_of(plan, [community] if community else inside, request.now)  # type: ignore[attr-defined]
    return shell.page(request, "desk/design/plan.html", context, status=status)


def body(
    request: HttpRequest, plan: Proposal, community: Area | None, marked: Collection[int] = ()
) -> dict[str, Any]:
    """What the page of a plan shows of one community, or of all; `marked` buildings stand out on its map."""
    grids = plan.grids.select_related("community", "keeps").order_by("community__path", "number")
    rows = list(grids.filter(community=community) if community else grids)
    wish = wish_of(plan.options)
    names = finding.building_names(rows) if community else {}
    others = plan.area.proposals.exclude(pk=plan.pk).exclude(state=ProposalState.ASKED).order_by("-id")[:20]
    open_ = plan.state == ProposalState.DRAFT
    due = open_ and community is not None and is_due(plan, community)
    return {
        "community": community,
        "sums": finding.Sums.of(rows),
        "band": wish.band_of(community) if community else wish.band,
        "grids": [finding.row_of(row, wish, names) for row in rows] if community else [],
        "parts": [] if community else _parts(request, plan, rows),
        "answer": finding.answer_of(plan, community) if community else {},
        "picture": finding.picture(plan, community, rows, marked),
        "choices": list(names.items()) if open_ else [],
        "open": open_,
        "due": due,
        "another": due and needs_another(plan, community, request.actor),  # type: ignore[arg-type, attr-defined]
        "begun": any("adopted" in answer for answer in plan.answers.values()),
        "drift": Drift(),
        "others": [(one, finding.title(one)) for one in others],
        "last": last_change(request, plan, community) if due and community else None,
        "version": version_of(plan, community) if community else "",
        "key": uuid.uuid4(),
        "moved": finding.moved_of(rows, community) if community else None,
        "at": community.path if community is not None and community.pk != plan.area_id else "",
    }


def last_change(request: HttpRequest, plan: Proposal, community: Area) -> dict[str, Any] | None:
    """Who changed a community's plan last, what, and when; None where nobody did."""
    steps = steps_of(plan, community)
    if not steps:
        return None
    step = steps[-1]
    user = User.objects.filter(pk=step.get("user") or 0).first()
    names = finding.names_of([pk for pk, _from, _to in step["moved"]])
    return {
        "own": user is None or user.pk == request.user.pk,
        "who": user.name if user else "",
        "when": datetime.fromisoformat(step["at"]) if "at" in step else None,
        "what": [
            _("%(building)s from grid %(before)s to grid %(after)s")
            % {"building": names.get(pk, ""), "before": int(before), "after": int(after)}
            for pk, before, after in step["moved"]
        ],
    }


def _parts(request: HttpRequest, plan: Proposal, rows: list[Any]) -> list[dict[str, Any]]:
    """The communities of a sub-district's plan."""
    found = []
    changing = finding.to_change(rows, plan.area) if plan.state == ProposalState.DRAFT else set()
    for one in communities(plan.area, request.now):  # type: ignore[attr-defined]
        mine = [row for row in rows if row.community_id == one.pk]
        answer = finding.answer_of(plan, one)
        found.append(
            {
                "community": one,
                "sums": finding.Sums.of(mine),
                "answer": answer,
                "url": finding.address(plan, one),
                "became": _became(plan, mine, answer, one.pk in changing),
            }
        )
    return found


def _became(plan: Proposal, rows: list[Any], answer: dict[str, Any], changing: bool) -> str:
    """One word for what became of a community: adopted, none (no plan), same (as today), left, or due."""
    if "adopted" in answer:
        return "adopted"
    if not rows:
        return "none"
    if plan.state != ProposalState.DRAFT:
        return "left"
    return "due" if changing else "same"
