"""At the table: one line for each person who comes, one press, and the next line is ready."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, meeting
from linli.faces import scope
from linli.faces.desk import sheets
from linli.faces.desk.meetings import seen, views
from linli.faces.desk.meetings.forms import TableForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, pk: int) -> HttpResponse:
    one = seen.reception(request, pk)
    if not meeting.sits_there(one, request.user.pk, seen.posts(request)):
        raise PermissionDenied
    form = TableForm(request, one, request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        write = actions.settle_there if form.settled else actions.hear
        by = scope.in_office(request, one.office_id)
        case = write(one, **form.arguments(values), by=by, at=request.now)  # type: ignore[attr-defined]
        return {
            "number": case.spoken_number,
            "settled": form.settled,
            "office": getattr(case.office, "name", ""),
        }

    def then(answer: dict[str, Any]) -> HttpResponse:
        if answer["settled"]:
            messages.success(request, _("Settled and noted: %(number)s. The next one, please.") % answer)
        else:
            messages.success(request, _("%(number)s went to %(office)s. The next one, please.") % answer)
        return redirect("desk:reception_table", pk=pk)

    rows = list(reversed(seen.rows(request, [one]).get(pk, [])))
    page = {
        "here": "meetings",
        "one": one,
        "title": _("At the table"),
        "name": views.day_name(one),
        "rows": views.told(rows, request),
        "crumbs": [*views.crumbs(), (views.day_name(one), reverse("desk:reception", args=[pk]))],
        "settled": form.settled,
    }
    return sheets.handle(request, form, page, work, then, template="desk/meetings/table.html")
