"""A branch's problem list: carried over month by month, until the meeting strikes it off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, meeting
from linli.cases.models import Case, ProblemItem
from linli.common.actor import CLOCK, SYSTEM, Actor
from linli.common.scope import Scope
from linli.people import actions as people
from linli.people.models import Office
from tests import make
from tests.cases.receptions import EVERYTHING, day, hear, refusal
from tests.make import LONG_AGO, NOON, walk


@pytest.fixture
def branch(town: make.Town) -> Office:
    """A village's branch under its community, with a secretary and a linked member."""
    office = people.open_office(
        kind="branch",
        name="榆树村党支部",
        area=town.areas["community"],
        superior=town.offices["community"],
        by=SYSTEM,
        at=LONG_AGO,
    )
    town.offices["branch"] = office
    town.actors["secretary"] = town.serve(office, name="secretary", role="first_secretary", reach="handed")
    town.actors["member"] = town.serve(office, name="member", role="member", reach="handed")
    return office


def put(town: make.Town, branch: Office, at: datetime = NOON) -> ProblemItem:
    return actions.put_forward(make.case(town), branch=branch, by=town.actors["secretary"], at=at)


def months(branch: Office, month: str) -> list[tuple[int, bool]]:
    return [(one.months, one.owed) for one in meeting.problems(branch, month, EVERYTHING)]


def test_a_problem_is_carried_over_until_the_meeting_strikes_it_off(town, branch) -> None:
    item = put(town, branch)
    assert months(branch, "2026-10") == []
    assert months(branch, "2026-11") == [(1, True)]
    assert months(branch, "2027-01") == [(3, True)]
    january = datetime(2027, 1, 12, 9, tzinfo=make.ZONE)
    actions.strike_off(item, by=town.actors["community_2"], at=january, words="村里出钱换了灯杆。")
    assert months(branch, "2027-01") == [(3, False)]  # on the list of the month in which it was decided
    assert months(branch, "2027-02") == []
    assert months(branch, "2026-12") == [(2, False)]


def test_the_resident_is_answered_each_month_anew(town, branch) -> None:
    item = put(town, branch)
    actions.answer_item(item, by=town.actors["secretary"], at=NOON, words="已报镇里。")
    assert months(branch, "2026-11") == [(1, False)]
    assert months(branch, "2026-12") == [(2, True)]
    assert (
        refusal(lambda: actions.answer_item(item, by=town.actors["secretary"], at=NOON, words=" "))
        == "say_to_resident"
    )


def test_whoever_does_not_lead_the_branch_or_keep_its_meeting_writes_nothing(town, branch) -> None:
    case = make.case(town)
    for name in ("member", "grid", "community", "township"):
        by: Actor = town.actors[name]
        assert (
            refusal(lambda by=by: actions.put_forward(case, branch=branch, by=by, at=NOON)) == "only_branch"
        )
    item = put(town, branch)
    for name in ("secretary", "grid", "other_community", "township"):
        by = town.actors[name]
        assert refusal(lambda by=by: actions.strike_off(item, by=by, at=NOON, words="办了")) == "only_meeting"
    for name in ("member", "grid", "other_community"):
        by = town.actors[name]
        assert refusal(lambda by=by: actions.answer_item(item, by=by, at=NOON, words="等等")) == "only_branch"


def test_a_case_stands_on_one_list_only_and_is_struck_off_once(town, branch) -> None:
    item = put(town, branch)
    again = lambda: actions.put_forward(item.case, branch=branch, by=town.actors["secretary"], at=NOON)  # noqa: E731
    assert refusal(again) == "on_a_list_already"
    off = lambda: actions.strike_off(item, by=town.actors["community"], at=NOON, words="办了")  # noqa: E731
    off()
    assert refusal(off) == "struck_off_before"
    again()  # a new problem of the same case can come up later


def test_the_branch_goes_on_seeing_what_it_put_forward_and_the_case_goes_on_where_it_is(town, branch) -> None:
    item = put(town, branch)
    scope = Scope(offices=frozenset({branch.pk}), handed=frozenset({branch.pk}), at=NOON)
    assert list(Case.objects.visible_to(scope)) == [item.case]
    item.case.refresh_from_db()
    assert (item.case.office, item.case.task) == (town.offices["grid"], "verify")


def test_what_ended_meanwhile_can_still_be_struck_off(town, branch) -> None:
    item = put(town, branch)
    steps = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    walk(town, *steps, case_=item.case)
    off = actions.strike_off(
        item, by=town.actors["community"], at=NOON + timedelta(hours=1), words="灯亮了。"
    )
    assert off.struck_at is not None


def test_a_new_problem_of_the_meeting_is_asked_and_put_forward_in_one(town, branch) -> None:
    item = actions.raise_problem(
        branch=branch,
        words="三组的桥栏杆断了。",
        area=town.areas["grid"],
        by=town.actors["secretary"],
        at=NOON,
    )
    assert (item.case.channel, item.case.office, item.month) == ("meeting", town.offices["grid"], "2026-11")
    desk = actions.raise_problem(branch=branch, words="全村没有公交。", by=town.actors["secretary"], at=NOON)
    assert desk.case.office == town.offices["township"]
    assert (
        refusal(lambda: actions.raise_problem(branch=branch, words="x", by=town.actors["member"], at=NOON))
        == "only_branch"
    )


def test_what_only_a_few_see_stands_on_no_list(town, branch) -> None:
    case = make.case(town, about=(town.users["grid"].pk,), words="网格员收了钱。")
    assert case.restricted
    town.actors["keeper"] = town.actors["secretary"]
    case.keepers.create(user=town.users["secretary"], since=NOON)
    assert (
        refusal(lambda: actions.put_forward(case, branch=branch, by=town.actors["secretary"], at=NOON))
        == "kept_to_few"
    )


@pytest.mark.parametrize(
    ("month", "before"), [("2026-11", "2026-10"), ("2026-01", "2025-12"), ("2026-12", "2026-11")]
)
def test_the_month_before(month: str, before: str) -> None:
    assert meeting.month_before(month) == before


def test_the_clock_is_nobody_who_holds_a_day(town) -> None:
    assert refusal(lambda: hear(town, day(town), by=CLOCK)) == "only_those_who_sit_there"
