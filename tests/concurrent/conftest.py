"""Real servers and workers on one database of their own: two of each on PostgreSQL, one of each on SQLite."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest

REPO = Path(__file__).resolve().parents[2]
SERVER = os.environ.get(
    "LINLI_DATABASE", ""
)  # as settings_test read it: the suite's own server, if it has one
ON_POSTGRES = SERVER.startswith("postgres")
SECRET = "a" * 32  # of the cookie and the field that must be the same; any will do


class Installation:
    """A folder, a database, processes. `address` is what LINLI_DATABASE says."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.concurrent.settings",
            "LINLI_DATA_DIR": str(folder / "data"),
            "LINLI_KEY_FILE": str(folder / "keys.json"),
            "LINLI_DATABASE": address,
            "LINLI_DEMO": "1",  # nobody has to set up a one-time code first
            "LINLI_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(REPO),
        }
        self.running: list[subprocess.Popen[str]] = []
        self.servers: list[str] = []
        self.told: dict[str, Any] = {}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A process; what it complains of goes to the file `complaints`."""
        with (self.folder / "complaints").open("a") as complaints:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.env,
                cwd=REPO,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self.running.append(process)
        return process

    def complaints(self) -> str:
        return (self.folder / "complaints").read_text()

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=300)
        self.running.remove(process)
        assert process.returncode == 0, self.complaints()
        return out

    def hands(self, work: str, number: int = 0) -> Any:
        return json.loads(self.run("-m", "tests.concurrent.hands", work, str(number)).splitlines()[-1])

    def serve(self, number: int) -> None:
        for _ in range(number):
            port = free_port()
            self.start(
                *(
                    "-m",
                    "gunicorn",
                    "--bind",
                    f"127.0.0.1:{port}",
                    "--worker-class",
                    "gthread",
                    "--threads",
                    "4",
                ),
                *("--no-control-socket", "--log-level", "error", "linli.config.wsgi:application"),
            )
            self.servers.append(f"http://127.0.0.1:{port}")
        for server in self.servers:
            wait(lambda: self.answers(server), 90)  # noqa: B023  called at once

    def answers(self, server: str) -> bool:
        try:
            return Person("").get(server, "/")[0] == 200
        except OSError:
            return False

    def work(self, number: int) -> list[subprocess.Popen[str]]:
        return [self.start("manage.py", "work", "--idle", "0.02") for _ in range(number)]

    def one(self, sql: str) -> Any:
        """The only value that a plain statement finds."""
        if ON_POSTGRES:
            import psycopg

            with psycopg.connect(self.address) as connection:
                return connection.execute(sql).fetchone()[0]  # type: ignore[index]
        import sqlite3

        database = sqlite3.connect(f"file:{self.address}?mode=ro", uri=True, timeout=20)
        try:
            return database.execute(sql).fetchone()[0]
        finally:
            database.close()

    def end(self, processes: list[subprocess.Popen[str]] | None = None) -> None:
        for process in self.running if processes is None else processes:
            process.terminate()
        for process in list(self.running) if processes is None else processes:
            process.communicate(timeout=60)
            self.running.remove(process)


class Person:
    """A browser with one session. Its answers are (status, text or where it leads)."""

    def __init__(self, session: str) -> None:
        self.cookies = f"sessionid={session}; csrftoken={SECRET}"

    def get(self, server: str, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(server + path))

    def post(self, server: str, path: str, **data: Any) -> tuple[int, str]:
        body = urlencode({"csrfmiddlewaretoken": SECRET, **data}).encode()
        return self._ask(urllib.request.Request(server + path, data=body))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        request.add_header("Cookie", self.cookies)
        try:
            with _opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location") or answer.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


def wait(until: Any, seconds: float) -> None:
    """Until something is so. The only waiting there is: for other processes."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Migrated, with a town, served. As many servers as can share its database."""
    folder = tmp_path_factory.mktemp("concurrent")
    if ON_POSTGRES:
        import psycopg

        name = f"linli_at_once_{uuid.uuid4().hex[:8]}"
        stands = os.environ.get("LINLI_TEST_TEMPLATE")  # a database in which the migrations have run
        template = stands or "template0"
        with psycopg.connect(SERVER, autocommit=True, dbname="postgres") as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        address = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    else:
        address = str(folder / "linli.sqlite3")
        if stands := os.environ.get("LINLI_TEST_MIGRATED"):
            shutil.copyfile(stands, address)
    made = Installation(folder, address)
    if not stands:
        made.run("manage.py", "migrate", "-v0")
    made.told = made.hands("town")
    made.serve(2 if ON_POSTGRES else 1)
    yield made
    made.end()
    if ON_POSTGRES:
        with psycopg.connect(SERVER, autocommit=True, dbname="postgres") as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
