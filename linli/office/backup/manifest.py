"""What a backup says about itself: files with their hashes, version, rows, keys it was sealed with; and its own seal.

Nothing here is personal and no key can be read from it: keys are told by a fingerprint.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.common.keys import KeyRing, fingerprint

FORMAT = 1
NAME = "manifest.json"
POOL = "attachments"  # beside the folders: files of all backups, once each
CHUNK = 1 << 20
NOTE = (
    "The keys are not in this backup and never will be. Without the key file of its time, telephone numbers, names in "
    "the journal and all follow links stay closed: keep the key file (manage.py keys escrow) somewhere else."
)


class Broken(Exception):
    """A backup that cannot be relied on, or not here; the text says which file and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it lies (from the backup's folder), bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_at`: just before the database was read. `missing`: files that rows name and that were not there."""

    made_at: str
    version: str
    engine: str  # sqlite, postgresql
    database: File
    rows: dict[str, int]  # by table
    migrations: list[str]  # app.name, all that are applied
    head: str  # digest of the newest seal of the journal, "" where there is none
    keys: dict[str, str]  # number → fingerprint
    attachments: list[tuple[str, int]]  # SHA-256, bytes
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT
    note: str = NOTE

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        return self.database.size + sum(size for _, size in self.attachments)


def fingerprints(ring: KeyRing) -> dict[str, str]:
    return {str(number): fingerprint(key) for number, key in sorted(ring.keys.items())}


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


def write(folder: Path, manifest: Manifest, ring: KeyRing) -> None:
    """The manifest and its seal, which only the holder of the keys can make; fsynced."""
    said = asdict(manifest)
    with (folder / NAME).open("w", encoding="utf-8") as out:
        json.dump(said | {"seal": _seal(said, ring)}, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())


def read(folder: Path, ring: KeyRing | None = None) -> Manifest:
    """The manifest of a backup. With a ring: are these its keys, and is it as it was written? Raises Broken."""
    path = folder / NAME
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        seal = said.pop("seal")
        if said["format"] != FORMAT:
            raise Broken(f"{path} is of format {said['format']}; this LinLi reads format {FORMAT}.")
        manifest = _built(said)
    except FileNotFoundError:
        raise Broken(f"{path} is not there: this is no backup, or not a whole one.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken(f"{path} is torn or was changed ({type(error).__name__}).") from None
    if ring is not None:
        _keys_fit(manifest, ring, path)
        if not hmac.compare_digest(str(seal), _seal(said, ring)):
            raise Broken(f"{path} is not as it was written: its seal does not fit.")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file that the manifest names is there and has its hash. Raises Broken with the first that is not."""
    for path, size, sha256 in [
        (folder / manifest.database.path, manifest.database.size, manifest.database.sha256),
        *((pooled(folder.parent, sha), size, sha) for sha, size in manifest.attachments),
    ]:
        try:
            torn = path.stat().st_size != size
            changed = torn or digest_of(path) != sha256
        except OSError as error:
            raise Broken(f"{path} cannot be read ({error.strerror}).") from None
        if torn:
            raise Broken(f"{path} is torn: {path.stat().st_size} bytes instead of {size}.")
        if changed:
            raise Broken(f"{path} was changed: its SHA-256 is not the one in the manifest.")


def pooled(root: Path, sha256: str) -> Path:
    """Where the file of a hash lies in the pool of all backups."""
    return root / POOL / sha256[:2] / sha256


def _built(said: dict[str, Any]) -> Manifest:
    names = {one.name for one in fields(Manifest)}
    if said.keys() != names:
        raise KeyError("fields")
    listed = [(str(sha), int(size)) for sha, size in said["attachments"]]
    found = Manifest(**said | {"database": File(**said["database"]), "attachments": listed})
    assert found.at  # a date
    return found


def _keys_fit(manifest: Manifest, ring: KeyRing, path: Path) -> None:
    here = fingerprints(ring)
    absent = [n for n in manifest.keys if n not in here]
    other = [n for n in manifest.keys if n in here and here[n] != manifest.keys[n]]
    if absent or other:
        which = [f"key {n} is not in it" for n in absent]
        which += [f"its key {n} is another one (made new here?)" for n in other]
        raise Broken(
            f"{path}: this backup was made under keys that the key file here does not hold: {', '.join(which)}. "
            "Put the key file of its time back first: manage.py keys recover ESCROW-FILE"
        )


def _seal(said: dict[str, Any], ring: KeyRing) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(ring.derive("backup", 1), text.encode(), "sha256").hex()
