"""What residents have to hear from a person, as lines: whose turn it is, what to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from linli.cases.models import Case
from linli.cases.queries import timeline
from linli.faces.desk import shell
from linli.journal.queries import Line
from linli.notify.models import Outgoing
from linli.notify.queries import owed, owed_by, owed_of, worded
from linli.notify.templates import to_say

MOST = 200  # texts on the page
# whose words the resident hears with it; what was done stands in the report, not in its check
WORDS_OF = {"resolve": "case.resolve"}
# where the work passed its check these say nothing any more; what is owed then has the same blanks as they
OUTDONE = ("verify", "extend")
NO_WORDS = ("verify", "close")  # written for colleagues, or by nobody


@dataclass(frozen=True, slots=True)
class Text:
    """One thing to say: the sentence, and the words of the office that belong to it."""

    say: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who has to be told: one line for a request, whatever is to be said."""

    case: Case
    texts: list[str]
    since: datetime
    tries: int
    by_phone: bool


@dataclass(frozen=True, slots=True)
class Calls:
    """First what is one's own to tell, then what others of the office have to."""

    mine: list[Call]
    office: list[Call]


def untold(case: Case, now: datetime) -> list[str]:
    """What the resident was not told yet, in words; for one line on the case page (`desk/notices/_untold.html`)."""
    return [_say(row, case) for row in _last(owed_of(case.pk, now), case)]


def _last(rows: Iterable[Outgoing], case: Case) -> list[Outgoing]:
    """One text once, though several come down to it by now."""
    return list({_now(row, case): row for row in rows}.values())


def texts(case: Case, rows: Iterable[Outgoing]) -> list[Text]:
    """Each with the words that the office wrote for the resident."""
    lines = timeline(case)
    return [Text(_say(row, case), _words(row, case, lines)) for row in _last(rows, case)]


def _say(row: Outgoing, case: Case) -> str:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    template = _now(row, case)
    return to_say(template, language, row.params, own=worded(template, case.area_path))


def _now(row: Outgoing, case: Case) -> str:
    """What is to be said by now: until the worker has written that it is done, the promise before it still stands."""
    over = case.task == "rating" and row.template in OUTDONE
    return "resolve" if over else row.template


def _words(row: Outgoing, case: Case, lines: list[Line]) -> str:
    template = _now(row, case)
    if template in NO_WORDS:
        return ""
    verb = WORDS_OF.get(template)
    found = [line for line in lines if (line.verb == verb if verb else line.entry_id == row.entry_id)]
    return found[-1].words.get("words", "") if found else ""


def to_tell(request: HttpRequest) -> int:
    """How many requests there are of which this person has to tell somebody; one query."""
    return _mine(request).values("subject_id").distinct().count()


def _mine(request: HttpRequest) -> QuerySet[Outgoing]:
    users = shell.users(request)
    cases = Case.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    mine = cases.filter(Q(follower_id__in=users) | Q(holder_id__in=users))
    return owed(request.now).filter(subject_id__in=mine.values("pk"))  # type: ignore[attr-defined]


def calls(request: HttpRequest) -> Calls:
    """Three queries, whatever there is; the longest waiting first."""
    mine = list(_mine(request).order_by("made_at", "id")[:MOST])
    offices = owed_by(shell.offices(request), request.now)  # type: ignore[attr-defined]
    theirs = {row.subject_id for row in mine}
    others = list(offices.exclude(subject_id__in=theirs).order_by("made_at", "id")[:MOST])
    rows = Case.objects.visible_to(request.scope).filter(pk__in={row.subject_id for row in [*mine, *others]})  # type: ignore[attr-defined]
    cases = rows.select_related("entrance__building__estate", "area", "follower").defer("words").in_bulk()
    return Calls(_folded(mine, cases), _folded(others, cases))


def _folded(rows: list[Outgoing], cases: dict[int, Case]) -> list[Call]:
    found: dict[int, list[Outgoing]] = {}
    for row in rows:
        if row.subject_id in cases:
            found.setdefault(row.subject_id, []).append(row)
    return [
        Call(
            case=cases[pk],
            texts=[_say(row, cases[pk]) for row in some],
            since=some[0].made_at,
            tries=max(row.tries for row in some),
            by_phone=some[0].by_phone,
        )
        for pk, some in found.items()
    ]
