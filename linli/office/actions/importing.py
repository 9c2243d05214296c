"""Verbs of an import (导入), whatever is imported: stage sealed blocks, remember columns, let them go."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
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
    """Keep a sheet of the register until it is shown or dropped. Needs door.import."""
    by.require("door.import", area_path)
    return keep_sheet(
        kind,
        area_path=area_path,
        file_name=file_name,
        file_sha256=file_sha256,
        headings=headings,
        columns=columns,
        headings_hash=headings_hash,
        contents=contents,
        sizes=sizes,
        by=by,
        at=at,
    )


@transaction.atomic
def keep_sheet(
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
    source: str = "sheet",
    remembered: str = "",
) -> ImportRun:
    """Keep a sheet, sealed; remember how its headings are read (under `remembered`, or its kind).

    Whoever calls has asked whether `by` may.
    """
    run = ImportRun.objects.create(
        kind=kind,
        source=source,
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
    pairs = [list(pair) for pair in zip(headings, columns, strict=True)]
    remember_mapping(remembered or kind, headings_hash, pairs, office_id=by.office_id, at=at)
    return run


@transaction.atomic
def remember_mapping(
    kind: str, headings_hash: str, pairs: list[list[str]], *, office_id: int | None, at: datetime
) -> None:
    """What an office's sheets say and mean, (said, meant); without any it is forgotten."""
    same: dict[str, Any] = {"kind": kind, "office_id": office_id, "headings_hash": headings_hash}
    if pairs:
        ColumnMapping.objects.update_or_create(**same, defaults={"columns": pairs, "used_at": at})
    else:
        ColumnMapping.objects.filter(**same).delete()


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


@transaction.atomic
def drop_a_chunk(run: ImportRun, most: int = 20) -> int:
    """Let some sealed blocks go; how many were looked at.

    Of a sheet that is shown, rows that were not taken stay, sealed, for `retention.import_chunk` days: whoever brought
    it can still fetch and mend them. Such a block says of itself that it is not written.
    """
    chunks = ImportChunk.objects.filter(run=run)
    if run.state != ImportState.SHOWN or not run.refused:
        ids = list(chunks.values_list("id", flat=True)[:most])
        chunks.filter(id__in=ids).delete()
        return len(ids)
    some = list(chunks.exclude(applied_at=None).order_by("id")[:most])
    for chunk in some:
        if left := _not_taken(chunk):
            chunk.content, chunk.applied_at = seal_content({"grids": [], "good": [], "bad": left}), None
            chunk.save(update_fields=["content", "applied_at"])
        else:
            chunk.delete()
    return len(some)


def keep_left_out(run: ImportRun, content: bytes, *, rows: int) -> None:
    """What is wrong in the rows of a sheet that were not taken, sealed, for `retention.import_chunk` days."""
    ImportChunk.objects.create(run=run, number=0, rows=rows, content=content)


def _not_taken(chunk: ImportChunk) -> list[Any]:
    """Rows of a checked block with a mistake that stops them; none where its key is lost."""
    try:
        bad = content_of(chunk).get("bad", [])
    except Refused:
        return []
    return [[row, cells, said] for row, cells, said in bad if any(stops for _, _, stops in said)]


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


def claim_chunks(ids: list[int]) -> set[int]:
    """Which of these blocks are still to be written; locked. In the transaction that writes their rows."""
    free = ImportChunk.objects.select_for_update().filter(pk__in=ids, applied_at=None)
    return set(free.order_by("pk").values_list("pk", flat=True))


def note_written(run: ImportRun, ids: set[int], *, made: int, known: int, at: datetime) -> None:
    """Blocks are written; in the same transaction as their rows."""
    ImportChunk.objects.filter(pk__in=ids).update(applied_at=at)
    ImportRun.objects.filter(pk=run.pk).update(made=F("made") + made, known=F("known") + known)


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
