"""Questions, pauses, approvals: what each leaves behind, and what it refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
from linli.people.actions.rostering import enter_absence, enter_shift
from linli.people.models import Post
from linli.people.queries import posts_of
from tests import make
from tests.cases.steps import AT_WORK, at, refused
from tests.make import NOON, ZONE, walk

# -- asking back -------------------------------------------------------------------------------------------------------


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


# -- two people --------------------------------------------------------------------------------------------------------


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


def test_who_proposed_takes_it_back_while_nobody_answered(town) -> None:
    case = walk(town, *AT_WORK)
    refused("nothing_proposed", make.do, town, case, "unpropose", at=make.minutes(9))
    case = make.do(town, case, "propose pause", at=make.minutes(10))
    above = town.actors["township"]
    refused("only_holder", actions.unpropose, case, by=above, at=make.minutes(11))
    case = make.do(town, case, "unpropose", at=make.minutes(12))
    assert (case.proposed, case.paused) == ("", False)
    assert Approval.objects.get().granted is False
    refused("only_approver", actions.pause, case, by=above, at=make.minutes(13))
    case = make.do(town, case, "propose extend", at=make.minutes(14))
    assert case.proposed == "extend", "and may propose something else"


def test_a_pause_lasts_until_the_day_named_and_the_promise_moves_only_by_that(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    holder = next(one for one in town.actors.values() if one.user_id == case.holder_id)
    asked = {"choice": "pause", "reason": "part", "words": "等阀门"}
    for day in (date(2026, 11, 23), date(2027, 11, 24)):  # today; beyond what the reason allows
        refused("wrong_pause_day", actions.propose, case, by=holder, at=at(23, 14), until=day, **asked)
    actions.propose(case, by=holder, at=at(23, 14), until=date(2026, 11, 25), **asked)
    case = make.do(town, case, "grant", at=at(23, 15))
    pause = Pause.objects.get()
    assert pause.until == case.wake_at == at(25, 9)
    assert case.promise_at == promised + timedelta(days=1)  # the end of Tuesday
    wake_due(at(25, 9, 1))
    case.refresh_from_db()
    assert (case.paused, case.promise_at) == (False, promised + timedelta(days=1))


def test_a_pause_allowed_after_the_day_it_was_asked_for_ends_at_once(town) -> None:
    case = walk(town, *AT_WORK)
    promised = case.promise_at
    holder = next(one for one in town.actors.values() if one.user_id == case.holder_id)
    asked = {"choice": "pause", "reason": "part", "words": "等阀门", "until": date(2026, 11, 24)}
    actions.propose(case, by=holder, at=at(23, 16), **asked)
    case = make.do(town, case, "grant", at=at(24, 11))
    wake_due(at(24, 12))
    case.refresh_from_db()
    assert (case.paused, case.promise_at) == (False, promised)


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


# -- what a breaker found ----------------------------------------------------------------------------------------------


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
