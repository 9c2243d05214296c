"""What only two named people of an office see: where a complaint about those who serve goes, and who is named."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.models import Case, Keeper, Trustee, TrustKind
from linli.cases.queries import office_above
from linli.cases.rules import free_to_review, holds_cases, no_part_in
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people.models import AREA_OFFICES, HEADS, Absence, Office, Post, User
from linli.people.queries import chain_of, members, posts_of

TWO = 2


def office_past(
    office: Office, about: tuple[int, ...], at: datetime, *, past: tuple[Office, ...] = ()
) -> Office:
    """The first office above this one, above those in which the named serve and above those meant (`past`), that can
    look into it. A firm or partner that hangs under nobody is only passed by.

    Refuses nobody_above: then the way is another one (the county's own line), and the page says which.
    """
    theirs = {post.office_id for one in about for post in posts_of(one, at)}
    theirs |= {office.pk, *(one.pk for one in past)}
    below = [Office.objects.select_related("superior").get(pk=pk) for pk in theirs]
    chains = [
        [step.pk for step in chain_of(one)[1:]] for one in below if one.superior or one.kind in AREA_OFFICES
    ]
    out = set(about) | serving(past, at)
    for step in chain_of(office)[1:]:
        serves = {post.user_id for post in members(step.pk, at)} - out
        if all(step.pk in chain for chain in chains) and step.kind not in ("grid", "department") and serves:
            return step
    raise refuse("nobody_above")


def serving(offices: tuple[Office, ...], at: datetime) -> set[int]:
    """Ids of everybody who serves at any of these offices."""
    return {post.user_id for office in offices for post in members(office.pk, at)}


def keep_to(case: Case, office: Office, at: datetime, *, past: tuple[Office, ...] = ()) -> None:
    """Let the people whom an office named for it see a restricted case; where it named none, or none of them is there
    now, its heads, else others. Never somebody whom it names or who stepped aside, nor who also serves at an office
    that is meant (`past`)."""
    trusted, _ = _trusted(case, office, at, past)
    rows = [Keeper(case=case, user_id=user_id, since=at) for user_id in trusted]
    Keeper.objects.bulk_create(rows, ignore_conflicts=True)


def reviewer_over(case: Case, below: Office, at: datetime) -> Office:
    """Which office above `below` reviews it: the nearest one in which somebody is there, and sees it, who neither did
    the work nor passed its check nor refused it; where no office has anybody like that, the nearest."""
    first = office_above(below)
    for office in chain_of(first):
        if holds_cases(office.kind) and any(
            free_to_review(case, one) for one in _who_is_there(case, office, at)
        ):
            return office
    return first


def _who_is_there(case: Case, office: Office, at: datetime) -> set[int]:
    """Who of an office sees this case, or would if it came there, and is there now."""
    posts = members(office.pk, at)
    there = {post.user_id for post in posts} - no_part_in(case) - _away(posts, at)
    if not case.restricted:
        return there
    kept = set(Keeper.objects.filter(case=case).values_list("user_id", flat=True))
    return there & (kept | set(_trusted(case, office, at)[0]))


def keeper_there(case: Case, office: Office, at: datetime) -> User | None:
    """Who of an office would see a restricted case and is there now."""
    trusted, away = _trusted(case, office, at)
    there = [user_id for user_id in trusted if user_id not in away]
    return User.objects.get(pk=there[0]) if there else None


def renew_keepers(case: Case, at: datetime) -> None:
    """Where nobody who sees a restricted case is left at its office or there now, others there see it; where none is
    there, some of the next office above. Nobody new where one is left and there."""
    if not case.restricted or case.office is None:
        return
    out = no_part_in(case)
    kept = set(Keeper.objects.filter(case=case).values_list("user_id", flat=True)) - out
    serve = None  # the nearest office with somebody; where nobody is there anywhere, it stays with these
    for office in chain_of(case.office):
        posts = [post for post in members(office.pk, at) if post.user_id not in out]
        there = {post.user_id for post in posts} - _away(posts, at)
        if there:
            if not there & kept:
                keep_to(case, office, at)
            return
        serve = serve or (office if posts else None)
    if serve is not None and not {post.user_id for post in members(serve.pk, at)} & kept:
        keep_to(case, serve, at)


def _away(posts: list[Post], at: datetime) -> set[int]:
    return set(Absence.objects.on(at).filter(post__in=posts).values_list("post__user_id", flat=True))


def _trusted(
    case: Case, office: Office, at: datetime, past: tuple[Office, ...] = ()
) -> tuple[list[int], set[int]]:
    """Who of an office is to see a restricted case, and who of them all is away."""
    out = no_part_in(case) | serving(past, at)
    posts = [post for post in members(office.pk, at) if post.user_id not in out]
    away = _away(posts, at)
    serve = [post.user_id for post in posts]
    named = Trustee.objects.filter(office=office, kind=TrustKind.COMPLAINT, until=None, user_id__in=serve)
    users = list(named.order_by("id").values_list("user_id", flat=True)[:TWO])
    if away.issuperset(users):
        heads = [post.user_id for post in posts if post.role in HEADS]
        groups = [[one for one in some if one not in away] for some in (heads, serve)]
        groups += [] if users else [heads, serve]
        users += next(filter(None, groups), [])[:TWO]
    return users, away


@transaction.atomic
def name_trustee(office: Office, user: User, *, kind: str, by: Actor, at: datetime) -> Trustee:
    """Name somebody of an office for complaints, or, trained, for calls of somebody in danger; two of each kind.

    Refuses not_in_this_office, two_already.
    """
    by.require("staff.appoint", office.area.path)
    if all(post.office_id != office.pk for post in posts_of(user.pk, at)):
        raise refuse("not_in_this_office")
    named = Trustee.objects.select_for_update().filter(office=office, kind=kind, until=None)
    if (known := named.filter(user=user).first()) is not None:
        return known
    if named.count() >= TWO:
        raise refuse("two_already")
    trustee = Trustee.objects.create(office=office, user=user, kind=kind, since=at)
    record("trustee.named", trustee, by=by, at=at, area_path=office.area.path, office_id=office.pk, kind=kind)
    return trustee


@transaction.atomic
def dismiss_trustee(trustee: Trustee, *, by: Actor, at: datetime) -> Trustee:
    """They are not named for it any more; what they were shown so far stays with them until it ends."""
    by.require("staff.appoint", trustee.office.area.path)
    trustee.until = at
    trustee.save(update_fields=["until"])
    record("trustee.dismissed", trustee, by=by, at=at, area_path=trustee.office.area.path)
    return trustee
