"""A pause and an extension move what was told by their own days, and a calendar edited meanwhile by none."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linli.cases import actions
from linli.cases.actions.moving import clock, pauses_of
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import calendar as days
from linli.office.models import CalendarDay
from linli.office.queries import calendar
from linli.people.models import Office
from tests import make
from tests.make import NOON, ZONE, Town, walk

MONTH = [date(2026, 11, 24) + timedelta(days=n) for n in range(30)]
KINDS = ("workday", "rest", "holiday", "make_up")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def change(*found: date, kind: str = "holiday") -> None:
    for day in found:
        days.change_day(day, kind, by=SYSTEM, at=NOON)


def told(case: Case) -> datetime:
    case.refresh_from_db()
    assert case.promise_at is not None
    return case.promise_at


def at_work(town: Town, matter: str = "noise") -> Case:
    """In hand at the community since Monday noon; `matter` says how its days are counted."""
    case = walk(town, "take grid", "verify up", "take community")
    by, category = town.actors["community"], town.categories[matter]
    Case.objects.filter(pk=case.pk).update(case_class="")
    case.refresh_from_db()
    return actions.place(case, by=by, at=make.minutes(5), choice="here", category=category)


def test_a_pause_across_no_end_of_a_day_leaves_the_date_as_it_was_told_whatever_was_declared(
    town: Town,
) -> None:
    case = at_work(town)  # seven natural days: the Monday after
    before = told(case)
    case = make.do(town, case, "ask_more told", at=at(23, 14))
    change(date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1))
    case = make.do(town, case, "answer", at=at(23, 16))
    assert told(case) == before == at(30, 17, 30)


def test_a_holiday_declared_before_the_pause_costs_the_resident_nothing(town: Town) -> None:
    town.categories["pipe_3"] = make.category("pipe_3", "换管", "major")
    case = at_work(town, "pipe_3")
    assert told(case).astimezone(ZONE).date() == date(2026, 12, 14)  # fifteen working days
    change(date(2026, 11, 25), date(2026, 11, 26))
    case = make.do(town, case, "ask_more told", at=at(23, 15))
    case = make.do(
        town, case, "answer", at=at(24, 18)
    )  # Monday and Tuesday ended in it: two days, but Monday was
    assert told(case).astimezone(ZONE).date() == date(
        2026, 12, 15
    )  # the day of receipt, that counts for nothing


def test_a_day_of_work_declared_meanwhile_takes_nothing_from_the_office_either(town: Town) -> None:
    town.categories["pipe_3"] = make.category("pipe_3", "换管", "major")
    case = at_work(town, "pipe_3")
    change(date(2026, 11, 28), kind="make_up")
    case = make.do(town, case, "ask_more told", at=at(24, 15))
    case = make.do(town, case, "answer", at=at(25, 9))
    assert told(case).astimezone(ZONE).date() == date(2026, 12, 15)


def test_an_extension_moves_what_was_told_by_its_own_days(town: Town) -> None:
    town.categories["pipe_3"] = make.category("pipe_3", "换管", "major")
    case = at_work(town, "pipe_3")
    change(date(2026, 11, 25), date(2026, 11, 26))
    case = walk(town, "propose extend", "grant", case_=case, at=make.minutes(20))
    assert told(case).astimezone(ZONE).date() == date(2026, 12, 16)  # two days on from the 14th


def test_the_date_of_an_order_stays_the_one_of_its_source(town: Town) -> None:
    reply_by = at(26, 12)
    case = actions.take_in(
        source="s",
        number="1",
        words="水管漏水",
        by=SYSTEM,
        at=NOON,
        office=town.offices["township"],
        area=town.areas["grid"],
        reply_by=reply_by,
    )
    case = make.do(town, case, "take community", at=make.minutes(1))
    case = actions.place(
        case,
        by=town.actors["community"],
        at=make.minutes(2),
        choice="here",
        category=town.categories["noise"],
    )
    change(date(2026, 11, 25))
    case = make.do(town, case, "ask_more told", at=at(23, 15))
    case = make.do(town, case, "answer", at=at(23, 16))
    assert told(case) == reply_by


EDIT = st.tuples(st.sampled_from(MONTH), st.sampled_from(KINDS))
EDITS = st.lists(EDIT, max_size=5)


def edit(found: list[tuple[date, str]]) -> None:
    for day, kind in found:
        with suppress(Refused):  # some are none: a Wednesday is no make-up day
            days.change_day(day, kind, by=SYSTEM, at=NOON)


def closings(after: datetime, until: datetime) -> int:
    """Working days that close between two moments, counted one by one."""
    known, found, day = calendar(), 0, after.astimezone(ZONE).date()
    while day <= until.astimezone(ZONE).date():
        closes = datetime.combine(day, time(17, 30), tzinfo=ZONE)
        found += known.works(day) and after < closes <= until
        day += timedelta(days=1)
    return found


class PausesUnderEdits(TestCase):
    """Whatever is written into the calendar before and while the clock stands."""

    @settings(max_examples=25, deadline=None)
    @given(
        before=EDITS,
        meanwhile=EDITS,
        since=st.integers(24 * 60, 6 * 24 * 60),
        lasts=st.integers(0, 4 * 24 * 60),
        working=st.booleans(),
    )
    def test_what_was_told_is_moved_by_the_days_of_the_pause(
        self,
        before: list[tuple[date, str]],
        meanwhile: list[tuple[date, str]],
        since: int,
        lasts: int,
        working: bool,
    ) -> None:
        if not Office.objects.exists():
            self.town = Town()
            self.town.categories["pipe_3"] = make.category("pipe_3", "换管", "major")
        CalendarDay.objects.filter(day__in=MONTH).delete()
        case = at_work(self.town, "pipe_3" if working else "noise")
        first = told(case)
        edit(before)
        stands = NOON + timedelta(minutes=since)
        case = make.do(self.town, case, "ask_more told", at=stands)
        edit(meanwhile)
        goes_on = stands + timedelta(minutes=lasts)
        case = make.do(self.town, case, "answer", at=goes_on)
        now = told(case)
        assert now >= first
        if working:
            assert closings(first, now) == closings(stands, goes_on)
        if not CalendarDay.objects.filter(day__in=MONTH).exists():  # nothing edited: as the rules count it
            rules = clock(case.area_path)
            counted = rules.promised(
                case.case_class, case.received_at, urgency=case.urgency, pauses=pauses_of(case)
            )
            assert now == counted.at
        CalendarDay.objects.filter(day__in=MONTH).delete()


@pytest.mark.parametrize("kind", ["holiday", "make_up"])
def test_the_date_that_was_told_first_stays_on_record(town: Town, kind: str) -> None:
    case = at_work(town)
    first = case.first_promise_at
    change(date(2026, 11, 28), kind=kind)
    case = walk(town, "ask_more told", "answer", case_=case, at=at(24, 17))
    case.refresh_from_db()
    assert case.first_promise_at == first
