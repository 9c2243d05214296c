"""Verbs about those who serve as persons: enter, invite, leave; what they can do, which branch they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from linli.common.actor import Actor
from linli.common.keys import hash_token
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people import rules
from linli.people.models import Invitation, Member, Office, Post, Skill, SkillKind, User
from linli.people.queries.account import free_name
from linli.territory.models import Household

INVITATION_LIVES = timedelta(days=7)


@transaction.atomic
def enter_user(
    *, username: str, name: str, password: str | None, phone: str = "", by: Actor, at: datetime
) -> User:
    """Add somebody who can log in; without a password only an invitation opens the account. Refuses name_taken."""
    by.require("staff.appoint")
    user = User(username=username, name=name, phone=phone)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise refuse("name_taken", username=username, free=free_name(username)) from None
    record("user.entered", user, by=by, at=at)
    return user


@transaction.atomic
def leave(user: User, *, by: Actor, at: datetime) -> User:
    """Somebody stops serving: posts end, every session ends, no link and no password opens the account any more."""
    user = User.objects.select_for_update().get(pk=user.pk)
    posts = open_posts(user, at)
    rules.require(rules.may_manage(by, "staff.appoint", user, posts))
    for post in posts:
        post.until = max(at, post.since)
        post.save(update_fields=["until"])
        path, office_id = post.office.area.path, post.office_id
        record("post.ended", post, by=by, at=at, area_path=path, office_id=office_id)
    _void_invitations(user, at)
    user.is_active = False
    user.set_unusable_password()  # a session is bound to the password's hash: all of them end
    user.totp_secret, user.totp_since, user.recovery_codes = None, None, []
    user.save()
    record("user.left", user, by=by, at=at, number=len(posts))
    return user


def open_posts(user: User, at: datetime) -> list[Post]:
    """What they hold, and what they will begin: a link of today opens that too."""
    return list(Post.objects.not_ended(at).filter(user=user).select_related("office__area"))


@transaction.atomic
def invite(user: User, *, by: Actor, at: datetime) -> Invitation:
    """Make the link with which somebody sets their password; it works once and is the only one.

    It lives for seven days, counted from the first day of their earliest post where that is still to come.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    posts = open_posts(user, at)
    rules.require(rules.may_invite(by, user, posts))
    _void_invitations(user, at)
    ends = rules.link_counts_from(posts, at) + INVITATION_LIVES
    invitation = Invitation(user=user, invited_by_id=by.user_id, made_at=at, expires_at=ends)
    invitation.token_hash = (
        f"{user.pk}.{at.timestamp()}"  # its place is taken below: the token comes from the id
    )
    invitation.save()
    invitation.token_hash = hash_token(invitation_token(invitation))
    invitation.save(update_fields=["token_hash"])
    record("user.invited", user, by=by, at=at)
    return invitation


def link_givers(user: User, at: datetime) -> set[int | None]:
    """Who gave the links that open this account: the last one used, and one that waits to be used."""
    waiting = user.invitations.filter(used_at=None, expires_at__gt=at)
    last = user.invitations.exclude(used_at=None).order_by("-used_at")[:1]
    return {one.invited_by_id for one in (*waiting, *last)}


def invitation_token(invitation: Invitation) -> str:
    """Derived, so that it can be shown by the page after the form; the database holds only its hash."""
    return settings.KEY_RING.token(str(invitation.pk), "invitation")


def _void_invitations(user: User, at: datetime) -> None:
    user.invitations.filter(used_at=None, expires_at__gt=at).update(expires_at=at)


@transaction.atomic
def accept_invitation(token: str, password: str, *, at: datetime) -> User:
    """Set the password of an account by its link. Refuses invitation_unknown, invitation_used, invitation_expired."""
    found = Invitation.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    if found is None:
        raise refuse("invitation_unknown")
    if found.used_at is not None:
        raise refuse("invitation_used")
    user = found.user
    if found.expires_at <= at or not user.is_active:
        raise refuse("invitation_expired")
    found.used_at = at
    found.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.accepted", user, by=Actor("user", user_id=user.pk), at=at)
    return user


@transaction.atomic
def enter_skills(user: User, kinds: Iterable[str], *, by: Actor, at: datetime) -> set[str]:
    """What somebody can do for others, as they say it: exactly these. One's own, or by whoever keeps the roster."""
    chosen = set(kinds)
    assert chosen <= set(SkillKind.values), chosen
    if by.user_id != user.pk:
        rules.require(rules.may_manage(by, "staff.roster", user, open_posts(user, at)))
    user.skills.exclude(kind__in=chosen).delete()
    known = set(user.skills.values_list("kind", flat=True))
    Skill.objects.bulk_create([Skill(user=user, kind=kind) for kind in sorted(chosen - known)])
    record("user.skilled", user, by=by, at=at, number=len(chosen))
    return chosen


@transaction.atomic
def enter_member(
    user: User,
    *,
    branch: Office,
    home: Household | None = None,
    exemption: str = "",
    by: Actor,
    at: datetime,
) -> Member:
    """A Party member who looks after neighbours: branch, home, and whether they are spared (once a person)."""
    by.require("staff.appoint", branch.area.path)
    rules.require(rules.may_join(branch))
    member = Member.objects.select_for_update().filter(user=user).first() or Member(user=user, since=at)
    member.branch, member.exemption, member.until = branch, exemption, None
    member.home = home or member.home
    member.save()
    path = branch.area.path
    record("member.entered", member, by=by, at=at, area_path=path, office_id=branch.pk, user=user.pk)
    return member
