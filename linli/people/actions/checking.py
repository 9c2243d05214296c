"""The check of a sheet, block by block: what is good, wrong, known, and what differs from the register."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from linli.common.sealed import seal, unseal
from linli.common.text import digits
from linli.office.actions.importing import (
    content_of,
    keep_check,
    lock_run,
    note_changes,
    note_run,
    seal_content,
)
from linli.office.actions.jobs import advance
from linli.office.models import ImportChange, ImportChunk, ImportProblem, ImportRun, ImportState, Job
from linli.people import importing
from linli.people.actions.living import phone_index
from linli.people.models import Resident
from linli.people.register import HouseholdRow, PersonRow
from linli.people.sheets import households, values, venues
from linli.people.sheets.fields import HOUSEHOLDS
from linli.people.sheets.households import Problem
from linli.people.sheets.places import GridName, Places
from linli.people.sheets.staging import cells_of
from linli.territory.models import Area, Entrance, Household, Venue
from linli.territory.queries.register import grids_of_buildings, grids_under, households_of
from linli.territory.register import Grid

A_STEP = 0.8  # seconds of blocks before the worker looks at its other work
ONE_PLACE = 2  # a building of one name in two estates of one name: its grid is not plain
LABEL = {Household: "territory.household", Resident: "people.resident"}


def check_step(job: Job, now: datetime) -> bool:
    """One step of the job `import.check`: blocks for most of a second."""
    run = ImportRun.objects.get(pk=job.params["run"])
    if run.state != ImportState.STAGED:
        return True
    about = _About(run, now.date())
    total, done = run.chunks.count(), job.done
    began = time.monotonic()
    while done < total and time.monotonic() - began < A_STEP:
        _check(run.chunks.get(number=done), run, about)
        done += 1
    advance(job, done=done, total=total)
    if done < total:
        return False
    with transaction.atomic():
        if lock_run(run).state == ImportState.STAGED:
            note_run(run, state=ImportState.CHECKED)
    return True


class _About:
    """What every block of a run is held against: the office's grids and buildings."""

    def __init__(self, run: ImportRun, today: date) -> None:
        self.kind = run.kind
        self.path = run.area_path
        self.columns = [field for _, field in run.columns]
        self.today = today
        self.places = Places(
            GridName(Grid.of(area), area.name, area.parent.name if area.parent else "", area.official_code)
            for area in grids_under(run.area_path)
        )
        self.buildings: dict[tuple[str, str], list[Grid]] = {}
        self.spelling: dict[
            tuple[str, str], str
        ] = {}  # 3号楼 and 3 栋 are one building; the register's word counts
        if run.kind == HOUSEHOLDS:
            for (estate, name), grids in grids_of_buildings(run.area_path).items():
                key = estate, values.building(name)
                self.buildings.setdefault(key, []).extend(grids)
                self.spelling[key] = name
        self.of_estate: dict[str, list[tuple[str, int]]] = {}
        for (estate, name), grids in self.buildings.items():
            self.of_estate.setdefault(estate, []).extend((name, grid.community_id) for grid in grids)

    def buildings_of(self, grid: Grid | None, estate: str) -> set[str]:
        """Buildings that the register has of an estate; without a grid, of all estates of that name."""
        return {name for name, community in self.of_estate.get(estate, ()) if _inside(grid, community)}

    def entrances_of(self, grid: Grid | None, estate: str, building: str) -> set[int]:
        found = self._entrances.get((estate, building), ())
        return {number for number, community in found if _inside(grid, community)}

    @cached_property
    def _entrances(self) -> dict[tuple[str, str], list[tuple[int, int]]]:
        found: dict[tuple[str, str], list[tuple[int, int]]] = {}
        rows = Entrance.objects.shown().filter(building__area__in=Area.objects.under(self.path))
        for estate, name, number, community in rows.values_list(
            "building__estate__name", "building__name", "number", "building__estate__area_id"
        ):
            found.setdefault((estate, values.building(name)), []).append((number, community))
        return found

    def grid_of(self, estate: str, building: str) -> Grid | None:
        found = self.buildings.get((estate or building, building or "1 栋"), [])
        return found[0] if 0 < len(found) < ONE_PLACE else None

    def spelled(self, row: HouseholdRow) -> HouseholdRow:
        """The row with the register's own name of its building."""
        name = self.spelling.get((row.estate, row.building), row.building)
        return row if name == row.building else replace(row, building=name)


def _inside(grid: Grid | None, community: int) -> bool:
    return grid is None or grid.community_id == community


class _Stands:
    """The register, and beside it what other rows of the sheet say of the building of one row."""

    def __init__(self, about: _About, beside: Sequence[int]) -> None:
        self.about, self.beside = about, set(beside)

    def buildings(self, grid: Grid | None, estate: str) -> set[str]:
        return self.about.buildings_of(grid, estate)

    def entrances(self, grid: Grid | None, estate: str, building: str) -> set[int]:
        return self.about.entrances_of(grid, estate, building) | self.beside


