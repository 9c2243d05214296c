"""Reading the journal: lines of one subject, with their words opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from linli.common.bulk import fetch
from linli.common.keys import KeyMissing
from linli.common.laid_out import select
from linli.journal.models import Delivery, Entry, EntryDetail, Reading, Seal

# as the ORM would write it: every verb asks, and every page with a form
_NEWEST = """SELECT id FROM journal_entry WHERE subject_type = %(type)s AND subject_id = %(id)s
ORDER BY id DESC LIMIT 1"""
LOOKED_THROUGH = 5000  # entries of one person: what somebody at a counter does in some months
UNREADABLE = "\ufffd"  # the key of these words is lost; a face says so in words


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a timeline shows it. `words` is None-free: erased words are left out."""

    entry_id: int
    verb: str
    at: datetime
    actor_kind: str
    user_id: int | None
    actor_name: str
    office_id: int | None
    post_id: int | None
    data: dict[str, Any]
    words: dict[str, str]


def lines_of(subject: models.Model) -> list[Line]:
    """All entries of a subject, oldest first; two queries whatever their number."""
    entries = list(select(_of_subject, type_=subject._meta.label_lower, pk=subject.pk))
    models.prefetch_related_objects(entries, "details")
    return [
        Line(
            entry_id=e.id,
            verb=e.verb,
            at=e.at,
            actor_kind=e.actor_kind,
            user_id=e.user_id,
            actor_name=getattr(e.user, "name", "") if e.user_id else "",
            office_id=e.office_id,
            post_id=e.post_id,
            data=e.data,
            words={d.name: _open(d.ciphertext) for d in e.details.all() if d.ciphertext is not None},
        )
        for e in entries
    ]


def _of_subject(now: datetime, type_: str, pk: int) -> models.QuerySet[Entry]:
    return Entry.objects.filter(subject_type=type_, subject_id=pk).select_related("user").order_by("id")


def last_entry_id(subject: models.Model) -> int:
    """Id of the newest entry of a subject, 0 where there is none: what a form carries as `seen`."""
    found = fetch(_NEWEST, type=subject._meta.label_lower, id=subject.pk)
    return int(found[0][0]) if found else 0


def last_entry_ids(model: type[models.Model], ids: list[int]) -> dict[int, int]:
    """Ids of the newest entries of several subjects, by subject. One query."""
    entries = Entry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=ids)
    return dict(entries.order_by().values_list("subject_id").annotate(newest=models.Max("id")))


def last_data(model: type[models.Model], ids: list[int]) -> dict[int, dict[str, Any]]:
    """Ids, codes and numbers of the newest entry of several subjects, by subject. One query."""
    entries = Entry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=ids).order_by("id")
    return dict(entries.values_list("subject_id", "data"))


def newest_before(at: datetime) -> int:
    """Id of the newest entry recorded before a moment, 0 where there is none. What was written at the same time by
    others may still come in with a smaller id; a moment ago they are all there."""
    # compared in a way that no index answers: a few entries are walked from the newest on, not all of the past sorted
    recorded = Coalesce("recorded_at", "recorded_at")
    earlier = Entry.objects.annotate(recorded=recorded).filter(recorded__lt=at).order_by("-id")
    return earlier.values_list("id", flat=True).first() or 0


def subjects_since(model: type[models.Model], entry_id: int) -> models.QuerySet[Any, int]:
    """Ids of subjects of which something was written after an entry, as a subquery.

    The type is compared in a way that no index answers: the few newest entries are walked by their ids, not all
    entries of a kind.
    """
    newer = Entry.objects.filter(pk__gt=entry_id, subject_type__endswith=model._meta.label_lower)
    return newer.order_by().values_list("subject_id", flat=True)


def happened_since(
    subject: models.Model, verb: str, since: datetime, *, choice: str = "", **who: Any
) -> bool:
    """Was this verb done on the subject since then (inclusive), by these people (`user_id=`, `actor_kind=`)?"""
    entries = Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, verb=verb, at__gte=since, **who
    )
    return entries.filter(data__choice=choice).exists() if choice else entries.exists()


