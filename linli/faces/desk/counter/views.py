"""Somebody stands at the counter or is on the telephone: written down in one go, by keyboard; then the next one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import actions
from linli.cases.alike import alike
from linli.cases.models import Case, Channel
from linli.cases.queries import categories
from linli.cases.slips import phone_of
from linli.common.text import tidy
from linli.faces import words
from linli.faces.desk import lists, on_the_spot, sheets, shell, spots, steps
from linli.faces.desk.catalogue.picking import suggested
from linli.faces.desk.counter.forms import OWN, UNPLACED, WAYS, CounterForm
from linli.journal.queries import subjects_of
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import duty_over

LATELY = timedelta(days=90)
LONGEST_ASKED = 400  # of what somebody types, while they type it


def may(request: HttpRequest) -> bool:
    """Whoever looks after an area writes down what is said there."""
    return bool(request.scope.areas)  # type: ignore[attr-defined]


def _desk(request: HttpRequest) -> Office | None:
    """The sub-district's office, where one serves at it: its dispatcher places what nobody could place at once."""
    ids = [post.office_id for post in on_the_spot.posts(request) if post.office_kind == "township"]
    return Office.objects.select_related("area").get(pk=ids[0]) if ids else None


def _usual_way(request: HttpRequest) -> str:
    """Who serves in a grid alone has no counter: what they write down they mostly saw."""
    grids = all(post.office_kind == "grid" for post in on_the_spot.posts(request))
    return OWN if grids else str(Channel.COUNTER)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    if not may(request):
        raise PermissionDenied
    way = request.GET.get("way", "")
    way = way if way in WAYS else _usual_way(request)
    form = CounterForm(request, _desk(request), way, request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        given = form.arguments(values)
        place = form.spot.area if form.spot else given["unplaced_at"].area
        by, at = on_the_spot.nearest(request, place), request.now  # type: ignore[attr-defined]
        return {"number": actions.ask(**given, by=by, at=at).number, "way": values["way"]}

    def then(answer: dict[str, Any]) -> HttpResponse:
        return redirect(reverse("desk:counter_done", args=[answer["number"]]) + f"?way={answer['way']}")

    page = {"here": "counter", "title": _("Write down a request"), "unplaced": UNPLACED}
    return sheets.handle(request, form, page, work, then, template="desk/counter/write.html")


@login_required
@require_POST
def places(request: HttpRequest) -> HttpResponse:
    """What the letters may mean as a place; asked for with a form, so that no address keeps them."""
    if not may(request):
        raise PermissionDenied
    asked = tidy(request.POST.get("q", ""))[:60]
    found = spots.with_entrances(spots.find(request, asked)) if asked else []
    return _quietly([{"id": one.value, "name": one.label, "more": one.near} for one in found])


@login_required
@require_POST
def sounds(request: HttpRequest) -> HttpResponse:
    """Which matters the words speak of."""
    if not may(request):
        raise PermissionDenied
    return _quietly(suggested(request.POST.get("q", "")[:LONGEST_ASKED]))


@login_required
@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """Requests at this place that say nearly the same, before it is written down a second time."""
    if not may(request):
        raise PermissionDenied
    said = tidy(request.POST.get("words", ""))[:LONGEST_ASKED]
    spot = spots.chosen(request, request.POST.get("spot", "")[:20])
    case, found = Case(), []
    if said and spot:
        chosen = request.POST.get("category", "")
        matter = next((one for one in categories() if str(one.pk) == chosen), None)
        case = Case(title=said, category=matter, entrance=spot.entrance, area=spot.area)  # not written yet
        found = alike(case, request.scope, request.now)  # type: ignore[attr-defined]
    response = shell.bare(request, "desk/alike.html", {"alike": found, "case": case})
    response["Cache-Control"] = "no-store"
    return response


def _quietly(found: list[dict[str, Any]]) -> JsonResponse:
    response = JsonResponse({"found": found})
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What this person wrote down lately, newest first: where it is now."""
    if not may(request):
        raise PermissionDenied
    now = request.now  # type: ignore[attr-defined]
    ids = subjects_of("case.ask", request.user.pk or 0, now - LATELY, most=lists.A_PAGE)
    seen = set(Case.objects.visible_to(request.scope).filter(pk__in=ids).values_list("pk", flat=True))  # type: ignore[attr-defined]
    cases = lists.these(lists.told_of, [pk for pk in ids if pk in seen])
    context = {
        "here": "counter",
        "rows": [lists.Row.of(case, request) for case in cases],
        "days": LATELY.days,
    }
    return shell.page(request, "desk/counter/mine.html", context)


@login_required
@require_safe
def done(request: HttpRequest, number: str) -> HttpResponse:
    """What is said to whoever asked: the number, by when, whom to ring; a paper for them; the next one."""
    case = steps.find(request, number)
    if case is None or not may(request):
        raise Http404
    way = request.GET.get("way", "")
    shift = duty_over(case.area_path, request.now) if case.urgency == "red" else None  # type: ignore[attr-defined]
    context = {
        "here": "counter",
        "case": case,
        "way": way if way in WAYS else "",
        "own": way == OWN,
        "phone": phone_of(case),
        "shift": shift,
        "within": words.span_words(setting("cases.urgent", case.area_path)["red"]) if shift else "",
        "alike": alike(case, request.scope, request.now),  # type: ignore[attr-defined]
        "has_code": case.status == "open",
    }
    return shell.page(request, "desk/counter/done.html", context)
