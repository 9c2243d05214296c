"""The keys under which numbers and words are sealed: what opens, add one, seal anew under it, take an old one away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.common import keys
from linli.office.actions import rotating


class Command(BaseCommand):
    help = "status: what opens. add: a new key. rotate: seal everything under the newest key. retire N."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("status", "add", "rotate", "retire"))
        parser.add_argument("number", nargs="?", type=int, help="which key (retire)")

    def handle(self, *, verb: str, number: int | None, **options: Any) -> None:
        getattr(self, verb)(number)

    def status(self, number: int | None = None) -> None:
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

    def add(self, number: int | None = None) -> None:
        new = keys.add_key(settings.KEY_FILE)
        self.stdout.write(
            f"Key {new} is in {settings.KEY_FILE}. Copy the file to where you keep it, restart LinLi, then: keys rotate"
        )

    def rotate(self, number: int | None = None) -> None:
        ring = keys.use_newest(settings.KEY_FILE)
        for column, done in rotating.rotate(ring).items():
            if done:
                self.stdout.write(f"{column:<32}{done:>9} sealed anew")
        left = sum(c.under.total() - c.under[ring.current] for c in rotating.status(ring))
        self.stdout.write(
            f"Everything new is sealed with key {ring.current}; {left} values lie under another one."
        )
        self.stdout.write("Restart LinLi, so that it seals with the new key too; then: keys status")

    def retire(self, number: int | None = None) -> None:
        if number is None:
            raise CommandError("Which one? keys retire NUMBER")
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
