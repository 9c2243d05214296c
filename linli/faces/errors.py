"""When something does not work: what happened, what you can do, and that nothing is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.common.refusals import Refusal
from linli.faces import words


def page(
    request: HttpRequest, code: str, *, status: int, params: dict[str, Any] | None = None
) -> HttpResponse:
    """One page for everything that went wrong; the words belong to the code."""
    face = "desk" if request.path.startswith("/desk/") else "portal"
    title, advice = words.refusal_words(code, params or {})
    context: dict[str, Any] = {"title": title, "advice": advice, "code": code, "face": face}
    if code == "form_too_old":
        context["again"] = [
            (name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"
        ]
    return render(request, f"{face}/problem.html", context, status=status)


STATUS = {
    "stale": 409,
    "catalogue_moved": 409,
    "catalogue_same": 409,
    "catalogue_wrong": 422,
    "matter_in_use": 409,
    "same_key_other_body": 409,
    "plate_torn": 404,
    "plate_unknown": 404,
    "number_unknown": 404,
    "errand_unknown": 404,
    "errand_over": 410,
    "area_closed": 410,
    "invitation_unknown": 404,
    "invitation_used": 410,
    "invitation_expired": 410,
}


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return page(request, refusal.code, status=STATUS.get(refusal.code, 403), params=refusal.params)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "bad_request", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "forbidden", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Too old a token: everything that was typed is given back, in a form that can be sent once more."""
    return page(request, "form_too_old", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_found", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return page(request, "server_error", status=500)
    except Exception:  # the page itself may need what is broken
        return HttpResponse("500\n", status=500, content_type="text/plain")
