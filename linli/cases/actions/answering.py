"""The way back to the resident: resolve, check, rate, close, reopen, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases import workflow
from linli.cases.actions.moving import hold, move
from linli.cases.models import Case, Rating
from linli.cases.queries import last_work, office_above
from linli.cases.rules import MOST_REOPENINGS
from linli.common.actor import CLOCK, Actor
from linli.common.refusals import Refused, refuse
from linli.people.models import Office
from linli.people.queries import offices_over

OUTCOMES = ("done", "partly", "explained", "not_possible", "not_found", "no_answer")
NO_RATING = "no_rating"


@transaction.atomic
def resolve(
    case: Case, *, by: Actor, at: datetime, outcome: str, words: str, seen: int | None = None
) -> Case:
    """Report the work done (办结) in words for the resident; somebody who did none of it checks next."""
    case = hold(case, "resolve", by=by, at=at, seen=seen)
    if outcome not in OUTCOMES:
        raise refuse("name_outcome")
    if not words.strip():
        raise refuse("say_what_was_done")
    case.resolved_at = at
    case.outcome = outcome
    office = _checker(case)
    move(
        case,
        "resolve",
        level=office.kind,
        by=by,
        at=at,
        office=office,
        outcome=outcome,
        words={"words": words},
    )
    return case


def _checker(case: Case) -> Office:
    """The follower's grid, or the community where the grid did it, or the nearest office there is."""
    over = offices_over(case.area_path)
    for level in workflow.check_levels(case.level):
        if level in over:
            return over[level]
    assert case.office is not None
    return office_above(case.office)


@transaction.atomic
def pass_check(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """It was done as reported; the resident is asked for a rating."""
    case = hold(case, "pass_check", by=by, at=at, seen=seen)
    move(case, "pass_check", by=by, at=at, words={"words": words})
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
    seen: int | None = None,
) -> Case:
    """The resident's word (评单). Solved and content: closed. Else the level above looks at it."""
    case = hold(case, "rate", by=by, at=at, seen=seen)
    if satisfied not in (1, 2, 3):
        raise refuse("rate_both")
    before = Rating.objects.filter(case=case).count()
    Rating.objects.create(case=case, solved=solved, satisfied=satisfied, rated_at=at, round=before)
    said: dict[str, Any] = {"solved": solved, "satisfied": satisfied, "words": {"words": words}}
    if solved and satisfied > 1:
        case.outcome = "solved"
        move(case, "rate", choice="solved", by=by, at=at, **said)
        return case
    if not solved and case.reopened >= MOST_REOPENINGS:
        # reviewed twice already: it ends here, and every figure shows it as not solved
        case.outcome = "disagrees"
        move(case, "rate", choice="disagrees", by=by, at=at, **said)
        return case
    office = _reviewer(case)
    if solved:
        move(case, "rate", choice="unhappy", level=office.kind, by=by, at=at, office=office, **said)
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
    case.outcome = NO_RATING
    move(case, "close", by=by, at=at)
    return case


def close_unrated(now: datetime, *, most: int = 200) -> int:
    """The clock's round: close every case whose days for a rating are over. One transaction each."""
    over = Case.objects.filter(status="resolved", task="rating", due_at__lt=now).order_by("due_at")[:most]
    closed = 0
    for case in over:
        try:
            close(case, by=CLOCK, at=now)
            closed += 1
        except Refused:  # somebody rated it this moment; the others still have their turn
            continue
    return closed


@transaction.atomic
def reopen(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """It was not solved after all (重办): the level above reviews. Refuses reopen_too_late, reopened_before."""
    case = hold(case, "reopen", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    office = _reviewer(case)
    _open_again(case)
    move(case, "reopen", level=office.kind, by=by, at=at, office=office, words={"reason": words})
    return case


def _open_again(case: Case) -> None:
    case.reopened += 1
    case.resolved_at = case.closed_at = None
    case.outcome = ""
    case.sent_back = 0
    case.binding = False


def _reviewer(case: Case) -> Office:
    """The office above the one that did the work."""
    return office_above(last_work(case).office)


@transaction.atomic
def withdraw(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """The resident takes it back; it stays on record as withdrawn."""
    case = hold(case, "withdraw", by=by, at=at, seen=seen)
    case.outcome = "withdrawn"
    move(case, "withdraw", by=by, at=at, words={"reason": words})
    return case
