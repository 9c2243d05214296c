"""The tutorial is executed: every `sh` block, in one shell, in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.ops.installation import copy_tables

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.django_db
def test_the_commands_of_the_tutorial_do_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs/tutorial/first-request.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S))
    assert script.count("python manage.py") >= 9
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith("LINLI_") and k != "DJANGO_SETTINGS_MODULE"
    }
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    if (
        connection.vendor == "sqlite"
    ):  # the tables stand already, so that nobody waits for the migrations once more
        own = {"LINLI_DATA_DIR": f"{tmp_path}/tutorial", "LINLI_KEY_FILE": f"{tmp_path}/tutorial.keys"}
        make_keys = [sys.executable, "-c", "import linli.config.settings"]
        subprocess.run(make_keys, cwd=ROOT, env=environment | own, check=True)
        copy_tables(tmp_path / "tutorial" / "linli.sqlite3")
    done = subprocess.run(
        ["bash", "-euc", script.replace("$PWD/.data", str(tmp_path))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = done.stdout
    assert "Seeded 3308 households and 19 requests" in said
    assert "The demo neighbourhood is there already." in said
    assert re.search(r"http://127.0.0.1:8000/d/[2-9a-z]{13}/", said)
    assert "240 new, 0 known already, 0 rows refused." in said
    assert "0 new, 240 known already, 0 rows refused." in said
    assert 'cases.promise = {"simple": "2 working_days"' in said
