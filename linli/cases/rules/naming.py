"""Who may be named: as the holder, as the one a case is about, and to whom it is opened; who may tell the resident."""

from __future__ import annotations

from datetime import datetime

from linli.cases.models import Case
from linli.cases.rules.hands import impartial
from linli.cases.rules.relations import no_part_in, stays_out
from linli.common.actor import Actor
from linli.common.refusals import Refusal
from linli.people.models import Office
from linli.people.queries import HeldPost, posts_of


def may_be_named(case: Case, user_id: int, at: datetime) -> Refusal | None:
    """May this person be made the holder by `assign`?"""
    if all(p.office_id != case.office_id for p in posts_of(user_id, at)):
        return Refusal("not_in_this_office")
    if stays_out(case, user_id) or user_id in no_part_in(case):
        return Refusal("stays_out")
    return impartial(case, user_id, at)


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


def may_bring(
    actor: Actor, case: Case, at: datetime, offices: set[int | None], *, posts: list[HeldPost] | None = None
) -> Refusal | None:
    """May this person tell the resident? Whoever follows or holds it, or serves at one of the offices that owe it.

    `posts` of theirs, where they are known already.
    """
    posts = posts_of(actor.user_id, at) if posts is None else posts
    users = {actor.user_id, *(post.for_user_id for post in posts)} - {None}
    mine = bool(users & {case.follower_id, case.holder_id}) or any(
        post.office_id in offices for post in posts
    )
    if not posts or not mine or stays_out(case, actor.user_id):
        return Refusal("not_yours_to_tell")
    return None
