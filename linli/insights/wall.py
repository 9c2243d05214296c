"""The month's sheet for the wall: what it says, from kept counts and from what is open at this moment.

It hangs where everybody reads it: no resident, no door, no words of anybody. Matters that are about somebody's own life
are told only from five on; what residents said of the answer too. What only few people see is not on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from linli.cases.models import Case, Category, Pause, PauseReason
from linli.common.paths import subtree
from linli.insights import queries
from linli.insights.figures import FIGURE, TOO_FEW, Sums, median
from linli.insights.models import Slice
from linli.insights.queries import Months, Where
from linli.office.printing import Asked, StillOpen, WallSheet
from linli.people.boards import answering, front_door
from linli.people.queries import chain
from linli.territory.models import Area

LEVELS = ("community", "grid")
MOST = 7  # lines of each table; the page is one
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
OTHER = "其他"


def sheet(area: Area, month: str, at: datetime) -> WallSheet:
    """The sheet of a community or a grid for the requests that came in a month. Refuses no_number."""
    months, today = Months(month, month), timezone.localtime(at).date()
    where = Where(area.path)
    sums = queries.total(where, months, today).hushed(queries.Beside(where, months, at).hush(months))
    answers = answering(area.path)
    still_open, left = _still_open(area.path, at)
    parent = area.parent
    return WallSheet(
        name=area.name,
        place=parent.name if parent is not None else "",
        month=f"{int(month[:4])}年{int(month[5:])}月",
        figures=_figures(sums, queries.days_of(where, months)),
        asked=_asked(area.path, months, today),
        still_open=still_open,
        ask=_ask(area.path, at),
        phone=answers.phone,
        url=front_door(area.path),
        foot=f"{answers.operator}　{timezone.localtime(at):%Y-%m-%d} 制　不写反映人是谁",
        more_open=f"还有 {left} 件在办，问一下就知道。" if left else "",
    )


def _figures(sums: Sums, days: dict[int, int]) -> list[tuple[str, str]]:
    """Four numbers: came in, done, how long, and what residents said where enough of them did."""
    found = [("收到", f"{sums['received']} 件"), ("已办好", f"{_done(sums)} 件")]
    if (middle := median(days)) is not None:
        found.append(("一半办好用了", _days(middle)))
    if sums["answered"] and not sums.too_few(FIGURE["solved"]):
        solved, answered = sums["solved"], sums.base(FIGURE["solved"])
        found.append((f"{answered} 人评价，说解决了的", f"{solved} 人"))
    return found


def _done(sums: Sums) -> int:
    return sums["finished"] + sums["on_the_spot"]


def _days(value: float | None) -> str:
    if value is None:
        return ""
    return "当天" if value == 0 else f"{value:g} 天"


@dataclass(frozen=True, slots=True)
class _Matter:
    name: str
    own_life: bool


def _matters(ids: Iterable[int]) -> dict[int, _Matter]:
    found = {
        one.pk: _Matter(one.name, one.group not in PUBLIC or one.code in NOT_PUBLIC)
        for one in Category.objects.filter(pk__in=ids)
    }
    return found | {0: _Matter(OTHER, True)}


def _asked(path: str, months: Months, today: Any) -> list[Asked]:
    """Most asked first. What is not told by name is told together."""
    sums = queries.by_key(path, Slice.MATTER, months, today)
    days = queries.days_by_key(path, Slice.MATTER, months)
    matters = _matters(sums)
    told = [k for k in sums if k and not (matters[k].own_life and sums[k]["received"] < TOO_FEW)]
    told.sort(key=lambda key: (-sums[key]["received"], key))
    lines = [
        Asked(matters[k].name, sums[k]["received"], _done(sums[k]), _days(median(days.get(str(k), {}))))
        for k in told[:MOST]
    ]
    rest = sum((sums[k] for k in sums if k not in told[:MOST]), Sums())
    if rest["received"]:
        lines.append(Asked(OTHER, rest["received"], _done(rest), ""))
    return lines


def _still_open(path: str, at: datetime) -> tuple[list[StillOpen], int]:
    """What is open now, by matter and reason, the most first; and how many are not told."""
    standing = Case.objects.open().filter(area_path__range=subtree(path), restricted=False)
    rows = list(
        standing.exclude(task="rating").values_list(
            "pk", "category_id", "status", "paused", "office__name", "promise_at", "due_at"
        )
    )
    paused = dict(
        Pause.objects.filter(case__in=[r[0] for r in rows if r[3]], ended_at=None).values_list(
            "case", "reason"
        )
    )
    matters = _matters({category for _, category, *_ in rows if category})
    groups: dict[tuple[int, str], list[datetime | None]] = {}
    for pk, category, status, stands, office, promise, due in rows:
        why = _why(status, paused.get(pk) if stands else None, office)
        until = due if status == "listed" else promise
        groups.setdefault((category or 0, why), []).append(until)
    told = [k for k, dates in groups.items() if not (matters[k[0]].own_life and len(dates) < TOO_FEW)]
    told.sort(key=lambda key: (-len(groups[key]), key))
    lines = [
        StillOpen(matters[category].name, len(groups[category, why]), why, _until(groups[category, why], at))
        for category, why in told[:MOST]
    ]
    return lines, len(rows) - sum(line.number for line in lines)


def _why(status: str, paused: str | None, office: str) -> str:
    if status == "listed":
        return "一时办不了，挂账，到时再看"
    if paused:
        return f"{PauseReason(paused).label}（{office}）"
    return f"办好了，{office}在核查" if status == "resolved" else f"{office}在办"


def _until(dates: list[datetime | None], at: datetime) -> str:
    known = [one for one in dates if one is not None]
    if not known:
        return "正在核实"
    last = timezone.localtime(max(known))
    day = f"{last.month}月{last.day}日"
    return f"{day}，已超期" if last < at else day


def _ask(path: str, at: datetime) -> list[str]:
    """Whom to ask: whoever is answerable nearest, with a number that rings."""
    rungs = chain(path, at)
    lines = []
    for rung in reversed(rungs[-2:]):
        people = [
            f"{(one.now or one.post).user.name}（{one.post.get_role_display()}{'，代' if one.stands_in else ''}）"
            for one in rung.people[:2]
        ]
        lines.append("　".join(filter(None, [rung.office.name, "、".join(people), rung.phone])))
    return lines
