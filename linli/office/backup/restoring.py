"""Putting a backup back: all of it is checked first, then it goes into an installation that holds nothing yet."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from linli.common.keys import KeyMissing, KeyRing
from linli.office.actions.rotating import sealed_columns
from linli.office.backup.making import client
from linli.office.backup.manifest import Broken, Manifest, check_files, pooled, read
from linli.office.photos import path_of

A_SAMPLE = 50  # newest values of each sealed column


def check(folder: Path, ring: KeyRing) -> Manifest:
    """The backup is whole, of these keys, of this database and not newer than the program. Raises Broken."""
    manifest = read(folder, ring)
    check_files(folder, manifest)
    if manifest.engine != connection.vendor:
        raise Broken(
            f"{folder} was made of {manifest.engine}; this installation is set to {connection.vendor}."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    ours = {key.partition(".")[0] for key in known}
    newer = [one for one in manifest.migrations if one not in known and one.partition(".")[0] in ours]
    if newer:
        raise Broken(
            f"{folder} was made by a newer LinLi ({manifest.version}; {newer[0]} is unknown here). Install that one."
        )
    return manifest


def check_empty() -> None:
    """Nothing is overwritten. Raises Broken naming what is there."""
    if _holds_tables():
        raise Broken(
            f"The database {connection.settings_dict['NAME']} holds something already. Stop both processes, move the "
            "data directory aside (do not delete it yet), and restore into an empty one."
        )
    if any(settings.ATTACHMENT_DIR.glob("*")):
        raise Broken(f"{settings.ATTACHMENT_DIR} is not empty. Restore into an empty data directory.")


def _holds_tables() -> bool:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            return bool(connection.introspection.table_names(cursor))
    path = Path(connection.settings_dict["NAME"])
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            return bool(database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True  # something that is no database: not ours to overwrite


def put_back(folder: Path, manifest: Manifest) -> None:
    """Files first, the database last: what a power cut leaves is an installation without a database."""
    for sha256, _ in manifest.attachments:
        target = path_of(settings.ATTACHMENT_DIR, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(pooled(folder.parent, sha256), target)
    source = folder / manifest.database.path
    if connection.vendor == "postgresql":
        name = str(connection.settings_dict["NAME"])
        client(
            [
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                f"--dbname={name}",
                str(source),
            ]
        )
    else:
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    scratch = target.with_name(f".{uuid.uuid4().hex}")
    try:
        shutil.copyfile(source, scratch)
        with scratch.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)


def rows_now(tables: Iterable[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            found[table] = int(cursor.fetchone()[0])
    return found


def closed_values(ring: KeyRing) -> dict[str, set[int]]:
    """Columns of which the newest values do not open, with the numbers of the keys they lie under."""
    found: dict[str, set[int]] = {}
    for model, one in sealed_columns():
        values = (
            model._default_manager.exclude(**{one.name: None})
            .order_by("-pk")
            .values_list(one.name, flat=True)
        )
        for value in values[:A_SAMPLE]:
            try:
                ring.open(bytes(value), one.use)
            except KeyMissing:
                name = f"{model._meta.label_lower}.{one.name}"
                found.setdefault(name, set()).add(int.from_bytes(bytes(value)[:2], "big"))
    return found
