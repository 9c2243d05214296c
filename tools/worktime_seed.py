#!/usr/bin/env python3
"""Rebuild linli/common/worktime/seed.py: the State Council's notices on holidays and make-up workdays.

    tools/worktime_seed.py            say whether the file is what the packages give
    tools/worktime_seed.py --update   write it

Days come from `chinesecalendar` and are compared, day by day, with `holidays`; they must agree on every single day.
Neither is needed to run LinLi: install both into any environment of your own (`pip install chinesecalendar holidays`).
A new year: wait for the notice, add its number below, run with --update, and read the lines against the notice.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "linli/common/worktime/seed.py"
NOTICES = {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}

Line = tuple[date, date, str, str, str]


def lines() -> Iterator[Line]:
    """Runs of days as a notice names them: first, last, kind, name, notice."""
    given = import_module("chinese_calendar.constants")
    names = {holiday.value: holiday.chinese for holiday in given.Holiday}
    for year, notice in NOTICES.items():
        days = sorted(
            [(day, "holiday", names[name]) for day, name in given.holidays.items() if day.year == year]
            + [(day, "make_up", names[name]) for day, name in given.workdays.items() if day.year == year]
        )
        run: list[date] = []
        for i, (day, kind, name) in enumerate(days):
            run.append(day)
            following = days[i + 1] if i + 1 < len(days) else None
            if following != (day + timedelta(days=1), kind, name):
                yield run[0], run[-1], kind, name, notice
                run = []


def differences() -> list[str]:
    """Days on which the two packages do not agree whether it is worked."""
    one_says = import_module("chinese_calendar")
    other = import_module("holidays").country_holidays("CN", years=list(NOTICES))
    day, found = date(min(NOTICES), 1, 1), []
    while day.year <= max(NOTICES):
        one, two = one_says.is_workday(day), other.is_working_day(day)
        if one != two:
            found.append(f"{day}: worked by chinesecalendar: {one}, by holidays: {two}")
        day += timedelta(days=1)
    return found


def source() -> str:
    row = "{} | {} | {:<7} | {} | {}".format
    rows = "\n".join(row(first, last, kind, notice, name) for first, last, kind, name, notice in lines())
    return f'''"""Holidays and make-up workdays, by the State Council's notices. Written by tools/worktime_seed.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from linli.common.worktime.given import Calendar, Kind

TABLE: Final = """
first      | last       | kind    | notice | name
{rows}
"""


@dataclass(frozen=True, slots=True)
class SeedDay:
    day: date
    kind: Kind
    notice: str
    name: str


def _read(table: str) -> Iterator[SeedDay]:
    for line in table.strip().splitlines()[1:]:
        first, last, kind, notice, name = (cell.strip() for cell in line.split("|"))
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            yield SeedDay(day, Kind(kind), notice, name)
            day += timedelta(days=1)


DAYS: Final = tuple(_read(TABLE))
# Rest by law in every year: 全国年节及纪念日放假办法, article 2, as revised in 2024. The others are lunar.
STATUTORY: Final = frozenset({{(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}})
YEARS: Final = frozenset({{{", ".join(str(year) for year in NOTICES)}}})
CALENDAR: Final = Calendar({{seed.day: seed.kind for seed in DAYS}}, YEARS, STATUTORY)
'''


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true")
    asked = parser.parse_args()
    if found := differences():
        print("The packages do not agree; read the notice:", *found, sep="\n  ")
        return 1
    anew = source()
    if asked.update:
        FILE.write_text(anew, encoding="utf-8")
        print(f"{FILE.name} written.")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != anew:
        print(f"{FILE.name} is not what the packages give; --update writes it.")
        return 1
    else:
        print(f"{FILE.name} is what both packages give, {min(NOTICES)} to {max(NOTICES)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
