"""Whom an office named (指定人员): for complaints about those who serve, and for somebody in danger at home."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.actions.trusting import TWO, dismiss_trustee, name_trustee
from linli.cases.models import Trustee
from linli.faces.desk.sheets import handle
from linli.faces.desk.staff import seen
from linli.faces.desk.trust.forms import KINDS, NameForm
from linli.faces.templatetags.linli import localized
from linli.people.queries import members, posts_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is named for what, and a form to name somebody. Whoever appoints here decides it; the journal keeps it."""
    found = seen.office(request, pk)
    request.actor.require("staff.appoint", found.area.path)  # type: ignore[attr-defined]
    now = request.now  # type: ignore[attr-defined]
    people = {post.user_id: post.user for post in members(found.pk, now)}

    def work(values: dict[str, Any]) -> dict[str, Any]:
        name_trustee(found, values["user"], kind=values["kind"], by=request.actor, at=now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("Named."))
        return redirect("desk:trust_office", found.pk)

    back = reverse("desk:office", args=[found.pk])
    page = {
        "here": "staff",
        "title": _("Named people"),
        "button": _("Name them"),
        "icon": "user-check",
        "crumbs": [(_("People"), reverse("desk:staff")), (localized(found, "name"), back)],
        "back": back,
        "kinds": _named(found.pk, now),
    }
    form = NameForm(request.POST or None, people=people.values())
    return handle(request, form, page, work, then, template="desk/trust/office.html")


def _named(office_id: int, now: Any) -> list[dict[str, Any]]:
    """Each kind with those named for it; whoever serves here no more is shown as such, and counts for nothing."""
    named = Trustee.objects.filter(office_id=office_id, until=None).select_related("user").order_by("id")
    gone = {one.user_id for one in named if all(p.office_id != office_id for p in posts_of(one.user_id, now))}
    found = []
    for kind, option in KINDS.items():
        rows = [{"one": one, "gone": one.user_id in gone} for one in named if one.kind == kind]
        missing = TWO - sum(not row["gone"] for row in rows)
        found.append({"kind": str(kind), "option": option, "rows": rows, "missing": missing})
    return found


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    named = get_object_or_404(Trustee.objects.select_related("office__area"), pk=pk, until=None)
    seen.office(request, named.office_id)
    dismiss_trustee(named, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    notes.success(request, _("They are not named for it any more."))
    return redirect("desk:trust_office", named.office_id)
