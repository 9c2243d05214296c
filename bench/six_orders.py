"""The six orders through the actions (ask … rate) beside many cases: lives a second, cost of each verb.

    python -m bench.six_orders [--cases 10000 1000000] [--runs 100] [--processes 2] [--home DIR]
    LINLI_DATABASE=$(tools/postgres.sh start) python -m bench.six_orders --processes 2

A SQLite file of its own in a temporary folder (or kept in DIR, where a later run finds its cases again), or the
empty database that LINLI_DATABASE names: a small town, then so many cases. No pages: thirteen actions a life (six
orders, each taken first; done, checked, rated), each a transaction of its own. Of several processes each lives so
many; told is what they do together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
parser.add_argument("--runs", type=int, default=100)
parser.add_argument("--processes", type=int, default=1)
parser.add_argument("--home", type=Path)
wanted = parser.parse_args()
_home = wanted.home or Path(tempfile.mkdtemp(prefix="linli-bench-"))
_home.mkdir(parents=True, exist_ok=True)
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
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.filling import fill  # noqa: E402
from linli.cases.models import Case  # noqa: E402
from tests import make  # noqa: E402

TARGET = 20  # lives a second
SIX = (
    *(
        "take grid",
        "verify up",
        "take community",
        "place up",
        "take township",
        "dispatch department",
        "take water",
    ),
    *("accept", "resolve", "take grid", "pass_check", "rate solved"),
)


def life(town: make.Town, note: Callable[[str, Callable[[], Case]], Case]) -> None:
    at = make.NOON
    case = note("ask", lambda: make.case(town, at=at))
    for n, step in enumerate(SIX, start=1):
        moment = at + timedelta(minutes=n)
        case = note(step.split()[0], lambda: make.do(town, case, step, at=moment, fresh=True))  # noqa: B023


def _town() -> make.Town:
    """The town of this home; made on the first run."""
    kept = _home / "town.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(make.Town()))
    town: make.Town = pickle.loads(kept.read_bytes())
    return town


def lives(town: make.Town, runs: int) -> float:
    """Seconds of CPU for so many lives; a process of its own."""
    cpu = time.process_time()
    for _ in range(runs):
        life(town, lambda verb, work: work())
    return time.process_time() - cpu


def together(town: make.Town, cases: int, runs: int, processes: int) -> None:
    """Several processes at once, as several servers would."""
    connection.close()  # each opens its own
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.starmap(lives, [(town, 2)] * processes, chunksize=1)  # warm
        wall = time.perf_counter()
        cpu = sum(pool.starmap(lives, [(town, runs)] * processes, chunksize=1))
        wall = time.perf_counter() - wall
    number = runs * processes
    print(
        f"{cases:,} cases, {connection.vendor}, {processes} processes: {number / wall:.1f} lives/s wall, "
        f"{number / cpu:.1f}/s of CPU (≥ {TARGET} each)"
    )


def main() -> None:
    call_command("migrate", verbosity=0)
    town = _town()
    statements: dict[str, int] = {}

    def counted(verb: str, work: Callable[[], Case]) -> Case:
        with CaptureQueriesContext(connection) as seen:
            case = work()
        statements.setdefault(verb, len(seen))
        return case

    life(town, counted)
    for cases in wanted.cases:
        if (there := Case.objects.count()) < cases:
            fill(cases - there, now=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if wanted.processes > 1:
            together(town, cases, wanted.runs, wanted.processes)
            continue
        spent: dict[str, list[float]] = defaultdict(list)

        def timed(verb: str, work: Callable[[], Case]) -> Case:
            cpu = time.process_time()
            case = work()
            spent[verb].append(time.process_time() - cpu)  # noqa: B023
            return case

        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(wanted.runs):
            life(town, timed)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{cases:,} cases: {wanted.runs / wall:.1f} lives/s wall, {wanted.runs / cpu:.1f}/s of CPU (≥ {TARGET})"
        )
        for verb, times in spent.items():
            mean = 1000 * sum(times) / len(times)
            print(f"    {verb:<12} {mean:6.1f} ms CPU  {statements[verb]:>3} statements")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
