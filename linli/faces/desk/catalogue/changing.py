"""Changing the catalogue by page: one matter, an older version again, the shipped one to begin with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import actions
from linli.cases.catalogue import Matter, load
from linli.cases.matters import faults, in_use, matters
from linli.cases.models import CatalogueVersion
from linli.faces.desk.catalogue import seen, words
from linli.faces.desk.catalogue.fields import reason_field
from linli.faces.desk.catalogue.forms import MatterSheet
from linli.faces.desk.catalogue.views import HERE
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.templatetags.linli import localized

either = require_http_methods(["GET", "HEAD", "POST"])
CHANGE = "desk/catalogue/change.html"


def around(title: str, back: str, **more: Any) -> dict[str, Any]:
    crumbs = [(_("Catalogue"), reverse("desk:catalogue"))]
    return {**HERE, "title": title, "crumbs": crumbs, "back": back, **more}


@login_required
@either
def change(request: HttpRequest, code: str) -> HttpResponse:
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    one = seen.matter(code)
    sheet = MatterSheet(request.POST or None, matter=one)
    title = _("Change “%(name)s”") % {"name": localized(one, "name")}
    page = around(title, reverse("desk:matter", args=[code]), button=_("Write the new version"))
    return _sheet(request, sheet, page)


@login_required
@either
def new(request: HttpRequest) -> HttpResponse:
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    page = around(_("Add a matter"), reverse("desk:catalogue"), button=_("Add it to the catalogue"))
    return _sheet(request, MatterSheet(request.POST or None, matter=None), page)


def _sheet(request: HttpRequest, sheet: MatterSheet, page: dict[str, Any]) -> HttpResponse:
    if sheet.is_bound and "key" not in sheet.errors:
        sheet.faults(_wrong(sheet.drawn(), is_new=sheet.was is None))

    def work(values: dict[str, Any]) -> dict[str, Any]:
        matter = sheet.matter(values)
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        reason = values.get("reason") or _("New: %(name)s") % {"name": matter.name[:40]}
        version = actions.change_matter(matter, reason=reason, by=by, at=at)
        return {"code": matter.code, "number": version.number}

    def then(answer: dict[str, Any]) -> HttpResponse:
        if sheet.was is None:
            notes.success(request, _said_of(seen.matter(answer["code"])))
        else:
            notes.success(request, _("Changed. It counts from now on; what stood before is under Versions."))
        return redirect("desk:matter", answer["code"])

    return handle(request, sheet, page, work, then, template=CHANGE)


def _said_of(added: Matter) -> str:
    """Of a new matter: where residents find it, and since when."""
    said = _("“%(name)s” is in the catalogue. Residents can choose it from now on, under “%(group)s”.")
    return said % {"name": localized(added, "name"), "group": words.group(added.group)}


def _wrong(matter: Matter, *, is_new: bool) -> list[Any]:
    """Faults of this matter, said at its fields; the action asks again."""
    before = matters()
    if is_new and any(one.code == matter.code for one in before):
        after: tuple[Matter, ...] = (*before, matter)
    else:
        after = tuple(matter if one.code == matter.code else one for one in before)
        after = after if not is_new else (*after, matter)
    return [p for p in faults(after, before, in_use()) if p.code in (matter.code, "")]


@login_required
@either
def back(request: HttpRequest, number: int) -> HttpResponse:
    """An older version again."""
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    version = get_object_or_404(CatalogueVersion, number=number)
    sheet = Sheet(request.POST or None)
    sheet.fields["reason"] = reason_field()
    title = _("Back to version %(number)s") % {"number": number}
    lead = _(
        "It becomes a new version; nothing is lost. Matters that came later and that requests have stay, retired."
    )
    page = around(title, reverse("desk:catalogue_version", args=[number]), lead=lead, icon="rotate-ccw")

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        return {"number": actions.go_back(version, reason=values["reason"], by=by, at=at).number}

    return handle(request, sheet, page, work, lambda answer: written(request, answer["number"]))


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """An installation without a catalogue takes the shipped one."""
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    if matters():
        return redirect("desk:catalogue")
    shipped = load()
    by, at = request.actor, request.now  # type: ignore[attr-defined]
    actions.change_catalogue(shipped, reason=_("To begin with"), by=by, at=at)
    said = ngettext("%(n)s matter to begin with.", "%(n)s matters to begin with.", len(shipped))
    notes.success(request, said % {"n": len(shipped)})
    return redirect("desk:catalogue")


def written(request: HttpRequest, number: int) -> HttpResponse:
    notes.success(request, _("Written as version %(number)s.") % {"number": number})
    return redirect("desk:catalogue_version", number)
