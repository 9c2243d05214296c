"""Who is rung about their request, by whom, how often; and what is drawn to be asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, calling
from linli.cases.actions.asked_later import drawn
from linli.cases.actions.ringing import open_calls
from linli.cases.actions.waking import wake_due
from linli.cases.models import CallBack, CallTry, Case, Rating
from linli.common.actor import SYSTEM
from linli.journal.models import Reading
from linli.office.actions import set_setting
from linli.people.actions import appoint
from linli.people.queries import actor_of
from tests import make
from tests.cases.closings import DAY, DONE, PHONE, listed, refused, ring, through, waits
from tests.make import NOON, Town, walk

# -- who is rung -------------------------------------------------------------------------------------------------------


def test_after_some_days_whoever_left_a_number_is_listed_once(town: Town) -> None:
    case = waits(town)
    waits(town, phone="")
    assert open_calls(NOON + 2 * DAY) == 0
    assert open_calls(NOON + 4 * DAY) == 1
    assert open_calls(NOON + 4 * DAY) == 0
    call = CallBack.objects.get()
    assert (call.case, call.reason) == (case, "rating")
    assert call.due_at == case.due_at


def test_the_office_that_rings_is_the_nearest_that_had_no_hand_in_it(town: Town) -> None:
    assert listed(town).office == town.offices["township"]  # grid and community had
    steps = ("take grid", "verify up", "take community", "place up", "take township", "dispatch department")
    more = ("take water", "accept", "resolve", "take grid", "pass_check")
    case = make.case(town, asker=actions.Asker("", PHONE))
    case = walk(town, *steps, *more, case_=case)
    assert calling.office_to_ring(case) == town.offices["county"]


def test_where_every_office_above_had_a_hand_in_it_nobody_rings(town: Town) -> None:
    case = waits(town)
    for key in ("township", "county", "prefecture"):
        case.offices.create(office=town.offices[key], since=NOON)
    assert open_calls(NOON + 4 * DAY) == 0
    assert wake_due(NOON + 9 * DAY) == 1
    assert Case.objects.get(pk=case.pk).outcome == "no_rating"


def test_what_only_few_see_is_on_nobodys_list(town: Town) -> None:
    case = waits(town)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert open_calls(NOON + 4 * DAY) == 0


def test_whoever_had_a_hand_in_it_cannot_ring_whatever_office_they_serve_now(town: Town) -> None:
    call = listed(town)
    at = NOON + 4 * DAY
    refused("other_office_rings", actions.open_number, call, by=town.actors["community_2"], at=at)
    refused("other_office_rings", actions.open_number, call, by=town.actors["grid"], at=at)
    post = appoint(
        town.users["grid"],
        town.offices["township"],
        role="clerk",
        reach="subtree",
        by=SYSTEM,
        at=make.LONG_AGO,
    )
    refused(
        "had_a_hand_in_it",
        actions.open_number,
        call,
        by=actor_of(town.users["grid"].pk, at, post_id=post.pk),
        at=at,
    )
    assert not Reading.objects.exists()


def test_a_result_without_opening_the_number_is_no_call(town: Town) -> None:
    call = listed(town)
    by, at = town.actors["township"], NOON + 4 * DAY
    for action, more in (
        (actions.rated_by_phone, {"solved": True, "satisfied": 3}),
        (actions.not_reached, {}),
        (actions.declined, {}),
    ):
        refused("open_number_first", action, call, by=by, at=at, **more)
        assert not CallTry.objects.exists()
    ring(call, town, "township_2", at=at)  # a colleague opened it: not this person's call
    refused("open_number_first", actions.declined, call, by=by, at=at)
    ring(call, town, at=at)
    refused("open_number_first", actions.declined, call, by=by, at=at + timedelta(minutes=61))


def test_opening_the_number_is_noted_with_what_for(town: Town) -> None:
    call = listed(town)
    ring(call, town, at=NOON + 4 * DAY)
    reading = Reading.objects.get()
    assert (reading.what, reading.purpose, reading.level) == ("phone", "call_back", "L1")
    assert (reading.subject_id, reading.area_path) == (call.case_id, call.case.area_path)


def test_what_is_said_on_the_telephone_is_the_residents_word(town: Town) -> None:
    call = listed(town)
    at = NOON + 4 * DAY
    ring(call, town, at=at)
    actions.rated_by_phone(call, by=town.actors["township"], at=at, solved=True, satisfied=2, words="还行")
    call.refresh_from_db()
    assert (through(call.case), call.result) == ("call", "reached")
    assert CallTry.objects.get().reached
    refused("call_over", actions.declined, call, by=town.actors["township"], at=at)


def test_refusing_to_answer_is_an_answer_and_nobody_rings_again(town: Town) -> None:
    call = listed(town)
    at = NOON + 4 * DAY
    ring(call, town, at=at)
    actions.declined(call, by=town.actors["township"], at=at)
    assert open_calls(at + DAY) == 0
    wake_due(NOON + 9 * DAY)
    assert Case.objects.get(pk=call.case_id).outcome == "no_rating"
    assert not Rating.objects.exists()


def test_three_tries_on_two_days_each_in_its_own_half_day_then_unreachable(town: Town) -> None:
    call = listed(town)
    by = town.actors["township"]
    morning = NOON + 4 * DAY - timedelta(hours=2)
    open_calls(morning)
    for hours, code in ((0, None), (1, "call_later"), (3, None), (5, "call_later"), (23, None)):
        at = morning + timedelta(hours=hours)
        if code:
            refused(code, actions.open_number, call, by=by, at=at)
            continue
        ring(call, town, at=at)
        actions.not_reached(call, by=by, at=at)
        refused("call_over" if hours == 23 else "call_later", actions.not_reached, call, by=by, at=at)
    call.refresh_from_db()
    assert call.result == "unreachable"
    assert open_calls(morning + 2 * DAY) == 0
    wake_due(NOON + 9 * DAY)
    assert Case.objects.get(pk=call.case_id).outcome == "unreachable"


def test_many_tries_on_one_day_are_not_enough(town: Town) -> None:
    set_setting("cases.call_back", {"after": 3, "tries": 2, "days": 2, "unhappy": 2}, by=SYSTEM, at=NOON)
    call = listed(town)
    for hours, result in ((-2, ""), (2, ""), (22, "unreachable")):
        at = NOON + 4 * DAY + timedelta(hours=hours)
        ring(call, town, at=at)
        actions.not_reached(call, by=town.actors["township"], at=at)
        call.refresh_from_db()
        assert call.result == result


def test_unreachable_at_one_closing_says_nothing_of_the_next(town: Town) -> None:
    call = listed(town)
    CallBack.objects.filter(pk=call.pk).update(closed_at=NOON + 5 * DAY, result="unreachable")
    wake_due(NOON + 9 * DAY)
    case = walk(town, "reopen", "take community_2", case_=call.case, at=NOON + 10 * DAY)
    walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=NOON + 11 * DAY)
    wake_due(NOON + 30 * DAY)
    assert Case.objects.get(pk=case.pk).outcome == "no_rating"


def test_what_came_to_another_end_leaves_the_list(town: Town) -> None:
    call = listed(town)
    at = NOON + 4 * DAY
    ring(call, town, at=at)
    case = Case.objects.get(pk=call.case_id)
    actions.reopen(case, by=town.actors["township"], at=at, words="上级看过，没做完")
    refused("call_over", actions.not_reached, call, by=town.actors["township"], at=at)
    open_calls(at)
    call.refresh_from_db()
    assert call.result == "gone"


def test_rating_by_the_link_ends_the_call(town: Town) -> None:
    call = listed(town)
    walk(town, "rate solved", case_=call.case, at=NOON + 4 * DAY)
    call.refresh_from_db()
    assert call.result == "gone"


def test_solved_but_not_content_is_rung_by_the_level_above_within_two_days(town: Town) -> None:
    case = waits(town)
    walk(town, "rate unhappy", case_=case, at=make.minutes(60))
    call = CallBack.objects.get(case=case)
    assert (call.reason, call.office) == ("unhappy", town.offices["community"])
    assert call.due_at == datetime(2026, 11, 25, 17, 30, tzinfo=make.ZONE)  # Monday noon, two working days
    at, by = make.minutes(90), town.actors["community_2"]
    ring(call, town, "community_2", at=at)
    refused("say_what_they_said", actions.heard, call, by=by, at=at)
    actions.heard(call, by=by, at=at, words="等了三趟才来")
    assert Case.objects.get(pk=case.pk).task == "review"
    case = walk(town, "take community_2", "decide confirm", case_=case, at=make.minutes(120))
    assert (case.status, Rating.objects.get().satisfied) == ("closed", 1)


# -- samples -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def all_drawn(db) -> None:
    set_setting("cases.sampled_percent", 100, by=SYSTEM, at=NOON)


def on_the_spot(town: Town, *, phone: str = PHONE) -> Case:
    return actions.do_now(
        words="换了灯泡",
        category=town.categories["lamp"],
        by=town.actors["grid"],
        at=NOON,
        entrance=town.entrance,
        asker=actions.Asker("", phone),
    )


def test_what_was_done_on_the_spot_is_sampled_for_the_office_that_had_no_hand_in_it(
    town: Town, all_drawn
) -> None:
    case = on_the_spot(town)
    on_the_spot(town, phone="")
    call = CallBack.objects.get()
    assert (call.case, call.reason, call.office) == (case, "sample", town.offices["community"])


def test_not_really_done_goes_to_the_level_above(town: Town, all_drawn) -> None:
    case = on_the_spot(town)
    call = CallBack.objects.get()
    by, at = town.actors["community"], make.minutes(60)
    ring(call, town, "community", at=at)
    refused("say_what_they_said", actions.not_done, call, by=by, at=at, words=" ")
    actions.not_done(call, by=by, at=at, words="没有人来过")
    case.refresh_from_db()
    assert (case.status, case.task, case.office, case.reopened) == (
        "open",
        "review",
        town.offices["community"],
        1,
    )
    call.refresh_from_db()
    assert call.result == "not_done"


def test_really_done_changes_nothing_and_is_no_rating(town: Town, all_drawn) -> None:
    case = on_the_spot(town)
    call = CallBack.objects.get()
    ring(call, town, "community", at=NOON)
    actions.heard(call, by=town.actors["community"], at=NOON)
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "done")
    assert not Rating.objects.exists()


@pytest.mark.parametrize(("hours", "sampled"), [(2, True), (23, True), (26, False)])
def test_a_withdrawal_within_a_day_of_a_contact_is_sampled(
    town: Town, all_drawn, hours: int, sampled: bool
) -> None:
    case = make.case(town, asker=actions.Asker("", PHONE))
    case = walk(town, "take grid", "verify here", "contact", case_=case)
    actions.withdraw(case, by=make.asker(case), at=make.minutes(3 + 60 * hours))
    assert CallBack.objects.filter(case=case, reason="withdrawn").exists() == sampled


def test_a_withdrawal_that_was_pressed_is_taken_up_again(town: Town, all_drawn) -> None:
    case = make.case(town, asker=actions.Asker("", PHONE))
    case = walk(town, "take grid", "verify here", "contact", "withdraw", case_=case)
    call = CallBack.objects.get(case=case)
    assert call.office == town.offices["community"]
    ring(call, town, "community", at=make.minutes(60))
    actions.not_done(call, by=town.actors["community"], at=make.minutes(61), words="说不撤就不修")
    case.refresh_from_db()
    assert (case.status, case.task) == ("open", "review")


def test_about_one_in_twenty_is_drawn_and_always_the_same(town: Town) -> None:
    cases = [Case() for _ in range(2000)]
    lots = [drawn(case) for case in cases]
    assert 50 <= sum(lots) <= 160
    assert lots == [drawn(case) for case in cases]
