"""Buildings and venues by the thousand, without anybody in them: what a division or a demo brings along at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common import paths
from linli.common.actor import Actor
from linli.common.bulk import column_value, draw_ids, insert_rows
from linli.common.refusals import Refused
from linli.journal.actions import record
from linli.territory import rules
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Plate, Venue
from linli.territory.register import floor_of
from linli.territory.tokens import new_token


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building of an estate: `doors` are room numbers by entrance; an empty list is an entrance without flats."""

    area: Area
    estate: Estate
    name: str
    name_en: str
    longitude: float | None  # WGS-84, degrees
    latitude: float | None
    doors: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class VenueRow:
    """A venue of a grid; `more` are fields of the model (address, phone, hours, building_id, longitude, latitude)."""

    area: Area
    kind: str
    name: str
    more: Mapping[str, Any]


@transaction.atomic
def enter_buildings(rows: Sequence[BuildingRow], *, by: Actor, at: datetime) -> list[int]:
    """Enter new buildings with entrances, dwellings and plates; no households. One entry; returns the ids in order.

    Raises IntegrityError where an estate has a building of that name already. Refuses grid_needed, successor_closed.
    """
    _check_areas((row.area for row in rows), by, at)
    ids = draw_ids(Building, len(rows))
    insert_rows(
        Building,
        ("id", "area_id", "area_path", "estate_id", "name", "name_en", "longitude", "latitude"),
        [
            (
                pk,
                row.area.pk,
                row.area.path,
                row.estate.pk,
                row.name,
                row.name_en,
                row.longitude,
                row.latitude,
            )
            for pk, row in zip(ids, rows, strict=True)
        ],
    )
    doors = [
        (pk, number, rooms) for pk, row in zip(ids, rows, strict=True) for number, rooms in row.doors.items()
    ]
    entrances = draw_ids(Entrance, len(doors))
    insert_rows(
        Entrance,
        ("id", "building_id", "number"),
        [(pk, building, number) for pk, (building, number, _) in zip(entrances, doors, strict=True)],
    )
    hung_at = column_value(Plate, "hung_at", at)
    insert_rows(Plate, ("token", "entrance_id", "hung_at"), [(new_token(), pk, hung_at) for pk in entrances])
    floors = {room: floor_of(room) for _, _, rooms in doors for room in rooms}
    dwellings = [
        (pk, room, floors[room]) for pk, (_, _, rooms) in zip(entrances, doors, strict=True) for room in rooms
    ]
    insert_rows(Dwelling, ("entrance_id", "room", "floor"), dwellings)
    if rows:
        record(
            "buildings.entered",
            Building(pk=ids[0]),
            by=by,
            at=at,
            area_path=paths.common(row.area.path for row in rows),
            buildings=len(ids),
            dwellings=len(dwellings),
        )
    return ids


@transaction.atomic
def enter_venues(rows: Sequence[VenueRow], *, by: Actor, at: datetime) -> int:
    """Enter new venues, open from today; returns how many. One entry.

    Raises IntegrityError where a grid has a venue of that name. Refuses grid_needed, successor_closed.
    """
    _check_areas((row.area for row in rows), by, at)
    made = Venue.objects.bulk_create(
        (
            Venue(
                area=row.area,
                area_path=row.area.path,
                kind=row.kind,
                name=row.name,
                since=at.date(),
                **row.more,
            )
            for row in rows
        ),
    )
    if made:
        path = paths.common(row.area.path for row in rows)
        record("venues.entered", made[0], by=by, at=at, area_path=path, number=len(made))
    return len(made)


def _check_areas(areas: Any, by: Actor, at: datetime) -> None:
    """Each area once: may `by` write there, and may doors stand there?"""
    for area in {area.pk: area for area in areas}.values():
        by.require("door.write", area.path)
        if why := rules.may_hold_doors(area, at):
            raise Refused(why)
