"""CPU and queries of the loop's pages and verbs, over HTTP (Django's client, no network).

    python -m bench.loop [--cases 10000 100000] [--runs 40] [--figures] [--home DIR]
    LINLI_DATABASE=$(tools/postgres.sh start) python -m bench.loop

The demo neighbourhood, then so many cases: in a SQLite file of its own (kept in DIR, where a later run finds its
cases), or in the empty database that LINLI_DATABASE names. CPU is the whole process, and with PostgreSQL the one that
serves its connection, so it does not depend on neighbours as wall time does. A verb is its form's POST alone.
`--figures` counts the cases for the figures' page and measures it too, and the sheet of a year's requests.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000])
parser.add_argument("--runs", type=int, default=40)
parser.add_argument("--figures", action="store_true")
parser.add_argument("--home", type=Path)
options = parser.parse_args()
_home = options.home or Path(tempfile.mkdtemp(prefix="linli-bench-"))
_home.mkdir(parents=True, exist_ok=True)
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    LINLI_DEMO="1",
    LINLI_HOSTS="testserver",
    LINLI_LOG_LEVEL="ERROR",
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.filling import fill  # noqa: E402
from linli.cases.models import Case, Category  # noqa: E402
from linli.cases.queries import follow_token  # noqa: E402
from linli.demo.building import plate_of  # noqa: E402
from linli.insights.actions import rebuild  # noqa: E402
from linli.people.models import User  # noqa: E402
from tests.pages import form  # noqa: E402

TARGETS = {
    "post": 20,
    "verb": 12,
    "list": 30,
    "detail": 15,
    "map": 15,
    "report": 60,
}  # CPU ms at 100,000 cases
PEER = {
    "post": 181,
    "verb": 264,
    "list": 816,
    "detail": 124,
    "map": 67,
    "report": 1579,
}  # Signalen 2.50 at 100,000, measured elsewhere


def logged_in(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


class Bench:
    """Every measured thing is a function that prepares, and returns the one call that is timed."""

    def __init__(self) -> None:
        self.door = f"/d/{plate_of('桂花里', '3 栋', 2).token}/"
        self.worker = logged_in("chenshumin")
        self.dispatcher = logged_in("sunli")
        self.leader = logged_in("gaojian")
        self.pipe = Category.objects.get(code="pipe")

    def post(self) -> Callable[[], Any]:
        """The resident's last page: check your answers, send."""
        resident = Client()
        words = "一楼水管接头漏水，从今天早上开始。"
        for step, values in (
            ("what", {"words": words}),
            ("where", {"where": "here"}),
            ("details", {"urgent": "no"}),
        ):
            resident.post(f"{self.door}{step}/", values)
        page = resident.get(f"{self.door}check/")
        values = form(page.content, having="key").values
        return lambda: expect(resident.post(f"{self.door}check/", values), 302)

    def asked(self) -> Case:
        self.post()()
        return Case.objects.order_by("-id")[0]

    def take(self) -> Callable[[], Any]:
        case = self.asked()
        page = self.worker.get(f"/desk/cases/{case.number}/")
        values = form(page.content, having="take").values
        return lambda: expect(self.worker.post(f"/desk/cases/{case.number}/take/", values), 302)

    def verify(self) -> Callable[[], Any]:
        case = self.asked()
        page = self.worker.get(f"/desk/cases/{case.number}/")
        self.worker.post(f"/desk/cases/{case.number}/take/", form(page.content, having="take").values)
        address = f"/desk/cases/{case.number}/verify/"
        values = form(self.worker.get(address).content, having="key").values
        values |= {"choice": "here", "category": str(self.pipe.pk), "urgency": "yellow", "words": "看过了"}
        return lambda: expect(self.worker.post(address, values), 302)

    def resolve(self) -> Callable[[], Any]:
        self_verify = self.verify()
        self_verify()
        case = Case.objects.order_by("-id")[0]
        address = f"/desk/cases/{case.number}/resolve/"
        values = form(self.worker.get(address).content, having="key").values
        values |= {"outcome": "done", "words": "换了接头"}
        return lambda: expect(self.worker.post(address, values), 302)

    def list_of_a_grid(self) -> Callable[[], Any]:
        return lambda: expect(self.worker.get("/desk/?queue=open"), 200)

    def list_of_the_sub_district(self) -> Callable[[], Any]:
        return lambda: expect(self.dispatcher.get("/desk/?queue=open"), 200)

    def list_overdue(self) -> Callable[[], Any]:
        return lambda: expect(self.dispatcher.get("/desk/?queue=overdue"), 200)

    def list_closed(self) -> Callable[[], Any]:
        return lambda: expect(self.dispatcher.get("/desk/?queue=closed"), 200)

    def map(self) -> Callable[[], Any]:
        """What the map asks for after the page: the places of a sub-district's open requests."""
        return lambda: expect(self.dispatcher.get("/desk/map/?queue=open&part=1"), 200)

    def report(self) -> Callable[[], Any]:
        return lambda: expect(self.leader.get("/desk/figures/?by=matter&span=12"), 200)

    def detail(self) -> Callable[[], Any]:
        case = Case.objects.filter(status="open", level="grid", task="do", area_path__endswith="001001")[0]
        return lambda: expect(self.worker.get(f"/desk/cases/{case.number}/"), 200)

    def follow(self) -> Callable[[], Any]:
        address = f"/f/{follow_token(self.asked())}/"
        resident = Client()
        return lambda: expect(resident.get(address), 200)

    def door_page(self) -> Callable[[], Any]:
        resident = Client()
        return lambda: expect(resident.get(self.door), 200)


