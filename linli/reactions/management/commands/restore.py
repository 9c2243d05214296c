"""Put a backup back into an installation that holds nothing, and prove that it is what it was."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.journal.management.commands.verify import note, said
from linli.journal.sealing import verify
from linli.office.backup import restoring
from linli.office.backup.manifest import Broken, Manifest
from linli.reactions.repeating import repeat


class Command(BaseCommand):
    help = "Put one backup back into an empty data directory: checks it, checks the keys, the seals, erases again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR", help="one backup: the folder with manifest.json")
        parser.add_argument("--check", action="store_true", help="only say whether it could be put back")
        parser.add_argument(
            "--nothing-erased",
            action="store_true",
            help=f"there is no {settings.ERASED_FILE.name}, and none is needed",
        )

    def handle(self, *, dir: Path, check: bool, nothing_erased: bool, **options: Any) -> None:
        try:
            manifest = restoring.check(dir, settings.KEY_RING)
            self.say(
                f"{dir} of {manifest.at:%F %T %Z}, LinLi {manifest.version}: whole, and these are its keys."
            )
            for sha256 in manifest.missing:
                self.say(f"REMARK: file {sha256} was not there when it was made.")
            if check:
                return
            restoring.check_empty()
            self._need_list(nothing_erased)
            restoring.put_back(dir, manifest)
        except Broken as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"{error.filename or dir}: {error.strerror}. Nothing is to be used yet."
            ) from None
        self._count(manifest)
        call_command("migrate", verbosity=0)
        self._open_a_sample()
        sealed = self._verify(manifest)
        self._erase_again(manifest, nothing_erased)
        if not sealed:
            raise CommandError(
                "It is put back, but the journal is not as it was sealed. Find out why before it is used."
            )
        self.say("Done. Start the server and the worker.")

    def say(self, text: str) -> None:
        self.stdout.write(text)

    def _need_list(self, nothing_erased: bool) -> None:
        if not settings.ERASED_FILE.exists() and not nothing_erased:
            raise Broken(
                f"{settings.ERASED_FILE} is not here: the list of who was erased. Without it they would come back. "
                "Put it beside the key file. If nobody was ever erased: --nothing-erased"
            )

    def _count(self, manifest: Manifest) -> None:
        now = restoring.rows_now(manifest.rows)
        wrong = [f"{table}: {now[table]} of {n}" for table, n in manifest.rows.items() if now[table] != n]
        if wrong:
            raise CommandError(f"Rows are missing after the copy ({'; '.join(wrong)}). Do not use it.")
        self.say(f"{sum(now.values())} rows and {len(manifest.attachments)} files are back.")

    def _open_a_sample(self) -> None:
        closed = restoring.closed_values(settings.KEY_RING)
        for column, numbers in closed.items():
            held = ", ".join(str(n) for n in sorted(numbers))
            self.say(
                f"CLOSED: {column}: values under key {held} cannot be read. Put that key back into the key file."
            )
        if not closed:
            self.say("The newest values of every sealed column open.")

    def _verify(self, manifest: Manifest) -> bool:
        report = verify(manifest.head)
        note(report)
        for finding in report.findings:
            self.say(f"NOT AS SEALED: {said(finding)}")
        if not report.findings:
            self.say(
                f"The journal is as it was sealed ({report.seals} seals, {report.unsealed} rows not sealed yet)."
            )
        return not report.findings

    def _erase_again(self, manifest: Manifest, nothing_erased: bool) -> None:
        done = (
            []
            if nothing_erased and not settings.ERASED_FILE.exists()
            else repeat(manifest.at, timezone.now())
        )
        people = sum(line.kind == "resident" for line in done)
        for line in done:
            self.say(f"AGAIN: {line.kind} {line.number}, asked {line.at:%F %T %Z}, after this backup.")
        self.say(f"Erased again: {people} people; consents taken back again: {len(done) - people}.")
