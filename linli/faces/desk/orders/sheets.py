"""A sheet of orders on its way in: read in memory, looked at, then taken in or given up."""

from __future__ import annotations

import re
import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import order_lists
from linli.cases.actions import importing
from linli.cases.orders import FIELDS, Mapping, Order, Table, guess, read_rows, table_of
from linli.common import authority
from linli.common.inside import inside
from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.imports.uploading import Column, keep_in_memory
from linli.faces.desk.orders import placing, wording
from linli.faces.sent import key_of
from linli.faces.templatetags.linli import localized
from linli.office.actions import once
from linli.office.models import ImportRun, Job
from linli.people.models import Office
from linli.people.sheets.reading import LARGEST, read
from linli.territory.models import Area

HERE = {"here": "orders"}
OTHER = "other"
SAMPLES = 3
HIDDEN = {"name", "phone"}  # their cells are not shown as samples


@dataclass(frozen=True, slots=True)
class Upload:
    """A sheet understood as far as its header. `sure`: nobody needs to be asked what its columns are."""

    name: str
    content: bytes
    sheets: list[str]
    sheet: str
    table: Table
    mapping: Mapping
    columns: list[str]
    sure: bool
    chosen: bool

    @property
    def unread(self) -> list[str]:
        """Headings whose column is not taken."""
        return _not_read(zip(self.table.headings, self.columns, strict=True))

    @property
    def asked(self) -> list[Column]:
        return [
            Column(i, heading, _samples(self.table, i, self.columns[i]), self.columns[i])
            for i, heading in enumerate(self.table.headings)
            if heading
        ]


def _not_read(columns: Iterable[tuple[str, str]]) -> list[str]:
    """Headings of columns that say nothing to us; those that our own sheet of rows left out adds are nobody's loss."""
    ours = (_("What is wrong"), _("What to do"))
    return [heading for heading, name in columns if heading and not name and heading not in ours]


def _samples(table: Table, column: int, field: str) -> list[str]:
    if field in HIDDEN:
        return [_("not shown here")]
    cells = (row[column][:24] for row in table.rows[:100] if column < len(row) and row[column])
    return list(dict.fromkeys(cells))[:SAMPLES]


def offices_for(request: HttpRequest) -> list[Office]:
    """Sub-districts for which this person takes orders in."""
    paths = authority.areas(request.actor.standings, "order.take")  # type: ignore[attr-defined]
    found = Office.objects.filter(inside(paths, "area__path"), kind="township").select_related("area")
    return list(found.order_by("area__path"))


def offices_of(request: HttpRequest) -> list[Office]:
    """As `offices_for`, for a page that is about nothing else."""
    found = offices_for(request)
    if not found:
        raise PermissionDenied
    return found


