"""When the last backup was made: a small file in the data directory, for the page of operators and for metrics."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.dateparse import parse_datetime

from linli.office.backup.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Last:
    """The newest backup that succeeded."""

    at: datetime
    size: int
    missing: int


def note(manifest: Manifest, folder: Path) -> None:
    """Whole or not at all."""
    said = {
        "at": manifest.made_at,
        "size": manifest.size,
        "missing": len(manifest.missing),
        "name": folder.name,
    }
    scratch = settings.LAST_BACKUP.with_name(".last-backup")
    scratch.write_text(json.dumps(said))
    os.replace(scratch, settings.LAST_BACKUP)


def last() -> Last | None:
    """None where none was made yet, or the note is torn."""
    try:
        said = json.loads(settings.LAST_BACKUP.read_text())
        at = parse_datetime(said["at"])
        return None if at is None else Last(at, int(said["size"]), int(said["missing"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
