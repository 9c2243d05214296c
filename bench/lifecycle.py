"""A request's life over HTTP (create, assign, resolve, search), as DIGIT publishes it: lives a second of a real server.

    python -m bench.lifecycle [--cases 10000 1000000] [--seconds 40] [--server gunicorn] [--workers 2] [--threads 4]
                              [--clients 6] [--repeat 1] [--home DIR]
    LINLI_DATABASE=$(tools/postgres.sh start) python -m bench.lifecycle

A life is five calls of the interface with a key: ask at a door, take, verify (done here), resolve, and the
newest resolved ones of the grid, among which it must stand. Clients are threads of one process on the same cores; their
CPU is printed apart. A SQLite file of its own (kept in DIR, where a later run finds its cases), or the empty database
that LINLI_DATABASE names. `--server gunicorn granian` runs both in turn, `--repeat` times each.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import pickle
import statistics
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
parser.add_argument("--seconds", type=float, default=40)
parser.add_argument("--server", nargs="+", default=["gunicorn"], choices=["gunicorn", "granian"])
parser.add_argument("--workers", type=int, default=2)
parser.add_argument("--threads", type=int, default=4)
parser.add_argument("--clients", type=int, default=6)
parser.add_argument("--repeat", type=int, default=1)
parser.add_argument("--home", type=Path)
wanted = parser.parse_args()
_home = wanted.home or Path(tempfile.mkdtemp(prefix="linli-bench-"))
_home.mkdir(parents=True, exist_ok=True)
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
from django.utils import timezone  # noqa: E402

from bench.filling import fill  # noqa: E402
from bench.served import cpu_of_postgres, cpu_of_session, serving  # noqa: E402
from linli.cases.models import Case  # noqa: E402
from linli.common.actor import SYSTEM  # noqa: E402
from linli.office.actions import set_setting  # noqa: E402
from linli.people.actions import issue_token  # noqa: E402
from linli.people.models import Post  # noqa: E402
from linli.territory.models import Plate  # noqa: E402

TARGET = 20  # lives a second
WARM = 5  # seconds


@dataclass
class Client:
    """One caller: its key, a door of its grid, a connection that stays open."""

    port: int
    key: str
    door: str
    grid: str
    lives: int = 0
    waits: list[float] = field(default_factory=list)  # seconds of each call

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        began = time.perf_counter()
        self.line.request(method, f"/api/v1/{path}", json.dumps(body) if body is not None else None, headers)
        answer = self.line.getresponse()
        text = answer.read()
        self.waits.append(time.perf_counter() - began)
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()[:500]}")
        return json.loads(text)

    def live(self) -> None:
        made = self.call("POST", "cases", {"words": "一楼水管接头漏水。", "door": self.door})
        here = f"cases/{made['number']}"
        made = self.call("POST", f"{here}/take", {"seen": made["entry"]})
        said = {"choice": "here", "matter": "pipe", "urgency": "blue", "words": "看过了"}
        made = self.call("POST", f"{here}/verify", said | {"seen": made["entry"]})
        said = {"outcome": "done", "words": "换了接头"}
        made = self.call("POST", f"{here}/resolve", said | {"seen": made["entry"]})
        found = self.call("GET", f"cases?status=resolved&area={self.grid}&limit=20")
        newest = [one["number"] for one in found["items"]]
        if (
            made["number"] not in newest and made["number"] > newest[-1]
        ):  # nor pushed out by twenty newer ones
            raise SystemExit(f"{made['number']} was resolved and is not found")
        self.lives += 1

    def run(self, until: float) -> None:
        while time.perf_counter() < until:
            self.live()


def keys() -> list[tuple[str, str, str]]:
    """(key, plate, grid) of one worker of each grid; made on the first run."""
    kept = _home / "keys.pickle"
    if not kept.exists():
        now = timezone.now()
        set_setting("api.calls_a_minute", 100_000, by=SYSTEM, at=now)
        made = []
        posts = Post.objects.held(now).filter(office__kind="grid", role__startswith="grid_")
        for post in {one.office_id: one for one in posts.select_related("office__area")}.values():
            plate = Plate.objects.filter(entrance__building__area=post.office.area, retired_at=None).first()
            if plate is None:
                continue
            more = {"name": "bench", "scopes": ["cases:read", "cases:write"], "by": SYSTEM, "at": now}
            secret = issue_token(post, until=now + timedelta(days=30), **more)[1]
            made.append((secret, plate.token, post.office.area.path))
        kept.write_bytes(pickle.dumps(made))
    found: list[tuple[str, str, str]] = pickle.loads(kept.read_bytes())
    return found


def crowd(clients: list[Client], seconds: float) -> None:
    """All clients at once for so long; a mistake of one ends the bench."""
    failed: list[BaseException] = []

    def work(client: Client, until: float) -> None:
        try:
            client.run(until)
        except BaseException as error:
            failed.append(error)

    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=work, args=(one, until)) for one in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]


def measure(server: str, cases: int) -> None:
    log = _home / "server.log"
    with serving(server, workers=wanted.workers, threads=wanted.threads, log=log) as (port, leader):
        known = keys()
        clients = [Client(port, *known[n % len(known)]) for n in range(wanted.clients)]
        crowd(clients, WARM)
        for one in clients:
            one.lives, one.waits = 0, []
        wall, own = time.perf_counter(), time.process_time()
        web, database = cpu_of_session(leader), cpu_of_postgres()
        crowd(clients, wanted.seconds)
        wall, own = time.perf_counter() - wall, time.process_time() - own
        web, database = cpu_of_session(leader) - web, cpu_of_postgres() - database
    lives = sum(one.lives for one in clients)
    waits = sorted(wait for one in clients for wait in one.waits)
    spent = f"web {1000 * web / lives:5.1f}"
    if connection.vendor == "postgresql":
        spent += f" + database {1000 * database / lives:5.1f}"
    p99 = 1000 * waits[int(len(waits) * 0.99)]
    print(
        f"{cases:>9,} cases  {connection.vendor:10} {server:8} {lives / wall:6.1f} lives/s (≥ {TARGET})   "
        f"CPU ms a life: {spent}, client {1000 * own / lives:4.1f}   "
        f"a call: p50 {1000 * statistics.median(waits):4.0f} ms, p99 {p99:4.0f}",
        flush=True,
    )


def main() -> None:
    call_command("migrate", verbosity=0)
    if not Case.objects.exists():
        call_command("seed_demo", "--small", verbosity=0)
    print(
        f"{wanted.workers} workers of {wanted.threads} threads, {wanted.clients} clients, {wanted.seconds:.0f} s each"
    )
    for cases in sorted(wanted.cases):
        if (there := Case.objects.count()) < cases:
            fill(cases - there, now=timezone.now(), seed=cases)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        keys()
        connection.close()
        for _ in range(wanted.repeat):
            for server in wanted.server:
                measure(server, cases)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
