"""A person's own lists: kept from the day, shown above it, renamed and removed here."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.actions import listing
from linli.cases.models import SavedList
from linli.cases.queries import QUEUES
from linli.common.refusals import Refused
from linli.faces import errors, words
from linli.faces.desk import shell
from linli.faces.sent import key_of
from linli.office.actions import once

NARROWS = ("area", "category", "urgency", "level")
_VALUE = re.compile(r"[0-9A-Za-z_-]{1,40}")  # codes and paths, nothing that somebody typed


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _page(request)


def mine(request: HttpRequest) -> Any:
    return SavedList.objects.filter(user_id=request.user.pk or 0).order_by("name")


def _page(request: HttpRequest, error: Refused | None = None, **more: Any) -> HttpResponse:
    refusal = words.refusal_words(error.refusal.code, error.refusal.params) if error else None
    context = {"here": "day", "saved": mine(request), "refusal": refusal, "key": uuid.uuid4(), **more}
    return shell.page(request, "desk/saved/start.html", context, status=422 if error else 200)


def _query(text: str) -> str:
    """The address of a list, made anew from what a list can be narrowed by; "" where it is none."""
    sent = dict(parse_qsl(text[:400]))
    if sent.get("queue") not in QUEUES:
        return ""
    kept = {name: sent[name] for name in NARROWS if _VALUE.fullmatch(sent.get(name, ""))}
    return urlencode({"queue": sent["queue"], **kept})


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    key, query, name = (
        key_of(request),
        _query(request.POST.get("list", "")),
        request.POST.get("name", ""),
    )
    if not query:
        return errors.bad_request(request)

    def work() -> dict[str, Any]:
        listing.save_list(name=name, query=query, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    try:
        once(request.actor, key, ["list", name, query], work, at=request.now)  # type: ignore[attr-defined]
    except Refused as error:
        return _page(request, error, unsaved={"query": query, "name": name[:40]})
    notes.success(request, _("Kept. It stands above your lists."))
    return redirect(f"{reverse('desk:day')}?{query}")


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    saved, name = get_object_or_404(mine(request), pk=pk), request.POST.get("name", "")
    try:
        listing.rename_list(saved, name=name, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except Refused as error:
        return _page(request, error, wrong={"pk": pk, "name": name[:40]})
    notes.success(request, _("Renamed."))
    return redirect("desk:lists")


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(mine(request), pk=pk)
    listing.drop_list(saved, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    notes.success(request, _("Removed. Nothing happens to the requests on it."))
    return redirect("desk:lists")
