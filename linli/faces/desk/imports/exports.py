"""Pages of lists that go out: ask for one, and the second person's word."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.common.refusals import Refusal, Refused
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.imports import runs, uploading, wording
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.office.models import ColumnMapping, Job
from linli.people.actions import exporting, second
from linli.territory.models import Area

HERE = {"here": "imports"}
LEVELS = ("county", "township", "community", "grid")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if request.actor.refusal("door.export") is not None:  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method != "POST":
        return _form(request)
    key = key_of(request)
    try:
        answer = once(request.actor, key, _body(request), lambda: _ask(request), at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        return _form(request, refused.refusal, status=422)
    return redirect("desk:export", uuid=answer["job"])


def _body(request: HttpRequest) -> list[Any]:
    return [request.POST.get(name) for name in ("kind", "area", "columns", "names", "form", "reason")]


def _ask(request: HttpRequest) -> dict[str, Any]:
    area = uploading.area_of(request, uploading.areas_for(request, "door.export", LEVELS))
    wanted = request.POST.get("columns", "")
    mapping = next((one for one in _mappings(request) if str(one.pk) == wanted), None)
    job = exporting.ask_export(
        mapping.kind if mapping else uploading.kind_of(request),
        area_path=area.path,
        names=request.POST.get("names") == "1",
        form=request.POST.get("form", "xlsx"),
        reason=request.POST.get("reason", ""),
        mapping=mapping,
        by=request.actor,  # type: ignore[attr-defined]
        at=request.now,  # type: ignore[attr-defined]
    )
    return {"job": str(job.uuid)}


def _mappings(request: HttpRequest) -> list[ColumnMapping]:
    """Sheets this office brought in, the newest first: a list can look like each of them."""
    office = request.actor.office_id  # type: ignore[attr-defined]
    return list(
        ColumnMapping.objects.filter(office_id=office)
        .exclude(kind__startswith="placed:")
        .order_by("-used_at")[:8]
    )


def _form(request: HttpRequest, refusal: Refusal | None = None, *, status: int = 200) -> HttpResponse:
    areas = uploading.areas_for(request, "door.export", LEVELS)
    mappings = [
        (one.pk, wording.KINDS[one.kind][0], " · ".join(h for h, field in one.columns if field)[:80])
        for one in _mappings(request)
        if one.kind in wording.KINDS
    ]
    context: dict[str, Any] = HERE | {
        "key": uuids.uuid4(),
        "kinds": wording.KINDS.items(),
        "areas": areas,
        "mappings": mappings,
        "reasons": wording.REASONS.items(),
        "data": request.POST,
        "may_names": request.actor.refusal("contact.export") is None,  # type: ignore[attr-defined]
        "above": exporting.SECOND_ABOVE,
        "colleagues": _colleagues(request, areas),
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/imports/export.html", context, status=status)


def _may_see(request: HttpRequest, job: Job) -> bool:
    return request.actor.refusal("door.export", job.area_path) is None  # type: ignore[attr-defined]


def _colleagues(request: HttpRequest, areas: list[Area]) -> list[str]:
    """Who of the own office could say yes to names of the chosen area; of the widest one before one is chosen."""
    wanted = request.POST.get("area", "")
    area = next((one for one in areas if str(one.pk) == wanted), areas[0] if areas else None)
    if area is None:
        return []
    try:
        asker = second.in_own_post(request.actor, area.path, request.now)  # type: ignore[attr-defined]
    except Refused:
        return []
    found = second.colleagues(asker.user_id, asker.office_id, area.path, request.now)  # type: ignore[attr-defined]
    return [one.name for one in found]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    job = Job.objects.filter(uuid=uuid, kind="export").select_related("user").first()
    if job is None or not _may_see(request, job):
        raise Http404
    if request.method != "POST":
        return _waiting(request, job)
    try:
        exporting.confirm_export(job, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        return _waiting(request, job, refused.refusal, status=403)
    messages.success(request, _("Confirmed. The list is being written for the one who asked."))
    return redirect("desk:export", uuid=uuid)


def _waiting(
    request: HttpRequest, job: Job, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    mine = job.user_id == request.user.pk
    waits = job.state == "waiting"
    context: dict[str, Any] = HERE | {
        "job": job,
        "mine": mine,
        "waits": waits,
        "at_work": job.state in ("queued", "running") and not waits,
        "colleagues": [one.name for one in second.who_may_confirm(job, request.now)] if waits else [],  # type: ignore[attr-defined]
        "kind": wording.KINDS[job.params["kind"]][0],
        "reason": wording.REASONS[job.params["reason"]],
        "area": runs.area_names({job.area_path}).get(job.area_path, ""),
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/imports/export_waiting.html", context, status=status)
