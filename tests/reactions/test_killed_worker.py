"""A worker killed with -9 in the middle of 500 requests loses and doubles nothing. Real processes, own database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ops.installation import copy_tables

pytestmark = pytest.mark.django_db  # the tables are copied from the suite's own database
ROOT = Path(__file__).resolve().parents[2]
REQUESTS = 500

SEED = f"""
import django; django.setup()
from tests import make
from linli.office.actions import once
town = make.Town()
for n in range({REQUESTS}):
    make.case(town, words=f"第 {{n}} 件事：楼道灯不亮")
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LINLI_DATA_DIR": str(tmp_path / "data"),
        "LINLI_KEY_FILE": str(tmp_path / "keys.json"),
        "LINLI_DATABASE": str(tmp_path / "linli.sqlite3"),
        "LINLI_CLAIM_SECONDS": "1",
        "LINLI_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": str(ROOT),
    }


def python(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT)


def test_a_worker_killed_in_the_middle_of_500_requests_loses_and_doubles_nothing(
    environment: dict[str, str], tmp_path: Path, django_db_setup: None
) -> None:
    copy_tables(tmp_path / "linli.sqlite3")
    seeding = python(environment, "-c", SEED)

    def count(sql: str) -> int:
        database = sqlite3.connect(f"file:{tmp_path}/linli.sqlite3?mode=ro", uri=True, timeout=20)
        try:
            return database.execute(sql).fetchone()[0]
        finally:
            database.close()

    done = "SELECT count(*) FROM journal_delivery WHERE done_at IS NOT NULL"
    kills = 0
    for goal in (40, 160, 290):  # while the requests still come in, and after
        worker = python(environment, "manage.py", "work", "--idle", "0.01")
        while count(done) < goal and (seeding.poll() is None or worker.poll() is None):
            time.sleep(0.02)  # the processor is theirs
        worker.kill()
        worker.wait()
        kills += 1
    assert seeding.wait(300) == 0
    assert kills == 3
    assert 290 <= count(done) < REQUESTS, "the last kill came in the middle"
    owed = "SELECT count(*) FROM journal_delivery WHERE done_at IS NULL"
    for _ in range(20):  # what the dead workers had claimed comes free after a second
        assert python(environment, "manage.py", "work", "--once").wait(300) == 0
        if not count(owed):
            break
    assert count(owed) == 0
    assert count("SELECT count(*) FROM cases_case") == REQUESTS
    assert count("SELECT count(*) FROM notify_message WHERE template = 'case.ask'") == REQUESTS
    assert (
        count("SELECT count(DISTINCT entry_id) FROM notify_message WHERE template = 'case.ask'") == REQUESTS
    )
