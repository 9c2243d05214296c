"""Reading a holiday notice as an office has it: lines, CSV or TOML, several ways to write a day. Pure.

A line names a day or a range, what it is and what it is called: `2027-02-06 至 2027-02-12 放假 春节`,
`2月14日 上班`, `2027/1/1,2027/1/3,holiday,元旦`. TOML: `[[days]]` with `first`, `last`, `kind`, `name`.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from linli.office.models import DayKind

MOST_LINES: Final = 400
LONGEST_RANGE: Final = 40  # days; a longer one is a slip
LONGEST_NAME: Final = 40
KINDS: Final = {
    "放假": DayKind.HOLIDAY,
    "假期": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "holiday": DayKind.HOLIDAY,
    "上班": DayKind.MAKE_UP,
    "调休上班": DayKind.MAKE_UP,
    "补班": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP,
    "make_up": DayKind.MAKE_UP,
    "make-up": DayKind.MAKE_UP,
    "休息": DayKind.REST,
    "休息日": DayKind.REST,
    "rest": DayKind.REST,
    "工作日": DayKind.WORKDAY,
    "workday": DayKind.WORKDAY,
}
_DAY = re.compile(
    r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_WEEKDAY = re.compile(r"[（(]\s*(?:星期|周)[一二三四五六日天]\s*[)）]|(?:星期|周)[一二三四五六日天]")
_WORD = re.compile(r"[^\s,，;；、\t~—–至到-]+")
_UNTIL = re.compile(r"至\s*(\d{1,2})\s*日")
_HEADING = ("first", "日期", "开始", "起", "date")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that says no day: `kind` is no_day, no_kind, no_such_day, other_year, backwards, too_long, twice."""

    line: int
    kind: str
    found: str


@dataclass(frozen=True, slots=True)
class Read:
    days: tuple[tuple[date, str, str], ...]
    wrong: tuple[Wrong, ...]


def read(text: str, year: int) -> Read:
    """The days that a notice names, in order; every line that cannot be read is told."""
    days: dict[date, tuple[str, str]] = {}
    wrong: list[Wrong] = []
    for number, said in _lines(text):
        try:
            first, last, kind, name = _line(said, year)
        except _Odd as odd:
            wrong.append(Wrong(number, str(odd), said[:60]))
            continue
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            if day in days and days[day] != (kind, name):
                wrong.append(Wrong(number, "twice", day.isoformat()))
            days[day] = (kind, name)
    return Read(tuple((day, *days[day]) for day in sorted(days)), tuple(wrong))


def write(rows: list[tuple[date, str, str]]) -> str:
    """Days as lines that can be read again; days that follow each other stand in one."""
    lines: list[str] = []
    spoken = {
        DayKind.HOLIDAY: "放假",
        DayKind.MAKE_UP: "上班",
        DayKind.REST: "休息",
        DayKind.WORKDAY: "工作日",
    }
    first: date | None = None
    for n, (day, kind, name) in enumerate(rows):
        first = first or day
        follows = rows[n + 1] if n + 1 < len(rows) else None
        if follows == (day + timedelta(days=1), kind, name):
            continue
        span = first.isoformat() if first == day else f"{first.isoformat()} 至 {day.isoformat()}"
        lines.append(" ".join(filter(None, (span, spoken[DayKind(kind)], name))))
        first = None
    return "\n".join(lines)


class _Odd(ValueError):
    """Its text is the kind of what is wrong."""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    if "[[" in text:
        yield from _toml(text)
        return
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        said = line.strip()
        if not said or said.startswith("#") or said.lower().startswith(_HEADING):
            continue
        if said.count(",") >= 2:  # CSV, perhaps with quotes
            said = " ".join(cell.strip() for cell in next(csv.reader(io.StringIO(said))))
        yield number, said


def _toml(text: str) -> Iterator[tuple[int, str]]:
    places = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[")]
    try:
        rows = next((v for v in tomllib.loads(text).values() if isinstance(v, list)), [])
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        yield int(at[1]) if at else 0, ""
        return
    for n, row in enumerate(rows[:MOST_LINES]):
        cells = row if isinstance(row, dict) else {}
        said = [str(cells.get(name, "")) for name in ("first", "last", "kind", "name")]
        yield places[n] if n < len(places) else 0, " ".join(filter(None, said))


def _line(said: str, year: int) -> tuple[date, date, str, str]:
    plain = _WEEKDAY.sub(" ", said)
    found = list(_DAY.finditer(plain))
    if not found or len(found) > 2:
        raise _Odd("no_day")
    first = _day(found[0], year)
    rest = plain[found[-1].end() :]
    last = _day(found[1], year) if len(found) == 2 else first
    if len(found) == 1 and (short := _UNTIL.match(rest.strip())):  # 10月1日至7日
        last = _of(first.year, first.month, int(short[1]))
        rest = rest.strip()[short.end() :]
    if first.year != year or last.year != year:
        raise _Odd("other_year")
    if last < first:
        raise _Odd("backwards")
    if (last - first).days >= LONGEST_RANGE:
        raise _Odd("too_long")
    words = _WORD.findall(plain[: found[0].start()] + " " + rest)
    kind = next((KINDS[word.lower()] for word in words if word.lower() in KINDS), None)
    if kind is None:
        raise _Odd("no_kind")
    name = " ".join(word for word in words if word.lower() not in KINDS)
    return first, last, kind.value, name.strip("：:。. ")[:LONGEST_NAME]


def _day(found: re.Match[str], year: int) -> date:
    if found[4]:
        return _of(int(found[4]), int(found[5]), int(found[6]))
    return _of(int(found[1] or year), int(found[2]), int(found[3]))


def _of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Odd("no_such_day") from None
