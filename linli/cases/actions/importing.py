"""Take in the messages of another system: each once, in chunks, placed by hand where the area is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.cases.actions.asking import ask
from linli.cases.hotline import Message
from linli.cases.models import Case, Channel
from linli.common.actor import Actor
from linli.common.text import tidy
from linli.people.models import Office
from linli.territory.queries import grids_of

CHUNK = 100  # rows a transaction: a resident's post never waits long for the lock


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a sheet: made anew, known already, known with other words (left as it was)."""

    made: int
    known: int
    different: tuple[int, ...]  # rows


def import_messages(
    messages: tuple[Message, ...],
    *,
    source: str,
    office: Office,
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Intake:
    """Ask once for each message. Stopped half-way it can be run again: what is there is known by its number."""
    grids = {grid.official_code: grid for grid in grids_of(office.area.path, at)}
    made = known = 0
    different: list[int] = []
    for start in range(0, len(messages), CHUNK):
        chunk = messages[start : start + CHUNK]
        with transaction.atomic():
            there = dict(
                Case.objects.filter(source=source, source_number__in=[m.number for m in chunk]).values_list(
                    "source_number", "words"
                )
            )
            for message in chunk:
                if message.number in there:
                    known += 1
                    if there[message.number] != tidy(message.words):
                        different.append(message.row)
                    continue
                grid = grids.get(message.area_code)
                ask(
                    words=message.words,
                    title=message.title,
                    channel=Channel.IMPORT,
                    source=source,
                    source_number=message.number,
                    area=grid,
                    unplaced_at=None if grid else office,
                    asked_at=message.asked_at,
                    by=by,
                    at=at,
                )
                made += 1
        progress(start + len(chunk))
    return Intake(made, known, tuple(different))
