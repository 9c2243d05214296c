"""Questions, pauses, approvals, supervision, undo: what each leaves behind, and what it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, rules
from linli.cases.actions.carrying import follow_door
from linli.cases.actions.waking import wake_due
from linli.cases.models import Approval, Case, Handling, Pause, Question, Recusal, Supervision
from linli.cases.workflow import Position
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.journal.queries import lines_of
from linli.notify.models import Message
from linli.office.actions import set_setting
from linli.people.actions.rostering import enter_absence, enter_shift
from linli.people.models import Office, Post
from linli.people.queries import posts_of
from linli.reactions.supervising_messages import tell_warned
from tests import make
from tests.make import NOON, ZONE, walk

AT_WORK = ("take grid", "verify up", "take community", "place here")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in the town; the 23rd is the Monday of NOON."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def refused(code: str, *args: object, **more: object) -> None:
    with pytest.raises(Refused) as caught:
        args[0](*args[1:], **more)
    assert caught.value.refusal.code == code


# -- asking back ------------------------------------------------------------------------------------------------


def test_a_question_told_by_telephone_stops_the_clock_until_the_answer(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    case = make.do(town, case, "ask_more told", at=at(23, 15))
    assert case.position == Position("open", "community", "do", held=True, paused=True)
    case = make.do(town, case, "answer", at=at(25, 10))
    assert not case.paused
    # Monday, on which it was received, counts anyway for nothing; the end of Tuesday lay in the pause: a day more
    assert case.promise_at == promised + timedelta(days=1)
    assert case.first_promise_at == promised
    assert Pause.objects.get().ended_at == at(25, 10)


def test_a_question_that_was_only_sent_lets_the_clock_run_until_it_is_seen(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    case = make.do(town, case, "ask_more sent", at=at(23, 15))
    assert not case.paused
    case = make.do(town, case, "read", at=at(24, 18))
    assert case.paused
    case = make.do(town, case, "answer", at=at(25, 10))
    assert case.promise_at == promised  # no working day ended between Tuesday evening and Wednesday morning
    assert Question.objects.get().seen_at == at(24, 18)


def test_a_pause_within_a_day_costs_no_day(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    case = make.do(town, case, "ask_more told", at=at(23, 14))
    case = make.do(town, case, "answer", at=at(23, 16))
    assert case.promise_at == promised


def test_somebody_asks_back_once_in_a_step_and_twice_in_a_case(town) -> None:
    case = walk(town, "take grid", "ask_more told", "answer")
    refused("asked_enough", make.do, town, case, "ask_more sent", at=make.minutes(9))
    case = make.do(town, case, "verify up", at=make.minutes(10))
    case = walk(town, "take community", "place here", "ask_more told", case_=case, at=make.minutes(11))
    refused("clock_stands", make.do, town, case, "resolve", at=make.minutes(20))
    case = make.do(town, case, "answer", at=make.minutes(21))
    assert Question.objects.filter(case=case, answered_at=None).count() == 0


def test_nobody_answers_and_after_five_working_days_the_clock_runs_again(town) -> None:
    case = walk(town, "take grid", "verify here")
    promised = case.promise_at
    case = make.do(town, case, "ask_more told", at=at(23, 15))
    assert wake_due(at(30, 17)) == 0
    assert wake_due(at(30, 17, 31)) == 1
    case.refresh_from_db()
    assert not case.paused
    assert case.promise_at == promised + timedelta(
        days=7
    )  # from Tuesday to the Monday after, seven days ended in it


# -- two people -------------------------------------------------------------------------------------------------


def test_a_pause_is_proposed_by_one_and_granted_above(town) -> None:
    case = walk(town, *AT_WORK, "propose pause")
    assert (case.paused, case.proposed) == (False, "pause")
    own = town.actors["community_2"]
    assert rules.may("pause", own, case, NOON, posts=posts_of(own.user_id, NOON)).code == "only_approver"
    case = make.do(town, case, "grant", at=make.minutes(20))
    assert (case.paused, case.proposed) == (True, "")
    assert Approval.objects.get().granted is True
    case = make.do(town, case, "resume", at=make.minutes(30))
    assert not case.paused


def test_proposing_does_not_stop_the_clock_and_silence_declines_it(town) -> None:
    case = walk(town, *AT_WORK)
    promised, due = case.promise_at, case.due_at
    case = make.do(town, case, "propose pause", at=at(23, 16))
    assert (case.promise_at, case.due_at) == (promised, due)
    assert wake_due(at(24, 17, 31)) == 1
    case.refresh_from_db()
    assert case.proposed == ""
    assert Approval.objects.get().granted is False
    line = next(line for line in lines_of(case) if line.verb == "case.decline")
    assert line.data["silent"] is True


def test_the_proposer_cannot_grant_it_although_they_serve_above_too(town) -> None:
    case = walk(town, *AT_WORK, "propose extend")
    proposer = town.actors["community"]

    Post.objects.create(
        user_id=proposer.user_id,
        office=town.offices["township"],
        role="leader",
        reach="subtree",
        since=make.LONG_AGO,
    )
    posts = posts_of(proposer.user_id, NOON)
    assert "approver" not in rules.relations(proposer, case, posts)


def test_an_extension_moves_the_promise_once_and_keeps_the_first(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    case = walk(town, "propose extend", "grant", case_=case, at=make.minutes(20))
    assert case.promise_at == promised + timedelta(days=4)  # two more natural days end on Saturday: Monday
    assert case.first_promise_at == promised
    assert case.due_at == case.promise_at
    refused("extended_before", make.do, town, case, "propose extend", at=make.minutes(40))
    above = town.actors["township"]
    refused("extended_before", actions.extend, case, by=above, at=make.minutes(41), words="再等", days=3)


def test_a_refusal_needs_two_names_the_way_and_can_be_appealed_once(town) -> None:
    case = walk(town, "take grid", "propose refuse", "grant")
    assert (case.status, case.outcome) == ("refused", "out_of_duty")
    case = make.do(town, case, "appeal", at=make.minutes(60))
    assert (case.status, case.level, case.task) == ("open", "township", "review")
    case = walk(town, "take township", "decide confirm", case_=case, at=make.minutes(61))
    assert case.status == "closed"
    refused("not_at_this_step", make.do, town, case, "appeal", at=make.minutes(70))


def test_what_is_not_ours_is_refused_only_with_the_way_that_is_right(town) -> None:
    case = walk(town, "take grid")
    by = town.actors["grid"]
    told = {
        "by": by,
        "at": make.minutes(5),
        "choice": "refuse",
        "words": "是电梯维保",
        "reason": "out_of_duty",
    }
    for channel in ("", "somewhere"):
        refused("name_channel", actions.propose, case, channel=channel, **told)
    case = actions.propose(case, channel="hotline", **told)
    case = actions.refuse(
        case, by=town.actors["community"], at=make.minutes(6), words="找物业", channel="property"
    )
    entry = Entry.objects.get(verb="case.refuse", subject_id=case.pk)
    assert (entry.data["reason"], entry.data["channel"]) == ("out_of_duty", "property")
    # what breaks the law, or what nobody can find, is in nobody's duty
    other = walk(town, "take grid")
    actions.propose(other, **told | {"reason": "unlawful"})
    actions.refuse(other, by=town.actors["community"], at=make.minutes(6), words="不能这样")
    assert other.__class__.objects.get(pk=other.pk).status == "refused"


def test_a_listed_matter_is_not_overdue_and_is_looked_at_again(town) -> None:
    case = walk(town, *AT_WORK, "propose list", "grant")
    assert (case.status, case.level, case.task) == ("listed", "township", "review")
    assert case.due_at.astimezone(ZONE).date() == datetime(2026, 12, 23).date()
    before, after = case.due_at - timedelta(minutes=1), case.due_at + timedelta(days=1)
    assert not case.is_overdue(before)
    assert not Case.objects.overdue(before).exists()
    assert case.is_overdue(after)
    case = walk(town, "take township", "list", case_=case, at=make.minutes(90))
    assert case.status == "listed"
    case = walk(town, "take township", "decide name water", case_=case, at=make.minutes(95))
    assert (case.status, case.level, case.task) == ("open", "department", "do")


def test_what_is_referred_is_closed_with_the_right_way(town) -> None:
    case = walk(town, "take grid", "refer")
    assert (case.status, case.outcome) == ("referred", "referred")
    assert Handling.objects.filter(case=case, left_at=None).count() == 0


# -- those above ------------------------------------------------------------------------------------------------


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


# -- undo -------------------------------------------------------------------------------------------------------


def test_a_step_is_taken_back_within_a_minute_if_nothing_came_after(town) -> None:
    case = walk(town, "take grid")
    before = {f: getattr(case, f) for f in ("category_id", "promise_at", "due_at", "holder_id", "office_id")}
    done = make.minutes(5)
    case = make.do(town, case, "verify up", at=done)
    case = actions.undo(case, by=town.actors["grid"], at=done + timedelta(seconds=50))
    assert case.position == Position("open", "grid", "verify", held=True)
    assert {f: getattr(case, f) for f in before} == before
    assert [
        e.verb for e in Entry.objects.filter(subject_id=case.pk, verb__startswith="case.").order_by("id")
    ] == [
        "case.ask",
        "case.take",
        "case.verify",
        "case.undo",
    ]


def test_an_undo_is_refused_later_to_others_and_after_the_next_step(town) -> None:
    case = walk(town, "take grid")
    done = make.minutes(5)
    case = make.do(town, case, "verify up", at=done)
    grid, soon = town.actors["grid"], done + timedelta(seconds=9)
    refused("not_yours_to_undo", actions.undo, case, by=town.actors["grid_2"], at=soon)
    refused("too_late_to_undo", actions.undo, case, by=grid, at=done + timedelta(seconds=61))
    case = make.do(town, case, "take community", at=soon)
    refused("nothing_to_undo", actions.undo, case, by=grid, at=soon + timedelta(seconds=1))


def test_the_length_of_the_minute_is_a_rule(town) -> None:
    set_setting("cases.undo_seconds", 5, by=make.SYSTEM, at=NOON)
    case = walk(town, "take grid", "verify up")
    refused("too_late_to_undo", actions.undo, case, by=town.actors["grid"], at=make.minutes(2.2))


# -- on the spot ------------------------------------------------------------------------------------------------


def test_what_is_done_on_the_spot_is_one_entry_and_is_closed(town) -> None:
    case = actions.do_now(
        words="楼道灯泡换了",
        category=town.categories["lamp"],
        by=town.actors["grid"],
        at=NOON,
        entrance=town.entrance,
    )
    assert (case.status, case.outcome, case.follower_id) == ("closed", "done", town.actors["grid"].user_id)
    assert [e.verb for e in Entry.objects.filter(subject_id=case.pk, verb__startswith="case.")] == [
        "case.do_now"
    ]
    case = actions.reopen(case, by=make.asker(case), at=NOON + timedelta(days=2), words="又不亮了")
    assert (case.level, case.task) == ("community", "review")


def test_red_needs_somebody_on_duty(town) -> None:
    case = make.case(town, urgency="red")
    assert case.urgency == "yellow"
    case = make.do(town, case, "take grid", at=make.minutes(1))
    refused(
        "no_roster",
        actions.verify,
        case,
        by=town.actors["grid"],
        at=make.minutes(2),
        choice="here",
        category=town.categories["pipe"],
        urgency="red",
    )


# -- what a breaker found -----------------------------------------------------------------------------------------


def test_a_case_whose_proposal_outlived_its_step_is_raised_when_it_is_declined(town) -> None:
    case = walk(town, *AT_WORK)
    case = make.do(town, case, "propose pause", at=case.due_at - timedelta(hours=3))
    late = case.due_at + timedelta(days=3)
    wake_due(late)
    case.refresh_from_db()
    assert (case.proposed, case.supervised) == ("", True)
    assert case.wake_at > late


def test_a_case_that_was_late_before_it_waited_is_raised_when_it_goes_on(town) -> None:
    case = walk(town, *AT_WORK)
    late = case.due_at + timedelta(days=1)
    case = make.do(town, case, "ask_more told", at=late)
    wake_due(case.pauses.get().until)
    case.refresh_from_db()
    assert (case.paused, case.supervised) == (False, True)


def test_asking_back_does_not_free_whoever_is_answerable_above(town) -> None:
    case = walk(town, *AT_WORK, "supervise", "ask_more told")
    assert case.supervised
    case = make.do(town, case, "resume", at=make.minutes(30))
    assert case.supervised
    assert Supervision.objects.get().ended_at is None


def test_a_proposal_falls_when_another_office_has_it(town) -> None:
    case = walk(town, "take grid", "propose refuse", "transfer next_grid")
    assert case.proposed == ""
    assert Approval.objects.get().granted is False


def test_a_head_who_holds_it_does_not_extend_it_alone(town) -> None:
    leader = town.serve(town.offices["community"], name="head", role="leader")
    case = walk(town, "take grid", "verify up")
    case = actions.take(case, by=leader, at=make.minutes(5))
    case = actions.place(case, by=leader, at=make.minutes(6), choice="here")
    case = actions.propose(case, by=leader, at=make.minutes(7), choice="extend", days=2, words="要等")
    refused("only_superior", actions.extend, case, by=leader, at=make.minutes(8), words="同意")


def test_whoever_stands_in_brings_their_own_work_along_to_the_check(town) -> None:
    case = walk(town, *AT_WORK, "resolve", "take grid")
    both = town.actors["community"]
    first = town.users["grid"].posts.get()
    second = Post.objects.create(
        user_id=both.user_id,
        office=town.offices["grid"],
        role="grid_worker",
        reach="subtree",
        since=make.LONG_AGO,
    )
    Post.objects.filter(pk=first.pk).update(deputy=second)
    enter_absence(first, since=at(23, 0), until=at(25, 0), by=SYSTEM, at=NOON)
    refused("did_the_work", actions.pass_check, case, by=both, at=make.minutes(30))


def test_a_listed_matter_past_its_day_is_raised(town) -> None:
    case = walk(town, *AT_WORK, "propose list", "grant")
    wake_due(case.due_at + timedelta(minutes=1))
    case.refresh_from_db()
    assert case.supervised


def test_one_broken_case_holds_up_no_other(town) -> None:
    broken, whole = make.case(town), make.case(town)
    Handling.objects.filter(case=broken).update(level="nowhere", task="nothing")
    Case.objects.filter(pk=broken.pk).update(task="nothing", wake_at=at(24, 17))
    wake_due(at(24, 18))
    whole.refresh_from_db()
    assert whole.supervised


def test_a_red_case_is_handed_on_in_red_time(town) -> None:
    duty = {"since": at(23, 8), "until": at(24, 8), "phone": "0399-801 0000", "by": SYSTEM, "at": at(22, 9)}
    enter_shift(town.offices["community"], town.users["community"], **duty)
    case = walk(town, case_=make.case(town, urgency="red", at=at(23, 22)), at=at(23, 22))
    case = make.do(town, case, "take grid", at=at(23, 22, 5))
    case = actions.verify(
        *(case,),
        by=town.actors["grid"],
        at=at(23, 22, 10),
        choice="up",
        category=town.categories["pipe"],
        urgency="red",
    )
    assert case.due_at == at(23, 22, 40)


def test_what_was_undone_is_not_held_against_anybody(town) -> None:
    case = walk(town, "take grid")
    moment = make.minutes(5)
    case = make.do(town, case, "transfer next_grid", at=moment)
    case = actions.undo(case, by=town.actors["grid"], at=moment + timedelta(seconds=9))
    assert not case.offices.filter(office=town.offices["next_grid"]).exists()
    case = make.do(town, case, "transfer next_grid", at=make.minutes(8))
    assert case.office == town.offices["next_grid"]


def test_only_somebody_above_lets_another_person_step_aside(town: make.Town) -> None:
    case = walk(town, "take grid")
    other = town.users["community"]
    with pytest.raises(Refused, match="only_superior"):
        actions.recuse(case, by=town.actors["grid"], at=make.minutes(5), words="是他亲戚", user=other)
    assert not Recusal.objects.exists()
    actions.recuse(
        case, by=town.actors["community"], at=make.minutes(6), words="是亲戚", user=town.users["grid"]
    )
    assert Recusal.objects.get(case=case).user == town.users["grid"]


def test_a_case_whose_door_comes_to_another_grid_does_not_stand_still_with_nobody(town: make.Town) -> None:
    case = walk(town, "take grid", "verify here", "ask_more told")
    case = follow_door(case, town.areas["next_grid"], by=SYSTEM, at=make.minutes(9))
    assert (case.office, case.holder_id, case.paused) == (town.offices["next_grid"], None, False)
    case = make.do(town, case, "take next_grid", at=make.minutes(10))
    assert case.task == "do"
