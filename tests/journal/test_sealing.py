"""What was sealed can be verified: one changed byte is found and named, and an erased person leaves it whole."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from linli.common.actor import SYSTEM
from linli.journal.actions import drop_readings, erase_words, note_reading, record, seal_all, seal_hourly
from linli.journal.models import Entry, EntryDetail, Reading, Seal
from linli.journal.sealing import joined, verify
from linli.territory.models import Area
from tests import make


@pytest.fixture
def area(db: None) -> Area:
    return make.territory.draw_area(
        path="37", level="province", name="省", parent=None, by=SYSTEM, at=make.LONG_AGO
    )


def later(minutes: float = 2):
    return timezone.now() + timedelta(minutes=minutes)


def write(area: Area, number: int = 5) -> list[Entry]:
    with transaction.atomic():
        return [
            record("test.noted", area, by=SYSTEM, at=make.NOON, words={"words": f"水管 {n}"}, n=n)
            for n in range(number)
        ]


def sealed(area: Area, number: int = 5) -> list[Entry]:
    entries = write(area, number)
    seal_all(later())
    assert verify().findings == []
    return entries


SQLITE = connection.vendor == "sqlite"


def loose(change: str) -> object:
    """A change that only SQLite lets anybody write: a PostgreSQL column holds what its type says, and text is text."""
    return pytest.param(
        change, marks=pytest.mark.skipif(not SQLITE, reason="PostgreSQL refuses what is no text or no moment")
    )


def octets(digits: str) -> str:
    """Bytes, as the database writes them."""
    return f"x'{digits}'" if SQLITE else f"'\\x{digits}'::bytea"


def tamper(sql: str, *params: object) -> None:
    """What somebody with the database in their hands can do: the triggers go first."""
    with connection.cursor() as cursor:
        if SQLITE:
            for name in ("entry_is_not_changed", "reading_is_not_changed", "sealed_entry_is_not_deleted"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        cursor.execute(sql, params or None)


def leave_ten_numbers_out(table: str) -> None:
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + 10 WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, 10)", [table]
            )


def found(head: str = "") -> list[tuple[str, int]]:
    return [(finding.code, finding.number) for finding in verify(head).findings]


def test_what_nobody_touched_is_as_it_was_sealed(area: Area) -> None:
    sealed(area, 12)
    report = verify()
    assert (report.findings, report.seals, report.rows["entry"], report.unsealed) == ([], 1, 13, 0)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'test.noter'",
        "subject_id = subject_id + 1",
        "subject_type = 'territory.areb'",
        "area_path = '3'",
        "office_id = 7",
        "actor_kind = 'clock'",
        "post_id = 1",
        "for_post_id = 1",
        "data = replace(data, '2', '3')" if SQLITE else "data = replace(data::text, '2', '3')::jsonb",
        "at = '2026-11-23 04:00:00.000001'",
        loose("at = 'soon'"),
        "recorded_at = '2020-01-01 00:00:00'",
        loose("verb = cast(x'ff' || substr(verb, 2) as text)"),
    ],
)
def test_one_changed_byte_is_found_and_the_entry_named(area: Area, change: str) -> None:
    entries = sealed(area)
    tamper(f"UPDATE journal_entry SET {change} WHERE id = %s", entries[2].pk)
    assert found() == [("changed", entries[2].pk)]


def test_a_deleted_entry_is_named(area: Area) -> None:
    entries = sealed(area)
    entries[1].deliveries.all().delete()
    EntryDetail.objects.filter(entry=entries[1]).delete()
    tamper("DELETE FROM journal_entry WHERE id = %s", entries[1].pk)
    assert found() == [("deleted", entries[1].pk)]


def test_an_entry_put_into_a_sealed_range_is_named(area: Area) -> None:
    entries = write(area)
    entries[1].deliveries.all().delete()
    EntryDetail.objects.filter(entry=entries[1]).delete()
    tamper("DELETE FROM journal_entry WHERE id = %s", entries[1].pk)  # a number that was never used
    seal_all(later())
    assert found() == []
    Entry.objects.create(
        pk=entries[1].pk,
        verb="test.noted",
        subject_type="territory.area",
        subject_id=area.pk,
        actor_kind="system",
        at=make.NOON,
        recorded_at=make.NOON,
    )
    assert found() == [("inserted", entries[1].pk)]


def test_an_entry_put_before_the_first_or_between_two_ranges_is_named(area: Area) -> None:
    entries = write(area, 3)
    last = entries[-1].pk
    leave_ten_numbers_out("journal_entry")  # a gap after the first range
    seal_all(later())
    write(area, 2)
    seal_all(later())
    assert found() == []
    Entry.objects.create(
        pk=last + 5,
        verb="test.noted",
        subject_type="territory.area",
        subject_id=area.pk,
        actor_kind="system",
        at=make.NOON,
        recorded_at=make.NOON,
    )
    assert found() == [("inserted", last + 5)]


@pytest.mark.parametrize(
    "change",
    [
        f"salt = {octets('00')}",
        loose("salt = 'salt'"),
        "ciphertext = (SELECT ciphertext FROM journal_entrydetail ORDER BY id LIMIT 1)",
        loose("ciphertext = 'plain words'"),  # on PostgreSQL bytes of a key that nobody has
        loose("ciphertext = cast(x'ff' || ciphertext as text)"),
        f"ciphertext = {octets('0001')}",
    ],
)
def test_changed_words_are_named(area: Area, change: str) -> None:
    entries = sealed(area)
    tamper(f"UPDATE journal_entrydetail SET {change} WHERE entry_id = %s", entries[3].pk)
    assert found() == [("words_changed", entries[3].pk)]


def test_words_with_their_hash_changed_too_are_named(area: Area) -> None:
    entries = sealed(area)
    tamper(
        "UPDATE journal_entrydetail SET (salt, ciphertext, salted_hash) = "
        "(SELECT salt, ciphertext, salted_hash FROM journal_entrydetail ORDER BY id LIMIT 1) WHERE entry_id = %s",
        entries[3].pk,
    )
    assert found() == [("changed", entries[3].pk)]


def test_words_that_went_without_being_erased_are_named(area: Area) -> None:
    entries = sealed(area)
    tamper("UPDATE journal_entrydetail SET ciphertext = NULL WHERE entry_id = %s", entries[0].pk)
    tamper("DELETE FROM journal_entrydetail WHERE entry_id = %s", entries[1].pk)
    assert found() == [("changed", entries[1].pk), ("words_missing", entries[0].pk)]


@pytest.mark.parametrize(
    "change",
    [
        "digest = replace(digest, substr(digest, 1, 1), 'x')",
        "leaves = substr(leaves, 1, length(leaves) - 1)",
        "number = number + 1",
        "first_id = first_id + 1",
        "sealed_at = '2020-01-01 00:00:00'",
        "previous = 'a'",
        loose("digest = cast(x'ff' as text)"),
        loose("sealed_at = 'soon'"),
        "leaves = 'none'",
    ],
)
def test_a_changed_seal_is_named(area: Area, change: str) -> None:
    sealed(area)
    last = Seal.objects.get().last_id
    tamper(f"UPDATE journal_seal SET {change}")
    assert ("seal_changed", last) in found()


def test_a_seal_made_anew_over_a_changed_entry_breaks_the_chain(area: Area) -> None:
    entries = sealed(area)
    sealed(area)
    first = Seal.objects.order_by("last_id").first()
    assert first is not None
    tamper("UPDATE journal_entry SET actor_kind = 'clock' WHERE id = %s", entries[2].pk)
    kept = Seal.objects.exclude(pk=first.pk).values().get()
    Seal.objects.all().delete()
    young = Entry.objects.filter(pk__lte=first.last_id)
    from linli.journal import sealing

    first.leaves = b"".join(sealing.leaf(e) for e in young.order_by("pk").prefetch_related("details"))
    first.digest = sealing.digest(first)
    first.save(force_insert=True)
    Seal.objects.create(**kept)
    assert found() == [("chain_broken", kept["last_id"])]


def test_a_missing_last_range_is_found_by_the_digest_on_paper(area: Area) -> None:
    sealed(area)
    sealed(area)
    head = verify().head
    assert found(head.upper()) == []
    Seal.objects.order_by("-last_id")[0].delete()
    assert found() == []  # nothing in the database can tell
    assert [code for code, _ in found(head)] == ["head_missing"]


def test_what_is_younger_than_a_minute_waits_and_is_told_as_not_sealed(area: Area) -> None:
    write(area)
    assert seal_all(timezone.now()) == 0
    assert verify().unsealed == 6
    assert seal_all(later()) == 6


@pytest.mark.skipif(SQLITE, reason="on SQLite one writes at a time")
def test_what_came_while_somebody_is_still_writing_waits_for_them(area: Area) -> None:
    import psycopg

    at = connection.settings_dict
    place = {"host": at["HOST"], "port": at["PORT"], "dbname": at["NAME"], "user": at["USER"]}
    with psycopg.connect(**place, password=at["PASSWORD"]) as other:
        other.execute("INSERT INTO office_serial (name, last) VALUES ('long', 1)")
        write(area)
        assert seal_all(later()) == 0, "its entries, not yet to be seen, may have lower numbers"
        other.rollback()
        with connection.cursor() as cursor:  # what goes on is looked at once a transaction, and a test is one
            cursor.execute("SELECT pg_stat_clear_snapshot()")
        assert seal_all(later()) == 6


def test_ranges_hold_a_thousand_and_the_clock_seals_once_an_hour(area: Area) -> None:
    write(area, 1200)
    now = later()
    assert seal_hourly(now) == 1201
    assert [seal.number for seal in Seal.objects.order_by("pk")] == [1000, 201]
    write(area)
    assert seal_hourly(now + timedelta(minutes=50)) == 0
    assert seal_hourly(now + timedelta(minutes=61)) == 5
    assert verify().findings == []


def test_erased_words_leave_the_seal_whole(area: Area) -> None:
    sealed(area)
    assert erase_words("territory.area", [area.pk], at=make.NOON) == 5
    report = verify()
    assert (report.findings, report.erased) == ([], 5)


def test_a_lost_key_is_counted_and_not_taken_for_tampering(area: Area) -> None:
    entries = sealed(area)
    one = EntryDetail.objects.get(entry=entries[0])
    EntryDetail.objects.filter(pk=one.pk).update(ciphertext=b"\x00\x63" + bytes(one.ciphertext or b"")[2:])
    report = verify()
    assert (report.findings, report.unreadable) == ([], 1)


def test_the_commands_say_it_in_words(area: Area) -> None:
    entries = write(area)
    seal_all(later())
    out = io.StringIO()
    call_command("seal", stdout=out)
    digest = out.getvalue().split()[-1]
    assert len(digest) == 64
    call_command("verify", "--head", digest, stdout=out)
    assert "As it was sealed." in out.getvalue()
    tamper("UPDATE journal_entry SET actor_kind = 'clock' WHERE id = %s", entries[2].pk)
    with pytest.raises(SystemExit):
        call_command("verify", stdout=out)
    assert f"entry {entries[2].pk} was changed" in out.getvalue()


@pytest.mark.skipif(not SQLITE, reason="triggers; PostgreSQL has privileges, the test below")
def test_the_database_itself_refuses_to_change_an_entry_or_a_reading(area: Area) -> None:
    entries = sealed(area)
    note_reading(area, level="L1", what="name", purpose="visit", by=SYSTEM, at=make.NOON)
    EntryDetail.objects.filter(entry=entries[0]).delete()
    for change in (
        lambda: Entry.objects.filter(pk=entries[0].pk).update(verb="other"),
        lambda: Entry.objects.filter(pk=entries[0].pk).delete(),
        lambda: Reading.objects.update(purpose="other"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    Reading.objects.all().delete()  # its retention ends


@pytest.mark.skipif(SQLITE, reason="SQLite has no roles; it has triggers, the test above")
def test_the_role_that_the_how_to_makes_cannot_change_an_entry_or_a_reading(area: Area) -> None:
    entries = sealed(area)
    note_reading(area, level="L1", what="name", purpose="visit", by=SYSTEM, at=make.NOON)
    how_to = (settings.REPO_DIR / "docs/how-to/seal-and-verify.md").read_text()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO clerk")
        for line in how_to.splitlines():
            if line.startswith("    REVOKE "):
                cursor.execute(line.replace(" FROM linli;", " FROM clerk"))
        cursor.execute("SET LOCAL ROLE clerk")
    EntryDetail.objects.filter(entry=entries[0]).delete()
    entries[0].deliveries.all().delete()
    for change in (
        lambda: Entry.objects.filter(pk=entries[0].pk).update(verb="other"),
        lambda: Entry.objects.filter(pk=entries[0].pk).delete(),
        lambda: Reading.objects.update(purpose="other"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    write(area)
    assert drop_readings(make.NOON + timedelta(minutes=1), most=9, at=make.NOON) == 1, "its retention ends"


# -- readings ---------------------------------------------------------------------------------------------------------


def read(area: Area, number: int = 5) -> list[Reading]:
    """Readings an hour apart."""
    return [
        note_reading(
            area, level="L2", what="phone", purpose="visit", by=SYSTEM, at=make.NOON + timedelta(hours=n)
        )
        for n in range(number)
    ]


def sealed_readings(area: Area, number: int = 5) -> list[Reading]:
    readings = read(area, number)
    seal_all(late())
    assert verify().findings == []
    return readings


def late():
    """A moment after both clocks: that of the machine and that of the tests."""
    return max(timezone.now(), make.NOON) + timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        "user_id = 7",
        "post_id = 7",
        "subject_type = 'territory.areb'",
        "subject_id = subject_id + 1",
        "level = 'L1'",
        "what = 'name'",
        "purpose = 'other'",
        "area_path = '37'",
        "at = '2026-11-23 04:00:00.000001'",
        loose("at = 'soon'"),
        loose("purpose = cast(x'ff' as text)"),
    ],
)
def test_one_changed_byte_of_a_reading_is_found_and_the_reading_named(area: Area, change: str) -> None:
    readings = sealed_readings(area)
    tamper(f"UPDATE journal_reading SET {change} WHERE id = %s", readings[2].pk)
    assert [(f.code, f.kind, f.number) for f in verify().findings] == [("changed", "reading", readings[2].pk)]
    tamper(
        "UPDATE journal_reading SET user_id = NULL, at = '2026-11-23 06:00:00'"
    )  # so that the test can end


def test_a_deleted_reading_is_named_and_so_is_one_put_between(area: Area) -> None:
    readings = sealed_readings(area)
    tamper("DELETE FROM journal_reading WHERE id = %s", readings[1].pk)
    assert [(f.code, f.kind, f.number) for f in verify().findings] == [("deleted", "reading", readings[1].pk)]
    leave_ten_numbers_out("journal_reading")
    seal_all(late())
    more = sealed_readings_after_a_hole(area)
    tamper("UPDATE journal_reading SET id = id - 3 WHERE id = %s", more)
    named = {(f.code, f.number) for f in verify().findings}
    assert named == {("deleted", readings[1].pk), ("deleted", more), ("inserted", more - 3)}


def sealed_readings_after_a_hole(area: Area) -> int:
    (reading,) = read(area, 1)
    seal_all(late())
    return reading.pk


def test_readings_and_entries_stand_in_one_chain(area: Area) -> None:
    sealed(area)
    sealed_readings(area)
    sealed(area)
    assert [s.kind for s in Seal.objects.order_by("pk")] == ["entry", "reading", "entry"]
    report = verify()
    assert report.rows == {"entry": 11, "reading": 5}
    Seal.objects.filter(kind="reading").delete()
    assert [f.code for f in verify().findings] == ["chain_broken"]


def test_a_seal_of_readings_that_calls_itself_another_kind_is_named(area: Area) -> None:
    sealed(area)
    sealed_readings(area)
    last = Seal.objects.get(kind="reading").last_id
    tamper("UPDATE journal_seal SET kind = 'other' WHERE kind = 'reading'")
    assert ("seal_changed", last) in found()


def test_readings_whose_time_is_over_go_and_leave_the_seal_whole(area: Area) -> None:
    readings = sealed_readings(area)
    assert drop_readings(readings[3].at, most=2, at=make.NOON) == 2
    assert drop_readings(readings[3].at, most=2, at=make.NOON) == 1
    report = verify()
    assert (report.findings, report.dropped, report.rows["reading"]) == ([], 3, 2)
    seal_all(late())
    assert verify().findings == []
    told = [e.data["ranges"] for e in Entry.objects.filter(verb="reading.dropped").order_by("pk")]
    assert told == [[[readings[0].pk, readings[1].pk]], [[readings[2].pk] * 2]]


def test_a_reading_that_went_beside_those_whose_time_was_over_is_named(area: Area) -> None:
    readings = sealed_readings(area)
    drop_readings(readings[2].at, most=200, at=make.NOON)
    tamper("DELETE FROM journal_reading WHERE id = %s", readings[3].pk)
    assert found() == [("deleted", readings[3].pk)]


def test_an_entry_that_spoilt_what_was_dropped_excuses_nothing(area: Area) -> None:
    readings = sealed_readings(area)
    drop_readings(readings[2].at, most=200, at=make.NOON)
    seal_all(late())
    tamper("UPDATE journal_entry SET data = '{}' WHERE verb = 'reading.dropped'")
    assert sorted(code for code, _ in found()) == ["changed", "deleted", "deleted"]


def test_a_young_reading_waits_and_the_clock_seals_readings_without_any_entry(area: Area) -> None:
    sealed(area)
    now = late()
    note_reading(area, level="L2", what="phone", purpose="visit", by=SYSTEM, at=now)
    assert seal_all(now) == 0
    assert verify().unsealed == 1
    assert seal_hourly(now + timedelta(hours=2)) == 1
    assert verify().unsealed == 0


def test_noting_a_reading_costs_no_more_than_its_row(area: Area) -> None:
    with CaptureQueriesContext(connection) as asked:
        read(area, 1)
    assert len([q for q in asked if "journal_" in q["sql"]]) == 1


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=12))
def test_joined_ranges_hold_the_same_numbers_in_as_few_ranges_as_there_can_be(
    raw: list[tuple[int, int]],
) -> None:
    ranges = [(low, low + more) for low, more in raw]
    told = joined(ranges)
    assert {n for low, high in told for n in range(low, high + 1)} == {
        n for low, high in ranges for n in range(low, high + 1)
    }
    assert all(before[1] + 1 < after[0] for before, after in pairwise(told))
