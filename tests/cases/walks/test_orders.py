"""Walks 7 and 8: an order with a deadline of its own, a case reopened twice."""

from __future__ import annotations

import pytest

from linli.cases import actions
from linli.cases.models import Case
from linli.common.refusals import Refused
from tests import make
from tests.cases.walks.ledger import ledger, on, told

# -- 7. the town's 12345 order with its own deadline of five working days ---------------------------------------------


def test_an_order_of_the_town_with_its_own_deadline(town) -> None:
    by = town.actors["township"]

    def order(number: str) -> Case:
        return actions.take_in(
            source="12345",
            number=number,
            words="路灯不亮",
            by=by,
            at=make.NOON,
            office=town.offices["township"],
            reply_by=on(11, 30, 17, 30),  # five working days after Monday: 24, 25, 26, 27 and 30 November
        )

    case = order("SZ-1")
    assert told(case) == "11-30 17:30"
    large = make.category("road", "路面塌陷", "major")  # ours would be fifteen working days: 14 December
    small = town.categories["lamp"]  # three natural days: Thursday the 26th
    case = make.do(town, case, "take township", at=make.minutes(1))
    case = actions.dispatch(
        case,
        by=by,
        at=make.minutes(9),
        choice="department",
        department=town.offices["housing"],
        category=large,
    )
    case = make.walk(town, "take housing", "accept", case_=case, at=make.minutes(10))
    assert told(case) == "11-30 17:30"  # the earlier of the two
    case = make.do(town, case, "resolve", at=on(11, 27, 10))
    case = make.do(town, case, "take township_2", at=on(11, 30, 9))
    case = make.do(town, case, "pass_check", at=on(11, 30, 9, 5))
    assert ledger(case) == [
        ("township/dispatch", "township", "11-24 17:30", "take"),
        ("township/dispatch", "township", "11-24 17:30", "dispatch:department"),
        ("department/accept", "housing", "11-24 17:30", "take"),
        ("department/accept", "housing", "11-24 17:30", "accept"),
        ("department/do", "housing", "11-30 17:30", "resolve"),
        # no grid followed it: nobody knows the place below the sub-district, which checks in two working days
        ("township/check", "township", "12-01 17:30", "take"),
        ("township/check", "township", "12-01 17:30", "pass_check"),
        ("township/rating", "township", "12-07 17:30", ""),
    ]
    assert case.origin.reply_by == on(11, 30, 17, 30)
    sooner = make.do(town, order("SZ-2"), "take township", at=make.minutes(1))
    sooner = actions.dispatch(
        sooner,
        by=by,
        at=make.minutes(9),
        choice="department",
        department=town.offices["housing"],
        category=small,
    )
    assert told(sooner) == "11-26 17:30"
    with pytest.raises(Refused, match="order_known"):
        order("SZ-1")


# -- 8. a case reopened twice -----------------------------------------------------------------------------------------


def test_a_case_reopened_twice_sits_together_and_then_ends(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(11, 24, 10))
    case = make.do(town, case, "rate unsolved", at=on(11, 25, 9))
    case = make.walk(
        town, "take community_2", "decide name grid", "take grid_2", case_=case, at=on(11, 25, 10)
    )
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(11, 26, 10))
    case = make.do(town, case, "rate unsolved", at=on(11, 27, 9))
    case = make.do(town, case, "take community_2", at=on(11, 27, 10))
    with pytest.raises(Refused, match="convene_first"):
        make.do(town, case, "decide name grid", at=on(11, 27, 11))
    case = make.walk(
        *(town, "convene call", "convene minutes", "decide name grid", "take grid"),
        case_=case,
        at=on(11, 30, 10),
    )
    # one date was told, and it stays on record as missed; who is named gets a working day to do it
    assert told(case) == "11-26 17:30"
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(12, 1, 10))
    case = make.do(town, case, "rate unsolved", at=on(12, 2, 9))
    assert (case.status, case.outcome, case.reopened) == ("closed", "disagrees", 2)
    assert ledger(case) == [
        ("grid/verify", "grid", "11-24 17:30", "take"),
        ("grid/verify", "grid", "11-24 17:30", "verify:here"),
        ("grid/do", "grid", "11-26 17:30", "resolve"),  # the promise: three natural days after Monday
        ("community/check", "community", "11-26 17:30", "take"),  # two working days after Tuesday
        ("community/check", "community", "11-26 17:30", "pass_check"),
        ("community/rating", "community", "12-01 17:30", "rate:unsolved"),  # seven natural days after Tuesday
        ("community/review", "community", "11-30 17:30", "take"),  # three working days after Wednesday
        ("community/review", "community", "11-30 17:30", "decide:name"),
        (
            "grid/do",
            "grid",
            "11-26 17:30",
            "take",
        ),  # the promise, and one working day after Wednesday: the same
        ("grid/do", "grid", "11-26 17:30", "resolve"),
        ("community/check", "community", "11-30 17:30", "take"),  # Friday, Monday
        ("community/check", "community", "11-30 17:30", "pass_check"),
        ("community/rating", "community", "12-03 17:30", "rate:unsolved"),
        ("community/review", "community", "12-02 17:30", "take"),  # Monday, Tuesday, Wednesday
        ("community/review", "community", "12-02 17:30", "decide:name"),
        ("grid/do", "grid", "12-01 17:30", "take"),  # the promise is over: one working day after Monday
        ("grid/do", "grid", "12-01 17:30", "resolve"),
        ("community/check", "community", "12-03 17:30", "take"),
        ("community/check", "community", "12-03 17:30", "pass_check"),
        ("community/rating", "community", "12-08 17:30", "rate:disagrees"),
    ]
    with pytest.raises(Refused, match="reopened_before"):
        actions.reopen(case, by=make.asker(case), at=on(12, 3, 9), words="还是不行")
