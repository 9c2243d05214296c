"""Writing the journal: `record`, and the worker's half, `claim` and `settle`."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from linli.common import rows
from linli.common.actor import CLOCK, Actor
from linli.journal import registry, sealing
from linli.journal.models import Delivery, Entry, EntryDetail, Reading, Seal, SealKind

log = logging.getLogger("linli.worker")

BACK_OFF = (5, 30, 120, 600, 3600)  # seconds after the first, second … failed try; then hourly, for ever


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    at: datetime,
    area_path: str = "",
    office_id: int | None = None,
    words: dict[str, str] | None = None,
    **data: Any,
) -> Entry:
    """Write one entry, its sealed words and what it owes to reactions, in the caller's transaction.

    `data` holds ids, codes, enums and numbers only; personal text goes through `words` (name → text, empty ones
    dropped). Raises RuntimeError outside a transaction: an entry that outlives its change would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"record({verb!r}) outside a transaction")
    now = timezone.now()  # the server's clock, not the caller's: this is what `recorded_at` means
    if by.token_id is not None:
        data["token"] = by.token_id  # which key of another system it was
    entry = Entry(
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        area_path=area_path,
        office_id=office_id,
        actor_kind=by.kind,
        user_id=by.user_id,
        post_id=by.post_id,
        for_post_id=by.for_post_id,
        data=data,
        at=at,
        recorded_at=now,
    )
    rows.add(entry)
    details = [_sealed(entry, name, text) for name, text in (words or {}).items() if text]
    rows.add_many(details)
    rows.add_many([Delivery(entry=entry, reaction=r, next_at=now) for r in registry.reactions_to(verb)])
    return entry


def _sealed(entry: Entry, name: str, text: str) -> EntryDetail:
    salt = secrets.token_bytes(16)
    return EntryDetail(
        entry=entry,
        name=name,
        salt=salt,
        salted_hash=hashlib.sha256(salt + text.encode()).hexdigest(),
        ciphertext=settings.KEY_RING.seal(text, "journal"),
    )


@transaction.atomic
def claim(now: datetime, *, most: int = 50) -> list[tuple[int, datetime]]:
    """Take up to `most` due deliveries for LINLI_CLAIM_SECONDS; returns (id, claimed until), oldest first.

    Two workers never get the same row: PostgreSQL skips locked rows, SQLite lets one writer in at a time.
    """
    due = Delivery.objects.due(now).order_by("next_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids = list(due.values_list("id", flat=True)[:most])
    until = now + timedelta(seconds=settings.CLAIM_SECONDS)
    Delivery.objects.filter(id__in=ids).update(next_at=until)
    return [(id, until) for id in ids]


@transaction.atomic
def give_back(claims: list[tuple[int, datetime]], now: datetime) -> int:
    """Claims of a worker that ends: due again at once, for whoever comes next. Returns how many."""
    return sum(
        Delivery.objects.filter(id=id, done_at=None, next_at=until).update(next_at=now)
        for id, until in claims
    )


FURTHEST = timedelta(hours=2)  # no claim and no back-off reaches so far: a clock was wrong


@transaction.atomic
def call_in(now: datetime) -> int:
    """What was put off by a clock that ran ahead is due now; otherwise it would wait until that day comes."""
    ahead = Delivery.objects.filter(done_at=None, next_at__gt=now + FURTHEST)
    return ahead.update(next_at=now)


def settle(delivery_id: int, claimed_until: datetime, now: datetime) -> bool:
    """Run one claimed reaction; its effects and the mark "done" are one transaction, so it counts once.

    False where the claim lapsed and somebody else took the row, or where the reaction failed (then it is tried
    again after a back-off, and the worker goes on).
    """
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(of=("self",))
                .select_related("entry")
                .filter(id=delivery_id, done_at=None, next_at=claimed_until)
                .first()
            )
            if delivery is None:
                return False
            reaction = registry.reaction_named(delivery.reaction)
            if reaction is None:
                raise LookupError("unknown reaction")  # an upgrade is under way, or it was renamed
            reaction(delivery.entry)
            Delivery.objects.filter(id=delivery_id).update(done_at=now, error="")
            return True
    except Exception as error:
        _put_off(delivery_id, claimed_until, now, error)
        return False


