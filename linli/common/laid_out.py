"""What every page and call asks: laid out as SQL once for a person, asked again at every later moment (ADR 0022).

Laying out a count of nine queues, or a request with its eight tables, takes Django several times as long as the
database needs to find it. A question is a function of a module that gives a queryset, `build(*values, now, **asked)`:
`values` can be compared and are laid out once each (a scope, an office); `now` and what is `asked` (words, numbers) are
filled in anew. It must ask nothing of the database itself, and use no moment but `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Aggregate, QuerySet, Value
from django.db.models.query import ModelIterable

Asked = str | int
# Stands for now while a statement is laid out; no moment of ours comes near it, so what lies near it moves with now.
MARK = datetime(9990, 7, 1, 12, tzinfo=UTC)
NEAR = timedelta(days=1000)
MOST = 2000  # statements that a process remembers, a few kB each


class _Slot(NamedTuple):
    """Where in a statement something that is asked stands."""

    name: str


class _Moment(NamedTuple):
    """A moment, as how far it lies from now."""

    apart: timedelta


class _Statement(NamedTuple):
    compiler: Any  # Django's, which knows what stands in which column
    sql: str
    params: tuple[Any, ...]  # values as they are, `_Slot`, `_Moment`


def select(
    build: Callable[..., QuerySet[Any]], *values: Hashable, now: datetime = MARK, **asked: Asked
) -> Iterator[Any]:
    """The rows of `build(*values, now, **asked)`, with what it selects beside them. One query. `now` may be left out
    where the question has no moment in it.
    """
    kinds = tuple(sorted((name, type(value)) for name, value in asked.items()))
    found = _selected(build, values, kinds, connections[DEFAULT_DB_ALIAS].vendor)
    if found is None:
        return iter(())
    query = SimpleNamespace(get_compiler=lambda using: _filled(found, now, asked))
    of: Any = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={})
    return iter(ModelIterable(of))  # it asks no more of a queryset than these three


def counts(
    build: Callable[..., tuple[QuerySet[Any], Mapping[str, Aggregate]]],
    *values: Hashable,
    now: datetime = MARK,
) -> dict[str, int]:
    """What `build(*values, now)` counts (among what, and what by name); 0 where its conditions exclude each other.
    `now` as for `select`."""
    names, found = _counted(build, values, connections[DEFAULT_DB_ALIAS].vendor)
    if found is None:
        return dict.fromkeys(names, 0)
    compiler = _filled(found, now, {})
    with compiler.connection.cursor() as cursor:
        cursor.execute(*compiler.as_sql())
        return dict(zip(names, cursor.fetchone(), strict=True))


@lru_cache(maxsize=MOST)
def _selected(
    build: Callable[..., QuerySet[Any]], values: tuple[Hashable, ...], kinds: tuple[Any, ...], vendor: str
) -> _Statement | None:
    marks = {
        name: f"\ue000{name}\ue000" if kind is str else -(10**15) - n for n, (name, kind) in enumerate(kinds)
    }
    found = _laid_out(build(*values, MARK, **marks), {mark: _Slot(name) for name, mark in marks.items()})
    missing = set(marks) - {one.name for one in found.params if isinstance(one, _Slot)} if found else set()
    if missing:
        raise ValueError(f"{build.__qualname__} does not ask for {', '.join(sorted(missing))} as it stands")
    return found


@lru_cache(maxsize=MOST)
def _counted(
    build: Callable[..., tuple[QuerySet[Any], Mapping[str, Aggregate]]],
    values: tuple[Hashable, ...],
    vendor: str,
) -> tuple[tuple[str, ...], _Statement | None]:
    among, counted = build(*values, MARK)
    names = tuple(counted)
    one_row = among.order_by().annotate(one=Value(1)).values("one").annotate(**counted)
    return names, _laid_out(one_row.values_list(*names), {})


def _laid_out(queryset: QuerySet[Any], slots: Mapping[Asked, _Slot]) -> _Statement | None:
    """None where the conditions exclude each other."""
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    filled = (slots.get(one, one) if isinstance(one, Asked) else one for one in params)
    return _Statement(compiler, sql, tuple(map(_from_now, filled)))


def _filled(found: _Statement, now: datetime, asked: Mapping[str, Asked]) -> Any:
    """A compiler of this thread's connection that has laid out its statement already."""
    compiler = copy(found.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    adapt = compiler.connection.ops.adapt_datetimefield_value

    def value(one: Any) -> Any:
        if isinstance(one, _Slot):
            return asked[one.name]
        return adapt(now + one.apart) if isinstance(one, _Moment) else one

    params = tuple(map(value, found.params))
    compiler.as_sql = lambda *_, **__: (found.sql, params)
    return compiler


def _from_now(value: Any) -> Any:
    """A moment near the mark as `_Moment`; anything else as it is. SQLite has its moments as text in UTC."""
    moment = value
    if isinstance(value, str) and value[:3] in ("998", "999") and value[4:5] == "-":
        try:
            moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            return value
    if isinstance(moment, datetime) and abs(moment - MARK) < NEAR:
        return _Moment(moment - MARK)
    return value
