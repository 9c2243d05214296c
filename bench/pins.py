"""How long it takes to say in which grid a point lies: 5,000 grids of 30 vertices.

    python -m bench.pins [--grids 5000] [--points 20000]

A database of its own in a temporary folder. `look-up` is the tree alone; `current` also asks the database whether a
boundary changed, as each request does once; `built` is what the first look-up after a change costs, in each process.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

import shapely  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.territory.models import Area, Boundary  # noqa: E402
from linli.territory.queries import pins  # noqa: E402

TARGET = 100  # µs a look-up (issue 3)
VERTICES, STEP = 30, 0.004
LON, LAT = 113.0, 35.0


def fill(number: int) -> None:
    """Round grids in rows; rows of 100."""
    now = timezone.now()
    at = {"since": now, "level": "grid"}
    Area.objects.bulk_create(
        Area(path=f"41080200{n // 900:04d}{n % 900 + 1:03d}", official_code=str(n), name=f"grid {n}", **at)
        for n in range(number)
    )
    rows = []
    for n, pk in enumerate(Area.objects.order_by("pk").values_list("pk", flat=True)):
        east, north = LON + n % 100 * STEP, LAT + n // 100 * STEP
        turns = (2 * pi * k / VERTICES for k in range(VERTICES))
        ring = [(east + 0.49 * STEP * cos(a), north + 0.49 * STEP * sin(a)) for a in turns]
        rows.append(Boundary(area_id=pk, wkb=shapely.to_wkb(shapely.Polygon(ring)), since=now))
    Boundary.objects.bulk_create(rows, batch_size=500)


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Microseconds of CPU of each run, sorted: neighbours on the machine do not count."""
    found = []
    for _ in range(runs):
        start = time.thread_time()
        work()
        found.append((time.thread_time() - start) * 1e6)
    return sorted(found)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--grids", type=int, default=5000)
    options.add_argument("--points", type=int, default=20000)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    fill(asked.grids)
    draw = random.Random(7)
    rows = asked.grids / 100

    def point() -> tuple[float, float]:
        return LON + draw.random() * 100 * STEP, LAT + draw.random() * rows * STEP

    def rebuild() -> None:
        pins._pins = None
        pins.current()

    built = timed(rebuild, 5)
    tree = pins.current()
    hits = sum(tree.grid_at(*point()) is not None for _ in range(2000)) / 20
    looked = timed(lambda: tree.grid_at(*point()), asked.points)
    current = timed(lambda: pins.grid_at(*point()), asked.points // 10)
    print(f"{asked.grids} grids of {VERTICES} vertices, {hits:.0f} % of the points lie in one\n")
    print("what                       median µs     p99 µs   target (CPU)")
    for name, times, target in (
        ("look-up", looked, f"{TARGET} µs"),
        ("look-up and version check", current, ""),
        ("tree built", built, ""),
    ):
        last = times[int(len(times) * 0.99)]
        print(f"{name:25} {statistics.median(times):10.1f} {last:10.1f}   {target}")


if __name__ == "__main__":
    main()
