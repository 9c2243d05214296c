"""Verbs about people who serve: open an office, enter somebody, appoint, end a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refused
from linli.journal.actions import record
from linli.people import rules
from linli.people.models import Office, Post, Reach, User
from linli.territory.models import Area


@transaction.atomic
def open_office(
    *, kind: str, name: str, area: Area, superior: Office | None, by: Actor, at: datetime, **more: Any
) -> Office:
    office = Office.objects.create(kind=kind, name=name, area=area, superior=superior, **more)
    record("office.opened", office, by=by, at=at, area_path=area.path, office_id=office.pk)
    return office


@transaction.atomic
def enter_user(*, username: str, name: str, password: str | None, by: Actor, at: datetime) -> User:
    """Add somebody who can log in; without a password only an invitation opens the account."""
    user = User(username=username, name=name)
    user.set_password(password)
    user.save()
    record("user.entered", user, by=by, at=at)
    return user


@transaction.atomic
def appoint(
    user: User, office: Office, *, role: str, reach: str = Reach.HANDED, by: Actor, at: datetime
) -> Post:
    """Give somebody a post. Refuses reach_not_for_department."""
    if refusal := rules.may_reach(office, reach):
        raise Refused(refusal)
    post = Post.objects.create(user=user, office=office, role=role, reach=reach, since=at)
    record("post.appointed", post, by=by, at=at, area_path=office.area.path, office_id=office.pk)
    return post


@transaction.atomic
def end_post(post: Post, *, by: Actor, at: datetime) -> Post:
    """From `at` on the post gives neither sight nor verbs."""
    post.until = at
    post.save(update_fields=["until"])
    record("post.ended", post, by=by, at=at, area_path=post.office.area.path, office_id=post.office_id)
    return post
