"""Verbs about doors: enter a building by hand, hang a plate. (Registers come in by import, in bulk.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.journal.actions import record
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Household, Plate
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
    **more: Any,
) -> Building:
    """Add a building with its entrances, dwellings, one household each, and a plate at every entrance.

    `doors`: entrance number → room numbers (the floor is what stands before the last two digits).
    """
    community = grid.parent or grid
    compound, _ = Estate.objects.get_or_create(
        area=community, name=estate, defaults={"area_path": community.path, "name_en": estate_en}
    )
    building = Building.objects.create(area=grid, area_path=grid.path, estate=compound, name=name, **more)
    entrances = Entrance.objects.bulk_create(Entrance(building=building, number=n) for n in doors)
    dwellings = Dwelling.objects.bulk_create(
        Dwelling(entrance=e, room=room, floor=int(room[:-2] or 1))
        for e in entrances
        for room in doors[e.number]
    )
    Household.objects.bulk_create(
        Household(dwelling=d, area_path=grid.path, since=at.date()) for d in dwellings
    )
    Plate.objects.bulk_create(Plate(token=new_token(), entrance=e, hung_at=at) for e in entrances)
    record("building.entered", building, by=by, at=at, area_path=grid.path, dwellings=len(dwellings))
    return building
