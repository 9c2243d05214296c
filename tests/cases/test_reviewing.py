"""Who reviews what a resident calls not solved: somebody who had found nothing in order, as near as there is one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import actions, rules
from linli.cases.models import Case, Keeper
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.people.actions import end_post, enter_absence
from tests import make
from tests.make import NOON, Town, walk

CHECKED = ("take grid", "verify here", "resolve", "take community", "pass_check")


def leave(town: Town, *keys: str) -> None:
    for key in keys:
        for post in town.users[key].posts.all():
            end_post(post, by=SYSTEM, at=NOON)


def away(town: Town, *keys: str) -> None:
    for key in keys:
        for post in town.users[key].posts.all():
            enter_absence(post, since=NOON, until=NOON + timedelta(days=3), by=SYSTEM, at=NOON)


def refused(code: str, action, *given, **more) -> None:
    with pytest.raises(Refused) as raised:
        action(*given, **more)
    assert raised.value.refusal.code == code


def at_review(town: Town, *, rated: str = "rate unsolved") -> Case:
    return walk(town, *CHECKED, rated)


@pytest.mark.parametrize("rated", ["rate unsolved", "rate unhappy"])
def test_whoever_passed_the_check_does_not_review_what_the_resident_says_of_it(
    town: Town, rated: str
) -> None:
    case = at_review(town, rated=rated)
    assert (case.level, case.task) == ("community", "review")
    refused("passed_the_check", actions.take, case, by=town.actors["community"], at=make.minutes(9))
    boss = town.actors["township"]
    user = town.users["community"]
    refused("passed_the_check", actions.assign, case, by=boss, at=make.minutes(9), holder=user)
    case = walk(town, "take community_2", "decide confirm", case_=case, at=make.minutes(20))
    assert case.status == "closed"


def test_nor_does_it_under_another_post_or_for_somebody_who_is_away(town: Town) -> None:
    case = at_review(town)
    post, absent = (town.users[key].posts.get() for key in ("community", "community_2"))
    type(absent).objects.filter(pk=absent.pk).update(deputy=post)
    away(town, "community_2")
    refused("passed_the_check", actions.take, case, by=town.actors["community"], at=make.minutes(9))


@pytest.mark.parametrize("go", [leave, away])
def test_where_the_office_has_nobody_else_the_level_above_reviews(town: Town, go) -> None:
    case = walk(town, *CHECKED)
    go(town, "community_2")
    case = make.do(town, case, "rate unsolved", at=make.minutes(9))
    assert (case.level, case.task, case.office) == ("township", "review", town.offices["township"])
    case = walk(town, "take township", "decide confirm", case_=case, at=make.minutes(20))
    assert case.status == "closed"


def test_the_same_holds_for_what_is_reopened_after_it_was_closed(town: Town) -> None:
    case = walk(town, *CHECKED, "rate solved")
    leave(town, "community_2")
    case = make.do(town, case, "reopen", at=make.minutes(30))
    assert case.office == town.offices["township"]


def test_an_office_that_lost_its_others_later_leaves_it_to_the_level_above(town: Town) -> None:
    case = at_review(town)
    leave(town, "community_2")
    refused("passed_the_check", actions.take, case, by=town.actors["community"], at=make.minutes(9))
    case = walk(town, "supervise", "take_over", case_=case, at=make.minutes(10))
    assert case.office == town.offices["township"]


def test_where_nobody_else_is_left_up_to_the_top_the_one_who_is_reviews(town: Town) -> None:
    case = walk(town, *CHECKED)
    above = ("community_2", "township", "township_2", "county", "county_2", "prefecture", "prefecture_2")
    leave(town, *above)
    case = make.do(town, case, "rate unsolved", at=make.minutes(9))
    assert case.office == town.offices["community"]
    case = make.do(town, case, "take community", at=make.minutes(10))
    assert case.holder_id == town.users["community"].pk


def test_a_complaint_that_two_keep_goes_up_when_the_other_of_them_did_it(town: Town) -> None:
    case = make.case(town, about=(town.users["grid"].pk,))
    assert (case.restricted, case.office) == (True, town.offices["community"])
    assert Keeper.objects.filter(case=case).count() == 2
    case = walk(town, "take community", "verify here", "resolve", case_=case)
    assert case.office == town.offices["township"]
    walk(town, "take township", "pass_check", case_=case, at=make.minutes(10))
    leave(town, "township_2")
    case = make.do(town, case, "rate unsolved", at=make.minutes(20))
    assert case.office == town.offices["county"]
    assert not rules.stays_out(case, town.users["county"].pk)
