"""Is everything running? What is wrong stands first, each with what to do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli import __version__
from linli.faces import running
from linli.faces.desk import shell
from linli.faces.desk.operations.checks import checks


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    request.actor.require("keep.rules")  # type: ignore[attr-defined]
    failures = reverse("desk:failures") if shell.sees_failures(request) else ""
    found = checks(running.state(request.now), request.now, failures=failures)  # type: ignore[attr-defined]
    context = {
        "here": "operations",
        "wrong": [one for one in found if one.grade != "fine"],
        "fine": [one for one in found if one.grade == "fine"],
        "version": __version__,
    }
    return shell.page(request, "desk/operations/start.html", context)
