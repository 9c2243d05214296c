"""A file as it was uploaded → its sheets. Nothing is written anywhere."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from linli.common.refusals import Refused, refuse
from linli.people.sheets.spread import MOST_CELLS, too_wide

LARGEST = 40 * 1024 * 1024  # bytes of a file
LARGEST_UNPACKED = 600 * 1024 * 1024  # 200,000 rows of 20 columns take about 150 MB
MOST_ROWS = 300_000
MOST_COLUMNS = 200
OTHER_BOOKS = {"content.xml", "xl/workbook.bin"}  # .ods and .xlsb, whose spread nobody looks at
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells as text, row by row as they stand in the file; `merges` are (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[str]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def read(content: bytes, name: str) -> list[Sheet]:
    """The sheets that hold anything. Refuses sheet_empty, sheet_too_large, sheet_locked, sheet_not_read, sheet_bomb."""
    if len(content) > LARGEST:
        raise refuse("sheet_too_large", most=LARGEST // 1024 // 1024)
    if not content.strip():
        raise refuse("sheet_empty")
    packed = content.startswith((b"PK\x03\x04", OLE))
    sheets = _workbook(content) if packed else [Sheet(name, _csv(content))]
    sheets = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not sheets:
        raise refuse("sheet_empty")
    for sheet in sheets:
        merged = sum(min(bottom, len(sheet.rows)) - top for top, _, bottom, _ in sheet.merges)
        if len(sheet.rows) > MOST_ROWS or max(map(len, sheet.rows)) > MOST_COLUMNS or merged > MOST_CELLS:
            raise _too_long()
    return sheets


def _too_long() -> Refused:
    return refuse("sheet_too_long", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _workbook(content: bytes) -> list[Sheet]:
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse("sheet_locked")
    else:
        _unpacks_small(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > MOST_CELLS:  # an old .xls, of which nothing is known before
                raise _too_long()
            above, left = sheet.start or (0, 0)
            rows = [[""] * left + [cell_text(cell) for cell in row] for row in sheet.to_python()]
            sheets.append(Sheet(name, [[] for _ in range(above)] + rows, _merges(sheet)))
        return sheets
    except PasswordError:
        raise refuse("sheet_locked") from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise refuse("sheet_not_read") from None


def _merges(sheet: Any) -> list[tuple[int, int, int, int]]:
    try:
        ranges = sheet.merged_cell_ranges or []
    except CalamineError:
        return []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]


def _unpacks_small(content: bytes) -> None:
    """A small file that would unpack to gigabytes is refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise refuse("sheet_locked")
            # deflate shrinks at most about 1032 : 1, so what a directory hides cannot be more than that
            told = sum(info.file_size for info in infos)
            if told > LARGEST_UNPACKED or any(
                info.file_size > 1_000_000 and info.file_size > 200 * max(info.compress_size, 1)
                for info in infos
            ):
                raise refuse("sheet_bomb")
            if {info.filename.lower() for info in infos} & OTHER_BOOKS:
                raise refuse("sheet_not_read")
            if too_wide(packed):
                raise _too_long()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError):
        raise refuse("sheet_not_read") from None


def _csv(content: bytes) -> list[list[str]]:
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("sheet_not_read")
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse("sheet_not_read")
    first = text[:4000]
    comma = max(",\t;", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)
        ]
    except csv.Error:
        raise refuse("sheet_not_read") from None


def cell_text(cell: Any) -> str:
    """What a cell shows: whole numbers without a point, days as 2025-03-01, nothing as ""."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        # fifteen digits are all that Excel keeps: of a longer number the end is lost
        return f"{cell:.5E}" if abs(cell) >= 1e15 else f"{cell:.10g}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if not (cell.hour or cell.minute) else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


LOST = re.compile(r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}$")
