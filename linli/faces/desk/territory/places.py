"""Pages of estates, venues and a building entered by hand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.common.paths import covers
from linli.faces.desk import shell
from linli.faces.desk.sheets import handle
from linli.faces.desk.territory import finding, forms
from linli.faces.desk.territory.acting import BOTH, Answer, done, page
from linli.faces.templatetags.linli import localized
from linli.territory import actions
from linli.territory.actions.areas import check_name
from linli.territory.models import Area, Estate, Level, Venue
from linli.territory.queries import community_of

A_PAGE = 50
VENUE_FIELDS = ("name_en", "kind", "address", "phone", "hours")


def listed(request: HttpRequest, rows: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    """A list narrowed by what stands in the address: area, kind, name."""
    seen = Area.objects.visible_to(request.scope).standing(request.now)  # type: ignore[attr-defined]
    places = list(seen.filter(level__in=(Level.TOWNSHIP, Level.COMMUNITY)).order_by("path"))
    path, kind = request.GET.get("area", ""), request.GET.get("kind", "")
    name = request.GET.get("name", "").strip()[:60]
    path = path if path.isascii() and path.isdigit() and len(path) <= 23 else ""
    if path:
        inside = seen.filter(path=path).first()
        rows = rows.filter(area__in=Area.objects.under(path)) if inside is not None else rows.none()
        places += [inside] if inside is not None and inside not in places else []
    if kind in kinds:
        rows = rows.filter(kind=kind)
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(name_en__icontains=name))
    chosen = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "here": "territory",
        "crumbs": finding.crumbs(request),
        "places": places,
        "kinds": kinds,
        "chosen": {"area": path, "kind": kind if kind in kinds else "", "name": name},
        "narrowed": bool(path or kind or name),
        "page": chosen,
        "query": query.urlencode(),
    }


@login_required
@require_safe
def estates(request: HttpRequest) -> HttpResponse:
    request.actor.require("door.see")  # type: ignore[attr-defined]
    seen = Area.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    rows = Estate.objects.shown().filter(area__in=seen).select_related("area")
    rows = rows.annotate(n=Count("buildings")).order_by("area__path", "name", "pk")
    return shell.page(request, "desk/territory/estates.html", listed(request, rows, finding.ESTATE_KINDS))


@login_required
@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    request.actor.require("door.see")  # type: ignore[attr-defined]
    rows = Venue.objects.visible_to(request.scope).filter(until=None)  # type: ignore[attr-defined]
    rows = rows.select_related("area__parent").order_by("area_path", "name", "pk")
    return shell.page(request, "desk/territory/venues.html", listed(request, rows, finding.VENUE_KINDS))


@login_required
@BOTH
def new_estate(request: HttpRequest, code: str) -> HttpResponse:
    area = community_of(finding.area_of(request, code))
    request.actor.require("door.write", area.path)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> Answer:
        actions.enter_estate(area, by=request.actor, at=request.now, **values)  # type: ignore[attr-defined]
        return {"area": area.path}

    around = page(request, area, _("Enter an estate"), icon="house", button=_("Enter it"))
    return handle(request, forms.EstateForm(request.POST or None), around, work, done(request, _("Entered")))


@login_required
@BOTH
def estate(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and kind of one estate."""
    seen = Area.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    found = get_object_or_404(Estate.objects.shown().filter(area__in=seen).select_related("area"), pk=pk)
    request.actor.require("door.write", found.area_path)  # type: ignore[attr-defined]
    now = {"name": found.name, "name_en": found.name_en, "kind": found.kind}

    def work(values: dict[str, Any]) -> Answer:
        actions.change_estate(found, by=request.actor, at=request.now, **values)  # type: ignore[attr-defined]
        return {"area": found.area.path}

    title = _("Change %(name)s") % {"name": localized(found, "name")}
    around = page(request, found.area, title, icon="check", button=_("Keep it"))
    sheet = forms.EstateForm(request.POST or None, initial=now)
    return handle(request, sheet, around, work, done(request, _("Changed")))


@login_required
@BOTH
def building(request: HttpRequest, code: str) -> HttpResponse:
    grid = finding.area_of(request, code)
    request.actor.require("door.write", grid.path)  # type: ignore[attr-defined]
    estates = Estate.objects.shown().filter(area=community_of(grid)).values_list("name", flat=True)
    sheet = forms.BuildingForm(request.POST or None, estates=estates)

    def work(values: dict[str, Any]) -> Answer:
        told = {field: values[field] for field in ("estate", "kind", "name")}
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        check_name(values["estate"])
        actions.enter_building(grid, doors=sheet.rooms(), by=by, at=at, **told)
        return {"area": grid.path}

    lead = _("With its entrances and doors; each door gets a household, each entrance a plate.")
    around = page(request, grid, _("Enter a building"), icon="building-2", lead=lead, button=_("Enter it"))
    then = done(request, _("Entered; its plates can be printed now"))
    return handle(request, sheet, around, work, then, template="desk/territory/building.html")


def _grids(request: HttpRequest, path: str) -> list[Area]:
    seen = Area.objects.visible_to(request.scope).standing(request.now)  # type: ignore[attr-defined]
    rows = seen.filter(level__in=(Level.GRID, Level.MICROGRID)).select_related("parent").order_by("path")
    return [a for a in rows if covers(path, a.path) and finding.may(request, "door.write", a.path)]


@login_required
@BOTH
def new_venue(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.write", area.path)  # type: ignore[attr-defined]
    sheet = forms.VenueForm(request.POST or None, grids=_grids(request, area.path))

    def work(values: dict[str, Any]) -> Answer:
        grid = values.pop("grid")
        actions.enter_venue(grid, by=request.actor, at=request.now, **values)  # type: ignore[attr-defined]
        return {"area": grid.path}

    around = page(request, area, _("Enter a venue"), icon="store", button=_("Enter it"))
    return handle(request, sheet, around, work, done(request, _("Entered")))


@login_required
@BOTH
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one venue."""
    found = _venue(request, pk)
    community = community_of(found.area)
    now = {field: getattr(found, field) for field in ("name", *VENUE_FIELDS)} | {"grid": str(found.area_id)}
    sheet = forms.VenueForm(request.POST or None, grids=_grids(request, community.path), initial=now)

    def work(values: dict[str, Any]) -> Answer:
        grid, name = values.pop("grid"), values.pop("name")
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        return {"area": actions.change_venue(found, grid=grid, name=name, by=by, at=at, **values).area.path}

    title = _("Change %(name)s") % {"name": localized(found, "name")}
    around = page(request, found.area, title, icon="check", button=_("Keep it"), venue=found)
    template = "desk/territory/venue.html"
    return handle(request, sheet, around, work, done(request, _("Changed")), template=template)


def _venue(request: HttpRequest, pk: int) -> Venue:
    seen = Venue.objects.visible_to(request.scope).filter(until=None).select_related("area__parent")  # type: ignore[attr-defined]
    found: Venue = get_object_or_404(seen, pk=pk)
    request.actor.require("door.write", found.area_path)  # type: ignore[attr-defined]
    return found


@login_required
@BOTH
def close_venue(request: HttpRequest, pk: int) -> HttpResponse:
    found = _venue(request, pk)

    def work(values: dict[str, Any]) -> Answer:
        actions.close_venue(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"area": found.area.path}

    title = _("%(name)s is no longer there") % {"name": localized(found, "name")}
    lead = _("It leaves the lists; that it was there stays in the register.")
    around = page(request, found.area, title, icon="x", lead=lead, button=_("Close it"))
    return handle(request, forms.SureForm(request.POST or None), around, work, done(request, _("Closed")))
