"""A backup while people work: `manage.py backup DIR`, from a timer once a night or oftener."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from linli.office.backup.making import make
from linli.office.backup.manifest import NOTE, Broken


class Command(BaseCommand):
    help = "Copy database and files into a new folder under DIR while LinLi serves. Never copies keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "dir", type=Path, metavar="DIR", help="where all backups lie; not in the data directory"
        )
        parser.add_argument("--keep", type=int, metavar="DAYS", help="drop older ones (30 is a good end)")

    def handle(self, *, dir: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep needs a number of days, 1 or more.")
        try:
            made = make(dir, now=timezone.now(), keep_days=keep)
        except Broken as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or dir}: {error.strerror}. No backup was made.") from None
        except DatabaseError as error:
            raise CommandError(f"The database could not be read ({error}). No backup was made.") from None
        manifest = made.manifest
        self.stdout.write(
            f"{made.folder}: {sum(manifest.rows.values())} rows, {len(manifest.attachments)} files "
            f"({made.copied} new), {manifest.size / 1e6:.1f} MB in all."
        )
        for sha256 in manifest.missing:
            self.stdout.write(
                f"MISSING: file {sha256} is named by a row and is not there, or is not what it was."
            )
        for folder in made.gone:
            self.stdout.write(f"{folder} was older than {keep} days and is gone.")
        for remark in made.remarks:
            self.stdout.write(f"REMARK: {remark}")
        self.stdout.write(NOTE)
