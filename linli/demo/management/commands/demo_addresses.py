"""Print where to begin: the resident's door, and one-click log-ins for those who serve."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.demo.building import plate_of


class Command(BaseCommand):
    help = "Print the addresses of the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base", default="http://127.0.0.1:8000")

    def handle(self, *, base: str, **options: Any) -> None:
        token = plate_of("桂花里", "3 栋", 2).token
        for line in (
            "",
            "LinLi 邻里, two ways in:",
            "",
            f"  A resident at the door      {base}/d/{token}/",
            f"  Those who serve (log in)    {base}/desk/demo/",
            "",
            "  On the log-in page one click makes you the grid worker, the community, the sub-district,",
            "  the water bureau or the district. Ctrl-C ends bin/demo.",
            "",
        ):
            self.stdout.write(line)
