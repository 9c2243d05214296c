"""Verbs about doors: enter a building by hand, hang a plate. (Registers come in by import, in bulk.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
from linli.journal.actions import record
from linli.territory import rules
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, EstateKind, Household, Plate
from linli.territory.queries import community_of
from linli.territory.register import floor_of
from linli.territory.tokens import new_token


@transaction.atomic
def hang_plate(entrance: Entrance, *, by: Actor, at: datetime) -> Plate:
    """Give an entrance a new plate; an older one is retired and still leads here."""
    Plate.objects.filter(entrance=entrance, retired_at=None).update(retired_at=at)
    plate = Plate.objects.create(token=new_token(), entrance=entrance, hung_at=at)
    record("plate.hung", plate, by=by, at=at, area_path=entrance.building.area_path)
    return plate


@transaction.atomic
def enter_building(
    grid: Area,
    *,
    estate: str,
    name: str,
    doors: dict[int, list[str]],
    by: Actor,
    at: datetime,
    estate_en: str = "",
    kind: str = EstateKind.COMMERCIAL,
    **more: Any,
) -> Building:
    """Add a building with its entrances, dwellings, one household each, and a plate at every entrance.

    `doors`: entrance number → room numbers. `kind` is that of an estate that is new; `more`: name_en, longitude,
    latitude (WGS-84). Refuses grid_needed, successor_closed, name_missing, building_taken (building), room_twice.
    """
    by.require("door.write", grid.path)
    if why := rules.may_hold_doors(grid, at):
        raise Refused(why)
    if not name.strip() or not estate.strip():
        raise refuse("name_missing")
    for number, rooms in doors.items():
        if twice := next((room for room in rooms if rooms.count(room) > 1), None):
            raise refuse("room_twice", room=twice, entrance=number)
    community = community_of(grid)
    compound, _ = Estate.objects.get_or_create(
        area=community,
        name=estate.strip(),
        defaults={"area_path": community.path, "name_en": estate_en, "kind": kind},
    )
    if Building.objects.filter(estate=compound, name=name.strip()).exists():
        raise refuse("building_taken", building=name.strip(), estate=compound.name)
    building = Building.objects.create(
        area=grid, area_path=grid.path, estate=compound, name=name.strip(), **more
    )
    entrances = Entrance.objects.bulk_create(Entrance(building=building, number=n) for n in doors)
    dwellings = Dwelling.objects.bulk_create(
        Dwelling(entrance=e, room=room, floor=floor_of(room)) for e in entrances for room in doors[e.number]
    )
    Household.objects.bulk_create(
        Household(dwelling=d, area_path=grid.path, since=at.date()) for d in dwellings
    )
    Plate.objects.bulk_create(Plate(token=new_token(), entrance=e, hung_at=at) for e in entrances)
    record("building.entered", building, by=by, at=at, area_path=grid.path, dwellings=len(dwellings))
    return building
