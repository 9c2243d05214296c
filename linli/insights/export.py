"""Requests as a sheet: line by line, ten or a million, with the same memory. Nothing in it says who asked.

Words of residents and doors are not in it either: a sheet goes where LinLi cannot follow. The number finds the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from linli.cases.models import Case
from linli.common.scope import Scope
from linli.common.text import neutral
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


class _Line:
    """What csv writes to: hands the line back."""

    def write(self, text: str) -> str:
        return text


def lines(heads: Sequence[str], where: Where, months: Months, scope: Scope, words: Words) -> Iterator[str]:
    """The sheet, some thousand lines a piece. The mark it begins with makes sheets read Chinese right."""
    write = csv.writer(_Line()).writerow
    yield "\ufeff" + write([neutral(head) for head in heads])
    names: Words = {
        "area": dict(Area.objects.values_list("path", "name")),
        "office": dict(Office.objects.values_list("pk", "name")),
    }
    row_of = _teller(names, words)
    counted = counted_at(where, months).exclude(referred=1).order_by("pk").values_list("pk", flat=True)
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
    areas = {path: neutral(name) for path, name in names["area"].items()}
    offices = {pk: neutral(name) for pk, name in names["office"].items()}
    said = {
        column: {code: neutral(str(word)) for code, word in table.items()} for column, table in words.items()
    }
    zone = timezone.get_default_timezone()
    # how far ahead of UTC, hour by hour: asking the zone at every cell costs most of the time
    ahead: dict[datetime, timedelta] = {}

    def moment(at: datetime | None) -> str:
        """As the clock on the wall shows it. SQLite keeps UTC and does not say so; PostgreSQL says it."""
        if at is None:
            return ""
        utc = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
        hour = utc.replace(minute=0, second=0, microsecond=0)
        if (offset := ahead.get(hour)) is None:
            offset = ahead[hour] = hour.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
        return (utc + offset).isoformat(" ", "minutes")

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
            *(reopened, sent_back, neutral(source), neutral(source_number)),
        ]

    return tell
