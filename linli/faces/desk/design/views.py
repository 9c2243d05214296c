"""Plans of grids: the list of them, asking for one, looking at one, two side by side."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.common.refusals import Refused
from linli.faces.desk import shell
from linli.faces.desk.design import finding, wording
from linli.faces.desk.design.forms import AskForm
from linli.faces.desk.prints.jobs import EVERY
from linli.faces.desk.sheets import handle
from linli.faces.desk.territory import finding as areas
from linli.faces.desk.territory.acting import BOTH, Answer
from linli.faces.templatetags.linli import localized
from linli.territory import planning
from linli.territory.models import Area, AreaKind, Level, Proposal, ProposalState
from linli.territory.queries.proposals import Wish, communities, is_due, usual_bands, wish_of

ASKED = (Level.TOWNSHIP, Level.COMMUNITY)
PER_PAGE = 30


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The plans in sight, and the areas one may ask for."""
    request.actor.require("door.divide")  # type: ignore[attr-defined]
    seen = Area.objects.visible_to(request.scope).standing(request.now).filter(level__in=ASKED)  # type: ignore[attr-defined]
    able = [a for a in seen.order_by("path") if areas.may(request, "door.divide", a.path)]
    if (path := request.GET.get("area", "")) and path in {a.path for a in able}:
        return redirect("desk:design_ask", code=path)
    mine = Proposal.objects.visible_to(request.scope).filter(area__in=able)  # type: ignore[attr-defined]
    plans = mine.select_related("area", "user", "job").prefetch_related("grids")
    page = Paginator(plans.order_by("-id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"here": "territory", "areas": able, "rows": [_listed(one) for one in page], "page": page}
    return shell.page(request, "desk/design/start.html", context)


def _listed(plan: Proposal) -> dict[str, Any]:
    return {
        "plan": plan,
        "title": finding.title(plan),
        "state": finding.state_of(plan),
        "sums": finding.Sums.of(plan.grids.all()),
        "open": plan.state == ProposalState.DRAFT,
    }


@login_required
@BOTH
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """What the plan should be like; what is wrong with the register is told before anything is computed."""
    area = areas.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    if area.level not in ASKED:
        raise Http404
    inside = communities(area, request.now)  # type: ignore[attr-defined]
    special = Area.objects.under(area.path).filter(kind=AreaKind.SPECIAL, until=None).exists()
    sheet = AskForm(
        request.POST or None,
        bands=usual_bands(),
        kinds={one.kind for one in inside} or {AreaKind.URBAN},
        one=area.level == Level.COMMUNITY,
        special=special,
        doubts=request.method == "POST",
    )
    places: list[planning.Place] = []

    def find(wish: Wish) -> list[planning.Place]:
        return planning.places(area, wish, request.now)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> Answer:
        wish = sheet.wish()
        plan = planning.ask(area, wish, places or find(wish), by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"plan": str(plan.uuid)}

    around = {
        "here": "territory",
        "crumbs": [*areas.crumbs(request, area), (_("Plans of grids"), reverse("desk:design"))],
        "title": _("Divide %(area)s into grids") % {"area": localized(area, "name")},
        "back": areas.address(area),
        "icon": "layers",
        "button": _("Find a plan"),
        "nothing": "" if inside else _("No community stands here yet. Draw one first."),
        "lead": _(
            "Nothing changes by asking. The plan is a draft that you can change, compare, adopt or drop."
        ),
    }
    if request.method == "POST" and sheet.is_valid() and inside:
        with suppress(Refused):  # told by the action itself
            places = find(sheet.wish())
        doubts = wording.troubles(asdict(one) for one in planning.troubles(places, sheet.wish()))
        if doubts and not (sheet.wish().accept and all(one["passes"] for one in doubts)):
            context = around | {"form": sheet, "doubts": doubts}
            return shell.page(request, "desk/design/ask.html", context, status=422)
    elif request.method == "POST":
        sheet.settle()
    then = lambda answer: redirect("desk:plan", uuid=answer["plan"])  # noqa: E731
    return handle(request, sheet, around, work, then, template="desk/design/ask.html")


@login_required
@require_safe
def plan(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The plan on the map and as a table; while it is being found, how far it is."""
    found = finding.plan_of(request, uuid)
    community = finding.community_of(request, found, request.GET.get("at", ""))
    context = {
        "here": "territory",
        "plan": found,
        "title": finding.title(found),
        "crumbs": finding.crumbs(request, found),
    }
    context |= {
        "state": finding.state_of(found),
        "wish": wish_of(found.options),
        "still": "still" in request.GET,
    }
    under_way = finding.under_way(found)
    if found.state == ProposalState.ASKED:
        answer = shell.page(
            request, "desk/design/wait.html", context | {"job": found.job, "under_way": under_way}
        )
        if under_way and not context["still"]:
            answer.headers["Refresh"] = str(EVERY)
        return answer
    return shell.page(request, "desk/design/plan.html", context | body(request, found, community))


def body(request: HttpRequest, plan: Proposal, community: Area | None) -> dict[str, Any]:
    """What the page of a plan shows of one community, or of all."""
    grids = plan.grids.select_related("community", "keeps").order_by("community__path", "number")
    rows = list(grids.filter(community=community) if community else grids)
    wish = wish_of(plan.options)
    names = finding.building_names(rows) if community else {}
    others = plan.area.proposals.exclude(pk=plan.pk).exclude(state=ProposalState.ASKED).order_by("-id")[:20]
    open_ = plan.state == ProposalState.DRAFT
    return {
        "community": community,
        "sums": finding.Sums.of(rows),
        "band": wish.band_of(community) if community else wish.band,
        "grids": [finding.row_of(row, wish, names) for row in rows] if community else [],
        "parts": [] if community else _parts(request, plan, rows),
        "answer": finding.answer_of(plan, community) if community else {},
        "picture": finding.picture(plan, community, rows),
        "choices": list(names.items()) if open_ else [],
        "open": open_,
        "due": open_ and community is not None and is_due(plan, community),
        "others": [(one, finding.title(one)) for one in others],
        "last": plan.steps[-1] if plan.steps and open_ else None,
        "key": uuid.uuid4(),
        "moved": finding.moved_of(rows, community) if community else None,
        "at": community.path if community is not None and community.pk != plan.area_id else "",
    }


def _parts(request: HttpRequest, plan: Proposal, rows: list[Any]) -> list[dict[str, Any]]:
    """The communities of a sub-district's plan."""
    found = []
    for one in communities(plan.area, request.now):  # type: ignore[attr-defined]
        mine = [row for row in rows if row.community_id == one.pk]
        found.append(
            {
                "community": one,
                "sums": finding.Sums.of(mine),
                "answer": finding.answer_of(plan, one),
                "url": finding.address(plan, one),
            }
        )
    return found


@login_required
@require_safe
def compare(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Two plans of one area: a table, and two maps."""
    first = finding.plan_of(request, uuid)
    asked = request.GET.get("with", "")
    second = first.area.proposals.filter(uuid=_uuid(asked)).select_related("area").first()
    if second is None:
        raise Http404
    community = finding.community_of(request, first, request.GET.get("at", ""))
    sides = [_side(request, one, community) for one in (first, second)]
    context = {
        "here": "territory",
        "plan": first,
        "sides": sides,
        "community": community,
        "crumbs": [
            *finding.crumbs(request, first),
            (finding.title(first), finding.address(first, community)),
        ],
        "title": _("Two plans side by side"),
        "apart": _apart(first, second, community),
    }
    return shell.page(request, "desk/design/compare.html", context)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _side(request: HttpRequest, plan: Proposal, community: Area | None) -> dict[str, Any]:
    told = body(request, plan, community)
    moved = told["moved"]
    return told | {
        "plan": plan,
        "title": finding.title(plan),
        "url": finding.address(plan, community),
        "moved": moved,
        "wish": wish_of(plan.options),
    }


def _apart(first: Proposal, second: Proposal, community: Area | None) -> int:
    """Buildings that stand in another grid; grids are matched with those most like them, whatever their numbers."""
    if community is None:
        return 0
    ones, others = (
        [set(row.buildings) for row in one.grids.filter(community=community)] for one in (first, second)
    )
    alike = sorted(
        ((len(a & b), m, n) for m, a in enumerate(ones) for n, b in enumerate(others)), reverse=True
    )
    matched: dict[int, int] = {}
    same = 0
    for number, m, n in alike:
        if m not in matched and n not in matched.values():
            matched[m] = n
            same += number
    return sum(map(len, ones)) - same
