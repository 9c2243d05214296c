"""The long work of printing: sheets of plates, and volumes with names. Who ordered must still be allowed to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.office import printing
from linli.office.actions import advance, keep_result, note
from linli.office.models import Job
from linli.people import boards, volumes
from linli.people.actions.printing import REASONS, note_printed
from linli.people.models import User
from linli.people.queries import actor_of
from linli.territory.models import Area
from linli.territory.plates import Where

PDF = "application/pdf"


def _asker(job: Job, now: datetime) -> Actor:
    return actor_of(job.user_id or 0, now, post_id=job.post_id)


def plates(job: Job, now: datetime) -> bool:
    """All plates of an order in one file: one step, seconds long, made anew if the worker died in it."""
    if job.result_id is not None:
        return True
    _asker(job, now).require("door.print", job.area_path)
    where = Where(job.params["path"], job.params["estate"], job.params["building"])
    doors = boards.plates(where)
    note(job, undrawn=len(boards.undrawn(doors)))
    answers = boards.answering(where.path)
    title = job.file_name.removesuffix(".pdf")
    content = printing.plates(doors, phone=answers.phone, operator=answers.operator, title=title)
    keep_result(job, content, kind=PDF, at=now)
    advance(job, done=len(doors), total=len(doors))
    return True


def named_volume(job: Job, now: datetime) -> bool:
    """A volume with names, after two people of one office stood for it; both must still hold their posts."""
    if job.result_id is not None:
        return True
    by, second = _asker(job, now), job.params.get("confirmed_by")
    if second is None or second == job.user_id:
        raise refuse("not_oneself")
    for actor in (by, actor_of(second, now)):
        actor.require("contact.export", job.area_path)
    area = Area.objects.select_related("parent").get(pk=job.params["area"])
    homes = volumes.households(area)
    name = User.objects.get(pk=job.user_id or 0).name
    reason, number = REASONS[job.params["reason"]], job.params["number"]
    mark = f"{name}　{timezone.localtime(now):%Y-%m-%d %H:%M}　{reason}　第 {number} 号"
    content = printing.volume(
        volumes.volume(area, now, homes=homes, watermark=mark), title=job.file_name.removesuffix(".pdf")
    )
    with transaction.atomic():
        keep_result(job, content, kind=PDF, at=now)
        note(job, undrawn=len(printing.missing("".join(row) for row in homes)))
        note_printed(job, households=len(homes), by=by, at=now)
    advance(job, done=len(homes), total=len(homes))
    return True
