"""A rating by text message: what people write is understood, and what could mean two things counts nothing."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from linli.cases import actions
from linli.cases.actions.rating import rate_by_digit
from linli.cases.models import Case, Rating
from linli.cases.replies import AGAIN, ASKS, NOTHING_WAITS, Said, understood
from tests import make
from tests.cases.closings import PHONE, through, waits
from tests.make import Town, walk


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
