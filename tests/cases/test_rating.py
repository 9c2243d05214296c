"""The resident's word: once, by whichever way, and never made better by those who did the work."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import actions, calling
from linli.cases.actions.rating import rate_by_digit
from linli.cases.actions.ringing import open_calls
from linli.cases.actions.waking import wake_due
from linli.cases.models import CallBack, CallTry, Case, Rating, RatingSlip
from linli.common.keys import hash_token
from linli.common.refusals import Refused
from linli.journal.models import Entry
from tests import make
from tests.cases.closings import DAY, DONE, PHONE, refused, through, waits
from tests.make import NOON, Town, walk

# -- the slip ----------------------------------------------------------------------------------------------------------


def test_a_passed_check_makes_a_slip_of_which_only_the_hash_is_kept(town: Town) -> None:
    case = waits(town)
    slip = RatingSlip.objects.get(case=case)
    token = calling.rating_token(case, 0)
    assert len(token) == 26  # 128 bits
    assert slip.token_hash == hash_token(token)
    assert calling.slip_with(token.upper()).case == case
    assert calling.slip_with("a" * 26) is None


def test_each_closing_has_its_own_slip_and_the_earlier_one_is_used(town: Town) -> None:
    case = waits(town)
    case = walk(town, "rate unsolved", "take community_2", case_=case, at=make.minutes(10))
    case = walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=make.minutes(20))
    first, second = RatingSlip.objects.filter(case=case).order_by("round")
    assert first.used_at is not None
    assert second.used_at is None
    assert calling.rating_token(case, 0) != calling.rating_token(case, 1)


def test_a_closing_that_nobody_rated_keeps_its_slip_when_it_is_done_anew(town: Town) -> None:
    case = waits(town)
    wake_due(NOON + 9 * DAY)
    case = walk(town, "reopen", "take community_2", case_=case, at=NOON + 10 * DAY)
    walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=NOON + 11 * DAY)
    assert RatingSlip.objects.filter(case=case).count() == 1


# -- on paper ----------------------------------------------------------------------------------------------------------


def test_with_the_code_of_the_paper_it_is_the_residents_word(town: Town) -> None:
    case = waits(town)
    actions.print_slip(case, by=town.actors["grid"], at=make.minutes(10))
    code = calling.slip_code(case, 0)
    assert len(code) == 9
    actions.rate_from_paper(
        case, code=code, by=town.actors["community_2"], at=make.minutes(20), solved=True, satisfied=3
    )
    assert through(case) == "slip"
    assert RatingSlip.objects.get(case=case).used_at == make.minutes(20)


@pytest.mark.parametrize("written", ["{}", " {} ", "full", "lower", "blanks"])
def test_the_code_is_read_as_people_write_it(town: Town, written: str) -> None:
    case = waits(town)
    code = calling.slip_code(case, 0)
    ways = {
        "full": "".join(chr(ord(c) + 0xFEE0) for c in code),
        "lower": code.lower(),
        "blanks": " ".join(code),
    }
    assert calling.is_slip_code(case, 0, ways.get(written, written.format(code)))
    assert not calling.is_slip_code(case, 1, code)


def test_without_a_code_it_is_kept_apart_as_entered_by_the_office(town: Town) -> None:
    for who, satisfied in (("grid_2", 1), ("township", 3)):  # whoever enters it: nobody can know who said so
        case = waits(town)
        actions.rate_from_paper(
            case, code="", by=town.actors[who], at=make.minutes(20), solved=True, satisfied=satisfied
        )
        assert through(case) == "staff"


@pytest.mark.parametrize("who", ["grid", "grid_2", "community_2"])
def test_an_office_that_had_a_hand_in_it_never_ends_it_as_solved_and_the_resident_still_can_say(
    town: Town, who: str
) -> None:
    case = waits(town)
    said = {"by": town.actors[who], "at": make.minutes(20), "solved": True}
    refused("needs_their_own_word", actions.rate_from_paper, case, code="", satisfied=3, **said)
    refused("needs_their_own_word", actions.rate, case, satisfied=2, **said)
    refused("needs_their_own_word", actions.rate, case, satisfied=2, through="call", **said)
    assert RatingSlip.objects.get(case=case).used_at is None
    actions.rate(case, by=make.asker(case), at=make.minutes(30), solved=False, satisfied=1)
    assert (through(case), Case.objects.get(pk=case.pk).task) == ("link", "review")


def test_that_it_is_not_solved_may_be_entered_by_those_who_did_it_too(town: Town) -> None:
    case = waits(town)
    actions.rate(case, by=town.actors["grid"], at=make.minutes(20), solved=False, satisfied=3)
    assert (through(case), Case.objects.get(pk=case.pk).task) == ("staff", "review")


@pytest.mark.parametrize("who", ["grid", "community"])
def test_whoever_did_the_work_or_the_check_cannot_enter_a_slip_as_the_residents_word(
    town: Town, who: str
) -> None:
    case = waits(town)
    said = {
        "code": calling.slip_code(case, 0),
        "by": town.actors[who],
        "at": make.minutes(20),
        "solved": True,
    }
    refused("needs_their_own_word", actions.rate_from_paper, case, satisfied=3, **said)
    actions.rate_from_paper(case, satisfied=1, **said)
    assert through(case) == "staff"


def test_whoever_printed_the_slip_cannot_enter_it_as_the_residents_word(town: Town) -> None:
    case = waits(town)
    actions.print_slip(case, by=town.actors["community_2"], at=make.minutes(10))
    said = {"by": town.actors["community_2"], "at": make.minutes(20), "solved": True}
    code = calling.slip_code(case, 0)
    refused("needs_their_own_word", actions.rate_from_paper, case, code=code, satisfied=3, **said)
    actions.rate_from_paper(case, code=code, satisfied=1, **said)
    assert through(case) == "staff"
    assert Entry.objects.filter(verb="case.print_slip", user_id=town.actors["community_2"].user_id).exists()


def test_a_wrong_code_counts_nothing_and_an_earlier_one_is_told_apart(town: Town) -> None:
    case, other = waits(town), waits(town)
    by = town.actors["community_2"]
    said = {"by": by, "at": make.minutes(20), "solved": True, "satisfied": 3}
    refused("slip_code_wrong", actions.rate_from_paper, case, code=calling.slip_code(other, 0), **said)
    earlier = calling.slip_code(case, 0)
    case = walk(town, "rate unsolved", "take community_2", case_=case, at=make.minutes(30))
    case = walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=make.minutes(40))
    said["at"] = make.minutes(60)
    refused("slip_code_used", actions.rate_from_paper, case, code=earlier, **said)
    assert Rating.objects.filter(case=case).count() == 1


def test_a_colleague_without_a_call_who_enters_a_rating_is_never_a_call_back(town: Town) -> None:
    case = waits(town)
    actions.rate(case, by=town.actors["township"], at=make.minutes(20), solved=True, satisfied=3)
    assert through(case) == "staff"


# -- properties --------------------------------------------------------------------------------------------------------

PRESSES = st.lists(
    st.tuples(
        st.sampled_from(
            ["link", "digit", "digit_odd", "slip", "no_code", "staff", "call", "missed", "declined", "clock"]
        ),
        st.booleans(),
        st.integers(1, 3),
        st.integers(1, 40),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=PRESSES)
def test_whatever_is_pressed_one_closing_is_rated_once_and_silence_is_never_content(
    town: Town, presses
) -> None:
    case = waits(town)
    at, first = NOON + timedelta(hours=1), None
    for press, solved, satisfied, hours in presses:
        at += timedelta(hours=hours)
        with suppress(Refused):
            _press(town, case, press, solved, satisfied, at)
        if first is None:
            first = Rating.objects.filter(case=case).first()
    case.refresh_from_db()
    rated = list(Rating.objects.filter(case=case))
    assert len(rated) <= 1  # nothing here does it anew
    assert rated == ([first] if first else [])
    entered = {press for press, *_ in presses}
    if rated and not entered & {"link", "digit", "slip", "call"}:
        assert rated[0].through == "staff"
    if case.outcome in ("no_rating", "unreachable"):
        assert not rated
    if case.outcome == "unreachable":
        tries = CallTry.objects.filter(call_back__case=case, reached=False)
        assert tries.count() >= 3
        assert len({one.at.astimezone(make.ZONE).date() for one in tries}) >= 2


def _press(town: Town, case: Case, press: str, solved: bool, satisfied: int, at: datetime) -> None:
    said = {"solved": solved, "satisfied": satisfied, "at": at}
    clerk = town.actors["township"]
    call = CallBack.objects.filter(case=case, reason="rating").first()
    match press:
        case "link":
            actions.rate(case, by=make.asker(case), **said)
        case "digit":
            rate_by_digit(PHONE, str(4 - satisfied), at)
        case "digit_odd":
            rate_by_digit(PHONE, "好的", at)
        case "slip":
            code = calling.slip_code(case, calling.round_of(case))
            actions.rate_from_paper(case, code=code, by=town.actors["grid_2"], **said)
        case "no_code":
            actions.rate_from_paper(case, code="", by=town.actors["grid_2"], **said)
        case "staff":
            actions.rate(case, by=town.actors["grid"], through="call", **said)
        case "clock":
            open_calls(at)
            wake_due(at)
        case _ if call is None:
            open_calls(at)
        case "call":
            actions.open_number(call, by=clerk, at=at)
            actions.rated_by_phone(call, by=clerk, **said)
        case _:
            actions.open_number(call, by=clerk, at=at)
            (actions.not_reached if press == "missed" else actions.declined)(call, by=clerk, at=at)
