"""When something does not work: what happened, what you can do, and that nothing is lost."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.common.refusals import Refusal
from linli.faces import problems, words
from linli.faces.uploads import NO_ROOM, NOT_OURS

log = logging.getLogger("linli.request")
# what is shown with everything that was typed, in a form that can be sent once more
SENT_AGAIN = ("form_too_old", "busy", "disk_full", "read_only")
NOT_BACK = ("csrfmiddlewaretoken", "password", "again", "old", "code")  # what is secret is typed again


def page(
    request: HttpRequest, code: str, *, status: int, params: dict[str, Any] | None = None
) -> HttpResponse:
    """One page for everything that went wrong, for another system a document; the words belong to the code."""
    if request.path.startswith("/api/"):
        return problems.problem(request, code, status=status, params=params)
    face = "desk" if request.path.startswith("/desk/") else "portal"
    title, advice = words.refusal_words(code, params or {})
    context: dict[str, Any] = {"title": title, "advice": advice, "code": code, "face": face}
    if code in SENT_AGAIN:
        context["again"] = [(name, value) for name, value in request.POST.items() if name not in NOT_BACK]
    return render(request, f"{face}/problem.html", context, status=status)


STATUS = {
    "bad_request": 400,
    "stale": 409,
    "catalogue_moved": 409,
    "catalogue_same": 409,
    "catalogue_wrong": 422,
    "setting_moved": 409,
    "setting_never_changed": 409,
    "matter_in_use": 409,
    "link_passed_on": 409,
    "same_key_other_body": 409,
    "proposal_not_open": 409,
    "proposal_moved_on": 409,
    "proposal_not_whole": 409,
    "proposal_outdated": 409,
    "no_change_by_hand": 409,
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
    code, status = trouble(exception) or ("bad_request", 400)
    return page(request, code, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "forbidden", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Too old a token: everything that was typed is given back, in a form that can be sent once more.

    Not so what another site sent: given back here, one click would make our own form of it.
    """
    if reason.startswith(("Origin checking", "Referer checking")):
        return page(request, "form_from_elsewhere", status=403)
    return page(request, "form_too_old", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_found", status=404)


def trouble(error: BaseException | None) -> tuple[str, int] | None:
    """Code and status where the machine, not the program, is at its end: full disk, read-only data, busy database."""
    while isinstance(
        error, (UpdateError, SessionInterrupted)
    ):  # a session that could not be stored hides why
        error = error.__context__
    said = str(error).lower()
    if isinstance(error, OperationalError):
        if "disk is full" in said or "no space left" in said or "disk i/o" in said:
            return "disk_full", 507
        return ("read_only", 503) if "readonly" in said or "read-only" in said else ("busy", 503)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return "disk_full", 507
    return ("read_only", 503) if isinstance(error, OSError) and error.errno in NOT_OURS else None


def holds_nul(error: BaseException) -> bool:
    """Somebody sent the one sign that PostgreSQL keeps in no text (U+0000); no keyboard has it."""
    return isinstance(error, DataError) and ("NUL (0x00)" in str(error) or "\\u0000" in str(error))


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view could answer for: a full disk is told as such, also where the session could not be stored."""
    error = sys.exc_info()[1]
    try:
        if (found := trouble(error)) is not None:
            log.error("machine in trouble", exc_info=error)
            return page(request, found[0], status=found[1])
        return page(request, "server_error", status=500)
    except Exception:  # the page itself may need what is broken
        return HttpResponse("500\n", status=500, content_type="text/plain")
