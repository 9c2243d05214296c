"""While the clock stands: asking the resident, their answer, a granted pause, and on it goes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from linli.cases.actions.moving import clock, hold, move, move_promise, note, pauses_of, step_due
from linli.cases.models import Case, Errand, Handling, Pause, PauseReason, Question
from linli.cases.workflow import Clock
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.worktime import Span
from linli.office.queries import setting

WAYS = ("sent", "told")
MOMENT = timedelta(minutes=1)


@transaction.atomic
def ask_more(
    case: Case, *, by: Actor, at: datetime, words: str, choice: str = "sent", seen: int | None = None
) -> Case:
    """Ask the resident for what is missing (待补充). `told`: by telephone or at the door, so the clock stands at once.

    `sent`: on the follow page; the clock runs on until they have seen it (`read`). Refuses asked_enough.
    """
    case = hold(case, "ask_more", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_what_is_asked")
    current = Handling.objects.get(case=case, left_at=None)
    told = choice == "told"
    Question.objects.create(case=case, handling=current, asked_at=at, seen_at=at if told else None)
    said = {"words": words}
    if told:
        stand_still(case, "ask_more", PauseReason.QUESTION, choice="told", by=by, at=at, words=said)
    else:
        note(case, "ask_more", choice="sent", by=by, at=at, words=said)
    return case


@transaction.atomic
def read(case: Case, *, by: Actor, at: datetime) -> Case:
    """The resident saw the question: from now on the clock stands, until they answer or the days are over."""
    case = hold(case, "read", by=by, at=at, seen=None)
    Question.objects.filter(case=case, seen_at=None, answered_at=None).update(seen_at=at)
    stand_still(case, "read", PauseReason.QUESTION, by=by, at=at, words={})
    return case


@transaction.atomic
def answer(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """The resident's answer; where the clock stood for it, it runs again."""
    case = hold(case, "answer", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("empty_words")
    Question.objects.filter(case=case, answered_at=None).update(answered_at=at)
    if case.paused:
        _go_on(case, "answer", by=by, at=at, words={"words": words})
    else:
        note(case, "answer", by=by, at=at, words={"words": words})
    return case


@transaction.atomic
def resume(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """The reason is gone, or the pause is over (by the clock): the clock runs again."""
    case = hold(case, "resume", by=by, at=at, seen=seen)
    _go_on(case, "resume", by=by, at=at, words={"words": words})
    return case


def longest(case: Case, reason: str, at: datetime) -> datetime:
    """Until when the clock may stand for this reason, if it stops at `at`."""
    return clock(case.area_path).after(Span.read(setting("cases.pauses", case.area_path)[reason]), at)


def stand_still(
    case: Case,
    verb: str,
    reason: str,
    *,
    choice: str = "",
    goes_on: date | None = None,
    by: Actor,
    at: datetime,
    words: dict[str, str],
) -> None:
    """Stop the clock of a held step from now on; the dates shown are those if it lasts as long as it may.

    That is until the morning of the day `goes_on`, where one was named: never longer than the rule says.
    """
    until = longest(case, reason, at)
    if goes_on is not None:  # allowed so late that its day is here: over in a moment
        until = min(until, max(_opens(case, goes_on), at + MOMENT))
    current = Handling.objects.get(case=case, left_at=None)
    user_id = by.user_id if by.kind == "user" else None
    pause = Pause.objects.create(
        case=case,
        handling=current,
        reason=reason,
        since=at,
        until=until,
        told_at=case.promise_at,
        user_id=user_id,
    )
    _move_links(case, until - at, at=at)
    said = {"words": words, "reason": reason, "until": until.isoformat()}
    _count_anew(case, verb, pause, choice=choice, by=by, at=at, **said)
    case.wake_at = until
    case.save(update_fields=["wake_at"])


def _opens(case: Case, day: date) -> datetime:
    """When the offices of its area open on a day; on one on which they stay closed, when they usually do."""
    here = clock(case.area_path)
    opens = here.hours.on(day, here.calendar.kind(day)) or next(filter(None, here.hours.week), ((0, 0),))
    return datetime.combine(day, time(), here.zone) + timedelta(minutes=opens[0][0])


def _go_on(case: Case, verb: str, *, by: Actor, at: datetime, words: dict[str, str]) -> None:
    """A pause across no end of a day costs no day: the dates come from when it really ended."""
    _count_anew(case, verb, end_pause(case, at), by=by, at=at, words=words)


def end_pause(case: Case, at: datetime) -> Pause:
    """Its clock stands no more, and stood no longer than it might: an outage of the worker adds no day to it."""
    pause = Pause.objects.get(case=case, ended_at=None)
    pause.ended_at = min(at, pause.until)
    pause.save(update_fields=["ended_at"])
    _move_links(case, pause.ended_at - pause.until, at=pause.ended_at)
    return pause


def _move_links(case: Case, by: timedelta, *, at: datetime) -> None:
    """A firm's link works later by all that the clock may stand, and back by what it then did not stand.

    What was taken back before `at` stays so; while the clock stands, nothing is given out.
    """
    Errand.objects.filter(case=case, until__gt=at).update(until=F("until") + by)


def move_by_pause(case: Case, pause: Pause, time: Clock) -> None:
    """What was told before its clock stood, later by the days that it stood."""
    move_promise(case, time, told=pause.told_at, knew=pauses_of(case, but=pause))


def _count_anew(
    case: Case, verb: str, pause: Pause, *, choice: str = "", by: Actor, at: datetime, **more: object
) -> None:
    time = clock(case.area_path)
    move_by_pause(case, pause, time)
    move(
        case,
        verb,
        choice=choice,
        level=case.level,
        by=by,
        at=at,
        holder_id=case.holder_id,
        due=step_due(case, time),
        time=time,
        **more,  # type: ignore[arg-type]
    )
