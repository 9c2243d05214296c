"""Keys: another one can be added, everything sealed anew under it, and a lost one is told plainly."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from linli.cases.actions import Asker
from linli.common import keys
from linli.common.keys import KeyRing, load_or_make
from linli.office.actions import rotating
from linli.people import lookup
from linli.people.models import Resident
from tests import make
from tests.make import NOON, Town
from tests.people.homes import PHONE, consent, home, need, resident


@pytest.fixture
def filled(town: Town) -> Town:
    who = resident(town)
    consent(town, who, "health")
    need(town, who, kind="disability", detail="左腿不便")
    make.case(town, asker=Asker("周阿姨", PHONE), at=NOON)
    session = SessionStore()
    session["draft"] = {"words": "灯坏了"}
    session.save()
    return town


@pytest.fixture
def key_file(tmp_path: Path) -> Iterator[Path]:
    """A copy of the test's own ring, so that commands may change it."""
    path, before, ring = tmp_path / "keys.json", settings.KEY_FILE, settings.KEY_RING
    shutil.copy(before, path)
    settings.KEY_FILE = path
    yield path
    settings.KEY_FILE, settings.KEY_RING = before, ring


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("keys", *args, stdout=out)
    return out.getvalue()


def test_every_sealed_column_is_found_by_its_class() -> None:
    names = {f"{model._meta.label_lower}.{field.name}" for model, field in rotating.sealed_columns()}
    assert {
        "people.resident.phone",
        "people.resident.identity",
        "people.resident.birth",
        "people.supportneed.detail",
        "people.breakglass.words",
        "people.user.totp_secret",
        "cases.reporter.phone",
        "journal.entrydetail.ciphertext",
        "office.importchunk.content",
        "office.importchange.before",
        "office.importchange.after",
    } <= names


def test_a_new_key_takes_everything_and_the_old_one_stays_for_the_blind_index(
    filled: Town, key_file: Path
) -> None:
    index = Resident.objects.get().phone_index
    run("add")
    assert load_or_make(key_file).current == 1  # nothing is sealed with it before everybody knows it
    said = run("rotate")
    assert "people.resident.phone" in said
    assert "0 values lie under another one" in said
    ring = load_or_make(key_file)
    assert (ring.current, sorted(ring.keys)) == (2, [1, 2])
    assert oct(key_file.stat().st_mode)[-3:] == "600"
    settings.KEY_RING = ring
    one = Resident.objects.get()
    assert bytes(one.phone or b"")[:2] == b"\x00\x02"
    assert lookup.value_of(one, "phone") == PHONE
    assert one.phone_index == index == ring.blind(PHONE, "phone")
    assert SessionStore(Session.objects.get().session_key)["draft"] == {"words": "灯坏了"}
    for column in rotating.status(ring):
        assert set(column.under) <= {2}, column
        assert column.unreadable == 0


def test_rotating_again_touches_nothing(filled: Town, key_file: Path) -> None:
    run("add")
    run("rotate")
    before = bytes(Resident.objects.get().phone or b"")
    assert not any(rotating.rotate(load_or_make(key_file)).values())
    assert bytes(Resident.objects.get().phone or b"") == before


def test_key_one_stays_and_a_key_in_use_is_not_retired(filled: Town, key_file: Path) -> None:
    run("add")
    with pytest.raises(CommandError, match="values lie under key 1"):
        run("retire", "1")
    run("rotate")
    with pytest.raises(CommandError, match="Key 1 stays"):
        run("retire", "1")
    run("add")
    run("rotate")
    run("retire", "2")
    assert sorted(load_or_make(key_file).keys) == [1, 3]
    with pytest.raises(CommandError, match="no key 9"):
        run("retire", "9")


def test_a_ring_that_lacks_a_number_says_what_can_be_read_and_what_not(filled: Town, key_file: Path) -> None:
    run("add")
    run("rotate")
    data = json.loads(key_file.read_text())
    del data["keys"]["2"]
    key_file.write_text(json.dumps(data | {"current": 1}))
    settings.KEY_RING = load_or_make(key_file)
    said = run("status")
    assert "Key 2 is not in the file" in said
    assert "values cannot be read." in said
    [line] = [line for line in said.splitlines() if line.startswith("people.resident.phone")]
    assert line.split()[1:3] == ["0", "1"]
    [face] = lookup.faces(home(filled), NOON.date())
    assert face.lost
    assert sum(rotating.rotate(KeyRing(1, settings.KEY_RING.keys)).values()) == 0  # and nothing is spoiled
    assert bytes(Resident.objects.get().phone or b"")[:2] == b"\x00\x02"


def test_without_its_key_file_linli_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "linli.sqlite3").touch()
    env = os.environ | {
        "LINLI_DATA_DIR": str(tmp_path / "data"),
        "LINLI_KEY_FILE": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=Path(keys.__file__).parents[2],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Put it back" in done.stderr
    assert not (tmp_path / "keys").exists()


def test_with_a_ring_that_lost_its_first_key_linli_does_not_start_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(json.dumps({"current": 2, "keys": {"2": "ab" * 32}}))
    env = os.environ | {
        "LINLI_DATA_DIR": str(tmp_path / "data"),
        "LINLI_KEY_FILE": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=Path(keys.__file__).parents[2],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "holds no key number 1" in done.stderr
    assert "Traceback" not in done.stderr
