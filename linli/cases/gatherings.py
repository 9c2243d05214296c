"""What stands on the papers of reception days and problem lists. Reads only; in Chinese, as paper is.

None of them holds a resident's name or number: they hang on walls and go round the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from linli.cases import meeting
from linli.cases.models import Case, Reception
from linli.cases.slips import LONG_NUMBER
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.office.printing import Poster, Row, Table, Volume
from linli.office.queries import setting
from linli.people.boards import answering
from linli.people.models import Office

WEEKDAYS = "一二三四五六日"
KINDS = {"reception": "领导接访", "friday": "周五面对面"}
STATES = {"new": "待交办", "doing": "办理中", "answered": "已答复", "calling": "待回访", "done": "已回访"}
LATE = {"hand": "（未按时交办）", "due": "（已超期）", "call": "（回访超期）"}
RESULTS = {"reached": "已回访", "unreachable": "三次未接通", "gone": "已重办"}
BLANK = 10  # empty lines to write on, where the paper is printed before the day
TALL = " \n \n \n "


def day(one: Reception, rows: Sequence[meeting.Row], now: datetime) -> Volume:
    """A day with each thing that was said and where it is; before the day a sheet to write on."""
    hosts = "、".join(host.name for host in one.hosts.all())
    lines: list[Row] = [
        (
            row.case.spoken_number,
            LONG_NUMBER.sub("〔号码略〕", row.case.title),
            _now(row.case),
            _day(row.handed_at),
            _day(row.answered_at),
            _call(row) + LATE.get(row.late, ""),
        )
        for row in rows
    ]
    figures = [
        ("反映", str(len(rows))),
        ("已交办", str(sum(row.state != "new" for row in rows))),
        ("已答复", str(sum(row.answered_at is not None for row in rows))),
        ("已办完回访", str(sum(row.state == "done" for row in rows))),
    ]
    return Volume(
        name=f"{KINDS[one.kind]}登记表",
        place=one.office.name,
        made=f"{_when(one)}　{one.place}　接访人：{hosts}",
        foot=_foot(one.office, now),
        figures=figures if rows else [],
        tables=[
            Table(
                title="反映的事项",
                heads=("编号", "反映什么", "现在在哪里", "交办", "答复", "回访"),
                widths=(4, 9, 6, 2, 2, 7),
                rows=lines,
                empty="",
            )
            if rows
            else Table(
                title="反映的事项",
                heads=("", "反映什么", "在哪里", "当场答复，或交给谁办"),
                widths=(1, 10, 6, 7),
                rows=[(str(n), TALL, "", "") for n in range(1, BLANK + 1)],
                empty="",
                note="姓名和电话请直接录入系统，不写在纸上。",
            )
        ],
    )


def month(branch: Office, named: str, scope: Scope, now: datetime) -> Volume:
    """A branch's list of a month: what is new, what was carried over, what was struck off, who was not answered."""
    lines = meeting.problems(branch, named, scope)
    rows: list[Row] = [
        (
            line.case.spoken_number,
            LONG_NUMBER.sub("〔号码略〕", line.case.title),
            f"第 {line.months} 个月" if line.months > 1 else "本月",
            _now(line.case),
            "已答复" if line.answered else "未答复",
            f"已销号 {_day(line.item.struck_at)}" if line.item.struck_at else "",
        )
        for line in lines
    ]
    year, number = named.split("-")
    return Volume(
        name="问题台账",
        place=branch.name,
        made=f"{year} 年 {int(number)} 月",
        foot=_foot(branch, now),
        figures=[
            ("在账", str(sum(line.item.struck_at is None for line in lines))),
            ("上月结转", str(sum(line.months > 1 for line in lines))),
            ("本月销号", str(sum(line.item.struck_at is not None for line in lines))),
            ("本月未答复", str(sum(line.owed for line in lines))),
        ],
        tables=[
            Table(
                title="解决不了、提交会议的问题",
                heads=("编号", "问题", "列入", "现在在哪里", "答复居民", "销号"),
                widths=(4, 9, 3, 6, 3, 4),
                rows=rows,
                empty="本月没有问题。",
            )
        ],
    )


def poster(office: Office, url: str, now: datetime) -> Poster:
    """The days to come of an office and of those below it, with the code of the public page."""
    days = [one for one in meeting.coming(now) if one.cancelled_at is None and _belongs(one, office)]
    hand_on = setting("cases.reception_days", office.area.path)
    return Poster(
        name="有事当面说",
        place=office.name,
        rows=[(_when(one), one.place, "、".join(host.name for host in one.hosts.all())) for one in days[:10]],
        empty="最近没有安排，请打电话，或者扫门牌上的码。",
        says=f"不用预约，谁都可以来。当面记下，{hand_on} 日内交办，办完有人回访。",
        scan="扫码看以后的安排",
        url=url,
        foot=_foot(office, now),
    )


def _belongs(one: Reception, office: Office) -> bool:
    return one.office.area.path.startswith(office.area.path)


def _now(case: Case) -> str:
    if case.task == "rating":
        return "待评价"
    if case.office is None:
        return "已结束"
    return case.office.name + (f"　{case.holder.name}" if case.holder else "")


def _call(row: meeting.Row) -> str:
    if row.call is not None and row.call.closed_at is not None:
        return RESULTS.get(row.call.result, "已回访")
    if row.state == "done":
        return "没有留电话"
    return STATES[row.state]


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.month}-{local.day:02d}"


def _when(one: Reception) -> str:
    since, until = timezone.localtime(one.since), timezone.localtime(one.until)
    day = f"{since.month}月{since.day}日（周{WEEKDAYS[since.weekday()]}）"
    return f"{day} {since:%H:%M}–{until:%H:%M}"


def _foot(office: Office, now: datetime) -> str:
    try:
        answers = answering(office.area.path)
        who = f"{answers.operator}　电话 {answers.phone}"
    except Refused:
        who = office.name
    return f"{who}　{timezone.localtime(now):%Y-%m-%d} 打印"
