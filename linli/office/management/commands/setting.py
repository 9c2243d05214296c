"""List the rules that an office can change, or write the next version of one."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.office.actions import set_setting
from linli.office.queries import DEFAULTS, limits_of, settings_named


class Command(BaseCommand):
    help = "List the office's rules, or set one: manage.py setting cases.reopen_days 60"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("value", nargs="?", help="JSON, of the same shape as now")
        parser.add_argument("--reason", default="")

    def handle(self, *, name: str | None, value: str | None, reason: str, **options: Any) -> None:
        if value is None:
            for key, now in settings_named(*DEFAULTS).items():
                if name in (None, key):
                    self.stdout.write(f"{key} = {json.dumps(now, ensure_ascii=False)}")
            return
        try:
            set_setting(str(name), json.loads(value), by=SYSTEM, at=timezone.now(), reason=reason)
        except ValueError as error:
            raise CommandError(f"{value[:60]!r} is not JSON we can read: {error}") from error
        except Refused as error:
            now = DEFAULTS.get(str(name))
            if now is None:
                raise CommandError(f"There is no rule {name}. `manage.py setting` lists them.") from error
            least, most = limits_of(str(name))
            raise CommandError(
                f"It has to look like {json.dumps(now)}, every number from {least} to {most}."
            ) from error
        self.stdout.write(f"{name} is set; earlier versions are kept.")
