"""A plan changed by hand, dropped, or made real."""

from __future__ import annotations

import uuid as uuids
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.faces.desk.design import finding
from linli.faces.desk.design.forms import AdoptForm, MoveForm
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.desk.territory import finding as areas
from linli.faces.desk.territory.acting import BOTH, Answer
from linli.faces.sent import key_of
from linli.faces.templatetags.linli import localized
from linli.office.actions import once
from linli.territory import planning
from linli.territory.actions.adopting import adopt_proposal
from linli.territory.actions.proposing import drop_proposal
from linli.territory.models import Area, Proposal
from linli.territory.queries.proposals import Change, change_of, communities


def around(
    request: HttpRequest, plan: Proposal, community: Area | None, title: str, **more: Any
) -> dict[str, Any]:
    back = finding.address(plan, community)
    crumbs = [*finding.crumbs(request, plan), (finding.title(plan), back)]
    return {"here": "territory", "plan": plan, "crumbs": crumbs, "title": title, "back": back, **more}


def _asked(request: HttpRequest, plan: Proposal) -> Area:
    """The community that a change is about; a sub-district's plan is changed one community at a time."""
    community = finding.community_of(request, plan, request.GET.get("at", ""))
    if community is None:
        raise Http404
    return community


@login_required
@BOTH
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A building into another grid of the plan: from the form, or dragged on the map."""
    plan = finding.plan_of(request, uuid)
    community = _asked(request, plan)
    rows = list(
        plan.grids.filter(community=community).select_related("community", "keeps").order_by("number")
    )
    names = finding.building_names(rows)
    sheet = MoveForm(
        request.POST or None,
        buildings=[(str(pk), name) for pk, name in names.items()],
        numbers=[(row.number, _numbered(row)) for row in rows],
    )

    def work(values: dict[str, Any]) -> Answer:
        pk, number = int(values["building"]), values["grid"]
        planning.move(plan, community, {pk: number}, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"building": names[pk], "grid": str(int(number))}

    def then(answer: Answer) -> HttpResponse:
        messages.success(
            request, _("%(building)s is in grid %(grid)s of the plan now; every figure is new") % answer
        )
        return redirect(finding.address(plan, community))

    page = around(
        request,
        plan,
        community,
        _("Move a building within the plan"),
        icon="corner-up-right",
        button=_("Move it"),
    )
    return handle(request, sheet, page, work, then)


def _numbered(row: Any) -> str:
    return _("Grid %(number)s (%(households)s households)") % {
        "number": int(row.number),
        "households": row.households,
    }


@login_required
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the last change by hand back; a refusal is told on its own page."""
    plan = finding.plan_of(request, uuid)
    steps = len(plan.steps)
    last = plan.steps[-1] if plan.steps else {}

    def work() -> Answer:
        planning.undo(plan, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"steps": steps - 1}

    key = key_of(request)
    once(request.actor, key, {"undo": str(uuid), "steps": steps}, work, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The last change was taken back"))
    community = Area.objects.filter(pk=last.get("community", 0)).first()
    return redirect(finding.address(plan, community))


@login_required
@BOTH
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = finding.plan_of(request, uuid)

    def work(values: dict[str, Any]) -> Answer:
        drop_proposal(plan, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: Answer) -> HttpResponse:
        messages.success(request, _("Dropped; it stays in the list to be read"))
        return redirect("desk:design")

    lead = _("The grids of today stay as they are. The plan can still be read and compared, not adopted.")
    page = around(request, plan, None, _("Drop this plan"), icon="trash-2", lead=lead, button=_("Drop it"))
    return handle(request, Sheet(request.POST or None), page, work, then)


@login_required
@BOTH
def adopt(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """One community's plan becomes real: first the figures of what it touches, then the deed."""
    plan = finding.plan_of(request, uuid)
    community = next((a for a in communities(plan.area, request.now) if a.path == code), None)  # type: ignore[attr-defined]
    if community is None:
        raise Http404
    change = change_of(plan, community, request.now)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> Answer:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        seen = values["confirmed"] or "nothing"
        adopt_proposal(plan, community, by=by, at=at, confirmed=seen)
        return {"area": community.path}

    def then(answer: Answer) -> HttpResponse:
        messages.success(request, _("The plan is in force. Appoint people for the new grids under People."))
        return redirect("desk:area", code=answer["area"])

    title = _("Adopt the plan for %(area)s") % {"area": localized(community, "name")}
    lead = _(
        "Households, plates and open requests go along with their doors;"
        " requests that a grid has go to the new one."
    )
    page = around(request, plan, community, title, lead=lead, **_figures(change))
    sheet = AdoptForm(request.POST or None)
    return handle(request, sheet, page, work, then, template="desk/design/adopt.html")


def _figures(change: Change) -> dict[str, Any]:
    """What adopting would touch, by name and number; what is sent back says which figures were seen."""
    return {
        "figures": areas.figures(change.impact),
        "fingerprint": change.impact.fingerprint,
        "opens": [_path(row) for row in change.opens],
        "closes": [(grid, _path(row)) for grid, row in change.closes],
        "key": uuids.uuid4(),
    }


def _path(row: Any) -> str:
    return f"{row.community.path}{row.number}"
