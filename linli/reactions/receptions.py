"""What was said at a reception day and has ended is rung about; what is open again is not yet."""

from __future__ import annotations

from linli.cases import actions
from linli.cases.models import Case
from linli.common.actor import CLOCK
from linli.journal.models import Entry

ENDINGS = (
    *("case.do_now", "case.rate", "case.close", "case.decide"),
    *("case.refuse", "case.refer", "case.withdraw"),
)
REOPENINGS = ("case.reopen", "case.appeal", "case.undo")


def owe_call(entry: Entry) -> None:
    """Put it on the list of the office that rings, once for each ending."""
    case = _said_there(entry)
    if case is not None and case.closed_at is not None:
        actions.owe_call(case, by=CLOCK, at=entry.at)


def drop_call(entry: Entry) -> None:
    case = _said_there(entry)
    if case is not None and case.closed_at is None:
        actions.drop_call(case, by=CLOCK, at=entry.at)


def _said_there(entry: Entry) -> Case | None:
    return Case.objects.filter(pk=entry.subject_id).exclude(reception=None).first()
