"""Making a backup while people work: the database as it stood at one moment, then the files that its rows name.

The database comes first, so no row of it lacks a file that was stored before it; a file that was dropped meanwhile is
named as missing. A folder gets its name when all of it is on disk: what a power cut leaves is never taken for whole.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256 as hasher
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from linli import __version__
from linli.office.backup import last
from linli.office.backup.manifest import (
    CHUNK,
    NAME,
    POOL,
    Broken,
    File,
    Manifest,
    digest_of,
    fingerprints,
    pooled,
    read,
    write,
)
from linli.office.photos import path_of

STAMP = "%Y-%m-%dT%H%M%SZ"
PAGES = 2000  # of the database at a time (8 MB), then a breath for whoever else wants the disk
BREATH = 0.005  # seconds
PASSED_ON = (
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
)  # to the programs of PostgreSQL


@dataclass(slots=True)
class Made:
    """What one run did: the folder, how many files were new, which older backups went."""

    folder: Path
    manifest: Manifest
    copied: int = 0
    gone: list[str] = field(default_factory=list)
    swept: int = 0
    remarks: list[str] = field(default_factory=list)


def make(root: Path, *, now: datetime, keep_days: int | None = None) -> Made:
    """One backup under `root`; afterwards those older than `keep_days` go. Raises Broken, OSError (disk full)."""
    _fit(root)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for torn in root.glob(".*.part"):
        shutil.rmtree(torn, ignore_errors=True)
    name = now.astimezone(UTC).strftime(STAMP)
    folder, part = root / name, root / f".{name}.part"
    if folder.exists():
        raise Broken(f"{folder} is there already; wait a second.")
    part.mkdir(mode=0o700)
    try:
        manifest, copied = _fill(root, part, now)
        os.replace(part, folder)
        _fsync(root)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    made = Made(folder, manifest, copied)
    if keep_days is not None:
        _drop_old(root, made, now - timedelta(days=keep_days))
    try:
        last.note(manifest, folder)
    except OSError as error:
        made.remarks.append(f"{settings.LAST_BACKUP} could not be written ({error.strerror}).")
    return made


def _fit(root: Path) -> None:
    """Not inside the data (it would die with it), nor where the keys lie."""
    here, data, keys = root.resolve(), settings.DATA_DIR.resolve(), settings.KEY_FILE.resolve()
    if here == data or here.is_relative_to(data):
        raise Broken(
            f"{root} lies inside the data directory {data}: it would be lost with it. Choose another place."
        )
    if keys.is_relative_to(here):
        raise Broken(f"The key file {keys} lies inside {root}. A backup and its keys never lie together.")


def _fill(root: Path, part: Path, now: datetime) -> tuple[Manifest, int]:
    content = _from_postgresql(part) if connection.vendor == "postgresql" else _from_sqlite(part)
    attachments, missing, copied = _files(root, content.files)
    path = content.path
    manifest = Manifest(
        made_at=now.astimezone(UTC).isoformat(),
        version=__version__,
        engine=connection.vendor,
        database=File(path.name, path.stat().st_size, digest_of(path)),
        rows=content.rows,
        migrations=content.migrations,
        head=content.head,
        keys=fingerprints(settings.KEY_RING),
        attachments=attachments,
        missing=missing,
    )
    write(part, manifest, settings.KEY_RING)
    return manifest, copied


@dataclass(frozen=True, slots=True)
class Content:
    """The copy of a database, and what stands in it."""

    path: Path
    rows: dict[str, int]
    migrations: list[str]
    head: str
    files: list[str]


def _told(path: Path, cursor: Any, tables: list[str]) -> Content:
    """What a manifest says of a database; `cursor` reads the same moment that was copied."""

    def all_of(sql: str) -> list[Any]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    heads = all_of("SELECT digest FROM journal_seal ORDER BY id DESC LIMIT 1")
    return Content(
        path,
        rows={table: all_of(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in sorted(tables)},
        migrations=sorted(f"{app}.{name}" for app, name in all_of("SELECT app, name FROM django_migrations")),
        head=heads[0][0] if heads else "",
        files=[sha for (sha,) in all_of("SELECT DISTINCT sha256 FROM office_attachment ORDER BY sha256")],
    )


def _from_sqlite(part: Path) -> Content:
    """A copy by pages inside one read transaction: writers go on (WAL), and no write begins the copy anew."""
    path = part / "linli.sqlite3"
    with (
        closing(
            sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
        ) as source,
        closing(sqlite3.connect(path, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")  # fsynced below, once
        source.execute("BEGIN")
        source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # from here on, this moment is read
        source.backup(copy, pages=PAGES, progress=lambda *_: time.sleep(BREATH))
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
        wrong = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if wrong != "ok":
            raise Broken(
                f"The database itself is damaged ({wrong}): nothing was backed up. Restore the last backup."
            )
        tables = copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        content = _told(path, copy.cursor(), [name for (name,) in tables.fetchall()])
    _fsync(path)
    return content


def _from_postgresql(part: Path) -> Content:
    """pg_dump's own format, of the same snapshot from which the rows are counted."""
    path, told = part / "linli.dump", connection.settings_dict
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        content = _told(path, cursor, connection.introspection.table_names(cursor))
        client(["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}", str(told["NAME"])])
    _fsync(path)
    return content


