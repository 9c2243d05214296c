"""Who hears of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import actions, workflow
from linli.cases.models import Case, Keeper, Recusal, Supervision, Trustee, TrustKind
from linli.cases.queries import out_of
from linli.common.actor import CLOCK, RESIDENT
from linli.journal.actions import claim, settle
from linli.journal.models import Delivery
from linli.notify import queries
from linli.notify.models import KEPT, Message, Outgoing
from linli.office.actions import set_setting
from linli.people.models import Absence, Post, Shift
from linli.reactions.management.commands.work import go_round, work_once
from linli.reactions.table import NOBODY, TABLE
from tests import make
from tests.cases.test_seeing import scope_of
from tests.make import NOON, minutes, walk

LATER = make.NOON + timedelta(days=60)  # every step is past the time in which it can be taken back


def inbox(town: make.Town, name: str, at=LATER) -> list[str]:
    scope, user = replace(scope_of(town, name), at=at), town.users[name].pk
    lines = queries.new_lines(scope, out=out_of(user), most=1000)
    lines += queries.read_lines(scope, out=out_of(user), most=1000)
    return [line.template for line in sorted(lines, key=lambda line: line.pk)]


def unread(town: make.Town, name: str, at=LATER) -> list[str]:
    scope, user = replace(scope_of(town, name), at=at), town.users[name].pk
    return [line.template for line in queries.new_lines(scope, out=out_of(user), most=1000)]


def react() -> None:
    """Everything that is owed, as the worker does it."""
    while work_once():
        pass
    assert not Delivery.objects.filter(done_at=None).exists()


# -- the table -------------------------------------------------------------------------------------------------


def test_of_every_verb_of_the_loop_somebody_hears_or_it_is_said_that_nobody_has_to() -> None:
    told = {verb for verb in workflow.VERBS if f"case.{verb}" in TABLE}
    assert told | NOBODY == set(workflow.VERBS)
    assert not {f"case.{verb}" for verb in NOBODY} & {
        verb for verb, all_ in TABLE.items() if any("messages" in r.__module__ for r in all_)
    }


def test_every_reaction_may_run_again_and_again(town) -> None:
    """The whole loop, each reaction three times, in whatever order: the same lines."""
    town.serve(town.offices["community"], name="boss", role="leader")
    case = walk(town, *LOOP[:-1], case_=make.case(town, asker=actions.Asker("张三丰", "13800000001")))
    react()
    walk(town, LOOP[-1], case_=case, at=minutes(60))
    react()
    lines = every_line()
    owed = sorted(Outgoing.objects.values_list("entry_id", "template", "state"))
    assert len(lines) > 12
    assert len(owed) == 3
    for order in ("id", "-id"):
        for delivery in Delivery.objects.order_by(order):
            Delivery.objects.filter(pk=delivery.pk).update(done_at=None, next_at=timezone.now())
            [(pk, until)] = claim(timezone.now())
            assert settle(pk, until, timezone.now())
    assert every_line() == lines
    assert sorted(Outgoing.objects.values_list("entry_id", "template", "state")) == owed


def every_line() -> list[tuple]:
    lines = Message.objects.order_by("entry_id", "template", "office_id", "user_id")
    return list(lines.values_list("entry_id", "template", "office_id", "user_id", "times"))


LOOP = (
    *("take grid", "verify up", "take community", "place up", "take township", "dispatch department"),
    *("take water", "accept", "contact", "propose extend", "grant", "propose pause", "decline"),
    *("remind", "instruct", "supervise", "convene call", "convene minutes", "resolve"),
    *("take grid_2", "fail_check", "resolve", "take grid_2", "pass_check", "rate unsolved"),
)

# -- it comes in and goes on -----------------------------------------------------------------------------------


def test_each_office_hears_when_a_case_comes_to_it(town) -> None:
    walk(town, "take grid", "verify up", "take community", "place up", "take township", "dispatch department")
    react()
    assert {name: inbox(town, name) for name in ("grid", "community", "township", "water")} == {
        "grid": ["case.ask"],
        "community": ["case.verify"],
        "township": ["case.place"],
        "water": ["case.dispatch"],
    }


def test_a_case_that_stays_where_it_is_tells_nobody(town) -> None:
    walk(town, "take grid", "verify here")
    react()
    assert inbox(town, "community") == []
    assert inbox(town, "grid") == ["case.ask"]


def test_those_who_worked_hear_the_residents_word(town) -> None:
    walk(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    react()
    assert inbox(town, "grid") == ["case.ask", "case.rate"]
    assert inbox(town, "grid_2") == ["case.ask"]


def test_somebody_who_was_named_hears_of_it_and_whoever_had_it_too(town) -> None:
    case = walk(town, "take grid")
    actions.assign(case, by=town.actors["community"], at=minutes(2), holder=town.users["grid_2"])
    react()
    assert inbox(town, "grid_2") == ["case.ask", "case.assign"]
    assert inbox(town, "grid") == ["case.ask", "case.assign:taken"]


def test_what_somebody_let_go_of_is_told_to_their_office(town) -> None:
    walk(town, "take grid", "release")
    react()
    assert unread(town, "grid_2") == ["case.release"]


def red(town: make.Town, at) -> Case:
    Shift.objects.create(
        office=town.offices["community"],
        user=town.users["community_2"],
        since=at - timedelta(hours=3),
        until=at + timedelta(hours=9),
    )
    return make.case(town, urgency="red", at=at)


def test_red_at_23_11_is_told_to_whoever_is_on_duty_and_to_the_office_and_to_nobody_else(town) -> None:
    night = NOON.replace(hour=23, minute=11)
    red(town, night)
    react()
    assert inbox(town, "community_2", night) == ["case.ask:red"]
    assert inbox(town, "grid", night) == ["case.ask:red"]
    assert inbox(town, "community", night) == []
    assert set(Message.objects.values_list("weight", flat=True)) == {1}


def test_what_becomes_red_at_the_verification_is_told_to_whoever_is_on_duty(town) -> None:
    case = walk(town, "take grid")
    Shift.objects.create(
        office=town.offices["community"], user=town.users["community_2"], since=NOON, until=minutes(600)
    )
    actions.verify(
        case,
        by=town.actors["grid"],
        at=minutes(3),
        choice="here",
        category=town.categories["lamp"],
        urgency="red",
    )
    react()
    assert inbox(town, "community_2") == ["case.ask:red"]


# -- the time in which a step can be taken back ----------------------------------------------------------------


def test_what_can_be_taken_back_is_told_when_it_can_be_no_more(town) -> None:
    set_setting("cases.undo_seconds", 120, by=make.SYSTEM, at=make.LONG_AGO)
    walk(town, "take grid", "verify up")
    react()
    assert inbox(town, "community", minutes(4)) == []
    assert inbox(town, "community", minutes(4) + timedelta(seconds=10)) == ["case.verify"]


@pytest.mark.parametrize("worker_sleeps", [False, True])
def test_what_was_taken_back_is_never_told(town, worker_sleeps: bool) -> None:
    case = walk(
        town, "take grid", "verify up", case_=make.case(town, asker=actions.Asker("张三丰", "13800000001"))
    )
    if not worker_sleeps:
        react()
        assert Outgoing.objects.get().state == "waiting"
    actions.undo(case, by=town.actors["grid"], at=minutes(2) + timedelta(seconds=50))
    react()
    assert inbox(town, "community") == []
    assert not Outgoing.objects.filter(state="waiting").exists()


def test_an_undo_first_and_its_step_afterwards_tell_nobody(town) -> None:
    """A delivery that failed is tried again later than the one that came after it."""
    case = walk(town, "take grid", "verify up")
    actions.undo(case, by=town.actors["grid"], at=minutes(2) + timedelta(seconds=50))
    late = Delivery.objects.filter(entry__verb="case.verify")
    late.update(next_at=timezone.now() + timedelta(hours=1))
    while work_once():
        pass
    late.update(next_at=timezone.now())
    react()
    assert inbox(town, "community") == []


# -- what those above do ---------------------------------------------------------------------------------------


def test_a_warning_goes_to_whoever_has_it_or_to_the_office(town) -> None:
    free, held = make.case(town), walk(town, "take grid")
    for case in (free, held):
        actions.warn(case, by=CLOCK, at=minutes(5))
    react()
    assert inbox(town, "grid").count("case.warn") == 2
    assert inbox(town, "grid_2").count("case.warn") == 1


def test_what_is_late_is_told_to_whoever_answers_for_it_their_office_and_those_passed_over(town) -> None:
    case = walk(town, "take grid", "verify here")
    for post in Post.objects.filter(office=town.offices["community"]):
        Absence.objects.create(post=post, since=NOON, until=LATER)
    actions.escalate(case, by=CLOCK, at=case.due_at)
    react()
    assert Supervision.objects.get().user == town.users["township"]
    assert inbox(town, "township") == ["case.escalate:above"] * 2  # to them, and to the office
    assert inbox(town, "township_2") == ["case.escalate:above"]
    assert inbox(town, "community") == ["case.escalate:passed"]
    assert unread(town, "grid") == ["case.escalate"]
    assert inbox(town, "grid_2") == ["case.ask"]


def test_supervising_is_told_to_the_own_office_and_to_whoever_has_it(town) -> None:
    walk(town, "take grid", "verify here", "supervise")
    react()
    assert inbox(town, "community_2") == ["case.supervise:above"]
    assert unread(town, "grid") == ["case.supervise"]


def test_what_the_office_above_took_over_is_told_to_those_who_had_it(town) -> None:
    walk(town, "take grid", "verify here", "supervise", "take_over")
    react()
    assert unread(town, "grid") == ["case.take_over"] * 2
    assert unread(town, "grid_2") == ["case.take_over"]


def test_ten_reminders_are_one_line_that_counts(town) -> None:
    case = walk(town, "take grid")
    for n in range(12):
        actions.remind(case, by=make.asker(case), at=minutes(10) + timedelta(days=2 * n))
    react()
    [line] = Message.objects.filter(template="case.remind")
    assert (line.times, line.user_id) == (12, town.users["grid"].pk)
    Message.objects.update(read_at=LATER)
    actions.remind(case, by=make.asker(case), at=minutes(10) + timedelta(days=40))
    react()
    assert list(Message.objects.filter(template="case.remind").values_list("times", flat=True)) == [12, 13]


def test_an_instruction_goes_to_the_person_it_names_or_to_whoever_has_it(town) -> None:
    case = walk(town, "take grid", "verify here", "instruct")
    actions.instruct(
        case, by=town.actors["community"], at=minutes(9), words="请你去", holder=town.users["grid_2"]
    )
    react()
    assert inbox(town, "grid") == ["case.ask", "case.instruct"]
    assert inbox(town, "grid_2") == ["case.ask", "case.instruct"]


def test_offices_called_to_a_meeting_hear_of_it(town) -> None:
    case = walk(town, "take grid", "verify here")
    actions.convene(
        case,
        by=town.actors["community"],
        at=minutes(5),
        choice="call",
        words="管线归谁",
        meets_at=minutes(60),
        offices=(town.offices["water"], town.offices["housing"]),
    )
    react()
    assert inbox(town, "water") == inbox(town, "housing") == ["case.convene"]


def test_whoever_heads_the_office_hears_that_somebody_stepped_aside(town) -> None:
    town.serve(town.offices["grid"], name="head", role="grid_head")
    walk(town, "take grid", "verify here", "recuse")
    react()
    assert unread(town, "head") == ["case.recuse"]
    assert "case.recuse" not in inbox(town, "grid") + inbox(town, "grid_2")


# -- yes and no ------------------------------------------------------------------------------------------------


def test_a_proposal_is_told_above_and_its_answer_below(town) -> None:
    case = walk(town, "take grid", "verify here", "propose extend", "grant")
    walk(town, "propose pause", "decline", case_=case, at=minutes(20))
    react()
    assert unread(town, "community_2").count("case.propose") == 2
    assert [one for one in unread(town, "grid") if one != "case.ask"] == ["case.decline", "case.granted"]


def test_a_silent_no_is_told_to_whoever_proposed_and_above_the_silent(town) -> None:
    case = walk(town, "take grid", "verify here", "propose extend")
    actions.decline(case, by=CLOCK, at=minutes(60 * 30))
    react()
    assert unread(town, "grid")[:1] == ["case.decline:silent"]
    assert inbox(town, "township") == ["case.decline:silent"]


def test_an_answer_and_a_clock_that_runs_again_are_told_to_the_holder(town) -> None:
    case = walk(town, "take grid", "verify here", "ask_more told", "answer")
    react()
    assert unread(town, "grid") == ["case.answer"]
    case = walk(town, "propose pause", "grant", case_=case, at=minutes(20))
    actions.resume(case, by=CLOCK, at=minutes(60 * 24 * 30))
    react()
    assert "case.resume" in unread(town, "grid")


# -- what only a few may know ----------------------------------------------------------------------------------


@pytest.fixture
def complaint(town) -> Case:
    """About the grid worker; two named people of the community look into it."""
    for name in ("community", "community_2"):
        Trustee.objects.create(
            office=town.offices["community"],
            user=town.users[name],
            kind=TrustKind.COMPLAINT,
            since=make.LONG_AGO,
        )
    town.serve(town.offices["community"], name="third")
    return actions.ask(
        words="网格员态度不好",
        by=RESIDENT,
        at=NOON,
        entrance=town.entrance,
        about=(town.users["grid"].pk,),
    )


def test_of_a_restricted_case_only_its_keepers_hear_and_nothing_of_what_it_is(town, complaint) -> None:
    walk(town, "take community", "remind", case_=complaint)
    actions.warn(complaint, by=CLOCK, at=minutes(20))
    actions.escalate(complaint, by=CLOCK, at=minutes(30))
    react()
    keepers = set(Keeper.objects.values_list("user_id", flat=True))
    assert not Message.objects.exclude(office=None).exists()
    assert set(Message.objects.values_list("template", flat=True)) == {KEPT}
    assert set(Message.objects.values_list("user_id", flat=True)) <= keepers
    assert inbox(town, "third") == inbox(town, "grid") == inbox(town, "grid_2") == []
    assert inbox(town, "community_2") == [KEPT]


def test_whom_a_case_is_about_reads_no_line_of_it_in_their_offices_inbox(town) -> None:
    case = make.case(town)
    react()
    assert inbox(town, "grid") == inbox(town, "grid_2") == ["case.ask"]
    actions.name_staff(case, user_id=town.users["grid"].pk, by=town.actors["community"], at=minutes(1))
    walk(town, "take grid_2", "release", case_=case, at=minutes(2))
    react()
    assert inbox(town, "grid") == []
    assert inbox(town, "grid_2") == ["case.ask", "case.release"]


def test_whoever_stepped_aside_hears_nothing_more(town) -> None:
    case = walk(town, "take grid", "verify here", "recuse")
    assert Recusal.objects.filter(case=case, user=town.users["grid"]).exists()
    case = walk(town, "take grid_2", "resolve", case_=case, at=minutes(10))
    walk(town, "take community", "pass_check", "rate solved", case_=case, at=minutes(20))
    react()
    assert inbox(town, "grid") == []
    assert not Message.objects.filter(user=town.users["grid"]).exists()
    assert "case.rate" in inbox(town, "grid_2")


def test_nobody_is_told_what_they_did_themselves(town) -> None:
    case = walk(town, "take grid", "verify here", "ask_more told")
    actions.resume(case, by=town.actors["grid"], at=minutes(9))
    react()
    assert "case.resume" not in inbox(town, "grid")


# -- rounds ----------------------------------------------------------------------------------------------------


def test_a_reaction_run_twice_tells_once(town) -> None:
    make.case(town)
    for _ in range(2):
        Delivery.objects.update(done_at=None, next_at=timezone.now() - timedelta(hours=1))
        for id, until in claim(timezone.now()):
            settle(id, until, timezone.now())
    assert inbox(town, "grid") == ["case.ask"]


def test_a_round_of_the_clock_closes_what_nobody_rated(town) -> None:
    case = walk(
        town,
        *("take grid", "verify here", "resolve", "take community", "pass_check"),
        at=make.NOON - timedelta(days=20),
    )
    go_round(make.NOON)
    case.refresh_from_db()
    assert case.outcome == "no_rating"
