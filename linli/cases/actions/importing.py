"""Take in the sheet of another system (来单): kept, looked at, each order once; what is here is never lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases import order_lists
from linli.cases.actions.asking import Asker, ask
from linli.cases.actions.coming_in import take_in
from linli.cases.actions.moving import clock, note
from linli.cases.actions.putting_right import put_right, remember_places
from linli.cases.actions.replying import sign
from linli.cases.models import Case, Channel
from linli.cases.order_places import Places, office_for
from linli.cases.orders import Bad, Mapping, Order, pack
from linli.cases.workflow import Clock
from linli.common.actor import Actor
from linli.common.bulk import batches
from linli.common.refusals import Refused, refuse
from linli.common.refused_subjects import plain
from linli.common.text import half_width, same_number
from linli.common.worktime import Span
from linli.office.actions.importing import (
    claim_chunks,
    content_of,
    drop_a_chunk,
    keep_left_out,
    keep_sheet,
    lock_run,
    note_run,
    note_written,
    seal_content,
)
from linli.office.actions.jobs import advance, ask_job
from linli.office.actions.keeping import finish_import
from linli.office.models import ImportRun, ImportState, Job
from linli.people.models import Office
from linli.people.queries import actor_of, office_of_area

CHUNK = 100  # orders a transaction: nobody's post waits long for the lock
JOB = "orders.take_in"
MOVED = "{sheet}的新表改了地点：{old} → {new}"  # stands in the story, as words of the house do


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of some orders: made anew, known already, added as a word, left although they differ (rows)."""

    made: int = 0
    known: int = 0
    added: int = 0
    different: tuple[int, ...] = ()

    def __add__(self, other: Intake) -> Intake:
        return Intake(
            self.made + other.made,
            self.known + other.known,
            self.added + other.added,
            self.different + other.different,
        )


@dataclass(frozen=True, slots=True)
class Inlet:
    """Where the orders of a sheet go: read once for all of them."""

    mapping: Mapping
    office: Office
    places: Places
    clock: Clock
    signs: bool = False

    @classmethod
    def of(cls, mapping: Mapping, office: Office, at: datetime, *, signs: bool = False) -> Inlet:
        path = office.area.path
        places = Places.under(path, at, office_id=office.pk, source=mapping.source)
        return cls(mapping, office, places, clock(path), signs)

    def office_of(self, one: Order) -> Office:
        """Whose order it will be: for the page that shows it before, and told by the same rule as when it comes in."""
        area, _ = self.places.of(one)
        if self.mapping.way == "order":
            return office_for(area, self.office)
        grid = office_of_area(area.path, "grid") if area is not None and area.level == "grid" else None
        return grid or self.office

    def limits(self, since: datetime) -> tuple[datetime | None, datetime | None]:
        """Until when the source wants a signature and an answer where its sheet names no dates."""
        return _limits(self.mapping, since, self.clock)


# -- a sheet on the desk --------------------------------------------------------------------------------------


