"""The month's sheet for the wall: what it says, from kept counts and from what is open at this moment.

It hangs where everybody reads it: no resident, no door, no words of anybody. Matters that are about somebody's own life
are told only from five on; what residents said of the answer too. What only few people see is not on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from linli.cases.models import Case, Category, Pause, PauseReason
from linli.cases.workflow import STANDING
from linli.common.paths import subtree
from linli.insights import queries
from linli.insights.figures import FIGURE, TOO_FEW, Sums, median
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


DONE, OPEN, OTHERWISE = "done", "open", "otherwise"  # every request that came in is in exactly one of them


@dataclass(frozen=True, slots=True)
class _Request:
    """What the sheet reads of a request; `matter` is 0 where it has none, or where only few people see it."""

    pk: int
    matter: int
    restricted: bool
    status: str
    task: str
    paused: bool
    office: str
    until: datetime | None
    received_at: datetime
    done_at: datetime | None

    @property
    def group(self) -> str:
        """Reported done and not checked yet is still under way: on the wall it is done once no neighbour finds it
        undone. A resident who is asked how it went waits for nothing any more."""
        if self.status == "closed" or self.task == "rating":
            return DONE
        return OPEN if self.status in STANDING else OTHERWISE

    @property
    def days(self) -> int:
        """Of what is done: from the day it came in; 0 on the same day."""
        assert self.done_at is not None
        return (timezone.localdate(self.done_at) - timezone.localdate(self.received_at)).days


def sheet(area: Area, month: str, at: datetime) -> WallSheet:
    """The sheet of a community or a grid for the requests that came in a month. Refuses no_number."""
    months, today = Months(month, month), timezone.localdate(at)
    where = Where(area.path)
    sums = queries.total(where, months, today).hushed(queries.Beside(where, months, at).hush(months))
    answers = answering(area.path)
    came = _came_in(where, months)
    known = {one.pk for one in came}
    here = [one for one in came if one.group == OPEN]
    elsewhen = [one for one in _under_way(area.path) if one.pk not in known]
    still_open, left = _still_open([*here, *elsewhen], at)
    parent = area.parent
    return WallSheet(
        name=area.name,
        place=parent.name if parent is not None else "",
        month=f"{int(month[:4])}年{int(month[5:])}月",
        figures=_figures(came),
        said=_said(came, sums),
        asked=_asked(came),
        still_open=still_open,
        open_line=_open_line(len(here), len(elsewhen), f"{int(month[5:])}月"),
        ask=_ask(area.path, at),
        phone=answers.phone,
        url=front_door(area.path),
        foot=f"{answers.operator}　{timezone.localtime(at):%Y-%m-%d} 制　不写反映人是谁",
        more_open=f"另外 {left} 件也在办，问一下就知道。" if left else "",
    )


_OF_CASE = (
    *("pk", "category_id", "restricted", "status", "task", "paused", "office__name", "promise_at", "due_at"),
    *("received_at", "resolved_at", "closed_at"),
)


def _came_in(where: Where, months: Months) -> list[_Request]:
    """All that the figures count as received, as it stands at this moment."""
    fields = [f"case__{name}" for name in _OF_CASE]
    return [_request(row) for row in queries.counted_at(where, months).values_list(*fields)]


def _under_way(path: str) -> list[_Request]:
    """What is not done now, whenever it came in."""
    standing = Case.objects.open().filter(area_path__range=subtree(path), restricted=False)
    return [_request(row) for row in standing.exclude(task="rating").values_list(*_OF_CASE)]


def _request(row: tuple[Any, ...]) -> _Request:
    pk, category, restricted, status, task, paused, office, promise, due, received, resolved, closed = row
    return _Request(
        pk,
        0 if restricted else category or 0,
        restricted,
        status,
        task,
        paused,
        office or "",
        due if status == "listed" else promise,
        received,
        resolved or closed,
    )


def _count(some: Iterable[_Request], group: str) -> int:
    return sum(one.group == group for one in some)


def _figures(came: list[_Request]) -> list[tuple[str, str]]:
    """How many came in, and the groups that are together all of them."""
    found = [
        ("收到", len(came)),
        ("办好了", _count(came, DONE)),
        ("还在办", _count(came, OPEN)),
    ]
    if rest := _count(came, OTHERWISE):
        found.append(("撤回、合并、不归这里办", rest))
    return [(label, f"{number} 件") for label, number in found]


def _said(came: list[_Request], sums: Sums) -> str:
    """In a sentence: how long it took, and what residents said where enough of them did."""
    found = []
    if done := _count(came, DONE):
        soon = _soon(_middle(came))
        found.append(f"办好的 {done} 件里，一半{soon}。" if done > 1 else f"办好的 1 件{soon}。")
    if sums["answered"] and not sums.too_few(FIGURE["solved"]):
        found.append(f"{sums.base(FIGURE['solved'])} 人评价，{sums['solved']} 人说解决了。")
    return "".join(found)


def _middle(some: Iterable[_Request]) -> float | None:
    """The median of the days of what is done."""
    return median(Counter(one.days for one in some if one.group == DONE))


def _soon(days: float | None) -> str:
    return "当天就办好了" if not days else f" {days:g} 天内办好了"


def _days(value: float | None) -> str:
    if value is None:
        return ""
    return "当天" if value == 0 else f"{value:g} 天"


def _open_line(here: int, elsewhen: int, month: str) -> str:
    """How what is listed as under way goes with the number on top."""
    if not here + elsewhen:
        return ""
    if not elsewhen:
        return f"现在还在办的 {here} 件，都是{month}收到的。"
    return f"现在一共还在办 {here + elsewhen} 件：{month}收到的 {here} 件，别的月份收到的 {elsewhen} 件。"


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


def _asked(came: list[_Request]) -> list[Asked]:
    """Most asked first. What is not told by name is told together."""
    by: dict[int, list[_Request]] = defaultdict(list)
    for one in came:
        by[one.matter].append(one)
    matters = _matters(by)
    told = [k for k in by if k and not (matters[k].own_life and len(by[k]) < TOO_FEW)]
    told.sort(key=lambda key: (-len(by[key]), key))
    lines = [
        Asked(matters[key].name, len(by[key]), _count(by[key], DONE), _days(_middle(by[key])))
        for key in told[:MOST]
    ]
    rest = [one for key in by if key not in told[:MOST] for one in by[key]]
    if rest:
        lines.append(Asked(OTHER, len(rest), _count(rest, DONE), ""))
    return lines


def _still_open(some: list[_Request], at: datetime) -> tuple[list[StillOpen], int]:
    """What is not done, by matter and reason, the most first; and how many are not told."""
    seen = [one for one in some if not one.restricted]
    paused = dict(
        Pause.objects.filter(case__in=[one.pk for one in seen if one.paused], ended_at=None).values_list(
            "case", "reason"
        )
    )
    matters = _matters({one.matter for one in seen if one.matter})
    groups: dict[tuple[int, str], list[datetime | None]] = defaultdict(list)
    for one in seen:
        why = _why(one.status, paused.get(one.pk) if one.paused else None, one.office)
        groups[one.matter, why].append(one.until)
    told = [k for k, dates in groups.items() if not (matters[k[0]].own_life and len(dates) < TOO_FEW)]
    told.sort(key=lambda key: (-len(groups[key]), key))
    lines = [
        StillOpen(matters[category].name, len(groups[category, why]), why, _until(groups[category, why], at))
        for category, why in told[:MOST]
    ]
    return lines, len(some) - sum(line.number for line in lines)


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
