"""The month's sheet for the wall, in the words of the paper: what was asked, what became of it, whom to ask."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.cases.models import PauseReason
from linli.insights.monthly import Month, StillOpen, read
from linli.office import printing
from linli.office.printing import WallSheet
from linli.people.boards import answering, front_door
from linli.people.queries import chain
from linli.territory.models import Area

OTHER = "其他"


def sheet(area: Area, month: str, at: datetime) -> WallSheet:
    """The sheet of a community or a grid for the requests that came in a month. Refuses no_number."""
    told, answers = read(area, month, at), answering(area.path)
    this, parent = f"{int(month[5:])}月", area.parent
    return WallSheet(
        name=area.name,
        place=parent.name if parent is not None else "",
        month=f"{int(month[:4])}年{this}",
        figures=_figures(told),
        said=_said(told),
        asked=[
            printing.Asked(one.matter.name if one.matter else OTHER, one.number, one.done, _days(one.days))
            for one in told.asked
        ],
        still_open=[
            printing.StillOpen(
                one.matter.name if one.matter else OTHER, one.number, _why(one), _until(one.until, at)
            )
            for one in told.still_open
        ],
        open_line=_open_line(told, this),
        ask=_ask(area.path, at),
        phone=answers.phone,
        url=front_door(area.path),
        foot=f"{answers.operator}　{timezone.localtime(at):%Y-%m-%d} 制　不写反映人是谁",
        more_open=f"另外 {told.left} 件也在办，问一下就知道。" if told.left else "",
    )


def _figures(told: Month) -> list[tuple[str, str]]:
    """How many came in, and the groups that are together all of them."""
    found = [("收到", told.received), ("办好了", told.done), ("还在办", told.open)]
    if told.otherwise:
        found.append(("撤回、合并、不归这里办", told.otherwise))
    return [(label, f"{number} 件") for label, number in found]


def _said(told: Month) -> str:
    """In a sentence: how long it took, and what residents said where enough of them did."""
    found = []
    if told.days is not None:
        soon = _soon(told.days)
        found.append(f"办好的 {told.done} 件里，一半{soon}。" if told.done > 1 else f"办好的 1 件{soon}。")
    if told.answered:
        found.append(f"{told.answered} 人评价，{told.solved} 人说解决了。")
    return "".join(found)


def _soon(days: float) -> str:
    return "当天就办好了" if not days else f" {days:g} 天内办好了"


def _days(value: float | None) -> str:
    if value is None:
        return ""
    return "当天" if value == 0 else f"{value:g} 天"


def _open_line(told: Month, month: str) -> str:
    """How what is listed as under way goes with the number on top."""
    if not told.open + told.elsewhen:
        return ""
    if not told.elsewhen:
        return f"现在还在办的 {told.open} 件，都是{month}收到的。"
    both = told.open + told.elsewhen
    return f"现在一共还在办 {both} 件：{month}收到的 {told.open} 件，别的月份收到的 {told.elsewhen} 件。"


def _why(one: StillOpen) -> str:
    office = one.office.name if one.office else ""
    if one.status == "listed":
        return "一时办不了，挂账，到时再看"
    if one.pause:
        return f"{PauseReason(one.pause).label}（{office}）"
    return f"办好了，{office}在核查" if one.status == "resolved" else f"{office}在办"


def _until(until: datetime | None, at: datetime) -> str:
    if until is None:
        return "正在核实"
    last = timezone.localtime(until)
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
