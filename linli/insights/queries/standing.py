"""What stands at this moment, whenever it came in: how many, and which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.cases.models import Case, CaseQuerySet
from linli.common.bulk import fetch
from linli.common.paths import subtree
from linli.insights.queries.asked import Where


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
