"""Rows of each table of a SQLite database, a line each; `--compare BEFORE AFTER`: no table of ours lost one.

rows.py DATABASE | rows.py --compare BEFORE AFTER
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

# Django's own: written anew by migrations
NOT_OURS = ("django_", "auth_")


def rows(database: str) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        tables = source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return {
            name: source.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
            for (name,) in sorted(tables.fetchall())
        }


def read(path: str) -> dict[str, int]:
    lines = (line.rsplit(" ", 1) for line in Path(path).read_text().splitlines())
    return {name: int(number) for name, number in lines}


def main(arguments: list[str]) -> str:
    if arguments[0] != "--compare":
        found = rows(arguments[0])
        return "\n".join(f"{name} {number}" for name, number in {**found, "all": sum(found.values())}.items())
    before, after = read(arguments[1]), read(arguments[2])
    lost = [
        f"{name}: {after.get(name, 'no such table')} of {number}"
        for name, number in before.items()
        if number and name != "all" and not name.startswith(NOT_OURS) and after.get(name, 0) < number
    ]
    if lost:
        sys.exit("\n".join(lost))
    return "every table holds at least what it held"


if __name__ == "__main__":
    print(main(sys.argv[1:]))
