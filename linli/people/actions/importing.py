"""Verbs of an import of a register (导入): stage, apply in short blocks, show with one word."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from linli.common.actor import Actor
from linli.common.bulk import BREATH, paced
from linli.common.paths import covers, subtree
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office.actions.importing import (
    claim_chunks,
    content_of,
    drop_a_chunk,
    finish_run,
    lock_run,
    note_run,
    note_written,
    seal_content,
    settle_change,
    some_changes,
    stage_sheet,
    unfinished_beside,
)
from linli.office.actions.jobs import advance, ask_job
from linli.office.models import ImportChunk, ImportRun, ImportState, Job
from linli.people import importing
from linli.people.actions.amending import amend
from linli.people.actions.findable import PEOPLE, index_some
from linli.people.actions.register import enter_households, make_ready
from linli.people.queries import actor_of
from linli.people.sheets.fields import HOUSEHOLDS, KINDS, missing
from linli.people.sheets.layout import Table
from linli.people.sheets.reading import Sheet
from linli.people.sheets.staging import blocks, entrances_beside, headings_hash, refuse_subjects
from linli.territory.actions.register import enter_venues, grids_now
from linli.territory.models import Area

A_STEP = 0.8  # seconds of blocks before the worker looks at its other work
MOST_AT_ONCE = 8  # blocks, whatever the pace


@dataclass(frozen=True, slots=True)
class Prepared:
    """The mapped columns of a sheet in sealed blocks: what is kept of a file, before anything is."""

    kind: str
    file_name: str
    file_sha256: str
    headings: list[str]
    columns: list[str]
    contents: list[bytes]
    sizes: list[int]


def prepare(
    content: bytes, sheet: Sheet, table: Table, *, kind: str, columns: list[str], file_name: str
) -> Prepared:
    """Seal the mapped columns of a sheet; takes seconds for a long one and touches no row of the database.

    Refuses refused_subject, mapping_incomplete.
    """
    refuse_subjects(sheet, table)
    if why := missing(columns, kind):
        raise refuse("mapping_incomplete", why=why)
    found, from_above = blocks(table, columns, kind)
    above = set(from_above)
    beside = entrances_beside(table, columns, kind)
    contents: list[bytes] = []
    for block in found:
        own = [number for group in block for number, _ in group if number in above]
        named = {number: beside[number] for group in block for number, _ in group if number in beside}
        sums = [] if contents else table.totals  # noted once, with the first block
        more = {"from_above": own, "entrances": named, "totals": sums}
        contents.append(seal_content(importing.raw(block) | more))
    return Prepared(
        kind=kind,
        file_name=file_name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        headings=table.headings,
        columns=columns,
        contents=contents,
        sizes=[sum(len(group) for group in block) for block in found],
    )


@transaction.atomic
def stage(prepared: Prepared, *, area_path: str, by: Actor, at: datetime) -> ImportRun:
    """Keep a prepared sheet and ask for its check. Refuses like `by.require`."""
    run = stage_sheet(
        prepared.kind,
        area_path=area_path,
        file_name=prepared.file_name,
        file_sha256=prepared.file_sha256,
        headings=prepared.headings,
        columns=prepared.columns,
        headings_hash=headings_hash(prepared.headings),
        contents=prepared.contents,
        sizes=prepared.sizes,
        by=by,
        at=at,
    )
    ask_job("import.check", {"run": run.pk}, by=by, at=at, area_path=area_path, total=len(prepared.contents))
    return run


@transaction.atomic
def start(run: ImportRun, *, take_good: bool, take_sheet: bool, by: Actor, at: datetime) -> Job:
    """Begin to write. `take_good`: leave out rows with mistakes; `take_sheet`: its values replace other ones.

    Refuses import_not_there, import_has_mistakes, import_nothing, import_running (another one in this area),
    recode_running (its rows are on their way to another code).
    """
    run = held_run(run, by, ImportState.CHECKED)
    if run.refused and not take_good:
        raise refuse("import_has_mistakes", number=run.refused)
    if not run.made and not run.known and not run.changes.exists():
        raise refuse("import_nothing")
    refuse_beside(run)
    _refuse_recoding(run.area_path)
    note_run(run, state=ImportState.APPLYING, take_good=take_good, made=0, known=0)
    params = {"run": run.pk, "take_sheet": take_sheet}
    return ask_job("import.apply", params, by=by, at=at, area_path=run.area_path, total=run.chunks.count())


@transaction.atomic
def resume(run: ImportRun, *, by: Actor, at: datetime) -> Job:
    """Go on where a job was stopped or failed. Refuses import_not_there, import_running (it is being written)."""
    gone = (ImportState.REVERSED, ImportState.DROPPED)
    run = held_run(run, by, ImportState.STAGED, ImportState.APPLYING, ImportState.SHOWN, *gone)
    job = Job.objects.filter(kind__startswith="import.", params__run=run.pk).order_by("-id").first()
    if job is not None and job.state in ("queued", "running"):
        raise refuse("import_running", name=run.file_name)
    if run.finished_at is not None:
        raise refuse("import_not_there", state=run.state)
    if run.state in gone:
        return ask_erasing(run, by=by, at=at)
    kind = "import.check" if run.state == ImportState.STAGED else "import.apply"
    params = dict(job.params) if job is not None else {"run": run.pk}
    return ask_job(kind, params, by=by, at=at, area_path=run.area_path, total=run.chunks.count())


def ask_erasing(run: ImportRun, *, by: Actor, at: datetime) -> Job:
    """What a run brought and nobody sees any more goes."""
    return ask_job("import.erase", {"run": run.pk}, by=by, at=at, area_path=run.area_path)


def refuse_beside(run: ImportRun) -> None:
    """One import writes to an area at a time, and what was taken back must be gone first. Refuses import_running."""
    for other in unfinished_beside(run, KINDS):
        if covers(other.area_path, run.area_path) or covers(run.area_path, other.area_path):
            raise refuse("import_running", name=other.file_name)


def _refuse_recoding(path: str) -> None:
    """While rows follow to another code, households are known under two paths and would be made twice."""
    inside = Q(path__range=subtree(path)) | Q(former_path__range=subtree(path))
    if area := Area.objects.filter(inside).exclude(former_path="").first():
        raise refuse("recode_running", area=area.name)


def held_run(run: ImportRun, by: Actor, *states: str) -> ImportRun:
    """The run as it is now, locked, if this actor may. Refuses import_not_there."""
    by.require("door.import", run.area_path)
    run = lock_run(run)
    if run.state not in states:
        raise refuse("import_not_there", state=run.state)
    return run


def apply_step(job: Job, now: datetime) -> bool:
    """One step of the job `import.apply`: blocks, then the words that find their people, then the flip, then values
    that change, then the sealed blocks go."""
    run = ImportRun.objects.get(pk=job.params["run"])
    by = actor_of(job.user_id or 0, now, post_id=job.post_id)
    if run.state == ImportState.APPLYING:
        return _apply(job, run, by, now)
    if run.state != ImportState.SHOWN or run.finished_at is not None:
        return True
    if _change_some(run, now, take_sheet=bool(job.params.get("take_sheet"))) or drop_a_chunk(run):
        return False
    finish(run, at=now)
    return True


def _apply(job: Job, run: ImportRun, by: Actor, now: datetime) -> bool:
    """Blocks for most of a second, or the words of some thousand people; False until the next step, which may be the
    flip."""
    blocks = run.chunks.count()
    total = blocks + (-(-run.rows // PEOPLE) if run.kind == HOUSEHOLDS else 0)
    began, at_once = time.monotonic(), 1
    while time.monotonic() - began < A_STEP:
        chunks = list(run.chunks.filter(applied_at=None).order_by("number")[:at_once])
        if not chunks:
            if index_some(job, run):
                advance(job, done=min(job.done + 1, total), total=total)
            else:
                show(run, by=by, at=now)
            return False
        held = apply_blocks(run, chunks, by=by, at=now)
        at_once = paced(len(chunks), held, most=min(2 * at_once, MOST_AT_ONCE))
        time.sleep(BREATH)
    advance(job, done=blocks - run.chunks.filter(applied_at=None).count(), total=total)
    return False


def apply_blocks(run: ImportRun, chunks: list[ImportChunk], *, by: Actor, at: datetime) -> float:
    """Write blocks, once: their rows and the note that they are there stand in one transaction.

    Returns for how many seconds others had to wait. Refuses import_grid_closed (area): a grid of the sheet closed
    since the check, and none took over.
    """
    homes = run.kind == HOUSEHOLDS
    read: Any = importing.households if homes else importing.venues
    found = {chunk.pk: read(content_of(chunk)) for chunk in chunks}
    ready = make_ready(row for rows in found.values() for row in rows) if homes else {}
    with transaction.atomic():
        began = time.monotonic()
        free = claim_chunks(list(found))
        rows: list[Any] = [row for pk in found if pk in free for row in found[pk]]
        rows = importing.moved(rows, grids_now((row.grid.id for row in rows), at))
        if homes:
            counts = enter_households(rows, run=run, by=by, at=at, ready=ready)
        else:
            counts = enter_venues(rows, run=run, by=by, at=at)
        note_written(run, free, made=counts.households + counts.venues, known=counts.known, at=at)
    return time.monotonic() - began


@transaction.atomic
def show(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """The flip: everything this run wrote is seen from now on. One entry for the whole run."""
    run = held_run(run, by, ImportState.APPLYING)
    if run.chunks.filter(applied_at=None).exists():
        raise refuse("import_not_there", state=run.state)
    note_run(run, state=ImportState.SHOWN, shown_at=at, changed=run.changes.count())
    record(
        "import.shown",
        run,
        by=by,
        at=at,
        area_path=run.area_path,
        office_id=run.office_id,
        made=run.made,
        known=run.known,
        refused=run.refused,
        changed=run.changed,
    )
    return run


@transaction.atomic
def _change_some(run: ImportRun, at: datetime, *, take_sheet: bool) -> int:
    """Put some values of the sheet into the register: what was empty, and other values where that was chosen.

    A value that somebody changed since the check stays as it is.
    """
    some = some_changes(run, "id", done_at=None)
    for change in some:
        taken = (take_sheet or change.before is None) and amend(change, back=False)
        settle_change(change, done_at=at if taken else None)
    return len(some)


@transaction.atomic
def finish(run: ImportRun, *, at: datetime) -> None:
    """Nothing of the sheet is left to do; what was wrong in it goes too."""
    finish_run(run, at=at)
