"""Closing ranges of entries and of readings (封存), finding what was changed afterwards. Computes; `actions` writes.

A leaf is the SHA-256 of everything that a row says, an entry's with its details' salted hashes: words can be erased,
the hash of what they were stays. A seal holds the leaves of its range and is chained to the seal made before it.
A reading whose time is over goes; its leaf stays, and an entry says that it went (`DROPPED`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Prefetch, QuerySet

from linli.common.keys import KeyMissing
from linli.journal.models import Entry, EntryDetail, Reading, Seal, SealKind

A_RANGE = 1000  # rows in one seal at most
# a row of a transaction that is still open may have a lower number than some we see
SETTLED = timedelta(minutes=1)
DROPPED = "reading.dropped"  # data: ranges, [[first number, last number], …]
ID_BYTES, LEAF_BYTES = 8, 40
# what a row raises that somebody changed by hand: bytes that are no text, a date or a JSON that is none
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError)


def canonical(row: Entry | Reading) -> bytes:
    """What a row says, always as the same bytes whatever the database."""
    said = _said_by_entry(row) if isinstance(row, Entry) else _said_by_reading(row)
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _said_by_entry(entry: Entry) -> list[Any]:
    return [
        entry.pk,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.area_path,
        entry.office_id,
        entry.actor_kind,
        entry.user_id,
        entry.post_id,
        entry.for_post_id,
        entry.data,
        _moment(entry.at),
        _moment(entry.recorded_at),
        sorted([one.name, one.salted_hash, one.retention] for one in entry.details.all()),
    ]


def _said_by_reading(reading: Reading) -> list[Any]:
    return [
        reading.pk,
        reading.user_id,
        reading.post_id,
        reading.subject_type,
        reading.subject_id,
        reading.level,
        reading.what,
        reading.purpose,
        reading.area_path,
        _moment(reading.at),
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def leaf(row: Entry | Reading) -> bytes:
    """Number (8 bytes) and digest (32) of one row; an entry's details should be prefetched."""
    return row.pk.to_bytes(ID_BYTES, "big") + hashlib.sha256(canonical(row)).digest()


def leaves_of(seal: Seal) -> dict[int, bytes]:
    """Number → whole leaf, as the seal holds them; what is torn off at the end is left out."""
    raw = bytes(seal.leaves)
    whole = [raw[i : i + LEAF_BYTES] for i in range(0, len(raw) - LEAF_BYTES + 1, LEAF_BYTES)]
    return {int.from_bytes(one[:ID_BYTES], "big"): one for one in whole}


def digest(seal: Seal) -> str:
    """The seal's own digest: of the one before it, its time and its leaves."""
    kind = "" if seal.kind == SealKind.ENTRY else f"{seal.kind}\n"
    said = f"{seal.previous}\n{_moment(seal.sealed_at)}\n{kind}".encode()
    return hashlib.sha256(said + bytes(seal.leaves)).hexdigest()


def next_range(kind: str, now: datetime) -> list[Any]:
    """The rows that the next seal of a kind takes in: older than a minute, a thousand at most."""
    after = Seal.objects.filter(kind=kind).order_by("-last_id").values_list("last_id", flat=True).first() or 0
    rows = _all_of(kind).filter(pk__gt=after).order_by("pk")
    when = "recorded_at" if kind == SealKind.ENTRY else "at"
    # up to the first row that is too young, so that no range has a hole that is filled later
    young = rows.filter(**{f"{when}__gt": _settled(now)}).values_list("pk", flat=True).first()
    return list((rows if young is None else rows.filter(pk__lt=young))[:A_RANGE])


def _settled(now: datetime) -> datetime:
    """What was written before this moment is all there: on SQLite one writes at a time; PostgreSQL tells which
    transaction has been writing the longest, and a number drawn in it may be lower than some that we see."""
    settled = now - SETTLED
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            )
            (oldest,) = cursor.fetchone()
        settled = min(settled, oldest - SETTLED) if oldest else settled
    return settled