def subjects_of(verb: str, user_id: int, since: datetime, *, most: int) -> list[int]:
    """Ids of the subjects on which this person did a verb since then, newest first.

    Walks back through what they did, by the index of who: others do the verb too often to look through all of it.
    """
    did = Entry.objects.filter(user_id=user_id).order_by("-id")[:LOOKED_THROUGH]
    rows = did.values_list("verb", "recorded_at", "subject_id")
    return list(islice((pk for name, at, pk in rows if name == verb and at >= since), most))


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry without its words."""

    subject_id: int
    user_id: int | None
    user_name: str
    office_id: int | None
    data: dict[str, Any]


def happened_lately(
    model: type[models.Model], verb: str, since: datetime, *, most: int = 1000
) -> list[Happened]:
    """What was recorded of this verb since then, newest first."""
    rows = Entry.objects.filter(verb=verb, recorded_at__gte=since, subject_type=model._meta.label_lower)
    found = rows.order_by("-id").values_list("subject_id", "user_id", "user__name", "office_id", "data")
    return [
        Happened(subject, user, name or "", office, data)
        for subject, user, name, office, data in found[:most]
    ]


def acted(subject: models.Model, verbs: tuple[str, ...], user_id: int) -> bool:
    """Did this person ever do one of these on the subject?"""
    found = select(_acted, verbs, type_=subject._meta.label_lower, pk=subject.pk, user_id=user_id)
    return next(found, None) is not None


def _acted(
    verbs: tuple[str, ...], now: datetime, type_: str, pk: int, user_id: int
) -> models.QuerySet[Entry]:
    done = Entry.objects.filter(subject_type=type_, subject_id=pk, verb__in=verbs, user_id=user_id)
    return done.only("id").order_by("id")


def newest_entry(subject: models.Model) -> Entry | None:
    """What happened to a subject last."""
    entries = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return entries.order_by("-id").first()


def failing() -> int:
    """How many deliveries failed at least once and are still owed."""
    return Delivery.objects.filter(done_at=None, tries__gt=0).count()


def owed() -> int:
    """How many deliveries are not done yet."""
    return Delivery.objects.filter(done_at=None).count()


def oldest_owed() -> datetime | None:
    """Since when the oldest delivery that is not done yet is owed; None where nothing is."""
    owed = Delivery.objects.filter(done_at=None).order_by("entry_id")
    return owed.values_list("entry__recorded_at", flat=True).first()


def last_sealed() -> datetime | None:
    """When the journal was closed last; None where it never was."""
    return Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first()


def _open(ciphertext: bytes) -> str:
    try:
        return settings.KEY_RING.open(ciphertext, "journal")
    except KeyMissing:
        return UNREADABLE


def own_reading(reading_id: int, *, user_id: int, subject: models.Model, what: str, since: datetime) -> bool:
    """Did this person say at or after `since` that they would read this? What opens a page for a while."""
    return Reading.objects.filter(
        pk=reading_id,
        user_id=user_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        what=what,
        at__gte=since,
    ).exists()


def last_reading(*, user_id: int, subject: models.Model, what: str, since: datetime) -> Reading | None:
    """The newest reading of this person and subject at or after `since`."""
    found = Reading.objects.filter(
        user_id=user_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        what=what,
        at__gte=since,
    )
    return found.order_by("-at").first()


def readings_of(subjects: dict[str, list[int]], *, most: int = 200) -> list[Reading]:
    """Who looked at any of these subjects (model label → ids), newest first."""
    about = models.Q(pk__in=[])
    for label, ids in subjects.items():
        about |= models.Q(subject_type=label, subject_id__in=ids)
    return list(Reading.objects.filter(about).select_related("user").order_by("-at", "-pk")[:most])


def words_of(
    model: type[models.Model], ids: list[int], verbs: tuple[str, ...], name: str
) -> dict[int, list[tuple[datetime, str]]]:
    """Words called `name` that were sealed with these verbs, by subject, oldest first: (when, what). One query."""
    rows = EntryDetail.objects.filter(
        entry__subject_type=model._meta.label_lower,
        entry__subject_id__in=ids,
        entry__verb__in=verbs,
        name=name,
        ciphertext__isnull=False,
    ).order_by("entry_id")
    found: dict[int, list[tuple[datetime, str]]] = {}
    for subject, at, ciphertext in rows.values_list("entry__subject_id", "entry__at", "ciphertext"):
        found.setdefault(subject, []).append((at, _open(bytes(ciphertext or b""))))
    return found
