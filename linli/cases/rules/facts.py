"""What the table of moves cannot know: facts of this very case that refuse a verb, one check for each verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from linli.cases.models import Approval, Case, Handling, Question
from linli.cases.rules.hands import had_a_hand_in, impartial
from linli.common.actor import Actor
from linli.common.authority import AREA_KINDS
from linli.common.bulk import fetch
from linli.common.refusals import Refusal
from linli.journal.queries import happened_since
from linli.office.queries import setting
from linli.people.queries import posts_of

# as the ORM would write it: every step upwards asks
_STEPS = "SELECT office_id, task, outcome FROM cases_handling WHERE case_id = %(case)s ORDER BY id DESC"
DOWN = ("place:down", "dispatch:down")
# what the office above says twice binds, else two desks could push a case to and fro without end
MOST_DOWN = 2
MOST_REOPENINGS = 2  # the second decision of a review is the last one inside this office's chain


def _may_take(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return impartial(case, actor.user_id, at)


def _may_check(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """Asked of whoever does it, not of whoever is away: one who stands in brings their own work along."""
    return impartial(case, actor.user_id, at)


def _may_take_over(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """Whoever did the work may do it over again from above; its check they leave to others."""
    return impartial(case, actor.user_id, at) if case.task == "check" else None


def may_go_up(case: Case) -> Refusal | None:
    """May the office that has it give it to the level above again? Not after that handed it down to it twice.

    A review begins anew: it has looked at the whole of it.
    """
    rows = fetch(_STEPS, case=case.pk)
    found = 0
    for (office_id, task, _), (_, _, left) in pairwise(rows):
        if task == "review":
            break
        found += office_id == case.office_id and left in DOWN
    return Refusal("handed_down_twice", {"times": MOST_DOWN}) if found >= MOST_DOWN else None


def _may_pass_up(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return may_go_up(case)


def _may_send_back(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return Refusal("decision_binds") if case.binding else may_go_up(case)


def _may_transfer(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    if case.binding:
        return Refusal("decision_binds")
    if Handling.objects.filter(case=case, level=case.level, outcome="transfer").exists():
        return Refusal("transferred_before")
    return None


def _may_reopen(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    if case.reopened >= MOST_REOPENINGS:
        return Refusal("reopened_before", {"times": case.reopened})
    days = setting("cases.reopen_days", case.area_path)
    if case.closed_at is not None and at > case.closed_at + timedelta(days=days):
        return Refusal("reopen_too_late", {"days": days})
    return None


def _may_appeal(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return Refusal("appealed_before") if case.appealed else _may_reopen(actor, case, at)


def _may_ask_more(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    most = setting("cases.questions", case.area_path)
    asked = Question.objects.filter(case=case).values_list(
        "answered_at", "handling__left_at", "handling__task", "handling__office_id"
    )
    rows = list(asked)
    if any(answered is None and left is None for answered, left, _, _ in rows):
        return Refusal("question_still_open")
    here = sum((task, office_id) == (case.task, case.office_id) for _, _, task, office_id in rows)
    if here >= most["handling"] or len(rows) >= most["case"]:
        return Refusal("asked_enough", {"times": most["case"]})
    return None


def _may_read(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return None if _unseen(case) else Refusal("nothing_asked")


def _may_answer(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    open_ = Question.objects.filter(case=case, answered_at=None).exists()
    return None if open_ else Refusal("nothing_asked")


def _unseen(case: Case) -> bool:
    return Question.objects.filter(case=case, seen_at=None, answered_at=None).exists()


def _may_propose(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return Refusal("proposed_already") if case.proposed else None


def _may_unpropose(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return None if case.proposed else Refusal("nothing_proposed")


def _may_extend(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    if case.extra:
        return Refusal("extended_before")
    if actor.user_id is not None and actor.user_id == case.holder_id:
        return Refusal("only_superior")  # a head who holds it asks somebody above, as everybody does
    open_ = Approval.objects.filter(case=case, decided_at=None, verb="extend")
    if case.proposed == "extend" and open_.filter(proposer_id=actor.user_id or 0).exists():
        return Refusal("only_approver")
    return None


def _may_decide(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    if case.reopened >= MOST_REOPENINGS and not _convened(case):
        return Refusal("convene_first")
    return impartial(case, actor.user_id, at)


def _convened(case: Case) -> bool:
    """Did people sit together about it since it came to this review?"""
    rows = Handling.objects.filter(case=case).order_by("-id").values_list("task", "taken_at")
    since = None
    for task, taken_at in rows:
        if task != "review":
            break
        since = taken_at
    return since is not None and happened_since(case, "case.convene", since, choice="minutes")


def _may_convene(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """A grid calls nobody together, its head neither: the community does, or whoever is above."""
    if case.level != "grid" or any(one.office_kind in AREA_KINDS[1:] for one in actor.standings):
        return None
    return Refusal("only_superior")


def _may_remind(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """Once a day: more would only fill the list of whoever should be working on it."""
    day = at - timedelta(days=1)
    who: dict[str, Any] = {"user_id": actor.user_id}
    if actor.kind == "resident":
        who = {"actor_kind": "resident"}
    return Refusal("reminded_today") if happened_since(case, "case.remind", day, **who) else None


def _may_call_back(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    offices = {p.office_id for p in posts_of(actor.user_id, at)}
    return Refusal("had_a_hand_in_it") if had_a_hand_in(case, actor.user_id, offices) else None


FACTS: dict[str, Callable[[Actor, Case, datetime], Refusal | None]] = {
    "take": _may_take,
    "pass_check": _may_check,
    "fail_check": _may_check,
    "take_over": _may_take_over,
    "pass_up": _may_pass_up,
    "send_back": _may_send_back,
    "transfer": _may_transfer,
    "reopen": _may_reopen,
    "appeal": _may_appeal,
    "ask_more": _may_ask_more,
    "read": _may_read,
    "answer": _may_answer,
    "propose": _may_propose,
    "unpropose": _may_unpropose,
    "extend": _may_extend,
    "decide": _may_decide,
    "convene": _may_convene,
    "remind": _may_remind,
    "call_back": _may_call_back,
}
