"""Paper slips of ratings: printed while a request waits for one, and entered when they come back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import actions
from linli.cases.models import Case, Rating, Through
from linli.cases.rating_paper import rating_paper
from linli.common.refusals import refuse
from linli.common.text import digits
from linli.faces.desk import sheets
from linli.faces.desk.calls.forms import SlipForm
from linli.office import printing

NUMBER = re.compile(r"[0-9A-Za-z-]{1,16}")  # of a request, as addresses hold it


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type in one slip; then the form is empty again for the next one."""
    number = digits(request.GET.get("number", ""))
    number = number if NUMBER.fullmatch(number) else ""  # what is no number leaves the field empty
    form = SlipForm(request.POST if request.method == "POST" else None, number=number)
    page = {
        "here": "calls",
        "title": _("Enter a rating slip"),
        "lead": _(
            "Only what stands on it. Whoever worked on it or printed the slip lets a colleague enter it."
        ),
        "button": _("Take it down"),
        "icon": "clipboard-check",
        "crumbs": [(_("Call backs"), reverse("desk:calls"))],
        "back": reverse("desk:case", args=[number]) if number else reverse("desk:calls"),
    }

    def work(values: dict[str, Any]) -> dict[str, Any]:
        found = _seen(request, digits(values.pop("number"))[:16])
        case = actions.rate_from_paper(found, by=request.actor, at=request.now, **values)  # type: ignore[attr-defined]
        return {"case": case.number, "through": Rating.objects.filter(case=case).latest("id").through}

    def then(answer: dict[str, Any]) -> HttpResponse:
        _say_done(request, answer)
        return redirect("desk:slip")

    return sheets.handle(request, form, page, work, then)


def _seen(request: HttpRequest, number: str) -> Case:
    found = Case.objects.visible_to(request.scope).filter(number=number).first()  # type: ignore[attr-defined]
    if found is None:
        raise refuse("number_unknown", number=number)
    return found


def _say_done(request: HttpRequest, answer: dict[str, Any]) -> None:
    if answer["through"] == Through.SLIP:
        notes.success(
            request, _("%(number)s: taken down as the resident's own word.") % {"number": answer["case"]}
        )
    else:
        said = _("%(number)s: taken down as entered by the office; no figure of content people counts it.")
        notes.warning(request, said % {"number": answer["case"]})


@login_required
@require_POST
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The slip as PDF; that somebody printed it is on record, for it carries the resident's own code."""
    seen = Case.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    found = get_object_or_404(seen.select_related("area", "entrance__building__estate"), number=number)
    slip = actions.print_slip(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    title = _("Rating slip %(number)s") % {"number": found.number}
    pdf = printing.rating_slip(rating_paper(found, slip.round, request.now), title=title)  # type: ignore[attr-defined]
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.pdf") or ""
    return response
