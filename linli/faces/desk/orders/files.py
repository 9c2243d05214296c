"""Sheets that are fetched: an empty one with a source's headings, and what was wrong in one that came in."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from linli.cases import order_lists
from linli.cases.orders import FIELDS
from linli.cases.orders.fields import NAMES
from linli.faces.desk.orders import sheets, wording
from linli.people.sheets.writing import lines, whole

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def answer(content: bytes, name: str, form: str) -> HttpResponse:
    """A sheet that is saved; nothing between us and the browser keeps it."""
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _small(rows: Sequence[Sequence[str]], name: str) -> HttpResponse:
    return answer(whole(io.BytesIO(lines(rows, "xlsx")), "xlsx", name), name, "xlsx")


@login_required
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """Nothing but headings: those of a source as they are known here, or the usual ones."""
    sheets.offices_of(request)
    source = request.GET.get("source", "")
    mapping = order_lists.sources(request.actor.office_id).get(source)  # type: ignore[attr-defined]
    if source and mapping is None:
        raise Http404
    names = mapping.columns if mapping is not None else NAMES
    head = [names[field][0] for field in FIELDS if field in names]
    told = {"source": mapping.name if mapping is not None else _("Orders")}
    return _small([head], _("%(source)s-empty sheet") % told)


@login_required
@require_safe
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong in the rows that stay out, to be mended beside the sheet that came."""
    run = sheets.find(request, pk)
    wrong = order_lists.wrong_in(run)
    if not wrong:
        raise Http404
    head = [pgettext("sheet", "Row"), _("Column"), _("What stands there"), _("What is wrong")]
    rows = [[str(one.row), one.heading, one.value, str(wording.WRONG[one.code])] for one in wrong]
    told = {"sheet": run.file_name.rpartition(".")[0] or run.file_name}
    return _small([head, *rows], _("%(sheet)s-rows left out") % told)
