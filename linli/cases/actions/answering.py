"""The way back to the resident: resolve, check, rate, close, reopen, withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.cases.actions.asked_later import make_slip, ring_later, sample
from linli.cases.actions.moving import hold, move
from linli.cases.actions.showing import show
from linli.cases.actions.trusting import reviewer_over
from linli.cases.calling import has_phone, round_of
from linli.cases.models import CallBack, CallReason, Case, Handling, Rating, RatingSlip, Through
from linli.cases.queries import checker_over, last_work
from linli.cases.rules import MOST_REOPENINGS, had_a_hand_in
from linli.common import rows
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.queries import happened_since
from linli.people.queries import posts_of

OUTCOMES = ("done", "partly", "explained", "not_possible", "not_found", "no_answer")
NO_RATING = "no_rating"
UNREACHABLE = "unreachable"
SOON = timedelta(days=1)  # a withdrawal so soon after somebody rang or came by may be looked into


@transaction.atomic
def resolve(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    outcome: str,
    words: str,
    photos: Iterable[uuid.UUID] = (),
    seen: int | None = None,
) -> Case:
    """Report the work done (办结) in words and photos for the resident; somebody who did none of it checks next.

    Refuses name_outcome, say_what_was_done, too_many_photos, photo_gone.
    """
    case = hold(case, "resolve", by=by, at=at, seen=seen)
    if outcome not in OUTCOMES:
        raise refuse("name_outcome")
    if not words.strip():
        raise refuse("say_what_was_done")
    case.resolved_at = at
    case.outcome = outcome
    office = checker_over(case)
    move(
        case,
        "resolve",
        level=office.kind,
        by=by,
        at=at,
        office=office,
        outcome=outcome,
        words={"words": words},
        **show(case, photos),
    )
    return case


@transaction.atomic
def pass_check(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """It was done as reported; the resident is asked for a rating."""
    case = hold(case, "pass_check", by=by, at=at, seen=seen)
    move(case, "pass_check", by=by, at=at, words={"words": words})
    make_slip(case, at)
    return case


@transaction.atomic
def fail_check(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """Back to whoever did it, with what is missing (返工)."""
    case = hold(case, "fail_check", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_what_is_missing")
    work = last_work(case)
    case.resolved_at, case.outcome = None, ""
    move(
        case,
        "fail_check",
        level=work.level,
        by=by,
        at=at,
        office=work.office,
        holder_id=work.holder_id,
        words={"reason": words},
    )
    return case


@transaction.atomic
def rate(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    solved: bool,
    satisfied: int,
    words: str = "",
    through: str = Through.LINK,
    seen: int | None = None,
) -> Case:
    """The resident's word (评单). Solved and content: closed. Else the level above looks at it.

    `through` says how it came in, as those who call this have made sure (`rating`, `ringing`): what anybody else who
    serves enters is `staff`, and so is a call by an office that had a hand in it. Those who had a hand in it never end
    it as solved: refuses needs_their_own_word, and the resident's own ways to answer stay open.
    """
    case = hold(case, "rate", by=by, at=at, seen=seen)
    if satisfied not in (1, 2, 3):
        raise refuse("rate_both")
    own_work = through == Through.STAFF  # of a browser: on a device of an office that had a hand in it
    if by.kind == "user" and through != Through.SLIP:
        offices = {p.office_id for p in posts_of(by.user_id, at)}
        own_work = had_a_hand_in(case, by.user_id, offices)
        through = Through.CALL if through == Through.CALL and not own_work else Through.STAFF
    if own_work and solved and satisfied > 1:
        raise refuse("needs_their_own_word")
    before = round_of(case)
    rows.add(
        Rating(
            case=case,
            solved=solved,
            satisfied=satisfied,
            rated_at=at,
            round=before,
            through=through,
            user_id=by.user_id if by.kind == "user" else None,
        )
    )
    rows.change_where(RatingSlip, {"case_id": case.pk, "round": before, "used_at": None}, used_at=at)
    rung = {"case_id": case.pk, "reason": CallReason.RATING, "closed_at": None}
    rows.change_where(CallBack, rung, closed_at=at, result="reached" if through == Through.CALL else "gone")
    said: dict[str, Any] = {
        "solved": solved,
        "satisfied": satisfied,
        "through": str(through),
        "words": {"words": words},
    }
    if solved and satisfied > 1:
        case.outcome = "solved"
        move(case, "rate", choice="solved", by=by, at=at, **said)
        return case
    if not solved and case.reopened >= MOST_REOPENINGS:
        # reviewed twice already: it ends here, and every figure shows it as not solved
        case.outcome = "disagrees"
        move(case, "rate", choice="disagrees", by=by, at=at, **said)
        return case
    office = reviewer_over(case, last_work(case).office, at)
    if solved:
        move(case, "rate", choice="unhappy", level=office.kind, by=by, at=at, office=office, **said)
        if has_phone(case) and not case.restricted:
            ring_later(case, CallReason.UNHAPPY, office, at)
        return case
    _open_again(case)
    move(case, "rate", choice="unsolved", level=office.kind, by=by, at=at, office=office, **said)
    return case


@transaction.atomic
def close(case: Case, *, by: Actor, at: datetime) -> Case:
    """Close what nobody rated in its days (结案); "no rating" is its own outcome, never counted as content."""
    case = hold(case, "close", by=by, at=at, seen=None)
    if case.due_at is not None and at < case.due_at:
        raise refuse("rating_still_open")
    asked = Handling.objects.get(case=case, left_at=None).taken_at  # an earlier closing had calls of its own
    calls = CallBack.objects.filter(case=case, reason=CallReason.RATING, opened_at__gte=asked)
    tried = calls.order_by("-id").first()
    case.outcome = UNREACHABLE if tried is not None and tried.result == UNREACHABLE else NO_RATING
    CallBack.objects.filter(case=case, reason=CallReason.RATING, closed_at=None).update(
        closed_at=at, result=UNREACHABLE if case.outcome == UNREACHABLE else "gone"
    )
    move(case, "close", by=by, at=at, outcome=case.outcome)
    return case


@transaction.atomic
def reopen(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """It was not solved after all (重办): the level above reviews. Refuses reopen_too_late, reopened_before."""
    case = hold(case, "reopen", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    return take_up_again(case, by=by, at=at, words=words)


def take_up_again(case: Case, *, by: Actor, at: datetime, words: str) -> Case:
    """To the review of the level above: it turned out not to be done. Whoever calls this has asked whether they may."""
    office = reviewer_over(case, last_work(case).office, at)
    _open_again(case)
    move(case, "reopen", level=office.kind, by=by, at=at, office=office, words={"reason": words})
    return case


def _open_again(case: Case) -> None:
    case.reopened += 1
    case.resolved_at = case.closed_at = None
    case.outcome = ""
    case.sent_back = 0
    case.binding = False


@transaction.atomic
def withdraw(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """The resident takes it back; it stays on record as withdrawn. Soon after a contact, some are called back.

    What was said at a reception is called back anyway (`receiving.owe_call`).
    """
    case = hold(case, "withdraw", by=by, at=at, seen=seen)
    case.outcome = "withdrawn"
    move(case, "withdraw", by=by, at=at, words={"reason": words})
    if case.reception_id is None and happened_since(case, "case.contact", at - SOON):
        sample(case, CallReason.WITHDRAWN, at)
    return case
