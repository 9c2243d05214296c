"""Verbs about who serves where: open an office, hang it elsewhere, appoint, end a post, name a deputy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people import rules
from linli.people.actions.entering import link_givers
from linli.people.models import Office, OfficeKind, Post, Reach, Role, User
from linli.territory.models import Area


@transaction.atomic
def open_office(
    *, kind: str, name: str, area: Area, superior: Office | None, by: Actor, at: datetime, **more: Any
) -> Office:
    """Open an office below another one. Refuses superior_elsewhere, superior_of_no_area, office_there_already."""
    by.require("staff.appoint", superior.area.path if superior else area.path)
    assert kind in OfficeKind.values, kind
    rules.require(rules.may_stand_under(None, kind, area, superior))
    try:
        with transaction.atomic():
            office = Office.objects.create(kind=kind, name=name, area=area, superior=superior, **more)
    except IntegrityError:
        raise refuse("office_there_already", area=area.name) from None
    record("office.opened", office, by=by, at=at, area_path=area.path, office_id=office.pk)
    return office


@transaction.atomic
def change_superior(office: Office, superior: Office | None, *, by: Actor, at: datetime) -> Office:
    """Hang an office under another one; "one level above" means that from now on.

    Refuses superior_cycle, superior_elsewhere, superior_of_no_area.

    Whoever does it answers for the office above, old and new: nobody takes themselves out from under somebody.
    """
    list(Office.objects.select_for_update().order_by("pk"))  # two changes at once could close a circle
    office = Office.objects.select_related("area", "superior__area").get(pk=office.pk)
    for above in (office.superior, superior):
        by.require("staff.appoint", above.area.path if above else office.area.path)
    rules.require(rules.may_stand_under(office, office.kind, office.area, superior))
    office.superior = superior
    office.save(update_fields=["superior"])
    above_id = superior.pk if superior else 0
    record(
        "office.moved",
        office,
        by=by,
        at=at,
        area_path=office.area.path,
        office_id=office.pk,
        superior=above_id,
    )
    return office


@transaction.atomic
def change_office(office: Office, *, phone: str, address: str, hours: str, by: Actor, at: datetime) -> Office:
    """Where an office is reached: telephone, address, hours. They stand on plates and follow pages."""
    by.require("staff.roster", office.area.path)
    office.phone, office.address, office.hours = phone, address, hours
    office.save(update_fields=["phone", "address", "hours"])
    record("office.changed", office, by=by, at=at, area_path=office.area.path, office_id=office.pk)
    return office


@transaction.atomic
def appoint(
    user: User,
    office: Office,
    *,
    role: str,
    reach: str = Reach.HANDED,
    area: Area | None = None,
    phone: str = "",
    since: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Post:
    """Give somebody a post, from now or from a later moment `since` on.

    Refuses not_yourself, reach_not_for_department, area_outside_office, held_already, link_was_yours.
    """
    assert role in Role.values, role
    rules.require(rules.may_appoint(by, user, office))
    rules.require(rules.may_give(by, role, reach, office))
    rules.require(rules.may_open_after_link(by, role, reach, office, link_givers(user, at)))
    rules.require(rules.may_reach(office, reach, role))
    rules.require(rules.may_be_narrowed(office, area))
    narrower = area if area is not None and area.pk != office.area_id else None
    try:
        with transaction.atomic():
            post = Post.objects.create(
                user=user,
                office=office,
                role=role,
                reach=reach,
                area=narrower,
                phone=phone,
                since=max(since or at, at),
            )
    except IntegrityError:
        raise refuse("held_already", name=user.name) from None
    record("post.appointed", post, by=by, at=at, area_path=office.area.path, office_id=office.pk)
    return post


@transaction.atomic
def end_post(post: Post, *, by: Actor, at: datetime) -> Post:
    """From `at` on the post gives neither sight nor verbs."""
    post = Post.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=post.pk)
    rules.require(rules.may_end(by, post, at))
    post.until = max(at, post.since)
    post.save(update_fields=["until"])
    record("post.ended", post, by=by, at=at, area_path=post.office.area.path, office_id=post.office_id)
    return post


@transaction.atomic
def name_deputy(post: Post, deputy: Post | None, *, by: Actor, at: datetime) -> Post:
    """Say who stands in for a post (AB岗) while its holder is away; None: nobody but the head above."""
    by.require("staff.roster", post.office.area.path)
    if deputy is not None:
        rules.require(rules.may_deputise(deputy, post, by, at))
    post.deputy = deputy
    post.save(update_fields=["deputy"])
    path = post.office.area.path
    record(
        "post.deputised",
        post,
        by=by,
        at=at,
        area_path=path,
        office_id=post.office_id,
        deputy=deputy.pk if deputy else 0,
    )
    return post
