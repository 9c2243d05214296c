"""An installation of its own for tests with real processes: data directory, keys, and a migrated database at once."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds for a process on a busy machine
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Installation:
    """Real processes on one data directory; every one that was started is ended by `end`."""

    root: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[Any]] = field(default_factory=list)

    @classmethod
    def new(cls, root: Path, *, empty: bool = False, **settings: str) -> Installation:
        """Under `root`; the tables are those of the suite's own database (nobody waits for the migrations again)."""
        root.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
        own = {
            "LINLI_DATA_DIR": str(root / "data"),
            "LINLI_KEY_FILE": str(root / "keys.json"),
            "LINLI_LOG_LEVEL": "ERROR",
            "LINLI_CLAIM_SECONDS": "1",
            "DJANGO_SETTINGS_MODULE": "tests.ops.settings",
            "PYTHONPATH": str(ROOT),
        }
        here = cls(root, kept | own | settings)
        if not empty:
            (root / "data").mkdir(exist_ok=True)
            here.run("-c", "import linli.config.settings")  # makes the keys, before there is data
            copy_tables(here.database)
        return here

    @property
    def data(self) -> Path:
        return Path(self.environment["LINLI_DATA_DIR"])

    @property
    def database(self) -> Path:
        return self.data / "linli.sqlite3"

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[Any]:
        child = subprocess.Popen([sys.executable, *arguments], env=self.environment, cwd=ROOT, **more)
        self.started.append(child)
        return child

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def manage(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, typed=typed)

    def serve(self, port: int = 0) -> Served:
        """gunicorn as in docs/how-to/run-it.md, on a free port of the loopback; returns when it answers."""
        with closing(socket.socket()) as probe:
            if not port:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
        bind = [
            "--bind",
            f"127.0.0.1:{port}",
            "--worker-class",
            "gthread",
            "--workers",
            "1",
            "--threads",
            "8",
        ]
        log = (self.root / "server.log").open("ab")
        command = (
            "-m",
            "gunicorn",
            "linli.config.wsgi",
            *bind,
            "--log-level",
            "warning",
            "--no-control-socket",
        )
        child = self.start(*command, stderr=log, start_new_session=True)
        served = Served(child, port)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if DIRECT.open(served.address + "/healthz", timeout=5).status == 200:
                    return served
            except OSError:
                if child.poll() is not None or time.monotonic() > until:
                    raise AssertionError((self.root / "server.log").read_text()[-2000:]) from None
                time.sleep(0.05)

    def ask(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(sql).fetchall()

    def count(self, sql: str) -> int:
        return int(self.ask(sql)[0][0])

    def end(self) -> None:
        for child in self.started:
            if child.poll() is None:
                Served(child, 0).kill()
            if child.stdout is not None:
                child.stdout.close()


@dataclass
class Served:
    """A server with its children, as a unit of systemd has them: killed together."""

    process: subprocess.Popen[Any]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As `kill -9` of all of it, and as a power cut: nothing is told, nothing is written."""
        if os.getpgid(self.process.pid) == self.process.pid:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()


def copy_tables(target: Path) -> None:
    """The tables of the database that this run of the tests made, as empty as they are outside a test."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
