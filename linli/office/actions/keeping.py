"""Verbs of the installation: run a command once, keep a photo, draw a number, note an import."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office import photos
from linli.office.models import Attachment, Command, ImportRun, Serial

Answer = dict[str, Any]

ORPHANS_LIVE = timedelta(days=2)  # a photo of a form that was never sent


def fingerprint(body: Any) -> str:
    """Equal bodies give equal fingerprints; the body itself is not kept."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def once(by: Actor, key: uuid.UUID, body: Any, work: Callable[[], Answer], *, at: datetime) -> Answer:
    """Do `work` unless this actor already sent this key; then give the first answer again.

    The command is written in the work's own transaction, so there is no moment in which one is kept without the
    other. Refuses `same_key_other_body` where the key comes back with other content.
    """
    print_ = fingerprint(body)
    try:
        with transaction.atomic():
            known = Command.objects.filter(actor=by.key, key=key).first()
            if known is None:
                answer = work()
                Command.objects.create(actor=by.key, key=key, fingerprint=print_, answer=answer, at=at)
                return answer
    except IntegrityError:
        # the twin was faster (PostgreSQL waits for it at the constraint): ours is rolled back, theirs is the answer
        known = Command.objects.filter(actor=by.key, key=key).first()
        if known is None:
            raise
    if known.fingerprint != print_:
        raise refuse("same_key_other_body")
    return dict(known.answer)


def next_number(name: str) -> int:
    """Draw the next number of a serial; call it inside the transaction that uses it, so none is left out."""
    for _ in range(2):
        with connection.cursor() as cursor:  # one statement: the ORM would update and then read
            cursor.execute("UPDATE office_serial SET last = last + 1 WHERE name = %s RETURNING last", [name])
            if row := cursor.fetchone():
                return int(row[0])
        Serial.objects.get_or_create(name=name)
    raise RuntimeError(f"serial {name} is gone")


def store_photo(file: IO[bytes], *, name: str, size: int, at: datetime) -> Attachment:
    """Clean and keep one uploaded photo. Refusals as `photos.clean`."""
    with clean_photo(file, name=name, size=size) as photo:
        return note_photo(photo, at=at)


@contextmanager
def clean_photo(file: IO[bytes], *, name: str, size: int) -> Iterator[photos.Photo]:
    """An uploaded photo, clean, its file written: within, `note_photo` writes the row. Begin no transaction before: a
    photo takes long. A file that no row names in the end is taken away again. Refusals as `photos.clean`."""
    photo = photos.clean(file, name=name, size=size)
    photos.write(settings.ATTACHMENT_DIR, photo)
    try:
        yield photo
    finally:  # also where the database was full, or busy
        if not Attachment.objects.filter(sha256=photo.sha256).exists():
            photos.path_of(settings.ATTACHMENT_DIR, photo.sha256).unlink(missing_ok=True)


def note_photo(photo: photos.Photo, *, at: datetime) -> Attachment:
    """The row of a photo that `clean_photo` gave; it belongs to nothing yet (`keep_photos`)."""
    return Attachment.objects.create(
        sha256=photo.sha256,
        size=len(photo.content),
        width=photo.width,
        height=photo.height,
        stored_at=at,
    )


@transaction.atomic
def keep_photos(uuids: list[uuid.UUID]) -> list[Attachment]:
    """Say that these photos belong to something now, so the sweep leaves them. Refuses photo_gone, also where one
    belongs to something else already: it goes when that goes."""
    found = list(Attachment.objects.select_for_update().filter(uuid__in=uuids, kept=False))
    if len(found) != len(uuids):
        raise refuse("photo_gone")
    Attachment.objects.filter(pk__in=[a.pk for a in found]).update(kept=True)
    return found


@transaction.atomic
def drop_orphans(now: datetime) -> int:
    """Remove photos whose form was never sent; the file goes when no other row shares its content."""
    before = now - ORPHANS_LIVE
    orphans = list(Attachment.objects.filter(kept=False, stored_at__lt=before)[:500])
    Attachment.objects.filter(id__in=[a.id for a in orphans]).delete()
    for path in _files_of_nobody(orphans):
        # somebody may be storing the same picture this moment: a young file stays for the next sweep
        if path.exists() and path.stat().st_mtime < before.timestamp():
            path.unlink()
    return len(orphans)


@transaction.atomic
def drop_files(attachment_ids: Iterable[int]) -> int:
    """Delete these files, row and content; content that another row shares stays. Returns how many rows."""
    rows = list(Attachment.objects.filter(pk__in=list(attachment_ids)))
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    gone = _files_of_nobody(rows)

    def unlink() -> None:
        for path in gone:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return len(rows)


def _files_of_nobody(deleted: Iterable[Attachment]) -> list[Path]:
    """Files of deleted rows that no other row shares."""
    hashes = {row.sha256 for row in deleted}
    shared = set(Attachment.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return [photos.path_of(settings.ATTACHMENT_DIR, sha256) for sha256 in sorted(hashes - shared)]


def start_import(kind: str, source: str, file_sha256: str, *, at: datetime) -> ImportRun:
    return ImportRun.objects.create(kind=kind, source=source, file_sha256=file_sha256, started_at=at)


@transaction.atomic
def finish_import(
    run: ImportRun,
    *,
    by: Actor,
    at: datetime,
    made: int,
    known: int,
    refused: int,
    office_id: int | None = None,
) -> ImportRun:
    """Close a run with its counts, and one entry for the whole of it; `office_id`: who has to do with what came."""
    run.made, run.known, run.refused, run.finished_at = made, known, refused, at
    run.save()
    record("import.finished", run, by=by, at=at, office_id=office_id, made=made, known=known, refused=refused)
    return run
