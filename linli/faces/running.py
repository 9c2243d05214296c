"""How this installation is: worker, queues, backup, disk, keys, seals. Read for operators and for machines."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q
from django.utils.dateparse import parse_datetime

from linli.cases.models import Case
from linli.journal import queries as journal
from linli.notify.gateways import current
from linli.office.backup.last import Last, last
from linli.office.backup.restoring import closed_values
from linli.office.models import Job, JobState
from linli.office.queries import is_known_year
from linli.people.queries.readiness import years_needed

LATELY = timedelta(days=7)
LEVELS = ("grid", "community", "township", "county", "prefecture")
Figure = tuple[str, str, list[str], Mapping[tuple[str, ...], float]]


def silent(clock: float) -> float | None:
    """Seconds since the worker last gave a sign; None where it never did. `clock`: seconds, as time.time()."""
    try:
        return max(0.0, clock - settings.HEARTBEAT.stat().st_mtime)
    except OSError:
        return None


def database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = Path(connection.settings_dict["NAME"])
    log = path.with_name(f"{path.name}-wal")
    return sum(one.stat().st_size for one in (path, log) if one.exists())


def jobs(now: datetime) -> dict[str, int]:
    """Jobs to do and at work, and those that failed in the last seven days."""
    lately = Q(state=JobState.FAILED, finished_at__gt=now - LATELY)
    rows = Job.objects.filter(Q(state__in=(JobState.QUEUED, JobState.RUNNING)) | lately)
    found = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk"))}
    return {str(state): found.get(state, 0) for state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)}


def pending() -> list[str]:
    """Migrations of this program that the database has not had yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def figures(now: datetime, clock: float) -> Iterator[Figure]:
    """Name, meaning, label names, values by labels: what /metrics tells beside the requests."""
    opened = dict(Case.objects.open().values_list("level").annotate(n=Count("pk")).order_by())
    late = dict(Case.objects.overdue(now).values_list("level").annotate(n=Count("pk")).order_by())
    yield (
        "cases_open",
        "Cases not at their end, by level",
        ["level"],
        {(one,): opened.get(one, 0) for one in LEVELS},
    )
    yield (
        "cases_overdue",
        "Open cases past their step",
        ["level"],
        {(one,): late.get(one, 0) for one in LEVELS},
    )
    yield "deliveries_owed", "Deliveries not done yet", [], {(): journal.owed()}
    yield "deliveries_failed", "Deliveries owed that failed at least once", [], {(): journal.failing()}
    yield "delivery_oldest_seconds", "Age of the oldest delivery owed", [], {(): waits(now)}
    yield (
        "jobs",
        "Jobs to do, at work, failed in seven days",
        ["state"],
        {(k,): n for k, n in jobs(now).items()},
    )
    if (quiet := silent(clock)) is not None:
        yield "worker_silent_seconds", "Seconds since the worker's last sign", [], {(): quiet}
    yield "database_bytes", "Size of the database", [], {(): database_bytes()}
    yield (
        "disk_free_bytes",
        "Room left where the data lies",
        [],
        {(): shutil.disk_usage(settings.DATA_DIR).free},
    )
    if (made := last()) is not None:
        yield "backup_age_seconds", "Age of the last backup", [], {(): (now - made.at).total_seconds()}
        yield "backup_bytes", "Size of the last backup", [], {(): made.size}


def waits(now: datetime) -> float:
    """Seconds for which the oldest delivery is owed; 0 where none is."""
    since = journal.oldest_owed()
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


@dataclass(frozen=True, slots=True)
class Verified:
    """When the journal was last compared with its seals, and how many things were not as sealed."""

    at: datetime
    wrong: int


def verified() -> Verified | None:
    try:
        said = json.loads(settings.LAST_VERIFY.read_text())
        at = parse_datetime(said["at"])
        return None if at is None else Verified(at, int(said["wrong"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class State:
    """Everything the page of operators tells. Seconds, bytes; None: never, or not there."""

    silent: float | None
    owed: int
    failing: int
    waits: float
    jobs: dict[str, int]
    backup: Last | None
    free: int
    room: int
    database: int
    writable: bool
    pending: list[str]
    keys: list[int]
    current_key: int
    closed: dict[str, set[int]]
    sealed_at: datetime | None
    verified: Verified | None
    gateway: bool
    years: list[int]  # calendar years that limits reach into and whose notice is not entered


def state(now: datetime) -> State:
    """Read it all, as it is now; some forty small queries."""
    disk: Any = shutil.disk_usage(settings.DATA_DIR)
    ring = settings.KEY_RING
    return State(
        silent=silent(time.time()),
        owed=journal.owed(),
        failing=journal.failing(),
        waits=waits(now),
        jobs=jobs(now),
        backup=last(),
        free=disk.free,
        room=disk.total,
        database=database_bytes(),
        writable=os.access(settings.DATA_DIR, os.W_OK),
        pending=pending(),
        keys=sorted(ring.keys),
        current_key=ring.current,
        closed=closed_values(ring),
        sealed_at=journal.last_sealed(),
        verified=verified(),
        gateway=current() is not None,
        years=[year for year in years_needed(now) if not is_known_year(year)],
    )
