"""once(): what was sent twice happens once."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection

from linli.common.actor import RESIDENT, SYSTEM, Actor
from linli.common.refusals import Refused
from linli.office.actions import next_number, once
from linli.office.models import Command
from tests.make import NOON

KEY = uuid.UUID(int=7)


def test_the_same_key_gives_the_first_answer_and_does_nothing_twice(db: None) -> None:
    done = []
    for _ in range(3):
        answer = once(RESIDENT, KEY, {"a": 1}, lambda: done.append(1) or {"case": 5}, at=NOON)
    assert (answer, done) == ({"case": 5}, [1])


def test_the_same_key_with_another_body_is_refused(db: None) -> None:
    once(RESIDENT, KEY, {"a": 1}, dict, at=NOON)
    with pytest.raises(Refused) as caught:
        once(RESIDENT, KEY, {"a": 2}, dict, at=NOON)
    assert caught.value.refusal.code == "same_key_other_body"


def test_two_people_may_use_the_same_key(db: None) -> None:
    once(Actor("user", user_id=1), KEY, {}, lambda: {"n": 1}, at=NOON)
    assert once(Actor("user", user_id=2), KEY, {}, lambda: {"n": 2}, at=NOON) == {"n": 2}


def test_work_that_fails_leaves_no_command_so_it_can_be_sent_again(db: None) -> None:
    with pytest.raises(ZeroDivisionError):
        once(SYSTEM, KEY, {}, lambda: {"n": 1 // 0}, at=NOON)
    assert not Command.objects.exists()
    assert once(SYSTEM, KEY, {}, lambda: {"n": 1}, at=NOON) == {"n": 1}


@pytest.mark.django_db(transaction=True)
def test_eight_threads_sending_the_same_form_do_it_once() -> None:
    done: list[int] = []
    answers: list[dict] = []

    def send() -> None:
        def work() -> dict:
            done.append(next_number("test"))
            return {"number": done[-1]}

        answers.append(once(RESIDENT, KEY, {"a": 1}, work, at=NOON))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"number": answers[0]["number"]}] * 8
    assert Command.objects.count() == 1
    assert next_number("test") == 2, "a twin that was rolled back drew no number"


@pytest.mark.django_db(transaction=True)
def test_numbers_drawn_by_many_at_once_are_all_different() -> None:
    from django.db import transaction

    drawn: list[int] = []

    def draw() -> None:
        for _ in range(10):
            with transaction.atomic():
                drawn.append(next_number("many"))
        connection.close()

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == list(range(1, 61))
