"""The fields an order can have, and the headings under which they usually stand."""

from __future__ import annotations

import re

from linli.common.refused_subjects import plain

# our name → how offices call it
NAMES: dict[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "受理编号", "诉求编号", "单号", "编号", "number", "id"),
    "title": ("标题", "工单标题", "诉求标题", "主题", "title"),
    "words": ("诉求内容", "问题描述", "诉求描述", "反映内容", "工单内容", "内容", "words", "text"),
    "name": ("诉求人", "来电人", "反映人", "联系人", "姓名", "name"),
    "phone": ("联系电话", "来电号码", "联系方式", "电话", "手机", "phone"),
    "address": ("诉求地址", "事发地址", "问题地址", "地址", "位置", "address"),
    "area": ("所属社区", "社区", "所属网格", "网格", "网格编码", "区域", "area"),
    "ordered_at": ("交办时间", "派单时间", "受理时间", "下单时间", "诉求时间", "created_at"),
    "sign_by": ("签收期限", "签收截止时间", "签收时限"),
    "reply_by": (
        *("办结期限", "回复期限", "办理期限", "答复期限", "处理期限", "反馈期限", "承办期限", "处置期限"),
        *("办结时限", "回复时限", "办理时限", "答复时限", "处理时限", "反馈时限", "承办时限", "处置时限"),
        *("截止时间", "截止日期", "办结截止时间", "回复截止时间", "办理截止时间", "答复截止时间"),
        *("要求办结时间", "要求回复时间", "要求答复时间", "要求完成时间", "应办结时间", "应回复时间"),
        *("到期时间", "到期日期", "到期日", "限办时间", "限办日期", "期限"),
    ),
    "channel": ("诉求渠道", "来源", "渠道", "受理渠道"),
}
FIELDS = tuple(NAMES)
EXAMPLE = "示例"  # a number that begins so is nobody's: the row shows how a sheet is filled, and stays out
_EXAMPLE_ROW = {
    "number": "示例（这一行不会收）",
    "title": "路灯不亮",
    "words": "小区门口的路灯不亮，晚上看不清路。",
    "name": "张某某",
    "phone": "13800000000",
    "address": "桂花里 5 栋 1 单元",
    "ordered_at": "2026-11-23 09:00",
    "sign_by": "2026-11-23 13:00",
    "reply_by": "2026-11-30 17:30",
    "channel": "电话",
}
DATES = ("ordered_at", "sign_by", "reply_by")
LIMITS = ("sign_by", "reply_by")  # known under any of their names: an unread limit is missed in silence


def key(heading: str) -> str:
    """A heading without what stands in brackets, blanks and signs."""
    return plain(re.sub(r"[（(].*?[)）]|必填|选填|\*", "", heading))


_KNOWN = {key(name): field for field, names in NAMES.items() for name in names}


def example(names: list[str], *, area: str) -> list[str]:
    """One filled row for these fields; `area`: a community there is."""
    return [(_EXAMPLE_ROW | {"area": area}).get(name, "") for name in names]


def with_limits(headings: list[str], columns: list[str]) -> list[str]:
    """`columns`, and the limits of a sheet where they stand under a name that its mapping does not know."""
    spare = guess(headings)
    return [
        known or (more if more in LIMITS and more not in columns else "")
        for known, more in zip(columns, spare, strict=True)
    ]


def guess(headings: list[str]) -> list[str]:
    """One field or "" for each heading; no field twice."""
    found: list[str] = []
    for heading in headings:
        field = _KNOWN.get(key(heading), "")
        found.append("" if field in found else field)
    return found
