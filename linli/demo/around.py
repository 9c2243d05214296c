"""What stands around the requests of the demo: people entrusted, days on which somebody listens, orders from above."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from linli.cases import actions
from linli.cases.actions.trusting import name_trustee
from linli.cases.models import Case, ReceptionKind, TrustKind
from linli.common.actor import SYSTEM, Actor
from linli.demo import content
from linli.demo.building import Place
from linli.office.queries import calendar
from linli.people.models import Office

WEEKS = 4
A_DAY = timedelta(days=1)
ANSWERED_WITHIN = timedelta(days=7)  # an order from above
SENT_AGO, SIGNED_WITHIN = timedelta(hours=3), timedelta(hours=6)


def around(place: Place, now: datetime) -> None:
    """After the stories, for one of them is put on a list."""
    _entrust(place, now)
    _listen(place, now)
    listed = Case.objects.get(words__startswith=content.LISTED)
    secretary = _by(place, "zhibushuji", place.branch)
    actions.put_forward(listed, branch=place.branch, by=secretary, at=now, words="支部修不起。")
    _orders(place, now)


def _by(place: Place, username: str, office: Office) -> Actor:
    post = place.users[username].posts.get(office=office)
    return Actor("user", user_id=post.user_id, post_id=post.pk, office_id=post.office_id)


def _entrust(place: Place, now: datetime) -> None:
    for key, complaints, danger in content.TRUSTEES:
        for kind, usernames in ((TrustKind.COMPLAINT, complaints), (TrustKind.DANGER, danger)):
            for username in usernames:
                name_trustee(place.offices[key], place.users[username], kind=kind, by=SYSTEM, at=now)


def _listen(place: Place, now: datetime) -> None:
    """The sub-district's day, the next one on which people work; the community's Fridays, face to face."""
    today = now.astimezone(get_default_timezone()).date()
    known = calendar()
    day = next(one for one in (today + A_DAY * n for n in range(1, 30)) if known.works(one))
    friday = today + A_DAY * (7 - (today.weekday() - 4) % 7)
    for key, host, kind, where, first, begins, weeks in (
        ("township", "gaojian", ReceptionKind.RECEPTION, "青石桥社区一楼议事厅", day, time(9), 1),
        ("community", "zhaoming", ReceptionKind.FRIDAY, "桂花里凉亭", friday, time(15), WEEKS),
    ):
        since = _at(first, begins)
        actions.set_up_reception(
            place.offices[key],
            kind=kind,
            place=where,
            since=since,
            until=since + timedelta(hours=2),
            hosts=(place.users[host],),
            weeks=weeks,
            by=SYSTEM,
            at=now,
        )


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=get_default_timezone())


def _orders(place: Place, now: datetime) -> None:
    sent = now - SENT_AGO
    for number, title, words, placed in content.ORDERS:
        actions.take_in(
            source="12345",
            mapping="12345",
            number=number,
            title=title,
            words=words,
            office=place.offices["township"],
            area=place.offices["community"].area if placed else None,
            ordered_at=sent,
            sign_by=sent + SIGNED_WITHIN,
            reply_by=sent + ANSWERED_WITHIN,
            by=_by(place, "sunli", place.offices["township"]),
            at=now,
        )
