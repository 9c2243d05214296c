"""How long somebody who writes waits while a backup is made, on SQLite.

    python -m bench.backup [--megabytes 400]

A database of its own in a temporary folder, filled with entries of the journal; one thread writes a command every five
milliseconds, first alone, then while the backup's copy is made. Wall time of each write, and of the copy.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--megabytes", type=int, default=400)
wanted = parser.parse_args()
_home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    LINLI_LOG_LEVEL="ERROR",
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.office.backup.making import make  # noqa: E402
from linli.office.models import Command  # noqa: E402


def fill(megabytes: int) -> None:
    """Rows of 100 kB of what is no text that could be packed."""
    rows = [
        Command(
            actor="bench",
            key=uuid.uuid4(),
            fingerprint="-",
            answer={"x": os.urandom(50_000).hex()},
            at=timezone.now(),
        )
        for _ in range(20)
    ]
    for _ in range(megabytes // 2):
        for row in rows:
            row.pk, row.key = None, uuid.uuid4()
        Command.objects.bulk_create(rows)


def write(stop: threading.Event, took: list[float]) -> None:
    while not stop.is_set():
        began = time.perf_counter()
        with transaction.atomic():
            Command.objects.create(
                actor="bench", key=uuid.uuid4(), fingerprint="-", answer={}, at=timezone.now()
            )
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.005)
    connection.close()


def beside(work) -> tuple[list[float], float]:
    """Milliseconds of each write while `work` was done, and seconds of the work."""
    stop, took = threading.Event(), []
    writer = threading.Thread(target=write, args=(stop, took))
    writer.start()
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    stop.set()
    writer.join()
    return sorted(took), seconds


call_command("migrate", verbosity=0)
fill(wanted.megabytes)
alone, _ = beside(lambda: time.sleep(5))
during, seconds = beside(lambda: make(_home / "backups", now=timezone.now()))
size = Path(connection.settings_dict["NAME"]).stat().st_size / 1e6
print(f"a backup of {size:.0f} MB took {seconds:.1f} s (copied, checked, hashed)\n")
print(f"{'a write, ms':<24}{'n':>6}{'median':>9}{'p95':>9}{'longest':>9}")
for name, found in (("alone", alone), ("while it was made", during)):
    print(
        f"{name:<24}{len(found):>6}{found[len(found) // 2]:>9.1f}{found[int(len(found) * 0.95)]:>9.1f}{found[-1]:>9.1f}"
    )
