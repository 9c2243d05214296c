"""`route` at the command line: stops and walkers from files, the rounds of a week as a file, a report to read."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace

from linli.solvers.command import tables
from linli.solvers.command.tables import Feature, Row
from linli.solvers.route import Stop, Visits, Walker, Week, Window, route

SPAN = re.compile(r"(?:(\d{1,3}) +)?(\d{1,2}):(\d{2}) *[-–] *(\d{1,2}):(\d{2})")
HEADS = ("walker", "day", "order", "stop", "arrives", "begins", "leaves")
SHOWN = 20


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("stops", metavar="STOPS", help="id, place, minutes, windows, urgency, needs, worker")
    parser.add_argument("walkers", metavar="WALKERS", help="id, place, shifts, strengths")
    parser.add_argument("--metres-per-minute", type=float, default=72.0)
    parser.add_argument("--engine", choices=("vroom", "plain"), default=None)
    parser.add_argument("--metres", action="store_true", help="coordinates are metres east and north")


def run(given: Namespace) -> str:
    """Write the rounds, and return the report."""
    doors, homes = tables.both(given.stops, given.walkers, "stops and walkers", metres=given.metres)
    visits = Visits(
        tuple(_stop(row) for row in doors.rows),
        tuple(_walker(row) for row in homes.rows),
        "metres" if doors.metres else "lonlat",
        given.metres_per_minute,
    )
    week = route(visits, seed=given.seed, engine=given.engine)
    if given.out:
        tables.write(
            given.out,
            table=(HEADS, _lines(week)),
            features=_features(visits, week),
            metres=bool(doors.metres),
        )
    return told(week)


def windows(row: Row, name: str) -> tuple[Window, ...]:
    """'0 08:30-12:00; 1 14:00-17:30': days from 0, day 0 where none is named."""
    found = []
    for said in row.several(name):
        match = SPAN.fullmatch(said)
        if match is None:
            row.fail(f"{name}: {said!r} is no span; write it like 0 08:30-12:00")
        day, *clock = (int(one or 0) for one in match.groups())
        found.append(Window(day, clock[0] * 60 + clock[1], clock[2] * 60 + clock[3]))
    return tuple(found)


def _stop(row: Row) -> Stop:
    return Stop(
        row.key(), *_at(row), row.whole("minutes"), windows(row, "windows"), row.whole("urgency", 0),
        row.several("needs"), row.text("worker") or None,
    )  # fmt: skip


def _walker(row: Row) -> Walker:
    return Walker(row.key(), *_at(row), windows(row, "shifts"), row.several("strengths"))


def _at(row: Row) -> tables.Point:
    return row.place() or row.fail(f"{row.key()} has no place")


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _lines(week: Week) -> list[tuple[object, ...]]:
    return [
        (one.walker, one.day, n, call.stop, *map(clock, (call.arrives, call.begins, call.leaves)))
        for one in week.rounds
        for n, call in enumerate(one.calls, 1)
    ]


def _features(visits: Visits, week: Week) -> list[Feature]:
    at = {s.key: [s.x, s.y] for s in visits.stops}
    home = {w.key: [w.x, w.y] for w in visits.walkers}
    made = []
    by: dict[str, str] = {}
    for one in week.rounds:
        name = f"{one.walker}, day {one.day}"
        line = [home[one.walker], *(at[call.stop] for call in one.calls), home[one.walker]]
        made.append(tables.feature("LineString", line, round=name, visits=len(one.calls)))
        by |= {call.stop: name for call in one.calls}
    made += [tables.feature("Point", at[s.key], id=s.key, round=by.get(s.key)) for s in visits.stops]
    made += [tables.feature("Point", [w.x, w.y], id=w.key, home=True) for w in visits.walkers]
    return made


def told(week: Week) -> str:
    lines = [
        f"{week.visited} visits in {sum(bool(one.calls) for one in week.rounds)} rounds,"
        f" {week.walking:.0f} minutes on foot"
        f" ({'VROOM' if week.engine == 'vroom' else 'our own ordering: pyvroom is not installed or not asked for'};"
        " nothing proves that no better week exists)"
    ]
    for one in week.rounds:
        if one.calls:
            doors = ", ".join(f"{clock(call.begins)} {call.stop}" for call in one.calls)
            lines.append(f"  {one.walker}, day {one.day}, {clock(one.starts)}–{clock(one.ends)}: {doors}")
    for left in week.left[:SHOWN]:
        why = {
            "nobody": "nobody who is asked for and good at what is needed",
            "closed": "no shift meets its windows long enough",
            "too_far": "the way there and back fits into no shift",
            "full": f"it takes {left.takes} minutes, the rounds it could join have {left.spare} left at most",
        }[left.code]
        lines.append(f"  {left.stop} is left: {why}")
    if len(week.left) > SHOWN:
        lines.append(f"  and {len(week.left) - SHOWN} more are left")
    return "\n".join(lines) + "\n"
