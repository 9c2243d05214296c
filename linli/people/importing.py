"""What a sealed block of a sheet holds, as JSON: first the rows as they came, after the check what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from linli.people.register import HouseholdRow, PersonRow
from linli.people.sheets.households import Problem
from linli.people.sheets.staging import Group
from linli.territory.register import Grid, VenueRow

Bad = tuple[int, list[str], list[Problem]]  # row of the file, its cells, what is wrong


def raw(groups: list[Group]) -> dict[str, Any]:
    return {"groups": groups}


def checked(good: list[Any], bad: list[Bad]) -> dict[str, Any]:
    """Rows of the register that can be written, and rows of the file with something to say about them."""
    return {
        "good": [_packed(row) for row in good],
        "bad": [[row, cells, [[p.field, p.code, p.stops] for p in problems]] for row, cells, problems in bad],
    }


def _packed(row: HouseholdRow | VenueRow) -> dict[str, Any]:
    packed = {field.name: getattr(row, field.name) for field in fields(row)}
    packed["grid"] = [row.grid.id, row.grid.path, row.grid.community_id, row.grid.community_path]
    if isinstance(row, HouseholdRow):
        packed["people"] = [
            [p.name, p.phone, p.identity, p.birth.isoformat() if p.birth else "", p.is_head]
            for p in row.people
        ]
    return {name: value for name, value in packed.items() if value not in ("", None)}


def households(content: dict[str, Any]) -> list[HouseholdRow]:
    answer = []
    for one in content["good"]:
        people = tuple(
            PersonRow(name, phone, identity, date.fromisoformat(birth) if birth else None, head)
            for name, phone, identity, birth, head in one["people"]
        )
        answer.append(HouseholdRow(**(one | {"grid": Grid(*one["grid"]), "people": people})))
    return answer


def venues(content: dict[str, Any]) -> list[VenueRow]:
    return [VenueRow(**(one | {"grid": Grid(*one["grid"])})) for one in content["good"]]


def moved(rows: Sequence[Any], grids: dict[int, Grid]) -> list[Any]:
    """The rows with their grids as they stand now: between check and writing a code may have changed."""
    return [replace(row, grid=grids[row.grid.id]) for row in rows]


def bad_rows(content: dict[str, Any]) -> list[Bad]:
    return [
        (row_no, cells, [Problem(row_no, field, code, stops) for field, code, stops in problems])
        for row_no, cells, problems in content.get("bad", [])
    ]
