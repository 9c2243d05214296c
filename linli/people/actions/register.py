"""The register in bulk: households with the people who live there, thousands in a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from linli.common.actor import Actor
from linli.common.bulk import batches, column_value, draw_ids, insert_rows
from linli.common.keys import KeyRing
from linli.common.paths import LENGTHS
from linli.common.text import digits
from linli.journal.actions import record
from linli.office.actions.finding import index_many
from linli.office.models import ImportRun
from linli.people.models import Resident
from linli.people.register import Counts, HouseholdRow, PersonRow
from linli.territory.actions.register import enter_doors
from linli.territory.models import Household
from linli.territory.register import Standing

COLUMNS = (
    *("id", "household_id", "name", "phone", "phone_index", "identity", "identity_index", "birth"),
    *("is_head", "since", "run_id"),
)


def enter_households(
    rows: Sequence[HouseholdRow],
    *,
    run: ImportRun | None,
    by: Actor,
    at: datetime,
    plates: bool = True,
    ready: Mapping[PersonRow, Ready] | None = None,
) -> Counts:
    """Enter doors, households and people that are not there yet; what is there stays as it is and counts as known.

    A household is known by its number within the community, else by its door; a person by identity number, else by
    name within the household. Rows of a `run` are not seen before it is shown, and its entry is written then, as the
    words by which its people are found (`findable`); without a run this call writes both. `ready`: what `make_ready`
    made of them, where the caller holds a transaction already. Refuses like `by.require`.
    """
    for path in {row.grid.path for row in rows}:
        by.require("door.write" if run is None else "door.import", path)
        by.require("contact.write", path)
    if ready is None:
        ready = make_ready(rows)  # before the database is locked
    with transaction.atomic(savepoint=False):
        standing, counts = enter_doors(rows, run=run, at=at, plates=plates)
        for batch in batches(list(zip(rows, standing, strict=True))):
            _enter_people(batch, ready, run, at, counts)
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


class Ready(NamedTuple):
    """What is worked out of somebody before the database is locked: sealed columns, as in COLUMNS."""

    phone: bytes | None
    phone_index: str
    identity: bytes | None
    identity_index: str
    birth: bytes | None


def make_ready(rows: Iterable[HouseholdRow]) -> dict[PersonRow, Ready]:
    """Half of the work of writing people, and no database in it."""
    ring = settings.KEY_RING
    return {person: _ready(person, ring) for row in rows for person in row.people}


def _ready(person: PersonRow, ring: KeyRing) -> Ready:
    phone, identity = digits(person.phone), person.identity
    return Ready(
        ring.seal(phone, "phone") if phone else None,
        ring.blind(phone, "phone") if phone else "",
        ring.seal(identity, "identity") if identity else None,
        ring.blind(identity, "identity") if identity else "",
        ring.seal(person.birth.isoformat(), "birth") if person.birth else None,
    )


def _common(paths: set[str]) -> str:
    """The smallest area that holds all of these."""
    low, high = min(paths), max(paths)
    return next((low[:n] for n in reversed(LENGTHS) if n <= len(low) and high.startswith(low[:n])), "")


def _enter_people(
    batch: list[tuple[HouseholdRow, Standing]],
    ready: Mapping[PersonRow, Ready],
    run: ImportRun | None,
    at: datetime,
    counts: Counts,
) -> None:
    """The people of these households; a household has one head, and who is head already stays it."""
    lives = Resident.objects.shown() | Resident.objects.filter(run=run) if run else Resident.objects.shown()
    lives = lives.filter(until=None, erased_at=None)
    found = [(standing, [(person, ready[person]) for person in row.people]) for row, standing in batch]
    indexes = {own.identity_index for _, people in found for _, own in people} - {""}
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
    new: list[tuple[PersonRow, Ready, Standing, bool]] = []
    for standing, people in found:
        there = names.setdefault(standing.id, set())
        for person, own in people:
            index = own.identity_index
            if person.name in there or (index and index in there_by_identity):
                counts.known_people += 1
                continue
            head = person.is_head and standing.id not in headed
            new.append((person, own, standing, head))
            there.add(person.name)
            if index:
                there_by_identity.add(index)
            if head:
                headed.add(standing.id)
    ids = draw_ids(Resident, len(new))
    since = column_value(Resident, "since", at.date())
    run_id = run.pk if run else None
    insert_rows(
        Resident,
        COLUMNS,
        [
            (pk, standing.id, person.name, *own, head, since, run_id)
            for pk, (person, own, standing, head) in zip(ids, new, strict=True)
        ],
    )
    if run is None:
        index_many(
            "resident",
            [
                (pk, standing.area_path, person.name)
                for pk, (person, _, standing, _) in zip(ids, new, strict=True)
            ],
        )
    counts.residents += len(ids)
