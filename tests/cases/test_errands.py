"""A firm without an account: its link opens one thing, for some days, and the office stays answerable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from linli.cases import actions, meeting
from linli.cases.models import Case, Errand, Pause
from linli.common.actor import PARTNER, SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import EntryDetail
from linli.people import actions as people
from linli.people.models import Office
from tests import make
from tests.make import LONG_AGO, NOON, minutes, walk

LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def firm(town: make.Town) -> Office:
    return people.open_office(
        kind="property", name="安居物业", area=town.areas["community"], superior=None, by=SYSTEM, at=LONG_AGO
    )


@pytest.fixture
def case(town: make.Town) -> Case:
    return walk(town, "take grid", "verify here")


def hand_out(town: make.Town, case: Case, firm: Office, **more: Any) -> Errand:
    said = {
        "words": "换掉 2 单元一楼的灯泡。",
        "days": 3,
        "office": firm,
        "by": town.actors["grid"],
        "at": LATER,
    }
    actions.hand_out(case, **{**said, **more})
    return Errand.objects.select_related("case", "office").latest("id")


def report(
    errand: Errand, at=LATER + timedelta(minutes=1), *, words: str = "换好了", done: bool = True
) -> Errand:
    by = replace(PARTNER, errand_of=errand.case_id)
    return actions.report(errand, by=by, at=at, words=words, done=done)


def refusal(work: Any) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal.code


def test_the_case_stays_where_it_is_and_the_firm_reports_to_whoever_has_it(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    report(errand)
    case.refresh_from_db()
    assert (case.status, case.task, case.holder) == ("open", "do", town.users["grid"])
    assert [line.words["words"] for line in meeting.reports_of(errand)] == ["换好了"]
    walk(
        town, "resolve", case_=case, at=LATER + timedelta(minutes=5)
    )  # the holder looks, then reports it done


def test_only_the_link_of_this_very_case_may_report(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    other = replace(PARTNER, errand_of=make.case(town).pk)
    for by in (PARTNER, other, make.asker(case), town.actors["grid"]):
        code = refusal(lambda by=by: actions.report(errand, by=by, at=LATER, words="x", done=True))
        assert code == "only_partner"


@pytest.mark.parametrize("step", ["resolve", "pass_up", "transfer next_grid"])
def test_the_link_dies_when_the_case_leaves_this_step_and_never_comes_back(
    town, case, firm, step: str
) -> None:
    errand = hand_out(town, case, firm)
    after = LATER + timedelta(minutes=10)
    walk(town, step, case_=case, at=after)
    errand = Errand.objects.select_related("case").get(pk=errand.pk)
    assert not meeting.is_running(errand, after + timedelta(minutes=2))
    if step == "resolve":  # sent back to be done again, by the same people: still dead
        walk(town, "take community", "fail_check", case_=case, at=after + timedelta(minutes=5))
        errand = Errand.objects.select_related("case").get(pk=errand.pk)
        assert refusal(lambda: report(errand, after + timedelta(minutes=9))) == "errand_over"


def test_it_lives_on_while_a_colleague_takes_it_or_the_clock_stands(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    after = LATER + timedelta(minutes=10)
    walk(town, "release", "take grid_2", "ask_more told", case_=case, at=after)
    errand = Errand.objects.select_related("case").get(pk=errand.pk)
    assert meeting.is_running(errand, after + timedelta(minutes=9))
    report(errand, after + timedelta(minutes=9))


def test_it_works_as_much_longer_as_the_clock_stands_and_no_longer_than_it_stood(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    first, asked = errand.until, LATER + timedelta(hours=1)
    walk(town, "ask_more told", case_=case, at=asked)
    pause = Pause.objects.get(case=case)
    errand = meeting.running_errand(case, asked + timedelta(minutes=5))
    assert errand.until == first + (pause.until - pause.since) > pause.until, "it outlives the pause"

    ended = pause.since + timedelta(hours=5)
    actions.answer(case, by=make.asker(case), at=ended, words="三楼")
    errand.refresh_from_db()
    assert errand.until == first + timedelta(hours=5), "ended early: no more than the clock stood"


def test_what_was_taken_back_stays_so_while_the_clock_stands(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    actions.take_back_errand(errand, by=town.actors["grid"], at=LATER + timedelta(minutes=5))
    walk(town, "ask_more told", case_=case, at=LATER + timedelta(hours=1))
    errand = Errand.objects.select_related("case").get(pk=errand.pk)
    assert errand.until == LATER + timedelta(minutes=5)
    assert not meeting.is_running(errand, LATER + timedelta(hours=2))


def test_it_is_over_after_its_days(town, case, firm) -> None:
    errand = hand_out(town, case, firm, days=1)
    assert meeting.is_running(errand, LATER + timedelta(hours=23))
    assert refusal(lambda: report(errand, LATER + timedelta(days=1))) == "errand_over"


def test_taken_back_by_those_who_have_it_and_by_nobody_else(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    at = LATER + timedelta(minutes=1)
    assert (
        refusal(lambda: actions.take_back_errand(errand, by=town.actors["next_grid"], at=at)) == "only_member"
    )
    actions.take_back_errand(errand, by=town.actors["grid_2"], at=at)
    errand.refresh_from_db()
    assert refusal(lambda: report(errand, at + timedelta(minutes=1))) == "errand_over"
    hand_out(town, case, firm, at=at + timedelta(minutes=2))  # now another one can have it


def test_the_token_opens_it_and_only_its_hash_is_kept(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    token = meeting.errand_token(errand)
    assert len(token) >= 26  # 128 bits
    assert meeting.errand_of(token) == errand
    assert meeting.errand_of(token[:-1] + "0") is None or token.endswith("0")
    assert token not in str(Errand.objects.values().get())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"office": None}, "name_firm"),
        ({"words": " "}, "say_what_to_do"),
        ({"words": "找 201 户，电话 139 1234 5678"}, "number_in_words"),
        ({"words": "打13912345678"}, "number_in_words"),
        ({"days": 0}, "wrong_errand_days"),
        ({"days": 16}, "wrong_errand_days"),
    ],
)
def test_what_cannot_be_handed_out_is_refused(town, case, firm, wrong: dict[str, Any], code: str) -> None:
    assert refusal(lambda: hand_out(town, case, firm, **wrong)) == code
    assert not Errand.objects.exists()


def test_a_number_of_a_meter_is_no_telephone(town, case, firm) -> None:
    hand_out(town, case, firm, words="电表 2026112300123456 旁边的灯")


def test_no_department_and_no_firm_of_another_place_gets_it(town, case, firm) -> None:
    far = people.open_office(
        kind="property",
        name="远方物业",
        area=town.areas["other_community"],
        superior=None,
        by=SYSTEM,
        at=LONG_AGO,
    )
    assert refusal(lambda: hand_out(town, case, far)) == "name_firm"
    assert refusal(lambda: hand_out(town, case, town.offices["water"])) == "name_firm"


def test_one_firm_at_a_time(town, case, firm) -> None:
    hand_out(town, case, firm)
    assert (
        refusal(lambda: hand_out(town, case, firm, at=LATER + timedelta(minutes=1))) == "handed_out_already"
    )


def test_a_link_takes_twenty_reports_and_no_more(town, case, firm) -> None:
    errand = hand_out(town, case, firm)
    for _ in range(20):
        report(errand)
    assert refusal(lambda: report(errand)) == "enough_reports"


def test_placing_it_with_a_firm_is_one_step_and_the_community_keeps_it(town, firm) -> None:
    case = walk(town, "take grid", "verify up", "take community")
    by = town.actors["community"]
    said = {"choice": "partner", "words": "换灯泡", "office": firm, "days": 3}
    placed = actions.place(case, by=by, at=minutes(9), **said)
    assert (placed.level, placed.task, placed.holder_id) == ("community", "do", by.user_id)
    errand = Errand.objects.get()
    assert meeting.is_running(errand, minutes(10))
    assert meeting.task_of(errand) == "换灯泡"
    assert EntryDetail.objects.filter(entry__verb="case.place").count() == 0  # told once, not twice


def test_placing_it_without_a_firm_does_neither(town) -> None:
    case = walk(town, "take grid", "verify up", "take community")
    by = town.actors["community"]

    def work() -> Case:
        return actions.place(case, by=by, at=minutes(9), choice="partner", words="换灯泡")

    assert refusal(work) == "name_firm"
    case.refresh_from_db()
    assert case.task == "place"