def _put_off(delivery_id: int, claimed_until: datetime, now: datetime, error: Exception) -> None:
    """Only the kind of the error is kept: its text may quote somebody."""
    log.warning("reaction failed", extra={"delivery": delivery_id, "error": type(error).__name__})
    with transaction.atomic():
        delivery = Delivery.objects.filter(id=delivery_id, done_at=None, next_at=claimed_until).first()
        if delivery is not None:
            wait = BACK_OFF[min(delivery.tries, len(BACK_OFF) - 1)]
            delivery.tries += 1
            delivery.error = type(error).__name__
            delivery.next_at = now + timedelta(seconds=wait)
            delivery.save(update_fields=["tries", "error", "next_at"])


@transaction.atomic
def try_again(now: datetime) -> int:
    """Make every failed delivery due at once (the button on the desk); returns how many."""
    return Delivery.objects.filter(done_at=None, tries__gt=0).update(next_at=now)


@transaction.atomic(durable=True)
def note_reading(
    subject: models.Model,
    *,
    level: str,
    what: str,
    purpose: str,
    by: Actor,
    at: datetime,
    area_path: str = "",
) -> Reading:
    """Write down that somebody is about to read, in a transaction of its own: it stays whatever fails afterwards."""
    return Reading.objects.create(
        user_id=by.user_id,
        post_id=by.post_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        level=level,
        what=what,
        purpose=purpose,
        area_path=area_path,
        at=at,
    )


@transaction.atomic
def seal_range(kind: str, now: datetime) -> int:
    """Close the next range of entries or of readings; returns how many, 0 where there is none."""
    found = sealing.next_range(kind, now)
    if not found:
        return 0
    before = Seal.objects.order_by("-pk").first()
    seal = Seal(
        kind=kind,
        first_id=found[0].pk,
        last_id=found[-1].pk,
        number=len(found),
        leaves=b"".join(sealing.leaf(row) for row in found),
        previous=before.digest if before else "",
        sealed_at=now,
    )
    seal.digest = sealing.digest(seal)
    seal.save()
    return len(found)


def seal_all(now: datetime, *, most: int = 1_000_000) -> int:
    """Close range after range, each in its own transaction; returns how many rows, about `most` of each kind."""
    return sum(_seal_kind(kind, now, most) for kind in SealKind.values)


def _seal_kind(kind: str, now: datetime, most: int) -> int:
    done = 0
    while done < most and (number := seal_range(kind, now)):
        done += number
    return done


SEAL_EVERY = timedelta(hours=1)
A_ROUND = 20_000  # entries, and as many readings, that one round of the clock closes at most


def seal_hourly(now: datetime) -> int:
    """The clock's round: nothing within an hour of the last seal; one from tomorrow (a wrong clock) does not count."""
    newest = Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first()
    fresh = newest is not None and now - SEAL_EVERY < newest <= now
    return 0 if fresh else seal_all(now, most=A_ROUND)


@transaction.atomic
def erase_words(subject_type: str, subject_ids: list[int], *, at: datetime) -> int:
    """Empty the words of all entries about these subjects. The salted hashes stay, so the seal still holds."""
    details = EntryDetail.objects.filter(
        entry__subject_type=subject_type, entry__subject_id__in=subject_ids, erased_at=None
    )
    return EntryDetail.objects.filter(pk__in=list(details.values_list("pk", flat=True))).update(
        salt=None, ciphertext=None, erased_at=at
    )


@transaction.atomic
def drop_readings(before: datetime, *, most: int, at: datetime) -> int:
    """Delete readings older than their retention, oldest first; an entry names their numbers, so the seal holds."""
    old = list(Reading.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:most])
    if old:
        Reading.objects.filter(pk__in=old).delete()
        ranges = sealing.joined((number, number) for number in old)
        record(sealing.DROPPED, Reading(pk=old[-1]), by=CLOCK, at=at, number=len(old), ranges=ranges)
    return len(old)
