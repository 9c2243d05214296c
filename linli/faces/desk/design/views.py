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
from django.views.decorators.http import require_POST, require_safe

from linli.common.refusals import Refused
from linli.faces.desk import shell
from linli.faces.desk.design import comparing, finding, showing, wording
from linli.faces.desk.design.forms import AskForm, typed
from linli.faces.desk.prints.jobs import EVERY, queued
from linli.faces.desk.sheets import handle
from linli.faces.desk.territory import finding as areas
from linli.faces.desk.territory.acting import BOTH, Answer
from linli.faces.templatetags.linli import localized
from linli.territory import planning
from linli.territory.models import Area, AreaKind, Level, Proposal, ProposalState
from linli.territory.queries.proposals import Wish, communities, unready, usual_bands, wish_of

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
    return _asked(request, area, request.POST or None)


@login_required
@require_POST
def again(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The wishes of a plan asked for once more, of the register as it is today: another plan."""
    old = finding.plan_of(request, uuid)
    return _asked(request, old.area, typed(wish_of(old.options)) | {"key": request.POST.get("key", "")})


def _asked(request: HttpRequest, area: Area, data: Any) -> HttpResponse:
    inside = communities(area, request.now)  # type: ignore[attr-defined]
    lacks = unready(inside, area.path)
    ready = [one for one in inside if one not in (*lacks.empty, *lacks.no_points)]
    special = Area.objects.under(area.path).filter(kind=AreaKind.SPECIAL, until=None).exists()
    sheet = AskForm(
        data,
        bands=usual_bands(area.path),
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
        "action": areas.address(area, "design_ask"),
        "back": areas.address(area),
        "icon": "layers",
        "button": _("Find a plan"),
        "nothing": wording.nothing(bool(inside), bool(ready)),
        "lacks": wording.lacks(lacks),
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
    if found.state != ProposalState.ASKED:
        return showing.page(request, found, community)
    under_way, still = finding.under_way(found), "still" in request.GET
    context = showing.around(request, found) | {
        "job": found.job,
        "under_way": under_way,
        "still": still,
        "queue": queued(found.job) if found.job else "",
    }
    answer = shell.page(request, "desk/design/wait.html", context)
    if under_way and not still:
        answer.headers["Refresh"] = str(EVERY)
    return answer


@login_required
@require_safe
def compare(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Two plans of one area: a table, two maps, and which buildings stand elsewhere."""
    first = finding.plan_of(request, uuid)
    asked = request.GET.get("with", "")
    second = first.area.proposals.filter(uuid=_uuid(asked)).select_related("area").first()
    if second is None:
        raise Http404
    community = finding.community_of(request, first, request.GET.get("at", ""))
    apart = comparing.apart(first, second, community) if community else []
    marked = {one.pk for one in apart}
    sides = [_side(request, one, community, marked) for one in (first, second)]
    context = {
        "here": "territory",
        "plan": first,
        "other": second,
        "sides": sides,
        "community": community,
        "crumbs": [
            *finding.crumbs(request, first),
            (finding.title(first), finding.address(first, community)),
        ],
        "title": _("Two plans side by side"),
        "apart": apart,
        "parts": [] if community else _each(request, first, second),
    }
    return shell.page(request, "desk/design/compare.html", context)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _side(request: HttpRequest, plan: Proposal, community: Area | None, marked: set[int]) -> dict[str, Any]:
    told = showing.body(request, plan, community, marked)
    return told | {
        "plan": plan,
        "title": finding.title(plan),
        "url": finding.address(plan, community),
        "wish": wish_of(plan.options),
    }


def _each(request: HttpRequest, first: Proposal, second: Proposal) -> list[tuple[Area, int]]:
    """The communities of a sub-district, each with how many of its buildings stand elsewhere."""
    inside = communities(first.area, request.now)  # type: ignore[attr-defined]
    return [(one, len(comparing.apart(first, second, one))) for one in inside]
