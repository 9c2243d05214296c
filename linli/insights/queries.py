"""Reading figures: sums of a place by month, area, office, matter; spreads; what is open now; the rows of a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, CaseQuerySet
from linli.common.bulk import fetch
from linli.common.paths import LONGEST, subtree
from linli.common.scope import Scope
from linli.insights.figures import FIGURE, Sums
from linli.insights.models import MEASURES, Counted
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


_SUMMED = ", ".join(f"SUM({name})" for name in MEASURES)
_LATE = "CASE WHEN until <> '' AND until < %(today)s THEN {what} ELSE 0 END"
_SUMS = f"""SELECT {{group}}, {_SUMMED}, SUM({_LATE.format(what="pending")}),
    SUM({_LATE.format(what="pending - pending_paused")})
FROM insights_tally WHERE {{where}} AND month BETWEEN %(first)s AND %(last)s GROUP BY {{group}}"""
_NAMES = (*MEASURES, "late", "late_net")


_EARLY = """SELECT {group}, SUM(number) FROM insights_unreached
WHERE {where} AND month BETWEEN %(first)s AND %(last)s AND until >= %(today)s GROUP BY {group}"""


def _sums(group: str, where: str, months: Months, today: date, **params: Any) -> dict[Any, Sums]:
    """With `first_not_due`: those open ones that nobody reached yet, and whose first step is due today or later: too
    early to count either way."""
    at = {"today": today.isoformat(), "first": months.first, "last": months.last, **params}
    found = {
        row[0]: Sums(dict(zip(_NAMES, row[1:], strict=True)))
        for row in fetch(_SUMS.format(group=group, where=where), **at)
    }
    for key, number in fetch(_EARLY.format(group=group, where=where), **at):
        found[key] = found.get(key, Sums()) + Sums({"first_not_due": number})
    return found


def by_month(where: Where, months: Months, today: date) -> dict[str, Sums]:
    """Months in which nothing came in are not there."""
    at = "area_path = %(path)s AND slice = %(slice)s AND key = %(key)s"
    return _sums("month", at, months, today, path=where.path, slice=where.slice, key=where.key)


def total(where: Where, months: Months, today: date) -> Sums:
    return sum(by_month(where, months, today).values(), Sums())


def by_area(where: Where, paths: list[str], months: Months, today: date) -> dict[str, Sums]:
    """The same, area by area, for areas that are below it."""
    if not paths:
        return {}
    names = {f"p{n}": path for n, path in enumerate(paths)}
    at = (
        f"area_path IN ({', '.join(f'%({name})s' for name in names)}) AND slice = %(slice)s AND key = %(key)s"
    )
    return _sums("area_path", at, months, today, slice=where.slice, key=where.key, **names)


def by_key(path: str, slice_: str, months: Months, today: date) -> dict[int, Sums]:
    """Sums of an area by office or by matter (0: no matter yet)."""
    return _sums("key", "area_path = %(path)s AND slice = %(slice)s", months, today, path=path, slice=slice_)


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
_LATE_NOW = (
    "SUM(CASE WHEN c.due_at < %(now)s AND c.task <> 'rating' AND c.status <> 'listed' THEN 1 ELSE 0 END)"
)
_PLAIN = f"""SELECT c.area_path, c.office_id, {LONGEST}, COUNT(*), {_LATE_NOW} FROM cases_case c
WHERE NOT (c.task = '') AND NOT c.restricted AND c.area_path BETWEEN %(low)s AND %(high)s
GROUP BY c.area_path, c.office_id"""
_RESTRICTED = f"""SELECT c.area_path, c.office_id, LENGTH(k.area_path), COUNT(*), {_LATE_NOW} FROM cases_case c
JOIN insights_counted k ON k.case_id = c.id AND k.restricted
WHERE NOT (c.task = '') AND c.restricted AND c.area_path BETWEEN %(low)s AND %(high)s
GROUP BY c.area_path, c.office_id, LENGTH(k.area_path)"""


class Standing:
    """What stands at this moment under an area, read once and told as a whole, by place, by office."""

    def __init__(self, path: str, now: datetime) -> None:
        low, high = subtree(path)
        self.path = path
        self._rows = [row for sql in (_PLAIN, _RESTRICTED) for row in fetch(sql, low=low, high=high, now=now)]

    def by_area(self, length: int) -> dict[str, Now]:
        """By the first `length` digits of where it is."""
        return self._by(lambda place, office: place[:length], length)

    def by_office(self) -> dict[int, Now]:
        return self._by(lambda place, office: office, len(self.path))

    def all(self) -> Now:
        return self.by_area(len(self.path)).get(self.path, Now())

    def _by(self, key: Callable[[str, int], Any], length: int) -> dict[Any, Now]:
        found: dict[Any, Now] = {}
        for place, office, told, number, late in self._rows:
            if told >= length:
                before = found.get(name := key(place, office), Now())
                found[name] = Now(before.open + number, before.overdue + late)
        return found


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


def pointing(code: str, sums: Sums) -> bool:
    """Would the rows of this (`code` of ROWS) tell what single residents said, where too few said anything?"""
    return any(code in (one.code, one.unwanted) and sums.too_few(one) for one in FIGURE.values())


def rows(code: str, where: Where, months: Months, scope: Scope, today: date) -> CaseQuerySet:
    """The requests behind a figure (`code` of ROWS) that this scope sees; newest first."""
    counted = counted_at(where, months).filter(_condition(code, today)).exclude(referred=1)
    seen: CaseQuerySet = Case.objects.visible_to(scope).filter(pk__in=counted.values("case_id"))
    return seen.order_by("-pk")


class Found:
    """The requests behind a figure, for pages: `count()` is what the figure says, so what only few people see is in it
    and not in the list; a slice is read month by month, the newest first, and months without any are passed over."""

    def __init__(self, code: str, where: Where, by: Mapping[str, Sums], scope: Scope, today: date) -> None:
        self.numbers = {month: number_of(code, by[month]) for month in sorted(by, reverse=True)}
        self._rows = [rows(code, where, Months(month, month), scope, today) for month in self.numbers]

    def count(self) -> int:
        return sum(self.numbers.values())

    def __getitem__(self, part: slice) -> list[int]:
        """Their ids."""
        found: list[int] = []
        for number, here in zip(self.numbers.values(), self._rows, strict=True):
            if number and len(found) < part.stop:
                found += here.values_list("pk", flat=True)[: part.stop - len(found)]
        return found[part.start : part.stop]


def number_of(code: str, sums: Sums) -> int:
    """How many rows a figure has (`code` of ROWS): what it counts, or what of its base it does not."""
    if code in FIGURE:
        return sums[code]
    figure = next(one for one in FIGURE.values() if one.unwanted == code)
    return sums.base(figure) - sums[figure.code]


def counted_at(where: Where, months: Months) -> QuerySet[Counted]:
    """One by one (`counted_month_area`: the months by name, then the range of places)."""
    found = Counted.objects.filter(area_path__range=subtree(where.path), month__in=months.each())
    match where.slice:
        case "office":
            return found.filter(office_id=where.key)
        case "matter":
            return found.filter(category_id=where.key or None)
    return found


def month_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"
