"""record() and what it owes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from linli.common.actor import SYSTEM
from linli.journal import registry
from linli.journal.actions import claim, record, settle, try_again
from linli.journal.models import Delivery, Entry
from linli.journal.queries import UNREADABLE, failing, lines_of, owed
from linli.territory.models import Area
from tests import make

calls: list[int] = []


def note(entry: Entry) -> None:
    calls.append(entry.pk)


def stumble(entry: Entry) -> None:
    Area.objects.filter(pk=entry.subject_id).update(name="half done")
    raise ConnectionError("with somebody's number 13800002046 in it")


@pytest.fixture
def area(db: None):
    calls.clear()
    before = dict(registry._by_verb), dict(registry._by_name)
    registry.listen({"test.noted": [note], "test.stumbled": [note, stumble]})
    yield make.territory.draw_area(
        path="37", level="province", name="省", parent=None, by=SYSTEM, at=make.LONG_AGO
    )
    registry._by_verb.update(before[0])
    registry._by_name.update(before[1])


def write(area: Area, verb: str = "test.noted", **more) -> Entry:
    with transaction.atomic():
        return record(verb, area, by=SYSTEM, at=make.NOON, **more)


def later(entry: Entry, seconds: float = 1):
    return entry.recorded_at + timedelta(seconds=seconds)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_an_error(area: Area) -> None:
    with pytest.raises(RuntimeError):
        record("test.noted", area, by=SYSTEM, at=make.NOON)


def test_an_entry_and_its_deliveries_are_rolled_back_together(area: Area) -> None:
    before = Entry.objects.count()

    @transaction.atomic
    def break_off() -> None:
        record("test.noted", area, by=SYSTEM, at=make.NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert (Entry.objects.count(), owed()) == (before, 0)


def test_a_reaction_runs_once_and_is_done(area: Area) -> None:
    entry = write(area)
    [(id, until)] = claim(later(entry))
    assert settle(id, until, later(entry)) is True
    assert settle(id, until, later(entry)) is False
    assert calls == [entry.pk]
    assert claim(later(entry, 9999)) == []


def test_two_workers_never_hold_the_same_delivery(area: Area) -> None:
    entry = write(area)
    assert len(claim(later(entry))) == 1
    assert claim(later(entry)) == []


def test_a_dead_workers_claim_lapses_and_its_late_return_counts_for_nothing(area: Area) -> None:
    entry = write(area)
    [(id, first)] = claim(later(entry))
    [(same, second)] = claim(later(entry, 62))
    assert same == id
    assert settle(id, first, later(entry, 62)) is False, "another worker has it in hand"
    assert settle(id, second, later(entry, 63)) is True
    assert settle(id, first, later(entry, 64)) is False
    assert calls == [entry.pk]


def test_a_reaction_that_fails_undoes_its_half_is_put_off_and_stops_nobody(area: Area) -> None:
    entry = write(area, "test.stumbled")
    results = [settle(id, until, later(entry)) for id, until in claim(later(entry))]
    assert results == [True, False]
    area.refresh_from_db()
    assert area.name == "省"
    failed = Delivery.objects.get(done_at=None)
    assert (failed.tries, failed.error, failing()) == (1, "ConnectionError", 1)
    assert failed.next_at == later(entry) + timedelta(seconds=5)
    assert claim(later(entry, 3)) == []
    assert len(claim(later(entry, 10))) == 1


def test_the_error_kept_says_nothing_personal(area: Area) -> None:
    entry = write(area, "test.stumbled")
    for id, until in claim(later(entry)):
        settle(id, until, later(entry))
    assert "138" not in Delivery.objects.get(done_at=None).error


def test_back_off_grows_and_the_desk_can_ask_for_another_try_now(area: Area) -> None:
    entry = write(area, "test.stumbled")
    now = later(entry)
    waits = []
    for _ in range(7):
        for id, until in claim(now):
            settle(id, until, now)
        failed = Delivery.objects.get(done_at=None)
        waits.append((failed.next_at - now).total_seconds())
        now = failed.next_at
    assert waits == [5, 30, 120, 600, 3600, 3600, 3600]
    assert try_again(now) == 1
    assert len(claim(now)) == 1


def test_a_reaction_unknown_to_this_version_waits_for_one_that_knows_it(area: Area) -> None:
    entry = write(area)
    Delivery.objects.update(reaction="gone.away")
    [(id, until)] = claim(later(entry))
    assert settle(id, until, later(entry)) is False
    assert Delivery.objects.get().error == "LookupError"


def test_words_whose_key_is_lost_say_so_and_the_rest_still_reads(area: Area, settings) -> None:
    from linli.common.keys import KeyRing

    write(area, words={"reason": "锈穿了", "empty": ""})
    assert lines_of(area)[-1].words == {"reason": "锈穿了"}
    settings.KEY_RING = KeyRing(2, {2: b"x" * 32})
    assert lines_of(area)[-1].words == {"reason": UNREADABLE}


def test_reading_a_timeline_takes_two_queries_whatever_its_length(
    area: Area, django_assert_num_queries
) -> None:
    for _ in range(30):
        write(area, words={"reason": "锈穿了"})
    with django_assert_num_queries(2):
        assert len(lines_of(area)) == 31
