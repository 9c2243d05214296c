"""Verbs about those who live here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from linli.common.actor import Actor
from linli.common.text import digits
from linli.journal.actions import record
from linli.people.models import Resident
from linli.territory.models import Household


@transaction.atomic
def enter_residents(rows: Iterable[tuple[Household, str, str]], *, by: Actor, at: datetime) -> int:
    """Add residents in bulk: (household, name, telephone or ""). One entry for the whole of it."""
    residents = [
        Resident(household=household, name=name, phone=seal_phone(phone), phone_index=phone_index(phone))
        for household, name, phone in rows
    ]
    Resident.objects.bulk_create(residents, batch_size=1000)
    if residents:
        record("residents.entered", residents[0], by=by, at=at, number=len(residents))
    return len(residents)


def seal_phone(phone: str) -> bytes | None:
    return settings.KEY_RING.seal(digits(phone), "phone") if phone else None


def phone_index(phone: str) -> str:
    return settings.KEY_RING.blind(digits(phone), "phone") if phone else ""
