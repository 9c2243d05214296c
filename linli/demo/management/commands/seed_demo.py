"""Seed the invented sub-district; a second run finds it there and ends at once."""

from __future__ import annotations

import gc
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from linli.cases.models import Case
from linli.demo import content
from linli.demo.around import around
from linli.demo.building import build
from linli.demo.stories import tell
from linli.territory.models import Area, Household


class Command(BaseCommand):
    help = "Seed the invented sub-district 柳荫街道 (about 45,000 households) for trying LinLi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="only 青石桥社区 and a little of everything around it"
        )

    def handle(self, *, small: bool, **options: Any) -> None:
        if Area.objects.filter(path=content.COMMUNITY[0]).exists():
            self.stdout.write("The demo neighbourhood is there already.")
            return
        started = time.perf_counter()
        now = timezone.now()
        gc.disable()  # half a million small rows, none of them in a circle: looking for some costs a second
        try:
            with transaction.atomic():
                place = build(now, small=small)
                tell(place, now)
                around(place, now)
        finally:
            gc.enable()
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"Seeded {Household.objects.count()} households and {Case.objects.count()} requests in {seconds:.1f} s."
        )