def expect(response: Any, status: int) -> Any:
    assert response.status_code == status, (response.status_code, response.content[:400].decode())
    return response


ROWS = [
    ("resident: door page", "door_page", ""),
    ("resident: post (check → sent)", "post", "post"),
    ("resident: follow page", "follow", "detail"),
    ("verb: take", "take", "verb"),
    ("verb: verify", "verify", "verb"),
    ("verb: resolve", "resolve", "verb"),
    ("list of 50: own grid, open", "list_of_a_grid", "list"),
    ("list of 50: sub-district, open", "list_of_the_sub_district", "list"),
    ("list of 50: sub-district, overdue", "list_overdue", "list"),
    ("list of 50: sub-district, closed", "list_closed", "list"),
    ("map: sub-district, open", "map", "map"),
    ("case page", "detail", "detail"),
]
FIGURES = [("figures: sub-district by matter, a year", "report", "report")]


class Clock:
    """Milliseconds of CPU of this process and, with PostgreSQL beside it, of the one that serves its connection."""

    def __init__(self) -> None:
        self.server: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path("/proc", str(cursor.fetchone()[0]), "schedstat")

    def now(self) -> float:
        there = int(self.server.read_text().split()[0]) / 1e6 if self.server else 0.0
        return time.process_time() * 1000 + there


def size() -> float:
    """MB of the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return float(cursor.fetchone()[0]) / 1e6
    return (_home / "data/linli.sqlite3").stat().st_size / 1e6


def export() -> None:
    """The sheet of a year's requests, read away piece by piece."""
    leader, clock = logged_in("gaojian"), Clock()
    began, rows = clock.now(), 0
    for piece in leader.get("/desk/figures/export.csv?span=12").streaming_content:
        rows += piece.count(b"\n")
    spent = (clock.now() - began) / 1000
    print(
        f"sheet of {rows - 1:,} requests: {spent:.2f} s of CPU, {spent * 1e5 / max(1, rows - 1):.2f} s for 100,000"
    )


def measure(bench: Bench, runs: int) -> None:
    clock = Clock()
    print(f"{'what':40} {'CPU ms':>8} {'p90':>7} {'queries':>8} {'target':>7} {'peer ÷ ours':>12}")
    for title, name, target in ROWS + (FIGURES if options.figures else []):
        prepare = getattr(bench, name)
        prepare()()  # templates are loaded, plans cached
        calls = [prepare() for _ in range(runs)]
        counted = prepare()
        with CaptureQueriesContext(connection) as queries:
            counted()
        number = len(queries)
        spent = []
        for call in calls:
            began = clock.now()
            call()
            spent.append(clock.now() - began)
        median = statistics.median(spent)
        p90 = sorted(spent)[int(len(spent) * 0.9)]
        goal = TARGETS.get(target, 0)
        ratio = f"{PEER[target] / median:10.0f} ×" if target else ""
        print(f"{title:40} {median:8.1f} {p90:7.1f} {number:8} {goal or '':>7} {ratio:>12}")


def main() -> None:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("translations", "compile", verbosity=0)
    call_command("migrate", verbosity=0)
    if not Case.objects.exists():
        call_command("seed_demo", small=True, verbosity=0)
    for number in sorted(options.cases):
        began = time.perf_counter()
        if (there := Case.objects.count()) < number:
            fill(number - there, now=timezone.now(), seed=number)
        if (
            connection.vendor == "postgresql"
        ):  # as it does by itself within minutes; nobody gathers any on SQLite
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        seconds = time.perf_counter() - began
        print(
            f"\n{Case.objects.count():,} cases, {size():.0f} MB, filled in {seconds:.0f} s, {connection.vendor}"
        )
        if options.figures:
            rebuild()
        measure(Bench(), options.runs)
        if options.figures:
            export()


if __name__ == "__main__":
    main()
