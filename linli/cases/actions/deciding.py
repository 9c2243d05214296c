"""Words that need a second person, or are one: propose, decline, refuse, appeal, refer, list, extend, decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.cases import workflow
from linli.cases.actions.moving import (
    as_it_is,
    clock,
    hold,
    move,
    move_promise,
    note,
    pauses_of,
    step_due,
    tell_promise,
)
from linli.cases.actions.pausing import longest, stand_still
from linli.cases.actions.trusting import keep_to, reviewer_over
from linli.cases.models import Approval, Case, PauseReason
from linli.cases.queries import last_work, office_above
from linli.common.actor import Actor
from linli.common.refusals import refuse as refusal
from linli.office.queries import setting
from linli.people.models import Office

REFUSALS = ("out_of_duty", "unlawful", "no_facts")
CHANNELS = (
    *("hotline", "counter", "property", "court", "petition", "arbitration", "labour", "police", "bank"),
    *("utility", "other"),
)


@transaction.atomic
def propose(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str,
    seen: int | None = None,
    reason: str = "",
    channel: str = "",
    days: int = 0,
    review_on: date | None = None,
    until: date | None = None,
) -> Case:
    """Ask the office above for what needs two people: refuse, pause, extend, list (`choice`). The clock goes on.

    `reason` is a class of REFUSALS or a PauseReason; `channel` which way is the right one instead (what is out of duty
    here has one); `days` by how many the promise moves; `review_on` when a listed matter is looked at again; `until`
    on which day the clock is to go on again (None: when the rule for its reason says).
    Refuses say_why, name_loop_reason, name_channel, wrong_days, wrong_review_day, wrong_pause_day.
    """
    case = hold(case, "propose", by=by, at=at, seen=seen)
    params = _params(
        case, choice, at, reason=reason, channel=channel, days=days, review_on=review_on, until=until
    )
    if not words.strip():
        raise refusal("say_why")
    assert case.office is not None
    assert by.user_id is not None
    time = clock(case.area_path)
    Approval.objects.create(
        case=case,
        verb=choice,
        params=params,
        proposer_id=by.user_id,
        office=approver_of(case.office),
        proposed_at=at,
        due_at=(due := time.after(time.limits["approval"], at)),
    )
    if case.restricted:  # whoever is to say yes or no has to see it
        keep_to(case, approver_of(case.office), at)
    case.proposed = choice
    case.wake_at = min(case.wake_at or due, due)
    case.save(update_fields=["proposed", "wake_at"])
    note(case, "propose", choice=choice, by=by, at=at, words={"reason": words}, **params)
    return case


def approver_of(office: Office) -> Office:
    """Who decides what this office proposes: the office above that holds cases; the highest one itself, by another."""
    return office_above(office)


def _params(
    case: Case,
    choice: str,
    at: datetime,
    *,
    reason: str = "",
    channel: str = "",
    days: int = 0,
    review_on: date | None = None,
    until: date | None = None,
) -> dict[str, Any]:
    """What is proposed, as codes and numbers; checked here once, so that approving it cannot fail."""
    if choice == "refuse":
        if reason not in REFUSALS:
            raise refusal("name_loop_reason")
        return {"reason": reason, "channel": _right_way(reason, channel)}
    if choice == "pause":
        if reason not in PauseReason.values or reason == PauseReason.QUESTION:
            raise refusal("name_loop_reason")
        return {"reason": reason} | _pause_day(case, reason, at, until)
    if choice == "extend":
        most = setting("cases.extension_most", case.area_path)
        if case.extra:
            raise refusal("extended_before")
        if not 1 <= days <= most:
            raise refusal("wrong_days", most=most)
        return {"days": days}
    today = timezone.localtime(at).date()
    most = setting("cases.list_review_days", case.area_path)
    if review_on is None or not today < review_on <= today + timedelta(days=most):
        raise refusal("wrong_review_day", most=most)
    return {"review_on": review_on.isoformat()}


def _pause_day(case: Case, reason: str, at: datetime, until: date | None) -> dict[str, str]:
    """The day on which the clock goes on again, if one is named: no later than the rule for its reason."""
    if until is None:
        return {}
    most = timezone.localtime(longest(case, reason, at)).date()
    if not timezone.localtime(at).date() < until <= most:
        raise refusal("wrong_pause_day", most=most.isoformat())
    return {"until_day": until.isoformat()}


def _right_way(reason: str, channel: str) -> str:
    """Nobody is sent away without being told where to go: what is out of duty here is in somebody's duty."""
    if (channel or reason == "out_of_duty") and channel not in CHANNELS:
        raise refusal("name_channel")
    return channel


