"""How far the cells of an .xlsx spread, asked before anything lays them out.

Two cells in two corners are a sheet of seventeen thousand million, for which no machine has room.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

MOST_CELLS = 12_000_000  # of the whole rectangle, empty ones too: 300,000 rows of forty columns
PIECE = 1 << 20
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')  # as every program writes it
_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
_BEGINS = tuple(b"<c" + after for after in (b" ", b">", b"/", b"\n", b"\r", b"\t"))
_PREFIXED = re.compile(rb":c[\s>/]")
_LABEL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def too_wide(packed: zipfile.ZipFile) -> bool:
    """Would a part of this file, laid out, have more than MOST_CELLS? Any part may be a sheet, whatever its name."""
    for info in packed.infolist():
        with packed.open(info) as part:
            about = _at_most(part)
        if about is None or about > MOST_CELLS:
            with packed.open(info) as part:
                if _Corners().area(part) > MOST_CELLS:
                    return True
    return False


def _at_most(part: IO[bytes]) -> int | None:
    """Rows by columns if every cell says in the usual way where it stands, styled blanks too; None if one does not."""
    columns, rows = {b"A"}, {b"0"}
    for text in _pieces(part):
        found = _COLUMN.findall(text)
        if _PREFIXED.search(text) or sum(text.count(begin) for begin in _BEGINS) != len(found):
            return None
        columns.update(found)
        rows.update(_ROW.findall(text))
    return max(map(int, rows)) * max(_number(column.decode()) for column in columns)


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The part piece by piece, none of which ends within the first twenty letters of a tag."""
    rest = b""
    while read := part.read(PIECE):
        text = rest + read
        cut = text.rfind(b"<", len(text) - 20)
        rest, text = (text[cut:], text[:cut]) if cut > 0 else (b"", text)
        yield text
    yield rest


def _number(letters: str) -> int:
    """A → 1, XFD → 16384."""
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - 64
    return found


class _Corners:
    """The cells that hold something, told from styled blanks: slower, for files that are written in an unusual way."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.seen: tuple[int, int, int, int] | None = None  # top, left, bottom, right
        self.kinds: dict[str, str] = {}  # names as they are written, without their prefix

    def area(self, part: IO[bytes]) -> int:
        """Cells of the rectangle around all that hold something; none for what is no XML: then it is no sheet."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begins
        try:
            while read := part.read(PIECE):
                parser.Parse(read, False)
        except expat.ExpatError:
            pass  # up to here a reader may have come too
        if self.seen is None:
            return 0
        top, left, bottom, right = self.seen
        return (bottom - top + 1) * (right - left + 1)

    def _begins(self, name: str, given: dict[str, str]) -> None:
        kind = self.kinds.get(name) or self.kinds.setdefault(name, name.rpartition(":")[2])
        if kind == "c":
            at = _LABEL.fullmatch(given["r"]) if "r" in given else None
            self.column = _number(at[1]) if at else self.column + 1
            self.row = int(at[2]) if at else self.row
        elif kind in ("v", "is", "f"):  # what the cell that began last holds
            self._holds()
        elif kind == "row":
            number = given.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
            self.column = 0

    def _holds(self) -> None:
        row, column = self.row, self.column
        if self.seen is None:
            self.seen = (row, column, row, column)
            return
        top, left, bottom, right = self.seen
        if not (top <= row <= bottom and left <= column <= right):
            self.seen = (min(top, row), min(left, column), max(bottom, row), max(right, column))
