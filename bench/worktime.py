"""Microseconds of CPU for one answer of linli.common.worktime, and for laying out a calendar anew.

python bench/worktime.py [--runs 20000]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linli.common.worktime import Hours, Pause, Span, Unit, due, elapsed, left, warn_at
from linli.common.worktime.seed import CALENDAR
from linli.common.worktime.table import Table

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Hours.read(["09:00-12:00 14:00-17:30"] * 5 + ["", ""], "09:00-12:00 14:00-17:30")
START = datetime(2026, 2, 13, 14, 40, tzinfo=UTC)
PAUSES = [Pause(START + timedelta(days=12 + 3 * n), START + timedelta(days=13 + 3 * n)) for n in range(2)]


def micros(do: Callable[[datetime], object], runs: int) -> float:
    """The best of five rounds, over starts 7 minutes apart."""
    starts = [START + timedelta(minutes=7 * (n % 1000)) for n in range(runs)]
    rounds = []
    for _ in range(5):
        before = time.process_time()
        for start in starts:
            do(start)
        rounds.append(time.process_time() - before)
    return min(rounds) / runs * 1e6


def asking(span: Span) -> Callable[[datetime], object]:
    return lambda start: due(start, span, CALENDAR, OFFICE, ZONE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    runs = parser.parse_args().runs
    world = (CALENDAR, OFFICE, ZONE)
    month = Span(15, Unit.WORKING_DAYS)
    rows = [
        (f"due, {amount} {unit.replace('_', ' ')}", asking(Span(amount, unit)))
        for amount, unit in [
            (1, Unit.WORKING_DAYS),
            (15, Unit.WORKING_DAYS),
            (60, Unit.WORKING_DAYS),
            (4, Unit.WORKING_HOURS),
            (3, Unit.NATURAL_DAYS),
            (30, Unit.CLOCK_MINUTES),
        ]
    ]
    rows += [
        ("due, 15 working days, two pauses", lambda start: due(start, month, *world, PAUSES)),
        (
            "elapsed, 15 working days",
            lambda start: elapsed(start, START + timedelta(days=20), month.unit, *world),
        ),
        ("left, 15 working days", lambda start: left(start, month, START + timedelta(days=20), *world)),
        ("warn_at, 15 working days", lambda start: warn_at(start, month, *world)),
    ]
    for title, do in rows:
        print(f"{title:36} {micros(do, runs):8.1f} µs")
    laid_out = micros(lambda start: Table(*world, start.year, start.year + 1), 20)
    print(f"{'two years laid out, once a calendar':36} {laid_out:8.0f} µs")


if __name__ == "__main__":
    main()
