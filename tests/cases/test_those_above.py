"""What is late climbs one office at a time; whoever is above answers for it, takes it over, is reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases import actions, rules
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, Supervision
from linli.cases.workflow import Position
from linli.common.actor import SYSTEM
from linli.journal.models import Entry
from linli.journal.queries import lines_of
from linli.notify.models import Message
from linli.office.actions import set_setting
from linli.people.actions.rostering import enter_absence
from linli.people.models import Office, Post
from linli.people.queries import posts_of
from linli.reactions.supervising_messages import tell_warned
from tests import make
from tests.cases.steps import AT_WORK, at, refused
from tests.make import NOON, ZONE, walk


def test_an_overdue_step_is_raised_one_office_at_a_time(town) -> None:
    case = make.case(town)  # Monday noon; verify ends on Tuesday at closing
    assert wake_due(at(24, 17, 30)) == 1
    first = Supervision.objects.get()
    assert (first.office, first.step, first.due_at) == (town.offices["community"], 1, at(25, 17, 30))
    assert wake_due(at(25, 17, 30)) == 1
    assert [s.office for s in Supervision.objects.order_by("step")] == [
        town.offices["community"],
        town.offices["township"],
    ]
    case.refresh_from_db()
    assert case.supervised
    case = make.do(town, case, "take grid", at=at(26, 9))
    assert case.supervised  # somebody has it now, and it is as late as before
    case = make.do(town, case, "verify here", at=at(26, 10))
    assert not case.supervised
    assert Supervision.objects.filter(ended_at=None).count() == 0


def test_nobody_is_there_so_the_next_office_above_is_asked(town) -> None:
    make.case(town)
    for key in ("community", "community_2"):
        post = town.users[key].posts.get()
        enter_absence(post, since=at(23, 0), until=at(30, 0), by=SYSTEM, at=NOON)
    wake_due(at(24, 17, 31))
    assert Supervision.objects.get().office == town.offices["township"]
    entry = Entry.objects.get(verb="case.escalate")
    assert entry.data["passed"] == [town.offices["community"].pk]


def test_after_an_outage_each_step_has_its_own_time_from_when_it_was_raised(town) -> None:
    make.case(town)
    later = at(27, 10)  # three days too late
    assert wake_due(later) == 1
    one = Supervision.objects.get()
    assert (one.since, one.due_at) == (later, at(30, 17, 30))
    assert wake_due(later) == 0
    assert wake_due(at(30, 17, 29)) == 0
    assert wake_due(at(30, 17, 30)) == 1


def test_waking_twice_does_nothing_twice(town) -> None:
    make.case(town)
    moment = at(24, 18)
    assert wake_due(moment) == 1
    before = Entry.objects.count()
    assert wake_due(moment) == 0
    Case.objects.update(wake_at=moment)  # a second clock that read its list before the first had written
    wake_due(moment)
    assert Entry.objects.count() == before


def test_a_warning_comes_once_before_the_end_of_a_step(town) -> None:
    case = make.case(town)
    assert wake_due(at(23, 17)) == 0
    assert wake_due(at(24, 16)) == 1
    assert Entry.objects.filter(verb="case.warn").count() == 1
    case = make.do(town, case, "take grid", at=at(24, 16, 30))
    assert wake_due(at(24, 17)) == 0
    assert Entry.objects.filter(verb="case.warn").count() == 1


def test_whoever_supervises_takes_it_over(town) -> None:
    case = walk(town, *AT_WORK, "supervise", "take_over")
    assert (case.level, case.task, case.office) == ("township", "do", town.offices["township"])
    assert not case.supervised


def test_a_reminder_counts_once_a_day(town) -> None:
    case = walk(town, "take grid", "remind")
    refused("reminded_today", make.do, town, case, "remind", at=make.minutes(60))
    case = make.do(town, case, "remind", at=NOON + timedelta(days=1, minutes=5))
    assert case.reminders == 2


def test_whoever_steps_aside_has_nothing_to_do_with_it_any_more(town) -> None:
    case = walk(town, "take grid", "recuse")
    assert case.holder_id is None
    aside = town.actors["grid"]
    assert rules.relations(aside, case, posts_of(aside.user_id, NOON)) == frozenset()
    refused(
        "stays_out", actions.assign, case, by=town.actors["community"], at=NOON, holder=town.users["grid"]
    )
    case = walk(town, "take grid_2", "verify here", "resolve", case_=case, at=make.minutes(9))
    assert case.task == "check"


def test_the_first_time_the_resident_was_reached_is_kept(town) -> None:
    case = walk(town, "take grid")
    case = actions.contact(case, by=town.actors["grid"], at=make.minutes(3), reached=False)
    assert case.contacted_at is None
    case = actions.contact(case, by=town.actors["grid"], at=make.minutes(5), reached=True)
    case = actions.contact(case, by=town.actors["grid"], at=make.minutes(9), reached=True)
    assert case.contacted_at == make.minutes(5)


def by_office(actor) -> Office:
    return Office.objects.get(pk=actor.office_id)


def at_the_top(town) -> tuple[Case, datetime]:
    """Late, and the office above which nobody stands answers for it; the moment at which its own limit is over."""
    case = make.case(town)
    moment = case.due_at
    for office in ("community", "township", "county", "prefecture"):
        wake_due(moment)
        row = Supervision.objects.get(ended_at=None)
        assert row.office == town.offices[office]
        moment = row.due_at
    return case, moment


def again(case: Case) -> list[datetime]:
    return [line.at for line in lines_of(case) if line.verb == "case.warn" and line.data["choice"] == "again"]


def test_at_the_top_whoever_answers_for_it_is_reminded_every_three_working_days(town) -> None:
    case, over = at_the_top(town)  # on Monday the 30th at closing
    moments = []
    for _ in range(4):
        case.refresh_from_db()
        moments.append(case.wake_at)
        assert wake_due(case.wake_at - timedelta(seconds=1)) == 0
        assert wake_due(case.wake_at) == 1
        assert wake_due(moments[-1]) == 0  # not twice
    december = [datetime(2026, 12, day, 17, 30, tzinfo=ZONE) for day in (3, 8, 11)]
    assert moments == again(case) == [over, *december]
    assert Supervision.objects.filter(case=case).count() == 4
    entry = Entry.objects.filter(verb="case.warn").latest("id")
    assert (entry.data["above"], entry.actor_kind) == (town.offices["prefecture"].pk, "clock")


def test_the_clock_was_down_for_a_month_and_reminds_once(town) -> None:
    case, over = at_the_top(town)
    late = over + timedelta(days=30)
    assert wake_due(late) == 1
    assert again(case) == [late]
    case.refresh_from_db()
    assert case.wake_at > late


def test_a_yes_or_no_that_is_waited_for_at_the_top_brings_no_other_rhythm(town) -> None:
    case, over = at_the_top(town)
    wake_due(over)
    case = make.do(town, case, "take grid", at=over + timedelta(hours=16))
    case = make.do(town, case, "propose refuse", at=over + timedelta(hours=17))
    wake_due(over + timedelta(days=2))
    case.refresh_from_db()
    assert case.proposed == ""
    assert again(case) == [over]
    assert case.wake_at == over + timedelta(days=3)


def test_the_rhythm_is_a_rule_of_the_office_and_red_has_its_own(town) -> None:
    set_setting("cases.reminding", {"usual": "1 working_days", "red": "6 clock_hours"}, by=SYSTEM, at=NOON)
    case, over = at_the_top(town)
    wake_due(over)
    case.refresh_from_db()
    assert case.wake_at == over + timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(urgency="red")
    wake_due(case.wake_at)
    case.refresh_from_db()
    assert case.wake_at == over + timedelta(days=1, hours=6)


def test_who_answers_for_it_at_the_top_hears_of_it_again(town) -> None:
    _, over = at_the_top(town)
    wake_due(over)
    entry = Entry.objects.filter(verb="case.warn").latest("id")
    tell_warned(entry)
    told = {(m.template, m.user_id, m.office_id) for m in Message.objects.filter(entry=entry)}
    assert told == {
        ("case.warn:again", town.users["prefecture"].pk, None),
        ("case.warn:again", None, town.offices["prefecture"].pk),
        ("case.escalate", None, town.offices["grid"].pk),
    }


def test_it_goes_further_up_once_an_office_stands_above(town) -> None:
    case, over = at_the_top(town)
    wake_due(over)
    Office.objects.filter(pk=town.offices["county"].pk).update(superior=None)
    Supervision.objects.filter(ended_at=None).update(office=town.offices["county"])
    case.refresh_from_db()
    wake_due(case.wake_at)
    assert len(again(case)) == 2
    Office.objects.filter(pk=town.offices["county"].pk).update(superior=town.offices["prefecture"])
    case.refresh_from_db()
    wake_due(case.wake_at)
    assert Supervision.objects.get(ended_at=None).office == town.offices["prefecture"]


def test_a_check_that_nobody_makes_is_made_by_the_office_above(town) -> None:
    case = walk(town, *AT_WORK, "resolve")  # the grid checks what the community did, in two working days
    assert case.position == Position("resolved", "grid", "check")
    for moment in (case.due_at, case.due_at + timedelta(days=1)):
        wake_due(moment)
    late = at(26, 18)
    by, did = town.actors["township"], town.actors["community"]
    Post.objects.create(
        user_id=did.user_id, office=by_office(by), role="clerk", reach="subtree", since=make.LONG_AGO
    )
    assert Supervision.objects.get(ended_at=None).office == town.offices["township"]
    refused("did_the_work", actions.take_over, case, by=did, at=late, words="我们去看")
    case = actions.take_over(case, by=by, at=late, words="我们去看")
    assert case.position == Position("resolved", "township", "check", held=True)
    assert (case.holder_id, case.supervised) == (by.user_id, False)
    assert actions.pass_check(case, by=by, at=late + timedelta(hours=1)).task == "rating"
