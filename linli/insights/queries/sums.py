"""Sums of a place by month, area, office, matter; and which of its neighbours' answers would give it away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from linli.common.bulk import fetch
from linli.common.paths import LENGTHS, covers
from linli.insights.figures import Sums, silent
from linli.insights.models import MEASURES, Limit
from linli.insights.queries.asked import Months, Where
from linli.territory.models import Area

_SUMS = """SELECT {group}, {sums} FROM insights_tally
WHERE {where} AND month BETWEEN %(first)s AND %(last)s GROUP BY {group}"""
# of many parts at once only what a table tells of each: how many, how soon, what residents said
BRIEF = (
    *("received", "on_the_spot", "finished", "on_time", "pending", "pending_paused"),
    *("answered", "solved", "satisfied", "redone"),
)
_NOT_DUE = """SELECT {group}, what, SUM(number) FROM insights_deadline
WHERE {where} AND what IN ('reach', 'promise', 'paused') AND day >= %(today)s
    AND month BETWEEN %(first)s AND %(last)s GROUP BY {group}, what"""


def _sums(
    group: str, where: str, months: Months, today: date, measures: Sequence[str] = MEASURES, **params: Any
) -> dict[Any, Sums]:
    """With what is open and `late` (`late_net`: whose clock never stood), and with `first_not_due`: those whom nobody
    reached yet, and whose first step is due today or later: too early to count either way."""
    at = {"today": today.isoformat(), "first": months.first, "last": months.last, **params}
    sums = ", ".join(f"SUM({name})" for name in measures)
    found: dict[Any, dict[str, int]] = {}
    for key, *values in fetch(_SUMS.format(group=group, where=where, sums=sums), **at):
        found[key] = one = dict(zip(measures, values, strict=True))
        one["late"], one["late_net"] = one["pending"], one["pending"] - one["pending_paused"]
    for key, what, number in fetch(_NOT_DUE.format(group=group, where=where), **at):
        one = found[key]
        if what == Limit.REACH:
            one["first_not_due"] = number
            continue
        one["late"] -= number
        if what == Limit.PROMISE:
            one["late_net"] -= number
    return {key: Sums(values) for key, values in found.items()}


def by_month(where: Where, months: Months, today: date) -> dict[str, Sums]:
    """Months in which nothing came in are not there."""
    at = "area_path = %(path)s AND slice = %(slice)s AND key = %(key)s"
    return _sums("month", at, months, today, path=where.path, slice=where.slice, key=where.key)


def total(where: Where, months: Months, today: date) -> Sums:
    return sum(by_month(where, months, today).values(), Sums())


def by_area(
    where: Where, paths: list[str], months: Months, today: date, measures: Sequence[str] = MEASURES
) -> dict[str, Sums]:
    """The same, area by area, for areas that are below it; all measures, or these (BRIEF)."""
    if not paths:
        return {}
    names = {f"p{n}": path for n, path in enumerate(paths)}
    at = (
        f"area_path IN ({', '.join(f'%({name})s' for name in names)}) AND slice = %(slice)s AND key = %(key)s"
    )
    return _sums("area_path", at, months, today, measures, slice=where.slice, key=where.key, **names)


def by_key(
    path: str, slice_: str, months: Months, today: date, measures: Sequence[str] = MEASURES
) -> dict[int, Sums]:
    """Sums of an area by office or by matter (0: no matter yet); all measures, or these (BRIEF)."""
    at = "area_path = %(path)s AND slice = %(slice)s"
    return _sums("key", at, months, today, measures, path=path, slice=slice_)


def places_below(area: Area, now: datetime) -> list[Area]:
    """The areas right below one, as they stand now."""
    return list(Area.objects.standing(now).filter(parent=area).order_by("path"))


_ANSWERED = """SELECT area_path, month, SUM(answered) FROM insights_tally WHERE area_path IN ({names})
    AND slice = %(slice)s AND key = %(key)s AND month BETWEEN %(first)s AND %(last)s GROUP BY area_path, month"""


class Beside:
    """How many residents answered in an area, in those beside it and in those beside each area above it, by month.

    A table of an area above tells its parts and their sum. What it leaves out there (`hidden`), no page of one area
    below may tell either, or it could be worked out from that page. What counts above only (complaints about those who
    serve) is a part as well.
    """

    def __init__(self, where: Where, months: Months, now: datetime) -> None:
        above = [where.path[:length] for length in LENGTHS if length < len(where.path)]
        parts = Area.objects.standing(now).filter(parent__path__in=above).order_by("parent__path")
        self._levels: dict[str, list[str]] = {}  # the areas above, from the top down → their parts
        for area, part in parts.values_list("parent__path", "path"):
            self._levels.setdefault(area, []).append(part)
        self._path = where.path
        at = {"slice": where.slice, "key": where.key, "first": months.first, "last": months.last}
        paths = {*self._levels, *(part for parts in self._levels.values() for part in parts)}
        names = {f"p{n}": path for n, path in enumerate(sorted(paths))}
        self._months: dict[str, dict[str, int]] = defaultdict(dict)  # month → area → how many answered
        if names:
            sql = _ANSWERED.format(names=", ".join(f"%({name})s" for name in names))
            for area, month, number in fetch(sql, **names, **at):
                self._months[month][area] = number

    def hush(self, months: Months) -> bool:
        """May what was answered in these months not be told?"""
        bases: dict[str, int] = defaultdict(int)
        for month in months.each():
            for area, number in self._months.get(month, {}).items():
                bases[area] += number
        levels = []
        for above, parts in self._levels.items():
            here = next((part for part in parts if covers(part, self._path)), "")
            rest = bases[above] - sum(bases[part] for part in parts)
            levels.append(({part: bases[part] for part in parts} | {"": max(rest, 0)}, here))
        return silent(levels)
