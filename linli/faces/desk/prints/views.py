"""What can be printed of a place: choose it, look at it, order it. What holds no person comes at once."""

from __future__ import annotations

import uuid as uuids

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.common.refusals import Refused
from linli.faces import errors, words
from linli.faces.desk import shell
from linli.faces.desk.prints.choosing import Ground, choices, chosen, ground
from linli.faces.desk.register.wording import NEEDS
from linli.faces.desk.territory.finding import ESTATE_KINDS, VENUE_KINDS
from linli.faces.sent import key_of
from linli.office import printing
from linli.office.actions import once
from linli.office.printing.words import CARD_FOOT
from linli.people import boards, volumes
from linli.people.actions import printing as verbs
from linli.people.actions.second import waiting_for
from linli.territory import plates as doors

MOST_BUILDINGS = 300


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """One place, and the four papers that can be made of it."""
    areas = choices(request)
    place = ground(request, request.GET)
    if place is None and len(areas) == 1:
        return redirect(f"{request.path}?area={areas[0].path}")
    context = {
        "here": "prints",
        "areas": areas,
        "place": place,
        "waiting_for_me": waiting_for(verbs.NAMED, request.actor, request.now),  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/prints/start.html", context | (_about(request, place) if place else {}))


def _about(request: HttpRequest, place: Ground) -> dict[str, object]:
    here = doors.Where(place.area.path)
    plates = boards.plates(place.where) if doors.in_use(place.where).count() <= verbs.MOST_PLATES else []
    try:
        boards.answering(place.area.path)
        refusal = None
    except Refused as error:
        refusal = words.refusal_words(error.refusal.code, error.refusal.params)
    in_estate = doors.Where(place.area.path, place.where.estate_id)
    return {
        "doors": doors.entrances(place.where).count(),
        "bare": doors.without_plate(place.where).count(),
        "most": verbs.MOST_PLATES,
        "per_sheet": printing.PER_SHEET,
        "estates": doors.estates(here.path),
        "buildings": list(doors.buildings(in_estate)[:MOST_BUILDINGS]) if place.where.estate_id else [],
        "undrawn": boards.undrawn(plates)[:20],
        "refusal": refusal,
        "may_names": request.actor.refusal("contact.export", place.area.path) is None,  # type: ignore[attr-defined]
        "is_volume": place.area.level in volumes.LEVELS,
        "key": uuids.uuid4(),
    }


@login_required
@require_http_methods(["POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Order the plates of the chosen place; ordering twice with one form does it once."""
    place = chosen(request, request.POST)
    key = key_of(request)
    by, now = request.actor, request.now  # type: ignore[attr-defined]

    def work() -> dict[str, str]:
        return {"job": str(verbs.order_plates(place.area, place.where, by=by, at=now).uuid)}

    answer = once(by, key, {"print": "plates", "place": place.query}, work, at=now)
    return redirect("desk:job", uuid=answer["job"])


def pdf(content: bytes, name: str) -> HttpResponse:
    """Shown in the browser, saved under its own name, kept by nobody between."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, name)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def plate(request: HttpRequest) -> HttpResponse:
    """The first plate of the chosen place, to look at."""
    place = chosen(request, request.GET)
    first = boards.plates(place.where)[:1]
    answers = boards.answering(place.area.path)
    name = _("Plate")
    if not first:
        return errors.page(request, "no_doors", status=404)
    content = printing.plate(first[0], phone=answers.phone, operator=answers.operator, title=first[0].door)
    return pdf(content, f"{name}-{first[0].door}.pdf")


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The information board of the chosen place."""
    place = chosen(request, request.GET)
    content = printing.board(boards.board(place.area, request.now), title=place.area.name)  # type: ignore[attr-defined]
    name = _("Board")
    return pdf(content, f"{name}-{place.area.name}.pdf")


@login_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Contact cards of everybody who serves in the chosen place."""
    place = chosen(request, request.GET)
    many = boards.cards(place.area, request.now)  # type: ignore[attr-defined]
    if not many:
        return errors.page(request, "nobody_serves", status=404)
    name = _("Cards")
    foot = CARD_FOOT.format(operator=boards.answering(place.area.path).operator)
    return pdf(printing.cards(many, foot=foot, title=place.area.name), f"{name}-{place.area.name}.pdf")


@login_required
@require_safe
def volume(request: HttpRequest) -> HttpResponse:
    """The volume of a community or grid as a page: figures and places, no persons but those who serve."""
    place = chosen(request, request.GET)
    if place.area.level not in volumes.LEVELS:
        return errors.page(request, "not_a_volume", status=404)
    seen = volumes.overview(place.area)
    context = {
        "here": "prints",
        "place": place,
        "seen": seen,
        "estates": [(ESTATE_KINDS[kind], n) for kind, n in seen.estates.items()],
        "kinds": [(VENUE_KINDS[kind], n) for kind, n in seen.venues.items()],
        "needs": [(NEEDS[kind], n) for kind, n in seen.needs.items()],
        "serving": boards.serving(place.area.path, request.now),  # type: ignore[attr-defined]
        "buildings": volumes.building_lines(place.area),
        "venues": [(VENUE_KINDS[one.kind], one) for one in volumes.venues(place.area)],
        "may_names": request.actor.refusal("contact.export", place.area.path) is None,  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/prints/volume.html", context)


@login_required
@require_safe
def volume_pdf(request: HttpRequest) -> HttpResponse:
    place = chosen(request, request.GET)
    if place.area.level not in volumes.LEVELS:
        return errors.page(request, "not_a_volume", status=404)
    made = volumes.volume(place.area, request.now)  # type: ignore[attr-defined]
    return pdf(printing.volume(made, title=made.name), f"{made.name}.pdf")
