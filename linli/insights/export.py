"""Requests as a sheet: line by line, ten or a million, with the same memory. Nothing in it says who asked.

Words of residents and doors are not in it either: a sheet goes where LinLi cannot follow. The number finds the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from linli.cases.models import Case
from linli.common.scope import Scope
from linli.insights.queries import Months, Where, counted_at
from linli.people.models import Office
from linli.territory.models import Area

A_CHUNK = 4000  # rows read and sent at a time
COLUMNS = (
    *("number", "received", "way", "community", "grid", "matter", "class", "urgency", "status", "level"),
    *("office", "outcome", "first_promise", "promise", "contacted", "resolved", "closed", "days"),
    *("reopened", "sent_back", "source", "source_number"),
)
_FIELDS = (
    *(
        "pk",
        "number",
        "received_at",
        "channel",
        "area_path",
        "category_id",
        "case_class",
        "urgency",
        "status",
    ),
    *("level", "office_id", "outcome", "first_promise_at", "promise_at", "contacted_at", "resolved_at"),
    *("closed_at", "counted__days", "reopened", "sent_back", "source", "source_number"),
)
Words = Mapping[str, Mapping[Any, str]]  # column → code → word


def safe(text: str) -> str:
    """A cell that a sheet takes for text: what would begin a formula is quoted."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class _Line:
    """What csv writes to: hands the line back."""

    def write(self, text: str) -> str:
        return text


def lines(heads: Sequence[str], where: Where, months: Months, scope: Scope, words: Words) -> Iterator[str]:
    """The sheet, some thousand lines a piece. The mark it begins with makes sheets read Chinese right."""
    write = csv.writer(_Line()).writerow
    yield "\ufeff" + write([safe(head) for head in heads])
    names: Words = {
        "area": dict(Area.objects.values_list("path", "name")),
        "office": dict(Office.objects.values_list("pk", "name")),
    }
    row_of = _teller(names, words)
    counted = counted_at(where, months).order_by("pk").values_list("pk", flat=True)
    seen = Case.objects.visible_to(scope).order_by("pk")
    last = 0
    while ids := list(counted.filter(pk__gt=last)[:A_CHUNK]):
        last = ids[-1]
        yield "".join([write(row_of(row)) for row in _raw(seen.filter(pk__in=ids).values_list(*_FIELDS))])


def _raw(query: Any) -> list[tuple[Any, ...]]:
    """Rows as the database driver gives them: making Django's dates of them costs more than all else here."""
    with connection.cursor() as cursor:
        cursor.execute(*query.query.sql_with_params())
        return cursor.fetchall()


def _teller(names: Words, words: Words) -> Callable[[tuple[Any, ...]], list[Any]]:
    """Turns a row into cells. Names are made safe once, not at every line."""
    areas = {path: safe(name) for path, name in names["area"].items()}
    offices = {pk: safe(name) for pk, name in names["office"].items()}
    said = {
        column: {code: safe(str(word)) for code, word in table.items()} for column, table in words.items()
    }
    zone = timezone.get_default_timezone()

    def moment(at: datetime | str | None) -> str:
        if not at:
            return ""
        known = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
        return known.astimezone(zone).isoformat(" ", "minutes")[:16]

    def tell(row: tuple[Any, ...]) -> list[Any]:
        _, number, received, way, path, matter, case_class, urgency, status, level, office, outcome = row[:12]
        first, promise, contacted, resolved, closed, days, reopened, sent_back, source, source_number = row[
            12:
        ]
        return [
            *(number, moment(received), said["way"].get(way, way)),
            *(areas.get(path[:12], "") if len(path) >= 12 else "", areas.get(path, "")),
            *(said["matter"].get(matter, ""), said["class"].get(case_class, "")),
            *(said["urgency"].get(urgency, ""), said["status"].get(status, ""), said["level"].get(level, "")),
            *(offices.get(office, ""), said["outcome"].get(outcome, outcome)),
            *(moment(first), moment(promise), moment(contacted), moment(resolved), moment(closed), days),
            *(reopened, sent_back, safe(source), safe(source_number)),
        ]

    return tell
