"""A message from a chat group becomes a request: paste it, say where, the sender said yes."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions
from linli.cases.actions.rating import BY_MESSAGE
from linli.cases.messages import said
from linli.cases.models import Case, Channel
from linli.cases.queries import follow_token, timeline
from linli.cases.slips import phone_of
from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import words
from linli.faces.desk import shell, spots
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.desk.spots import Spot
from linli.faces.sent import key_of
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line
from linli.office.actions import once
from linli.office.queries import setting

DONE = "desk/orders/group_done.html"
MOST_PLACES = 300  # offered while typing


def _place(request: HttpRequest) -> Spot | Sequence[Spot]:
    """One place, or several that fit. Refuses place_needed, place_not_found."""
    if spot := spots.chosen(request, request.POST.get("spot", "")):
        return spot
    text = request.POST.get("where", "").strip()
    grids = spots.grids(request)
    if not text:
        if len(grids) == 1:
            return Spot(grids[0])
        raise refuse("place_needed")
    found = spots.find(request, text)
    if len(found) == 1:
        return found[0]
    if not found and len(grids) == 1:
        return Spot(grids[0])  # whoever goes there knows where it is; what was typed stays as the place
    if not found:
        raise refuse("place_not_found")
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    if not request.scope.areas:  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method != "POST":
        return _page(request)
    key = key_of(request)
    try:
        text = said(request.POST.get("words", ""))
        if not text:
            raise refuse("empty_words")
        if request.POST.get("yes") != "1":
            raise refuse("sender_said_yes")
        place = _place(request)
        if not isinstance(place, Spot):
            return _page(request, refusal=Refusal("place_several"), offered=place, status=422)
        number = _ask(request, key, text, place)
    except Refused as refused:
        return _page(request, refusal=refused.refusal, status=422)
    return redirect("desk:group_done", number=number)


def _ask(request: HttpRequest, key: uuids.UUID, text: str, spot: Spot) -> str:
    by, now = request.actor, request.now  # type: ignore[attr-defined]
    where = request.POST.get("where", "").strip()[:100]
    place_words = "" if spots.PLATE.search(where) or spot.entrance is not None else where

    def work() -> dict[str, str]:
        case = actions.ask(
            words=text,
            channel=Channel.GROUP,
            entrance=spot.entrance,
            area=None if spot.entrance is not None else spot.area,
            place_words=place_words
            or (spot.label if spot.building is not None and spot.entrance is None else ""),
            by=by,
            at=now,
        )
        return {"number": case.number}

    return str(once(by, key, ["group", text, spot.value, where], work, at=now)["number"])


FIELD_OF = {
    "empty_words": "words",
    "text_too_long": "words",
    "sender_said_yes": "yes",
    "place_needed": "where",
    "place_not_found": "where",
    "place_several": "where",
}


def _page(
    request: HttpRequest,
    *,
    refusal: Refusal | None = None,
    offered: Sequence[Spot] = (),
    status: int = 200,
) -> HttpResponse:
    grids = [Spot(one) for one in spots.grids(request)]
    places = [
        f"{localized(one.estate, 'name')} {localized(one, 'name')}"
        for one in spots.buildings(request)[:MOST_PLACES]
    ]
    context: dict[str, Any] = {
        "here": "group",
        "key": uuids.uuid4(),
        "grids": grids,
        "places": places,
        "offered": offered,
        "typed": {name: request.POST.get(name, "") for name in ("words", "where", "yes", "spot")},
        "most": setting("cases.longest_text", shell.area(request)),
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
        context["at"] = FIELD_OF.get(refusal.code, "")
    return shell.page(request, "desk/orders/group.html", context, status=status)


def _written(request: HttpRequest, number: str) -> Case:
    """What this person wrote down from a group and is not done yet; 404 for everything else."""
    case = Case.objects.visible_to(request.scope).filter(number=number, channel=Channel.GROUP).first()  # type: ignore[attr-defined]
    wrote = case is not None and any(
        line.verb == "case.ask" and line.user_id == request.user.pk for line in timeline(case)
    )
    if case is None or not wrote or case.status != "open":
        raise Http404
    return case


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, number: str) -> HttpResponse:
    """What goes back into the group; and, asked for by a form, once and on record, the sender's own link.

    With the link one acts as the sender, so no page that can be opened again holds it.
    """
    case = _written(request, number)
    form = Sheet(request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.pass_link_on(case, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        return shell.page(request, DONE, page | {"form": form, "to_sender": _to_sender(case)})

    page = {"here": "group", "case": case, "to_group": _to_group(case), "passed_on": _passed_on(case)}
    return handle(request, form, page, work, then, template=DONE)


def _passed_on(case: Case) -> Line | None:
    """Who passed the link on, and when."""
    given = [line for line in timeline(case) if line.verb == "case.print_receipt"]
    return next((line for line in given if line.data.get("choice") == BY_MESSAGE), None)


def _to_group(case: Case) -> str:
    told = {"number": case.spoken_number, "title": case.title, "phone": phone_of(case)}
    text = _("Taken down as request %(number)s: %(title)s.") % told
    return text + (
        _(" To hear how far it is, ring %(phone)s and say the number.") % told if told["phone"] else ""
    )


def _to_sender(case: Case) -> str:
    link = settings.BASE_URL + reverse("portal:follow", args=[follow_token(case)])
    return _(
        "Your request %(number)s (%(title)s) is taken down. See how far it is, add to it or rate it here: %(link)s"
        " The link is for you alone."
    ) % {"number": case.spoken_number, "title": case.title, "link": link}
