"""The clock's round over many cases: nothing due, and ten thousand due at once, on SQLite.

    python -m bench.sweep [--cases 1000000] [--due 10000] [--home DIR]

A database of its own in a temporary folder: the small demo neighbourhood, then so many cases, a twentieth of them open;
or a copy of the one that `bench.figures --home DIR` left there.
Wall and CPU time of `wake_due`, which the worker calls every few seconds; "due" are steps that ended a minute ago.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--cases", type=int, default=1_000_000)
parser.add_argument("--due", type=int, default=10_000)
parser.add_argument("--home", type=Path)
wanted = parser.parse_args()
_home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
if wanted.home:
    shutil.copytree(wanted.home, _home, dirs_exist_ok=True)
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    LINLI_DEMO="1",
    LINLI_LOG_LEVEL="ERROR",
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.filling import fill  # noqa: E402
from linli.cases.actions.waking import wake_due  # noqa: E402
from linli.cases.models import Case, Handling, Supervision  # noqa: E402

TARGETS = {"nothing due": 2.0, "due": 60.0}  # seconds


def main() -> None:
    now = timezone.now()
    call_command("migrate", verbosity=0)
    if wanted.home:
        _give_rows()
    else:
        call_command("seed_demo", "--small", verbosity=0)
        fill(wanted.cases, now=now)
    cases = Case.objects.count()
    later = now + timedelta(days=3)
    Case.objects.filter(closed_at=None).update(due_at=later, wake_at=later)
    rows = [("nothing due", *_round(now))]
    some = (
        Case.objects.filter(closed_at=None).exclude(task="rating").order_by("id").values("pk")[: wanted.due]
    )
    overdue = now - timedelta(minutes=1)
    Case.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(
        due_at=overdue, wake_at=F("due_at")
    )
    Case.objects.filter(due_at=overdue).update(wake_at=overdue)
    rows.append((f"{wanted.due:,} due", *_round(now)))
    print(f"{cases:,} cases, load {os.getloadavg()[0]:.1f}")
    print(f"{'round':<14} {'looked at':>10} {'wall s':>8} {'CPU s':>8} {'target':>8}")
    for (name, looked, wall, cpu), target in zip(rows, TARGETS.values(), strict=True):
        print(f"{name:<14} {looked:>10,} {wall:>8.2f} {cpu:>8.2f} {target:>8.0f}")
    print(f"{Supervision.objects.count():,} supervisions raised")


def _give_rows() -> None:
    """The figures need no row of where a case stands; the clock does."""
    without = Case.objects.filter(closed_at=None, handlings=None).iterator(chunk_size=5000)
    rows = (
        Handling(
            case=c, level=c.level, task=c.task, office_id=c.office_id, taken_at=c.asked_at, due_at=c.due_at
        )
        for c in without
    )
    Handling.objects.bulk_create(rows, batch_size=1000)


def _round(now) -> tuple[int, float, float]:  # type: ignore[no-untyped-def]
    """All the clock has to do at this moment, as the worker does it: round after round until nothing is left."""
    looked, wall, cpu = 0, time.perf_counter(), time.process_time()
    while number := wake_due(now):
        looked += number
    return looked, time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
