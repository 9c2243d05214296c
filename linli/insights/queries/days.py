"""How requests of some months are spread: over days, ways in, results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from linli.common.bulk import fetch
from linli.insights.queries.asked import Months, Where

Days = dict[int, int]  # days → how many took so long


def _days(group: str, where: str, months: Months, **params: Any) -> dict[str, Days]:
    rows = fetch(
        f"SELECT {group}, days, SUM(number) FROM insights_spread WHERE {where}"
        f" AND month BETWEEN %(first)s AND %(last)s GROUP BY {group}, days",
        first=months.first,
        last=months.last,
        **params,
    )
    found: dict[str, Days] = defaultdict(dict)
    for key, days, number in rows:
        found[key][days] = int(number)
    return found


def days_by_key(path: str, kind: str, months: Months, keys: Iterable[int] | None = None) -> dict[str, Days]:
    """How long it took, by `class` (general:grid), `office` or `matter`; of these (ids), if not of all."""
    at = "area_path = %(path)s AND kind = %(kind)s"
    some = "" if keys is None else f" AND key IN ({', '.join(repr(str(int(key))) for key in keys) or 'NULL'})"
    return _days("key", at + some, months, path=path, kind=kind)


def _days_at(where: Where) -> tuple[str, dict[str, str]]:
    """The condition for one place's days: all of them, or one office's or matter's by its number."""
    key = "" if where.slice == "all" else str(where.key)
    return "kind = %(kind)s AND key = %(key)s", {"kind": where.slice, "key": key}


def days_by_month(where: Where, months: Months) -> dict[str, Days]:
    at, params = _days_at(where)
    return _days("month", f"area_path = %(path)s AND {at}", months, path=where.path, **params)


def days_by_area(where: Where, paths: list[str], months: Months) -> dict[str, Days]:
    """Of one office or matter they are kept from the community up."""
    if not paths:
        return {}
    at, params = _days_at(where)
    names = {f"p{n}": path for n, path in enumerate(paths)}
    places = ", ".join(f"%({name})s" for name in names)
    return _days("area_path", f"area_path IN ({places}) AND {at}", months, **params, **names)


def days_of(where: Where, months: Months) -> Days:
    return together(days_by_month(where, months))


def together(many: dict[str, Days]) -> Days:
    """All of them as one."""
    found: Days = defaultdict(int)
    for days in many.values():
        for value, number in days.items():
            found[value] += number
    return found


def numbers_by_key(path: str, kind: str, months: Months) -> dict[str, int]:
    """How many, by `way` in or by `outcome`."""
    return {key: sum(days.values()) for key, days in days_by_key(path, kind, months).items()}
