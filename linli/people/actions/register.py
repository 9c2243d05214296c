"""The register in bulk: households with the people who live there, thousands in a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from linli.common.actor import Actor
from linli.common.bulk import batches, column_value, draw_ids, insert_rows
from linli.common.paths import LENGTHS
from linli.common.sealed import seal
from linli.common.text import digits
from linli.journal.actions import record
from linli.office.actions.finding import index_many
from linli.office.models import ImportRun
from linli.people.actions.living import phone_index
from linli.people.models import Resident
from linli.people.register import Counts, HouseholdRow, PersonRow
from linli.territory.actions.register import enter_doors
from linli.territory.models import Household
from linli.territory.register import Standing

COLUMNS = (
    *("id", "household_id", "name", "phone", "phone_index", "identity", "identity_index", "birth"),
    *("is_head", "since", "until", "erased_at", "run_id"),
)


def enter_households(
    rows: Sequence[HouseholdRow],
    *,
    run: ImportRun | None,
    by: Actor,
    at: datetime,
    plates: bool = True,
) -> Counts:
    """Enter doors, households and people that are not there yet; what is there stays as it is and counts as known.

    A household is known by its number within the community, else by its door; a person by identity number, else by
    name within the household. Rows of a `run` are not seen before it is shown, and its entry is written then;
    without a run this call writes one. Refuses like `by.require`.
    """
    for path in {row.grid.path for row in rows}:
        by.require("door.write" if run is None else "door.import", path)
        by.require("contact.write", path)
    sealed = {
        person: _sealed(person) for row in rows for person in row.people
    }  # before the database is locked
    with transaction.atomic():
        standing, counts = enter_doors(rows, run=run, at=at, plates=plates)
        for batch in batches(list(zip(rows, standing, strict=True))):
            _enter_people(batch, sealed, run, at, counts)
        if run is None and rows:
            record(
                "register.entered",
                Household(pk=standing[0].id),
                by=by,
                at=at,
                area_path=_common({row.grid.path for row in rows}),
                households=counts.households,
                residents=counts.residents,
                known=counts.known,
            )
    return counts


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Columns of a resident that are sealed or indexed blindly."""

    phone: bytes | None
    phone_index: str
    identity: bytes | None
    identity_index: str
    birth: bytes | None


def _sealed(person: PersonRow) -> _Sealed:
    phone = digits(person.phone)
    return _Sealed(
        seal(phone, "phone"),
        phone_index(phone),
        seal(person.identity, "identity"),
        settings.KEY_RING.blind(person.identity, "identity") if person.identity else "",
        seal(person.birth.isoformat(), "birth") if person.birth else None,
    )


def _common(paths: set[str]) -> str:
    """The smallest area that holds all of these."""
    low, high = min(paths), max(paths)
    return next((low[:n] for n in reversed(LENGTHS) if n <= len(low) and high.startswith(low[:n])), "")


def _enter_people(
    batch: list[tuple[HouseholdRow, Standing]],
    sealed: dict[PersonRow, _Sealed],
    run: ImportRun | None,
    at: datetime,
    counts: Counts,
) -> None:
    """The people of these households; a household has one head, and who is head already stays it."""
    lives = Resident.objects.shown() | Resident.objects.filter(run=run) if run else Resident.objects.shown()
    lives = lives.filter(until=None, erased_at=None)
    indexes = {sealed[person].identity_index for row, _ in batch for person in row.people} - {""}
    there_by_identity = set()
    if indexes:
        same = lives.filter(identity_index__in=indexes).exclude(identity_index="")
        there_by_identity = set(same.values_list("identity_index", flat=True))
    names: dict[int, set[str]] = {}
    headed: set[int] = set()
    if known := {standing.id for _, standing in batch if standing.known}:
        for household, name, head in lives.filter(household_id__in=known).values_list(
            "household_id", "name", "is_head"
        ):
            names.setdefault(household, set()).add(name)
            if head:
                headed.add(household)
    new: list[tuple[PersonRow, Standing, bool]] = []
    for row, standing in batch:
        there = names.setdefault(standing.id, set())
        for person in row.people:
            index = sealed[person].identity_index
            if person.name in there or (index and index in there_by_identity):
                counts.known_people += 1
                continue
            head = person.is_head and standing.id not in headed
            new.append((person, standing, head))
            there.add(person.name)
            if index:
                there_by_identity.add(index)
            if head:
                headed.add(standing.id)
    ids = draw_ids(Resident, len(new))
    since = column_value(Resident, "since", at.date())
    run_id = run.pk if run else None
    values = []
    for pk, (person, standing, head) in zip(ids, new, strict=True):
        own = sealed[person]
        about = (pk, standing.id, person.name, own.phone, own.phone_index, own.identity, own.identity_index)
        values.append((*about, own.birth, head, since, None, None, run_id))
    insert_rows(Resident, COLUMNS, values)
    index_many(
        "resident",
        [(pk, place.area_path, person.name) for pk, (person, place, _) in zip(ids, new, strict=True)],
    )
    counts.residents += len(ids)
