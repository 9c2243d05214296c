"""The month of a community or a grid: what came in, what became of it, what is open at this moment and why.

It is told where everybody reads it: no resident, no door, no words of anybody. Matters that are about somebody's own
life are told only from five on; what residents said of the answer too. What only few people see is in no line. Counted
by the database, some lines of sums however much there is; in nobody's language (`wall` tells it on paper, the portal on
the phone).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from linli.cases.models import Category
from linli.common.bulk import fetch
from linli.common.paths import subtree
from linli.insights import queries
from linli.insights.facts import MOST_DAYS
from linli.insights.figures import FIGURE, TOO_FEW, median
from linli.insights.queries import Months, Where
from linli.people.models import Office
from linli.territory.models import Area

LEVELS = ("community", "grid")
MOST = 7  # lines of each table; on paper it is one page
# Matters about something everybody can see are told whatever their number, others from five on.
PUBLIC = ("water", "energy", "street", "home", "safety", "environment", "travel")
NOT_PUBLIC = (
    "public-housing",
    "title-deed",
    "resettlement",
    "housing-fund",
    "renting",
    "scam",
)  # though grouped there

DONE, OPEN, OTHERWISE = "done", "open", "otherwise"  # every request that came in is in exactly one of them


@dataclass(frozen=True, slots=True)
class Asked:
    """A matter (None: all that is not told by name): how often it was asked, how many are done, in how many days half
    of them were (None where that is not told)."""

    matter: Category | None
    number: int
    done: int
    days: float | None


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Of one matter and for one reason not done yet: `status` (open, resolved, listed), why the clock stands (a
    PauseReason or ""), who has it (nobody: it is listed), by when at the latest (None: no date yet)."""

    matter: Category | None
    number: int
    status: str
    pause: str
    office: Office | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Month:
    """`received` is `done`, `open` and `otherwise` (taken back, joined, not for here) together; `days` is how soon half
    of what is done was. `elsewhen` came in in another month and is open too; `left` of all that is open stand in no
    line. `answered` is 0 where too few said anything."""

    received: int
    done: int
    open: int
    otherwise: int
    days: float | None
    answered: int
    solved: int
    asked: list[Asked]
    still_open: list[StillOpen]
    elsewhen: int
    left: int


@dataclass(frozen=True, slots=True)
class _Some:
    """Requests of which the same is told: of what is done the days, of what is open why. `matter` is 0 where there is
    none, or where only few people see it."""

    became: str
    matter: int
    restricted: bool
    days: int | None
    status: str
    pause: str
    office: int
    number: int
    until: datetime | None

    @property
    def why(self) -> tuple[str, str, int]:
        return self.status, self.pause, self.office


def read(area: Area, month: str, at: datetime) -> Month:
    """The month (2026-11) of a community or a grid, as it stands at this moment."""
    months, where = Months(month, month), Where(area.path)
    sums = queries.total(where, months, timezone.localdate(at))
    sums = sums.hushed(queries.Beside(where, months, at).hush(months))
    told = not sums.too_few(FIGURE["solved"])
    came, elsewhen = _some(_CAME_IN, area.path, month), _some(_ELSEWHEN, area.path, month)
    matters = Category.objects.in_bulk({one.matter for one in (*came, *elsewhen)})
    here = [one for one in came if one.became == OPEN]
    still_open = _still_open([*here, *elsewhen], matters)
    return Month(
        received=_number(came),
        done=_number(came, DONE),
        open=_number(here),
        otherwise=_number(came, OTHERWISE),
        days=_middle(came),
        answered=sums.base(FIGURE["solved"]) if told else 0,
        solved=sums["solved"] if told else 0,
        asked=_asked(came, matters),
        still_open=still_open,
        elsewhen=_number(elsewhen),
        left=_number(here) + _number(elsewhen) - sum(line.number for line in still_open),
    )


