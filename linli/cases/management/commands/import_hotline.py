"""Import the sheet of a hotline or a message board by a mapping file."""

from __future__ import annotations

import hashlib
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.cases.actions.importing import Inlet, import_orders
from linli.cases.orders import Bad, Mapping, MappingError, Order, load, read_rows, shipped, table_of
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import finish_import, start_import
from linli.people.models import Office
from linli.people.queries import office_of_area
from linli.people.sheets.reading import read

WRONG = {
    "missing": "nothing stands there",
    "short_row": "the row ends before this column",
    "not_a_date": "is no date we can read",
    "in_future": "lies in the future",
    "before_order": "lies before the day of the order",
    "too_long": "is too long",
    "number_lost": "was shortened by the sheet; format the column as text",
}
MOST_TOLD = 50


class Command(BaseCommand):
    help = "Take in orders or messages of another system. Repeating it doubles nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            default="city_messages",
            help="a TOML file, or the source of one that comes with LinLi; see docs/how-to",
        )
        parser.add_argument(
            "--office", help="path (code) of the area whose dispatcher places what has no area"
        )
        parser.add_argument(
            "--good-only", action="store_true", help="load the good rows although others are bad"
        )

    def handle(self, *, file: Path, mapping: str, office: str, good_only: bool, **options: Any) -> None:
        try:
            by_name = shipped()
            how = by_name.get(str(mapping)) or load(Path(mapping))
            content = file.read_bytes()
            rows = self._rows(content, file.name, how)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except MappingError as error:
            raise CommandError(str(error)) from error
        except Refused as error:
            raise CommandError(f"{file.name}: {error.refusal.code} {error.refusal.params or ''}") from error
        wrong = [one for row in rows if isinstance(row, Bad) for one in row.wrong]
        for one in wrong[:MOST_TOLD]:
            self.stderr.write(f"row {one.row}, {one.heading}: {one.value} {WRONG[one.code]}")
        if len(wrong) > MOST_TOLD:
            self.stderr.write(f"… and {len(wrong) - MOST_TOLD} more")
        good = [one for one in rows if isinstance(one, Order)]
        if wrong and not good_only:
            raise CommandError(
                f"{len(wrong)} cells are wrong, so nothing was loaded. Mend them, or load the "
                f"{len(good)} good rows with --good-only."
            )
        self._load(
            good, hashlib.sha256(content).hexdigest(), how, self._office(office), len(rows) - len(good)
        )

    def _rows(self, content: bytes, name: str, mapping: Mapping) -> list[Order | Bad]:
        table = table_of(read(content, name)[0], mapping)
        columns = mapping.fields_of(table.headings)
        needed = ("number", "words") if mapping.way == "order" else ("number", "words", "ordered_at")
        if absent := [field for field in needed if field not in columns]:
            wanted = " or ".join(name for field in absent for name in mapping.columns[field])
            raise CommandError(f"{name} has no column {wanted}; it has {', '.join(table.headings)}")
        now = timezone.now()
        zone = timezone.get_default_timezone()
        return list(read_rows(table, columns, mapping, zone=zone, at=now))

    def _load(self, orders: list[Order], sha256: str, mapping: Mapping, office: Office, refused: int) -> None:
        now = timezone.now()
        run = start_import("hotline", mapping.source, sha256, at=now)
        total = len(orders)

        def progress(done: int) -> None:
            if sys.stdout.isatty() or done == total or done % 500 == 0:
                self.stdout.write(f"{done} of {total}")

        try:
            inlet = Inlet.of(mapping, office, now)
            intake = import_orders(orders, inlet, by=SYSTEM, at=now, progress=progress)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What is loaded stays; run it again to load the rest.") from None
        finish_import(
            run,
            by=SYSTEM,
            at=timezone.now(),
            made=intake.made,
            known=intake.known,
            refused=refused,
            office_id=office.pk,
        )
        self.stdout.write(f"{intake.made} new, {intake.known} known already, {refused} rows refused.")
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
