"""What the asker should know now, beside the state and the date: why it waits, why it was refused, who decides instead.

Each notice is told once, in the order in which it matters to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.cases.models import Case, Pause, PauseReason, Question, Supervision
from linli.cases.queries import answerers
from linli.faces import words
from linli.faces.portal.danger import Number
from linli.faces.portal.phrases import CHANNELS, CLASSES, PAUSES
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line
from linli.office.queries import setting
from linli.people.models import Office

OFFICE_OF = {
    "labour": "labour",
    "arbitration": "labour",
    "police": "police",
}  # channel → role of the catalogue


@dataclass(frozen=True, slots=True)
class Notice:
    """One box. `quote`: words written for the asker; `rows`: (what, said); `numbers`: telephones to call."""

    kind: str
    icon: str
    title: str
    text: str = ""
    quote: str = ""
    rows: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for the asker."""

    words: str
    at: datetime
    by: str
    seen: bool


def question_of(case: Case, lines: list[Line]) -> Asked | None:
    """The last question, while it is not answered and nothing has ended."""
    if case.status != "open":
        return None
    question = Question.objects.filter(case=case, answered_at=None).order_by("-id").first()
    line = _last(lines, "ask_more")
    if question is None or line is None:
        return None
    return Asked(
        line.words.get("words", ""), question.asked_at, line.actor_name, question.seen_at is not None
    )


def notices_of(case: Case, lines: list[Line], now: datetime) -> list[Notice]:
    told = (_refused, _referred, _listed, _paused, _moved, _supervised, _meeting, _provisional)
    return [notice for tell in told if (notice := tell(case, lines, now)) is not None]


def _last(lines: list[Line], verb: str, **data: Any) -> Line | None:
    found = (line for line in reversed(lines) if line.verb == f"case.{verb}")
    return next((line for line in found if all(line.data.get(k) == v for k, v in data.items())), None)


def _refused(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if case.status != "refused" or (line := _last(lines, "refuse")) is None:
        return None
    rows = []
    if not case.appealed and case.closed_at is not None:
        until = case.closed_at + timedelta(days=setting("cases.reopen_days", case.area_path))
        rows = [(_("If you disagree"), words.until(until, now))]
    return Notice(
        "refused",
        "octagon-alert",
        str(CLASSES.get(str(line.data.get("reason")), _("It is not accepted"))),
        quote=line.words.get("words", ""),
        rows=[*_channel_rows(line), *rows],
        numbers=_numbers(case, line),
    )


def _referred(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if case.status != "referred" or (line := _last(lines, "refer")) is None:
        return None
    return Notice(
        "referred",
        "external-link",
        _("Who decides this"),
        _(
            "That you asked here is kept against nobody. You may go there; nobody here may hold it against you."
        ),
        line.words.get("words", ""),
        _channel_rows(line) + _address(case, line),
        _numbers(case, line),
    )


def _channel_rows(line: Line) -> list[tuple[str, str]]:
    found = CHANNELS.get(str(line.data.get("channel")))
    return [(str(found[0]), str(found[1]))] if found else []


def _office_of(case: Case, line: Line) -> Office | None:
    """The office of this place that is the channel, where the catalogue names one."""
    role = OFFICE_OF.get(str(line.data.get("channel")), "")
    return answerers(case.area_path).get(role) if role else None


def _address(case: Case, line: Line) -> list[tuple[str, str]]:
    office = _office_of(case, line)
    if office is None:
        return []
    said = [localized(office, "address"), localized(office, "hours")]
    return [(localized(office, "name"), _(", ").join(part for part in said if part))]


def _numbers(case: Case, line: Line) -> list[Number]:
    office, found = _office_of(case, line), CHANNELS.get(str(line.data.get("channel")))
    numbers = [Number(localized(office, "name"), office.phone)] if office is not None and office.phone else []
    if found and found[2]:
        numbers.append(Number(str(found[0]), found[2]))
    return numbers


def _listed(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if case.status != "listed" or (line := _last(lines, "list")) is None:
        return None
    rows = []
    if case.due_at is not None:
        rows.append((_("Looked at again"), words.until(case.due_at, now)))
    if case.office is not None:
        rows.append((_("By"), localized(case.office, "name")))
    text = _("It takes long and is not forgotten: you are told here each time somebody has looked at it.")
    return Notice("listed", "calendar-clock", _("Why it takes long"), text, line.words.get("words", ""), rows)


def _paused(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if not case.paused:
        return None
    pause = Pause.objects.filter(case=case, ended_at=None).order_by("-id").first()
    if pause is None or pause.reason == PauseReason.QUESTION:
        return None  # the question itself stands on the page
    title = _("It has to wait: %(reason)s") % {"reason": PAUSES.get(pause.reason, "")}
    text = _("As long as that lasts the days are not counted. Then it goes on by itself.")
    rows = [(_("At the longest"), words.until(pause.until, now))]
    line = _last(lines, "pause")
    return Notice("paused", "pause", title, text, line.words.get("words", "") if line else "", rows)


def _moved(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if case.status != "open" or not case.extra or (line := _last(lines, "extend")) is None:
        return None
    rows = []
    if case.promise_at is not None:
        rows.append((_("New date"), words.until(case.promise_at, now)))
    if case.first_promise_at is not None:
        rows.append((_("First promised"), words.until(case.first_promise_at, now)))
    text = _("Once is all; the figures go by the first date.")
    return Notice("moved", "calendar-clock", _("The date was moved"), text, line.words.get("words", ""), rows)


def _supervised(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if not case.supervised:
        return None
    row = Supervision.objects.filter(case=case, ended_at=None).select_related("office", "user").first()
    if row is None:
        return None
    rows = [(_("They decide"), words.until(row.due_at, now))]
    title = _("%(office)s answers for it too") % {"office": localized(row.office, "name")}
    text = row.user.name if row.user is not None else ""
    return Notice("supervised", "eye", title, text, rows=rows)


def _meeting(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    """A meeting that is still to come; what was said there stays between the offices."""
    line = _last(lines, "convene", choice="call") if case.status == "open" else None
    at = parse_datetime(str(line.data.get("meets_at") or "")) if line is not None else None
    if at is None or at < now:
        return None
    title = _("Those concerned sit together")
    return Notice("meeting", "users", title, rows=[(_("When"), words.moment(at, now))])


def _provisional(case: Case, lines: list[Line], now: datetime) -> Notice | None:
    if not case.provisional or case.promise_at is None or case.status != "open":
        return None
    text = _("The notice about the holidays of that year is not out yet. You are told here if it changes.")
    return Notice("provisional", "calendar", _("This date may still change"), text)
