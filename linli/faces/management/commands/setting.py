"""List the rules that an office can change, or write the next version of one."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.faces.words import refusal_words
from linli.office.actions import give_up, set_setting
from linli.office.queries import DEFAULTS, limits_of, settings_named
from linli.territory.queries import resolve_code

UP = "up"  # instead of a value: the area goes by what holds above it again


class Command(BaseCommand):
    help = "List the office's rules, or set one: manage.py setting cases.reopen_days 60"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument(
            "value", nargs="?", help=f"JSON, of the same shape as now; {UP}: as the area above"
        )
        parser.add_argument("--area", default="", metavar="CODE", help="there and below; else everywhere")
        parser.add_argument("--reason", default="")

    def handle(self, *, name: str | None, value: str | None, area: str, reason: str, **options: Any) -> None:
        try:
            path = resolve_code(area, timezone.now()).path if area else ""
            if name is None or value is None:
                self._list(name, path)
            else:
                _write(name, value, path, reason)
                self.stdout.write(f"{name} is set; earlier versions are kept.")
        except Refused as error:
            if error.refusal.code == "setting_of_other_shape":
                least, most = limits_of(str(name))
                shape = json.dumps(DEFAULTS[str(name)])
                raise CommandError(
                    f"It has to look like {shape}, every number from {least} to {most}."
                ) from error
            said = refusal_words(error.refusal.code, error.refusal.params)
            raise CommandError(" ".join(str(part) for part in said if part)) from error

    def _list(self, name: str | None, path: str) -> None:
        for key, now in settings_named(*DEFAULTS, path=path).items():
            if name in (None, key):
                self.stdout.write(f"{key} = {json.dumps(now, ensure_ascii=False)}")


def _write(name: str, value: str, path: str, reason: str) -> None:
    at = timezone.now()
    if value == UP:
        give_up(name, path=path, by=SYSTEM, at=at)
        return
    try:
        said = json.loads(value)
    except ValueError as error:
        raise CommandError(f"{value[:60]!r} is not JSON we can read: {error}") from error
    set_setting(name, said, path=path, by=SYSTEM, at=at, reason=reason)