def _all_of(kind: str) -> QuerySet[Any]:
    """Rows with what a leaf needs: of an entry's details without the words, which may not be readable any more."""
    if kind == SealKind.READING:
        return Reading.objects.all()
    told = EntryDetail.objects.only("entry", "name", "salted_hash", "retention")
    return Entry.objects.prefetch_related(Prefetch("details", told))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed. `code` is stable; `number` is a row's, or the last one's of a seal."""

    code: str
    number: int
    what: str = ""
    kind: str = SealKind.ENTRY


@dataclass(slots=True)
class Report:
    """What a verification saw. `unsealed` rows came after the newest seal and are guarded by nothing yet."""

    findings: list[Finding]
    seals: int = 0
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SealKind.values, 0))
    dropped: int = 0
    erased: int = 0
    unreadable: int = 0
    unsealed: int = 0
    head: str = ""


def verify(head: str = "") -> Report:
    """Go through all seals, rows and words. `head`: the digest that was kept on paper, or nothing."""
    report = Report([])
    previous, after = "", dict.fromkeys(SealKind.values, 0)
    known: set[str] = set()
    dropped = ranges_dropped()
    for pk, kind, last in Seal.objects.order_by("pk").values_list("pk", "kind", "last_id"):
        report.seals += 1
        try:
            seal = Seal.objects.get(pk=pk)
            report.findings += _of_the_seal(seal, previous, after[kind])
            _of_the_range(seal, after[kind], dropped, report)
            previous, after[kind] = seal.digest, seal.last_id
            known.add(seal.digest)
        except (*UNREADABLE, KeyError):  # KeyError: a kind that there is not
            report.findings.append(Finding("seal_changed", last, "unreadable", kind))
            if kind in after and isinstance(last, int):
                after[kind] = last
    report.head = previous
    if head and head.strip().lower() not in known:
        report.findings.append(Finding("head_missing", after[SealKind.ENTRY]))
    report.unsealed = sum(_all_of(kind).filter(pk__gt=last).count() for kind, last in after.items())
    _of_the_words(report)
    return report


def _of_the_seal(seal: Seal, previous: str, after: int) -> Iterator[Finding]:
    leaves = leaves_of(seal)
    says = (seal.first_id, seal.last_id, seal.number)
    holds = (min(leaves, default=0), max(leaves, default=0), len(leaves))
    if says != holds or len(bytes(seal.leaves)) % LEAF_BYTES or seal.first_id <= after:
        yield Finding("seal_changed", seal.last_id, "range", seal.kind)
    if seal.digest != digest(seal):
        yield Finding("seal_changed", seal.last_id, "digest", seal.kind)
    if seal.previous != previous:
        yield Finding("chain_broken", seal.last_id, kind=seal.kind)


def _of_the_range(seal: Seal, after: int, dropped: list[Range], report: Report) -> None:
    """Rows between the seal of this kind before and this one: each as its leaf says, none missing, none more."""
    leaves = leaves_of(seal)
    found: set[int] = set()
    numbers = _all_of(seal.kind).filter(pk__gt=after, pk__lte=seal.last_id).order_by("pk")
    for number, now in _leaves_now(seal.kind, list(numbers.values_list("pk", flat=True))):
        found.add(number)
        report.rows[seal.kind] += 1
        if number not in leaves:
            report.findings.append(Finding("inserted", number, kind=seal.kind))
        elif now != leaves[number]:
            report.findings.append(Finding("changed", number, kind=seal.kind))
    missing = set(leaves) - found
    if seal.kind == SealKind.READING:
        gone = {number for number in missing if any(low <= number <= high for low, high in dropped)}
        report.dropped += len(gone)
        missing -= gone
    report.findings += [Finding("deleted", number, kind=seal.kind) for number in sorted(missing)]


Range = tuple[int, int]  # first number, last number


def ranges_dropped() -> list[Range]:
    """Numbers of the readings that went because their time was over, as the journal has it."""
    told: list[Range] = []
    for number in Entry.objects.filter(verb=DROPPED).values_list("pk", flat=True):
        with suppress(*UNREADABLE, KeyError):  # an entry that somebody spoilt says nothing
            told += [(low, high) for low, high in Entry.objects.get(pk=number).data["ranges"]]
    return joined(told)


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same numbers in as few ranges as there can be."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def _leaves_now(kind: str, numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    """Leaf of each row as it stands now; b"" for one that cannot even be read any more."""
    for start in range(0, len(numbers), A_RANGE):
        some = numbers[start : start + A_RANGE]
        rows = _all_of(kind).order_by("pk")
        try:
            yield from [(row.pk, leaf(row)) for row in rows.filter(pk__in=some)]
        except UNREADABLE:  # one by one, to name it
            for number in some:
                yield number, _leaf_alone(rows.filter(pk=number))


def _leaf_alone(rows: QuerySet[Any]) -> bytes:
    try:
        return b"".join(leaf(row) for row in rows)
    except UNREADABLE:
        return b""


def _of_the_words(report: Report) -> None:
    """Every detail opens to the words whose salted hash stands beside it, or was erased."""
    rows = EntryDetail.objects.order_by("pk")
    after = 0
    while some := list(rows.filter(pk__gt=after).values_list("pk", "entry_id")[:A_RANGE]):
        after = some[-1][0]
        try:
            details = list(rows.filter(pk__in=[pk for pk, _ in some]))
        except UNREADABLE:  # one by one, to name it
            details = []
            for pk, entry in some:
                try:
                    details += rows.filter(pk=pk)
                except UNREADABLE:
                    report.findings.append(Finding("words_changed", entry))
        for one in details:
            _of_one_detail(one, report)


def _of_one_detail(one: EntryDetail, report: Report) -> None:
    if one.ciphertext is None and one.salt is None and one.erased_at is not None:
        report.erased += 1
        return
    if one.ciphertext is None or one.salt is None:
        report.findings.append(Finding("words_missing", one.entry_id, one.name))
        return
    try:
        text = settings.KEY_RING.open(one.ciphertext, "journal")
        as_written = hashlib.sha256(bytes(one.salt) + text.encode()).hexdigest() == one.salted_hash
    except KeyMissing:
        number = int.from_bytes(bytes(one.ciphertext)[:2], "big")
        if number not in settings.KEY_RING.keys:
            report.unreadable += 1
            return
        as_written = False
    except UNREADABLE:
        as_written = False
    if not as_written:
        report.findings.append(Finding("words_changed", one.entry_id, one.name))
