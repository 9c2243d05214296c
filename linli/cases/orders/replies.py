"""An answer in the source's own form: the same headings in the same order, and nothing of ours beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

OUTCOMES = {
    "done": "已解决",
    "partly": "部分解决",
    "explained": "已解释说明",
    "not_possible": "暂时无法解决",
    "not_found": "未发现所反映情况",
    "no_answer": "联系不上反映人",
}
STATUSES = {
    "refused": "不予受理",
    "referred": "已告知其他渠道",
    "listed": "列入长期解决",
    "withdrawn": "反映人撤回",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office has to say to an order. `words` are those for the resident; `row` is what came with it."""

    number: str
    own_number: str
    title: str
    asked: str
    words: str
    outcome: str
    status: str
    office: str
    ordered_at: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    answered_at: datetime | None
    row: Mapping[str, str] = field(default_factory=dict)


def _outcome(one: Answer) -> str:
    return STATUSES.get(one.status) or OUTCOMES.get(one.outcome, "已办结")


_TEXTS: dict[str, Callable[[Answer], str]] = {
    "number": lambda one: one.number,
    "own_number": lambda one: one.own_number,
    "title": lambda one: one.title,
    "asked": lambda one: one.asked,
    "answer": lambda one: one.words,
    "outcome": _outcome,
    "office": lambda one: one.office,
}
_MOMENTS: dict[str, Callable[[Answer], datetime | None]] = {
    "ordered_at": lambda one: one.ordered_at,
    "signed_at": lambda one: one.signed_at,
    "contacted_at": lambda one: one.contacted_at,
    "answered_at": lambda one: one.answered_at,
}
REPLY_FIELDS = (*_TEXTS, *_MOMENTS)


def reply_row(one: Answer, fields: list[str], *, dates: str, zone: ZoneInfo) -> list[str]:
    """Cells in the order of `fields`; `=heading` gives back what stood there. An unknown moment is an empty cell."""
    return [_cell(one, field, dates, zone) for field in fields]


def _cell(one: Answer, field: str, dates: str, zone: ZoneInfo) -> str:
    if field.startswith("="):
        return one.row.get(field[1:], "")
    if field in _TEXTS:
        return _TEXTS[field](one)
    moment = _MOMENTS[field](one)
    return moment.astimezone(zone).strftime(dates) if moment else ""
