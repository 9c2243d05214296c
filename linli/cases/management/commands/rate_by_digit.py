"""A rating that came as a text message; the only door for one until a gateway is connected."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from linli.cases.actions.rating import rate_by_digit


class Command(BaseCommand):
    help = "Count a rating that was sent by text message, and print the answer to send back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone")
        parser.add_argument("text")
        parser.add_argument(
            "--message", default="", help="the gateway's own id: delivered twice, it counts once"
        )

    def handle(self, *, phone: str, text: str, message: str, **options: Any) -> None:
        self.stdout.write(rate_by_digit(phone, text, timezone.now(), message=message).words)
