"""Where a checked sheet of venues says something else than the register, or than another of its rows. Reads only.

The register is never changed by such a sheet: a venue it knows (by grid and name) stays as it is, and of two rows that
mean one venue the first one counts. So every value that is not taken is told before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.common.refusals import Refused
from linli.common.text import digits
from linli.office.actions.importing import content_of
from linli.office.models import ImportRun
from linli.people import importing
from linli.territory.models import Venue, VenueKind
from linli.territory.register import VenueRow

FIELDS = {"kind": "venue_kind", "address": "venue_address", "phone": "venue_phone", "hours": "hours"}


@dataclass(frozen=True, slots=True)
class Differs:
    """One value that is not taken. `there` stands in the register, or in the first row where `twice`."""

    venue: str
    field: str  # as a sheet's column calls it
    there: str
    sheet: str
    twice: bool
    id: int | None  # of the venue in the register


def differences(run: ImportRun, *, most: int) -> list[Differs]:
    """At most `most` values of this sheet that will not be taken, in its order."""
    rows = _rows(run)
    shown = Venue.objects.shown().filter(area_id__in={row.grid.id for row in rows}, until=None)
    known = {(venue.area_id, venue.name): venue for venue in shown}
    first: dict[tuple[int, str], VenueRow] = {}
    found: list[Differs] = []
    for row in rows:
        key = row.grid.id, row.name
        there: Venue | VenueRow | None = known.get(key) or first.get(key)
        if there is None:
            first[key] = row
        else:
            found += _between(there, row, twice=key not in known)
        if len(found) >= most:
            break
    return found[:most]


def _rows(run: ImportRun) -> list[VenueRow]:
    """What was understood of the sheet; nothing where its key is lost."""
    try:
        return [row for chunk in run.chunks.order_by("number") for row in importing.venues(content_of(chunk))]
    except Refused:
        return []


def _between(there: Venue | VenueRow, row: VenueRow, *, twice: bool) -> list[Differs]:
    """Values that the row says and that are others there; what it leaves empty says nothing."""
    return [
        Differs(row.name, column, _told(there, field), _told(row, field), twice, getattr(there, "pk", None))
        for field, column in FIELDS.items()
        if getattr(row, field) and _plain(row, field) != _plain(there, field)
    ]


def _plain(one: Venue | VenueRow, field: str) -> str:
    value = str(getattr(one, field))
    return digits(value) if field == "phone" else value


def _told(one: Venue | VenueRow, field: str) -> str:
    value = str(getattr(one, field))
    return str(VenueKind(value).label) if field == "kind" else value
