"""What is over goes (保存期限). The worker does this by itself; this command shows it, or does all of it now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from linli.office.queries import setting
from linli.reactions.retention import KINDS, forget, would_go


class Command(BaseCommand):
    help = "Delete what is older than its retention; --dry-run only says how much that is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        rows = would_go(now)
        self.stdout.write(f"{'kind':<14}{'days':>6}{'would go' if dry_run else 'goes':>10}")
        for name, number in rows.items():
            days = setting(f"retention.{KINDS[name].setting}")
            self.stdout.write(f"{name:<14}{days:>6}{number:>10}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        total = 0
        while number := forget(now):
            total += number
        self.stdout.write(f"{total} rows are gone.")
