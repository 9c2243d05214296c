"""The link of a firm that does something for us: to be sent on, looked at, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, meeting
from linli.cases.models import Case, Errand
from linli.faces.desk import sheets, steps
from linli.journal.queries import Line

MOST = 20


@dataclass(frozen=True, slots=True)
class Given:
    """One errand as the office sees it. `link` is empty when it works no more."""

    errand: Errand
    task: str
    link: str
    reports: list[Line]


def of(case: Case, now: Any, base: str) -> list[Given]:
    """What firms were given of this case, newest first."""
    errands = Errand.objects.filter(case=case).select_related("office", "case").order_by("-id")[:MOST]
    found = []
    for one in errands:
        running = meeting.is_running(one, now)
        path = reverse("portal:errand", args=[meeting.errand_token(one)])
        link = base.rstrip("/") + path if running else ""
        found.append(Given(one, meeting.task_of(one), link, meeting.reports_of(one)))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, number: str) -> HttpResponse:
    """Only those of the office that has it in hand see the link: whoever holds it may write back."""
    case = steps.find(request, number)
    if case is None:
        raise Http404
    if "member" not in steps.relations(request, case):
        raise PermissionDenied
    now = request.now  # type: ignore[attr-defined]
    given = of(case, now, request.build_absolute_uri("/"))
    running = next((one for one in given if one.link), None)
    form = sheets.Sheet(request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        if running is None:
            return {}
        actions.take_back_errand(running.errand, by=steps.actor(request, case), at=now)
        return {"taken_back": running.errand.pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("Taken back: their link works no more."))
        return redirect("desk:case", number=number)

    page = {
        "here": "day",
        "title": _("With a firm"),
        "case": case,
        "given": given,
        "running": running,
        "crumbs": [
            (_("My day"), reverse("desk:day")),
            (case.spoken_number, reverse("desk:case", args=[number])),
        ],
    }
    return sheets.handle(request, form, page, work, then, template="desk/meetings/errand.html")
