"""An import whose process is killed goes on exactly; a refused sheet leaves no byte anywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.installation import copy_tables
from tests.people.torn import MARKER, ROWS

pytestmark = pytest.mark.django_db  # the tables are copied from the suite's own database
REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    made = tmp_path_factory.mktemp("torn")
    copy_tables(made / "linli.sqlite3")
    return made


@pytest.fixture
def start(place: Path) -> Callable[[str], subprocess.Popen[str]]:
    (place / "tmp").mkdir(exist_ok=True)
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "LINLI_DATA_DIR": str(place / "data"),
        "LINLI_KEY_FILE": str(place / "keys"),
        "LINLI_DATABASE": str(place / "linli.sqlite3"),
        "LINLI_HOSTS": "testserver",
        "LINLI_DEMO": "1",
        "LINLI_LOG_LEVEL": "DEBUG",
        "TMPDIR": str(place / "tmp"),
    }

    def run(what: str) -> subprocess.Popen[str]:
        log = (place / "log").open("a")
        return subprocess.Popen(
            [sys.executable, "-m", "tests.people.torn", what],
            cwd=REPO,
            env=env,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    return run


def said(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    return out.splitlines()


def test_killed_in_the_middle_it_goes_on_and_the_counts_are_exact(
    start: Callable[[str], subprocess.Popen[str]],
) -> None:
    assert said(start("prepare")) == ["prepared"]
    process = start("apply")
    assert process.stdout is not None
    for _ in range(2):
        assert process.stdout.readline() == "block\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before, after = said(start("finish"))
    _word, written, seen = before.split()
    assert 0 < int(written) < ROWS
    assert int(seen) == 0  # half a sheet is seen by nobody
    assert after == f"after shown {ROWS} 0 {ROWS} {ROWS} 1"


def test_a_refused_sheet_leaves_no_byte(start: Callable[[str], subprocess.Popen[str]], place: Path) -> None:
    if not (place / "keys").exists():
        said(start("prepare"))
    answers = said(start("refuse"))
    assert answers == ["200 True False", "422 True False"]
    files = [path for path in place.rglob("*") if path.is_file()]
    assert any(path.name == "linli.sqlite3" for path in files)
    assert place / "log" in files
    for path in files:
        content = path.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert MARKER.encode(encoding) not in content, path
        assert "宗教".encode() not in content, path
    assert not list((place / "tmp").iterdir())
