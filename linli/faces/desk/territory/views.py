"""Pages of this part of the desk."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.faces.desk import shell


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return shell.page(request, "desk/territory/start.html", {"here": "territory"})
