"""Seed the invented neighbourhood; a second run finds it there and ends at once."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from linli.cases.models import Case
from linli.demo import content
from linli.demo.building import build
from linli.demo.stories import tell
from linli.territory.models import Area, Household


class Command(BaseCommand):
    help = "Seed the invented neighbourhood 青石桥社区 (about 3,000 households) for trying LinLi."

    def handle(self, **options: Any) -> None:
        if Area.objects.filter(path=content.COMMUNITY[0]).exists():
            self.stdout.write("The demo neighbourhood is there already.")
            return
        started = time.perf_counter()
        now = timezone.now()
        with transaction.atomic():
            tell(build(now), now)
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"Seeded {Household.objects.count()} households and {Case.objects.count()} requests in {seconds:.1f} s."
        )
