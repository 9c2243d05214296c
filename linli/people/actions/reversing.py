"""Verbs that take an import back: reverse what was shown, drop what was not, and let its rows go in short blocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel

from linli.common.actor import CLOCK, Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.journal.models import Entry, Reading
from linli.office.actions.finding import forget_rows
from linli.office.actions.importing import WAITS, drop_a_chunk, note_run, settle_change, some_changes
from linli.office.actions.jobs import stop_job
from linli.office.models import ImportChange, ImportRun, ImportState, Job
from linli.people.actions.amending import amend
from linli.people.actions.importing import ask_erasing, finish, held_run
from linli.people.models import Resident
from linli.people.sheets.fields import KINDS
from linli.territory.actions.register import erase_doors
from linli.territory.models import Building, Dwelling, Entrance, Estate, Household, Plate, Venue

MADE: tuple[type[models.Model], ...] = (Resident, Household, Dwelling, Entrance, Building, Estate, Venue)
AT_ONCE = 200  # rows erased in one transaction
AGAIN = timedelta(hours=1)  # after which erasing that stopped or failed is asked for again


@transaction.atomic
def reverse(run: ImportRun, *, by: Actor, at: datetime) -> Job:
    """Take back what an import brought: unseen at once, erased by a job. Refuses import_used, import_running."""
    run = held_run(run, by, ImportState.SHOWN)
    if run.finished_at is None:
        raise refuse("import_running", name=run.file_name)
    if (number := hanging(run)) > 0:
        raise refuse("import_used", number=number)
    note_run(run, state=ImportState.REVERSED, reversed_at=at, finished_at=None)
    record(
        "import.reversed", run, by=by, at=at, area_path=run.area_path, office_id=run.office_id, made=run.made
    )
    return ask_erasing(run, by=by, at=at)


@transaction.atomic
def drop(run: ImportRun, *, by: Actor, at: datetime) -> Job:
    """Give up a sheet that was not shown; what it wrote already was never seen. Refuses import_not_there."""
    run = held_run(run, by, ImportState.STAGED, ImportState.CHECKED, ImportState.APPLYING)
    for job in Job.objects.filter(params__run=run.pk, state__in=("queued", "running")):
        stop_job(job, at=at)
    note_run(run, state=ImportState.DROPPED)
    return ask_erasing(run, by=by, at=at)


def drop_stale(now: datetime) -> int:
    """Sheets that nobody finished for fourteen days go, and what was taken back goes on going. A round of the clock."""
    stale = ImportRun.objects.filter(
        kind__in=KINDS,
        state__in=(ImportState.STAGED, ImportState.CHECKED, ImportState.APPLYING),
        started_at__lt=now - WAITS,
    )
    runs = list(stale[:20])
    for run in runs:
        drop(run, by=CLOCK, at=now)
    return len(runs) + _erase_on(now)


def _erase_on(now: datetime) -> int:
    """What was taken back holds its area until it is gone: where its work stopped or failed, it is asked for again."""
    number = 0
    left = ImportRun.objects.filter(
        kind__in=KINDS, state__in=(ImportState.REVERSED, ImportState.DROPPED), finished_at=None
    )
    for run in left:
        jobs = Job.objects.filter(kind="import.erase", params__run=run.pk)
        last = jobs.order_by("-id").first()
        if last is None or (
            last.state not in ("queued", "running") and last.asked_at < now - AGAIN  # not in a circle
        ):
            ask_erasing(run, by=CLOCK, at=now)
            number += 1
    return number


def hanging(run: ImportRun) -> int:
    """How much came after that stands on what this import brought: needs, consents, requests, readings, later rows."""
    number = 0
    for model in MADE:
        mine: Any = model._default_manager.filter(run=run).values("id")
        label = model._meta.label_lower
        number += Reading.objects.filter(subject_type=label, subject_id__in=mine).count()
        number += Entry.objects.filter(subject_type=label, subject_id__in=mine).count()
        later = ImportChange.objects.exclude(run=run).filter(subject_type=label, subject_id__in=mine)
        number += later.filter(run__state=ImportState.SHOWN).count()
        for relation in model._meta.get_fields(include_hidden=True):  # whoever points here, in any module
            other: Any = relation.related_model
            if not isinstance(relation, ForeignObjectRel) or other is Plate:
                continue
            rows = other._default_manager.filter(**{f"{relation.field.name}__in": mine})
            if any(field.name == "run" for field in other._meta.fields):
                rows = rows.exclude(run=run)
            number += rows.count()
    return number + _changed_later(run)


def _changed_later(run: ImportRun) -> int:
    """Values that later sheets put where this one changed something, or into homes where its people live."""
    if run.shown_at is None:
        return 0
    touched: dict[str, Any] = {
        label: ImportChange.objects.filter(run=run, subject_type=label, done_at__isnull=False).values(
            "subject_id"
        )
        for label in ("people.resident", "territory.household")
    }
    homes = Resident.objects.filter(run=run).exclude(household__run=run).values("household_id")
    later = ImportChange.objects.exclude(run=run).filter(
        done_at__isnull=False, run__state=ImportState.SHOWN, run__shown_at__gt=run.shown_at
    )
    here = models.Q(subject_type="territory.household", subject_id__in=homes)
    for label, ids in touched.items():
        here |= models.Q(subject_type=label, subject_id__in=ids)
    return later.filter(here).count()


def erase_step(job: Job, now: datetime) -> bool:
    """One step of the job `import.erase`: values back, rows away, sealed blocks away."""
    run = ImportRun.objects.get(pk=job.params["run"])
    if run.state not in (ImportState.REVERSED, ImportState.DROPPED) or run.finished_at is not None:
        return True
    if _put_back(run) or _erase_people(run) or erase_doors(run, AT_ONCE) or drop_a_chunk(run):
        return False
    finish(run, at=now)
    return True


@transaction.atomic
def _put_back(run: ImportRun) -> int:
    """Values that this import changed are as they were before, unless somebody has changed them since."""
    some = some_changes(run, "-id")
    for change in some:
        if change.done_at is not None:
            amend(change, back=True)
        settle_change(change, done_at=None)
    return len(some)


@transaction.atomic
def _erase_people(run: ImportRun) -> int:
    residents = Resident.objects.filter(run=run).values_list("id", "household__area_path", "name")
    rows = list(residents[:AT_ONCE])
    if rows:
        forget_rows(rows, "resident")
        Resident.objects.filter(id__in=[pk for pk, _, _ in rows]).delete()
    return len(rows)
