"""The resident's word: once, by whichever way, and never made better by those who did the work."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import actions, calling
from linli.cases.actions.asked_later import drawn
from linli.cases.actions.rating import rate_by_digit
from linli.cases.actions.ringing import open_calls
from linli.cases.actions.waking import wake_due
from linli.cases.models import CallBack, CallTry, Case, Rating, RatingSlip
from linli.cases.replies import AGAIN, ASKS, NOTHING_WAITS, Said, understood
from linli.common.actor import SYSTEM
from linli.common.keys import hash_token
from linli.common.refusals import Refused
from linli.journal.models import Entry, Reading
from linli.office.actions import set_setting
from linli.people.actions import appoint
from linli.people.queries import actor_of
from tests import make
from tests.make import NOON, Town, walk

PHONE = "13800002046"
DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")
DAY = timedelta(days=1)


def waits(town: Town, *, at: datetime = NOON, phone: str = PHONE) -> Case:
    """A request that the grid did and the community checked, waiting for its rating."""
    asker = actions.Asker("周阿姨", phone) if phone else None
    return walk(town, *DONE, case_=make.case(town, asker=asker, at=at), at=at)


def refused(code: str, action, /, *args, **kwargs) -> None:
    with pytest.raises(Refused) as error:
        action(*args, **kwargs)
    assert error.value.refusal.code == code


def through(case: Case) -> str:
    return Rating.objects.get(case=case).through


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
    case = walk(town, "rate unsolved", "take community", case_=case, at=make.minutes(10))
    case = walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=make.minutes(20))
    first, second = RatingSlip.objects.filter(case=case).order_by("round")
    assert first.used_at is not None
    assert second.used_at is None
    assert calling.rating_token(case, 0) != calling.rating_token(case, 1)


def test_a_closing_that_nobody_rated_keeps_its_slip_when_it_is_done_anew(town: Town) -> None:
    case = waits(town)
    wake_due(NOON + 9 * DAY)
    case = walk(town, "reopen", "take community", case_=case, at=NOON + 10 * DAY)
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
    case = walk(town, "rate unsolved", "take community", case_=case, at=make.minutes(30))
    case = walk(town, "decide name grid", "take grid", *DONE[2:], case_=case, at=make.minutes(40))
    said["at"] = make.minutes(60)
    refused("slip_code_used", actions.rate_from_paper, case, code=earlier, **said)
    assert Rating.objects.filter(case=case).count() == 1


def test_a_colleague_without_a_call_who_enters_a_rating_is_never_a_call_back(town: Town) -> None:
    case = waits(town)
    actions.rate(case, by=town.actors["township"], at=make.minutes(20), solved=True, satisfied=3)
    assert through(case) == "staff"


# -- by text message ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(("1", Said(True, 3)), ("２", Said(True, 2)), ("3.", Said(True, 1)), ("0", Said(False, 1))),
        *(("【1】", Said(True, 3)), ("回复1", Said(True, 3)), ("1，谢谢你们", Said(True, 3))),
        *(("满意", Said(True, 3)), ("非常满意！", Said(True, 3)), ("解决了，满意", Said(True, 3))),
        *(("一般", Said(True, 2)), ("修好了，还行", Said(True, 2)), ("解决了，但不满意", Said(True, 1))),
        *(("没解决", Said(False, 1)), ("还没有修好，不满意", Said(False, 1)), ("未解决", Said(False, 1))),
        *(("0 没解决", Said(False, 1)), ("3 解决了但不满意", Said(True, 1))),
        ("没解决，不过人很好，满意", Said(False, 3)),
        ("都三个月了还没解决", Said(False, 1)),
    ],
)
def test_what_people_send_is_understood(text: str, said: Said) -> None:
    assert understood(text) == said


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "？", "12", "10", "1 2", "1还是2", "4", "9", "-1", "你好", "谢谢", "TD", "好的"),
        *(
            "不满意",
            "解决了",
            "满意吗",
            "满意个鬼",
            "是不是解决了",
            "1 没解决",
            "0 满意解决了",
            "满意，不满意",
        ),
        *("3天了", "3楼还是漏", "13800002046", "解决了没有解决", "一般满意不满意", "1" * 5000, "\x00", "①②"),
    ],
)
def test_what_could_mean_two_things_is_not_guessed(text: str) -> None:
    assert understood(text) is None


NOT_SOLVED = """没得到解决，不满意|根本解决不了问题，不满意|问题未得到妥善解决|没人来解决|没有人来解决，一般
希望尽快解决，一般|何时能解决|1 没得到解决|1 解决个屁|什么时候能解决，满意
谁来解决，一般|怎么才能解决，一般|能不能解决，满意|请尽快解决，一般|赶紧解决，满意
1 希望尽快解决|1 没人来|1 水还在漏|1 又漏了|1 骗人的
2 没人来修好|3 没有得到解决|3 解决不了|不能解决，一般|未能解决，满意
没能修好，一般|没给修好，满意|解决不好，一般|解决不掉，一般|解决了没，满意
解决了个寂寞，满意|解决得不好，一般|什么都没解决，一般|没有彻底解决，还行|一般，希望早日解决
等着解决，一般|要求解决，一般|难以解决，一般|无法解决，一般|无人解决，一般
要是解决了我就满意|解决了一半，一般|说是解决了，一般，其实没人来|满意，没人来|1 不管用，没修好
哪天解决，一般|多久能修好，一般|马上解决！一般|没把问题解决，一般|为什么不解决，一般"""


@pytest.mark.parametrize("text", NOT_SOLVED.replace("\n", "|").split("|"))
def test_what_speaks_against_solved_is_never_read_as_solved(text: str) -> None:
    said = understood(text)
    assert said is None or not said.solved


@pytest.mark.parametrize(
    ("text", "satisfied"),
    [
        *(
            ("很快就解决了，满意", 3),
            ("修好了，灯不闪了，满意", 3),
            ("1 不漏了，谢谢", 3),
            ("马上就解决了，满意", 3),
        ),
        *(("没想到这么好，解决了，满意", 3), ("解决了，没问题，满意", 3), ("3 不太满意但解决了", 1)),
        *(
            ("已经解决，满意", 3),
            ("问题得到解决，很满意", 3),
            ("3 解决了但不满意，没人道歉", 1),
            ("2 还行", 2),
        ),
    ],
)
def test_what_people_add_who_are_content_is_no_doubt(text: str, satisfied: int) -> None:
    assert understood(text) == Said(True, satisfied)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_it(text: str) -> None:
    said = understood(text)
    assert said is None or said.satisfied in (1, 2, 3)


@given(st.text(alphabet="0123456789 、,", max_size=6))
def test_a_number_with_more_than_one_figure_is_never_taken_for_an_answer(text: str) -> None:
    figures = [c for c in text if c.isdigit()]
    if len(figures) != 1 or figures[0] > "3":
        assert understood(text) is None


def test_a_digit_counts_and_says_back_what_it_understood(town: Town) -> None:
    case = waits(town)
    reply = rate_by_digit("+86 138-0000-2046", "１", make.minutes(30))
    assert reply.counted
    assert "解决了，满意" in reply.words
    assert case.spoken_number in reply.words
    assert (through(case), Case.objects.get(pk=case.pk).outcome) == ("digit", "solved")


def test_what_is_ambiguous_counts_nothing_and_is_asked_again(town: Town) -> None:
    case = waits(town)
    reply = rate_by_digit(PHONE, "不满意", make.minutes(30))
    assert (reply.words, reply.counted) == (AGAIN, False)
    assert ASKS in AGAIN
    assert not Rating.objects.filter(case=case).exists()
    assert Case.objects.get(pk=case.pk).task == "rating"


def test_a_number_without_a_waiting_request_learns_nothing(town: Town) -> None:
    walk(town, "take grid", case_=make.case(town, asker=actions.Asker("", PHONE)))
    waits(town, phone="")
    for phone in (PHONE, "13900000000", "", "110", "不是号码"):
        assert rate_by_digit(phone, "1", make.minutes(30)).words == NOTHING_WAITS


def test_of_two_requests_the_one_asked_last_is_meant(town: Town) -> None:
    first, second = waits(town), waits(town, at=make.minutes(30))
    assert rate_by_digit(PHONE, "1", make.minutes(60)).number == second.number
    assert rate_by_digit(PHONE, "0", make.minutes(61)).number == first.number
    assert Case.objects.get(pk=first.pk).status == "open"


def test_a_message_delivered_twice_never_rates_the_other_request(town: Town) -> None:
    first, second = waits(town), waits(town, at=make.minutes(30))
    replies = {rate_by_digit(PHONE, "1", make.minutes(60 + n), message="sms-77") for n in range(3)}
    assert len(replies) == 1
    assert Rating.objects.filter(case=second).count() == 1
    assert not Rating.objects.filter(case=first).exists()


def test_the_command_is_the_door_for_a_gateway(town: Town, capsys) -> None:
    waits(town)
    call_command("rate_by_digit", PHONE, "满意", "--message", "1")
    assert "记下了：解决了，满意" in capsys.readouterr().out


# -- who is rung -------------------------------------------------------------------------------------------------------


def listed(town: Town, *, at: datetime = NOON + 4 * DAY) -> CallBack:
    case = waits(town)
    assert open_calls(at) == 1
    return CallBack.objects.get(case=case)


def ring(call: CallBack, town: Town, who: str = "township", *, at: datetime) -> None:
    actions.open_number(call, by=town.actors[who], at=at)


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
    case = walk(town, "reopen", "take community", case_=call.case, at=NOON + 10 * DAY)
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
    case = walk(town, "take community", "decide confirm", case_=case, at=make.minutes(120))
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
