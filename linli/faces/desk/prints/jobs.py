"""The page of a long job: how far it is, stop, fetch the result. Only whoever asked for it sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.desk import shell
from linli.office.actions import stop_job
from linli.office.actions.jobs import MUST_END
from linli.office.models import UNDER_WAY, ImportRun, Job, JobState
from linli.office.photos import path_of
from linli.office.queries import ahead_of, results_live
from linli.people.actions.exporting import KIND as EXPORT
from linli.people.actions.printing import NAMED
from linli.people.actions.second import who_may_confirm

EVERY = 3  # seconds between two looks at a job that is under way
KINDS: dict[str, Any] = {
    "print.plates": _("Door plates"),
    "print.named": _("Volume with names"),
    "import.check": _("Checking a sheet"),
    "import.apply": _("Taking a sheet over"),
    "import.erase": _("Taking a sheet back"),
    "export": _("A list as a sheet"),
    "erase": _("Erasing a person"),
    "recode": _("Changing codes of areas"),
    "recount": _("Counting limits anew"),
    "divide": _("A plan of grids"),
}
SHEETS = ("import.check", "import.apply", "import.erase")
STATES = {
    JobState.WAITING: _("Waits for a second person"),
    JobState.QUEUED: _("Begins in a moment"),
    JobState.RUNNING: _("Under way"),
    JobState.DONE: _("Done"),
    JobState.STOPPED: _("Stopped"),
    JobState.FAILED: _("Did not work"),
}
CONFIRM = {NAMED: "desk:confirm_names", EXPORT: "desk:export"}  # what waits for a second person, and where


def _mine(request: HttpRequest) -> Any:
    return Job.objects.filter(user_id=request.user.pk or 0).select_related("result")


def queued(job: Job) -> Any:
    """Its state; while it waits, how many come before it: the worker does one after the other."""
    n = ahead_of(job) if job.state == JobState.QUEUED else 0
    if not n:
        return STATES[JobState(job.state)]
    return ngettext("Waits: %(n)s job comes before it", "Waits: %(n)s jobs come before it", n) % {"n": n}


def _told(job: Job, request: HttpRequest) -> dict[str, Any]:
    """A job as its page and the list tell it."""
    return {
        "job": job,
        "label": KINDS.get(job.kind, _("Long work")),
        "state": queued(job),
        "under_way": job.state in UNDER_WAY,
        "stops": job.kind not in MUST_END,
        "has_result": _has_result(job, request),
        "until": job.finished_at + results_live() if job.finished_at else None,
    }


def _listed(jobs: list[Job], request: HttpRequest) -> list[dict[str, Any]]:
    """Jobs as the list tells them: work on a sheet bears its name, and leads to its own page."""
    runs = {job.params.get("run") for job in jobs if job.kind in SHEETS}
    sheets = dict(ImportRun.objects.filter(pk__in=runs - {None}).values_list("pk", "file_name"))
    rows = []
    for job in jobs:
        sheet = sheets.get(job.params.get("run")) if job.kind in SHEETS else None
        page = reverse("desk:import_run", args=[job.params["run"]]) if sheet else None
        more = {
            "file_name": sheet or job.file_name,
            "page": page or reverse("desk:job", args=[job.uuid]),
        }
        rows.append(_told(job, request) | more)
    return rows


def _has_result(job: Job, request: HttpRequest) -> bool:
    """There is a file, it is not seven days old, and who asked for it may still have it."""
    if job.result is None or job.state != JobState.DONE or job.finished_at is None:
        return False
    verb = job.params.get("verb")  # a job that does not say what its asker must be allowed gives nothing out
    allowed = verb is not None and request.actor.refusal(verb, job.area_path) is None  # type: ignore[attr-defined]
    return bool(allowed and request.now < job.finished_at + results_live())  # type: ignore[attr-defined]


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(_mine(request).order_by("-id"), 30).get_page(request.GET.get("page"))
    context = {"here": "prints", "rows": _listed(list(page), request), "page": page}
    return shell.page(request, "desk/prints/jobs.html", context)


@login_required
@require_safe
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Looks again by itself while it is under way, unless `?still` asks it to stand still."""
    found = get_object_or_404(_mine(request), uuid=uuid)
    context = {"here": "prints", "still": "still" in request.GET, **_told(found, request)}
    if found.state == JobState.WAITING:
        context["confirmers"] = who_may_confirm(found, request.now)  # type: ignore[attr-defined]
        context["confirm_url"] = request.build_absolute_uri(reverse(CONFIRM[found.kind], args=[found.uuid]))
        context["page_of_it"] = _("Prints") if found.kind == NAMED else _("Sheets")
    response = shell.page(request, "desk/prints/job.html", context)
    if context["under_way"] and not context["still"]:
        response.headers["Refresh"] = str(EVERY)
    return response


@login_required
@require_POST
def stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stopping is idempotent; one that has ended stays as it ended."""
    found = get_object_or_404(_mine(request), uuid=uuid)
    if found.state in (*UNDER_WAY, JobState.WAITING):
        stop_job(found, at=request.now)  # type: ignore[attr-defined]
    return redirect("desk:job", uuid=found.uuid)


@login_required
@require_safe
def result(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The file that a job made, for whoever asked, for seven days."""
    found = get_object_or_404(_mine(request), uuid=uuid)
    if not _has_result(found, request):
        raise Http404
    assert found.result is not None
    try:
        file = path_of(settings.ATTACHMENT_DIR, found.result.sha256).open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=found.file_name or "linli", content_type=found.result.kind
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