@transaction.atomic
def stage_orders(
    rows: Sequence[Order | Bad],
    *,
    mapping: Mapping,
    office: Office,
    headings: list[str],
    columns: list[str],
    file_name: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Keep a sheet that was read, sealed, until somebody has looked at it. Needs order.take at the office's area."""
    by.require("order.take", office.area.path)
    blocks = list(batches(rows, CHUNK))
    run = keep_sheet(
        order_lists.KIND,
        area_path=office.area.path,
        file_name=file_name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        headings=headings,
        columns=columns,
        headings_hash=hashlib.sha256("\x1f".join(map(plain, headings)).encode()).hexdigest(),
        contents=[seal_content(_content(block)) for block in blocks],
        sizes=[len(block) for block in blocks],
        by=by,
        at=at,
        source=mapping.source,
        remembered=order_lists.remembered(mapping.source),
    )
    note_run(
        run,
        state=ImportState.CHECKED,
        refused=sum(isinstance(one, Bad) for one in rows),
        columns=[list(pair) for pair in zip(headings, columns, strict=True)],  # those left out are told too
    )
    return run


def _content(rows: Iterable[Order | Bad]) -> dict[str, Any]:
    good, bad = [], []
    for one in rows:
        if isinstance(one, Order):
            good.append(pack(one))
        else:
            wrong = [[cell.heading, cell.code, cell.value] for cell in one.wrong]
            bad.append([one.row, wrong, one.number, one.cells])
    return {"good": good, "bad": bad}


@transaction.atomic
def start_taking(
    run: ImportRun,
    *,
    add: Collection[int] = (),
    move: Collection[int] = (),
    signs: bool = False,
    meant: dict[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Job:
    """Take in what is good and new; `signs`: signed for at once; `meant`: paths by names of the sheet, remembered.

    `add`: rows whose other words are added to the case; `move`: rows whose order goes to the place they name now.

    The first hundred are there when this returns, the worker does the rest. Refuses import_not_there.
    """
    by.require("order.take", run.area_path)
    run = lock_run(run)
    if run.state != ImportState.CHECKED:
        raise refuse("import_not_there", state=run.state)
    if meant:
        remember_places(meant, source=run.source, office=office_of(run), at=at)
    note_run(run, state=ImportState.APPLYING, take_good=True)
    params = {"run": run.pk, "add": sorted(add), "move": sorted(move), "signs": signs}
    return ask_job(JOB, params, by=by, at=at, area_path=run.area_path, total=run.chunks.count())


@transaction.atomic
def drop_orders(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Give a sheet up: nothing of it stays. Refuses import_not_there."""
    by.require("order.take", run.area_path)
    run = lock_run(run)
    if run.state != ImportState.CHECKED:
        raise refuse("import_not_there", state=run.state)
    note_run(run, state=ImportState.DROPPED, finished_at=at)
    while drop_a_chunk(run):
        pass
    return run


def take_step(job: Job, now: datetime) -> bool:
    """One block of the sheet; with the last one the sheet goes, but for what is wrong in it. Safe to repeat."""
    run = ImportRun.objects.get(pk=job.params["run"])
    if run.state != ImportState.APPLYING:
        return True
    assert job.user_id is not None
    by = actor_of(job.user_id, now, post_id=job.post_id)
    left = run.chunks.filter(applied_at=None).order_by("number")
    chunk = left.first()
    if chunk is not None:
        office = office_of(run)
        inlet = Inlet.of(_mapping(run), office, now, signs=job.params["signs"])
        rows = [one for one in order_lists.rows_in(content_of(chunk)) if isinstance(one, Order)]
        with transaction.atomic():
            if not claim_chunks([chunk.pk]):
                return False
            add, move = job.params["add"], job.params.get("move", ())
            found = take_rows(rows, inlet, add=add, move=move, by=by, at=now)
            note_written(run, {chunk.pk}, made=found.made, known=found.known, at=now)
            note_run(run, changed=run.changed + found.added)
        advance(job, done=run.chunks.exclude(applied_at=None).count(), total=run.chunks.count())
        if left.exists():
            return False
    _finish(run, by=by, at=now)
    return True


@transaction.atomic
def _finish(run: ImportRun, *, by: Actor, at: datetime) -> None:
    run = lock_run(run)
    bad = [one for block in order_lists.rows_of(run, left=False) for one in block if isinstance(one, Bad)]
    while drop_a_chunk(run):
        pass
    if bad:
        keep_left_out(run, seal_content(_content(bad)), rows=len(bad))
    run.state, run.shown_at = ImportState.SHOWN, at
    finish_import(
        run,
        by=by,
        at=at,
        made=run.made,
        known=run.known,
        refused=run.refused,
        office_id=office_of(run).pk,
    )


def office_of(run: ImportRun) -> Office:
    """The sub-district for which a sheet came in. Refuses no_office_there."""
    office = office_of_area(run.area_path, "township")
    if office is None:
        raise refuse("no_office_there")
    return office


def _mapping(run: ImportRun) -> Mapping:
    return order_lists.sources(run.office_id)[run.source]


# -- orders, from wherever ------------------------------------------------------------------------------------


def import_orders(
    orders: Sequence[Order],
    inlet: Inlet,
    *,
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Intake:
    """Take in each order once. Stopped half-way it can be run again: what is there is known by its number."""
    total, done = Intake(), 0
    for block in batches(orders, CHUNK):
        with transaction.atomic():
            total += take_rows(block, inlet, by=by, at=at)
        done += len(block)
        progress(done)
    return total


def take_rows(
    orders: Sequence[Order],
    inlet: Inlet,
    *,
    add: Collection[int] = (),
    move: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> Intake:
    """One block, in the caller's transaction. What is known with other words stays; rows in `add` are added, those in
    `move` go to the place that they name now, unless somebody has begun on them."""
    source = inlet.mapping.source
    there = order_lists.known_cases(source, [one.number for one in orders])
    made = known = 0
    added = _put_right([one for one in orders if one.row in move], there, inlet, by, at) if move else 0
    different: list[int] = []
    for one in orders:
        number = same_number(one.number)
        before = there.get(number)
        if before is None:
            case = _take(one, inlet, by, at)
            there[number] = order_lists.KnownCase(case.pk, case.number, (case.words,))
            made += 1
        elif order_lists.same_text(one.words, *before.all_words):
            known += 1
        elif one.row in add:
            supplement(before.id, words=one.words, by=by, at=at)
            words = (*before.all_words, one.words)
            there[number] = order_lists.KnownCase(before.id, before.number, words)
            added += 1
        else:
            different.append(one.row)
    return Intake(made, known, added, tuple(different))


def _put_right(
    rows: list[Order], there: dict[str, order_lists.KnownCase], inlet: Inlet, by: Actor, at: datetime
) -> int:
    """How many went to another place; one that meanwhile is in somebody's hands stays where it is."""
    moved = 0
    for one in order_lists.elsewhere(rows, there, inlet.places.named):
        words = MOVED.format(sheet=inlet.mapping.name, old=one.case.area.name, new=one.area.name)
        try:
            put_right(one.case, one.area, words=words, by=by, at=at)
        except Refused:
            continue
        moved += 1
    return moved


def _take(one: Order, inlet: Inlet, by: Actor, at: datetime) -> Case:
    area, door = inlet.places.of(one)
    entrance = door.entrance if door is not None else None
    place_words = door.words if door is not None else one.address
    mapping = inlet.mapping
    asker = Asker(one.name, one.phone)
    if mapping.way == "message":
        return ask(
            words=one.words,
            title=one.title,
            channel=Channel.IMPORT,
            source=mapping.source,
            source_number=half_width(one.number),
            area=area if area is not None and area.level == "grid" else None,
            entrance=entrance,
            unplaced_at=inlet.office,
            place_words=place_words,
            asker=asker,
            asked_at=one.ordered_at,
            by=by,
            at=at,
        )
    ordered_at = one.ordered_at or at
    sign_by, reply_by = inlet.limits(ordered_at)
    case = take_in(
        source=mapping.source,
        number=one.number,
        words=one.words,
        title=one.title,
        place_words=place_words,
        asker=asker,
        office=inlet.office,
        area=area,
        entrance=entrance,
        ordered_at=ordered_at,
        sign_by=one.sign_by or sign_by,
        reply_by=one.reply_by or reply_by,
        mapping=mapping.source,
        row=json.dumps(one.echo, ensure_ascii=False) if one.echo else "",
        by=by,
        at=at,
    )
    if inlet.signs:
        sign(case.origin, by=by, at=at)
    return case


def limits(mapping: Mapping, office: Office, since: datetime) -> tuple[datetime | None, datetime | None]:
    """Until when a source that names no dates wants a signature and an answer of what it sent us at `since`."""
    return _limits(mapping, since, clock(office.area.path))


def _limits(mapping: Mapping, since: datetime, time: Clock) -> tuple[datetime | None, datetime | None]:
    sign, reply = (
        time.after(Span.read(span), since) if span else None
        for span in (mapping.sign_within, mapping.reply_within)
    )
    return sign, reply


@transaction.atomic
def supplement(case_id: int, *, words: str, by: Actor, at: datetime) -> Case:
    """The source sent other words under the same number: they stand beside the first ones, which stay."""
    case = Case.objects.select_for_update().get(pk=case_id)
    by.require("order.take", case.area_path)
    note(case, "supplement", by=by, at=at, words={"words": words})
    return case
