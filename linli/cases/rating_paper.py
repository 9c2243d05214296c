"""What stands on the paper slip of a rating (评价单): the resident's own code, two questions, boxes. In Chinese.

It holds neither name nor number of anybody, and numbers written into somebody's own words are blotted out.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from linli.cases.calling import rating_token, slip_code
from linli.cases.models import Case
from linli.cases.queries import timeline
from linli.cases.slips import LONG_NUMBER
from linli.common.refusals import Refused
from linli.journal.queries import UNREADABLE
from linli.office.printing import RatingSlip
from linli.people.boards import answering, door_words

LONGEST = 50  # of the words and of the answer: the slip is one page
WEEKDAYS = "一二三四五六日"


def rating_paper(case: Case, round_: int, at: datetime) -> RatingSlip:
    try:
        who = answering(case.area_path)
        operator, phone = who.operator, who.phone
    except Refused:
        operator, phone = case.area.name, ""
    place = door_words(case.entrance) if case.entrance else case.area.name
    rows = [("您反映的", _short(case.words)), ("地点", place), ("办理结果", _short(_answer(case)))]
    return RatingSlip(
        head=operator,
        number=case.spoken_number,
        date=_day(at),
        until=_day(case.due_at) if case.due_at else "",
        rows=[(label, value) for label, value in rows if value],
        code=slip_code(case, round_),
        url=f"{settings.BASE_URL}/r/{rating_token(case, round_)}/",
        phone=phone,
    )


def _answer(case: Case) -> str:
    """The words that were written for the resident when it was reported done."""
    said = [line.words.get("words", "") for line in timeline(case) if line.verb == "case.resolve"]
    return said[-1] if said and said[-1] != UNREADABLE else ""


def _short(text: str) -> str:
    text = LONG_NUMBER.sub("〔号码略〕", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _day(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"
