"""Count every request anew: after an upgrade, or where the sums are doubted. The desk may be used meanwhile."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.cases.models import Case
from linli.insights.actions import rebuild


class Command(BaseCommand):
    help = "figures rebuild: count every request anew. Until it is done, the figures on the desk are too low."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild"])

    def handle(self, *, what: str, **options: Any) -> None:
        total = Case.objects.count()

        def progress(done: int) -> None:
            if done % 10_000 == 0:
                self.stdout.write(f"{done} of {total}")

        self.stdout.write(f"{rebuild(progress)} requests counted.")