def client(command: list[str]) -> None:
    """Run a program of PostgreSQL's client against our database; the password is not on its command line."""
    told = connection.settings_dict
    where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(told[key]) for name, key in where.items() if told[key]}
    options = told.get("OPTIONS", {})
    environment |= {f"PG{name.upper()}": str(options[name]) for name in PASSED_ON if name in options}
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Broken(
            f"{command[0]} is not here. Install the client of PostgreSQL in the server's version "
            "(Debian: apt-get install postgresql-client)."
        ) from None
    except subprocess.CalledProcessError as error:
        raise Broken(f"{command[0]} failed: {error.stderr.strip()[-400:]}") from None


def _files(root: Path, wanted: list[str]) -> tuple[list[tuple[str, int]], list[str], int]:
    """Copy what the pool has not; returns (hash, bytes) of all, the missing ones, and how many were new."""
    found, missing, copied = [], [], 0
    for sha256 in wanted:
        target = pooled(root, sha256)
        if not target.exists():
            try:
                _copy(path_of(settings.ATTACHMENT_DIR, sha256), target, sha256)
            except (FileNotFoundError, Broken):
                missing.append(sha256)
                continue
            copied += 1
        found.append((sha256, target.stat().st_size))
    return found, missing, copied


def _copy(source: Path, target: Path, sha256: str) -> None:
    """Written whole, then named; a file that is not what its name says is not taken. Raises Broken."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{uuid.uuid4().hex}")
    found = hasher()
    try:
        with source.open("rb") as old, scratch.open("wb") as new:
            while piece := old.read(CHUNK):
                found.update(piece)
                new.write(piece)
            new.flush()
            os.fsync(new.fileno())
        if found.hexdigest() != sha256:
            raise Broken(f"{source} was changed")
        os.replace(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)


def _drop_old(root: Path, made: Made, before: datetime) -> None:
    """Backups made before, never the newest; then files that none of the rest names. Unreadable ones are left alone."""
    kept: set[str] = set()
    whole = True
    for folder in backups(root):
        try:
            manifest = read(folder)
        except Broken as error:
            made.remarks.append(f"{error} It is left as it is, and no file is swept.")
            whole = False
            continue
        if folder != made.folder and manifest.at < before:
            shutil.rmtree(folder)
            made.gone.append(folder.name)
        else:
            kept |= {sha256 for sha256, _ in manifest.attachments}
    for path in (root / POOL).glob("*/*") if whole else ():
        if path.name not in kept:
            path.unlink()
            made.swept += 1


def backups(root: Path) -> list[Path]:
    """The folders under `root` that hold a manifest, oldest first."""
    return sorted(path.parent for path in root.glob(f"[0-9]*/{NAME}"))


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
