"""Pages that change the tree: draw, name, close, number, move buildings. What touches much shows its figures first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.cases.actions import keep_building
from linli.common.paths import covers, subtree
from linli.common.refusals import Refused
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.desk.territory import finding, forms
from linli.faces.templatetags.linli import localized
from linli.territory import actions, codes
from linli.territory.models import Area, Building, Level
from linli.territory.queries import community_of, impact_of_close, impact_of_move, impact_of_recode, next_code
from linli.territory.queries.impact import Impact
from linli.territory.rules import LENGTHS_OF

BOTH = require_http_methods(["GET", "HEAD", "POST"])
Answer = dict[str, Any]


def page(request: HttpRequest, area: Area | None, title: str, **more: Any) -> dict[str, Any]:
    """What stands around a form of this part."""
    crumbs = finding.crumbs(request, area)
    back = crumbs[-1][1]
    return {"here": "territory", "area": area, "crumbs": crumbs, "title": title, "back": back, **more}


def done(request: HttpRequest, sentence: str, *, to: str | None = None) -> Callable[[Answer], HttpResponse]:
    """Say it and go to the area of the answer."""

    def then(answer: Answer) -> HttpResponse:
        messages.success(request, sentence)
        return redirect(to) if to else redirect("desk:area", code=answer["area"])

    return then


def to_confirm(
    request: HttpRequest,
    sheet: Sheet,
    around: dict[str, Any],
    impact_of: Callable[[dict[str, Any]], Impact],
    work: Callable[[dict[str, Any]], Answer],
    then: Callable[[Answer], HttpResponse],
    naming: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: {},
) -> HttpResponse:
    """The form, then the figures of what it touches, then the deed; figures that changed meanwhile are shown anew.

    `naming`: what the page of the figures says beside them, by the values.
    """
    if request.method != "POST" or not sheet.is_valid():
        return handle(request, sheet, around, work, then)
    values = sheet.cleaned_data
    sent = values["confirmed"]
    refused = None if sent else _rehearsed(lambda: work(values | {"confirmed": None}))
    if refused is not None:
        return shell.page(
            request, "desk/sheet.html", around | {"form": sheet}, status=sheet.refuse(refused.refusal)
        )
    impact = impact_of(values)
    if sent == impact.fingerprint:
        return handle(request, sheet, around, work, then)
    context = around | {
        **naming(values),
        "figures": finding.figures(impact),
        "fingerprint": impact.fingerprint,
        "changed": words.refusal_words("impact_changed", {}) if sent else None,
        "sent": [
            (name, value)
            for name in request.POST
            if name not in ("csrfmiddlewaretoken", "confirmed")
            for value in request.POST.getlist(name)
        ],
    }
    return shell.page(request, "desk/territory/impact.html", context, status=409 if sent else 200)


def _rehearsed(work: Callable[[], Answer]) -> Refused | None:
    """Do it and take it back: whatever would be refused is told before anybody is asked to confirm."""
    try:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    except Refused as error:
        return error
    return None


@login_required
@BOTH
def draw(request: HttpRequest, code: str) -> HttpResponse:
    parent = finding.area_of(request, code)
    request.actor.require("door.divide", parent.path)  # type: ignore[attr-defined]
    sheet = forms.DrawForm(request.POST or None, parent=parent, suggested=next_code(parent))

    def work(values: dict[str, Any]) -> Answer:
        code = values.pop("code")
        level = next((name for name, lengths in LENGTHS_OF.items() if len(code) in lengths), "")
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        return {"area": actions.draw_area(path=code, level=level, parent=parent, by=by, at=at, **values).path}

    title = _("Draw an area below %(area)s") % {"area": localized(parent, "name")}
    around = page(request, parent, title, icon="plus", button=_("Draw it"))
    return handle(request, sheet, around, work, done(request, _("Drawn")))


@login_required
@BOTH
def rename(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    now = {"name": area.name, "name_en": area.name_en, "kind": area.kind}
    sheet = forms.RenameForm(request.POST or None, initial=now)

    def work(values: dict[str, Any]) -> Answer:
        return {"area": actions.rename_area(area, by=request.actor, at=request.now, **values).path}  # type: ignore[attr-defined]

    around = page(request, area, _("Change name or kind"), icon="check", button=_("Keep it"))
    return handle(request, sheet, around, work, done(request, _("Changed")))


def _others(request: HttpRequest, area: Area) -> list[Area]:
    """Areas of the same level where this person may divide, the nearest first."""
    seen = Area.objects.visible_to(request.scope).standing(request.now).filter(level=area.level)  # type: ignore[attr-defined]
    able = [
        a for a in seen.exclude(pk=area.pk).select_related("parent").order_by("path") if _divides(request, a)
    ]
    return sorted(able, key=lambda a: a.parent_id != area.parent_id)


def _divides(request: HttpRequest, area: Area) -> bool:
    return finding.may(request, "door.divide", area.path)


@login_required
@BOTH
def close(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    sheet = forms.CloseForm(request.POST or None, others=_others(request, area))

    def work(values: dict[str, Any]) -> Answer:
        by, at, seen = request.actor, request.now, values["confirmed"]  # type: ignore[attr-defined]
        return {
            "area": actions.close_area(area, successor=values["successor"], by=by, at=at, confirmed=seen).path
        }

    title = _("Close %(area)s") % {"area": localized(area, "name")}
    lead = _(
        "It is no longer drawn from today on. Its past stays, and its number keeps leading to whoever follows."
    )
    around = page(request, area, title, icon="x", lead=lead, button=_("Close it"))
    impact = lambda values: impact_of_close(area, values["successor"])  # noqa: E731
    return to_confirm(request, sheet, around, impact, work, done(request, _("Closed")))


@login_required
@BOTH
def recode(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    sheet = forms.RecodeForm(request.POST or None)

    def work(values: dict[str, Any]) -> Answer:
        by, at, seen = request.actor, request.now, values["confirmed"]  # type: ignore[attr-defined]
        return {"area": actions.recode_area(area, values["code"], by=by, at=at, confirmed=seen).path}

    title = _("Change the number of %(area)s") % {"area": localized(area, "name")}
    lead = _(
        "Now %(path)s. Everything below it changes with it, in the background; nobody loses sight of anything."
    )
    around = page(
        request, area, title, icon="rotate-ccw", lead=lead % {"path": area.path}, button=_("Change it")
    )
    impact = lambda values: impact_of_recode(area, codes.path_of_code(values["code"].strip()))  # noqa: E731
    return to_confirm(request, sheet, around, impact, work, done(request, _("It has its new number")))


@login_required
@BOTH
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> Answer:
        actions.go_on_recoding(area, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"area": area.path}

    lead = _(
        "Some rows still lie under the old number. Nobody misses anything meanwhile; this moves the rest."
    )
    around = page(request, area, _("Go on changing the number"), icon="play", lead=lead, button=_("Go on"))
    return handle(request, forms.SureForm(request.POST or None), around, work, done(request, _("It goes on")))


@login_required
@BOTH
def move(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    inside = finding.by_number(Building.objects.shown().filter(area=area).select_related("estate"))
    sheet = forms.MoveForm(request.POST or None, buildings=inside, grids=_grids(request, area))

    def work(values: dict[str, Any]) -> Answer:
        by, at, seen = request.actor, request.now, values["confirmed"]  # type: ignore[attr-defined]
        actions.move_buildings(sheet.chosen(), values["grid"], by=by, at=at, confirmed=seen)
        return {"area": values["grid"].path, "number": len(sheet.chosen())}

    def then(answer: Answer) -> HttpResponse:
        n = answer["number"]
        messages.success(
            request, ngettext("%(n)s building is here now", "%(n)s buildings are here now", n) % {"n": n}
        )
        return redirect("desk:area", code=answer["area"])

    title = _("Give buildings of %(area)s to another grid") % {"area": localized(area, "name")}
    lead = _(
        "Households, plates and open requests at their doors go along; requests that the grid has go to the other grid."
    )
    around = page(
        request,
        area,
        title,
        icon="corner-up-right",
        lead=lead,
        button=_("Give them"),
        nothing="" if sheet.things else _("No building is in this grid yet."),
    )
    impact = lambda values: impact_of_move(sheet.chosen(), values["grid"])  # noqa: E731

    def naming(values: dict[str, Any]) -> dict[str, Any]:
        target = values["grid"]
        return {
            "moved": [_label(b.estate, b) for b in sheet.chosen()],
            "staying": finding.staying(request, [area.pk]),
            "target": _label(target.parent, target) if target.parent else localized(target, "name"),
            "leaves": None if covers(area.path[:12], target.path) else community_of(area),
        }

    return to_confirm(request, sheet, around, impact, work, then, naming)


@login_required
@BOTH
def keep(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    area = finding.area_of(request, code)
    inside = Building.objects.shown().filter(area_path__range=subtree(area.path)).select_related("estate")
    building = get_object_or_404(inside, pk=pk)
    request.actor.require("door.divide", building.area_path)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> Answer:
        keep_building(building, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"area": area.path}

    title = _("%(building)s stays with its grid") % {"building": words.building_name(building)}
    lead = _("The register is right. Nobody is asked about this building again until a grid disowns it anew.")
    around = page(request, area, title, icon="check", lead=lead, button=_("It stays"))
    then = done(request, _("The building stays with its grid"))
    return handle(request, forms.SureForm(request.POST or None), around, work, then)


def _label(above: Any, thing: Any) -> str:
    return f"{localized(above, 'name')} {localized(thing, 'name')}"


def _grids(request: HttpRequest, area: Area) -> list[Area]:
    """Grids and micro-grids that buildings can go to: those of the community first."""
    levels = (Level.GRID, Level.MICROGRID)
    seen = Area.objects.visible_to(request.scope).standing(request.now).filter(level__in=levels)  # type: ignore[attr-defined]
    able = [
        a for a in seen.exclude(pk=area.pk).select_related("parent").order_by("path") if _divides(request, a)
    ]
    return sorted(able, key=lambda a: not covers(area.path[:12], a.path))


@login_required
@BOTH
def adopt(request: HttpRequest) -> HttpResponse:
    """Draw a county or sub-district from the official list."""
    request.actor.require("door.divide")  # type: ignore[attr-defined]
    able = [row for row in codes.subtree("") if finding.may(request, "door.divide", row.path)]
    sheet = forms.AdoptForm(request.POST or None, rows=able)

    def work(values: dict[str, Any]) -> Answer:
        drawn, known = actions.adopt_codes(values["code"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {"area": values["code"], "drawn": drawn, "known": known}

    def then(answer: Answer) -> HttpResponse:
        messages.success(request, _("%(drawn)s drawn, %(known)s were there already") % answer)
        return redirect("desk:area", code=answer["area"])

    lead = _("Sub-districts and communities with their official numbers and names. What is there stays.")
    around = page(
        request, None, _("Draw from the official list"), icon="download", lead=lead, button=_("Draw them")
    )
    without = _(
        "The official list of your county is not part of this installation."
        " The reference page on codes says how to add it."
    )
    return handle(request, sheet, around | {"nothing": "" if able else without}, work, then)
