"""What two do at the same moment counts as it should: once, or for one of them, and nothing is lost.

Real servers and workers in processes of their own (`conftest.py`). Two of each on PostgreSQL, in every run; the one of
each that a SQLite file bears is asked by `bin/chaos`.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from tests.concurrent.conftest import ON_POSTGRES, Installation, Person, wait

pytestmark = [] if ON_POSTGRES else [pytest.mark.chaos]

WORKERS = 2 if ON_POSTGRES else 1
PATIENCE = 300  # seconds; a busy machine is no failure


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gives, begun at the same moment."""
    found: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(n: int) -> None:
        gate.wait(timeout=20)
        found[n] = works[n]()

    threads = [threading.Thread(target=run, args=[n]) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def send(installation: Installation, server: str, phone: Sequence[str]) -> tuple[int, str]:
    session, key = phone
    return Person(session).post(server, f"/d/{installation.told['token']}/check/", key=key)


def pair(servers: list[str]) -> tuple[str, str]:
    return servers[0], servers[-1]


def number_of_cases(installation: Installation) -> int:
    return installation.one("SELECT count(*) FROM cases_case")


def settled(installation: Installation) -> bool:
    return installation.one("SELECT count(*) FROM journal_delivery WHERE done_at IS NULL") == 0


def test_the_same_form_sent_to_both_servers_at_once_counts_once(installation: Installation) -> None:
    before, here_there = number_of_cases(installation), pair(installation.servers)
    for phone in installation.hands("phones", 10):
        sent = at_once(*(partial(send, installation, server, phone) for server in here_there))
        assert [status for status, _ in sent] == [302, 302], sent
        assert sent[0][1].split("?")[0] == sent[1][1].split("?")[0], "both are led to the same request"
    assert number_of_cases(installation) == before + 10


def test_two_people_take_the_same_case_one_gets_it_and_the_other_is_told(installation: Installation) -> None:
    people = [Person(session) for session in installation.told["logins"]]
    numbers = installation.hands("cases", 8)
    for number in numbers:
        page = f"/desk/cases/{number}/take/"
        forms = [
            dict(re.findall(r'type="hidden" name="(key|seen)" value="([^"]*)"', person.get(server, page)[1]))
            for person, server in zip(people, pair(installation.servers), strict=True)
        ]
        assert all(form.keys() == {"key", "seen"} for form in forms), forms
        answers = at_once(
            *(
                partial(person.post, server, page, **form)
                for person, server, form in zip(people, pair(installation.servers), forms, strict=True)
            )
        )
        (told,) = [answer for answer in answers if answer[0] != 302]
        assert told[0] in (403, 409), told[0]
        assert number in told[1], "a page in words, about this case"
    some = "', '".join(numbers)
    assert (
        installation.one(f"SELECT count(*) FROM cases_case WHERE number IN ('{some}') AND holder_id IS NULL")
        == 0
    )
    taken = f"verb = 'case.take' AND subject_id IN (SELECT id FROM cases_case WHERE number IN ('{some}'))"
    assert installation.one(f"SELECT count(*) FROM journal_entry WHERE {taken}") == len(numbers)


def test_a_hundred_requests_over_all_servers_have_a_hundred_numbers_and_every_reaction_happens_once(
    installation: Installation,
) -> None:
    before = number_of_cases(installation)
    last = (
        installation.one("SELECT max(last) FROM office_serial WHERE name LIKE 'case:%%'".replace("%%", "%"))
        or 0
    )
    newest = installation.one("SELECT max(id) FROM cases_case") or 0
    phones = iter(installation.hands("phones", 100))
    servers, lock = itertools.cycle(installation.servers), threading.Lock()
    statuses: list[int] = []
    workers = installation.work(WORKERS)

    def send_some() -> None:
        while True:
            with lock:
                phone, server = next(phones, None), next(servers)
            if phone is None:
                return
            statuses.append(send(installation, server, phone)[0])

    at_once(*[send_some] * 8)
    assert statuses == [302] * 100
    assert number_of_cases(installation) == before + 100
    mine = f"FROM cases_case WHERE id > {newest}"
    assert installation.one(f"SELECT count(DISTINCT number) {mine}") == 100
    serial = "CAST(substr(number, 5) AS integer)"
    assert installation.one(f"SELECT min({serial}) {mine}") == last + 1
    assert installation.one(f"SELECT max({serial}) {mine}") == last + 100, "none is left out"

    wait(lambda: settled(installation), PATIENCE)
    installation.end(workers)
    asked = f"SELECT id FROM journal_entry WHERE verb = 'case.ask' AND subject_id IN (SELECT id {mine})"
    told = f"FROM notify_message WHERE template = 'case.ask' AND entry_id IN ({asked})"
    assert installation.one(f"SELECT count(DISTINCT entry_id) {told}") == 100
    assert installation.one(f"SELECT count(*) {told}") == 100
    assert installation.one("SELECT count(*) FROM journal_delivery WHERE tries > 0") == 0, (
        "none failed on the way"
    )
    everywhere = "area_path = '370998' AND slice = 'all'"
    assert installation.one(f"SELECT sum(received) FROM insights_tally WHERE {everywhere}") == before + 100


def test_a_worker_killed_beside_another_loses_and_doubles_nothing(installation: Installation) -> None:
    installation.env["LINLI_CLAIM_SECONDS"] = "1"
    newest = installation.one("SELECT max(id) FROM journal_entry")
    installation.hands("cases", 80)
    workers = installation.work(2)  # on SQLite too: two take turns at its one lock
    wait(
        lambda: installation.one("SELECT count(*) FROM journal_delivery WHERE done_at IS NOT NULL") > 20,
        PATIENCE,
    )
    workers[0].kill()
    wait(lambda: settled(installation), PATIENCE)
    installation.end(workers)
    told = f"FROM notify_message WHERE template = 'case.ask' AND entry_id > {newest}"
    assert installation.one(f"SELECT count(*) {told}") == 80
    assert installation.one(f"SELECT count(DISTINCT entry_id) {told}") == 80


def two_of(installation: Installation, work: str, number: int) -> list[int]:
    """Two processes that do the same, begun at the same moment; what each says in the end."""
    both = [installation.start("-m", "tests.concurrent.hands", work, str(number)) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n", installation.complaints()
    answers = [out for out, _ in at_once(*(partial(o.communicate, "go\n", timeout=PATIENCE) for o in both))]
    for one in both:
        installation.running.remove(one)
    return [int(answer) for answer in answers]


def test_two_workers_count_what_nobody_counted_yet_once(installation: Installation) -> None:
    """Of a request that was never counted there is no row of sums yet at which the second one could wait."""
    received = "SELECT sum(received) FROM insights_tally WHERE area_path = '370998' AND slice = 'all'"
    before = installation.one(received) or 0
    installation.hands("cases", 60)
    assert sum(two_of(installation, "recount", 60)) == 60
    assert installation.one(received) == before + 60


def test_two_clocks_raise_each_step_once(installation: Installation) -> None:
    newest = installation.one("SELECT max(id) FROM journal_entry") or 0
    installation.hands("cases", 60)
    open_ones = installation.one(
        "SELECT count(*) FROM cases_case WHERE closed_at IS NULL AND due_at IS NOT NULL"
    )
    assert sum(two_of(installation, "wake", 20)) >= open_ones
    raised = f"FROM journal_entry WHERE verb = 'case.escalate' AND id > {newest}"
    assert installation.one(f"SELECT count(*) {raised}") == open_ones
    assert installation.one(f"SELECT count(DISTINCT subject_id) {raised}") == open_ones
    assert installation.one("SELECT count(*) FROM cases_supervision WHERE ended_at IS NULL") == open_ones
    assert "could not look" not in installation.complaints()


def test_a_sheet_is_written_while_people_post(installation: Installation) -> None:
    before, phones = number_of_cases(installation), installation.hands("phones", 40)
    run = installation.hands("sheet", 400)
    workers = installation.work(WORKERS)

    def run_is(state: str) -> Callable[[], bool]:
        return lambda: installation.one(f"SELECT state FROM office_importrun WHERE id = {run}") == state

    wait(run_is("checked"), PATIENCE)
    installation.hands("bring", run)
    sent = []
    for n, phone in enumerate(phones):
        sent.append(send(installation, installation.servers[n % len(installation.servers)], phone)[0])
    wait(run_is("shown"), PATIENCE)
    installation.end(workers)
    assert sent == [302] * 40
    assert number_of_cases(installation) == before + 40
    assert installation.one(f"SELECT count(*) FROM territory_household WHERE run_id = {run}") == 400
    assert installation.one(f"SELECT made FROM office_importrun WHERE id = {run}") == 400
