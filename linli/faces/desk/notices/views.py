"""The list of those to call, and one call: what to say, the number for a minute, that it was said."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import queries as cases
from linli.cases.actions import bringing
from linli.cases.models import Case
from linli.cases.rules import may_bring, require
from linli.common.refusals import refuse
from linli.common.text import mask_name, mask_phone
from linli.faces import errors
from linli.faces.desk import shell, steps
from linli.faces.desk.notices import reading
from linli.faces.sent import key_of
from linli.journal.queries import own_reading
from linli.notify.queries import owed_of
from linli.office.actions import once

A_MINUTE = timedelta(seconds=60)  # how long a number is shown
SAID = {"phone": ("phone", True), "visit": ("visit", True), "missed": ("phone", False)}


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {"here": "messages", "calls": reading.calls(request)}
    return shell.page(request, "desk/notices/start.html", context)


def _found(request: HttpRequest, number: str) -> Case:
    found = steps.find(request, number)
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(request, number)
    return _said(request, found) if request.method == "POST" else _page(request, found)


def _page(request: HttpRequest, found: Case) -> HttpResponse:
    now = request.now  # type: ignore[attr-defined]
    rows = owed_of(found.pk, now)
    if rows:
        require(may_bring(request.actor, found, now, {row.office_id for row in rows}))  # type: ignore[attr-defined]
    contact = cases.contact(found)
    opened = _opened(request, found)
    context = {
        "here": "messages",
        "case": found,
        "texts": reading.texts(found, rows),
        "tries": max((row.tries for row in rows), default=0),
        "name": (contact.name if opened else mask_name(contact.name)) if contact else "",
        "phone": (contact.phone if opened else mask_phone(contact.phone[-4:])) if contact else "",
        "opened": opened,
        "upto": max((row.entry_id for row in rows), default=0),
        "key": uuid.uuid4(),
    }
    return shell.page(request, "desk/notices/tell.html", context)


def _opened(request: HttpRequest, found: Case) -> bool:
    """Did this person say less than a minute ago that they look at the number?"""
    opened = request.GET.get("opened", "")
    if not (opened.isdecimal() and len(opened) < 19):
        return False
    since = request.now - A_MINUTE  # type: ignore[attr-defined]
    return own_reading(int(opened), user_id=request.user.pk or 0, subject=found, what="phone", since=since)


def _said(request: HttpRequest, found: Case) -> HttpResponse:
    key, said, upto = key_of(request), request.POST.get("said", ""), request.POST.get("upto", "")
    if not (upto.isdecimal() and len(upto) < 19):
        return errors.bad_request(request)
    if said not in SAID:
        raise refuse("name_way")
    way, reached = SAID[said]
    once(
        request.actor,  # type: ignore[attr-defined]
        key,
        {"case": found.number, "verb": "told", "said": said, "upto": upto},
        lambda: _bring(request, found, way, reached, int(upto)),
        at=request.now,  # type: ignore[attr-defined]
    )
    notes.success(
        request, _("Noted: they know.") if reached else _("Noted: nobody answered. It stays on the list.")
    )
    return redirect("desk:notices")


def _bring(request: HttpRequest, found: Case, way: str, reached: bool, upto: int) -> dict[str, str]:
    bringing.bring(found, by=request.actor, at=request.now, reached=reached, way=way, upto=upto)  # type: ignore[attr-defined]
    return {"number": found.number}


@login_required
@require_POST
def number(request: HttpRequest, number: str) -> HttpResponse:
    """Look at the number: noted first, then shown for a minute."""
    found = _found(request, number)
    noted = bringing.open_number(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return redirect(reverse("desk:notices_tell", args=[found.number]) + f"?opened={noted.pk}")
