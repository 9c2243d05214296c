"""The pages of figures. Nothing is summed here: counts are kept, pages read a few rows of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.models import Case, Category
from linli.common.paths import covers
from linli.faces import words
from linli.faces.desk import lists, shell
from linli.faces.desk.figures import choosing, tables, wording
from linli.faces.desk.figures.showing import Told
from linli.faces.desk.prints.views import pdf
from linli.faces.templatetags.linli import localized
from linli.insights import export as sheets
from linli.insights import monthly, queries, wall
from linli.insights.actions import note_export
from linli.insights.figures import Sums
from linli.insights.models import Counted
from linli.office import printing
from linli.people.queries import chain as chain_of_door
from linli.territory.models import Area, Building

TOLD = (*lists.TOLD, "received_at", "resolved_at", "promise_at", "category__name", "category__name_en")


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    what = choosing.chosen(request)
    if what is None:
        return shell.page(request, "desk/figures/start.html", {"here": "figures", "what": None})
    told = Told(request, what)
    context = {
        "here": "figures",
        "what": what,
        "title": wording.months(what.months.first, what.months.last),
        "places": choosing.own_places(request, what.area),
        "offices": choosing.own_offices(request),
        "months": [(one, words.month(one)) for one in choosing.months_to_choose(request)],
        "spans": wording.SPANS.items(),
        "tabs": [(view, label, what.query(by=view)) for view, label in _views(what)],
        "tiles": told.tiles(),
        "standing": told.now_here(),
        "all_of_it": what.query(office="", matter="", by=what.view) if what.where.slice != "all" else "",
        "query": what.query(),
        "has_sheet": what.where.slice == "all" and what.area.level in monthly.LEVELS,
    }
    if what.view == "all":
        context["groups"] = told.groups()
    elif what.view == "days":
        context["days"] = told.days()
    else:
        context["heads"] = [wording.name(code) for code in tables.COLUMNS]
        shown, context["left"] = tables.table(told)
        context["table"] = shown
        context["latest"] = tables.latest(told, shown) if what.view == "office" else None
    return shell.page(request, "desk/figures/start.html", context)


def _views(what: choosing.Chosen) -> list[tuple[str, Any]]:
    """The views that say something here: nothing lies below a grid, and one office has no table by office."""
    some = wording.VIEWS.items()
    if what.where.slice != "all":
        some = [(view, label) for view, label in some if view in ("all", "area", "time")]  # type: ignore[assignment]
    return [(view, label) for view, label in some if view != "area" or what.area.level != "grid"]


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The requests behind one figure, as far as this person sees them."""
    what, code = choosing.must(request), request.GET.get("figure", "")
    of_now = code in queries.ROWS_NOW
    found = _rows_now(request, what, code) if of_now else _rows_of_months(request, what, code)
    # count() and slices are all that pages ask of it
    page: Page[int] = Paginator(found, lists.A_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    context = {
        "here": "figures",
        "what": what,
        "name": wording.name(code),
        "title": _("whenever it came in") if of_now else wording.months(what.months.first, what.months.last),
        "late": code == "overdue_now",
        "page": page,
        "cases": lists.these(_told, list(page)),
        "back": what.query(),
        "query": what.query(figure=code),
    }
    return shell.page(request, "desk/figures/rows.html", context)


def _told(now: datetime, **ids: int) -> QuerySet[Case]:
    found = Case.objects.filter(pk__in=list(ids.values()))
    return found.select_related(*lists.SHOWN, "category").only(*TOLD)


def _rows_of_months(request: HttpRequest, what: choosing.Chosen, code: str) -> queries.Found:
    if code not in queries.ROWS:
        raise Http404
    by, today = _months_of(request, what, code), localdate(request.now)  # type: ignore[attr-defined]
    return queries.Found(code, what.where, by, request.scope, today)  # type: ignore[attr-defined]


def _rows_now(request: HttpRequest, what: choosing.Chosen, code: str) -> QuerySet[Case, int]:
    found = queries.rows_now(code, what.where, request.now)  # type: ignore[attr-defined]
    return found.visible_to(request.scope).values_list("pk", flat=True)  # type: ignore[attr-defined]


def _now_by_month(
    request: HttpRequest, what: choosing.Chosen, code: str
) -> tuple[Callable[[queries.Months], QuerySet[Counted]], queries.Months]:
    """What stands now as a sheet is written: month by month, and the months in which it came in."""
    found = queries.rows_now(code, what.where, request.now)  # type: ignore[attr-defined]
    counted = Counted.objects.filter(case__in=found.order_by().values("pk"))
    first, last = counted.aggregate(first=Min("month"), last=Max("month")).values()
    months = queries.Months(first, last) if first else what.months
    return (lambda one: counted.filter(month=one.first)), months


def _months_of(request: HttpRequest, what: choosing.Chosen, code: str) -> dict[str, Sums]:
    """The sums of each month; 404 where the rows of this figure would tell what single residents said."""
    now = request.now  # type: ignore[attr-defined]
    by = queries.by_month(what.where, what.months, localdate(now))
    sums = sum(by.values(), start=Sums())
    if queries.pointing(code, sums.hushed(queries.Beside(what.where, what.months, now).hush(what.months))):
        raise Http404
    return by


@login_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The requests of these months, or those behind one figure of them, as a sheet, sent while it is read."""
    what, code = choosing.must(request), request.GET.get("figure", "")
    of, months = None, what.months
    if code in queries.ROWS_NOW:
        of, months = _now_by_month(request, what, code)
    elif code:
        if code not in queries.ROWS:
            raise Http404
        _months_of(request, what, code)
        today = localdate(request.now)  # type: ignore[attr-defined]
        of = partial(queries.behind, code, what.where, today=today)
    names: dict[str, dict[Any, Any]] = {
        "way": words.CHANNELS,
        "class": words.CLASSES,
        "urgency": words.URGENCIES,
        "status": words.STATUSES,
        "level": words.LEVELS,
        "outcome": words.OUTCOMES | words.CLOSINGS,
        "matter": {one.pk: localized(one, "name") for one in Category.objects.all()},
    }
    said = {name: {code: str(word) for code, word in table.items()} for name, table in names.items()}
    heads = [str(wording.COLUMNS[name]) for name in sheets.COLUMNS]
    pieces = sheets.lines(heads, what.where, months, request.scope, said, of)  # type: ignore[attr-defined]
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, _file_name(what, code))  # type: ignore[assignment]
    response.headers["Cache-Control"] = "private, no-store"
    if request.method == "GET":
        note_export(what.area, what.where, months, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return response


def _file_name(what: choosing.Chosen, code: str) -> str:
    """Of what, where, whose, when: a folder full of them is told apart."""
    one = what.office or what.matter
    parts = [wording.name(code) if code else _("Requests"), localized(what.area, "name")]
    parts += [localized(one, "name")] if one else []
    if code in queries.ROWS_NOW:
        return "-".join(parts) + ".csv"
    parts += (
        [what.months.first]
        if what.months.first == what.months.last
        else [what.months.first, what.months.last]
    )
    return "-".join(parts) + ".csv"


@login_required
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """You said, we did: one page for the wall."""
    what = choosing.must(request)
    if what.where.slice != "all" or what.area.level not in monthly.LEVELS:
        raise Http404
    made = wall.sheet(what.area, what.months.last, request.now)  # type: ignore[attr-defined]
    title = f"{made.name} {made.month}"
    return pdf(printing.wall_sheet(made, title=title), f"{_('You said, we did')}-{title}.pdf")


@login_required
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Who answers for a door: from the county down to those who look after it."""
    place, door = _place(request)
    rungs = chain_of_door(door.area_path if door else place.path, request.now) if place else []  # type: ignore[attr-defined]
    context = {
        "here": "figures",
        "place": place,
        "door": door,
        "rungs": rungs,
        "places": choosing.own_places(request, place),
    }
    return shell.page(request, "desk/figures/chain.html", context)


def _place(request: HttpRequest) -> tuple[Area | None, Building | None]:
    """The area that was asked for, or the one of a building; 404 for what is not one's own."""
    own = request.scope.areas  # type: ignore[attr-defined]
    number, path = request.GET.get("building", ""), request.GET.get("area", "")
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Http404
        door = (
            Building.objects.shown().select_related("estate", "area__parent").filter(pk=int(number)).first()
        )
        if door is None or not any(covers(one, door.area_path) for one in own):
            raise Http404
        return door.area, door
    if not path and not own:
        return None, None
    area = Area.objects.select_related("parent").filter(path=path or own[0]).first()
    if area is None or not any(covers(one, area.path) for one in own):
        raise Http404
    return area, None
