"""Requests as a sheet: line by line, ten or a million, with the same memory. Nothing in it says who asked.

Words of residents and doors are not in it either: a sheet goes where LinLi cannot follow. The number finds the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from linli.cases.models import Case
from linli.common.bulk import batches, id_list
from linli.common.scope import Scope
from linli.common.text import neutral
from linli.insights.models import Counted
from linli.insights.queries import Months, Where, counted_at
from linli.people.models import Office
from linli.territory.models import Area

COLUMNS = (
    *("number", "received", "way", "community", "grid", "matter", "class", "urgency", "status", "level"),
    *("office", "outcome", "first_promise", "promise", "contacted", "resolved", "closed", "days"),
    *("reopened", "sent_back", "source", "source_number"),
)
_FIELDS = (
    *("pk", "number", "channel", "area_path", "category_id", "case_class", "urgency", "status", "level"),
    *("office_id", "outcome", "reopened", "sent_back", "source", "source_number"),
)
_MOMENTS = (*("received_at", "first_promise_at", "promise_at", "contacted_at", "resolved_at", "closed_at"),)
Row = tuple[Any, ...]
Words = Mapping[str, Mapping[Any, str]]  # column → code → word


def lines(
    heads: Sequence[str],
    where: Where,
    months: Months,
    scope: Scope,
    words: Words,
    of: Callable[[Months], QuerySet[Counted]] | None = None,
) -> Iterator[str]:
    """The sheet, some thousand lines a piece, month by month. The mark it begins with makes sheets read Chinese right.
    `of`: only what one figure counts in a month.

    No reading lasts longer than a piece, however slowly the sheet is fetched: the database's log would grow meanwhile.
    """
    yield "\ufeff" + _written([[neutral(head) for head in heads]])
    names: Words = {
        "area": dict(Area.objects.values_list("path", "name")),
        "office": dict(Office.objects.values_list("pk", "name")),
    }
    row_of = _teller(names, words)
    # as text: making dates of them costs more than all else here
    moments = {f"{name}_told": Cast(name, TextField()) for name in _MOMENTS}
    seen = Case.objects.visible_to(scope).order_by("pk").annotate(**moments).values_list(*_FIELDS, *moments)
    for month in months.each():
        one = Months(month, month)
        counted = (of(one) if of else counted_at(where, one)).filter(referred=0).order_by("pk")
        for some in batches(counted.values_list("pk", "days")):
            days = dict(some)
            # ids as they are: two thousand parameters take Django longer than the rows take the database
            here = seen.filter(pk__in=RawSQL(id_list(days), []))
            yield _written([row_of(row, days[row[0]]) for row in _raw(here)])


def _written(rows: Sequence[Sequence[Any]]) -> str:
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue()


def _raw(query: Any) -> list[Row]:
    """Rows as the database driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(*query.query.sql_with_params())
        rows: list[Row] = cursor.fetchall()
        return rows


def _teller(names: Words, words: Words) -> Callable[[Row, int | None], list[Any]]:
    """Turns a row, and how many days it took, into cells. Names are made safe once, not at every line."""
    safe = {
        column: {code: neutral(str(word)) for code, word in table.items()}
        for column, table in {**names, **words}.items()
    }
    area, office, outcomes, ways = (safe[name].get for name in ("area", "office", "outcome", "way"))
    matter, kind, urgent, stand, rung = (
        safe[name].get for name in ("matter", "class", "urgency", "status", "level")
    )
    moment = _clock(timezone.get_default_timezone())

    def tell(row: Row, days: int | None) -> list[Any]:
        _pk, number, way, path, category, case_class, urgency, status, level, holder, outcome = row[:11]
        reopened, sent_back, source, source_number = row[11:15]
        received, first, promise, contacted, resolved, closed = row[15:]
        # fmt: off
        return [
            number, moment(received), ways(way, way), area(path[:12], "") if len(path) >= 12 else "",
            area(path, ""), matter(category, ""), kind(case_class, ""), urgent(urgency, ""),
            stand(status, ""), rung(level, ""), office(holder, ""), outcomes(outcome, outcome),
            moment(first), moment(promise), moment(contacted), moment(resolved), moment(closed), days,
            reopened, sent_back, source and neutral(source), source_number and neutral(source_number),
        ]
        # fmt: on

    return tell


def _clock(zone: tzinfo) -> Callable[[str | None], str]:
    """A moment as the database writes it (UTC) → as the clock on the wall shows it. The zone is asked once an hour of
    the calendar; where it is off by parts of an hour, at every cell."""
    hours: dict[str, str] = {}  # hour there → hour here, "" where that one begins at another minute

    def shown(text: str) -> str:
        return f"{datetime.fromisoformat(f'{text}+00:00').astimezone(zone):%Y-%m-%d %H:%M}"

    def moment(text: str | None) -> str:
        if not text:
            return ""
        here = hours.get(hour := text[:13])
        if here is None:
            begins = shown(f"{hour}:00")
            here = hours[hour] = begins[:13] if begins.endswith(":00") else ""
        return here + text[13:16] if here else shown(text[:16])

    return moment
