"""The job "recode": the rows of all modules follow an area to its new code, some at a time."""

from __future__ import annotations

from datetime import datetime

from linli.office.models import Job
from linli.territory.actions.dividing import carry_some


def step(job: Job, now: datetime) -> bool:
    return carry_some(job)
