"""The keys under which numbers and words are sealed: what opens, add one, seal anew under it, take an old one away,
put a copy under a passphrase into a safe. (`keys recover` is told in manage.py: it works without an installation.)
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.common import escrow, keys
from linli.office.actions import rotating


class Command(BaseCommand):
    help = (
        "status: what opens. add: a new key. rotate: seal everything under the newest key. retire N. "
        "escrow FILE: the key file under a passphrase, for a safe. recover FILE: back from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("status", "add", "rotate", "retire", "escrow"))
        parser.add_argument("what", nargs="?", default="", help="which key (retire), which file (escrow)")

    def handle(self, *, verb: str, what: str, **options: Any) -> None:
        getattr(self, verb)(what)

    def escrow(self, what: str) -> None:
        if not what:
            raise CommandError("Into which file? keys escrow FILE")
        try:
            numbers = escrow.lock_up(settings.KEY_FILE, Path(what), escrow.ask(twice=True))
        except (escrow.EscrowFailed, OSError) as error:
            raise CommandError(str(error)) from None
        held = ", ".join(map(str, numbers))
        self.stdout.write(
            f"{what} holds key {held}, sealed with the passphrase. Keep it apart from the backups, and the passphrase "
            "apart from it; without the passphrase nobody opens it. After `keys add`, make a new one."
        )

    def status(self, what: str = "") -> None:
        ring = keys.load_or_make(settings.KEY_FILE)
        held = ", ".join(str(n) for n in sorted(ring.keys))
        self.stdout.write(
            f"key file {settings.KEY_FILE}: keys {held}; new values are sealed with {ring.current}"
        )
        columns = rotating.status(ring)
        self.stdout.write(f"{'column':<32}{'read':>9}{'lost':>7}  under key")
        for column in columns:
            under = ", ".join(f"{n}: {count}" for n, count in sorted(column.under.items())) or "-"
            self.stdout.write(f"{column.name:<32}{column.readable:>9}{column.unreadable:>7}  {under}")
        lost = sum(column.unreadable for column in columns)
        missing = sorted({n for column in columns for n in column.under} - set(ring.keys))
        if missing:
            self.stdout.write(
                f"Key {', '.join(map(str, missing))} is not in the file. Put the file back from where you keep it; "
                "until then these values are shown as 'cannot be read'."
            )
        self.stdout.write(f"{lost} values cannot be read." if lost else "Every value can be read.")

    def add(self, what: str = "") -> None:
        new = keys.add_key(settings.KEY_FILE)
        self.stdout.write(
            f"Key {new} is in {settings.KEY_FILE}. Copy the file to where you keep it, restart LinLi, then: keys rotate"
        )

    def rotate(self, what: str = "") -> None:
        ring = keys.use_newest(settings.KEY_FILE)
        for column, done in rotating.rotate(ring).items():
            if done:
                self.stdout.write(f"{column:<32}{done:>9} sealed anew")
        left = sum(c.under.total() - c.under[ring.current] for c in rotating.status(ring))
        self.stdout.write(
            f"Everything new is sealed with key {ring.current}; {left} values lie under another one."
        )
        self.stdout.write("Restart LinLi, so that it seals with the new key too; then: keys status")

    def retire(self, what: str = "") -> None:
        if not what.isdigit():
            raise CommandError("Which one? keys retire NUMBER")
        number = int(what)
        ring = keys.load_or_make(settings.KEY_FILE)
        used = sum(column.under[number] for column in rotating.status(ring))
        if used:
            raise CommandError(f"{used} values lie under key {number}. First: keys rotate")
        try:
            keys.retire_key(settings.KEY_FILE, number)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Key {number} is gone from the file. Keep old backups and their key file together."
        )
