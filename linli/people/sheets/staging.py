"""A table and its mapping → blocks of rows that keep a household together. Only mapped columns go on."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from linli.common.refusals import refuse
from linli.common.refused_subjects import in_heading, in_value, plain
from linli.people.sheets import values
from linli.people.sheets.fields import HOUSEHOLDS
from linli.people.sheets.households import Cells, key_of
from linli.people.sheets.layout import Table
from linli.people.sheets.reading import Sheet
from linli.people.sheets.values import Wrong

DOOR = {"community", "grid", "estate", "building", "entrance", "room", "address", "number"}
BLOCK = 400  # rows: what one short transaction writes

Group = list[tuple[int, list[str]]]  # rows of one household: row of the file, mapped cells


def refuse_subjects(sheet: Sheet, table: Table) -> None:
    """Stop a sheet that holds what LinLi never holds. Refuses refused_subject (column, word)."""
    for heading in table.headings:
        if word := in_heading(heading):
            raise refuse("refused_subject", column=heading, word=word)
    for title in (sheet.name, *(cell for row in sheet.rows[: table.numbers[0] - 1] for cell in row)):
        if word := in_heading(title):
            raise refuse("refused_subject", column=title[:60], word=word)
    seen: set[str] = set()
    for row in sheet.rows[table.numbers[0] - 1 :]:
        for i, cell in enumerate(row):
            if cell.isascii() or cell in seen:
                continue
            if word := in_value(cell):
                name = table.headings[i] if i < len(table.headings) else ""
                raise refuse("refused_subject", column=name or str(i + 1), word=word)
            seen.add(cell)


def headings_hash(headings: list[str]) -> str:
    """Equal for sheets with the same headings in the same order."""
    return hashlib.sha256("\x1f".join(map(plain, headings)).encode()).hexdigest()


def blocks(table: Table, columns: list[str], kind: str) -> tuple[list[list[Group]], list[int]]:
    """(groups of rows, some hundred rows in each block; rows that took their door from the row above).

    Rows that mean one household stand together. A row that names somebody and no door belongs to the household above.
    """
    taken = [(i, name) for i, name in enumerate(columns) if name]
    names = [name for _, name in taken]
    doors = [i for i, name in enumerate(names) if name in DOOR]
    groups: dict[Any, Group] = {}
    from_above: list[int] = []
    above: tuple[Any, list[str]] | None = None
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = [row[i] for i, _ in taken]
        if not any(cells):
            continue
        key: Any = number
        if kind == HOUSEHOLDS:
            if above and not any(cells[i] for i in doors):
                key = above[0]
                cells = [above[1][i] if i in doors else cell for i, cell in enumerate(cells)]
                from_above.append(number)
            else:
                key = key_of(dict(zip(names, cells, strict=True)))
                above = key, cells
        groups.setdefault(key, []).append((number, cells))
    answer: list[list[Group]] = [[]]
    rows = 0
    for group in groups.values():
        if rows >= BLOCK:
            answer.append([])
            rows = 0
        answer[-1].append(group)
        rows += len(group)
    return answer, from_above


def entrances_beside(table: Table, columns: list[str], kind: str) -> dict[int, list[int]]:
    """Row without an entrance → the entrances that other rows of the sheet name in its building."""
    if kind != HOUSEHOLDS or "entrance" not in columns:
        return {}
    named: dict[tuple[str, ...], set[int]] = {}
    bare: dict[int, tuple[str, ...]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: cell for name, cell in zip(columns, row, strict=True) if name}
        place = (plain(cells.get("community", "")), plain(cells.get("estate", "")))
        with suppress(Wrong):
            key = (*place, values.building(cells.get("building", "")))
            if cells["entrance"]:
                named.setdefault(key, set()).add(values.entrance(cells["entrance"]))
            else:
                bare[number] = key
    return {number: sorted(named[key]) for number, key in bare.items() if key in named}


def cells_of(columns: list[str], cells: list[str]) -> Cells:
    """Mapped cells by field."""
    return dict(zip([name for name in columns if name], cells, strict=True))
