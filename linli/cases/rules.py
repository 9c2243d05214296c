"""May I? Every door leads here: relations of an actor to a case, and what the table and the facts allow."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases import workflow
from linli.cases.models import Case, Handling, Named
from linli.common.actor import Actor
from linli.common.refusals import Refusal, Refused
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import HeldPost, posts_of

MOST_REOPENINGS = 2  # the second decision of a review is the last one inside this office's chain


def relations(actor: Actor, case: Case | None, posts: list[HeldPost]) -> frozenset[str]:
    """What the actor is to this case: asker, member, holder, superior, staff, importer, clock."""
    if actor.kind == "clock":
        return frozenset({"clock"})
    if actor.kind == "system":
        return frozenset({"importer"})
    if actor.kind == "resident":
        mine = case is None or actor.asker_of == case.pk
        return frozenset({"asker"}) if mine else frozenset()
    if case is not None and names(case, actor.user_id):
        return frozenset()
    found = {"staff"} if posts else set()
    if case is not None and case.office_id is not None:
        here = [p for p in posts if p.office_id == case.office_id]
        superior_id = case.office.superior_id if case.office else None
        if here:
            found.add("member")
            in_hand = {actor.user_id, *(p.for_user_id for p in here)} - {None}
            if case.holder_id in in_hand:
                found.add("holder")
        if any(p.is_head for p in here) or any(p.office_id == superior_id for p in posts):
            found.add("superior")
    elif case is not None and case.status == "closed" and _above_the_last(case, posts):
        found.add("superior")
    return frozenset(found)


def names(case: Case, user_id: int | None) -> bool:
    """Is this case about that person, and not opened to them by the level above?"""
    return (
        user_id is not None
        and case.names_staff
        and Named.objects.filter(case=case, user_id=user_id, opened_at=None).exists()
    )


def may(
    verb: str, actor: Actor, case: Case, at: datetime, *, posts: list[HeldPost] | None = None
) -> Refusal | None:
    """The refusal of a verb to an actor at this case now, or None. One query for the posts if not given."""
    if posts is None:
        posts = posts_of(actor.user_id, at)
    who = relations(actor, case, posts)
    if actor.kind == "user" and not posts:
        return Refusal("no_post_now")
    if refusal := workflow.refusal(verb, case.position, who):
        return refusal
    check = _FACTS.get(verb)
    return check(actor, case, at) if check else None


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def did_the_work(case: Case, user_id: int | None) -> bool:
    """True for whoever held one of the `do` rows of this case; such a person checks nobody's work here."""
    return Handling.objects.filter(case=case, task="do", holder_id=user_id).exclude(holder_id=None).exists()


def may_be_named(case: Case, user_id: int, at: datetime) -> Refusal | None:
    """May this person be made the holder by `assign`?"""
    if all(p.office_id != case.office_id for p in posts_of(user_id, at)):
        return Refusal("not_in_this_office")
    if case.task == "check" and did_the_work(case, user_id):
        return Refusal("did_the_work")
    return None


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


def _above_the_last(case: Case, posts: list[HeldPost]) -> bool:
    """Do they work above the office that did it (or, where nobody did anything, that had it last)?"""
    rows = list(Handling.objects.filter(case=case).select_related("office").order_by("-id"))
    if not rows:
        return False
    last = next((row for row in rows if row.task == "do"), rows[0])
    above = last.office.superior_id or last.office_id
    return any(p.office_id == above for p in posts)


def _may_take(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    if case.task == "check" and did_the_work(case, actor.user_id):
        return Refusal("did_the_work")
    return None


def _may_send_back(actor: Actor, case: Case, at: datetime) -> Refusal | None:
    return Refusal("decision_binds") if case.binding else None


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


_FACTS = {
    "take": _may_take,
    "send_back": _may_send_back,
    "transfer": _may_transfer,
    "reopen": _may_reopen,
}
