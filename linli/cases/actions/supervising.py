"""What those above do, and what anybody does to keep a case going: warn, escalate, supervise, take over, remind …"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from linli.cases import rules
from linli.cases.actions.moving import clock, hold, iso, move, note, step_due, tell_promise
from linli.cases.actions.pausing import end_pause, move_by_pause
from linli.cases.actions.trusting import keep_to, keeper_there, renew_keepers
from linli.cases.models import Case, Cause, Handling, Recusal, Supervision
from linli.cases.queries import office_above
from linli.cases.workflow import Clock
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.people.models import Office, User
from linli.people.queries import first_present, posts_of

Chain = Callable[[Office], Office]
FindPresent = Callable[[Office, datetime, bool], User | None]


@transaction.atomic
def warn(case: Case, *, by: Actor, at: datetime) -> Case:
    """Tell the holder, and the office, that the time of this step runs out. Once for a step."""
    case = hold(case, "warn", by=by, at=at, seen=None)
    warn_locked(case, by=by, at=at)
    return case


def warn_locked(case: Case, *, by: Actor, at: datetime) -> None:
    """`warn`, for whoever holds the lock and asked the table (the clock's round)."""
    Handling.objects.filter(case=case, left_at=None).update(warned_at=at)
    note(case, "warn", by=by, at=at, holder=case.holder_id, due=iso(case.due_at))


@transaction.atomic
def escalate(case: Case, *, by: Actor, at: datetime) -> Case:
    """The step is overdue: the next office above in which somebody is there is answerable beside the holder.

    One step at a time: the next one follows when the limit of this one is over, counted from when it was raised.
    Whoever steps aside, or whom the case is about, is passed over. Refuses nobody_above at the top.
    """
    case = hold(case, "escalate", by=by, at=at, seen=None)
    before = Supervision.objects.select_related("office").filter(case=case, ended_at=None).first()
    row = Handling.objects.filter(case=case, left_at=None).get()
    if escalate_locked(case, row, before, by=by, at=at, time=clock(case.area_path)) is None:
        raise refuse("nobody_above")
    return case


def remind_above(case: Case, above: Supervision, *, by: Actor, at: datetime) -> None:
    """It is late, and nobody stands above whoever answers for it: they, and whoever has it, hear of it again.

    For whoever holds the lock (the clock's round), at the rhythm of `cases.reminding`.
    """
    above.reminded_at = at
    above.save(update_fields=["reminded_at"])
    if case.restricted:
        keep_to(case, above.office, at)
    note(case, "warn", choice="again", by=by, at=at, above=above.office_id, holder=above.user_id)


def escalate_locked(
    case: Case,
    row: Handling,
    before: Supervision | None,
    *,
    by: Actor,
    at: datetime,
    time: Clock,
    chain: Chain = office_above,
    present: FindPresent = first_present,
) -> Supervision | None:
    """`escalate`, for whoever holds the lock and asked the table; None at the top, where it stays on the desk in red.

    `row` is its current handling, `before` who is answerable now; `chain` and `present` may remember within a round.
    """
    assert case.office is not None
    below = before.office if before else case.office
    office, user, passed = _next_above(case, below, at, chain, present)
    if before is not None:
        if office.pk == before.office_id:
            return None
        before.ended_at, before.outcome = at, "lapsed"
        before.save(update_fields=["ended_at", "outcome"])
    step = before.step + 1 if before else 1
    raised = _answerable(case, row, office, user, step=step, cause=Cause.CLOCK, at=at, time=time)
    note(
        case,
        "escalate",
        by=by,
        at=at,
        step=step,
        above=office.pk,
        holder=user.pk if user else None,
        passed=[one.pk for one in passed],
    )
    return raised


def _next_above(
    case: Case, below: Office, at: datetime, chain: Chain, present: FindPresent
) -> tuple[Office, User | None, list[Office]]:
    """The first office above with somebody there; offices passed because nobody was. At the top: the top."""
    passed: list[Office] = []
    out = rules.no_part_in(case)
    step = below
    while True:
        above = chain(step)
        if above.pk == step.pk:
            top = passed[-1] if passed else above
            return top, None, passed[:-1]
        red = case.urgency == "red"
        user = keeper_there(case, above, at) if case.restricted else present(above, at, red)
        if user is not None and user.pk not in out and user.pk != case.holder_id:
            return above, user, passed
        passed.append(above)
        step = above


def _answerable(
    case: Case,
    row: Handling,
    office: Office,
    user: User | None,
    *,
    step: int,
    cause: str,
    at: datetime,
    time: Clock,
) -> Supervision:
    red = case.urgency == "red"
    due = time.after(time.urgent["red"] if red else time.limits["supervision"], at)
    raised = Supervision.objects.create(
        case=case,
        handling=row,
        step=step,
        cause=cause,
        office=office,
        user=user,
        since=at,
        due_at=due,
    )
    if case.restricted:
        keep_to(case, office, at)
    case.supervised = True
    case.wake_at = min(case.wake_at, due) if case.wake_at and case.wake_at > at else due
    case.save(update_fields=["supervised", "wake_at"])
    return raised


@transaction.atomic
def supervise(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """A superior makes their own office answerable beside the holder (督办), before or after it is late."""
    case = hold(case, "supervise", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    office = Office.objects.filter(pk=by.office_id or 0).first()
    assert case.office is not None
    if office is None or office.pk == case.office_id:
        office = office_above(case.office)
    if Supervision.objects.filter(case=case, ended_at=None).exists():
        raise refuse("supervised_already")
    row = Handling.objects.filter(case=case, left_at=None).get()
    step = 1 + Supervision.objects.filter(handling=row).count()
    user = User.objects.filter(pk=by.user_id or 0).first()
    time = clock(case.area_path)
    _answerable(case, row, office, user, step=step, cause=Cause.SUPERIOR, at=at, time=time)
    note(case, "supervise", by=by, at=at, above=office.pk, words={"words": words})
    return case


@transaction.atomic
def take_over(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """Whoever supervises it does it from now on, at their own office; a check that nobody makes they make.

    Refuses say_why, did_the_work.
    """
    case = hold(case, "take_over", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    row = Supervision.objects.select_related("office").filter(case=case, ended_at=None).get()
    office = row.office
    if case.category is not None:
        tell_promise(case, case.category.case_class, clock(case.area_path))
    move(
        case,
        "take_over",
        level=office.kind,
        by=by,
        at=at,
        office=office,
        holder_id=by.user_id,
        words={"reason": words},
    )
    return case


@transaction.atomic
def remind(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """Ask for it to go on (催办): told to whoever has it, counted. Once a day for each who asks."""
    case = hold(case, "remind", by=by, at=at, seen=seen)
    case.reminders += 1
    case.save(update_fields=["reminders"])
    note(case, "remind", by=by, at=at, words={"words": words}, times=case.reminders)
    return case


@transaction.atomic
def instruct(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    words: str,
    holder: User | None = None,
    until: datetime | None = None,
    seen: int | None = None,
) -> Case:
    """A superior's written word (批示): to the office that has it or to one person, by when. Printed on the slip."""
    case = hold(case, "instruct", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_what_to_do")
    if until is not None and until <= at:
        raise refuse("date_is_past")
    person = holder.pk if holder else None
    note(case, "instruct", by=by, at=at, words={"words": words}, holder=person, until=iso(until))
    return case


@transaction.atomic
def convene(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str,
    meets_at: datetime | None = None,
    offices: tuple[Office, ...] = (),
    seen: int | None = None,
) -> Case:
    """Sit together about it (会商). `call`: who and when; `minutes`: what was decided. The promise goes on."""
    case = hold(case, "convene", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_what_about" if choice == "call" else "say_what_was_decided")
    if choice == "call" and (meets_at is None or meets_at <= at):
        raise refuse("date_is_past")
    called = [office.pk for office in offices]
    note(
        case,
        "convene",
        choice=choice,
        by=by,
        at=at,
        words={"words": words},
        meets_at=iso(meets_at),
        offices=called,
    )
    return case


@transaction.atomic
def contact(
    case: Case, *, by: Actor, at: datetime, reached: bool, way: str = "phone", seen: int | None = None
) -> Case:
    """The holder rang or called on the resident (联系); the first time they were reached is what the figures count."""
    case = hold(case, "contact", by=by, at=at, seen=seen)
    if way not in ("phone", "visit", "message"):
        raise refuse("name_way")
    if reached and case.contacted_at is None:
        case.contacted_at = at
        case.save(update_fields=["contacted_at"])
    note(case, "contact", by=by, at=at, reached=reached, way=way)
    return case


@transaction.atomic
def recuse(
    case: Case, *, by: Actor, at: datetime, words: str, user: User | None = None, seen: int | None = None
) -> Case:
    """Somebody has nothing to do with this case any more (回避): oneself, or whom a superior names.

    Whoever had it in hand lets go; the clock goes on. Why is kept sealed. Refuses say_why, only_superior, stays_out.
    """
    case = hold(case, "recuse", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    who = user.pk if user else by.user_id
    assert who is not None
    if who != by.user_id and "superior" not in rules.relations(by, case, posts_of(by.user_id, at)):
        raise refuse("only_superior")
    _, new = Recusal.objects.get_or_create(case=case, user_id=who, defaults={"at": at})
    if not new:
        raise refuse("stays_out")
    said = {"reason": words}
    if who == case.holder_id:
        choice = "oneself" if who == by.user_id else "holder"
        time, paused = clock(case.area_path), case.paused
        if paused:  # nobody has it in hand, so nobody waits: the clock runs again
            move_by_pause(case, end_pause(case, at), time)
        move(
            *(case, "recuse"),
            choice=choice,
            level=case.level,
            by=by,
            at=at,
            keep_due=not paused,
            due=step_due(case, time) if paused else None,
            words=said,
            who=who,
        )
    else:
        note(case, "recuse", choice="other", by=by, at=at, words=said, who=who)
    renew_keepers(case, at)
    return case
