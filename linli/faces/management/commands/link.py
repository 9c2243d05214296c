"""The link with which somebody sets a password, from the machine: for a first administrator, whom nobody can invite."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.faces.words import refusal_words
from linli.people import actions
from linli.people.models import User


class Command(BaseCommand):
    help = "Print the link with which somebody sets a password; it works once, until the day that it says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="login name, as it stands on the person's page")

    def handle(self, *, login: str, **options: Any) -> None:
        user = User.objects.filter(username=login.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody here logs in as {login}.")
        try:
            invitation = actions.invite(user, by=SYSTEM, at=timezone.now())
        except Refused as error:
            said = refusal_words(error.refusal.code, error.refusal.params)
            raise CommandError(" ".join(str(part) for part in said if part)) from error
        until = timezone.localtime(invitation.expires_at)
        self.stdout.write(f"{user.name} opens this once, until {until:%F %H:%M}, and sets a password:")
        token = actions.invitation_token(invitation)
        self.stdout.write(settings.BASE_URL + reverse("desk:invitation", args=[token]))
