"""What must stay gone after an old backup is put back: a small list beside the keys, and doing it again.

The worker writes a line when somebody asked to be erased or took a consent back: moment, kind, number. No name, no
number of a telephone. The list lies outside the data directory, so it outlives it; whoever restores needs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.dateparse import parse_datetime

from linli.common.actor import SYSTEM
from linli.journal.models import Entry
from linli.people.actions import ask_erasure, withdraw_consent
from linli.people.models import Consent, Resident
from linli.reactions.erasing import DOOR, erase_a_step

KINDS = {"resident.erasure_asked": "resident", "resident.erased": "resident", "consent.withdrawn": "consent"}
SLACK = timedelta(minutes=10)  # recorded just before a backup, committed just after it


@dataclass(frozen=True, slots=True)
class Line:
    """At this moment, this row was erased (resident) or taken back (consent)."""

    at: datetime
    kind: str
    number: int


def note(entry: Entry) -> None:
    """A reaction: one more line, on disk before the delivery counts as done. Twice is harmless."""
    line = f"{entry.recorded_at.isoformat()} {KINDS[entry.verb]} {entry.subject_id}\n"
    handle = os.open(settings.ERASED_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def lines() -> Iterator[Line]:
    """All lines of the list; a torn one (the power went) says nothing. Raises FileNotFoundError."""
    for text in settings.ERASED_FILE.read_text().splitlines():
        parts = text.split()
        at = parse_datetime(parts[0]) if len(parts) == 3 else None
        if at is not None and parts[1] in KINDS.values() and parts[2].isdigit():
            yield Line(at, parts[1], int(parts[2]))


def repeat(since: datetime, now: datetime) -> list[Line]:
    """Do again what was done after `since` (the moment of the backup that was put back); returns what was done."""
    done = []
    for line in sorted(set(lines()), key=lambda line: line.at):
        if line.at >= since - SLACK and _again(line, now):
            done.append(line)
    return done


def _again(line: Line, now: datetime) -> bool:
    """False where the row is not in the backup, or was gone before."""
    if line.kind == "consent":
        consent = Consent.objects.filter(pk=line.number, withdrawn_at=None).first()
        if consent is not None:
            withdraw_consent(consent, by=SYSTEM, at=now)
        return consent is not None
    resident = Resident.objects.select_related(DOOR).filter(pk=line.number, erased_at=None).first()
    if resident is None:
        return False
    ask_erasure(resident, by=SYSTEM, at=now)
    resident.refresh_from_db()
    while not erase_a_step(resident, now):
        resident.refresh_from_db()
    return True
