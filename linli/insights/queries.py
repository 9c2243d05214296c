"""Reading figures: sums of a place by month, area, office, matter; spreads; what is open now; the rows of a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone

from linli.cases.models import Case, CaseQuerySet, Handling
from linli.common.bulk import fetch
from linli.common.paths import subtree
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


def _sums(group: str, where: str, months: Months, today: date, **params: Any) -> dict[Any, Sums]:
    rows = fetch(
        _SUMS.format(group=group, where=where),
        today=today.isoformat(),
        first=months.first,
        last=months.last,
        **params,
    )
    return {row[0]: Sums(dict(zip(_NAMES, row[1:], strict=True))) for row in rows}


def _first_not_due(found: QuerySet[Counted], today: date) -> QuerySet[Counted]:
    """Those open ones that nobody reached yet, and whose first step is due today or later: too early to count either
    way. Only what is open is looked at, so this is no walk through all that ever came in."""
    morning = timezone.make_aware(datetime.combine(today, time.min))
    first = Handling.objects.filter(case=OuterRef("pk")).order_by("id").values("due_at")[:1]
    waiting = Case.objects.filter(closed_at=None, contacted_at=None)
    early = waiting.annotate(first_due=Subquery(first)).filter(first_due__gte=morning)
    return found.filter(case__in=early.values("pk"), standing=1, on_the_spot=0)


def _with_early(sums: dict[Any, Sums], found: QuerySet[Counted], by: Any, today: date) -> dict[Any, Sums]:
    rows = _first_not_due(found, today).values_list(by).annotate(number=Count("pk"))
    return sums | {key: sums.get(key, Sums()) + Sums({"first_not_due": number}) for key, number in rows}


def by_month(where: Where, months: Months, today: date) -> dict[str, Sums]:
    """Months in which nothing came in are not there."""
    at = "area_path = %(path)s AND slice = %(slice)s AND key = %(key)s"
    sums = _sums("month", at, months, today, path=where.path, slice=where.slice, key=where.key)
    return _with_early(sums, counted_at(where, months), F("month"), today)


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
    sums = _sums("area_path", at, months, today, slice=where.slice, key=where.key, **names)
    for length in {len(path) for path in paths}:
        below = counted_at(where, months).annotate(place=Substr("area_path", 1, length))
        sums = _with_early(sums, below.filter(place__in=paths), F("place"), today)
    return sums


def by_key(path: str, slice_: str, months: Months, today: date) -> dict[int, Sums]:
    """Sums of an area by office or by matter (0: no matter yet)."""
    sums = _sums("key", "area_path = %(path)s AND slice = %(slice)s", months, today, path=path, slice=slice_)
    found = counted_at(Where(path), months)
    if slice_ == "office":
        return _with_early(sums, found.exclude(office_id=None), F("office_id"), today)
    return _with_early(sums, found, Coalesce(F("category_id"), 0), today)


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
    """The condition for one place's days: all of them are kept by class, one office's or matter's by its number."""
    if where.slice == "all":
        return "kind = 'class'", {}
    return "kind = %(kind)s AND key = %(key)s", {"kind": where.slice, "key": str(where.key)}


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


# what only few people see stands where it is counted, not below
_NOW = """SELECT {group}, COUNT(*) FROM cases_case
WHERE closed_at IS NULL AND area_path BETWEEN %(low)s AND %(high)s {more}
AND (NOT restricted OR id IN
    (SELECT case_id FROM insights_counted WHERE restricted AND LENGTH(area_path) >= %(length)s))
GROUP BY 1"""
_OVERDUE = "AND due_at < %(now)s AND task <> 'rating' AND status <> 'listed'"


def now_by_area(path: str, length: int, now: datetime) -> dict[str, Now]:
    """Open and overdue of everything under an area, by the first `length` digits of where it is."""
    return _now(f"SUBSTR(area_path, 1, {int(length)})", path, now, length)


def now_by_office(path: str, now: datetime) -> dict[int, Now]:
    return _now("office_id", path, now, len(path))


def now_at(path: str, now: datetime) -> Now:
    return now_by_area(path, len(path), now).get(path, Now())


def _now(group: str, path: str, now: datetime, length: int) -> dict[Any, Now]:
    low, high = subtree(path)
    at = {"low": low, "high": high, "length": length}
    standing = fetch(_NOW.format(group=group, more=""), **at)
    overdue = dict(fetch(_NOW.format(group=group, more=_OVERDUE), now=now, **at))
    return {key: Now(number, overdue.get(key, 0)) for key, number in standing}


def places_below(area: Area, now: datetime) -> list[Area]:
    """The areas right below one, as they stand now."""
    return list(Area.objects.standing(now).filter(parent=area).order_by("path"))


_LATE_Q = Q(pending=1) & ~Q(until="")


def _condition(code: str, today: date) -> Q:
    late = _LATE_Q & Q(until__lt=today.isoformat())
    table = {
        "not_contacted": Q(on_the_spot=0, referred=0, contacted=0),
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
    if code == "not_contacted":
        early = _first_not_due(counted, today)
        counted = counted.exclude(pk__in=early.values("pk"))
    seen: CaseQuerySet = Case.objects.visible_to(scope).filter(pk__in=counted.values("case_id"))
    return seen.order_by("-pk")


def counted_at(where: Where, months: Months) -> QuerySet[Counted]:
    found = Counted.objects.filter(
        area_path__range=subtree(where.path), month__gte=months.first, month__lte=months.last
    )
    match where.slice:
        case "office":
            return found.filter(office_id=where.key)
        case "matter":
            return found.filter(category_id=where.key or None)
    return found


def month_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"
