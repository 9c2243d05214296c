"""Verbs of the week: away, back again, on duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people import rules
from linli.people.models import Absence, Office, Post, Shift, User
from linli.people.staffing import turns

MOST_DAYS = 62  # a roster is filled for two months at most: nobody knows more


@transaction.atomic
def enter_absence(
    post: Post, *, since: datetime, until: datetime, deputy: Post | None = None, by: Actor, at: datetime
) -> Absence:
    """The holder of a post is away from–to; whoever stands in has their queue and sight for exactly that time.

    `deputy` stands in for this absence only, named by whoever keeps the roster; None: the standing one (AB岗).
    """
    rules.require(rules.may_be_away(by, post, since, until, at))
    if deputy is not None:
        by.require("staff.roster", post.office.area.path)
        rules.require(rules.may_deputise(deputy, post, by, at))
    absence = Absence.objects.create(post=post, since=since, until=until, deputy=deputy)
    record(
        "absence.entered",
        absence,
        by=by,
        at=at,
        area_path=post.office.area.path,
        office_id=post.office_id,
        post=post.pk,
        days=(until - since).days,
        deputy=deputy.pk if deputy else 0,
    )
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, *, by: Actor, at: datetime) -> Absence:
    """Back earlier than planned: what has begun ends now, what has not begun will not be."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    rules.require(rules.may_come_back(by, absence, at))
    if absence.since < at:
        absence.until = at
    else:
        absence.cancelled_at = at
    absence.save(update_fields=["until", "cancelled_at"])
    post = absence.post
    path = post.office.area.path
    record("absence.cancelled", absence, by=by, at=at, area_path=path, office_id=post.office_id, post=post.pk)
    return absence


@transaction.atomic
def enter_shift(
    office: Office, user: User, *, since: datetime, until: datetime, phone: str = "", by: Actor, at: datetime
) -> Shift:
    """Somebody of the office is on duty from–to. Refuses not_in_this_office, shift_twice."""
    by.require("staff.roster", office.area.path)
    rules.require(rules.may_shift(since, until, at))
    _require_all_serve_here(office, [user], at)
    try:
        with transaction.atomic():
            shift = Shift.objects.create(office=office, user=user, since=since, until=until, phone=phone)
    except IntegrityError:
        raise refuse("shift_twice", name=user.name) from None
    record(
        "shift.entered", shift, by=by, at=at, area_path=office.area.path, office_id=office.pk, user=user.pk
    )
    return shift


@transaction.atomic
def fill_roster(
    office: Office,
    users: Sequence[User],
    *,
    first: date,
    days: int,
    begins: time,
    ends: time,
    phone: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """One person a day, in turn; a time that ends before it begins ends on the next day. One entry for all.

    Days that have somebody already stay as they are, so filling twice adds nothing; whoever is away is passed over.
    Returns how many days were filled.
    """
    by.require("staff.roster", office.area.path)
    if not users:
        raise refuse("nobody_on_the_roster")
    if not 1 <= days <= MOST_DAYS:
        raise refuse("roster_too_long", days=MOST_DAYS)
    _require_all_serve_here(office, users, at)
    zone = timezone.get_default_timezone()

    def span(day: date) -> tuple[datetime, datetime]:
        begin, end = datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)
        return begin, end if end > begin else end + timedelta(days=1)

    begin, end = span(first)[0], span(first + timedelta(days=days))[1]
    taken = {
        shift.since.astimezone(zone).date()
        for shift in Shift.objects.filter(office=office, until__gt=begin, since__lt=end)
    }
    gone = list(
        Absence.objects.filter(
            post__office=office, post__user__in=users, cancelled_at=None, until__gt=begin, since__lt=end
        ).values_list("post__user_id", "since", "until")
    )

    def away(user: int, day: date) -> bool:
        since, until = span(day)
        return any(who == user and left < until and back > since for who, left, back in gone)

    planned = turns([user.pk for user in users], first, days, away=away)
    shifts = [
        Shift(office=office, user_id=user, since=span(day)[0], until=span(day)[1], phone=phone)
        for day, user in planned
        if day not in taken and span(day)[1] > at
    ]
    Shift.objects.bulk_create(shifts)
    if shifts:
        path = office.area.path
        record("roster.filled", office, by=by, at=at, area_path=path, office_id=office.pk, number=len(shifts))
    return len(shifts)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: Actor, at: datetime) -> None:
    """Take somebody off the roster: what has begun ends now and stays on record, what has not begun is gone."""
    shift = Shift.objects.select_for_update().get(pk=shift.pk)
    by.require("staff.roster", shift.office.area.path)
    if shift.until <= at:
        raise refuse("already_over")
    office = shift.office
    path, user = office.area.path, shift.user_id
    record("shift.cancelled", shift, by=by, at=at, area_path=path, office_id=office.pk, user=user)
    if shift.since < at:
        shift.until = at
        shift.save(update_fields=["until"])
    else:
        shift.delete()


def _require_all_serve_here(office: Office, users: Sequence[User], at: datetime) -> None:
    serve = set(Post.objects.held(at).filter(office=office).values_list("user_id", flat=True))
    for user in users:
        if user.pk not in serve:
            raise refuse("not_in_this_office")
