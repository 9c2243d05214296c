"""The catalogue as text: TOML that an office can read and edit.

`load(dump(x)) == x` for any matters, and `dump(load(t)) == t` for any text that `dump` wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from linli.cases.catalogue.checking import Problem
from linli.cases.catalogue.given import Limit, Matter, Question

SHIPPED: Final = Path(__file__).with_name("matters.toml")
HEAD: Final = """\
# The matters of the catalogue 准入事项. Each begins with [[matter]]; what each line means: docs/reference/catalogue.md
# Never take away a matter that requests already have: write retired = true into it.
"""
LARGEST: Final = 2_000_000  # characters; a catalogue of 60 has about 60,000

_FIELDS: Final = {f.name: f for f in fields(Matter) if f.name != "lines"}
_FLAGS: Final = frozenset({"direct", "refer", "retired"})
_LISTS: Final = frozenset({"assists", "numbers", "words", "words_en"})
_TABLES: Final[Mapping[str, type[Limit] | type[Question]]] = {"limits": Limit, "questions": Question}
_SILENT: Final = frozenset({"refer", "retired"})  # written only when true
_HEADING = re.compile(r"\s*\[\[\s*matter\s*\]\]")
_KEY = re.compile(r"\s*([a-z_]+)\s*=")


class Unreadable(ValueError):
    """The text is not a catalogue; nothing of it was taken. `problems` has a line and what to do for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def load(source: Path | str = SHIPPED) -> tuple[Matter, ...]:
    """The matters of a file or of its text, with the lines they stood on."""
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    except UnicodeDecodeError as error:
        raise Unreadable([Problem("not_utf8")]) from error
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST:
        raise Unreadable([Problem("too_large", found=str(len(text)))])
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        raise Unreadable([Problem("not_toml", line=int(at[1]) if at else 0, found=str(error))]) from error
    rows = read.pop("matter", [])
    problems = [Problem("unknown_field", field=name) for name in read]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable([*problems, Problem("not_a_matter")])
    places = _places(text)
    matters = []
    for n, row in enumerate(rows):
        lines = places[n] if n < len(places) else ()
        matters.append(_matter(row, lines, problems))
    if problems:
        raise Unreadable(problems)
    return tuple(matters)


def _places(text: str) -> list[tuple[tuple[str, int], ...]]:
    """For each [[matter]]: the line of its heading and of each of its fields."""
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _HEADING.match(line):
            found.append({"": number})
        elif found and (key := _KEY.match(line)):
            found[-1].setdefault(key[1], number)
    return [tuple(one.items()) for one in found]


def _matter(row: dict[str, Any], lines: tuple[tuple[str, int], ...], problems: list[Problem]) -> Matter:
    at = dict(lines)
    code = row["code"] if isinstance(row.get("code"), str) else ""
    values: dict[str, Any] = {"code": "", "name": "", "name_en": "", "group": "", "answers": ""}

    def wrong(kind: str, name: str, found: object = "") -> None:
        problems.append(Problem(kind, code, name, at.get(name) or at.get("", 0), str(found)))

    for name, value in row.items():
        if name not in _FIELDS:
            wrong("unknown_field", name)
        elif name in _FLAGS:
            values[name] = value
            if not isinstance(value, bool):
                wrong("not_a_flag", name, value)
        elif name in _TABLES:
            if isinstance(value, list) and all(isinstance(one, dict) for one in value):
                values[name] = tuple(_row(_TABLES[name], one, name, wrong) for one in value)
            else:
                wrong("not_rows", name, value)
        elif name in _LISTS:
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                values[name] = tuple(value)
            else:
                wrong("not_a_list", name, value)
        else:
            values[name] = value
            if not isinstance(value, str):
                wrong("not_text", name, value)
    return Matter(**values, lines=lines)


def _row(kind: type[Limit] | type[Question], row: dict[str, Any], where: str, wrong: Any) -> Limit | Question:
    blank = Limit("", 0, "", "") if kind is Limit else Question("", "")
    values: dict[str, Any] = {f.name: getattr(blank, f.name) for f in fields(kind)}
    for name, value in row.items():
        if name not in values:
            wrong("unknown_field", where, name)
        elif isinstance(values[name], tuple):
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                values[name] = tuple(value)
            else:
                wrong("not_a_list", where, name)
        elif type(value) is not type(values[name]):
            wrong("not_a_number" if name == "amount" else "not_text", where, value)
        else:
            values[name] = value
    return kind(**values)


def dump(matters: Iterable[Matter]) -> str:
    """The same matters as text, in their order, each field on its own line."""
    return HEAD + "".join(f"\n[[matter]]\n{_written(matter)}" for matter in matters)


def _written(matter: Matter) -> str:
    lines = []
    for name, what in _FIELDS.items():
        value = getattr(matter, name)
        if name in _TABLES:
            if value:
                rows = "".join(f"    {_inline(row)},\n" for row in value)
                lines.append(f"{name} = [\n{rows}]")
        elif not (name in _SILENT and value == what.default):
            lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _inline(row: Limit | Question) -> str:
    """Without what is as usual, but always with what a limit and a question cannot be without."""
    shown = []
    for f in fields(row):
        value = getattr(row, f.name)
        if value != f.default:
            shown.append(f"{f.name} = {_value(value)}")
    return "{ " + ", ".join(shown) + " }"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return '"' + "".join(_signs(c) for c in str(value)) + '"'


def _signs(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c == "\n":
        return "\\n"
    # what TOML does not take as it is, and what an editor might eat or turn round
    return f"\\u{ord(c):04x}" if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029\ufeff" else c
