"""Rows by their statements, kept: what Django's ORM would write and read, without laying the SQL out at every use.

For the few statements that every verb makes. Laying one out over the fifty columns of a case takes Django longer than
the database needs to carry it out. Everything else is the ORM's. `save()` and signals are passed by: no model of ours
has any. Fields change values on their way in and out exactly as under the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)
Fields = list["models.Field[Any, Any]"]


class _Select(NamedTuple):
    sql: str
    names: list[str]
    converted: list[tuple[int, list[Callable[..., Any]], Any]]  # place, converters, column


def locked(model: type[M], pk: int) -> M:
    """The row of this key, locked until the transaction ends. Raises `model.DoesNotExist`."""
    return _one(model, pk, lock=True)


def one(model: type[M], pk: int) -> M:
    """The row of this key. Raises `model.DoesNotExist`."""
    return _one(model, pk, lock=False)


def _one(model: type[M], pk: int, *, lock: bool) -> M:
    db = _database()
    select = _select(model, db.vendor)
    with db.cursor() as cursor:
        cursor.execute(
            select.sql + (" FOR UPDATE" if lock and db.features.has_select_for_update else ""), [pk]
        )
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist(f"{model.__name__} {pk}")  # type: ignore[attr-defined]
    values = list(row)
    for place, converters, column in select.converted:
        for convert in converters:
            values[place] = convert(values[place], column, db)
    found: M = model.from_db(db.alias, select.names, values)
    return found


def linked(row: models.Model, name: str) -> Any:
    """What a foreign key of a row leads to, read once and remembered by the row; None where it is empty."""
    field = cast("models.ForeignKey[Any, Any]", row._meta.get_field(name))
    if not field.is_cached(row):
        pk = getattr(row, field.attname)
        setattr(row, name, None if pk is None else one(cast("type[models.Model]", field.related_model), pk))
    return getattr(row, name)


@cache
def _select(model: type[models.Model], vendor: str) -> _Select:
    db = _database()
    table = _quoted(model._meta.db_table)
    fields = _fields(model)
    columns = ", ".join(_quoted(field.column) for field in fields)
    converted = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        found = db.ops.get_db_converters(column) + column.get_db_converters(db)
        if found:
            converted.append((place, found, column))
    sql = f"SELECT {columns} FROM {table} WHERE {_quoted(_key(model))} = %s"
    return _Select(sql, [field.attname for field in fields], converted)


def add(row: M) -> M:
    """Insert a row that has no key yet; it gets one."""
    model, db = type(row), _database()
    sql, fields = _insert(model, db.vendor)
    with db.cursor() as cursor:
        cursor.execute(
            f"{sql} RETURNING {_quoted(_key(model))}", _values(row, fields, db)
        )  # writes: the caller's own row
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, db.alias
    return row


def add_many(rows: Sequence[models.Model], *, known_stay: bool = False) -> None:
    """Insert rows of one model with one statement; they get no keys. `known_stay`: what is there already stays."""
    if not rows:
        return
    db = _database()
    sql, fields = _insert(type(rows[0]), db.vendor)
    head, marks = sql.rsplit(" VALUES ", 1)
    sql = f"{head} VALUES {', '.join([marks] * len(rows))}{' ON CONFLICT DO NOTHING' if known_stay else ''}"
    with db.cursor() as cursor:
        cursor.execute(
            sql, [value for row in rows for value in _values(row, fields, db)]
        )  # writes: the caller's own rows


@cache
def _insert(model: type[models.Model], vendor: str) -> tuple[str, Fields]:
    fields = [field for field in _fields(model) if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks})", fields


def change(row: models.Model, names: Collection[str]) -> None:
    """Write these fields (`attname`) of a row that is there."""
    model = type(row)
    fields = [field for field in _fields(model) if field.attname in names]
    if fields:
        sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
        sql = f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {_quoted(_key(model))} = %s"
        db = _database()
        with db.cursor() as cursor:
            cursor.execute(sql, [*_values(row, fields, db), row.pk])  # writes: the caller's own row


def change_where(model: type[models.Model], where: dict[str, Any], **values: Any) -> None:
    """Write `values` to every row where each column of `where` is what it says (None: is empty)."""
    tests = " AND ".join(
        f"{_column(model, name)} " + ("IS NULL" if value is None else "= %s") for name, value in where.items()
    )
    sets = ", ".join(f"{_column(model, name)} = %s" for name in values)
    db = _database()
    given = [_prepared(model, name, value, db) for name, value in values.items()]
    given += [_prepared(model, name, value, db) for name, value in where.items() if value is not None]
    with db.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {tests}", given
        )  # writes: as above


def is_there(model: type[models.Model], **where: Any) -> bool:
    """Is there a row with these values?"""
    tests = " AND ".join(f"{_column(model, name)} = %s" for name in where)
    db = _database()
    given = [_prepared(model, name, value, db) for name, value in where.items()]
    with db.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {_quoted(model._meta.db_table)} WHERE {tests} LIMIT 1", given)
        return cursor.fetchone() is not None


def _database() -> BaseDatabaseWrapper:
    """This thread's connection, looked up once and not at every value."""
    return connections[DEFAULT_DB_ALIAS]


def _values(row: models.Model, fields: Fields, db: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), db) for field in fields]


@cache
def _fields(model: type[models.Model]) -> Fields:
    return list(model._meta.concrete_fields)


@cache
def _by_name(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in _fields(model)}


def _prepared(model: type[models.Model], name: str, value: Any, db: BaseDatabaseWrapper) -> Any:
    return _by_name(model)[name].get_db_prep_save(value, db)


def _column(model: type[models.Model], name: str) -> str:
    return _quoted(_by_name(model)[name].column)


def _key(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return model._meta.pk.column


def _quoted(name: str) -> str:
    return _database().ops.quote_name(name)
