"""Compile the .po files without gettext's tools, so that a bare machine can show Chinese."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile linli/**/locale/*/LC_MESSAGES/*.po to .mo where the .po is newer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["compile"])

    def handle(self, **options: Any) -> None:
        for po in Path(settings.BASE_DIR).rglob("locale/*/LC_MESSAGES/*.po"):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
                polib.pofile(str(po)).save_as_mofile(str(mo))
                self.stdout.write(f"compiled {po.relative_to(settings.BASE_DIR)}")
