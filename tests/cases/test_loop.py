"""The main line and its side roads, through the actions."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from linli.cases import actions
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, CaseOffice, Handling, Rating
from linli.common.actor import CLOCK, RESIDENT, SYSTEM
from linli.common.refusals import IllegalMove, Refused, Stale
from linli.journal.models import Entry
from linli.journal.queries import last_entry_id, lines_of
from linli.office.actions import set_setting
from linli.office.queries import DEFAULTS
from linli.people.actions import end_post
from linli.people.models import Post
from tests import make
from tests.make import NOON, ZONE, walk

SIX_ORDERS = (
    "take grid",
    "verify up",
    "take community",
    "place up",
    "take township",
    "dispatch department",
    "take water",
    "accept",
    "resolve",
    "take grid",
    "pass_check",
    "rate solved",
)


def refused(code: str, verb, *args, **kwargs) -> Refused:
    entries = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    assert caught.value.refusal.code == code
    assert Entry.objects.count() == entries, "a refusal writes nothing"
    return caught.value


def test_the_six_orders_from_the_door_to_the_rating(town) -> None:
    case = walk(town, *SIX_ORDERS)
    assert (case.status, case.outcome, case.task) == ("closed", "solved", "")
    assert [line.verb for line in lines_of(case)] == [
        "case.ask",
        *(f"case.{step.split()[0]}" for step in SIX_ORDERS),
    ]
    assert case.follower_id == town.actors["grid"].user_id
    assert set(CaseOffice.objects.filter(case=case).values_list("office__name", flat=True)) == {
        "grid 办",
        "community 办",
        "township 办",
        "water 办",
    }


def test_each_verb_writes_exactly_one_entry(town) -> None:
    case = make.case(town)
    for n, step in enumerate(SIX_ORDERS, start=1):
        before = Entry.objects.filter(subject_id=case.pk, subject_type="cases.case").count()
        make.do(town, case, step, at=make.minutes(n))
        assert Entry.objects.filter(subject_id=case.pk, subject_type="cases.case").count() == before + 1


def test_an_open_case_has_exactly_one_current_handling(town) -> None:
    case = make.case(town)
    for n, step in enumerate(SIX_ORDERS[:-1], start=1):
        case = make.do(town, case, step, at=make.minutes(n))
        current = Handling.objects.get(case=case, left_at=None)
        assert (current.level, current.task, current.office_id, current.holder_id, current.due_at) == (
            case.level,
            case.task,
            case.office_id,
            case.holder_id,
            case.due_at,
        )
    make.do(town, case, SIX_ORDERS[-1], at=make.minutes(30))
    assert not Handling.objects.filter(case=case, left_at=None).exists()


def test_the_promise_is_told_at_verify_and_ends_at_closing_time_of_the_third_day(town) -> None:
    case = walk(town, "take grid")
    assert case.promise_at is None
    case = make.do(town, case, "verify here", at=make.minutes(30))
    assert case.promise_at == NOON.replace(hour=17, minute=30) + timedelta(days=3)
    assert case.due_at == case.promise_at


def test_an_office_changes_the_days_of_a_promise_and_new_cases_follow(town) -> None:
    set_setting(
        "cases.promise",
        DEFAULTS["cases.promise"] | {"simple": "2 working_days"},
        by=make.SYSTEM,
        at=NOON,
    )
    case = walk(town, "take grid", "verify here")
    assert case.promise_at == NOON.replace(hour=17, minute=30) + timedelta(days=2)


def test_taking_and_transferring_do_not_reset_the_clock(town) -> None:
    case = make.case(town)
    due = case.due_at
    case = make.do(town, case, "take grid", at=NOON + timedelta(hours=20))
    assert case.due_at == due
    case = make.do(town, case, "transfer next_grid", at=NOON + timedelta(hours=22))
    assert case.due_at == due


def test_a_stranger_cannot_resolve(town) -> None:
    case = walk(town, "take grid", "verify here")
    refused(
        "only_holder", actions.resolve, case, by=town.actors["water"], at=NOON, outcome="done", words="好了"
    )


def test_a_colleague_is_told_that_somebody_else_is_on_it(town) -> None:
    case = walk(town, "take grid")
    refused("already_taken", actions.take, case, by=town.actors["grid_2"], at=NOON)


def test_whoever_did_the_work_cannot_check_it(town) -> None:
    case = walk(town, "take grid", "verify up", "take community", "place here", "resolve")
    assert (case.level, case.task) == ("grid", "check")
    case = walk(town, "take grid", "verify here", "resolve")
    assert (case.level, case.task) == ("community", "check")
    people = town.actors["grid"].user_id
    post = Post.objects.create(
        user_id=people, office=town.offices["community"], role="clerk", reach="subtree", since=make.LONG_AGO
    )
    refused("did_the_work", actions.take, case, by=town.actors["grid"], at=make.minutes(9))
    boss = town.actors["township"]
    refused("did_the_work", actions.assign, case, by=boss, at=make.minutes(9), holder=post.user)


def test_failing_the_check_gives_it_back_to_whoever_did_it(town) -> None:
    case = walk(town, *SIX_ORDERS[:-2], "fail_check")
    assert (case.level, case.task, case.holder_id) == ("department", "do", town.actors["water"].user_id)
    assert case.resolved_at is None


def test_not_solved_is_reviewed_by_the_level_above_the_one_that_did_it(town) -> None:
    case = walk(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate unsolved")
    assert (case.status, case.level, case.task, case.reopened) == ("open", "community", "review", 1)


def test_solved_but_unhappy_is_looked_at_without_being_reopened(town) -> None:
    case = walk(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate unhappy")
    assert (case.status, case.level, case.task, case.reopened) == ("resolved", "community", "review", 0)
    case = walk(town, "take community_2", "decide confirm", case_=case, at=make.minutes(20))
    assert (case.status, case.outcome) == ("closed", "confirmed")


def test_a_decision_names_an_office_and_binds_it(town) -> None:
    case = walk(town, *SIX_ORDERS[:-1], "rate unsolved", "take county", "decide name housing", "take housing")
    assert (case.level, case.task, case.binding) == ("department", "do", True)
    refused(
        "decision_binds",
        actions.transfer,
        case,
        by=town.actors["housing"],
        at=make.minutes(40),
        office=town.offices["water"],
        words="不归我们",
    )


def test_after_two_reopenings_a_third_no_ends_as_disagrees(town) -> None:
    again = (
        "take county",
        "decide name water",
        "take water",
        "resolve",
        "take grid",
        "pass_check",
        "rate unsolved",
    )
    convened = (again[0], "convene call", "convene minutes", *again[1:])
    with pytest.raises(Refused, match="convene_first"):  # the second review sits together first
        walk(town, *SIX_ORDERS[:-1], "rate unsolved", *again, *again)
    case = walk(town, *SIX_ORDERS[:-1], "rate unsolved", *again, *convened)
    assert (case.status, case.outcome, case.reopened) == ("closed", "disagrees", 2)
    assert Rating.objects.filter(case=case).count() == 3
    refused("reopened_before", actions.reopen, case, by=make.asker(case), at=make.minutes(60), words="还是漏")


def test_a_closed_case_can_be_reopened_for_thirty_days(town) -> None:
    case = walk(town, *SIX_ORDERS)
    late = case.closed_at + timedelta(days=30, minutes=1)
    refused("reopen_too_late", actions.reopen, case, by=make.asker(case), at=late, words="又漏了")
    case = actions.reopen(case, by=make.asker(case), at=late - timedelta(minutes=2), words="又漏了")
    assert (case.status, case.task, case.closed_at) == ("open", "review", None)


def test_a_neighbour_cannot_rate_or_withdraw_somebody_elses_case(town) -> None:
    other = make.case(town)
    case = walk(town, "take grid", "verify here")
    refused("only_asker", actions.withdraw, case, by=make.asker(other), at=NOON)
    refused("only_asker", actions.withdraw, case, by=RESIDENT, at=NOON)


def test_nobody_rated_for_seven_days_and_the_clock_closes_it_as_no_rating(town) -> None:
    case = walk(town, *SIX_ORDERS[:-1])
    refused("rating_still_open", actions.close, case, by=CLOCK, at=NOON + timedelta(days=6))
    assert wake_due(NOON + timedelta(days=6)) == 0
    assert wake_due(NOON + timedelta(days=8)) == 1
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "no_rating")
    assert wake_due(NOON + timedelta(days=8)) == 0


def test_a_form_made_before_somebody_else_acted_is_stale(town) -> None:
    case = make.case(town)
    seen = last_entry_id(case)
    actions.take(case, by=town.actors["grid"], at=NOON, seen=seen)
    with pytest.raises(Stale) as caught:
        actions.take(case, by=town.actors["grid_2"], at=NOON, seen=seen)
    assert caught.value.since == seen


def test_a_clerk_whose_post_ended_this_morning_cannot_act(town) -> None:
    case = walk(town, "take grid", "verify here")
    end_post(town.users["grid"].posts.get(), by=SYSTEM, at=make.minutes(5))
    refused(
        "no_post_now",
        actions.resolve,
        case,
        by=town.actors["grid"],
        at=make.minutes(6),
        outcome="done",
        words="好了",
    )
    refused("only_superior", actions.assign, case, by=town.actors["grid_2"], at=make.minutes(6), holder=None)
    case = actions.assign(case, by=town.actors["community"], at=make.minutes(7), holder=town.users["grid_2"])
    assert case.holder == town.users["grid_2"]


def test_a_case_from_above_is_placed_by_hand_and_goes_down_to_its_grid(town) -> None:
    case = make.case(
        town, entrance=None, by=make.Actor("system"), channel="import", unplaced_at=town.offices["township"]
    )
    assert (case.level, case.task, case.area) == ("township", "dispatch", town.areas["township"])
    case = walk(town, "take township", "dispatch down", "take community", "place down", case_=case)
    assert (case.level, case.task, case.area) == ("grid", "verify", town.areas["grid"])


def test_a_township_cannot_put_a_case_into_an_area_that_is_not_its_own(town) -> None:
    case = walk(town, "take grid", "verify up", "take community")
    refused(
        "area_not_ours",
        actions.place,
        case,
        by=town.actors["community"],
        at=NOON,
        choice="down",
        grid=town.areas["other_grid"],
    )


def test_direct_without_a_department_is_refused(town) -> None:
    case = walk(town, "take grid")
    refused(
        "no_direct_path",
        actions.verify,
        case,
        by=town.actors["grid"],
        at=NOON,
        choice="direct",
        category=town.categories["lamp"],
        urgency="blue",
    )


def test_a_choice_the_table_does_not_know_is_an_illegal_move(town) -> None:
    case = walk(town, "take grid")
    with pytest.raises(IllegalMove):
        actions.verify(
            case,
            by=town.actors["grid"],
            at=NOON,
            choice="sideways",
            category=town.categories["pipe"],
            urgency="blue",
        )


@pytest.mark.parametrize("words", ["", "   ", "\u200b\n"])
def test_nothing_said_is_refused(town, words: str) -> None:
    refused("empty_words", make.case, town, words=words)


def test_twenty_thousand_characters_are_refused_with_their_number(town) -> None:
    error = refused("text_too_long", make.case, town, words="漏" * 20_000)
    assert error.refusal.params == {"length": 20_000, "most": 2000}


def test_numbers_count_up_within_a_month_of_local_time(town) -> None:
    first, second = make.case(town), make.case(town)
    assert (first.number, second.number) == ("26110001", "26110002")
    last_of_month = NOON.replace(day=30, hour=23, minute=59)
    assert make.case(town, at=last_of_month).number == "26110003"
    assert make.case(town, at=last_of_month + timedelta(minutes=2)).number == "26120001"
    assert NOON.tzinfo is ZONE


def test_the_words_of_an_entry_are_sealed_in_the_database(town) -> None:
    case = walk(town, "take grid", "verify here", "resolve")
    entry = Entry.objects.get(subject_id=case.pk, verb="case.resolve")
    assert "接头" not in str(entry.data)
    assert "接头".encode() not in bytes(entry.details.get().ciphertext)
    assert lines_of(case)[-1].words == {"words": "换了接头，不漏了"}


def test_a_telephone_number_is_sealed_and_only_opened_by_the_key(town) -> None:
    case = make.case(town, asker=actions.Asker("周阿姨", "１３８ 0000-2046"))
    assert b"13800002046" not in bytes(case.reporter.phone)
    from linli.cases.queries import contact

    assert contact(case).phone == "13800002046"


def test_a_photo_that_is_not_there_is_refused(town) -> None:
    refused("photo_gone", make.case, town, photos=[uuid.uuid4()])


def test_a_case_may_be_asked_twice_only_with_another_source_number(town) -> None:
    from django.db import IntegrityError, transaction

    more = {"entrance": None, "by": make.SYSTEM, "channel": "import", "source": "s"}
    more["unplaced_at"] = town.offices["township"]
    for number in ("1", "2"):
        make.case(town, source_number=number, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.case(town, source_number="2", **more)
    assert Case.objects.count() == 2


def test_whoever_was_unhappy_can_rate_the_second_answer_too(town) -> None:
    first = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate unhappy")
    again = ("take community_2", "decide name grid", "take grid", "resolve", "take community_2", "pass_check")
    case = walk(town, *first, *again, "rate solved")
    assert (case.status, case.outcome, case.reopened) == ("closed", "solved", 0)
    assert list(Rating.objects.filter(case=case).values_list("satisfied", flat=True)) == [1, 3]


def test_an_order_has_one_case_however_its_number_is_spelled_in_the_database_too(town) -> None:
    from django.db import IntegrityError, transaction

    more = {"entrance": None, "by": make.SYSTEM, "channel": "import", "unplaced_at": town.offices["township"]}
    case = make.case(town, source="s", source_number="Gd-7", **more)
    assert case.source_number == "Gd-7"  # as it came
    for spelled in ("GD-7", "gd-7", "ｇｄ－７"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.case(town, source="s", source_number=spelled, **more)
        make.case(town, source=spelled, source_number=spelled, **more)
    for _ in range(2):
        make.case(town)  # what has no number is never one
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(source_key="")
