"""Pages that need no plate: the start, what this is and who runs it, language and view."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from linli.faces.middleware import LANGUAGE_COOKIE, VIEW_COOKIE
from linli.faces.portal import drafts, telling
from linli.faces.portal.http import Request, show
from linli.people.models import Office
from linli.territory.models import Plate

A_YEAR = 60 * 60 * 24 * 365
MOST_COUNTERS = 3  # addresses on the page about LinLi; more would be a directory


@require_safe
def start(request: Request) -> HttpResponse:
    said = telling.said_with_states(drafts.said(request))
    plate = None
    if settings.DEMO:  # a visitor of the demo has no door to scan
        plate = Plate.objects.filter(retired_at=None).order_by("id").first()
    return show(request, "start", {"said": said, "demo_plate": plate})


@require_safe
def about(request: Request) -> HttpResponse:
    counters = Office.objects.filter(kind__in=("township", "community")).exclude(address="").order_by("id")
    found = list(counters[: MOST_COUNTERS + 1])
    return show(request, "about", {"counters": found if len(found) <= MOST_COUNTERS else []})


@require_safe
def choose_view(request: Request, view: str) -> HttpResponse:
    if view not in ("elder", "plain"):
        raise Http404
    return _back_with(request, VIEW_COOKIE, view)


@require_safe
def choose_language(request: Request, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _back_with(request, LANGUAGE_COOKIE, language)


def _back_with(request: Request, cookie: str, value: str) -> HttpResponse:
    """Remember the choice and go back; only to a page of this very host."""
    to = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        to = "/"
    response = HttpResponseRedirect(to if to.startswith("/") else "/")
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
    return response