def _granted(case: Case, verb: str, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """Close the open proposal of this verb as granted; its parameters, or None where there is none."""
    pending = Approval.objects.filter(case=case, decided_at=None, verb=verb).first()
    if pending is None:
        return None
    _answer(case, pending, True, by=by, at=at)
    return dict(pending.params)


def _answer(case: Case, pending: Approval, granted: bool, *, by: Actor, at: datetime) -> None:
    """What was proposed is over: granted or not. Whoever calls saves the case."""
    pending.decided_at, pending.user_id, pending.granted = at, by.user_id, granted
    pending.save(update_fields=["decided_at", "user", "granted"])
    case.proposed = ""


@transaction.atomic
def unpropose(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """Take back what was proposed while nobody above has answered (撤回报批); whoever has it goes on."""
    case = hold(case, "unpropose", by=by, at=at, seen=seen)
    pending = Approval.objects.get(case=case, decided_at=None)
    _answer(case, pending, False, by=by, at=at)
    case.save(update_fields=["proposed"])
    note(case, "unpropose", by=by, at=at, words={"reason": words}, proposal=pending.verb)
    return case


@transaction.atomic
def decline(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """Say no to what was proposed; the holder goes on. By the clock: nobody answered in time, and that is a no."""
    case = hold(case, "decline", by=by, at=at, seen=seen)
    pending = Approval.objects.filter(case=case, decided_at=None).first()
    if pending is None:
        raise refusal("nothing_proposed")
    silent = by.kind == "clock"
    if not silent and not words.strip():
        raise refusal("say_why")
    _answer(case, pending, False, by=by, at=at)
    case.save(update_fields=["proposed"])
    note(
        case,
        "decline",
        by=by,
        at=at,
        words={"reason": words},
        proposal=pending.verb,
        silent=silent,
        approver=pending.office_id,
    )
    return case


@transaction.atomic
def refuse(
    case: Case, *, by: Actor, at: datetime, words: str, channel: str = "", seen: int | None = None
) -> Case:
    """Grant a proposed refusal (不予受理). `words` tell the resident why; `channel` corrects the way proposed."""
    case = hold(case, "refuse", by=by, at=at, seen=seen)
    if not words.strip():
        raise refusal("say_why")
    granted = _granted(case, "refuse", by=by, at=at)
    if granted is None:
        raise refusal("nothing_proposed")
    case.outcome = granted["reason"]
    granted["channel"] = _right_way(case.outcome, channel or granted.get("channel", ""))
    move(case, "refuse", by=by, at=at, words={"words": words}, **granted)
    return case


@transaction.atomic
def pause(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """Grant a proposed pause: the clock stands until the day named, at the longest as the rule for its reason says."""
    case = hold(case, "pause", by=by, at=at, seen=seen)
    granted = _granted(case, "pause", by=by, at=at)
    if granted is None:
        raise refusal("nothing_proposed")
    day = date.fromisoformat(granted["until_day"]) if "until_day" in granted else None
    stand_still(case, "pause", granted["reason"], goes_on=day, by=by, at=at, words={"words": words})
    return case


@transaction.atomic
def extend(
    case: Case, *, by: Actor, at: datetime, words: str, days: int = 0, seen: int | None = None
) -> Case:
    """Move the promise, once, with a reason that the resident reads; the first promise stays on record.

    As the answer to a proposal its days count; a superior may also say `days` (of the unit of its class) unasked.
    """
    case = hold(case, "extend", by=by, at=at, seen=seen)
    if not words.strip():
        raise refusal("say_why")
    granted = _granted(case, "extend", by=by, at=at) or {"days": days}
    most = setting("cases.extension_most", case.area_path)
    if not 1 <= granted["days"] <= most:
        raise refusal("wrong_days", most=most)
    case.extra = granted["days"]
    time = clock(case.area_path)
    move_promise(case, time, told=case.promise_at, knew=pauses_of(case), days=case.extra)
    move(
        case,
        "extend",
        level=case.level,
        by=by,
        at=at,
        holder_id=case.holder_id,
        due=step_due(case, time),
        time=time,
        words={"words": words},
        promise=case.promise_at.isoformat() if case.promise_at else None,
        **granted,
    )
    return case


@transaction.atomic
def list_(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    words: str,
    review_on: date | None = None,
    seen: int | None = None,
) -> Case:
    """Put a long matter on the list (挂账): who decided it reviews it again by a day, and the resident is told why.

    As the answer to a proposal its day counts. Whoever reviews it may set the next day (`review_on`).
    """
    case = hold(case, "list", by=by, at=at, seen=seen)
    if not words.strip():
        raise refusal("say_why")
    assert case.office is not None
    choice, office = ("again", case.office) if case.status == "listed" else ("", None)
    granted = _granted(case, "list", by=by, at=at) or _params(case, "list", at, review_on=review_on)
    office = office or _lister(case, by)
    day = date.fromisoformat(granted["review_on"])
    noon = timezone.make_aware(datetime(day.year, day.month, day.day, 17, 30))
    move(
        case,
        "list",
        choice=choice,
        level=office.kind,
        by=by,
        at=at,
        office=office,
        due=noon,
        words={"words": words},
        **granted,
    )
    return case


def _lister(case: Case, by: Actor) -> Office:
    """The office that granted it looks at it again; a supervisor's own, else the one above."""
    assert case.office is not None
    if by.office_id is not None:
        own = Office.objects.filter(pk=by.office_id, kind__in=workflow.LEVELS).first()
        if own is not None and own.kind not in ("grid", "department"):
            return own
    return approver_of(case.office)


@transaction.atomic
def refer(case: Case, *, by: Actor, at: datetime, channel: str, words: str, seen: int | None = None) -> Case:
    """Tell the resident which way is open to them (引导); nothing about the person is kept or counted."""
    case = hold(case, "refer", by=by, at=at, seen=seen)
    if channel not in CHANNELS:
        raise refusal("name_channel")
    if not words.strip():
        raise refusal("say_why")
    was = as_it_is(case)
    case.outcome = "referred"
    move(case, "refer", by=by, at=at, was=was, channel=channel, words={"words": words})
    return case


@transaction.atomic
def appeal(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """The resident does not accept the refusal: somebody above who had no part in it decides, once."""
    case = hold(case, "appeal", by=by, at=at, seen=seen)
    if not words.strip():
        raise refusal("say_why")
    return hear_appeal(case, by=by, at=at, words=words)


def hear_appeal(case: Case, *, by: Actor, at: datetime, words: str) -> Case:
    """To the review above the refusal. Whoever calls this has asked whether they may."""
    case.appealed = True
    case.closed_at, case.outcome = None, ""
    granted = Approval.objects.filter(case=case, verb="refuse", granted=True).order_by("-id").first()
    office = reviewer_over(case, granted.office if granted else last_work(case).office, at)
    move(case, "appeal", level=office.kind, by=by, at=at, office=office, words={"reason": words})
    return case


@transaction.atomic
def decide(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str,
    office: Office | None = None,
    seen: int | None = None,
) -> Case:
    """The review's word (复核决定): name who does it, or confirm what was done. It binds. Refuses convene_first."""
    case = hold(case, "decide", by=by, at=at, seen=seen)
    if not words.strip():
        raise refusal("say_why")
    if choice == "name":
        if office is None or office.kind not in workflow.LEVELS:
            raise refusal("name_office")
        case.binding = True
        case.resolved_at = None
        if case.category is not None:
            tell_promise(case, case.category.case_class, clock(case.area_path))
        move(
            case,
            "decide",
            choice="name",
            level=office.kind,
            by=by,
            at=at,
            office=office,
            words={"words": words},
        )
    else:
        if case.status in ("open", "listed") and case.reopened:
            case.outcome = "disagrees"
        else:
            case.outcome = "refused" if case.appealed and not case.resolved_at else "confirmed"
        move(case, "decide", choice=choice, by=by, at=at, words={"words": words})
    return case
