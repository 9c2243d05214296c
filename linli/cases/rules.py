"""May I? Every door leads here: relations of an actor to a case, and what the table and the facts allow."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from linli.cases import workflow
from linli.cases.models import (
    Approval,
    Case,
    CaseOffice,
    Handling,
    Keeper,
    Named,
    Question,
    Recusal,
    Supervision,
)
from linli.common.actor import Actor
from linli.common.authority import AREA_KINDS
from linli.common.refusals import Refusal, Refused
from linli.common.rows import is_there
from linli.journal.queries import acted, happened_since
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import HeldPost, posts_as, posts_of

HOLDERS_VERBS = (
    *("case.verify", "case.place", "case.dispatch", "case.accept", "case.resolve", "case.do_now"),
    *("case.pass_check", "case.fail_check", "case.decide"),
)
DOWN = ("place:down", "dispatch:down")
# what the office above says twice binds, else two desks could push a case to and fro without end
MOST_DOWN = 2
MOST_REOPENINGS = 2  # the second decision of a review is the last one inside this office's chain


def relations(
    actor: Actor,
    case: Case | None,
    posts: list[HeldPost],
    *,
    approval: Approval | None = None,
    supervision: Supervision | None = None,
    aside: bool | None = None,
    handlings: list[Handling] | None = None,
) -> frozenset[str]:
    """What the actor is to this case: one or more of `workflow.WHO`.

    The open `approval` and `supervision` of the case, its `handlings` in their order, and whether they stepped `aside`,
    are asked of the database unless whoever asks knows already.
    """
    if actor.kind == "clock":
        return frozenset({"clock"})
    if actor.kind == "system":
        return frozenset({"importer"})
    if actor.kind == "resident":
        mine = case is None or actor.asker_of == case.pk
        return frozenset({"asker"}) if mine else frozenset()
    if actor.kind == "partner":
        return frozenset({"partner"}) if case is not None and actor.errand_of == case.pk else frozenset()
    if case is None:
        return frozenset({"staff"} if posts else ())
    if stays_out(case, actor.user_id, aside=aside):
        return frozenset()
    found = {"staff"} if posts else set()
    offices = {p.office_id for p in posts}
    if case.office_id is not None:
        here = [p for p in posts if p.office_id == case.office_id]
        superior_id = case.office.superior_id if case.office else None
        if here:
            found.add("member")
            in_hand = {actor.user_id, *(p.for_user_id for p in here)} - {None}
            if case.holder_id in in_hand:
                found.add("holder")
        if any(p.is_head for p in here) or superior_id in offices:
            found.add("superior")
    elif case.status in ("closed", "withdrawn") and _above_the_last(case, posts, handlings):
        found.add("superior")
    if case.proposed:
        approval = approval or Approval.objects.filter(case=case, decided_at=None).first()
        if approval and approval.office_id in offices and approval.proposer_id != actor.user_id:
            found.add("approver")
    if case.supervised:
        supervision = supervision or Supervision.objects.filter(case=case, ended_at=None).first()
        if supervision and supervision.office_id in offices:
            found.add("supervisor")
    return frozenset(found)


def stays_out(case: Case, user_id: int | None, *, aside: bool | None = None) -> bool:
    """Is this case about that person, or have they stepped aside, or do only a few others see it?"""
    if user_id is None:
        return False
    if aside is None:
        aside = is_there(Recusal, case_id=case.pk, user_id=user_id)
    if aside or names(case, user_id):
        return True
    return case.restricted and not Keeper.objects.filter(case=case, user_id=user_id).exists()


def no_part_in(case: Case) -> set[int]:
    """Ids of those who have no part in a case: it is about them, or they stepped aside.

    It is another question who may read it (`stays_out`): what the level above opened to somebody about whom it is, they
    read; they never look after it.
    """
    aside = set(Recusal.objects.filter(case=case).values_list("user_id", flat=True))
    return aside | set(case.named.values_list("user_id", flat=True)) if case.names_staff else aside


def names(case: Case, user_id: int | None) -> bool:
    """Is this case about that person, and not opened to them by the level above?"""
    return (
        user_id is not None
        and case.names_staff
        and Named.objects.filter(case=case, user_id=user_id, opened_at=None).exists()
    )


def may(
    verb: str,
    actor: Actor,
    case: Case,
    at: datetime,
    *,
    posts: list[HeldPost] | None = None,
    who: frozenset[str] | None = None,
) -> Refusal | None:
    """The refusal of a verb to an actor at this case now, or None.

    `posts` and `who` (`relations`) are asked of the database unless whoever asks about many verbs has them already.
    """
    if posts is None:
        posts = posts_as(actor, at)
    if who is None:
        who = relations(actor, case, posts)
    if actor.kind in ("user", "api") and not posts:
        return Refusal("no_post_now")
    if refusal := workflow.refusal(verb, case.position, who):
        return refusal
    check = _FACTS.get(verb)
    return check(actor, case, at) if check else None


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def did_the_work(case: Case, user_id: int | None) -> bool:
    """True for whoever held one of the `do` rows of this case, or reported it done for somebody who was away.

    Such a person checks nobody's work here, and reviews none.
    """
    if user_id is None:
        return False
    rows = Handling.objects.filter(case=case, task="do", holder_id=user_id).exclude(outcome=workflow.UNDONE)
    return rows.exists() or did(case, ("case.resolve", "case.do_now"), user_id)


def had_a_hand_in(case: Case, user_id: int | None, offices: set[int]) -> bool:
    """Did this person, or one of these offices, handle it in any way? Such a one asks nobody whether it was good."""
    if user_id is not None and (
        Handling.objects.filter(case=case, holder_id=user_id).exists() or did(case, HOLDERS_VERBS, user_id)
    ):
        return True
    return CaseOffice.objects.filter(case=case, office_id__in=offices).exists()


def did(case: Case, verbs: tuple[str, ...], user_id: int) -> bool:
    """Did this person do one of these, in whatever post and for whomever?"""
    return acted(case, verbs, user_id)


def may_be_named(case: Case, user_id: int, at: datetime) -> Refusal | None:
    """May this person be made the holder by `assign`?"""
    if all(p.office_id != case.office_id for p in posts_of(user_id, at)):
        return Refusal("not_in_this_office")
    if stays_out(case, user_id) or user_id in no_part_in(case):
        return Refusal("stays_out")
    return _impartial(case, user_id)


def may_name(actor: Actor, case: Case, user_id: int, at: datetime) -> Refusal | None:
    """May this actor say that the case is about that person? Whoever has it in hand, or works above the person."""
    posts = posts_of(actor.user_id, at)
    if actor.user_id != user_id and any(p.office_id == case.office_id for p in posts):
        return None
    return may_open_to_named(actor, user_id, at)


def may_open_to_named(actor: Actor, user_id: int, at: datetime) -> Refusal | None:
    """Only an office above every office in which the person serves."""
    if actor.kind in ("system", "clock"):
        return None
    mine = {p.office_id for p in posts_of(actor.user_id, at)}
    theirs = posts_of(user_id, at)
    if actor.user_id == user_id or not all(mine & _above(p.office_id) for p in theirs):
        return Refusal("not_above_them")
    return None


def _above(office_id: int) -> set[int]:
    """Ids of the offices above one, up the chain of superiors."""
    found: set[int] = set()
    step = Office.objects.filter(pk=office_id).values_list("superior_id", flat=True).first()
    while step is not None and step not in found:
        found.add(step)
        step = Office.objects.filter(pk=step).values_list("superior_id", flat=True).first()
    return found


def _above_the_last(case: Case, posts: list[HeldPost], handlings: list[Handling] | None) -> bool:
    """Do they work above the office that did it (or, where nobody did anything, that had it last)?"""
    known = Handling.objects.filter(case=case).select_related("office").order_by("id")
    rows = (handlings or list(known))[::-1]
    if not rows:
        return False
    last = next((row for row in rows if row.task == "do"), rows[0])
    above = last.office.superior_id or last.office_id
    return any(p.office_id == above for p in posts)


def _may_take(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return _impartial(case, actor.user_id)


def _may_check(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """Asked of whoever does it, not of whoever is away: one who stands in brings their own work along."""
    return _impartial(case, actor.user_id)


def _may_take_over(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    """Whoever did the work may do it over again from above; its check they leave to others."""
    return _impartial(case, actor.user_id) if case.task == "check" else None


def _impartial(case: Case, user_id: int | None) -> Refusal | None:
    """Nobody checks or reviews what they did, and nobody hears the appeal against their own refusal."""
    if case.task not in ("check", "review"):
        return None
    if did_the_work(case, user_id):
        return Refusal("did_the_work")
    if case.task == "review" and case.appealed and user_id is not None:
        refusals = Approval.objects.filter(case=case, verb="refuse", granted=True, user_id=user_id)
        return Refusal("did_the_work") if refusals.exists() else None
    return None


def may_go_up(case: Case) -> Refusal | None:
    """May the office that has it give it to the level above again? Not after that handed it down to it twice.

    A review begins anew: it has looked at the whole of it.
    """
    rows = Handling.objects.filter(case=case).order_by("-id").values_list("office_id", "task", "outcome")
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
    days = setting("cases.reopen_days")
    if case.closed_at is not None and at > case.closed_at + timedelta(days=days):
        return Refusal("reopen_too_late", {"days": days})
    return None


def _may_appeal(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return Refusal("appealed_before") if case.appealed else _may_reopen(actor, case, at)


def _may_ask_more(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    most = setting("cases.questions")
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
    return _impartial(case, actor.user_id)


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


def may_bring(actor: Actor, case: Case, at: datetime, offices: set[int | None]) -> Refusal | None:
    """May this person tell the resident? Whoever follows or holds it, or serves at one of the offices that owe it."""
    posts = posts_of(actor.user_id, at)
    users = {actor.user_id, *(post.for_user_id for post in posts)} - {None}
    mine = bool(users & {case.follower_id, case.holder_id}) or any(
        post.office_id in offices for post in posts
    )
    if not posts or not mine or stays_out(case, actor.user_id):
        return Refusal("not_yours_to_tell")
    return None


def _may_call_back(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    offices = {p.office_id for p in posts_of(actor.user_id, at)}
    return Refusal("had_a_hand_in_it") if had_a_hand_in(case, actor.user_id, offices) else None


_FACTS = {
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
    "extend": _may_extend,
    "decide": _may_decide,
    "convene": _may_convene,
    "remind": _may_remind,
    "call_back": _may_call_back,
}
