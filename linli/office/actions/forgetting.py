"""What the office forgets: files, unfinished sheets, results of jobs, commands; and one person in all of it."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from linli.common.actor import SYSTEM
from linli.common.keys import KeyMissing
from linli.common.paths import covers
from linli.office.actions.jobs import ask_job
from linli.office.actions.keeping import drop_files
from linli.office.models import Command, ImportChange, ImportChunk, ImportRun, ImportState, Job


@transaction.atomic
def drop_results_of_area(path: str, *, most: int = 50) -> int:
    """Files that jobs made of an area which contains `path`: whoever is erased may stand in them."""
    rows = Job.objects.exclude(result=None).order_by("pk")
    ids = [
        job.result_id
        for job in rows.only("area_path", "result_id")
        if covers(job.area_path, path) or covers(path, job.area_path)
    ]
    return drop_files([id for id in ids if id is not None][:most])


@transaction.atomic
def drop_old_commands(before: datetime, *, most: int) -> int:
    """Commands that nobody sends again."""
    old = list(Command.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:most])
    Command.objects.filter(pk__in=old).delete()
    return len(old)


PENDING = (ImportState.STAGED, ImportState.CHECKED, ImportState.APPLYING)


@transaction.atomic
def drop_old_chunks(before: datetime, *, most: int) -> int:
    """Sheets that were read in and never shown; what a finished run still holds goes as well."""
    old = ImportChunk.objects.filter(run__started_at__lt=before).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:most])
    runs = set(ImportChunk.objects.filter(pk__in=ids).values_list("run_id", flat=True))
    ImportChunk.objects.filter(pk__in=ids).delete()
    ImportRun.objects.filter(pk__in=runs, state__in=PENDING).update(state=ImportState.DROPPED)
    return len(ids)


def forget_in_imports(
    subjects: dict[str, tuple[int, str | None]],
    *,
    name: str,
    numbers: list[str],
    room: str,
    places: list[str],
    at: datetime,
) -> int:
    """Take a person out of sheets: the values that an import put in their rows (`subjects`: type → id, and one field
    or all), and sheets not finished yet in which one household has their name and a number of theirs, or their name
    and their door (`room`, and estate or building of `places`). Such a sheet is dropped whole, with what it wrote
    already; it is handed in anew without them.

    Returns how many sheets were dropped.
    """
    name, room = plainly(name), plainly(room)
    numbers, places = ([plainly(one) for one in some if one] for some in (numbers, places))

    def named(home: str) -> bool:
        door = room in home and any(place in home for place in places)
        return bool(name) and name in home and (door or any(number in home for number in numbers))

    hit = {  # before the transaction: opening many sheets takes longer than a lock may
        chunk.run_id
        for chunk in ImportChunk.objects.order_by("pk").iterator(chunk_size=20)
        if any(named(home) for home in _homes(chunk))
    }
    with transaction.atomic():
        for subject_type, (subject_id, field) in subjects.items():
            changes = ImportChange.objects.filter(subject_type=subject_type, subject_id=subject_id)
            (changes if field is None else changes.filter(field=field)).delete()
        ImportChunk.objects.filter(run__in=hit).delete()
        pending = ImportRun.objects.filter(pk__in=hit, state__in=PENDING)
        for run in pending:
            ask_job("import.erase", {"run": run.pk}, by=SYSTEM, at=at, area_path=run.area_path)
        pending.update(state=ImportState.DROPPED)
    return len(hit)


def plainly(text: str) -> str:
    """Without blanks, dashes and widths, so that ＋86 138-0000 2046 is found as it is kept."""
    return re.sub(r"[\s\-().·]", "", unicodedata.normalize("NFKC", text))


def _homes(chunk: ImportChunk) -> list[str]:
    """The text of each household of a block: of a group of rows before the check, of a good or a bad row after it."""
    try:
        text = settings.KEY_RING.open(chunk.content, "import")
        content = json.loads(text)
    except ValueError:
        return [plainly(text)]
    except KeyMissing:
        return []
    if isinstance(content, dict):
        content = [*content.get("groups", []), *content.get("good", []), *content.get("bad", [])]
    return [plainly(json.dumps(home, ensure_ascii=False)) for home in content]


def empty_log() -> bool:
    """SQLite only: write everything back and empty the write-ahead log, which holds pages as they were before.

    Not inside a transaction. False where a reader held it open; the next call tries again.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row: Any = cursor.fetchone()
    return row is not None and row[0] == 0
