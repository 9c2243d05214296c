"""Verbs of printing: order plates; ask for a volume with names, and let a second person say yes or no."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office.actions import ask_job, let_go, lock_job, next_number, stop_job
from linli.office.models import Job
from linli.people.actions.second import in_own_post, require_second
from linli.people.volumes import LEVELS
from linli.territory.actions.plates import hang_missing
from linli.territory.models import Area
from linli.territory.plates import Where, in_use

PLATES, NAMED = "print.plates", "print.named"
MOST_PLATES = 1500  # what one file of paper may hold; more is ordered by grid
REASONS = {
    "visits": "入户走访，那里没有网络",
    "handover": "网格交接",
    "evacuation": "防汛转移准备",
    "check": "核对台账",
}  # closed: there is no "other"


@transaction.atomic
def order_plates(area: Area, where: Where, *, by: Actor, at: datetime) -> Job:
    """Put plates into the queue; doors without one get one. Refuses no_doors, too_many_plates."""
    by.require("door.print", area.path)
    hang_missing(area, where, by=by, at=at)
    number = in_use(where).count()
    if not number:
        raise refuse("no_doors")
    if number > MOST_PLATES:
        raise refuse("too_many_plates", number=number, most=MOST_PLATES)
    params = {"path": where.path, "estate": where.estate_id, "building": where.building_id}
    return ask_job(
        PLATES,
        params | {"verb": "door.print"},
        by=by,
        at=at,
        area_path=area.path,
        total=number,
        file_name=f"门牌-{area.name}-{number}块.pdf",
    )


@transaction.atomic
def ask_named_volume(area: Area, *, reason: str, by: Actor, at: datetime) -> Job:
    """Ask for a volume with names; a second person must say yes. Refuses name_reason, not_a_volume."""
    by = in_own_post(by, area.path, at)
    if reason not in REASONS:
        raise refuse("name_reason")
    if area.level not in LEVELS:
        raise refuse("not_a_volume")
    params = {"area": area.pk, "reason": reason, "verb": "contact.export", "number": next_number("volume")}
    job = ask_job(
        NAMED, params, by=by, at=at, area_path=area.path, waits=True, file_name=f"{area.name}-一册.pdf"
    )
    record("volume.asked", job, by=by, at=at, area_path=area.path, office_id=by.office_id, reason=reason)
    return job


@transaction.atomic
def confirm_named_volume(job: Job, *, by: Actor, at: datetime) -> Job:
    """The second person says yes. Refuses as `require_second`."""
    job = lock_job(job)
    may_answer(job, by, at)
    job = let_go(job, confirmed_by=by.user_id)
    record("volume.confirmed", job, by=by, at=at, area_path=job.area_path, office_id=job.office_id)
    return job


@transaction.atomic
def decline_named_volume(job: Job, *, by: Actor, at: datetime) -> Job:
    """The second person says no; the request is over. Refusals as `confirm_named_volume`."""
    job = lock_job(job)
    may_answer(job, by, at)
    job = stop_job(job, at=at)
    record("volume.declined", job, by=by, at=at, area_path=job.area_path, office_id=job.office_id)
    return job


def may_answer(job: Job, by: Actor, at: datetime) -> None:
    """Raise Refused unless this person is the second one that this request needs."""
    if job.kind != NAMED:
        raise refuse("job_not_waiting")
    require_second(job, by, at)


@transaction.atomic
def note_printed(job: Job, *, households: int, by: Actor, at: datetime) -> None:
    """One entry for a volume with names that was made: how many, for what, with whose yes."""
    params = job.params
    record(
        "volume.printed",
        job,
        by=by,
        at=at,
        area_path=job.area_path,
        office_id=job.office_id,
        households=households,
        reason=params["reason"],
        number=params["number"],
        confirmed_by=params["confirmed_by"],
    )
