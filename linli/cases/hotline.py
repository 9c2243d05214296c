"""Read the export of another system by a mapping file: rows that are good, and errors by row and column. No tables."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from linli.common.text import tidy

MAPPINGS = Path(__file__).parent / "mappings"
NEEDED = ("number", "words", "asked_at")
LONGEST_NUMBER = 60


class MappingError(Exception):
    """The mapping file does not fit the sheet; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what. `columns`: our name → heading in the sheet."""

    source: str
    encoding: str
    dates: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One row that can be taken in."""

    row: int
    number: str
    title: str
    words: str
    asked_at: datetime
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell. `code`: missing, not_a_date, too_long, doubled, short_row."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read: its rows, its errors, and the hash that tells whether it was read before."""

    sha256: str
    messages: tuple[Message, ...]
    errors: tuple[RowError, ...]


def load_mapping(path: Path) -> Mapping:
    """Raises MappingError where the file is no TOML, or a needed column is not named."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        mapping = Mapping(
            source=str(data["source"]),
            encoding=str(data.get("encoding", "utf-8-sig")),
            dates=tuple(data["dates"]),
            columns={str(k): str(v) for k, v in data["columns"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MappingError(f"{path.name}: {error}") from error
    missing = [name for name in NEEDED if name not in mapping.columns]
    if missing:
        raise MappingError(f"{path.name}: [columns] does not say where to find {', '.join(missing)}")
    return mapping


def read(path: Path, mapping: Mapping, *, zone: ZoneInfo) -> Sheet:
    """Read a CSV file. Rows are counted as a spreadsheet shows them: the heading is row 1."""
    content = path.read_bytes()
    try:
        text = content.decode(mapping.encoding)
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name} is not {mapping.encoding}: byte {error.start}") from error
    except LookupError as error:
        raise MappingError(f"{mapping.encoding} is no encoding; utf-8-sig and gb18030 are") from error
    csv.field_size_limit(10_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    absent = [c for c in mapping.columns.values() if c not in (reader.fieldnames or [])]
    if absent:
        found = ", ".join(reader.fieldnames or ["nothing"])
        raise MappingError(f"{path.name} has no column {', '.join(absent)}; it has {found}")
    messages: list[Message] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(reader, start=2):
        wrong = _errors(number, row, mapping, seen)
        if wrong:
            errors.extend(wrong)
            continue
        cell = {name: tidy(row[heading] or "") for name, heading in mapping.columns.items()}
        asked_at = _date(cell["asked_at"], mapping.dates)
        assert asked_at is not None
        messages.append(
            Message(
                row=number,
                number=cell["number"],
                title=cell.get("title", ""),
                words=cell["words"],
                asked_at=asked_at.replace(tzinfo=zone),
                area_code=cell.get("area", ""),
            )
        )
    return Sheet(hashlib.sha256(content).hexdigest(), tuple(messages), tuple(errors))


def _errors(
    number: int, row: dict[str, str | None], mapping: Mapping, seen: dict[str, int]
) -> list[RowError]:
    found = []
    for name in NEEDED:
        heading = mapping.columns[name]
        value = row.get(heading)
        if value is None:
            found.append(RowError(number, heading, "short_row"))
        elif not tidy(value):
            found.append(RowError(number, heading, "missing"))
        elif name == "asked_at" and _date(tidy(value), mapping.dates) is None:
            found.append(RowError(number, heading, "not_a_date", value[:30]))
        elif name == "number":
            key = tidy(value)
            if len(key) > LONGEST_NUMBER:
                found.append(RowError(number, heading, "too_long", key[:30]))
            elif key in seen:
                found.append(RowError(number, heading, "doubled", f"{key} (row {seen[key]})"))
            else:
                seen[key] = number
    return found


def _date(text: str, formats: tuple[str, ...]) -> datetime | None:
    for format_ in formats:
        try:
            found = datetime.strptime(text, format_)
            return found if 1990 <= found.year <= 2100 else None
        except ValueError:
            continue
    return None
