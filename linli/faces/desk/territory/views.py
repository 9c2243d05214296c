"""Pages to look at: the tree of areas with its figures, and one area."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.borders import disowned
from linli.faces.desk import shell
from linli.faces.desk.territory import finding
from linli.office.models import Job
from linli.office.queries import setting
from linli.territory import codes
from linli.territory.models import Area, AreaKind, Boundary, Building, Estate, Level, Venue
from linli.territory.queries import Branch, tree
from linli.territory.rules import BELOW

MOST_BUILDINGS = 200
FOLDED = 1  # levels below one's own that the tree shows at first


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    request.actor.require("door.see")  # type: ignore[attr-defined]
    branches = tree(request.scope, request.now)  # type: ignore[attr-defined]
    whole = request.GET.get("all") == "1"
    shown = branches if whole else [b for b in branches if b.depth <= FOLDED]
    heads = finding.heads(request, [b.area.pk for b in shown])
    drawn = set(Boundary.objects.filter(until=None).values_list("area_id", flat=True))
    context = {
        "here": "territory",
        "branches": [_row(b, heads, drawn) for b in shown],
        "total": len(branches),
        "folded": len(branches) > len(shown),
        "whole": whole,
        "divides": request.actor.refusal("door.divide") is None,  # type: ignore[attr-defined]
        "below": any(b.depth for b in branches),
    }
    return shell.page(request, "desk/territory/start.html", context)


def _row(branch: Branch, heads: dict[int, list[str]], drawn: set[int]) -> dict[str, Any]:
    return {
        "area": branch.area,
        "depth": min(branch.depth, 6),
        "level": finding.LEVELS[branch.area.level],
        "kind": finding.KINDS[branch.area.kind] if branch.area.kind != AreaKind.URBAN else "",
        "branch": branch,
        "heads": heads.get(branch.area.pk, []),
        "drawn": branch.area.pk in drawn,
    }


@login_required
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    if (moved := finding.moved_to(request, code)) is not None:
        return redirect("desk:area", code=moved)
    found = finding.area_of(request, code)
    below = tree(request.scope, request.now, under=code)  # type: ignore[attr-defined]
    own = next((b for b in below if b.area.pk == found.pk), None)
    children = [b for b in below if b.area.parent_id == found.pk]
    heads = finding.heads(request, [found.pk, *(b.area.pk for b in children)])
    boundary = Boundary.objects.filter(area=found, until=None).first()
    buildings = _buildings(found)
    context = {
        "here": "territory",
        "area": found,
        "crumbs": finding.crumbs(request, found)[:-1],
        "level": finding.LEVELS[found.level],
        "kind": finding.KINDS[found.kind],
        "closed": found.is_closed(request.now),  # type: ignore[attr-defined]
        "own": own,
        "hint": size_hint(found, own.households) if own else "",
        "children": [_row(b, heads, set()) for b in children],
        "below_name": finding.LEVELS.get(BELOW.get(found.level, ""), ""),
        "heads": heads.get(found.pk, []),
        "borders": disowned(found.path, request.now),  # type: ignore[attr-defined]
        "divides": finding.may(request, "door.divide", found.path),
        "former": found.former_codes.order_by("-revoked_at"),
        "boundary": boundary,
        "estates": _estates(found),
        "estate_kinds": finding.ESTATE_KINDS,
        "buildings": buildings[:MOST_BUILDINGS],
        "more_buildings": max(0, len(buildings) - MOST_BUILDINGS),
        "venues": Venue.objects.visible_to(request.scope).filter(area=found, until=None).count(),  # type: ignore[attr-defined]
        "recoding": _recoding(found),
        "verbs": verbs(request, found, buildings=bool(buildings)),
        "official": codes.name_of(found.path) if len(found.path) <= codes.OFFICIAL else "",
    }
    return shell.page(request, "desk/territory/area.html", context)


def _estates(area: Area) -> list[Any]:
    shown = Estate.objects.shown().filter(area=area)
    return list(shown.annotate(n=Count("buildings")).order_by("name"))


def _buildings(area: Area) -> list[Any]:
    if area.level not in (Level.GRID, Level.MICROGRID):
        return []
    doors = Count("entrances__dwellings__households", filter=Q(entrances__dwellings__households__until=None))
    shown = Building.objects.shown().filter(area=area).select_related("estate").annotate(n=doors)
    return finding.by_number(shown)


def _recoding(area: Area) -> Job | bool | None:
    """The job that moves the rest to the new number; True where it has to be started again."""
    if not area.former_path:
        return None
    jobs = Job.objects.filter(kind="recode", state__in=("queued", "running")).order_by("-id")
    found = next((j for j in jobs if area.path.startswith(j.area_path)), None)
    return found or True


def size_hint(area: Area, households: int) -> str:
    """Outside the band that the office set for a grid: a sentence; "" where it fits or nothing is there yet."""
    if area.level != Level.GRID or area.kind == AreaKind.SPECIAL or not households:
        return ""
    sizes = setting("territory.sizes", area.path)
    least, most = sizes[f"{area.kind}_least"], sizes[f"{area.kind}_most"]
    if least <= households <= most:
        return ""
    told = {"least": least, "most": most}
    if households < least:
        return _("Small for a grid: %(least)s to %(most)s households are usual.") % told
    return _("Large for a grid: %(least)s to %(most)s households are usual.") % told


def verbs(request: HttpRequest, area: Area, *, buildings: bool) -> list[dict[str, str]]:
    """Buttons for what this person may do here; buildings can be given away where there are some."""
    if area.is_closed(request.now):  # type: ignore[attr-defined]
        return []
    divides, writes = (finding.may(request, verb, area.path) for verb in ("door.divide", "door.write"))
    grid = area.level in (Level.GRID, Level.MICROGRID)
    below = finding.LEVELS.get(BELOW.get(area.level, ""), "")
    offered = [
        (
            divides and len(area.path) < 23,
            "area_draw",
            "plus",
            _("Draw a %(level)s below it") % {"level": below},
        ),
        (divides and buildings, "area_move", "corner-up-right", _("Give buildings to another grid")),
        (
            divides and area.level in (Level.TOWNSHIP, Level.COMMUNITY),
            "design_ask",
            "layers",
            _("Let the computer divide it into grids"),
        ),
        (True, "boundaries", "map", _("Boundaries and map")),
        (writes and grid, "building_new", "building-2", _("Enter a building")),
        (writes and area.level == Level.COMMUNITY, "estate_new", "house", _("Enter an estate")),
        (writes and (grid or area.level == Level.COMMUNITY), "venue_new", "store", _("Enter a venue")),
        (divides, "area_rename", "pencil", _("Change name or kind")),
        (divides, "area_recode", "rotate-ccw", _("Change its number")),
        (divides, "area_close", "x", _("Close it")),
    ]
    return [
        {"url": finding.address(area, name), "icon": icon, "label": label}
        for able, name, icon, label in offered
        if able
    ]
