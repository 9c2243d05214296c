"""Closing ranges of entries (封存) and finding what was changed afterwards. Reads and computes; `actions` writes.

An entry's leaf is the SHA-256 of everything that its row says and of its details' salted hashes: words can be erased,
the hash of what they were stays. A seal holds the leaves of its range and is chained to the seal before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Prefetch

from linli.common.keys import KeyMissing
from linli.journal.models import Entry, EntryDetail, Seal

A_RANGE = 1000  # entries in one seal at most
SETTLED = timedelta(
    minutes=1
)  # an entry of a transaction that is still open has a lower number than some we see
ID_BYTES, LEAF_BYTES = 8, 40
# what a row raises that somebody changed by hand: bytes that are no text, a date or a JSON that is none
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError)


def canonical(entry: Entry, details: Iterable[EntryDetail]) -> bytes:
    """What an entry says, always as the same bytes whatever the database."""
    said = [
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
        sorted([one.name, one.salted_hash, one.retention] for one in details),
    ]
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def leaf(entry: Entry) -> bytes:
    """Number (8 bytes) and digest (32) of one entry; its details should be prefetched."""
    return entry.pk.to_bytes(ID_BYTES, "big") + hashlib.sha256(canonical(entry, entry.details.all())).digest()


def leaves_of(seal: Seal) -> dict[int, bytes]:
    """Number → whole leaf, as the seal holds them; what is torn off at the end is left out."""
    raw = bytes(seal.leaves)
    whole = [raw[i : i + LEAF_BYTES] for i in range(0, len(raw) - LEAF_BYTES + 1, LEAF_BYTES)]
    return {int.from_bytes(one[:ID_BYTES], "big"): one for one in whole}


def digest(previous: str, sealed_at: datetime, leaves: bytes) -> str:
    return hashlib.sha256(f"{previous}\n{_moment(sealed_at)}\n".encode() + leaves).hexdigest()


def next_range(now: datetime) -> tuple[Seal | None, list[Entry]]:
    """The newest seal and the entries that the next one takes in: older than a minute, a thousand at most."""
    newest = Seal.objects.order_by("-last_id").first()
    after = newest.last_id if newest else 0
    # up to the first entry that is too young, so that no range has a hole that is filled later
    young = Entry.objects.filter(pk__gt=after, recorded_at__gt=now - SETTLED).order_by("pk")
    first_young = young.values_list("pk", flat=True).first()
    ready = Entry.objects.filter(pk__gt=after).order_by("pk").prefetch_related("details")
    if first_young is not None:
        ready = ready.filter(pk__lt=first_young)
    return newest, list(ready[:A_RANGE])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed. `code` is stable; `number` is an entry's, or a seal's last one."""

    code: str
    number: int
    what: str = ""


@dataclass(slots=True)
class Report:
    """What a verification saw. `unsealed` entries came after the newest seal and are guarded by nothing yet."""

    findings: list[Finding]
    seals: int = 0
    entries: int = 0
    erased: int = 0
    unreadable: int = 0
    unsealed: int = 0
    head: str = ""


def verify(head: str = "") -> Report:
    """Go through all seals, entries and words. `head`: the digest that was kept on paper, or nothing."""
    report = Report([])
    previous, after = "", 0
    known: set[str] = set()
    for pk, last in Seal.objects.order_by("last_id").values_list("pk", "last_id"):
        report.seals += 1
        try:
            seal = Seal.objects.get(pk=pk)
            report.findings += _of_the_seal(seal, previous, after)
            _of_the_range(seal, after, report)
            previous, after = seal.digest, seal.last_id
            known.add(seal.digest)
        except UNREADABLE:
            report.findings.append(Finding("seal_changed", last, "unreadable"))
            after = last if isinstance(last, int) else after
    report.head = previous
    if head and head.strip().lower() not in known:
        report.findings.append(Finding("head_missing", after))
    report.unsealed = Entry.objects.filter(pk__gt=after).count()
    _of_the_words(report)
    return report


def _of_the_seal(seal: Seal, previous: str, after: int) -> Iterator[Finding]:
    leaves = leaves_of(seal)
    says = (seal.first_id, seal.last_id, seal.number)
    holds = (min(leaves, default=0), max(leaves, default=0), len(leaves))
    if says != holds or len(bytes(seal.leaves)) % LEAF_BYTES or seal.first_id <= after:
        yield Finding("seal_changed", seal.last_id, "range")
    if seal.digest != digest(seal.previous, seal.sealed_at, bytes(seal.leaves)):
        yield Finding("seal_changed", seal.last_id, "digest")
    if seal.previous != previous:
        yield Finding("chain_broken", seal.last_id)


def _of_the_range(seal: Seal, after: int, report: Report) -> None:
    """Entries between the seal before and this one: each as its leaf says, none missing, none more."""
    leaves = leaves_of(seal)
    found: set[int] = set()
    numbers = Entry.objects.filter(pk__gt=after, pk__lte=seal.last_id).order_by("pk")
    for number, now in _leaves_now(list(numbers.values_list("pk", flat=True))):
        found.add(number)
        report.entries += 1
        if number not in leaves:
            report.findings.append(Finding("entry_inserted", number))
        elif now != leaves[number]:
            report.findings.append(Finding("entry_changed", number))
    report.findings += [Finding("entry_deleted", number) for number in sorted(set(leaves) - found)]


def _leaves_now(numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    """Leaf of each entry as it stands now; b"" for a row that cannot even be read any more."""
    for start in range(0, len(numbers), A_RANGE):
        some = numbers[start : start + A_RANGE]
        try:
            yield from [(entry.pk, leaf(entry)) for entry in _rows(some)]
        except UNREADABLE:  # one by one, to name it
            for number in some:
                yield number, _leaf_alone(number)


def _rows(numbers: list[int]) -> Iterable[Entry]:
    """Entries with what a leaf needs of their details: words that cannot be read are no change of the entry."""
    told = EntryDetail.objects.only("entry", "name", "salted_hash", "retention")
    return Entry.objects.filter(pk__in=numbers).order_by("pk").prefetch_related(Prefetch("details", told))


def _leaf_alone(number: int) -> bytes:
    try:
        return b"".join(leaf(entry) for entry in _rows([number]))
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
