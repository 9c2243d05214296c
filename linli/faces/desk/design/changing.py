"""A plan changed by hand, dropped, or made real."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.common.refusals import Refused
from linli.faces import words
from linli.faces.desk.design import finding, showing
from linli.faces.desk.design.forms import AdoptForm, MoveForm
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.desk.territory import finding as areas
from linli.faces.desk.territory.acting import BOTH, Answer
from linli.faces.sent import key_of
from linli.faces.templatetags.linli import localized
from linli.office.actions import once
from linli.territory import planning
from linli.territory.actions.adopting import adopt_proposal, grid_name
from linli.territory.actions.proposing import drop_proposal
from linli.territory.models import Area, Building, Proposal
from linli.territory.queries.changes import Change, change_of
from linli.territory.queries.proposals import communities, version_of


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
        version=version_of(plan, community),
    )

    def work(values: dict[str, Any]) -> Answer:
        pk, number, seen = int(values["building"]), values["grid"], values["version"]
        with of_the_newest():
            planning.move(plan, community, {pk: number}, seen=seen, by=request.actor, at=request.now)  # type: ignore[attr-defined]
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
    try:
        return handle(request, sheet, page, work, then)
    except MovedOn:
        return _newest(request, plan, community)


class MovedOn(Exception):
    """Somebody changed the plan between the page that was sent and now."""


@contextmanager
def of_the_newest() -> Iterator[None]:
    """Turns the refusal of an old version into MovedOn, which undoes what was begun like any other."""
    try:
        yield
    except Refused as error:
        if error.refusal.code == "proposal_moved_on":
            raise MovedOn from error
        raise


def _newest(request: HttpRequest, plan: Proposal, community: Area) -> HttpResponse:
    """The plan as it is now, with the sentence that nothing was done."""
    plan = finding.plan_of(request, plan.uuid)
    problem = words.refusal_words("proposal_moved_on", {})
    return showing.page(request, plan, community, problem=problem, status=409)


def _numbered(row: Any) -> str:
    return _("Grid %(number)s (%(households)s households)") % {
        "number": int(row.number),
        "households": row.households,
    }


@login_required
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the last change by hand back, and say whose it was; a refusal is told on its own page."""
    key = key_of(request)
    plan = finding.plan_of(request, uuid)
    community, seen = _asked(request, plan), request.POST.get("version", "")
    last = showing.last_change(request, plan, community)

    def work() -> Answer:
        with of_the_newest():
            planning.undo(plan, community, seen=seen, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"whose": "" if last is None or last["own"] else last["who"]}

    try:
        body = {"undo": str(uuid), "of": seen}
        answer = once(request.actor, key, body, work, at=request.now)  # type: ignore[attr-defined]
    except MovedOn:
        return _newest(request, plan, community)
    other = _("The last change, by %(whose)s, was taken back") % answer
    messages.success(request, other if answer["whose"] else _("Your last change was taken back"))
    return redirect(finding.address(plan, community))


@login_required
@BOTH
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = finding.plan_of(request, uuid)

    def work(values: dict[str, Any]) -> Answer:
        drop_proposal(plan, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: Answer) -> HttpResponse:
        messages.success(request, _("Settled; it stays in the list to be read"))
        return redirect("desk:design")

    lead = _("The grids of today stay as they are. The plan can still be read and compared, not adopted.")
    page = around(request, plan, None, _("Drop this plan"), icon="trash-2", lead=lead, button=_("Drop it"))
    if any("adopted" in answer for answer in plan.answers.values()):
        page |= {
            "title": _("Leave the other communities as they are"),
            "lead": _(
                "What was adopted stays in force. The plan then stands as adopted, with what became of each."
            ),
            "icon": "check",
            "button": _("Leave them as they are"),
        }
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
    page = around(request, plan, community, title, lead=lead, **_figures(request, change))
    sheet = AdoptForm(request.POST or None)
    return handle(request, sheet, page, work, then, template="desk/design/adopt.html")


# told by name, not by number
NAMED = frozenset(f"territory.{what}" for what in ("opened", "closed", "along", "gone", "smaller"))


def _figures(request: HttpRequest, change: Change) -> dict[str, Any]:
    """What adopting would touch, by name and number; what is sent back says which figures were seen."""
    micros, rows = change.micros, change.rows
    moved = [pk for some in change.moves.values() for pk in some]
    losing = set(Building.objects.filter(pk__in=moved).values_list("area", flat=True))
    losing -= {area.pk for area, _row in (*change.closes, *micros.gone)}
    return {
        "moves": [(_path(row), len(change.moves[row.pk])) for row in rows if row.pk in change.moves],
        "along": [(_micro(micro), _path(row)) for micro, row in micros.along],
        "gone": [(_micro(micro), _path(row)) for micro, row in micros.gone],
        "smaller": [(_micro(micro), n) for micro, n in micros.smaller],
        "staying": areas.staying(request, losing),
        "figures": areas.figures(change.impact, but=NAMED),
        "fingerprint": change.impact.fingerprint,
        "opens": [_path(row) for row in change.opens],
        "closes": [(grid, _path(row)) for grid, row in change.closes],
        "key": uuids.uuid4(),
    }


def _path(row: Any) -> str:
    """A grid of the plan: the name it keeps or will bear, and its number."""
    name = localized(row.keeps, "name") if row.keeps else grid_name(int(row.number))
    return f"{name} ({row.community.path}{row.number})"


def _micro(micro: Area) -> str:
    above = f"{localized(micro.parent, 'name')} " if micro.parent else ""
    return f"{above}{localized(micro, 'name')}"
