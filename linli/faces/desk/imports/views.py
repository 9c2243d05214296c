"""Pages of sheets that come in: the list, a new one, one run, and what can be done with it."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.common.refusals import Refusal, Refused
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.imports import runs, uploading, wording
from linli.faces.sent import key_of
from linli.office.actions import once, stop_job
from linli.office.models import ImportRun
from linli.people.actions import exporting, importing, reversing, second
from linli.people.sheets.fields import FIELDS, missing
from linli.people.sheets.reading import LARGEST

HERE = {"here": "imports"}
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _require(request: HttpRequest, *verbs: str) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    if all(actor.refusal(verb) is not None for verb in verbs):
        raise PermissionDenied


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    _require(request, "door.import", "door.export")
    actor = request.actor  # type: ignore[attr-defined]
    found = list(runs.runs_of(request).order_by("-id")[:50])
    names = runs.area_names({run.area_path for run in found})
    rows = [(run, wording.STATES[run.state], names.get(run.area_path, "")) for run in found]
    context = HERE | {
        "rows": rows,
        "may_import": actor.refusal("door.import") is None,
        "may_export": actor.refusal("door.export") is None,
        "waiting_lists": second.waiting_for(exporting.KIND, actor, request.now),  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/imports/start.html", context)


@csrf_exempt  # the check waits until the file is kept out of every folder; `_new` is protected
def new(request: HttpRequest) -> HttpResponse:
    uploading.keep_in_memory(request)
    return _new(request)


@csrf_exempt
def columns(request: HttpRequest) -> HttpResponse:
    uploading.keep_in_memory(request)
    return _columns(request)


@csrf_protect
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def _new(request: HttpRequest) -> HttpResponse:
    _require(request, "door.import")
    if request.method != "POST":
        return _form(request)
    key = key_of(request)
    try:
        upload = uploading.upload_of(request)
        if not (upload.chosen or upload.known) or missing(upload.columns, upload.kind):
            return _form(request, upload=upload, status=422)
        area = uploading.area_of(request, uploading.areas_for(request, "door.import"))
        run = _stage(request, key, upload, area.path)
    except Refused as refused:
        return _form(request, refusal=refused.refusal, status=422)
    return redirect("desk:import_run", pk=run)


def _stage(request: HttpRequest, key: uuids.UUID, upload: uploading.Upload, path: str) -> int:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    prepared = importing.prepare(
        upload.content,
        upload.sheet,
        upload.table,
        kind=upload.kind,
        columns=upload.columns,
        file_name=upload.name,
    )
    body = [path, prepared.kind, prepared.file_sha256, prepared.columns]
    answer = once(
        actor,
        key,
        body,
        lambda: {"run": importing.stage(prepared, area_path=path, by=actor, at=now).pk},
        at=now,
    )
    return int(answer["run"])


@csrf_protect
@login_required
@require_POST
def _columns(request: HttpRequest) -> HttpResponse:
    """The part of the form that asks what each column is, for the file that was just chosen. Keeps nothing."""
    _require(request, "door.import")
    try:
        context = _mapping(uploading.upload_of(request))
    except Refused as refused:
        context = {"problem": words.refusal_words(refused.refusal.code, refused.refusal.params)}
    return shell.bare(request, "desk/imports/columns.html", context)


def _mapping(upload: uploading.Upload) -> dict[str, Any]:
    why = missing(upload.columns, upload.kind)
    return {
        "upload": upload,
        "fields": [(name, wording.FIELDS[name]) for name in FIELDS[upload.kind]],
        "why": wording.WHY_NOT_YET.get(why, "") if upload.chosen or upload.known else "",
    }


def _form(
    request: HttpRequest,
    *,
    upload: uploading.Upload | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    areas = uploading.areas_for(request, "door.import")
    context: dict[str, Any] = HERE | {
        "key": uuids.uuid4(),
        "kinds": wording.KINDS.items(),
        "kind": uploading.kind_of(request),
        "areas": areas,
        "area": request.POST.get("area", str(areas[0].pk) if areas else ""),
        "most": LARGEST // 1024 // 1024,
    }
    if upload is not None:
        context |= _mapping(upload) | {"again": True}
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/imports/new.html", context, status=status)


@login_required
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    return _run(request, _find(request, pk))


def _find(request: HttpRequest, pk: int) -> ImportRun:
    found: ImportRun = get_object_or_404(runs.runs_of(request), pk=min(pk, 2**63 - 1))
    return found


def _run(
    request: HttpRequest, found: ImportRun, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    job = runs.job_of(found)
    checked = found.state == "checked"
    at_work = job is not None and job.state in ("queued", "running")
    context = HERE | {
        "run": found,
        "mine": found.user_id == request.user.pk,
        "job": job,
        "at_work": at_work,
        "halted": job is not None and not at_work and found.finished_at is None and not checked,
        "state": wording.STATES[found.state],
        "kind": wording.KINDS[found.kind][0],
        "area": runs.area_names({found.area_path}).get(found.area_path, ""),
        "columns": [(heading, wording.FIELDS.get(field, "")) for heading, field in found.columns],
        "key": uuids.uuid4(),
        "problems": runs.kinds(found) if checked else [],
        "mistakes": runs.mistakes(found) if checked else [],
        "differences": runs.differences(found) if checked else [],
        "fills": found.changes.filter(before=None).count() if checked else 0,
        "differ": found.changes.exclude(before=None).count() if checked else 0,
        "venues_differ": runs.venue_differences(found) if checked else [],
        "most": runs.MOST_SHOWN,
        "fetch_until": runs.fetch_until(found) if found.user_id == request.user.pk else None,
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/imports/run.html", context, status=status)


@login_required
@require_safe
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that are not taken, whole, for whoever brought them, to be mended and brought in again."""
    found = _find(request, pk)
    if found.user_id != request.user.pk or not found.chunks.exists():
        raise Http404
    response = HttpResponse(runs.left_out(found), content_type=SHEETS)
    response["Content-Disposition"] = f'attachment; filename="left-out-{found.pk}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found, work = _find(request, pk), VERBS.get(verb)
    if work is None:
        raise Http404
    key = key_of(request)
    try:
        body = [pk, verb, request.POST.get("rows"), request.POST.get("values")]
        once(request.actor, key, body, lambda: work(request, found) or {}, at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        found.refresh_from_db()
        return _run(request, found, refusal=refused.refusal, status=409)
    messages.success(request, SAID[verb]())
    return redirect("desk:import_run", pk=pk)


def _apply(request: HttpRequest, found: ImportRun) -> None:
    importing.start(
        found,
        take_good=request.POST.get("rows") == "good",
        take_sheet=request.POST.get("values") == "sheet",
        by=request.actor,  # type: ignore[attr-defined]
        at=request.now,  # type: ignore[attr-defined]
    )


def _stop(request: HttpRequest, found: ImportRun) -> None:
    request.actor.require("door.import", found.area_path)  # type: ignore[attr-defined]
    if (job := runs.job_of(found)) is not None:
        stop_job(job, at=request.now)  # type: ignore[attr-defined]


VERBS: dict[str, Any] = {
    "apply": _apply,
    "stop": _stop,
    "resume": lambda request, found: importing.resume(found, by=request.actor, at=request.now) and None,
    "drop": lambda request, found: reversing.drop(found, by=request.actor, at=request.now) and None,
    "reverse": lambda request, found: reversing.reverse(found, by=request.actor, at=request.now) and None,
}
SAID: dict[str, Any] = {
    "apply": lambda: _("It is being written. You can close this page; it goes on."),
    "stop": lambda: _("It stops after the present step."),
    "resume": lambda: _("It goes on."),
    "drop": lambda: _("Given up. Nothing of the sheet stays."),
    "reverse": lambda: _("Taken back. Nobody sees it any more."),
}
