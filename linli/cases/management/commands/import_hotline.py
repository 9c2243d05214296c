"""Import the export of a hotline or a message board by a mapping file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.cases import hotline
from linli.cases.actions.importing import import_messages
from linli.common.actor import SYSTEM
from linli.office.actions import finish_import, start_import
from linli.people.models import Office
from linli.people.queries import office_of_area

WRONG = {
    "missing": "nothing stands there",
    "short_row": "the row ends before this column",
    "not_a_date": "is no date of the mapping's formats",
    "too_long": "is longer than 60 characters",
    "doubled": "stands in this file already",
}


class Command(BaseCommand):
    help = "Take in messages of another system. Repeating it doubles nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            type=Path,
            default=hotline.MAPPINGS / "city_messages.toml",
            help="TOML; see docs/how-to",
        )
        parser.add_argument(
            "--office", help="path (code) of the area whose dispatcher places what has no area"
        )
        parser.add_argument(
            "--good-only", action="store_true", help="load the good rows although others are bad"
        )

    def handle(self, *, file: Path, mapping: Path, office: str, good_only: bool, **options: Any) -> None:
        try:
            columns = hotline.load_mapping(mapping)
            sheet = hotline.read(file, columns, zone=timezone.get_default_timezone())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except hotline.MappingError as error:
            raise CommandError(str(error)) from error
        for wrong in sheet.errors[:50]:
            self.stderr.write(f"row {wrong.row}, {wrong.column}: {wrong.value} {WRONG[wrong.code]}")
        if len(sheet.errors) > 50:
            self.stderr.write(f"… and {len(sheet.errors) - 50} more")
        if sheet.errors and not good_only:
            raise CommandError(
                f"{len(sheet.errors)} cells are wrong, so nothing was loaded. Mend them, or load the "
                f"{len(sheet.messages)} good rows with --good-only."
            )
        self._load(sheet, columns.source, self._office(office))

    def _load(self, sheet: hotline.Sheet, source: str, office: Office) -> None:
        now = timezone.now()
        run = start_import("hotline", source, sheet.sha256, at=now)
        total = len(sheet.messages)

        def progress(done: int) -> None:
            if sys.stdout.isatty() or done == total or done % 500 == 0:
                self.stdout.write(f"{done} of {total}")

        try:
            intake = import_messages(
                sheet.messages, source=source, office=office, by=SYSTEM, at=now, progress=progress
            )
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is loaded stays; run it again to load the rest.") from None
        finish_import(
            run,
            by=SYSTEM,
            at=timezone.now(),
            made=intake.made,
            known=intake.known,
            refused=len(sheet.errors),
            office_id=office.pk,
        )
        self.stdout.write(
            f"{intake.made} new, {intake.known} known already, {len(sheet.errors)} cells refused."
        )
        for row in intake.different[:20]:
            self.stdout.write(f"row {row} is known with other words; what was there stays.")

    def _office(self, path: str | None) -> Office:
        if path is None:
            townships = list(Office.objects.filter(kind="township").select_related("area")[:2])
            if len(townships) == 1:
                return townships[0]
            raise CommandError("Say with --office which sub-district places what has no area.")
        office = office_of_area(path, "township")
        if office is None:
            raise CommandError(f"No sub-district office at {path}.")
        return office