# what is told of many requests at once: what became of them, and where they are open (`open`) why
_SOME = """SELECT CASE WHEN c.status = 'closed' OR c.task = 'rating' THEN 'done'
        WHEN c.status IN ('open', 'resolved', 'listed') THEN 'open' ELSE 'otherwise' END AS became,
    CASE WHEN c.restricted THEN 0 ELSE COALESCE(c.category_id, 0) END AS matter, c.restricted,
    CASE WHEN NOT {open} THEN CASE WHEN k.on_the_spot = 1 THEN 0 ELSE k.days END END AS took,
    CASE WHEN {open} THEN c.status ELSE '' END AS how,
    CASE WHEN {open} AND c.paused THEN COALESCE(p.reason, '') ELSE '' END AS why,
    CASE WHEN {open} AND c.status <> 'listed' THEN COALESCE(c.office_id, 0) ELSE 0 END AS who,
    COUNT(*), MAX(CASE WHEN c.status = 'listed' THEN c.due_at ELSE c.promise_at END)
FROM {found} LEFT JOIN cases_pause p ON p.case_id = c.id AND p.ended_at IS NULL
WHERE {where} GROUP BY became, matter, c.restricted, took, how, why, who"""
_CAME_IN = _SOME.format(
    open="(c.status IN ('open', 'resolved', 'listed') AND c.task <> 'rating')",
    found="insights_counted k JOIN cases_case c ON c.id = k.case_id",
    where="k.month = %(month)s AND k.area_path BETWEEN %(low)s AND %(high)s",
)
_ELSEWHEN = _SOME.format(
    open="c.closed_at IS NULL",
    found="""cases_case c LEFT JOIN insights_counted k
    ON k.case_id = c.id AND k.month = %(month)s AND k.area_path BETWEEN %(low)s AND %(high)s""",
    where="""c.closed_at IS NULL AND c.task <> 'rating' AND NOT c.restricted AND k.case_id IS NULL
    AND c.area_path BETWEEN %(low)s AND %(high)s""",
)


def _some(sql: str, path: str, month: str) -> list[_Some]:
    """Reported done and not checked yet is still under way: it is done once no neighbour finds it undone. A resident
    who is asked how it went waits for nothing any more."""
    low, high = subtree(path)
    rows = fetch(sql, month=month, low=low, high=high)
    return [
        _Some(became, matter, bool(few), took, how, why, who, number, _moment(last))
        for became, matter, few, took, how, why, who, number, last in rows
    ]


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite has its moments as text in UTC."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _number(some: Iterable[_Some], became: str = "") -> int:
    return sum(one.number for one in some if became in ("", one.became))


def _middle(some: Iterable[_Some]) -> float | None:
    """The median of the days of what is done; None too where it is so many that they were not counted to the end."""
    days: dict[int, int] = defaultdict(int)
    for one in some:
        if one.became == DONE and one.days is not None:
            days[one.days] += one.number
    found = median(days)
    return None if found is None or found >= MOST_DAYS else found


def _own_life(matter: Category | None) -> bool:
    return matter is None or matter.group not in PUBLIC or matter.code in NOT_PUBLIC


def _asked(came: list[_Some], matters: dict[int, Category]) -> list[Asked]:
    """Most asked first. What is not told by name is told together."""
    by: dict[int, list[_Some]] = defaultdict(list)
    for one in came:
        by[one.matter].append(one)
    told = [key for key in by if key and not (_own_life(matters.get(key)) and _number(by[key]) < TOO_FEW)]
    told.sort(key=lambda key: (-_number(by[key]), key))
    lines = [
        Asked(matters[key], _number(by[key]), _number(by[key], DONE), _middle(by[key])) for key in told[:MOST]
    ]
    rest = [one for key in by if key not in told[:MOST] for one in by[key]]
    return [*lines, Asked(None, _number(rest), _number(rest, DONE), None)] if rest else lines


def _still_open(some: list[_Some], matters: dict[int, Category]) -> list[StillOpen]:
    """What is not done, by matter and reason, the most first."""
    groups: dict[tuple[int, tuple[str, str, int]], list[_Some]] = defaultdict(list)
    for one in some:
        if not one.restricted:
            groups[one.matter, one.why].append(one)
    told = [
        key
        for key, rows in groups.items()
        if not (_own_life(matters.get(key[0])) and _number(rows) < TOO_FEW)
    ]
    told.sort(key=lambda key: (-_number(groups[key]), key))
    offices = Office.objects.in_bulk({why[2] for _matter, why in told[:MOST]})
    return [
        StillOpen(
            matters.get(matter),
            _number(groups[matter, why]),
            why[0],
            why[1],
            offices.get(why[2]),
            max((one.until for one in groups[matter, why] if one.until is not None), default=None),
        )
        for matter, why in told[:MOST]
    ]
