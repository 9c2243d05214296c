"""5,000 orders of a hotline come in and go back: CPU, statements and memory of each step, on SQLite.

    python -m bench.orders [--orders 500 5000]

Memory is by how much the process grew. What "the rest" asked is not kept: see the hundreds around it.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from linli.cases import order_answers, order_lists  # noqa: E402
from linli.cases.actions import importing  # noqa: E402
from linli.cases.models import Case, Origin  # noqa: E402
from linli.cases.orders import shipped  # noqa: E402
from linli.faces.desk.orders.replies import content  # noqa: E402
from tests import make  # noqa: E402
from tests.cases import sheets_of_orders as sheets  # noqa: E402


def measured(name: str, work: Callable[[], Any]) -> Any:
    """Run it; print CPU, statements, and by how much the process grew."""
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with CaptureQueriesContext(connection) as caught:
        answer = work()
    seconds, grown = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{name:<34}{seconds:8.2f} s CPU {len(caught):7} statements {grown / 1024:8.1f} MB", flush=True)
    return answer


def one_size(town: make.Town, number: int) -> None:
    print(f"\n{number} orders")
    by, office = town.actors["township"], town.offices["township"]
    content_in = sheets.workbook(*(sheets.order(f"GD{number}-{n}", area="") for n in range(number)))
    run = measured("read and keep the sheet", lambda: sheets.stage(content_in, office=office, by=by))
    measured("say what is new", lambda: order_lists.look(run))
    job = importing.start_taking(run, by=by, at=make.NOON, signs=True)
    measured("take in the first hundred", lambda: importing.take_step(job, make.NOON))

    def rest() -> None:
        while run.chunks.filter(applied_at=None).count() > 1:
            importing.take_step(job, make.NOON)
            connection.queries_log.clear()  # what one step asked is not kept for the next

    measured("take in the rest but a hundred", rest)
    measured("take in the last hundred", lambda: importing.take_step(job, make.NOON))
    chosen = Origin.objects.filter(case__source_number__startswith=f"GD{number}-")
    ids = chosen.values("case")
    Case.objects.filter(pk__in=ids).update(
        status="referred", office=None, task="", level="", closed_at=make.NOON
    )
    hotline = shipped()["12345"]

    def made() -> bytes:
        return content([cells for _, cells in order_answers.cells_of(chosen, hotline)], "xlsx", hotline.name)

    file = measured("make the file of the answers", made)
    print(f"{'':<34}{len(file) / 1e3:8.1f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[500, 5000])
    call_command("migrate", verbosity=0)
    town = make.Town()
    for number in parser.parse_args().orders:
        one_size(town, number)


if __name__ == "__main__":
    main()
