"""What others tell the office: which kinds of long work there are (`reactions/jobs.py`), which area is the top."""

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


Top = Callable[[datetime], str]

_top: list[Top] = []


def top_is(find: Top) -> None:
    """How to find the area that holds all others served here."""
    _top[:] = [find]


def top(at: datetime) -> str:
    """The path of the area that holds all others served here: whoever keeps its rules keeps those of everywhere."""
    return _top[0](at) if _top else ""
