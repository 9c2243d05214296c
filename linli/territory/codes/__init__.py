"""The official 12-digit codes (统计用区划代码) and names of divisions: the sub-trees that ship here.

A code is cut by level 2+2+2+3+3 and filled with zeros; `path_of_code` drops the zeros again, level by level. Grids put
three digits on top of twelve, micro-grids two more for each level. Lists come from `tools/make_codes.py`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from linli.common.paths import LENGTHS
from linli.common.refusals import Refusal

HERE = Path(__file__).resolve().parent
OFFICIAL = 12
LEVELS = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "community", 15: "grid"}
VILLAGES_FROM = 200  # digits 10–12: residents' committees below, villagers' committees from here


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the official list. `path`: the code without the zeros of the levels below."""

    code: str
    name: str
    path: str

    @property
    def level(self) -> str:
        return LEVELS[len(self.path)]

    @property
    def is_village(self) -> bool:
        return self.level == "community" and int(self.path[9:]) >= VILLAGES_FROM


def path_of_code(code: str) -> str:
    """410802009000 → 410802009; a code of a grid or below, or a path, is its own path."""
    if len(code) != OFFICIAL:
        return code
    path = code
    for length in (9, 6, 4, 2):
        if path[length:].strip("0"):
            break
        path = path[:length]
    return path


def code_of_path(path: str) -> str:
    """410802009 → 410802009000."""
    return path.ljust(OFFICIAL, "0") if len(path) < OFFICIAL else path


def name_of(code: str) -> str:
    """The official name, "" where the lists that ship here do not have it."""
    found = _by_path().get(path_of_code(code))
    return found.name if found else ""


def children(code: str = "") -> list[Code]:
    """The divisions right below; below "" those that begin a list."""
    path = path_of_code(code)
    at = LENGTHS.index(len(path)) + 1 if path else 0
    below = LENGTHS[at] if at < len(LENGTHS) else 0
    return [row for row in _rows() if len(row.path) == below and row.path.startswith(path)]


def subtree(code: str) -> list[Code]:
    """The division and everything below it in the lists, from the top down."""
    path = path_of_code(code)
    return [row for row in _rows() if row.path.startswith(path)]


def check(code: str, *, length: int | None = OFFICIAL) -> Refusal | None:
    """What is wrong with a code, or None. `length=None` takes those of grids and micro-grids too.

    Codes: code_not_digits, code_length (length, right), code_province, code_town (digits), code_unknown (area: what
    does stand above). A code is unknown only where its county is in the lists that ship. A level that a place skips
    keeps its zeros (441900003000: a sub-district right under its city): zeros in the middle are no mistake.
    """
    if not (code.isascii() and code.isdigit()):
        return Refusal("code_not_digits", {"given": code[:24]})
    if length is not None and len(code) != length:
        return Refusal("code_length", {"length": len(code), "right": length})
    if length is None and len(code) not in LENGTHS:
        return Refusal("code_length", {"length": len(code), "right": OFFICIAL})
    path = path_of_code(code)
    if path.startswith("0"):
        return Refusal("code_province", {"digits": path[:2]})
    if len(path) >= 9 and int(path[6:9]) > 599:
        return Refusal("code_town", {"digits": path[6:9]})
    known = _by_path()
    official = path[:OFFICIAL]
    if official[:6] in known and len(official) > 6 and official not in known:
        above = known.get(official[:9]) or known[official[:6]]
        return Refusal("code_unknown", {"given": code, "area": above.name})
    return None


@cache
def _rows() -> tuple[Code, ...]:
    found: dict[str, Code] = {}
    for file in sorted(HERE.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(line for line in text if not line.startswith("#")):
                path = path_of_code(row["code"])
                found[path] = Code(row["code"], row["name"], path)
    return tuple(found[path] for path in sorted(found))


@cache
def _by_path() -> dict[str, Code]:
    return {row.path: row for row in _rows()}
