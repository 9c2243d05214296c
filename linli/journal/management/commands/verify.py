"""Is the journal as it was sealed? Names every entry that is not; exit code 1 where there is one."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from linli.journal.sealing import Finding, Report, verify

SAID = {
    "changed": "{kind} {number} was changed",
    "deleted": "{kind} {number} was deleted",
    "inserted": "{kind} {number} was inserted into a sealed range",
    "words_changed": "the words of entry {number} ({what}) are not those that were written",
    "words_missing": "the words of entry {number} ({what}) are gone, and nobody erased them",
    "seal_changed": "the seal up to {kind} {number} was changed ({what})",
    "chain_broken": "the seal up to {kind} {number} does not follow the one before it",
    "head_missing": (
        "the digest from paper is not among the seals: a range after entry {number}, or all of them, is missing"
    ),
}


def said(one: Finding) -> str:
    return SAID[one.code].format(kind=one.kind, number=one.number, what=one.what)


def note(report: Report) -> None:
    """When it was looked at last, and how many things were wrong: for the page of operators."""
    with suppress(OSError):  # a disk that takes nothing does not hide what was found
        settings.LAST_VERIFY.write_text(
            json.dumps({"at": timezone.now().isoformat(), "wrong": len(report.findings)})
        )


class Command(BaseCommand):
    help = "Compare the journal with its seals; names what was changed, deleted or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", metavar="DIGEST", help="the newest digest that is on paper")

    def handle(self, *, head: str, **options: Any) -> None:
        report = verify(head)
        note(report)
        for finding in report.findings:
            self.stdout.write(f"NOT AS SEALED: {said(finding)}")
        self.stdout.write(
            f"{report.rows['entry']} entries and {report.rows['reading']} readings in {report.seals} seals; "
            f"{report.unsealed} not sealed yet; words erased: {report.erased}, unreadable (key lost): "
            f"{report.unreadable}; readings whose time was over: {report.dropped}"
        )
        if report.head:
            self.stdout.write(f"newest digest: {report.head}")
        if report.findings:
            sys.exit(1)
        self.stdout.write("As it was sealed.")
