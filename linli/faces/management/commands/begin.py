"""An empty installation gets its place, its office, a leader and an administrator; the rest is done by page.

Two people, because nobody who gives out links to log in looks into homes, and nobody who does gives out links.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.faces.words import refusal_words
from linli.people import actions
from linli.people.models import Office, OfficeKind, Reach, Role
from linli.territory import codes
from linli.territory.actions import adopt_codes, draw_area
from linli.territory.models import Area

FIRST = {Role.LEADER.value: Reach.SUBTREE, Role.ADMINISTRATOR.value: Reach.NONE}
KINDS = {9: OfficeKind.TOWNSHIP, 6: OfficeKind.COUNTY}  # digits of the path


class Command(BaseCommand):
    help = "Draw the place, open its office, and print the links of its leader and its administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="official code of the sub-district (or county), 9 or 12 digits")
        for role in FIRST:
            parser.add_argument(f"--{role}", nargs=2, required=True, metavar=("NAME", "LOGIN"))
        parser.add_argument(
            "--place", default="", help="the place's name, where the lists here do not have it"
        )
        parser.add_argument("--office", default="", help="the office's name, if it is not that of the place")

    def handle(self, *, code: str, place: str, office: str, **options: Any) -> None:
        if Office.objects.exists():
            raise CommandError("This installation has begun: its administrator makes links to log in.")
        try:
            links = _begin(
                code.strip(), place.strip(), office.strip(), {role: options[role] for role in FIRST}
            )
        except Refused as error:
            said = refusal_words(error.refusal.code, error.refusal.params)
            raise CommandError(" ".join(str(part) for part in said if part)) from error
        for name, link in links.items():
            self.stdout.write(f"{name} opens this once, within seven days, and sets a password:")
            self.stdout.write(link)


@transaction.atomic
def _begin(code: str, place: str, office_name: str, people: dict[str, list[str]]) -> dict[str, str]:
    path, now = codes.path_of_code(code), timezone.now()
    kind = KINDS.get(len(path))
    if kind is None or not (path.isascii() and path.isdigit()):
        raise CommandError(f"{code} is no code of a sub-district (9 digits) or of a county (6).")
    area = _area(path, kind, place)
    office = actions.open_office(
        kind=kind, name=office_name or area.name, area=area, superior=None, by=SYSTEM, at=now
    )
    links: dict[str, str] = {}
    for role, (name, login) in people.items():
        user = actions.enter_user(username=login, name=name, password=None, by=SYSTEM, at=now)
        actions.appoint(user, office, role=role, reach=FIRST[role], by=SYSTEM, at=now)
        token = actions.invitation_token(actions.invite(user, by=SYSTEM, at=now))
        links[name] = settings.BASE_URL + reverse("desk:invitation", args=[token])
    return links


def _area(path: str, level: str, place: str) -> Area:
    """From the official list with all below it; else the place alone, by the name that was given."""
    now = timezone.now()
    if codes.subtree(path):
        adopt_codes(path, by=SYSTEM, at=now)
        return Area.objects.get(path=path)
    if not place:
        raise CommandError(f"The lists here do not have {path}: say its name with --place.")
    return draw_area(
        path=path,
        official_code=codes.code_of_path(path),
        level=level,
        name=place,
        parent=None,
        by=SYSTEM,
        at=now,
    )
