"""The page of boundaries: a map, a file in, a file out, and what lies elsewhere than the register says."""

from __future__ import annotations

import hashlib
import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.forms import told
from linli.faces.desk.sheets import handle
from linli.faces.desk.territory import finding, forms
from linli.faces.desk.territory.acting import BOTH, Answer, page
from linli.faces.desk.territory.drawing import draw
from linli.territory import actions, codes, geojson
from linli.territory.models import Area
from linli.territory.queries.boundaries import Plan, in_force, plan
from linli.territory.queries.pins import strays

MOST_MB = 4
MOST_STRAYS = 100
DATUMS = {"wgs": "WGS-84", "gcj": "GCJ-02"}


@login_required
@BOTH
def boundaries(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    divides = finding.may(request, "door.divide", area.path)
    if request.method == "POST":
        request.actor.require("door.divide", area.path)  # type: ignore[attr-defined]
    content, data = _content(request)
    sheet = forms.BoundaryForm(data)
    found = _look(request, area, content, sheet)

    def work(values: dict[str, Any]) -> Answer:
        datum, sure = values["datum"], bool(values["sure"])
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        areas = actions.set_boundaries(area, content, datum=datum, sure=sure, by=by, at=at)
        return {"area": area.path, "number": len(areas), "same": len(found.same) if found else 0}

    def then(answer: Answer) -> HttpResponse:
        if n := answer["number"]:
            said = ngettext("%(n)s boundary is in force now", "%(n)s boundaries are in force now", n)
            messages.success(request, said % {"n": n})
        if n := answer["same"]:
            said = ngettext(
                "No change: %(n)s boundary stands as the file has it",
                "No change: %(n)s boundaries stand as the file has them",
                n,
            )
            messages.info(request, said % {"n": n})
        for warning in found.warnings if found else ():
            messages.info(request, in_words(warning))
        return redirect("desk:boundaries", code=answer["area"])

    around = page(request, area, _("Boundaries"), divides=divides, **_map(request, area))
    around["problems"] = [in_words(p) for p in found.problems] if found else []
    if found and found.problems and sheet.is_valid():
        status = 422
        return shell.page(request, "desk/territory/boundaries.html", around | {"form": sheet}, status=status)
    return handle(request, sheet, around, work, then, template="desk/territory/boundaries.html")


def _content(request: HttpRequest) -> tuple[bytes, Any]:
    """What was sent, and the form's data with the file's text in it, so that it is there again to be mended."""
    if request.method != "POST":
        return b"", None
    data = request.POST.copy()
    file = request.FILES.get("file")
    if file is None:
        return data.get("text", "").encode(), data
    content = file.read(MOST_MB * 1024 * 1024 + 1)
    with suppress(ValueError):  # another file under the same form is another command
        data["key"] = str(uuid.uuid5(uuid.UUID(data.get("key", "")), hashlib.sha256(content).hexdigest()))
    if len(content) <= 1024 * 1024:
        data["text"] = content.decode("utf-8", "replace")
    return content, data


def _look(request: HttpRequest, area: Area, content: bytes, sheet: forms.BoundaryForm) -> Plan | None:
    """The plan of what was sent; a file that is none at all is told at its field."""
    if request.method != "POST" or not sheet.is_valid():
        return None
    told_ = sheet.cleaned_data
    try:
        if not content.strip():
            raise refuse("geojson_missing")
        if len(content) > MOST_MB * 1024 * 1024:
            raise refuse("geojson_too_big", most=MOST_MB)
        sure = bool(told_["sure"])
        return plan(content, datum=told_["datum"], root=area, at=request.now, sure=sure)  # type: ignore[attr-defined]
    except Refused as error:
        return Plan(problems=[error.refusal])


def in_words(refusal: Refusal) -> str:
    """A problem of a file, with the place as somebody can find it."""
    told_ = dict(refusal.params)
    if "lon" in told_:
        told_["place"] = f"{told_['lon']}, {told_['lat']}"
        if told_.get("building"):
            told_["place"] = _("%(place)s (near %(building)s)") % told_
    if "guess" in told_:
        told_["guess"] = DATUMS[told_["guess"]]
    said = told(*words.refusal_words(refusal.code, told_))
    if "at" in told_:
        said += " " + _("Not a number at place %(at)s of its coordinates.") % told_
    return said


def _map(request: HttpRequest, area: Area) -> dict[str, Any]:
    """The areas right below with their boundaries, inside the outline of this one."""
    known = in_force(area.path, request.scope)  # type: ignore[attr-defined]
    children = [(a, s) for a, s in known.values() if a.parent_id == area.pk]
    own = known.get(area.pk)
    shown = children or ([own] if own else [])
    standing = area.children.standing(request.now).order_by("path")  # type: ignore[attr-defined]
    found = strays(area.path)
    return {
        "drawing": draw(shown, [own[1]] if own and children else []),
        "without": [a for a in standing if a.pk not in known],
        "strays": found[:MOST_STRAYS],
        "more_strays": max(0, len(found) - MOST_STRAYS),
        "any": bool(known),
    }


@login_required
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    area = finding.area_of(request, code)
    datum = "gcj" if request.GET.get("datum") == "gcj" else "wgs"
    rows = in_force(area.path, request.scope).values()  # type: ignore[attr-defined]
    text = geojson.written(
        ((codes.code_of_path(a.path), a.path, a.name, s) for a, s in rows),
        datum=datum,
    )
    answer = HttpResponse(text, content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="{area.path}-{datum}.geojson"'
    return answer