def _check(chunk: ImportChunk, run: ImportRun, about: _About) -> None:
    content = content_of(chunk)
    if "good" in content:  # done in a step that was cut off before it could say so
        return
    good: list[Any] = []
    problems: list[Problem] = []
    for group in content["groups"]:
        rows = [(number, cells_of(about.columns, cells)) for number, cells in group]
        if about.kind == HOUSEHOLDS:
            stands = _Stands(about, content.get("entrances", {}).get(str(rows[0][0]), []))
            understood = households.understand(rows, about.places, about.grid_of, about.today, stands)
            problems += understood.problems
            if understood.household is not None:
                good.append(about.spelled(understood.household))
        else:
            venue, wrong = venues.understand(*rows[0], about.places, about.today)
            problems += wrong
            if venue is not None:
                good.append(venue)
    problems += [Problem(row, "", "door_from_above", stops=False) for row in content.get("from_above", [])]
    problems += [Problem(row, "", "total_row", stops=False) for row in content.get("totals", [])]
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    cells_by_row = {number: cells for group in content["groups"] for number, cells in group}
    bad = [(row, cells_by_row.get(row, [""] * len(run.columns)), by_row[row]) for row in sorted(by_row)]
    with transaction.atomic():
        known, changes = _compared(good, run) if about.kind == HOUSEHOLDS else (_known_venues(good), [])
        note_changes(changes)
        keep_check(
            chunk,
            seal_content(importing.checked(good, bad)),
            [
                ImportProblem(
                    run=run,
                    row=p.row,
                    column=p.field,
                    code=p.code,
                    stops=p.stops,
                    params={"chunk": chunk.number},
                )
                for p in problems
            ],
            good=len(good) - known,
            known=known,
            refused=sum(any(p.stops for p in wrong) for wrong in by_row.values()),
        )


def _known_venues(rows: Sequence[Any]) -> int:
    there = set(
        Venue.objects.shown()
        .filter(area_id__in={row.grid.id for row in rows}, until=None)
        .values_list("area_id", "name")
    )
    return sum((row.grid.id, row.name) in there for row in rows)


def _compared(rows: list[HouseholdRow], run: ImportRun) -> tuple[int, list[ImportChange]]:
    """How many households stand already, and the values in which the sheet differs or knows more."""
    ids = households_of(rows)
    stand = Household.objects.in_bulk({pk for pk in ids if pk is not None})
    lives: dict[int, list[Resident]] = {}
    for resident in Resident.objects.living().filter(household_id__in=stand).order_by("id"):
        lives.setdefault(resident.household_id, []).append(resident)
    changes: list[ImportChange] = []
    for row, pk in zip(rows, ids, strict=True):
        if pk is None:
            continue
        household = stand[pk]
        if row.size is not None and row.size != household.size:
            changes.append(_change(run, household, "size", household.size, row.size))
        if row.number and not household.number:
            changes.append(_change(run, household, "number", "", row.number))
        changes += _people(run, household, row, lives.get(pk, []))
    return len(stand), changes


def _people(
    run: ImportRun, household: Household, row: HouseholdRow, there: list[Resident]
) -> list[ImportChange]:
    changes = []
    for person in row.people:
        resident = next((one for one in there if one.name == person.name), None)
        if resident is not None:
            changes += _person(run, resident, person)
    head = next((one.name for one in there if one.is_head), "")
    told = next((person.name for person in row.people if person.is_head), "")
    if told and told != head and there:
        changes.append(_change(run, household, "head", head, told))
    return changes


def _person(run: ImportRun, resident: Resident, person: PersonRow) -> list[ImportChange]:
    changes = []
    if person.phone and phone_index(person.phone) != resident.phone_index:
        before = unseal(resident.phone, "phone")
        changes.append(_change(run, resident, "phone", before, digits(person.phone)))
    identity = unseal(resident.identity, "identity") if person.identity else ""
    if person.identity and person.identity != identity:
        changes.append(_change(run, resident, "identity", identity, person.identity))
    birth = unseal(resident.birth, "birth") if person.birth else ""
    if person.birth and person.birth.isoformat() != birth:
        changes.append(_change(run, resident, "birth", birth, person.birth.isoformat()))
    return changes


def _change(run: ImportRun, row: Household | Resident, field: str, before: Any, after: Any) -> ImportChange:
    return ImportChange(
        run=run,
        subject_type=LABEL[type(row)],
        subject_id=row.pk,
        field=field,
        before=seal("" if before is None else str(before), "import"),
        after=seal(str(after), "import"),
    )
