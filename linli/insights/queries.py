"""Reading figures: sums of a place by month, area, office, matter; spreads; what is open now; the rows of a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from linli.cases.models import Case, CaseQuerySet
from linli.common.bulk import fetch
from linli.common.paths import LENGTHS, covers, subtree
from linli.common.scope import Scope
from linli.insights.figures import FIGURE, Sums, silent
from linli.insights.models import MEASURES, Counted, Limit
from linli.territory.models import Area


@dataclass(frozen=True, slots=True)
class Months:
    """From one month to another, both of them in it: "2026-09", "2026-11"."""

    first: str
    last: str

    @classmethod
    def ending(cls, last: str, number: int) -> Months:
        return cls(back(last, number - 1), last)

    def each(self) -> list[str]:
        found, step = [], self.first
        while step <= self.last:
            found.append(step)
            step = back(step, -1)
        return found


def back(month: str, number: int) -> str:
    """The month so many months before; after, where the number is negative."""
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - number
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class Where:
    """What the figures are of: an area and all below it; of it perhaps only one office's or one matter's requests."""

    path: str
    slice: str = "all"
    key: int = 0


WIDEST = 4  # digits of the widest area that is counted, a prefecture
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


@dataclass(frozen=True, slots=True)
class Now:
    """What stands at this moment, whenever it came in."""

    open: int = 0
    overdue: int = 0


# Where it is, who has it, how many, how many of them late: in the order of the index `case_standing`, which holds all
# of it. What only few people see stands where it is counted, not below: those few are looked up one by one.
_LATE_NOW = "COUNT(CASE WHEN c.due_at < %(now)s AND c.task <> 'rating' AND c.status <> 'listed' THEN 1 END)"
_PLAIN = f"""SELECT c.area_path, c.office_id, COUNT(*), {_LATE_NOW} FROM cases_case c
WHERE NOT (c.task = '') AND NOT c.restricted AND c.area_path BETWEEN %(low)s AND %(high)s
GROUP BY c.area_path, c.office_id"""
_RESTRICTED = f"""SELECT k.area_path, c.office_id, COUNT(*), {_LATE_NOW} FROM insights_counted k
JOIN cases_case c ON c.id = k.case_id AND c.restricted AND NOT (c.task = '')
WHERE k.restricted AND k.standing = 1 AND k.area_path BETWEEN %(low)s AND %(high)s
GROUP BY k.area_path, c.office_id"""


class Standing:
    """What stands at this moment under an area, read once and told as a whole, by place, by office."""

    def __init__(self, path: str, now: datetime) -> None:
        low, high = subtree(path)
        self.path = path
        self._rows = [row for sql in (_PLAIN, _RESTRICTED) for row in fetch(sql, low=low, high=high, now=now)]

    def by_area(self, length: int) -> dict[str, Now]:
        """By the first `length` digits of where it is; what is told further up only is in none of them."""
        return _together((row[0][:length], *row[2:]) for row in self._rows if len(row[0]) >= length)

    def by_office(self) -> dict[int, Now]:
        return _together(row[1:] for row in self._rows)

    def all(self) -> Now:
        return Now(sum(row[2] for row in self._rows), sum(row[3] for row in self._rows))


def _together(rows: Iterable[tuple[Any, ...]]) -> dict[Any, Now]:
    """(of what, how many, how many late) → all of one kind as one."""
    found: dict[Any, list[int]] = {}
    for of, number, late in rows:
        both = found.setdefault(of, [0, 0])
        both[0] += number
        both[1] += late
    return {of: Now(*both) for of, both in found.items()}


def places_below(area: Area, now: datetime) -> list[Area]:
    """The areas right below one, as they stand now."""
    return list(Area.objects.standing(now).filter(parent=area).order_by("path"))


_LATE_Q = Q(pending=1) & ~Q(until="")


def _condition(code: str, today: date) -> Q:
    late = _LATE_Q & Q(until__lt=today.isoformat())
    table = {
        "not_contacted": Q(on_the_spot=0, referred=0, contacted=0) & ~Q(reach_by__gte=today.isoformat()),
        "not_on_time": Q(finished=1, on_time=0) | late,
        "not_on_time_net": Q(finished=1, on_time_net=0) | (late & Q(pending_paused=0)),
        "not_solved": Q(answered=1, solved=0),
    }
    return table[code] if code in table else Q(**{code: 1})


ROWS = frozenset(one.code for one in FIGURE.values() if one.rows) | {
    one.unwanted for one in FIGURE.values() if one.unwanted
}


ROWS_NOW = ("open_now", "overdue_now")


def rows_now(code: str, where: Where, now: datetime) -> CaseQuerySet:
    """The requests behind what stands now (`code` of ROWS_NOW), but for those that only few people see: what is late
    longest first, or what came last."""
    found: CaseQuerySet = Case.objects.open().filter(area_path__range=subtree(where.path), restricted=False)
    if where.slice == "office":
        found = found.filter(office=where.key)
    if where.slice == "matter":
        found = found.filter(category=where.key)
    if code == "open_now":
        return found.order_by("-received_at", "-pk")
    late = found.filter(due_at__lt=now).exclude(task="rating").exclude(status="listed")
    return late.order_by("due_at", "pk")


def late_by_matter(where: Where, months: Months, today: date) -> list[tuple[int | None, int]]:
    """(matter, how many) of what was not done by the first date, the most first."""
    late = behind("not_on_time", where, months, today).filter(restricted=False)
    return list(late.values_list("category_id").annotate(n=Count("pk")).order_by("-n", "category_id"))


def pointing(code: str, sums: Sums) -> bool:
    """Would the rows of this (`code` of ROWS) tell what single residents said, where too few said anything?"""
    return any(code in (one.code, one.unwanted) and sums.too_few(one) for one in FIGURE.values())


def rows(code: str, where: Where, months: Months, scope: Scope, today: date) -> CaseQuerySet:
    """The requests behind a figure (`code` of ROWS) that this scope sees; newest first."""
    counted = behind(code, where, months, today)
    seen: CaseQuerySet = Case.objects.visible_to(scope).filter(pk__in=counted.values("case_id"))
    return seen.order_by("-received_at", "-pk")


def behind(code: str, where: Where, months: Months, today: date) -> QuerySet[Counted]:
    """What a figure (`code` of ROWS) counts, one by one."""
    return counted_at(where, months).filter(_condition(code, today)).exclude(referred=1)


class Found:
    """The requests behind a figure, for pages: `count()` is what the figure says, so what only few people see is in it
    and not in the list; a slice is read month by month, the newest first, and months without any are passed over."""

    def __init__(self, code: str, where: Where, by: Mapping[str, Sums], scope: Scope, today: date) -> None:
        self.numbers = {month: number_of(code, by[month]) for month in sorted(by, reverse=True)}
        self._by = by
        self._asked = (code, where, scope, today)

    def count(self) -> int:
        return sum(self.numbers.values())

    def __getitem__(self, part: slice) -> list[int]:
        """Their ids."""
        found: list[int] = []
        for month, number in self.numbers.items():
            if number and (more := part.stop - len(found)) > 0:
                found += self._newest(month, number, more)
        return found[part.start : part.stop]

    def _newest(self, month: str, number: int, most: int) -> list[int]:
        """Walked through from the newest on, where so many are met before as many rows as the area has are passed."""
        code, where, scope, today = self._asked
        months = Months(month, month)
        every = total(Where(where.path[:WIDEST]), months, today)["received"]
        if every * most >= self._by[month]["received"] * number:
            return list(rows(code, where, months, scope, today).values_list("pk", flat=True)[:most])
        # in the order in which they were written down: there is no index by the moment they came in;
        # not as a range of paths, which would lead to the index of places: that of months is in the order of the list
        inside = Counted.objects.alias(place=Substr("area_path", 1, len(where.path))).filter(
            month=month, place=where.path
        )
        seen = Case.objects.visible_to(scope).filter(pk=OuterRef("pk"))
        here = _sliced(inside, where).filter(_condition(code, today), Exists(seen)).exclude(referred=1)
        return list(here.order_by("-pk").values_list("pk", flat=True)[:most])


def number_of(code: str, sums: Sums) -> int:
    """How many rows a figure has (`code` of ROWS): what it counts, or what of its base it does not."""
    if code in FIGURE:
        return sums[code]
    figure = next(one for one in FIGURE.values() if one.unwanted == code)
    return sums.base(figure) - sums[figure.code]


def counted_at(where: Where, months: Months) -> QuerySet[Counted]:
    """One by one (`counted_month_area`: the months by name, then the range of places)."""
    found = Counted.objects.filter(area_path__range=subtree(where.path), month__in=months.each())
    return _sliced(found, where)


def _sliced(found: QuerySet[Counted], where: Where) -> QuerySet[Counted]:
    match where.slice:
        case "office":
            return found.filter(office_id=where.key)
        case "matter":
            return found.filter(category_id=where.key or None)
    return found


def month_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"
