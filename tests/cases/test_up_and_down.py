"""Sent back, handed sideways, up and down: each only so often, then somebody above decides."""

from __future__ import annotations

from linli.cases import actions
from tests import make
from tests.cases.test_loop import SIX_ORDERS, refused
from tests.make import NOON, walk

DOWN_TWICE = (
    *("take grid", "verify up", "take community", "place down"),
    *("take grid", "verify up", "take community", "place down", "take grid"),
)


def test_sent_back_once_goes_back_and_twice_goes_to_review(town) -> None:
    case = walk(town, *SIX_ORDERS[:7], "send_back")
    assert (case.level, case.task) == ("township", "dispatch")
    case = walk(town, "take township", "dispatch department", "take water", "send_back", case_=case)
    assert (case.level, case.task) == ("county", "review")


def test_a_department_reached_directly_sends_back_to_the_grid_that_verified(town) -> None:
    case = walk(town, "take grid", "verify direct", "take water", "send_back")
    assert (case.level, case.task, case.office) == ("grid", "verify", town.offices["grid"])


def test_a_transfer_happens_once_at_a_level(town) -> None:
    case = walk(town, "take grid", "transfer next_grid", "take next_grid")
    refused(
        "transferred_before",
        actions.transfer,
        case,
        by=town.actors["next_grid"],
        at=make.minutes(9),
        office=town.offices["grid"],
        words="不是我们",
    )


def test_a_transfer_to_another_level_is_refused(town) -> None:
    case = walk(town, "take grid")
    office = town.offices["community"]
    refused(
        "other_level",
        actions.transfer,
        case,
        by=town.actors["grid"],
        at=NOON,
        office=office,
        words="不归我们",
    )


def test_what_was_handed_down_twice_stays_there(town) -> None:
    case = walk(town, *DOWN_TWICE)
    error = refused("handed_down_twice", make.do, town, case, "verify up", at=make.minutes(20))
    assert error.refusal.params == {"times": 2}
    case = make.do(town, case, "verify here", at=make.minutes(21))
    refused("handed_down_twice", make.do, town, case, "pass_up", at=make.minutes(22))
    assert make.do(town, case, "resolve", at=make.minutes(23)).status == "resolved"


def test_another_grid_may_disagree_once_as_well_and_a_slip_of_the_finger_counts_for_nothing(town) -> None:
    case = walk(town, "take grid", "verify up", "take community", "place down", "undo", "place down")
    case = walk(town, "take grid", "verify up", "take community", case_=case, at=make.minutes(10))
    by, after = town.actors["community"], make.minutes(20)
    case = actions.place(case, by=by, at=after, choice="down", grid=town.areas["next_grid"])
    case = walk(town, "take next_grid", "verify up", case_=case, at=after)
    assert (case.level, case.task) == ("community", "place")


def test_a_community_does_not_send_an_order_up_and_down_for_ever(town) -> None:
    case = make.case(town, entrance=None, by=make.SYSTEM, unplaced_at=town.offices["township"])
    again = ("take township", "dispatch down", "take community")
    case = walk(town, *again, "place up", *again, case_=case)
    refused("handed_down_twice", make.do, town, case, "place up", at=make.minutes(30))
    refused("handed_down_twice", make.do, town, case, "send_back", at=make.minutes(31))


def test_a_review_begins_anew(town) -> None:
    case = walk(town, *DOWN_TWICE, "verify here", "resolve", "take community", "pass_check", "rate unsolved")
    case = walk(town, "take community_2", "decide name grid", "take grid", case_=case, at=make.minutes(40))
    assert make.do(town, case, "pass_up", at=make.minutes(50)).level == "community"
