"""The requests behind a figure, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from linli.cases.models import Case, CaseQuerySet
from linli.common.paths import subtree
from linli.common.scope import Scope
from linli.insights.figures import FIGURE, Sums
from linli.insights.models import Counted
from linli.insights.queries.asked import Months, Where
from linli.insights.queries.sums import total

WIDEST = 4  # digits of the widest area that is counted, a prefecture
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
    and not in the list; a slice is read from the newest month on, and months without any are passed over."""

    def __init__(self, code: str, where: Where, by: Mapping[str, Sums], scope: Scope, today: date) -> None:
        self.numbers = {month: number_of(code, by[month]) for month in sorted(by, reverse=True)}
        self._by = by
        self._asked = (code, where, scope, today)

    def count(self) -> int:
        return sum(self.numbers.values())

    def __getitem__(self, part: slice) -> list[int]:
        """Their ids."""
        found: list[int] = []
        left = [month for month, number in self.numbers.items() if number]
        while left and (more := part.stop - len(found)) > 0:
            some = [left.pop(0)]
            while left and sum(self.numbers[month] for month in (*some, left[0])) <= more:
                some.append(left.pop(0))  # all of these are needed, so they are read together
            found += self._newest(Months(some[-1], some[0]), more)
        return found[part.start : part.stop]

    def _newest(self, months: Months, most: int) -> list[int]:
        """One month is walked through from the newest on, where so many are met before as many rows as the area has are
        passed."""
        code, where, scope, today = self._asked
        month = months.last
        if months.first != month:
            return list(rows(code, where, months, scope, today).values_list("pk", flat=True)[:most])
        every = total(Where(where.path[:WIDEST]), months, today)["received"]
        if every * most >= self._by[month]["received"] * self.numbers[month]:
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
