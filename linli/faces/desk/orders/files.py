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

from linli.cases import order_lists, order_places
from linli.cases.orders import FIELDS, Bad
from linli.cases.orders.fields import NAMES, example
from linli.faces.desk.orders import sheets, wording
from linli.people.sheets.writing import lines, whole, widths_of

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
    content = whole(io.BytesIO(lines(rows, "xlsx")), "xlsx", name, widths=widths_of(rows))
    return answer(content, name, "xlsx")


@login_required
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The headings of a source as they are known here, or the usual ones, and one example row that is not taken in."""
    office = sheets.offices_of(request)[0]
    source = request.GET.get("source", "")
    mapping = order_lists.sources(request.actor.office_id).get(source)  # type: ignore[attr-defined]
    if source and mapping is None:
        raise Http404
    names = mapping.columns if mapping is not None else NAMES
    fields = [field for field in FIELDS if field in names]
    communities = {
        one.path: one.name
        for one in order_places.places(office.area.path, request.now).values()  # type: ignore[attr-defined]
        if one.level == "community"
    }
    row = example(fields, area=communities[min(communities)] if communities else "")
    told = {"source": mapping.name if mapping is not None else _("Orders")}
    return _small([[names[field][0] for field in fields], row], _("%(source)s-empty sheet") % told)


@login_required
@require_safe
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that stay out, with the columns that were read and what is wrong: mend them here and bring this in."""
    run = sheets.find(request, pk)
    rows = order_lists.left_out(run)
    if not rows:
        raise Http404
    read = [i for i, (heading, name) in enumerate(run.columns) if name or any(_at(one, i) for one in rows)]
    head = [*(run.columns[i][0] for i in read), _("What is wrong"), _("What to do")]
    table = [[*(_at(one, i) for i in read), *_said(one)] for one in rows]
    told = {"sheet": run.file_name.rpartition(".")[0] or run.file_name}
    return _small([head, *table], _("%(sheet)s-rows left out") % told)


def _at(bad: Bad, i: int) -> str:
    return bad.cells[i] if i < len(bad.cells) else ""


def _said(bad: Bad) -> tuple[str, str]:
    """What is wrong in a row and what to do about it, each mistake with its column."""
    colon = _(": ")
    wrong = [f"{one.heading}{colon}{wording.WRONG[one.code]}" for one in bad.wrong]
    todo = [f"{one.heading}{colon}{wording.TODO[one.code]}" for one in bad.wrong]
    row = pgettext("sheet", "Row")
    return f"{row} {bad.row}{colon}{'; '.join(wrong)}", " ".join(todo)
