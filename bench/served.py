"""A real server beside the bench: started as docs/how-to/run-it.md says, asked over the loopback, its CPU counted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

PATIENCE = 60  # seconds until it answers
TICK = os.sysconf("SC_CLK_TCK")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def command(server: str, port: int, workers: int, threads: int) -> list[str]:
    """How `server` is called: gunicorn with threads, or granian (installed by hand: it is nobody's dependency here)."""
    where = ["--host", "127.0.0.1", "--port", str(port)]
    if server == "granian":
        most = ["--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "1024"]
        return [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            *where,
            *most,
            "--no-access-log",
            "linli.config.wsgi:application",
        ]
    most = ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
    bind = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", "linli.config.wsgi", *most, *bind]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(server: str, *, workers: int, threads: int, log: Path) -> Iterator[tuple[int, int]]:
    """(port, process) of a server that answers; ended when the block is left."""
    port = free_port()
    with log.open("ab") as written:
        child = subprocess.Popen(
            command(server, port, workers, threads), stdout=written, stderr=written, start_new_session=True
        )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                DIRECT.open(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                if child.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"{server} does not answer:\n{log.read_text()[-2000:]}") from None
                time.sleep(0.1)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(PATIENCE)


def _stat(pid: str) -> list[str] | None:
    try:
        return Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # it ended meanwhile
        return None


def _seconds(fields: list[str], first: int, last: int) -> float:
    return sum(int(one) for one in fields[first:last]) / TICK


def cpu_of_session(leader: int) -> float:
    """Seconds of CPU spent so far by the processes that a server started, itself included."""
    found = [_stat(pid) for pid in os.listdir("/proc") if pid.isdigit()]
    return sum(_seconds(one, 11, 13) for one in found if one and one[3] == str(leader))


def cpu_of_postgres() -> float:
    """Seconds of CPU spent so far by every PostgreSQL process of this machine, those that ended included."""
    spent = 0.0
    for pid in os.listdir("/proc"):
        try:
            if not pid.isdigit() or Path("/proc", pid, "comm").read_text().strip() != "postgres":
                continue
        except OSError:
            continue
        if fields := _stat(pid):
            spent += _seconds(fields, 11, 15)  # with its children that ended
    return spent
