"""Plain SQL, where making one object for each row is too slow: rows by the hundred thousand, sums of every request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

T = TypeVar("T")
BATCH = 2000  # rows looked up with one query; far below every limit of parameters
HELD = 0.15  # seconds that one transaction of a long writing should take: nobody waits for 0.3
BREATH = 0.01  # seconds between two of them in which others may write


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def paced(number: int, held: float, *, most: int) -> int:
    """How many to write next, after `number` that took `held` seconds, on this machine with whatever else it does."""
    return max(1, min(round(number * HELD / held), most))


def draw_ids(model: type[models.Model], number: int) -> list[int]:
    """The next `number` ids of a table, nobody else's: inside a transaction, which on SQLite holds the write lock."""
    if not number:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # AUTOINCREMENT: this row rises with every explicit id too
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            first = (row[0] if row else 0) + 1
            return list(range(first, first + number))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, number]
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows as they stand: `columns` are names of columns (`run_id`), values are what the database takes."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(  # writes: the rows of whoever calls; actions only
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",
            rows,
        )


def fetch(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    """What a written-out statement finds, with `params` for each `%(name)s` in it; moments as the database has them."""
    adapted = {
        name: connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
        for name, value in params.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, adapted)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def id_list(ids: Iterable[int]) -> str:
    """Ids as they stand inside `IN (…)`; NULL, which is in no list, where there are none."""
    return ",".join(str(int(pk)) for pk in ids) or "NULL"


def column_value(model: type[models.Model], field: str, value: Any) -> Any:
    """A value as the database takes it (dates, moments)."""
    return model._meta.get_field(field).get_db_prep_save(value, connection)  # type: ignore[union-attr]
