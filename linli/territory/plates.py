"""Doors and their plates, for printing: which hang under an area, an estate, a building. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from linli.common.paths import subtree
from linli.territory.models import Building, Entrance, Estate, Plate


@dataclass(frozen=True, slots=True)
class Where:
    """A piece of ground: an area's path, narrowed to one estate or one building where these are set."""

    path: str
    estate_id: int | None = None
    building_id: int | None = None


def buildings(where: Where) -> Any:
    """Buildings of a piece of ground, in the order of a walk through it."""
    narrowed = Q(area_path__range=subtree(where.path))
    if where.estate_id is not None:
        narrowed &= Q(estate_id=where.estate_id)
    if where.building_id is not None:
        narrowed &= Q(pk=where.building_id)
    found = Building.objects.shown().filter(narrowed).select_related("estate", "area__parent")
    return found.order_by("area_path", "estate_id", "id")


def estates(path: str) -> list[Estate]:
    """Estates that have a building in this area."""
    here = Building.objects.shown().filter(area_path__range=subtree(path)).values("estate_id")
    return list(Estate.objects.shown().filter(pk__in=here).order_by("area_path", "id"))


def entrances(where: Where) -> Any:
    return Entrance.objects.shown().filter(building__in=buildings(where).order_by().values("id"))


def without_plate(where: Where) -> Any:
    """Entrances at which no plate is in use."""
    return entrances(where).exclude(pk__in=Plate.objects.filter(retired_at=None).values("entrance_id"))


def in_use(where: Where) -> Any:
    """Plates in use, door by door; entrance, building, estate, grid and community come with them."""
    found = Plate.objects.filter(retired_at=None, entrance__in=entrances(where).values("id"))
    return found.select_related("entrance__building__estate", "entrance__building__area__parent").order_by(
        "entrance__building__area_path",
        "entrance__building__estate_id",
        "entrance__building_id",
        "entrance__number",
    )
