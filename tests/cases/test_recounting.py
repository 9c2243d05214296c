"""A calendar edit under running promises: a told date never gets later, nobody is late because of an edit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linli.cases import actions
from linli.cases.actions.recounting import recount_some
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, Handling, Supervision
from linli.common.actor import SYSTEM
from linli.journal.models import Entry
from linli.office.actions import calendar as days
from linli.office.actions.jobs import claim_job, run_a_step
from linli.office.models import CalendarDay, Job, OfficeHours
from linli.people.models import Office
from linli.reactions import jobs, recounting
from tests import make
from tests.make import NOON, ZONE, Town, walk

WEEK = ["09:00-12:00 14:00-17:30"] * 5 + ["", ""]


def count_all(at: datetime, path: str = "") -> None:
    last = 0
    while (some := recount_some(last, path=path, at=at)).looked:
        last = some.last


def holiday(*found: date) -> None:
    for day in found:
        days.change_day(day, "holiday", by=SYSTEM, at=NOON)


def test_a_holiday_declared_late_moves_the_limit_of_an_office_and_not_the_promise(town: Town) -> None:
    case = walk(town, "take grid", "verify up", "take community", "place up")  # dispatch: one working day
    case.refresh_from_db()
    due, promise = case.due_at, case.promise_at
    assert due == datetime(2026, 11, 24, 17, 30, tzinfo=ZONE)
    holiday(date(2026, 11, 24), date(2026, 11, 26))
    count_all(make.minutes(10))
    case.refresh_from_db()
    assert case.due_at == datetime(2026, 11, 25, 17, 30, tzinfo=ZONE)
    assert case.promise_at == promise
    assert Handling.objects.get(case=case, left_at=None).due_at == case.due_at
    told = Entry.objects.get(verb="case.recount", subject_id=case.pk)
    assert (told.actor_kind, told.data["told"]) == ("clock", False)


def test_a_make_up_day_moves_it_forward_but_never_into_the_past(town: Town) -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=ZONE)
    case = walk(town, "take grid", "verify up", at=friday)  # place: one working day, Monday
    case.refresh_from_db()
    assert case.due_at.astimezone(ZONE).date() == date(2026, 11, 30)
    days.change_day(date(2026, 11, 28), "make_up", by=SYSTEM, at=friday)
    count_all(datetime(2026, 11, 28, 20, 0, tzinfo=ZONE))  # the Saturday is over when it is counted
    case.refresh_from_db()
    assert case.due_at.astimezone(ZONE).date() == date(2026, 11, 30)
    count_all(friday + timedelta(hours=1))
    case.refresh_from_db()
    assert case.due_at == datetime(2026, 11, 28, 17, 30, tzinfo=ZONE)
    assert case.wake_at == friday + timedelta(hours=1)
    wake_due(friday + timedelta(hours=1))
    case.refresh_from_db()
    assert friday < case.wake_at <= case.due_at


def test_what_is_over_already_and_what_stands_still_is_left_alone(town: Town) -> None:
    case = walk(town, "take grid")
    actions.ask_more(case, by=town.actors["grid"], at=make.minutes(5), words="几楼？", choice="told")
    paused = Case.objects.values_list("due_at", "promise_at", "wake_at").get()
    holiday(*(date(2026, 11, n) for n in (24, 25, 26, 27, 30)))
    count_all(make.minutes(10))
    assert Case.objects.values_list("due_at", "promise_at", "wake_at").get() == paused
    late = walk(town, "take grid", "verify up")
    before = list(Case.objects.order_by("pk").values_list("due_at", "promise_at", "wake_at"))
    holiday(date(2026, 11, 24), date(2026, 11, 25))
    over = datetime(2026, 12, 20, 12, 0, tzinfo=ZONE)
    count_all(over)
    assert list(Case.objects.order_by("pk").values_list("due_at", "promise_at", "wake_at")) == before
    assert late.due_at < over


def test_a_provisional_promise_may_become_earlier_once_and_then_it_is_sure(town: Town) -> None:
    december = datetime(2026, 12, 30, 10, 0, tzinfo=ZONE)
    case = walk(town, "take grid", "verify here", at=december)
    case.refresh_from_db()
    assert case.provisional
    told = case.promise_at  # three days: the 2nd of January rests, Sunday rests, so Monday the 4th
    notice = [(date(2027, 1, 1), "holiday", "元旦"), (date(2027, 1, 2), "make_up", "元旦")]
    days.enter_year(2027, notice, notice="国办发明电〔2026〕9号", by=SYSTEM, at=december)
    count_all(december + timedelta(hours=1))
    case.refresh_from_db()
    assert told == datetime(2027, 1, 4, 17, 30, tzinfo=ZONE)
    assert case.promise_at == datetime(2027, 1, 2, 17, 30, tzinfo=ZONE)
    assert not case.provisional
    assert case.first_promise_at == told
    holiday(date(2027, 1, 2), date(2027, 1, 4))
    count_all(december + timedelta(hours=2))
    case.refresh_from_db()
    assert case.promise_at == datetime(2027, 1, 2, 17, 30, tzinfo=ZONE)


def test_a_provisional_promise_that_would_be_later_stays_as_it_was_told(town: Town) -> None:
    december = datetime(2026, 12, 30, 10, 0, tzinfo=ZONE)
    case = walk(town, "take grid", "verify here", at=december)
    told = Case.objects.get(pk=case.pk).promise_at
    notice = [(date(2027, 1, n), "holiday", "元旦") for n in range(1, 8)]
    days.enter_year(2027, notice, notice="国办发明电〔2026〕9号", by=SYSTEM, at=december)
    count_all(december + timedelta(hours=1))
    case.refresh_from_db()
    assert (case.promise_at, case.provisional) == (told, False)


def test_the_limit_of_a_supervisor_follows_the_days_too(town: Town) -> None:
    case = walk(town, "take grid", "verify up")
    actions.supervise(case, by=town.actors["township"], at=make.minutes(9), words="请抓紧")
    row = Supervision.objects.get()
    holiday(date(2026, 11, 24))
    count_all(make.minutes(10))
    before, row = row.due_at, Supervision.objects.get()
    assert row.due_at == before + timedelta(days=1)


def test_the_job_is_asked_once_counts_in_chunks_and_says_what_changed(town: Town) -> None:
    jobs_before = Job.objects.count()
    for _ in range(3):
        walk(town, "take grid", "verify up")
    quiet = walk(town, "take grid", "verify here", at=NOON + timedelta(days=60))
    holiday(date(2026, 11, 24))
    entry = Entry.objects.get(verb="calendar.day_changed")
    recounting.ask_recount(entry)
    recounting.ask_recount(entry)
    job = Job.objects.get(kind="recount")
    assert Job.objects.count() == jobs_before + 1
    assert job.total == 4
    step = jobs.JOBS["recount"]
    assert not step(job, make.minutes(10))
    job.refresh_from_db()
    assert {k: job.params[k] for k in recounting.FIGURES} == {
        **{"looked": 4, "later": 3, "earlier": 0, "promises": 0}
    }
    assert step(job, make.minutes(10))
    quiet.refresh_from_db()
    assert not Entry.objects.filter(verb="case.recount", subject_id=quiet.pk).exists()
    assert (claimed := claim_job(make.minutes(11))) is not None
    assert run_a_step(claimed)  # and the worker knows the kind


def test_hours_of_one_area_touch_only_its_own(town: Town) -> None:
    case = walk(town, "take grid", "verify up")
    case.refresh_from_db()
    due = case.due_at
    days.set_hours(town.areas["other_community"].path, ["10:00-16:00"] * 5 + ["", ""], "", by=SYSTEM, at=NOON)
    job = ask_last("hours.set")
    assert job.total == 0
    days.set_hours(town.areas["community"].path, ["10:00-16:00"] * 5 + ["", ""], "", by=SYSTEM, at=NOON)
    job = Job.objects.get(pk=ask_last("hours.set").pk)
    assert job.area_path == town.areas["community"].path
    jobs.JOBS["recount"](job, make.minutes(10))
    case.refresh_from_db()
    assert case.due_at == due.astimezone(ZONE).replace(hour=16, minute=0)


def ask_last(verb: str) -> Job:
    recounting.ask_recount(Entry.objects.filter(verb=verb).latest("pk"))
    return Job.objects.filter(kind="recount").latest("pk")


def test_hours_follow_an_area_to_its_new_code_and_the_newer_word_stays(town: Town) -> None:
    from linli.office.actions.carrying import rewrite

    old, new = "370998001001", "370998001009"
    for path in (old, old + "001", old + "002", new + "002"):
        OfficeHours.objects.create(area_path=path, week=WEEK, make_up="", changed_at=NOON)
    while rewrite(old, new, 500):
        pass
    assert sorted(OfficeHours.objects.values_list("area_path", flat=True)) == [new, new + "001", new + "002"]
    assert not OfficeHours.objects.filter(Q(area_path__startswith=old)).exists()


KINDS = ("workday", "rest", "holiday", "make_up")
EDITS = st.lists(st.tuples(st.integers(25, 60), st.sampled_from(KINDS)), min_size=1, max_size=8)
STARTS = st.integers(25 * 24 * 60, 45 * 24 * 60)  # some promises touch the year whose notice is missing


class PromisesUnderEdits(TestCase):
    """Whatever is written into the calendar, and whenever: for each case that runs meanwhile."""

    @settings(max_examples=60, deadline=None)
    @given(starts=st.lists(STARTS, min_size=1, max_size=3), edits=EDITS, later=st.integers(0, 20 * 24 * 60))
    def test_a_promise_never_gets_later_by_a_calendar_edit(
        self, starts: list[int], edits: list[tuple[int, str]], later: int
    ) -> None:
        if not Office.objects.exists():
            self.town = Town()
        asked = [make.NOON + timedelta(minutes=n) for n in starts]
        found = [walk(self.town, "take grid", "verify here", at=at) for at in asked]
        before = {case.pk: Case.objects.get(pk=case.pk) for case in found}
        notice = {date(2027, 1, 1): "holiday"}
        for n, kind in edits:
            day = (make.NOON + timedelta(days=n)).date()
            if day.year == 2026:
                days.change_day(day, kind, by=SYSTEM, at=make.NOON)
            else:
                notice[day] = kind
        rows = [(day, kind, "") for day, kind in notice.items()]
        days.enter_year(2027, rows, notice="试", by=SYSTEM, at=make.NOON)
        now = max(asked) + timedelta(minutes=10 + later)
        count_all(now)
        for pk, was in before.items():
            case = Case.objects.get(pk=pk)
            assert case.promise_at <= was.promise_at
            assert case.promise_at == was.promise_at or (was.provisional and case.promise_at > now)
            assert case.first_promise_at == was.first_promise_at
            assert case.due_at == was.due_at or case.due_at > now  # nobody is late because of an edit
            assert case.due_at >= case.promise_at or case.due_at == was.due_at
        CalendarDay.objects.filter(day__year=2027).delete()


@pytest.mark.parametrize("year", [2027])
def test_one_day_alone_does_not_pass_for_the_notice_of_a_year(town: Town, year: int) -> None:
    from linli.common.refusals import Refused

    with pytest.raises(Refused) as refused:
        days.change_day(date(year, 5, 1), "holiday", by=SYSTEM, at=NOON)
    assert refused.value.refusal.code == "year_not_entered"
    assert not CalendarDay.objects.filter(day__year=year).exists()
