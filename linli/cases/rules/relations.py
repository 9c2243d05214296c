"""What somebody is to a case: one or more of `workflow.WHO`, or nothing at all."""

from __future__ import annotations

from linli.cases.models import Approval, Case, Handling, Keeper, Named, Recusal, Supervision
from linli.common.actor import Actor
from linli.common.rows import is_there
from linli.people.queries import HeldPost


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


def _above_the_last(case: Case, posts: list[HeldPost], handlings: list[Handling] | None) -> bool:
    """Do they work above the office that did it (or, where nobody did anything, that had it last)?"""
    known = Handling.objects.filter(case=case).select_related("office").order_by("id")
    rows = (handlings or list(known))[::-1]
    if not rows:
        return False
    last = next((row for row in rows if row.task == "do"), rows[0])
    above = last.office.superior_id or last.office_id
    return any(p.office_id == above for p in posts)
