"""Rows of a sheet → orders, and what is wrong by row and column. Nothing is written anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from linli.cases.orders import dates
from linli.cases.orders.fields import DATES, EXAMPLE, guess
from linli.cases.orders.mapping import Mapping
from linli.common.refusals import refuse
from linli.common.refused_subjects import in_heading, in_value
from linli.common.text import digits, tidy
from linli.people.sheets.layout import LOOKED_AT, TOTAL
from linli.people.sheets.reading import LOST, Sheet

LONGEST = {"number": 60, "words": 10_000, "title": 500, "name": 40, "address": 300, "area": 60, "channel": 40}
LONGEST_KEPT = 30_000  # of a cell that is handed back: what Excel takes
FREE = ("words", "title", "address")  # what people say, and how places are called
SHORT = 20  # a longer cell is a sentence, not a label hung on somebody


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and what stands under them; `numbers[i]` is the row of the file, from 1."""

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Order:
    """One row that can be taken in. `echo`: cells of theirs that the reply gives back, by heading."""

    row: int
    number: str
    words: str
    title: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    area: str = ""
    channel: str = ""
    ordered_at: datetime | None = None
    sign_by: datetime | None = None
    reply_by: datetime | None = None
    echo: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell. `code`: missing, not_a_date, in_future, before_order, too_long, number_lost, short_row."""

    row: int
    heading: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken, with all that is wrong in it. `number`: of its order, "" where none stands there.

    `cells`: the row as it came, one for each heading; those of columns that are not taken are empty.
    """

    row: int
    wrong: tuple[Wrong, ...]
    number: str = ""
    cells: tuple[str, ...] = ()


def table_of(sheet: Sheet, mapping: Mapping | None = None) -> Table:
    """The header is the row with most headings that we, or the mapping, know.

    Refuses sheet_without_header, sheet_without_rows, refused_subject (column, word).
    """
    at = _header(sheet, mapping)
    headings = [" ".join(cell.split())[:60] for cell in sheet.rows[at]]
    while headings and not headings[-1]:
        headings.pop()
    rows, numbers = [], []
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        first = "".join(next((cell for cell in row if cell), "").split())
        if any(row) and row[: len(headings)] != sheet.rows[at][: len(headings)] and not TOTAL.match(first):
            rows.append(row)
            numbers.append(number)
    if not rows:
        raise refuse("sheet_without_rows")
    for told in (sheet.name, *(cell for row in sheet.rows[:at] for cell in row), *headings):
        if word := in_heading(told):
            raise refuse("refused_subject", column=told[:60], word=word)
    return Table(headings, rows, numbers)


def _header(sheet: Sheet, mapping: Mapping | None) -> int:
    best, most = -1, 1
    for i, row in enumerate(sheet.rows[:LOOKED_AT]):
        cells = [" ".join(cell.split()) for cell in row]
        known = mapping.fields_of(cells) if mapping else []
        number = max(len([f for f in known if f]), len([f for f in guess(cells) if f]))
        if number > most:
            best, most = i, number
    if best < 0:
        return _first_of_words(sheet)
    return best


def _first_of_words(sheet: Sheet) -> int:
    """Where no heading is known: the first row with two words or more. Headings are remembered in plain text, so one
    with a long number in it, which may be somebody's, is no header."""
    for i, row in enumerate(sheet.rows[:LOOKED_AT]):
        filled = [cell for cell in row if cell]
        numbered = [cell for cell in filled if re.search(r"\d{2}", cell)]
        if len(filled) >= 2:
            if numbered:
                break
            return i
    raise refuse("sheet_without_header")


def read_rows(
    table: Table, columns: list[str], mapping: Mapping, *, zone: ZoneInfo, at: datetime
) -> Iterator[Order | Bad]:
    """Each row in turn. `columns`: the field of each heading. Refuses refused_subject where a cell labels somebody."""
    where = {name: i for i, name in enumerate(columns) if name}
    at_number = where.get("number", len(table.headings))
    for number, row in zip(table.numbers, table.rows, strict=True):
        if at_number < len(row) and row[at_number].strip().startswith(EXAMPLE):
            continue
        for i, heading in enumerate(table.headings):
            cell = row[i] if i < len(row) else ""
            label = len(cell) <= SHORT and (i >= len(columns) or columns[i] not in FREE)
            if label and (word := in_value(cell)):
                raise refuse("refused_subject", column=heading, word=word)
        yield _read(number, row, where, table.headings, mapping, zone, at)


def _read(
    number: int,
    row: list[str],
    where: dict[str, int],
    headings: list[str],
    mapping: Mapping,
    zone: ZoneInfo,
    at: datetime,
) -> Order | Bad:
    wrong: list[Wrong] = []

    def say(name: str, code: str, value: str = "") -> None:
        wrong.append(Wrong(number, headings[where[name]], code, value[:40]))

    cells = {name: row[i] if i < len(row) else "" for name, i in where.items()}
    needed = ("number", "words") if mapping.way == "order" else ("number", "words", "ordered_at")
    for name in needed:
        if where[name] >= len(row):
            say(name, "short_row")
        elif not tidy(cells[name]):
            say(name, "missing")
    if LOST.match(cells["number"]):
        say("number", "number_lost", cells["number"])
    for name, longest in LONGEST.items():
        if len(cells.get(name, "")) > longest:
            say(name, "too_long", cells[name])
    moments: dict[str, Any] = {}
    for name in DATES:
        text = tidy(cells.get(name, ""))
        moments[name] = dates.read(text, mapping.dates, zone, ends=name != "ordered_at") if text else None
        if text and moments[name] is None:
            say(name, "not_a_date", text)
    ordered = moments["ordered_at"]
    if ordered is not None and ordered > at + timedelta(days=1):
        say("ordered_at", "in_future", cells["ordered_at"])
        ordered = None
    for name in ("sign_by", "reply_by"):
        limit = moments[name]
        if limit is not None and ordered is not None and limit < ordered:
            say(name, "before_order", cells[name])
    if wrong:
        taken = set(where.values()) | {i for i, name in enumerate(headings) if name in mapping.echoed}
        kept = (row[i][:LONGEST_KEPT] if i in taken and i < len(row) else "" for i in range(len(headings)))
        return Bad(number, tuple(wrong), tidy(cells["number"])[: LONGEST["number"]], tuple(kept))
    echo = {
        name: row[i] for i, name in enumerate(headings) if name in mapping.echoed and i < len(row) and row[i]
    }
    texts: dict[str, Any] = {
        name: tidy(cells.get(name, "")) for name in ("number", "title", "name", "address", "area", "channel")
    }
    words = cells["words"].replace("\r\n", "\n").strip()
    return Order(row=number, words=words, phone=_phone(cells.get("phone", "")), echo=echo, **texts, **moments)


def _phone(text: str) -> str:
    """A number that can be dialled, "" for anything else: 不详, two numbers in one cell keep the first."""
    for part in text.replace("、", ",").replace("/", ",").replace("；", ",").replace(";", ",").split(","):
        number = digits(part)
        if number.isascii() and number.isdigit() and 5 <= len(number) <= 16:
            return number
    return ""


def pack(one: Order) -> dict[str, Any]:
    """As JSON takes it, without what is empty."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
        if value
    }


def unpack(content: dict[str, Any]) -> Order:
    known = {one.name for one in fields(Order)}
    one = Order(**{name: value for name, value in content.items() if name in known})
    moments: dict[str, Any] = {
        name: datetime.fromisoformat(content[name]) for name in DATES if name in content
    }
    return replace(one, **moments)
