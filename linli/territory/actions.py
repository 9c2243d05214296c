"""Verbs of the territory: draw an area, close it, hang a plate. (Registers come in by import, in bulk.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common import paths
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Household, Plate
from linli.territory.tokens import new_token


@transaction.atomic
def draw_area(
    *, path: str, level: str, name: str, parent: Area | None, by: Actor, at: datetime, **more: Any
) -> Area:
    """Add an area to the tree. Refuses a path that does not lie under its parent's."""
    paths.check(path)
    if parent is not None and not (paths.covers(parent.path, path) and path != parent.path):
        raise refuse("path_outside_parent", path=path, parent=parent.path)
    more.setdefault("official_code", path)
    area = Area.objects.create(path=path, level=level, name=name, parent=parent, since=at, **more)
    record("area.drawn", area, by=by, at=at, area_path=path)
    return area


@transaction.atomic
def close_area(area: Area, *, successor: Area | None, by: Actor, at: datetime) -> Area:
    """End an area; its plates lead to the successor from now on, or to a page that says whom to call."""
    area.until, area.successor = at, successor
    area.save(update_fields=["until", "successor"])
    record(
        "area.closed", area, by=by, at=at, area_path=area.path, successor=successor.pk if successor else None
    )
    return area


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
