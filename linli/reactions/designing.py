"""The job "divide": a proposal for an area, one community a step, by whoever may still divide there."""

from __future__ import annotations

from datetime import datetime

from linli.office.models import Job
from linli.people.queries import actor_of
from linli.territory import planning


def step(job: Job, now: datetime) -> bool:
    actor_of(job.user_id or 0, now, post_id=job.post_id).require("door.divide", job.area_path)
    return planning.find_next(job, now)
