"""The register in bulk: estates, buildings, entrances, dwellings and households of a sheet, and their plates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from django.db import models, transaction

from linli.common.actor import Actor
from linli.common.bulk import batches, column_value, draw_ids, insert_rows
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.office.actions.finding import forget_many, index_many
from linli.office.models import ImportRun
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Household, Plate, Venue
from linli.territory.queries.tree import successor_of
from linli.territory.register import Counts, DoorRow, Grid, Standing, VenueRow, floor_of
from linli.territory.tokens import new_token

Key = tuple[Any, Any]
Door = tuple[int, str, str, int, str]  # community, estate, building, entrance, room


def grids_now(ids: Iterable[int], at: datetime) -> dict[int, Grid]:
    """Where grids that were read earlier lie now, by their id then; for a closed one its successor.

    Locked, so that no code changes while the caller's transaction writes. Refuses import_grid_closed (area).
    """
    found = {}
    for area in Area.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk"):
        now = successor_of(area, at)
        if now.is_closed(at):
            raise refuse("import_grid_closed", area=area.name)
        found[area.pk] = Grid.of(now)
    return found


def enter_doors(
    rows: Sequence[DoorRow], *, run: ImportRun | None, at: datetime, plates: bool
) -> tuple[list[Standing], Counts]:
    """Enter doors and households that are not there yet; for each row the household it means, in order.

    A household is known by its number within the community, else by its door. Whoever calls asks whether they may,
    holds the transaction and writes the entry: this is one half of `people.actions.enter_households`.
    """
    standing: list[Standing] = []
    counts = Counts()
    for batch in batches(rows):
        standing += _enter(batch, run, at, plates, counts)
    return standing, counts


@transaction.atomic
def enter_venues(rows: Sequence[VenueRow], *, run: ImportRun | None, by: Actor, at: datetime) -> Counts:
    """Enter venues that are not there yet, known by grid and name. Rows of a run are not seen before it is shown."""
    for path in {row.grid.path for row in rows}:
        by.require("door.write" if run is None else "door.import", path)
    counts = Counts()
    grids = {row.grid.id for row in rows}
    there = set(Venue.objects.filter(area_id__in=grids, until=None).values_list("area_id", "name"))
    new = {}
    for row in rows:
        key = (row.grid.id, row.name)
        if key in there or key in new:
            counts.known += 1
        else:
            new[key] = row
    ids = draw_ids(Venue, len(new))
    since = column_value(Venue, "since", at.date())
    columns = (
        *("id", "area_id", "area_path", "kind", "name", "name_en", "building_id", "address", "phone"),
        *("hours", "longitude", "latitude", "since", "until", "run_id"),
    )
    insert_rows(
        Venue,
        columns,
        [
            (
                *(pk, row.grid.id, row.grid.path, row.kind, row.name, "", None, row.address, row.phone),
                *(row.hours, row.longitude, row.latitude, since, None, run.pk if run else None),
            )
            for pk, row in zip(ids, new.values(), strict=True)
        ],
    )
    index_many("venue", [(pk, row.grid.path, row.name) for pk, row in zip(ids, new.values(), strict=True)])
    counts.venues += len(ids)
    if run is None and ids:
        record("venues.entered", Venue(pk=ids[0]), by=by, at=at, area_path=rows[0].grid.path, number=len(ids))
    return counts


def _enter(
    rows: list[DoorRow], run: ImportRun | None, at: datetime, plates: bool, counts: Counts
) -> list[Standing]:
    run_id = run.pk if run else None
    numbered = _numbered(rows, run)
    at_doors = [row for row in rows if (row.grid.community_path, row.number) not in numbered]
    dwellings, made = _dwellings(at_doors, run_id, at, plates, counts)
    behind = _behind({pk for pk, _ in dwellings.values()} - made, run)

    wanted: list[tuple[Any, ...]] = []
    found: list[Standing | None] = []
    places: dict[int, list[int]] = {}  # index of a household still to be made → rows that mean it
    today = column_value(Household, "since", at.date())
    for i, row in enumerate(rows):
        known = numbered.get((row.grid.community_path, row.number)) if row.number else None
        if known is None:
            dwelling, path = dwellings[_door(row)]
            known = _same(behind.setdefault(dwelling, []), row.number)
            if known is None:
                slot = -len(wanted) - 1  # no id yet: a negative number stands for the place in `wanted`
                wanted.append((dwelling, path, row.number, row.size, today, run_id))
                behind[dwelling].append((row.number, Standing(slot, path, False)))
                if row.number:
                    numbered[row.grid.community_path, row.number] = Standing(slot, path, False)
                places[slot] = [i]
                found.append(None)
                continue
        if known.id < 0:
            places[known.id].append(i)
            found.append(None)
        else:
            found.append(known)
    ids = draw_ids(Household, len(wanted))
    columns = ("id", "dwelling_id", "area_path", "number", "size", "since", "run_id")
    insert_rows(Household, columns, [(pk, *values) for pk, values in zip(ids, wanted, strict=True)])
    for n, (pk, values) in enumerate(zip(ids, wanted, strict=True), start=1):
        first, *others = places[-n]
        found[first] = Standing(pk, values[1], False)
        for i in others:
            found[i] = Standing(pk, values[1], True)
    answer = [one for one in found if one is not None]
    counts.households += len(ids)
    counts.known += len(answer) - len(ids)
    return answer


def _numbered(rows: list[DoorRow], run: ImportRun | None) -> dict[Key, Standing]:
    """Households that stand now, by (community, number)."""
    numbers = {row.number for row in rows if row.number}
    if not numbers:
        return {}
    paths = {row.grid.community_path for row in rows}
    found = {}
    stands = _seen(Household, run).filter(number__in=numbers, until=None)
    for pk, path, number in stands.values_list("id", "area_path", "number"):
        for community in paths:
            if path.startswith(community):
                found[community, number] = Standing(pk, path, True)
    return found


def _seen(model: type[models.Model], run: ImportRun | None) -> Any:
    """What is shown, and what this very run has made so far."""
    manager: Any = model._default_manager
    return manager.shown() if run is None else manager.shown() | manager.filter(run=run)


def _door(row: DoorRow) -> Door:
    return row.grid.community_id, row.estate, row.building, row.entrance, row.room


def _same(households: list[tuple[str, Standing]], number: str) -> Standing | None:
    """The household behind a door that a row means: the same number, or one of the two says none."""
    for other, standing in households:
        if other == number:
            return standing
    for other, standing in households:
        if not other or not number:
            return standing
    return None


def _behind(dwellings: set[int], run: ImportRun | None) -> dict[int, list[tuple[str, Standing]]]:
    """Households that live in these dwellings now."""
    found: dict[int, list[tuple[str, Standing]]] = {}
    lives = _seen(Household, run).filter(dwelling_id__in=dwellings, until=None)
    for pk, dwelling, number, path in lives.order_by("id").values_list(
        "id", "dwelling_id", "number", "area_path"
    ):
        found.setdefault(dwelling, []).append((number, Standing(pk, path, True)))
    return found


def _dwellings(
    rows: list[DoorRow], run_id: int | None, at: datetime, plates: bool, counts: Counts
) -> tuple[dict[Door, tuple[int, str]], set[int]]:
    """(door of a row → (dwelling, path of its building's grid), the dwellings made now); what is missing is made.

    A building stays in the grid where the register has it, whatever the sheet says.
    """
    doors = {_door(row): row for row in reversed(rows)}  # of two rows at one door the first counts
    first = {door[:3]: row for door, row in doors.items()}
    estates, new_estates = _ids(
        Estate,
        ("area_id", "name"),
        ("area_path", "kind", "name_en", "run_id"),
        {door[:2]: (row.grid.community_path, row.estate_kind, "", run_id) for door, row in first.items()},
    )
    buildings, new_buildings = _ids(
        Building,
        ("estate_id", "name"),
        ("area_id", "area_path", "name_en", "longitude", "latitude", "run_id"),
        {
            (estates[door[:2]], row.building): (
                *(row.grid.id, row.grid.path, "", row.longitude, row.latitude, run_id),
            )
            for door, row in first.items()
        },
        new_estates,
    )
    building_of = {door: buildings[estates[door[:2]], door[2]] for door in first}
    entrance_of = {door[:4]: (building_of[door[:3]], door[3]) for door in doors}
    entrances, new_entrances = _ids(
        Entrance,
        ("building_id", "number"),
        ("run_id",),
        dict.fromkeys(entrance_of.values(), (run_id,)),
        new_buildings,
    )
    if plates:
        _hang(new_entrances, at)
    dwelling_of = {door: (entrances[entrance_of[door[:4]]], door[4]) for door in doors}
    dwellings, new_dwellings = _ids(
        Dwelling,
        ("entrance_id", "room"),
        ("floor", "run_id"),
        {one: (floor_of(one[1]), run_id) for one in dwelling_of.values()},
        new_entrances,
    )
    counts.estates += len(new_estates)
    counts.buildings += len(new_buildings)
    counts.entrances += len(new_entrances)
    counts.dwellings += len(new_dwellings)
    paths = dict(Building.objects.filter(pk__in=set(buildings.values())).values_list("id", "area_path"))
    return {
        door: (dwellings[one], paths[building_of[door[:3]]]) for door, one in dwelling_of.items()
    }, new_dwellings


def _ids(
    model: type[models.Model],
    key: tuple[str, str],
    columns: tuple[str, ...],
    wanted: dict[Key, tuple[Any, ...]],
    empty: AbstractSet[int] = frozenset(),
) -> tuple[dict[Key, int], set[int]]:
    """Ids by key (holder, name), and those among them that were missing and are made now with the values of `columns`.

    `empty`: holders made just now, in which nothing needs to be looked for.
    """
    holder, name = key
    rows = model._default_manager.filter(**{f"{holder}__in": {first for first, _ in wanted} - empty})
    found = {(first, second): pk for pk, first, second in rows.values_list("id", holder, name)}
    missing = [one for one in wanted if one not in found]
    made = draw_ids(model, len(missing))
    new = [(pk, *one, *wanted[one]) for pk, one in zip(made, missing, strict=True)]
    insert_rows(model, ("id", *key, *columns), new)
    found.update(zip(missing, made, strict=True))
    return found, set(made)


def _hang(entrances: Iterable[int], at: datetime) -> None:
    """A plate for every new entrance. One of a run that is not shown yet leads nowhere until it is."""
    hung_at = column_value(Plate, "hung_at", at)
    insert_rows(
        Plate,
        ("token", "entrance_id", "hung_at", "retired_at"),
        [(new_token(), entrance, hung_at, None) for entrance in entrances],
    )


def amend_household(household_id: int, field: str, before: str, after: str) -> bool:
    """Set `size` or `number` of a household unless it is another one by now; in the caller's transaction."""
    household = Household.objects.select_for_update().filter(pk=household_id).first()
    if household is None or str(getattr(household, field) or "") != before:
        return False
    value: str | int | None = after
    if field == "size":
        value = int(after) if after else None
    setattr(household, field, value)
    household.save(update_fields=[field])
    return True


@transaction.atomic
def erase_doors(run: ImportRun, most: int) -> int:
    """Erase some of what a run brought and nobody sees, from the household up to the estate; how many rows went."""
    for model in (Venue, Household, Dwelling, Entrance, Building, Estate):
        manager: Any = model._default_manager
        ids = list(manager.filter(run=run).values_list("id", flat=True)[:most])
        if not ids:
            continue
        if model is Venue:
            forget_many("venue", ids)
        if model is Entrance:
            Plate.objects.filter(entrance_id__in=ids).delete()
        manager.filter(id__in=ids).delete()
        return len(ids)
    return 0
