"""Reception days (领导接访, 周五面对面): set up, called off; what is said there; who rings when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.cases import meeting
from linli.cases.actions.asked_later import ring_later
from linli.cases.actions.asking import Asker, ask
from linli.cases.actions.coming_in import do_now
from linli.cases.models import (
    Approval,
    CallBack,
    CallReason,
    Case,
    Category,
    Channel,
    Reception,
    ReceptionKind,
)
from linli.cases.queries import office_above
from linli.cases.rules import had_a_hand_in
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.common.worktime.given import Kind
from linli.journal.actions import record
from linli.office.queries import calendar
from linli.people.models import Office, User
from linli.people.queries import offices_over, posts_of
from linli.territory.models import Area, Entrance

MOST_WEEKS = 26
LONGEST = timedelta(hours=12)


@transaction.atomic
def set_up_reception(
    office: Office,
    *,
    kind: str,
    place: str,
    since: datetime,
    until: datetime,
    hosts: tuple[User, ...],
    by: Actor,
    at: datetime,
    weeks: int = 1,
) -> list[Reception]:
    """Say where somebody sits and listens, when, and who; the same day of the week, `weeks` times.

    Weeks in which that day is a public holiday are left out. Refuses only_holding_office, name_kind, say_where_held,
    reception_ends_wrong, date_is_past, wrong_weeks, name_hosts, only_holidays.
    """
    if by.kind == "user" and office.pk not in meeting.holding(posts_of(by.user_id, at)):
        raise refuse("only_holding_office")
    place = tidy(place)[:120]
    if kind not in ReceptionKind.values:
        raise refuse("name_kind")
    if not place:
        raise refuse("say_where_held")
    if not since < until <= since + LONGEST:
        raise refuse("reception_ends_wrong")
    if since <= at:
        raise refuse("date_is_past")
    if not 1 <= weeks <= MOST_WEEKS:
        raise refuse("wrong_weeks", most=MOST_WEEKS)
    possible = {user.pk for user in meeting.possible_hosts(office, at)}
    if not hosts or any(host.pk not in possible for host in hosts):
        raise refuse("name_hosts")
    known = calendar()
    weekly = [timedelta(weeks=n) for n in range(weeks)]
    steps = [step for step in weekly if known.kind(timezone.localtime(since + step).date()) != Kind.HOLIDAY]
    if not steps:
        raise refuse("only_holidays")
    made = []
    for step in steps:
        row = Reception.objects.create(
            office=office, kind=kind, place=place, since=since + step, until=until + step
        )
        row.hosts.set(hosts)
        path = office.area.path
        who = [host.pk for host in hosts]
        record(
            "reception.set_up", row, by=by, at=at, area_path=path, office_id=office.pk, kind=kind, hosts=who
        )
        made.append(row)
    return made


@transaction.atomic
def cancel_reception(reception: Reception, *, by: Actor, at: datetime) -> Reception:
    """Call a day off; it stays on the public page, struck through. Refuses only_holding_office, reception_over."""
    reception = (
        Reception.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=reception.pk)
    )
    if by.kind == "user" and reception.office_id not in meeting.holding(posts_of(by.user_id, at)):
        raise refuse("only_holding_office")
    if reception.until <= at or reception.cases.exists():
        raise refuse("reception_over")
    if reception.cancelled_at is None:
        reception.cancelled_at = at
        reception.save(update_fields=["cancelled_at"])
        path, office = reception.office.area.path, reception.office_id
        record("reception.cancelled", reception, by=by, at=at, area_path=path, office_id=office)
    return reception


@transaction.atomic
def hear(
    reception: Reception,
    *,
    words: str,
    by: Actor,
    at: datetime,
    entrance: Entrance | None = None,
    area: Area | None = None,
    place_words: str = "",
    asker: Asker | None = None,
) -> Case:
    """Write down what somebody says at the table; it goes to the grid of the door, or where no door is named, to the
    sub-district's desk, as any other. Refuses only_those_who_sit_there, reception_not_today, name_place."""
    reception = _at_the_table(reception, by, at)
    unplaced_at = None
    if entrance is None and area is None:
        unplaced_at = offices_over(reception.office.area.path).get("township")
        if unplaced_at is None:
            raise refuse("name_place")
    return ask(
        words=words,
        by=by,
        at=at,
        asked_at=min(at, reception.until),
        channel=Channel.RECEPTION,
        entrance=entrance,
        area=area,
        unplaced_at=unplaced_at,
        place_words=place_words,
        asker=asker,
        reception=reception,
    )


@transaction.atomic
def settle_there(
    reception: Reception,
    *,
    words: str,
    done: str,
    category: Category,
    by: Actor,
    at: datetime,
    entrance: Entrance | None = None,
    area: Area | None = None,
    place_words: str = "",
    asker: Asker | None = None,
) -> Case:
    """What could be settled at the table itself: said and done, one line, closed (即办)."""
    reception = _at_the_table(reception, by, at)
    if not done.strip():
        raise refuse("say_what_was_done")
    return do_now(
        words=f"{tidy(words)}\n{tidy(done)}",
        category=category,
        by=by,
        at=at,
        entrance=entrance,
        area=area or (None if entrance else reception.office.area),
        place_words=place_words,
        asker=asker,
        reception=reception,
    )


def _at_the_table(reception: Reception, by: Actor, at: datetime) -> Reception:
    """The day as it stands now, if something can be written down for it."""
    days = Reception.objects.select_for_update(of=("self",)).select_related("office__area")
    reception = days.get(pk=reception.pk)
    if not meeting.sits_there(reception, by.user_id, posts_of(by.user_id, at)):
        raise refuse("only_those_who_sit_there")
    first_hour = timezone.localtime(reception.since).replace(hour=0, minute=0)
    if reception.cancelled_at is not None or not first_hour <= at <= reception.until + meeting.AFTER:
        raise refuse("reception_not_today")
    return reception


@transaction.atomic
def owe_call(case: Case, *, by: Actor, at: datetime) -> CallBack | None:
    """What was said at a reception and has ended, however, is called back (回访): by the office that held the day, or,
    where that had a hand in it or in its refusal, by the next one above that had none. Once for each ending. None where
    no number was left, or it is owed already."""
    case = Case.objects.select_for_update(of=("self",)).select_related("reception__office").get(pk=case.pk)
    if case.reception is None or case.closed_at is None or not meeting.is_owed_a_call(case):
        return None
    calls = CallBack.objects.filter(case=case, reason=CallReason.RECEPTION)
    if calls.filter(closed_at=None).exists() or calls.filter(opened_at__gte=case.closed_at).exists():
        return None
    office = case.reception.office
    granted = Approval.objects.filter(case=case, verb="refuse", granted=True)
    refused = set(granted.values_list("office_id", flat=True))
    while office.pk in refused or had_a_hand_in(case, None, {office.pk}):
        above = office_above(office)
        if above.pk == office.pk:
            break
        office = above
    call = ring_later(case, CallReason.RECEPTION, office, at)
    record(
        "call_back.opened", call, by=by, at=at, area_path=case.area_path, office_id=office.pk, case=case.pk
    )
    return call


@transaction.atomic
def drop_call(case: Case, *, by: Actor, at: datetime) -> None:
    """It is open again, so nobody asks yet how it went."""
    for call in CallBack.objects.filter(case=case, reason=CallReason.RECEPTION, closed_at=None):
        call.closed_at, call.result = at, "gone"
        call.save(update_fields=["closed_at", "result"])
        record("call_back.dropped", call, by=by, at=at, area_path=case.area_path, case=case.pk)
