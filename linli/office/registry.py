"""What kinds of long work there are. `reactions/jobs.py` fills it; the office itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from linli.office.models import Job

# One short step of a job, in transactions of its own; True once all is done. A step that is repeated does no harm.
Step = Callable[[Job, datetime], bool]

_steps: dict[str, Step] = {}


def jobs(table: Mapping[str, Step]) -> None:
    """Replace the table: kind of job → its step."""
    _steps.clear()
    _steps.update(table)


def step_of(kind: str) -> Step | None:
    return _steps.get(kind)
