"""A register of 200,000 households comes in while residents go on asking, on SQLite.

    python -m bench.importing [--households 200000] [--people 1]

A data folder of its own. One process does what the worker does (check, write, flip); another posts requests at the
doors of an existing grid, one after the other with a short pause, and measures each. Wall time: measure in quiet.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

if "LINLI_DATA_DIR" not in os.environ or "BENCH_ASKS" not in os.environ:
    _home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    os.environ.update(LINLI_DATA_DIR=str(_home / "data"), LINLI_KEY_FILE=str(_home / "keys.json"))
os.environ.update(DJANGO_SETTINGS_MODULE="linli.config.settings", LINLI_LOG_LEVEL="ERROR")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.cases.actions import ask  # noqa: E402
from linli.common.actor import RESIDENT, SYSTEM  # noqa: E402
from linli.office.actions import run_a_step  # noqa: E402
from linli.office.models import ImportRun, Job  # noqa: E402
from linli.people.actions import importing  # noqa: E402
from linli.people.models import Resident  # noqa: E402
from linli.people.sheets.fields import guess  # noqa: E402
from linli.people.sheets.layout import table_of  # noqa: E402
from linli.people.sheets.reading import read  # noqa: E402
from linli.people.sheets.writing import lines, whole  # noqa: E402
from linli.territory.actions import draw_area  # noqa: E402
from linli.territory.models import Entrance, Household  # noqa: E402
from tests import make  # noqa: E402

HEAD = ["网格", "小区", "楼栋", "单元", "室", "户号", "户主", "姓名", "联系电话", "人数"]
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国梅红"
A_GRID = 400
GRIDS = 40  # of each community


def sheet(households: int, people: int) -> bytes:
    """A workbook as an office has it: one line for each person."""
    random = Random(7)
    rows = [HEAD]
    for n in range(households):
        grid = n // A_GRID
        path = f"370998001{100 + grid // GRIDS:03d}{grid % GRIDS + 1:03d}"
        head = random.choice(FAMILY) + random.choice(GIVEN) + random.choice(GIVEN)
        door = [path, f"小区{grid // 4}", str(n // 100 % 16 + 1), str(n // 24 % 4 + 1), str(n), f"H{n}"]
        for k in range(people):
            name = head if k == 0 else random.choice(FAMILY) + random.choice(GIVEN) + random.choice(GIVEN)
            rows.append([*door, head, name, f"138{random.randrange(10**8):08d}", str(people)])
    path_ = Path(tempfile.mkstemp(prefix="linli-bench-")[1])
    path_.write_bytes(lines(rows, "xlsx"))
    with path_.open("rb") as spool:
        content = whole(spool, "xlsx")
    path_.unlink()
    return content


def work() -> None:
    """What the worker does, until nothing is left."""
    while job := Job.objects.filter(state__in=("queued", "running")).order_by("id").first():
        Job.objects.filter(pk=job.pk).update(state="running")
        while not run_a_step(job):
            pass
        job.refresh_from_db()
        assert job.state == "done", job.error


def asks() -> None:
    """Residents ask at an existing door until somebody says stop; then the times are told."""
    entrance = Entrance.objects.order_by("id").first()
    assert entrance is not None
    stop = Path(os.environ["BENCH_ASKS"])
    times, refused = [], 0
    while not stop.exists():
        began = time.perf_counter()
        try:
            ask(entrance=entrance, words="一楼水管接头漏水。", by=RESIDENT, at=timezone.now())
        except Exception as error:
            refused += 1
            print("refused", type(error).__name__, file=sys.stderr)
        times.append(time.perf_counter() - began)
        time.sleep(0.05)
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000  # noqa: E731
    print(
        f"{len(times)} requests, refused {refused}: p50 {at(0.5):.0f} ms, p99 {at(0.99):.0f} ms,"
        f" most {times[-1] * 1000:.0f} ms"
    )


def main(households: int, people: int) -> None:
    call_command("migrate", verbosity=0)
    town = make.Town()
    clerk = town.serve(town.offices["township"], name="registrar", role="registrar")
    for community in range((households - 1) // A_GRID // GRIDS + 1):
        own = f"370998001{100 + community:03d}"
        parent = draw_area(
            path=own,
            level="community",
            name=f"社区{community}",
            parent=town.areas["township"],
            by=SYSTEM,
            at=make.LONG_AGO,
        )
        for grid in range(GRIDS):
            draw_area(
                path=f"{own}{grid + 1:03d}",
                level="grid",
                name=f"网格{grid + 1}",
                parent=parent,
                by=SYSTEM,
                at=make.LONG_AGO,
            )
    content = sheet(households, people)
    table: list[tuple[str, float, str]] = []

    began = time.perf_counter()
    page = read(content, "a.xlsx")[0]
    rows = table_of(page, "households")
    prepared = importing.prepare(
        content, page, rows, kind="households", columns=guess(rows.headings, "households"), file_name="a.xlsx"
    )
    run = importing.stage(prepared, area_path="370998001", by=clerk, at=timezone.now())
    table.append(("read and stage", time.perf_counter() - began, f"{len(content) / 1e6:.1f} MB"))
    del content, page, rows, prepared

    began, cpu = time.perf_counter(), time.process_time()
    work()
    run.refresh_from_db()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    table.append(("check", wall, f"new {run.made}, left out {run.refused}, {cpu:.0f} s of CPU"))

    stop = Path(os.environ["LINLI_DATA_DIR"]) / "stop"
    other = subprocess.Popen(
        [sys.executable, "-m", "bench.importing", "--asks"],
        env=os.environ | {"BENCH_ASKS": str(stop)},
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(4)
    began, cpu = time.perf_counter(), time.process_time()
    importing.start(run, take_good=True, take_sheet=False, by=clerk, at=timezone.now())
    while ImportRun.objects.get(pk=run.pk).state != "shown":
        job = Job.objects.filter(kind="import.apply").get()
        run_a_step(job)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    table.append(("write and show", wall, f"{households / wall:,.0f} households/s, {cpu:.0f} s of CPU"))
    stop.touch()
    told = other.communicate()[0].strip()
    began = time.perf_counter()
    work()
    table.append(("clear the staged blocks", time.perf_counter() - began, ""))
    print(
        f"{households:,} households, {Resident.objects.count():,} people, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}"
    )
    for name, seconds, more in table:
        print(f"{name:<28}{seconds:8.1f} s   {more}")
    print("meanwhile:", told)
    print(
        f"memory of the worker at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; "
        f"shown {Household.objects.standing().filter(run=run).count():,}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=1)
    parser.add_argument("--asks", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    asks() if given.asks else main(given.households, given.people)
