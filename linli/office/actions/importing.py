"""Verbs of an import (导入), whatever is imported: stage sealed blocks, remember columns, let them go."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.sealed import seal, unseal
from linli.office.models import (
    ColumnMapping,
    ImportChange,
    ImportChunk,
    ImportProblem,
    ImportRun,
    ImportState,
)

WAITS = timedelta(days=14)  # a sheet that nobody finished
MOST_PROBLEMS = 20_000  # kept one by one; above that only counted


def seal_content(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return seal(text, "import") or b""


def content_of(chunk: ImportChunk) -> Any:
    """What a block holds. Refuses import_key_lost where its key is gone."""
    text = unseal(chunk.content, "import")
    if not text:
        raise refuse("import_key_lost")
    return json.loads(text)


@transaction.atomic
def stage_sheet(
    kind: str,
    *,
    area_path: str,
    file_name: str,
    file_sha256: str,
    headings: list[str],
    columns: list[str],
    headings_hash: str,
    contents: list[bytes],
    sizes: list[int],
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Keep a sheet, sealed, until it is shown or dropped; remember how its headings are read. Needs door.import."""
    by.require("door.import", area_path)
    run = ImportRun.objects.create(
        kind=kind,
        source="sheet",
        file_sha256=file_sha256,
        started_at=at,
        state=ImportState.STAGED,
        user_id=by.user_id,
        office_id=by.office_id,
        area_path=area_path,
        file_name=file_name[:120],
        columns=[list(pair) for pair in zip(headings, columns, strict=True) if pair[1]],
        rows=sum(sizes),
    )
    ImportChunk.objects.bulk_create(
        [
            ImportChunk(run=run, number=n, rows=size, content=content)
            for n, (content, size) in enumerate(zip(contents, sizes, strict=True))
        ],
        batch_size=50,
    )
    ColumnMapping.objects.update_or_create(
        kind=kind,
        office_id=by.office_id,
        headings_hash=headings_hash,
        defaults={"columns": [list(p) for p in zip(headings, columns, strict=True)], "used_at": at},
    )
    return run


@transaction.atomic
def keep_check(
    chunk: ImportChunk, content: bytes, problems: list[ImportProblem], *, good: int, known: int, refused: int
) -> None:
    """What was found in one block: its content as it will be applied, and what is wrong in it."""
    chunk.content = content
    chunk.save(update_fields=["content"])
    run = ImportRun.objects.select_for_update().get(pk=chunk.run_id)
    if run.state != ImportState.STAGED:
        raise refuse("import_not_there", state=run.state)
    room = MOST_PROBLEMS - ImportProblem.objects.filter(run=run).count()
    ImportProblem.objects.bulk_create(problems[: max(room, 0)], batch_size=500)
    ImportRun.objects.filter(pk=run.pk).update(
        made=F("made") + good, known=F("known") + known, refused=F("refused") + refused
    )


def drop_a_chunk(run: ImportRun, most: int = 20) -> int:
    """Let some sealed blocks go; how many went."""
    ids = list(ImportChunk.objects.filter(run=run).values_list("id", flat=True)[:most])
    ImportChunk.objects.filter(id__in=ids).delete()
    return len(ids)


def lock_run(run: ImportRun) -> ImportRun:
    """The run as it is now, locked; in the caller's transaction."""
    return ImportRun.objects.select_for_update().get(pk=run.pk)


def note_run(run: ImportRun, **values: Any) -> None:
    """Write some fields of a run."""
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def unfinished_beside(run: ImportRun, kinds: tuple[str, ...]) -> list[ImportRun]:
    """Other runs, locked, that are being written, or taken back and not gone yet."""
    others = ImportRun.objects.select_for_update().filter(kind__in=kinds, finished_at=None)
    return list(others.exclude(state__in=(ImportState.STAGED, ImportState.CHECKED)).exclude(pk=run.pk))


def claim_chunk(chunk: ImportChunk) -> bool:
    """Whether a block is still to be written; locked. In the transaction that writes its rows."""
    return ImportChunk.objects.select_for_update().filter(pk=chunk.pk, applied_at=None).exists()


def note_written(chunk: ImportChunk, *, made: int, known: int, at: datetime) -> None:
    """A block is written; in the same transaction as its rows."""
    ImportChunk.objects.filter(pk=chunk.pk).update(applied_at=at)
    ImportRun.objects.filter(pk=chunk.run_id).update(made=F("made") + made, known=F("known") + known)


def note_changes(changes: list[ImportChange]) -> None:
    ImportChange.objects.bulk_create(changes, ignore_conflicts=True)


def some_changes(run: ImportRun, order: str, most: int = 100, **only: Any) -> list[ImportChange]:
    """Some of the values that a run changes, locked."""
    return list(ImportChange.objects.select_for_update().filter(run=run, **only).order_by(order)[:most])


def settle_change(change: ImportChange, *, done_at: datetime | None) -> None:
    """A value was put into the register, or will not be (None)."""
    if done_at is None:
        change.delete()
    else:
        ImportChange.objects.filter(pk=change.pk).update(done_at=done_at)


def finish_run(run: ImportRun, *, at: datetime) -> None:
    """Nothing of the sheet is left to do; what was wrong in it goes too."""
    ImportProblem.objects.filter(run=run).delete()
    changed = ImportChange.objects.filter(run=run).count()
    ImportRun.objects.filter(pk=run.pk).update(finished_at=at, changed=changed)
