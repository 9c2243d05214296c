"""The case loop as data: positions, the table of legal moves, and the days each step has.

Pure Python. The table below is the only place that knows what may follow what; the actions, the buttons on the
desk, the diagram in the docs and the tests all read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from linli.common.days import after_days
from linli.common.refusals import IllegalMove, Refusal

STATUSES = ("open", "resolved", "closed", "refused", "referred", "listed", "merged", "withdrawn")
LEVELS = ("grid", "community", "township", "department", "county", "prefecture")
TASKS = ("verify", "place", "dispatch", "accept", "do", "check", "rating", "review")
WHO = ("asker", "member", "holder", "superior", "staff", "importer", "clock")
CLASSES = ("simple", "general", "major", "difficult", "cross_county")
URGENCIES = ("blue", "yellow", "red")

# How a row is written.  at:  status level/task [held|free]   `*` any, `{a,b}` one of, `–` no case yet;
# to:  the same; `=` keeps the level (or level/task) of `at`. No word after the task in `at` means held or free;
# in `to` it means free. Where `to` leaves several levels, the action says which one the facts ask for.
TABLE = """
verb       | choice     | who             | at                                             | to
ask        | placed     | asker staff importer | –                                         | open grid/verify
ask        | unplaced   | staff importer  | –                                              | open township/dispatch
take       |            | member          | open */{verify,place,dispatch,accept,do,review} free | open = held
take       |            | member          | resolved */{check,review} free                 | resolved = held
assign     |            | superior        | open */{verify,place,dispatch,accept,do,review} | open = held
assign     |            | superior        | resolved */{check,review}                      | resolved = held
verify     | here       | holder          | open grid/verify held                          | open grid/do held
verify     | up         | holder          | open grid/verify held                          | open community/place
verify     | direct     | holder          | open grid/verify held                          | open department/accept
place      | here       | holder          | open community/place held                      | open community/do held
place      | up         | holder          | open community/place held                      | open township/dispatch
place      | down       | holder          | open community/place held                      | open grid/verify
dispatch   | department | holder          | open {township,county,prefecture}/dispatch held | open department/accept
dispatch   | here       | holder          | open {township,county,prefecture}/dispatch held | open =/do held
dispatch   | up         | holder          | open township/dispatch held                    | open county/dispatch
dispatch   | up         | holder          | open county/dispatch held                      | open prefecture/dispatch
dispatch   | down       | holder          | open township/dispatch held                    | open community/place
dispatch   | down       | holder          | open county/dispatch held                      | open township/dispatch
dispatch   | down       | holder          | open prefecture/dispatch held                  | open county/dispatch
accept     |            | holder          | open department/accept held                    | open department/do held
pass_up    |            | holder          | open grid/do held                              | open community/place
pass_up    |            | holder          | open community/do held                         | open township/dispatch
pass_up    |            | holder          | open township/do held                          | open county/dispatch
pass_up    |            | holder          | open county/do held                            | open prefecture/dispatch
send_back  | back       | holder          | open community/place held                      | open grid/verify
send_back  | back       | holder          | open community/place held                      | open township/dispatch
send_back  | back       | holder          | open township/dispatch held                    | open community/place
send_back  | back       | holder          | open township/dispatch held                    | open county/dispatch
send_back  | back       | holder          | open county/dispatch held                      | open {township,prefecture}/dispatch
send_back  | back       | holder          | open prefecture/dispatch held                  | open county/dispatch
send_back  | back       | holder          | open department/accept held                    | open {township,county,prefecture}/dispatch
send_back  | back       | holder          | open department/accept held                    | open grid/verify
send_back  | review     | holder          | open community/place held                      | open {community,township,county,prefecture}/review
send_back  | review     | holder          | open {township,county,prefecture}/dispatch held | open {community,township,county,prefecture}/review
send_back  | review     | holder          | open department/accept held                    | open {community,township,county,prefecture}/review
transfer   |            | holder          | open {grid,community,department}/{verify,place,accept,do} held | open =
transfer   |            | superior        | open {grid,community,department}/{verify,place,accept,do} | open =
resolve    |            | holder          | open grid/do held                              | resolved {community,township,county,prefecture}/check
resolve    |            | holder          | open community/do held                         | resolved {grid,township,county,prefecture}/check
resolve    |            | holder          | open {township,department,county,prefecture}/do held | resolved {grid,community,township,county,prefecture}/check
pass_check |            | holder          | resolved */check held                          | resolved =/rating
fail_check |            | holder          | resolved */check held                          | open */do held
rate       | solved     | asker           | resolved */rating                              | closed
rate       | unhappy    | asker           | resolved */rating                              | resolved {community,township,county,prefecture}/review
rate       | unsolved   | asker           | resolved */rating                              | open {community,township,county,prefecture}/review
rate       | disagrees  | asker           | resolved */rating                              | closed
close      |            | clock           | resolved */rating                              | closed
reopen     |            | asker superior  | closed                                         | open {community,township,county,prefecture}/review
reopen     |            | superior        | resolved */rating                              | open {community,township,county,prefecture}/review
decide     | name       | holder          | {open,resolved} */review held                  | open */do
decide     | confirm    | holder          | {open,resolved} */review held                  | closed
withdraw   |            | asker           | open */*                                       | withdrawn
"""  # noqa: E501 — a table is read by its columns


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a case stands. `paused` is always False until pauses are built."""

    status: str
    level: str = ""
    task: str = ""
    held: bool = False
    paused: bool = False

    def __str__(self) -> str:
        if not self.task:
            return self.status
        return f"{self.status} {self.level}/{self.task}{' held' if self.held else ''}"


START = Position("")

# Which tasks a level can have at all; the table's `*` and `{…}` never reach beyond this.
_TASKS_OF = {
    "grid": ("verify", "do", "check", "rating"),
    "community": ("place", "do", "check", "rating", "review"),
    "township": ("dispatch", "do", "check", "rating", "review"),
    "department": ("accept", "do"),
    "county": ("dispatch", "do", "check", "rating", "review"),
    "prefecture": ("dispatch", "do", "check", "rating", "review"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move: who may make it, from where, to which positions (several differ only by level)."""

    verb: str
    choice: str
    who: frozenset[str]
    at: Position
    to: frozenset[Position]


def _options(pattern: str, every: Iterable[str]) -> list[str]:
    if pattern == "*":
        return list(every)
    return re.sub(r"[{}\s]", "", pattern).split(",")


def _positions(text: str, origin: Position | None) -> list[Position]:
    """Expand one cell of the table; `origin` is the position that `=` refers to (None while reading `at`)."""
    if text == "–":
        return [START]
    status_part, _, rest = text.partition(" ")
    where, _, hold = rest.partition(" ")
    found = []
    for status in _options(status_part, STATUSES):
        if not where:
            found.append(Position(status))
            continue
        if where == "=" and origin is not None:
            pairs = [(origin.level, origin.task)]
        else:
            level_part, _, task_part = where.partition("/")
            levels = [origin.level] if level_part == "=" and origin else _options(level_part, LEVELS)
            pairs = list(product(levels, _options(task_part, TASKS)))
        holds = {"held": (True,), "free": (False,), "": (False, True) if origin is None else (False,)}[hold]
        for (level, task), held in product(pairs, holds):
            position = Position(status, level, task, held)
            if task in _TASKS_OF[level] and _fits(position):
                found.append(position)
    return found


def _fits(position: Position) -> bool:
    """An open case is never checked or rated; a resolved one is only checked, rated or reviewed."""
    if position.status == "open":
        return position.task not in ("check", "rating")
    if position.task == "rating":
        return not position.held  # nobody has to act but the resident
    return position.task in ("check", "review")


def _read(table: str) -> Iterator[Move]:
    for line in table.strip().splitlines()[1:]:
        verb, choice, who, at, to = (cell.strip() for cell in line.split("|"))
        for origin in _positions(at, None):
            targets = frozenset(_positions(to, origin))
            yield Move(verb, choice, frozenset(who.split()), origin, targets)


MOVES: tuple[Move, ...] = tuple(_read(TABLE))
VERBS: tuple[str, ...] = tuple(dict.fromkeys(m.verb for m in MOVES))
POSITIONS: tuple[Position, ...] = tuple(
    sorted({m.at for m in MOVES} | {p for m in MOVES for p in m.to} | {Position(s) for s in STATUSES[2:]})
)
_AT: dict[tuple[str, Position], list[Move]] = {}
for _move in MOVES:
    _AT.setdefault((_move.verb, _move.at), []).append(_move)


def refusal(verb: str, position: Position, who: frozenset[str]) -> Refusal | None:
    """Why somebody with these relations to the case may not do this verb here, or None where they may."""
    rows = _AT.get((verb, position), [])
    if any(row.who & who for row in rows):
        return None
    if rows:
        needed = frozenset[str]().union(*(row.who for row in rows))
        for name in ("holder", "asker", "superior", "member", "clock", "staff", "importer"):
            if name in needed:
                return Refusal(f"only_{name}")
    if not position.held and _AT.get((verb, replace(position, held=True))):
        return Refusal("take_first" if "member" in who else "only_holder")
    if verb == "take" and position.held:
        return Refusal("already_taken")
    return Refusal(
        "not_at_this_step", {"status": position.status, "level": position.level, "task": position.task}
    )


def choices(verb: str, position: Position, who: frozenset[str]) -> tuple[str, ...]:
    """Ways in which these people may do this verb here: ("here", "up", "direct"), ("",) or ()."""
    return tuple(dict.fromkeys(row.choice for row in _AT.get((verb, position), []) if row.who & who))


def legal(position: Position, who: frozenset[str]) -> tuple[str, ...]:
    """The verbs these people may do here, in the order of the table."""
    return tuple(verb for verb in VERBS if choices(verb, position, who))


def after(verb: str, position: Position, choice: str = "", *, level: str = "") -> Position:
    """The position after a move. `level` picks one where the table leaves several. Raises IllegalMove."""
    targets = {p for row in _AT.get((verb, position), []) if row.choice == choice for p in row.to}
    if len(targets) > 1 or level:
        targets = {p for p in targets if p.level == level}
    if len(targets) != 1:
        raise IllegalMove(
            Refusal(
                "not_at_this_step",
                {"status": position.status, "level": position.level, "task": position.task},
            )
        )
    return targets.pop()


def check_levels(did: str) -> tuple[str, ...]:
    """Levels that may check the work of `did`, best first: the grid, or the community where the grid did it."""
    return tuple(level for level in ("grid", "community", "township", "county", "prefecture") if level != did)


# -- days: plain ones for now; the working calendar replaces `after_days`, nothing else ---------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """The office's rules about time, given as data."""

    promise: dict[str, int]  # days by class
    limits: dict[str, int]  # days by task
    closing: time
    zone: ZoneInfo

    def promised(self, case_class: str, received: datetime) -> datetime:
        """The one date the resident is told: closing time of the n-th day after the day of receipt."""
        return self._after(received, self.promise[case_class])

    def due(self, task: str, at: datetime, promise: datetime | None) -> datetime:
        """Until when this step has to be done. `do` has what is left of the promise, never less than a day."""
        if task == "do":
            least = self._after(at, 1)
            return least if promise is None else max(promise, least)
        if task == "rating":
            return at + timedelta(days=self.limits["rating"])
        return self._after(at, self.limits[task])

    def _after(self, start: datetime, days: int) -> datetime:
        return after_days(start, days, closing=self.closing, zone=self.zone)