def _upload_of(request: HttpRequest) -> Upload:
    """The file of this form, read. Refuses sheet_…, name_source, refused_subject."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        large = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
        raise refuse("sheet_too_large", most=LARGEST // 1024 // 1024) if large else refuse("sheet_not_chosen")
    content = file.read()
    name = re.sub(r"[\x00-\x1f]", "", file.name or "")[:120]
    sheets = read(content, name)
    wanted = request.POST.get("sheet", "")
    sheet = next((one for one in sheets if one.name == wanted), sheets[0])
    known = order_lists.sources(request.actor.office_id)  # type: ignore[attr-defined]
    source = request.POST.get("kind", "")
    mapping = (
        known.get(source)
        or known.get(_other(request))
        or Mapping(_other(request), _other(request), "order", {})
    )
    table = table_of(sheet, mapping)
    columns = mapping.fields_of(table.headings)
    sure = {"number", "words"} <= set(columns)
    if not sure:
        spare = [name if name not in columns else "" for name in guess(table.headings)]
        columns = [name or more for name, more in zip(columns, spare, strict=True)]
    sent = [request.POST.get(f"column-{i}") for i in range(len(table.headings))]
    chosen = any(one is not None for one in sent)
    if chosen:
        columns = [one if one in FIELDS else "" for one in sent]
    return Upload(name, content, [s.name for s in sheets], sheet.name, table, mapping, columns, sure, chosen)


def _other(request: HttpRequest) -> str:
    """The name of a system that is not in the list, as it is kept."""
    return " ".join(request.POST.get("other", "").split())[:30]


def _why_not(upload: Upload) -> str:
    used = [one for one in upload.columns if one]
    if len(used) > len(set(used)):
        return "order_column_twice"
    needed = {"number", "words"} | ({"ordered_at"} if upload.mapping.way == "message" else set())
    return "" if needed <= set(used) and (upload.sure or upload.chosen) else "order_columns"


@csrf_exempt  # the check waits until the file is kept out of every folder; `_new` is protected
def new(request: HttpRequest) -> HttpResponse:
    keep_in_memory(request)
    return _new(request)


@csrf_exempt
def columns(request: HttpRequest) -> HttpResponse:
    keep_in_memory(request)
    return _columns(request)


@csrf_protect
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def _new(request: HttpRequest) -> HttpResponse:
    offices = offices_of(request)
    if request.method != "POST":
        return _form(request, offices)
    key = key_of(request)
    upload = None
    try:
        office = next((one for one in offices if str(one.pk) == request.POST.get("office")), None)
        if office is None:
            raise refuse("name_office")
        upload = _upload_of(request)
        if not upload.mapping.source:
            raise refuse("name_source")
        if why := _why_not(upload):
            return _form(request, offices, upload=upload, refusal=Refusal(why), status=422)
        run = _stage(request, key, upload, office)
    except Refused as refused:
        return _form(request, offices, upload=upload, refusal=refused.refusal, status=422)
    return redirect("desk:order_sheet", pk=run)


def _stage(request: HttpRequest, key: uuids.UUID, upload: Upload, office: Office) -> int:
    by, now = request.actor, request.now  # type: ignore[attr-defined]
    zone = timezone.get_default_timezone()
    rows = list(read_rows(upload.table, upload.columns, upload.mapping, zone=zone, at=now))

    def work() -> dict[str, int]:
        run = importing.stage_orders(
            rows,
            mapping=upload.mapping,
            office=office,
            headings=upload.table.headings,
            columns=upload.columns,
            file_name=upload.name,
            content=upload.content,
            by=by,
            at=now,
        )
        return {"run": run.pk}

    body = ["orders.stage", office.pk, upload.mapping.source, upload.columns, upload.name]
    return int(once(by, key, body, work, at=now)["run"])


@csrf_protect
@login_required
@require_POST
def _columns(request: HttpRequest) -> HttpResponse:
    """The part of the form that asks what each column is. Keeps nothing."""
    offices_of(request)
    try:
        upload = _upload_of(request)
        context = _matching(upload) | {"quiet": upload.sure}
    except Refused as refused:
        context = {"problem": words.refusal_words(refused.refusal.code, refused.refusal.params)}
    return shell.bare(request, "desk/orders/columns.html", context)


def _matching(upload: Upload) -> dict[str, Any]:
    return {"upload": upload, "fields": list(wording.FIELDS.items())}


def _form(
    request: HttpRequest,
    offices: list[Office],
    *,
    upload: Upload | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    known = order_lists.sources(request.actor.office_id)  # type: ignore[attr-defined]
    context: dict[str, Any] = HERE | {
        "key": uuids.uuid4(),
        "offices": offices,
        "office": request.POST.get("office", ""),
        "sources": [(one.source, one.name) for one in known.values()],
        "kind": request.POST.get("kind", next(iter(known), "")),
        "other": request.POST.get("other", ""),
        "OTHER": OTHER,
        "most": LARGEST // 1024 // 1024,
    }
    if upload is not None:
        context |= _matching(upload)
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/orders/new.html", context, status=status)


def _runs(request: HttpRequest) -> Any:
    paths = authority.areas(request.actor.standings, "order.take")  # type: ignore[attr-defined]
    found = ImportRun.objects.filter(inside(paths), kind=order_lists.KIND)
    return found.select_related("user")


def find(request: HttpRequest, pk: int) -> ImportRun:
    found: ImportRun = get_object_or_404(_runs(request), pk=min(pk, 2**63 - 1))
    return found


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _sheet(request, find(request, pk))


def _sheet(
    request: HttpRequest, run: ImportRun, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    mapping = _mapping_of(run)
    job = Job.objects.filter(kind=importing.JOB, params__run=run.pk).order_by("-pk").first()
    context: dict[str, Any] = HERE | {
        "run": run,
        "source": mapping.name,
        "key": uuids.uuid4(),
        "job": job,
        "way": mapping.way,
        "most": order_lists.MOST_SHOWN,
        "read": [(heading, wording.FIELDS[name]) for heading, name in run.columns if name],
        "not_read": _not_read(run.columns),
        "has_limit": any(name == "reply_by" for _, name in run.columns),
    }
    if run.state == "checked":
        now = request.now  # type: ignore[attr-defined]
        inlet = importing.Inlet.of(mapping, importing.office_of(run), now)
        found = order_lists.look(run, inlet.places)
        context |= {
            "found": found,
            "asked": placing.asked(found, inlet.places),
            "first": [_first(one, inlet, now) for one in found.first],
        }
    wrong = order_lists.wrong_in(run) if run.state in ("checked", "shown") else []
    context["wrong"] = [
        (bad, one, wording.WRONG[one.code], wording.TODO[one.code])
        for bad, one in wrong[: order_lists.MOST_SHOWN]
    ]
    context["more_wrong"] = len(wrong) > order_lists.MOST_SHOWN
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/orders/sheet.html", context, status=status)


def _mapping_of(run: ImportRun) -> Mapping:
    known = order_lists.sources(run.office_id)
    return known.get(run.source) or Mapping(run.source, run.source, "order", {})


@dataclass(frozen=True, slots=True)
class First:
    """A new order as the page shows it before it is taken in: who has it first, until when it is to be answered.

    `called`: how many areas are called as the sheet says, where that is none or several; `like`: those it may mean.
    """

    order: Order
    office: Office
    area: Area | None
    door: str
    due: datetime | None
    called: int | None
    like: list[Area]

    @property
    def by_rule(self) -> bool:
        """The sheet names no day."""
        return self.order.reply_by is None


def _first(one: Order, inlet: importing.Inlet, now: datetime) -> First:
    area, found = inlet.places.of(one)
    door = ""
    if found is not None and found.entrance is not None:
        door = words.door_name(found.entrance)
    elif found is not None:
        door = f"{localized(found.building.estate, 'name')} {localized(found.building, 'name')}"
    called = inlet.places.unnamed(one)
    return First(
        one,
        inlet.office_of(one),
        area,
        door,
        one.reply_by or inlet.limits(one.ordered_at or now)[1],
        called,
        inlet.places.like(one) if called == 0 else [],
    )


@login_required
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    run = find(request, pk)
    if verb not in ("take", "drop"):
        raise Http404
    key = key_of(request)
    body = [
        pk,
        verb,
        sorted(placing.chosen(request).items()),
        request.POST.getlist("add"),
        request.POST.getlist("move"),
        request.POST.get("signs"),
    ]
    work = _take if verb == "take" else _drop
    try:
        once(request.actor, key, body, lambda: work(request, run), at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        run.refresh_from_db()
        return _sheet(request, run, refusal=refused.refusal, status=409)
    return redirect("desk:order_sheet", pk=pk)


def _take(request: HttpRequest, run: ImportRun) -> dict[str, int]:
    """The first hundred are there when the page comes back; the worker does the rest."""
    now = request.now  # type: ignore[attr-defined]
    add, move = _rows(request, "add"), _rows(request, "move")
    signs = request.POST.get("signs") == "1"
    meant = placing.chosen(request)
    job = importing.start_taking(
        run,
        add=add,
        move=move,
        signs=signs,
        meant=meant,
        by=request.actor,  # type: ignore[attr-defined]
        at=now,
    )
    importing.take_step(job, now)
    return {"job": job.pk}


def _rows(request: HttpRequest, name: str) -> set[int]:
    """Rows that were ticked."""
    return {int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 10}


def _drop(request: HttpRequest, run: ImportRun) -> dict[str, int]:
    importing.drop_orders(run, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("Given up. Nothing of the sheet stays."))
    return {"run": run.pk}
