"""Is the journal as it was sealed? Names every entry that is not; exit code 1 where there is one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.journal.sealing import Finding, verify

SAID = {
    "entry_changed": "entry {0} was changed",
    "entry_deleted": "entry {0} was deleted",
    "entry_inserted": "entry {0} was inserted into a sealed range",
    "words_changed": "the words of entry {0} ({1}) are not those that were written",
    "words_missing": "the words of entry {0} ({1}) are gone, and nobody erased them",
    "seal_changed": "the seal up to entry {0} was changed ({1})",
    "chain_broken": "the seal up to entry {0} does not follow the one before it",
    "head_missing": "the digest from paper is not among the seals: a range after entry {0}, or all of them, is missing",
}


def said(finding: Finding) -> str:
    return SAID[finding.code].format(finding.number, finding.what)


class Command(BaseCommand):
    help = "Compare the journal with its seals; names what was changed, deleted or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", metavar="DIGEST", help="the newest digest that is on paper")

    def handle(self, *, head: str, **options: Any) -> None:
        report = verify(head)
        for finding in report.findings:
            self.stdout.write(f"NOT AS SEALED: {said(finding)}")
        self.stdout.write(
            f"{report.entries} entries in {report.seals} seals; {report.unsealed} not sealed yet; words erased: "
            f"{report.erased}, unreadable (key lost): {report.unreadable}"
        )
        if report.head:
            self.stdout.write(f"newest digest: {report.head}")
        if report.findings:
            sys.exit(1)
        self.stdout.write("As it was sealed.")
