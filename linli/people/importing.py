"""What a sealed block of a sheet holds, as JSON: first the rows as they came, after the check what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

from linli.people.register import HouseholdRow, PersonRow
from linli.people.sheets.households import Problem
from linli.people.sheets.staging import Group
from linli.territory.register import Grid, VenueRow

HOUSEHOLD = tuple(field.name for field in fields(HouseholdRow) if field.name not in ("grid", "people"))
VENUE = tuple(field.name for field in fields(VenueRow) if field.name != "grid")
_OF_HOUSEHOLD = attrgetter(*HOUSEHOLD)
_OF_VENUE = attrgetter(*VENUE)

Bad = tuple[int, list[str], list[Problem]]  # row of the file, its cells, what is wrong


def raw(groups: list[Group]) -> dict[str, Any]:
    return {"groups": groups}


def checked(good: list[Any], bad: list[Bad]) -> dict[str, Any]:
    """Rows of the register that can be written, and rows of the file with something to say about them.

    Two hundred thousand are packed and read again: values in the order of the fields, a grid as its place in a list.
    """
    grids = {grid: place for place, grid in enumerate(dict.fromkeys(row.grid for row in good))}
    return {
        "grids": [astuple(grid) for grid in grids],
        "good": [_packed(row, grids[row.grid]) for row in good],
        "bad": [[row, cells, [[p.field, p.code, p.stops] for p in problems]] for row, cells, problems in bad],
    }


def _packed(row: HouseholdRow | VenueRow, grid: int) -> list[Any]:
    if isinstance(row, VenueRow):
        return [grid, *_OF_VENUE(row)]
    people = [
        [p.name, p.phone, p.identity, p.birth.isoformat() if p.birth else "", p.is_head] for p in row.people
    ]
    return [grid, people, *_OF_HOUSEHOLD(row)]


def households(content: dict[str, Any]) -> list[HouseholdRow]:
    grids = [Grid(*one) for one in content["grids"]]
    answer = []
    for grid, people, *values in content["good"]:
        lives = tuple(
            PersonRow(name, phone, identity, date.fromisoformat(birth) if birth else None, head)
            for name, phone, identity, birth, head in people
        )
        own = dict(zip(HOUSEHOLD, values, strict=True))
        answer.append(HouseholdRow(grid=grids[grid], people=lives, **own))
    return answer


def venues(content: dict[str, Any]) -> list[VenueRow]:
    grids = [Grid(*one) for one in content["grids"]]
    return [
        VenueRow(grid=grids[grid], **dict(zip(VENUE, values, strict=True)))
        for grid, *values in content["good"]
    ]


def moved(rows: Sequence[Any], grids: dict[int, Grid]) -> list[Any]:
    """The rows with their grids as they stand now: between check and writing a code may have changed."""
    return [row if row.grid == (now := grids[row.grid.id]) else replace(row, grid=now) for row in rows]


def bad_rows(content: dict[str, Any]) -> list[Bad]:
    return [
        (row_no, cells, [Problem(row_no, field, code, stops) for field, code, stops in problems])
        for row_no, cells, problems in content.get("bad", [])
    ]
