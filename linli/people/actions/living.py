"""Verbs about those who live here: enter, correct, move out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.refused_subjects import in_person_name
from linli.common.sealed import seal
from linli.common.text import digits, tidy
from linli.journal.actions import record
from linli.office.actions import forget_words, index_many, index_words
from linli.people.actions.needs import close_all
from linli.people.models import Resident
from linli.territory.models import Household

KIND = "resident"  # of the words under which residents are found
SHORTEST_PHONE, LONGEST_PHONE = 7, 13


@transaction.atomic
def enter_residents(rows: Iterable[tuple[Household, str, str]], *, by: Actor, at: datetime) -> int:
    """Add residents in bulk: (household, name, telephone or ""). One entry for the whole of it."""
    residents = [
        Resident(household=household, name=name, phone=seal_phone(phone), phone_index=phone_index(phone))
        for household, name, phone in rows
    ]
    Resident.objects.bulk_create(residents, batch_size=1000)
    index_many(KIND, [(one.pk, one.household.area_path, one.name) for one in residents])
    if residents:
        record("residents.entered", residents[0], by=by, at=at, number=len(residents))
    return len(residents)


@transaction.atomic
def enter_resident(
    household: Household,
    *,
    name: str,
    phone: str = "",
    birth: date | None = None,
    is_head: bool = False,
    by: Actor,
    at: datetime,
) -> Resident:
    """Somebody moved in; a new head takes the former one's place.

    Refuses name_missing, refused_subject, phone_wrong, date_ahead.
    """
    by.require("contact.write", household.area_path)
    name = _name(name)
    _check_phone(phone)
    if birth is not None and birth > localdate(at):
        raise refuse("date_ahead")
    if is_head:
        Resident.objects.filter(household=household, is_head=True).update(is_head=False)
    resident = Resident.objects.create(
        household=household,
        name=name,
        phone=seal_phone(phone),
        phone_index=phone_index(phone),
        birth=seal(birth.isoformat(), "birth") if birth else None,
        is_head=is_head,
        since=localdate(at),
    )
    index_words(KIND, resident.pk, name, household.area_path)
    record("resident.entered", resident, by=by, at=at, area_path=household.area_path)
    return resident


@transaction.atomic
def correct_resident(
    resident: Resident,
    *,
    name: str = "",
    phone: str = "",
    no_phone: bool = False,
    is_head: bool | None = None,
    by: Actor,
    at: datetime,
) -> Resident:
    """Put right what is held of somebody; what is empty stays as it is.

    Refuses refused_subject, phone_wrong, nothing_to_correct.
    """
    resident = _living(resident)
    path = resident.household.area_path
    by.require("contact.write", path)
    _check_phone(phone)
    changed: list[str] = []
    if name and _name(name) != resident.name:
        forget_words(KIND, resident.pk, resident.name)
        resident.name = _name(name)
        index_words(KIND, resident.pk, resident.name, path)
        changed.append("name")
    if phone or no_phone:
        resident.phone, resident.phone_index = seal_phone(phone), phone_index(phone)
        changed.append("phone")
    if is_head is not None and is_head != resident.is_head:
        Resident.objects.filter(household_id=resident.household_id, is_head=True).update(is_head=False)
        resident.is_head = is_head
        changed.append("is_head")
    if not changed:
        raise refuse("nothing_to_correct")
    resident.save(update_fields=["name", "phone", "phone_index", "is_head"])
    record("resident.corrected", resident, by=by, at=at, area_path=path, fields=changed)
    return resident


@transaction.atomic
def move_out(resident: Resident, *, by: Actor, at: datetime) -> Resident:
    """Somebody lives here no more: in no list, found by no search, and what help they asked for here ends."""
    resident = _living(resident)
    path = resident.household.area_path
    by.require("contact.write", path)
    resident.until, resident.is_head = localdate(at), False
    resident.save(update_fields=["until", "is_head"])
    forget_words(KIND, resident.pk, resident.name)
    close_all(resident, at=at)
    record("resident.moved_out", resident, by=by, at=at, area_path=path)
    return resident


def _living(resident: Resident) -> Resident:
    """The row as it is now, locked. Refuses resident_gone."""
    found = Resident.objects.select_for_update(of=("self",)).select_related("household").get(pk=resident.pk)
    if found.until is not None or found.erased_at is not None:
        raise refuse("resident_gone")
    return found


def _name(text: str) -> str:
    name = " ".join(tidy(text).split())
    if not name:
        raise refuse("name_missing")
    if word := in_person_name(name):
        raise refuse("refused_subject", column=name[:40], word=word)
    return name[:40]


def _check_phone(phone: str) -> None:
    number = digits(phone)
    if phone and not (
        number.isascii() and number.isdigit() and SHORTEST_PHONE <= len(number) <= LONGEST_PHONE
    ):
        raise refuse("phone_wrong")


def seal_phone(phone: str) -> bytes | None:
    return settings.KEY_RING.seal(digits(phone), "phone") if phone else None


def phone_index(phone: str) -> str:
    return settings.KEY_RING.blind(digits(phone), "phone") if phone else ""
