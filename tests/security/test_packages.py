"""What is installed is what was looked at: each package is locked by version and hash, nothing stands beside the locks.

What is known of their weaknesses needs the network: tools/audit.sh.
"""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).resolve().parents[2] / "requirements").glob("*.txt"))
INSTALLERS = {"pip", "setuptools", "wheel", "uv"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> dict[str, set[str]]:
    """Package → versions (more than one where they differ by system); fails on a line that is no locked package."""
    found: dict[str, set[str]] = {}
    text = re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.M).replace("\\\n", " ")
    for line in text.splitlines():
        known = re.fullmatch(
            r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)( *;[^#]*?)?((?: +--hash=sha256:[0-9a-f]{64})+) *", line
        )
        assert known, f"{lock.name}: {line[:60]} is not locked by version and hash"
        found.setdefault(plain(known[1]), set()).add(known[2])
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_locked_by_version_and_by_hash(lock: Path) -> None:
    assert locked(lock)


def test_nothing_is_installed_that_no_lock_names() -> None:
    known: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, versions in locked(lock).items():
            known.setdefault(name, set()).update(versions)
    strange = {
        f"{one.metadata['Name']} {one.version}"
        for one in distributions()
        if plain(one.metadata["Name"]) not in INSTALLERS
        and one.version not in known.get(plain(one.metadata["Name"]), ())
    }
    assert strange == set()
