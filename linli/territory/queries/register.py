"""Which household of the register a row of a sheet means, looked up without making anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linli.territory.models import Area, Building, Household
from linli.territory.register import DoorRow, Grid


def grids_under(path: str) -> list[Area]:
    """Grids of an area that stand, each with its community loaded."""
    return list(
        Area.objects.under(path).filter(level="grid", until=None).select_related("parent").order_by("path")
    )


def grids_of_buildings(path: str) -> dict[tuple[str, str], list[Grid]]:
    """(estate, building) → grids of this area where the register has it."""
    found: dict[tuple[str, str], list[Grid]] = {}
    rows = Building.objects.shown().filter(area__in=Area.objects.under(path)).order_by("id")
    for estate, name, *grid, community_id, community_path in rows.values_list(
        *("estate__name", "name", "area_id", "area__path", "area__parent_id", "area__parent__path")
    ):
        community = (community_id, community_path) if community_id else grid  # as `Grid.of` has it
        found.setdefault((estate, name), []).append(Grid(*grid, *community))
    return found


def households_of(rows: Sequence[DoorRow]) -> list[int | None]:
    """For each row the id of the household that stands already, by number within the community, else by door."""
    numbers = {row.number for row in rows if row.number}
    by_number: dict[tuple[str, str], int] = {}
    standing = Household.objects.standing()
    if numbers:
        for pk, path, number in standing.filter(number__in=numbers).values_list("id", "area_path", "number"):
            by_number[path[:12], number] = pk
    by_door: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    place = "dwelling__entrance__building__"
    at_doors = standing.filter(
        **{
            f"{place}estate__area_id__in": {row.grid.community_id for row in rows},
            f"{place}estate__name__in": {row.estate for row in rows},
            f"{place}name__in": {row.building for row in rows},
        }
    )
    for pk, number, *door in at_doors.order_by("id").values_list(
        *("id", "number", f"{place}estate__area_id", f"{place}estate__name", f"{place}name"),
        *("dwelling__entrance__number", "dwelling__room"),
    ):
        by_door.setdefault(tuple(door), []).append((pk, number))
    return [_meant(row, by_number, by_door) for row in rows]


def _meant(
    row: DoorRow, by_number: dict[tuple[str, str], int], by_door: dict[tuple[Any, ...], list[tuple[int, str]]]
) -> int | None:
    if row.number and (found := by_number.get((row.grid.community_path[:12], row.number))):
        return found
    there = by_door.get((row.grid.community_id, row.estate, row.building, row.entrance, row.room), [])
    same = [pk for pk, number in there if number == row.number]
    loose = [pk for pk, number in there if not number or not row.number]
    return next(iter(same + loose), None)
