"""What stands before every page of the desk: an old session ends, and who needs a one-time code sets it up first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth import logout as log_out
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.common.authority import needs_second_factor
from linli.common.refusals import Refusal
from linli.faces import errors
from linli.office.queries import settings_named

Next = Callable[[HttpRequest], HttpResponse]
NOTED_SECONDS = 60  # a session is looked at, and written for having been used, at most so often
OPEN = ("desk:code", "desk:logout", "desk:demo")


class Gate:
    """Residents' pages pass untouched: their sessions live as long as the cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/desk/") and request.user.is_authenticated:
            if _is_over(request.session, request.now):  # type: ignore[attr-defined]
                log_out(request)
                notes.info(
                    request, _("Your log-in has ended, as it does after a while. Please log in again.")
                )
            elif lacks_code(request):
                if request.method in ("GET", "HEAD"):
                    return redirect("desk:code")
                return errors.refused(request, Refusal("code_first"))
        return self.get_response(request)


def _is_over(session: Any, now: datetime) -> bool:
    """Too long without a click, or too long since the log-in; otherwise the click is noted."""
    stamp = int(now.timestamp())
    since, seen = session.get("desk_since"), session.get("desk_seen")
    if since is None or seen is None:
        session["desk_since"] = session["desk_seen"] = stamp
        return False
    if stamp - seen < NOTED_SECONDS:
        return False
    limits = settings_named("people.session_idle_minutes", "people.session_hours")
    if stamp - seen > limits["people.session_idle_minutes"] * 60:
        return True
    if stamp - since > limits["people.session_hours"] * 3600:
        return True
    session["desk_seen"] = stamp
    return False


def needs_code(request: HttpRequest) -> bool:
    """Does one of the posts held now, or acted for, open more than a password should?"""
    return any(needs_second_factor(post.role) for post in request.posts)  # type: ignore[attr-defined]


def lacks_code(request: HttpRequest) -> bool:
    """Must this person set up a one-time code before going on? Not in the demo: nobody there is real."""
    if settings.DEMO or request.user.totp_since is not None:  # type: ignore[union-attr]
        return False
    if request.path in {reverse(name) for name in OPEN}:
        return False
    return needs_code(request)
