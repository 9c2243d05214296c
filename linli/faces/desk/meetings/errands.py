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
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.cases import actions, meeting
from linli.cases.models import Case, Errand
from linli.faces import words
from linli.faces.desk import sheets, steps
from linli.faces.templatetags.linli import localized
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
        found.append(_given(one, base if meeting.is_running(one, now) else ""))
    return found


def _given(errand: Errand, base: str) -> Given:
    """`base` of the link; empty where it works no more."""
    path = reverse("portal:errand", args=[meeting.errand_token(errand)])
    link = base.rstrip("/") + path if base else ""
    return Given(errand, meeting.task_of(errand), link, meeting.reports_of(errand))


def together(request: HttpRequest, running: Given, base: str) -> list[Given]:
    """What this firm was given by one step for several requests, in the order in which they came; with one, that one.

    Only what still works, and is with an office of this person's.
    """
    one, seen = running.errand, Case.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    same = Errand.objects.filter(
        office=one.office_id, since=one.since, case__office=one.case.office_id, case__in=seen
    )
    related = ("office", "case__area", "case__entrance__building__estate")
    found = same.select_related(*related).order_by("case_id")[:MOST]
    return [_given(one, base) for one in found if meeting.is_running(one, request.now)]  # type: ignore[attr-defined]


def text_for(given: list[Given]) -> str:
    """What is sent to the firm: a line on what it is, then each link under what to do and where."""
    if len(given) == 1:
        return given[0].link
    said = ngettext("%(n)s request for you:", "%(n)s requests for you:", len(given)) % {"n": len(given)}
    parts = [
        f"{n}. {_door(one.errand.case)}{_(': ')}{one.task}\n{one.link}" for n, one in enumerate(given, 1)
    ]
    return "\n\n".join([said, *parts])


def _door(case: Case) -> str:
    """The door as their page names it: not what somebody said of the place, which may name a neighbour."""
    return words.door_name(case.entrance) if case.entrance else localized(case.area, "name")


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
    base = request.build_absolute_uri("/")
    given = of(case, now, base)
    running = next((one for one in given if one.link), None)
    all_of_it = together(request, running, base) if running else []
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
        "together": all_of_it,
        "to_send": text_for(all_of_it) if all_of_it else "",
        "crumbs": [
            (_("My day"), reverse("desk:day")),
            (case.spoken_number, reverse("desk:case", args=[number])),
        ],
    }
    return sheets.handle(request, form, page, work, then, template="desk/meetings/errand.html")
