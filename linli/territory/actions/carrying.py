"""The territory's own rows on their way to another path: buildings, households, estates, venues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from linli.common.actor import Actor
from linli.common.paths import subtree
from linli.territory.models import Area, Building, Estate, Household, Plate, Venue
from linli.territory.queries import community_of
from linli.territory.registry import Carrier, Doors


def rewritten(old: str, new: str) -> Concat:
    """`area_path` with `old` at its beginning replaced by `new`."""
    return Concat(Value(new), Substr("area_path", len(old) + 1))


def rewrite_some(models: Iterable[Any], old: str, new: str, most: int) -> int:
    """Move at most `most` rows of the first of these models that has any under `old`: one short statement."""
    for model in models:
        under = model.objects.filter(area_path__range=subtree(old))
        ids = list(under.order_by("pk").values_list("pk", flat=True)[:most])  # read before anything is locked
        if ids:
            some = under.filter(pk__gte=ids[0], pk__lte=ids[-1])
            return int(some.update(area_path=rewritten(old, new)))
    return 0


def _count(path: str) -> dict[str, int]:
    under = {"area_path__range": subtree(path)}
    doors = Building.objects.shown().filter(**under)
    return {
        "territory.areas": Area.objects.under(path).filter(until=None).exclude(path=path).count(),
        "territory.estates": Estate.objects.shown().filter(**under).count(),
        "territory.buildings": doors.count(),
        "territory.households": Household.objects.standing().filter(**under).count(),
        "territory.plates": Plate.objects.filter(retired_at=None, entrance__building__in=doors).count(),
        "territory.venues": Venue.objects.shown().filter(until=None, **under).count(),
    }


def _rewrite(old: str, new: str, most: int) -> int:
    return rewrite_some((Estate, Building, Household, Venue), old, new, most)


def _count_at(doors: Doors) -> dict[str, int]:
    at = {"entrance__building__in": doors.buildings}
    homes = Household.objects.standing().filter(dwelling__entrance__building__in=doors.buildings)
    return {
        "territory.buildings": len(doors.buildings),
        "territory.households": homes.count(),
        "territory.plates": Plate.objects.filter(retired_at=None, **at).count(),
        "territory.venues": Venue.objects.shown().filter(_venues_of(doors), until=None).count(),
    }


def _venues_of(doors: Doors) -> Q:
    return Q(building__in=doors.buildings) | Q(area__in=doors.left)


def _follow(doors: Doors, by: Actor, at: datetime) -> None:
    """Buildings, their households and venues; hidden rows of an import too, so that they show at the right place."""
    grid = doors.grid
    settle_estates(doors.buildings, community_of(grid))
    Building.objects.filter(pk__in=doors.buildings).update(area=grid, area_path=grid.path)
    homes = Household.objects.filter(dwelling__entrance__building__in=doors.buildings)
    homes.update(area_path=grid.path)
    settle_venues(Venue.objects.filter(_venues_of(doors)), grid)


def settle_venues(venues: QuerySet[Venue], grid: Area) -> None:
    """Venues come to a grid; one whose name stands there already says from now on which of the two it is."""
    taken = set(Venue.objects.filter(area=grid, until=None).values_list("name", flat=True))
    for venue in venues.filter(until=None).exclude(area=grid).select_related("building").order_by("pk"):
        name = venue.name
        if name in taken:
            name = _told_apart(venue, taken)
            Venue.objects.filter(pk=venue.pk).update(name=name, area=grid, area_path=grid.path)
        taken.add(name)
    venues.exclude(area=grid).update(area=grid, area_path=grid.path)


def _told_apart(venue: Venue, taken: set[str]) -> str:
    """同乐五金店（3 栋）; a number where that is taken as well, or there is no building."""
    room = Venue._meta.get_field("name").max_length or 0
    where = [venue.building.name] if venue.building is not None else []
    for mark in [*where, *map(str, range(2, len(taken) + 3))]:
        end = f"（{mark}）"
        name = venue.name[: room - len(end)] + end
        if name not in taken:
            return name
    raise AssertionError("so many numbers cannot all be taken")


def settle_estates(buildings: Iterable[int], community: Area) -> None:
    """A building that comes to another community belongs to the estate of that name there."""
    strangers = Building.objects.filter(pk__in=buildings).exclude(estate__area=community)
    for estate in Estate.objects.filter(pk__in=strangers.values("estate")):
        twin, _ = Estate.objects.get_or_create(
            area=community,
            name=estate.name,
            defaults={
                "area_path": community.path,
                "kind": estate.kind,
                "name_en": estate.name_en,
                "run_id": estate.run_id,
            },
        )
        strangers.filter(estate=estate).update(estate=twin)


CARRIER = Carrier("territory", _count, _rewrite, _count_at, _follow)
