"""What stands on the paper slips of a request: 交办单 督办单 告知书 回执. Reads only; in Chinese, as paper is.

None of them holds the resident's name or number, and numbers that somebody wrote into their own words are blotted out:
slips lie on desks and go from house to house.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from linli.cases.models import Case, Handling
from linli.cases.queries import follow_token, timeline
from linli.common.refusals import Refused
from linli.journal.queries import UNREADABLE, Line
from linli.office.printing import Slip
from linli.office.queries import setting
from linli.people.boards import answering, door_words
from linli.people.models import Office

NAMES = {"hand": "交办单", "press": "督办单", "inform": "告知书", "receipt": "回执"}
URGENCIES = {"blue": "一般", "yellow": "急", "red": "特急"}
REASONS = {"out_of_duty": "不属于本机构职责", "unlawful": "没有法律依据", "no_facts": "没有事实依据"}
CHANNELS = {
    "hotline": "拨打政务服务便民热线 12345",
    "counter": "到主管部门的窗口办理",
    "property": "向物业服务企业提出",
    "court": "向人民法院起诉",
    "petition": "依法信访",
    "arbitration": "申请仲裁",
    "labour": "向劳动监察部门反映",
    "police": "向公安机关反映",
    "bank": "向金融监管部门反映",
    "utility": "向供水、供电、供气、供热等企业反映",
    "other": "见上面的说明",
}
INFORMS = ("case.refuse", "case.refer", "case.extend", "case.list")
PRESSES = ("case.supervise", "case.escalate")
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
WEEKDAYS = "一二三四五六日"


def kinds(case: Case, lines: list[Line] | None = None) -> list[str]:
    """Which slips there are of it now."""
    verbs = {line.verb for line in (timeline(case) if lines is None else lines)}
    found = (
        ["hand"] if case.office_id and case.task in ("place", "dispatch", "accept", "do", "review") else []
    )
    found += ["press"] if case.office_id and verbs & set(PRESSES) else []
    found += ["inform"] if verbs & set(INFORMS) else []
    return [*found, "receipt"]


def slip(case: Case, kind: str, at: datetime) -> Slip | None:
    """One slip; None where there is no such slip of this case now."""
    lines = timeline(case)
    return _MAKE[kind](case, lines, at) if kind in kinds(case, lines) else None


def _hand(case: Case, lines: list[Line], at: datetime) -> Slip:
    """Handed to the office that has it now (交办单), with the last word of those above."""
    assert case.office is not None
    came = next((line for line in reversed(lines) if line.data.get("to", {}).get("office")), None)
    before = (
        Handling.objects.filter(case=case)
        .exclude(office=case.office)
        .select_related("office")
        .order_by("-id")
    ).first()
    giver = before.office if before else case.office.superior or case.office
    told = next((line for line in reversed(lines) if line.verb == "case.instruct"), None)
    rows = _what(case)
    if told:
        until = parse_datetime(told.data.get("until") or "")
        rows.append(("批示", _words(told) + (f"\n请在 {_moment(until)} 前办理。" if until else "")))
    elif came and _words(came):
        rows.append(("交办意见", _words(came)))
    rows += [("本环节期限", _moment(case.due_at)), ("办结期限", _moment(case.promise_at))]
    says = ["现将下列事项交由你单位办理，请按期办结，办结后把结果告诉反映人。"]
    sign = ("签收人", "签收时间")
    return _paper("hand", case, at, giver.name, case.office.name, says, rows, sign=sign)


def _press(case: Case, lines: list[Line], at: datetime) -> Slip:
    """Urged by whoever is answerable beside the holder (督办单)."""
    assert case.office is not None
    line = next(line for line in reversed(lines) if line.verb in PRESSES)
    above = Office.objects.get(pk=line.data["above"])
    row = case.supervisions.filter(office=above).order_by("-id").first()
    rows = _what(case)
    rows.append(("督办原因", _words(line) or "已超过本环节期限，尚未办结。"))
    rows.append(("原定期限", _moment(row.handling.due_at if row else case.due_at)))
    rows.append(("督办期限", _moment(row.due_at if row else None)))
    rows.append(("办结期限", _moment(case.promise_at)))
    says = ["下列事项现予督办。请说明情况，抓紧办理，按督办期限回复。"]
    return _paper("press", case, at, above.name, case.office.name, says, rows, sign=("签收人", "签收时间"))


def _inform(case: Case, lines: list[Line], at: datetime) -> Slip:
    """Told to the resident (告知书): what, why, which way is open, until when one can object and how."""
    line = next(line for line in reversed(lines) if line.verb in INFORMS)
    verb = line.verb.partition(".")[2]
    data = line.data
    rows = [
        ("您反映的", _masked(case.words)),
        ("地点", _place(case)),
        ("收到时间", _moment(case.received_at)),
    ]
    way = CHANNELS.get(data.get("channel", ""), "")
    phone = phone_of(case)
    if verb == "refuse":
        says = ["您反映的事项，经研究不予受理。现将理由和您可以怎么做告知如下。"]
        rows += [("结论", "不予受理"), ("类别", REASONS.get(data.get("reason", ""), ""))]
        end = line.at + timedelta(days=setting("cases.reopen_days", case.area_path))
        after = [
            f"您不同意的，可以在 {_moment(end)} 前提出一次申诉，由上级另外的人复核："
            f"打开您的查询链接点“不同意”，或者到窗口、打电话 {phone}，报上编号就可以。"
        ]
    elif verb == "refer":
        says = ["您反映的事项，应当通过下面的渠道解决。现告知如下。"]
        rows += [("结论", "引导至其他渠道")]
        after = ["走这个渠道是您的权利，这里没有人会因此为难您。我们不再登记、也不统计您是否去过。"]
    elif verb == "extend":
        says = ["您反映的事项，原定期限内办不完。现将新的期限和原因告知如下。"]
        rows += [("原来答应的", _moment(case.first_promise_at))]
        rows += [("新的期限", _moment(parse_datetime(data.get("promise") or "") or case.promise_at))]
        after = [f"期限只延一次。您不同意的，可以打电话 {phone}，或者用您的查询链接催办。"]
    else:
        says = ["您反映的事项一时解决不了，现列入长期解决的事项（挂账），到期复查。"]
        day = parse_date(data.get("review_on") or "")
        rows += [("下次复查", _day(day) if day else "")]
        after = [f"每次复查后都会告诉您结果。期间情况有变化，请打电话 {phone}。"]
    rows.append(("理由", _words(line)))
    if way:
        rows.append(("可以走的渠道", way))
    head = Office.objects.filter(pk=line.office_id or 0).values_list("name", flat=True).first() or _operator(
        case
    )
    return _paper("inform", case, at, head, "您好", says, rows, after=after)


def _receipt(case: Case, lines: list[Line], at: datetime) -> Slip:
    """For whoever asked (回执): number, what was said, what happens when; while it is open, the code of their own link.

    Once it was done no code is printed: the link rates the work, and the office that did it does not hold it.
    """
    rows = [("您反映的", case.words), ("地点", _place(case)), ("收到时间", _moment(case.received_at))]
    rows.append(("现在在哪里", case.office.name if case.office else "已经结束"))
    if case.promise_at:
        rows.append(("最迟办结", _moment(case.promise_at)))
    else:
        rows.append(
            ("接下来", f"{_moment(case.due_at)} 前有人核实，并告诉您哪天办好。" if case.due_at else "")
        )
    phone = phone_of(case)
    after = [
        f"打电话 {phone}，报上编号 {case.spoken_number}，就能问到办到哪一步。",
        "办完会请您评价：解决了没有，满意不满意。没有解决的，重新办理。",
    ]
    url = f"{settings.BASE_URL}/f/{follow_token(case)}/" if case.status == "open" else ""
    return _paper(
        "receipt",
        case,
        at,
        _operator(case),
        "您好",
        ["您反映的事我们收到了，请收好这张回执。"],
        rows,
        after=after,
        url=url,
    )


_MAKE: dict[str, Callable[[Case, list[Line], datetime], Slip]] = {
    "hand": _hand,
    "press": _press,
    "inform": _inform,
    "receipt": _receipt,
}


# -- pieces -----------------------------------------------------------------------------------------------------------


def _paper(
    kind: str,
    case: Case,
    at: datetime,
    head: str,
    to: str,
    says: list[str],
    rows: list[tuple[str, str]],
    *,
    after: list[str] | None = None,
    sign: tuple[str, ...] = (),
    url: str = "",
) -> Slip:
    phone = phone_of(case)
    return Slip(
        name=NAMES[kind],
        head=head,
        number=f"编号 {case.spoken_number}"
        + (f"　来单编号 {case.source_number}" if case.source_number else ""),
        date=_day(at),
        to=to,
        says=says,
        rows=[(label, value) for label, value in rows if value],
        after=after or [],
        foot=f"{_operator(case)}　电话 {phone}" if phone else _operator(case),
        sign=sign,
        url=url,
    )


def _what(case: Case) -> list[tuple[str, str]]:
    matter = [("事项", case.category.name)] if case.category else []
    urgency = ("缓急", URGENCIES[case.urgency])
    return [*matter, urgency, ("反映内容", _masked(case.words)), ("地点", _place(case))]


def _place(case: Case) -> str:
    door = door_words(case.entrance) if case.entrance else case.area.name
    return f"{door} {_masked(case.place_words)}".strip()


def _masked(text: str) -> str:
    return LONG_NUMBER.sub("〔号码略〕", text)


def _words(line: Line) -> str:
    text = line.words.get("words") or line.words.get("reason") or ""
    return "" if text == UNREADABLE else _masked(text)


def _day(day: object) -> str:
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return f"{local.year}年{local.month}月{local.day}日"  # type: ignore[attr-defined]


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def phone_of(case: Case) -> str:
    """Whom to ring about it, as the plate says; "" where nobody answers."""
    try:
        return answering(case.area_path).phone
    except Refused:
        return ""


def _operator(case: Case) -> str:
    try:
        return answering(case.area_path).operator
    except Refused:
        return case.area.name
