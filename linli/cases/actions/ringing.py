"""Calls back (回访): who had no hand in it rings, and writes down what the resident says, never what they think.

Opening the number is one step, on record; what came of the call is the next. Nobody enters a call they did not make.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from linli.cases.actions.answering import UNREACHABLE, rate, take_up_again
from linli.cases.actions.deciding import hear_appeal
from linli.cases.actions.moving import note
from linli.cases.calling import may_ring, number_opened, to_be_listed, tried, without_reason
from linli.cases.models import CallBack, CallReason, CallTry, Case, Through
from linli.cases.rules import MOST_REOPENINGS, require
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import note_reading
from linli.journal.models import Reading
from linli.office.queries import setting
from linli.people.models import Office

REACHED = "reached"
DECLINED = "declined"
NOT_DONE = "not_done"
GONE = "gone"
A_STEP = 200  # requests a transaction
MOST = 1000  # a round


def open_calls(now: datetime) -> int:
    """A round of the clock: list who has not rated for some days, drop what came to another end. Returns how many."""
    with transaction.atomic():
        without_reason().update(closed_at=now, result=GONE)
    listed = list(islice(to_be_listed(now), MOST))
    for n in range(0, len(listed), A_STEP):
        _list(listed[n : n + A_STEP], now)
    return len(listed)


@transaction.atomic
def _list(some: list[tuple[Case, Office]], now: datetime) -> None:
    """What was rated, or listed by another clock, this very moment, is left out."""
    locked = Case.objects.select_for_update(of=("self",)).filter(
        pk__in=[case.pk for case, _ in some], task="rating"
    )
    waiting = set(locked.values_list("pk", flat=True))
    known = CallBack.objects.filter(case__in=waiting, reason=CallReason.RATING, closed_at=None)
    waiting -= set(known.values_list("case_id", flat=True))
    CallBack.objects.bulk_create(
        CallBack(case=case, reason=CallReason.RATING, office=office, opened_at=now, due_at=case.due_at or now)
        for case, office in some
        if case.pk in waiting
    )


def open_number(call: CallBack, *, by: Actor, at: datetime) -> Reading:
    """Say that one opens the number to ring; kept before it is shown. Refuses what `may_ring` refuses, call_later."""
    require(may_ring(call, by, at))
    _fair_time(call, at)
    return note_reading(
        call.case,
        level="L1",
        what="phone",
        purpose="call_back",
        by=by,
        at=at,
        area_path=call.case.area_path,
    )


@transaction.atomic
def not_reached(call: CallBack, *, by: Actor, at: datetime) -> CallBack:
    """It rang in vain. After enough tries on enough days: unreachable, an outcome of its own.

    Refuses call_later before the next half-day: three calls in a row are one.
    """
    call = _hold(call, by, at)
    _fair_time(call, at)
    CallTry.objects.create(call_back=call, at=at, user_id=by.user_id or 0, reached=False)
    if tried(call).is_enough(setting("cases.call_back", call.case.area_path)):
        _end(call, UNREACHABLE, at)
    note(call.case, "call_back", choice="tried", by=by, at=at, reason=call.reason, reached=False)
    return call


@transaction.atomic
def rated_by_phone(
    call: CallBack, *, by: Actor, at: datetime, solved: bool, satisfied: int, words: str = ""
) -> CallBack:
    """They said how it was: their word, as through their own link."""
    call = _answered(call, by, at, CallReason.RATING)
    rate(
        call.case,
        by=by,
        at=at,
        solved=solved,
        satisfied=satisfied,
        words=words,
        through=Through.CALL,
    )
    call.refresh_from_db()
    return call


@transaction.atomic
def declined(call: CallBack, *, by: Actor, at: datetime) -> CallBack:
    """They would rather not say. That is an answer: nobody rings about it again, and nothing is counted of it."""
    call = _answered(call, by, at)
    _end(call, DECLINED, at)
    note(call.case, "call_back", choice="declined", by=by, at=at, reason=call.reason, reached=True)
    return call


@transaction.atomic
def heard(call: CallBack, *, by: Actor, at: datetime, words: str = "") -> CallBack:
    """They said that it is as it was written down, or why they are not content; the words stand in the story."""
    call = _answered(
        call, by, at, CallReason.SAMPLE, CallReason.WITHDRAWN, CallReason.UNHAPPY, CallReason.RECEPTION
    )
    if call.reason == CallReason.UNHAPPY and not words.strip():
        raise refuse("say_what_they_said")
    _end(call, REACHED, at)
    said: dict[str, Any] = {"words": {"words": words}}
    note(call.case, "call_back", choice="heard", by=by, at=at, reason=call.reason, reached=True, **said)
    return call


@transaction.atomic
def not_done(call: CallBack, *, by: Actor, at: datetime, words: str) -> CallBack:
    """What was noted as done was not, the withdrawal was not their own wish, or they do not accept the refusal: the
    level above takes it up again. What was referred (引导) nobody here can decide: their words are kept."""
    call = _answered(call, by, at, CallReason.SAMPLE, CallReason.WITHDRAWN, CallReason.RECEPTION)
    if not words.strip():
        raise refuse("say_what_they_said")
    _end(call, NOT_DONE, at)
    kept = call.case.status == "referred"
    said: dict[str, Any] = {"words": {"words": words}} if kept else {}
    note(call.case, "call_back", choice="not_done", by=by, at=at, reason=call.reason, reached=True, **said)
    if call.case.status == "refused":
        if not call.case.appealed:
            hear_appeal(call.case, by=by, at=at, words=words)
    elif call.case.status != "referred" and call.case.reopened < MOST_REOPENINGS:
        take_up_again(call.case, by=by, at=at, words=words)
    return call


def _hold(call: CallBack, by: Actor, at: datetime, *reasons: str) -> CallBack:
    """Lock the request, then the line of the list; whoever was faster has ended it."""
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=call.case_id)
    locked = CallBack.objects.select_for_update(of=("self",)).get(pk=call.pk)
    locked.case = case
    require(may_ring(locked, by, at))
    if reasons and locked.reason not in reasons:
        raise refuse("call_over")
    if not number_opened(case, by, at):
        raise refuse("open_number_first")
    return locked


def _answered(call: CallBack, by: Actor, at: datetime, *reasons: str) -> CallBack:
    call = _hold(call, by, at, *reasons)
    CallTry.objects.create(call_back=call, at=at, user_id=by.user_id or 0, reached=True)
    return call


def _fair_time(call: CallBack, at: datetime) -> None:
    next_at = tried(call).next_at
    if next_at is not None and at < next_at:
        raise refuse("call_later", next=next_at.isoformat())


def _end(call: CallBack, result: str, at: datetime) -> None:
    call.closed_at, call.result = at, result
    call.save(update_fields=["closed_at", "result"])
