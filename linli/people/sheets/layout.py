"""Where the header of a sheet stands, and what merged cells mean below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linli.common.refusals import refuse
from linli.people.sheets.fields import guess_one
from linli.people.sheets.reading import Sheet

LOOKED_AT = 20  # rows in which the header is searched
TOTAL = re.compile(r"合计|总计|小计|total(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows under them. `numbers[i]` is the row of the file (from 1, as Excel counts)."""

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]
    filled: int = 0  # cells that stood merged and were filled
    totals: list[int] = field(default_factory=list)  # rows of the file that only add others up


def table_of(sheet: Sheet, kind: str) -> Table:
    """Header, then rows that hold anything. Refuses sheet_without_header, no_header, sheet_without_rows."""
    at = _header(sheet, kind)
    headings = _headings(sheet, at)
    rows = [list(row) for row in sheet.rows]
    filled = _fill_down(sheet, rows, at)
    width = len(headings)
    kept, numbers, totals = [], [], []
    for i in range(at + 1, len(rows)):
        row = (rows[i] + [""] * width)[:width]
        if TOTAL.match("".join(next((cell for cell in row if cell), "").split())):
            totals.append(i + 1)
        elif any(row) and row != headings:  # a header printed again on every page
            kept.append(row)
            numbers.append(i + 1)
    if not kept:
        raise refuse("sheet_without_rows")
    return Table(headings, kept, numbers, filled, totals)


def _header(sheet: Sheet, kind: str) -> int:
    """The row with most headings we know; else the first with two words or more.

    Headings are remembered in plain text, so a row that may be a person's is refused: no_header.
    """
    best, most = -1, 0
    for i, row in enumerate(sheet.rows[:LOOKED_AT]):
        known = sum(1 for cell in row if cell and guess_one(cell, kind))
        if known > most:
            best, most = i, known
    if most >= 2 or (most == 1 and len([c for c in sheet.rows[best] if c]) == 1):
        if any(_long_number(cell) for cell in sheet.rows[best]):
            raise refuse("no_header")
        return best
    for i, row in enumerate(sheet.rows[:LOOKED_AT]):
        filled = [cell for cell in row if cell]
        numbered = [cell for cell in filled if re.search(r"\d", cell)]
        if len(filled) >= 2 and (len(numbered) * 2 >= len(filled) or any(map(_long_number, filled))):
            raise refuse("no_header")
        if sum(1 for cell in row if cell and not cell.isdigit()) >= 2:
            return i
    raise refuse("sheet_without_header")


def _long_number(cell: str) -> bool:
    """A telephone's or an identity's number, as people write them."""
    return bool(re.search(r"\d{7}", re.sub(r"[\s\-()（）—－]", "", cell)))


def _headings(sheet: Sheet, at: int) -> list[str]:
    """One name for each column; a column without heading is nameless and is not taken."""
    row = sheet.rows[at]
    last = max((i for i, cell in enumerate(row) if cell), default=0)
    return [" ".join(cell.split())[:60] for cell in row[: last + 1]]


def _fill_down(sheet: Sheet, rows: list[list[str]], header: int) -> int:
    """A cell merged over several rows stands for all of them."""
    filled = 0
    for top, left, bottom, _right in sheet.merges:
        if top <= header or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for i in range(top + 1, min(bottom + 1, len(rows))):
            if value and left < len(rows[i]) and not rows[i][left]:
                rows[i][left] = value
                filled += 1
    return filled
