"""Close the journal's entries and readings up to now, and print the digest that is to be kept on paper."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from linli.journal.actions import seal_all
from linli.journal.models import Seal


class Command(BaseCommand):
    help = "Seal all entries and readings older than a minute; prints the newest digest, to be kept on paper."

    def handle(self, **options: Any) -> None:
        number = seal_all(timezone.now())
        newest = Seal.objects.order_by("-pk").first()
        if newest is None:
            self.stdout.write("There is nothing to seal yet.")
            return
        self.stdout.write(f"{number} entries and readings sealed. The newest digest:")
        self.stdout.write(newest.digest)
