"""The case loop as data: positions, the table of legal moves, and the time each step has.

Pure Python. The table below is the only place that knows what may follow what; the actions, the buttons on the
desk, the diagram in the docs and the tests all read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from linli.common import worktime
from linli.common.refusals import IllegalMove, Refusal
from linli.common.worktime import Calendar, Due, Hours, OnRest, Pause, Span, Unit

STATUSES = ("open", "resolved", "closed", "refused", "referred", "listed", "merged", "withdrawn")
STANDING = ("open", "resolved", "listed")  # somebody has it; the others have ended
LEVELS = ("grid", "community", "township", "department", "county", "prefecture")
TASKS = ("verify", "place", "dispatch", "accept", "do", "check", "rating", "review")
WHO = (
    *("asker", "member", "holder", "superior", "approver", "supervisor", "partner", "staff", "importer"),
    "clock",
)
CLASSES = ("simple", "general", "major", "difficult", "cross_county")
URGENCIES = ("blue", "yellow", "red")
HANDING = ("place", "dispatch", "accept")  # passing it on may not cost a red case its hours
NEEDS_TWO = ("refuse", "pause", "extend", "list")  # proposed by one, done by another above

# How a row is written.  at:  status level/task [held|free|any] [paused]   `*` any, `{a,b}` one of, `–` no case yet;
# to:  the same; `=` keeps the level (or level/task) of `at`, `same` all of it. No word after the task in `at` means
# held or free, the clock running; `any` means held or free, running or paused; in `to` no word means free. Where `to`
# leaves several levels, the action says which one the facts ask for.
TABLE = """
verb       | choice     | who             | at                                             | to
ask        | placed     | asker staff importer | –                                         | open grid/verify
ask        | unplaced   | staff importer  | –                                              | open township/dispatch
ask        | about      | asker staff     | –                                              | open {community,township,county,prefecture}/verify
take_in    | placed     | staff importer  | –                                              | open community/place
take_in    | unplaced   | staff importer  | –                                              | open township/dispatch
do_now     |            | staff           | –                                              | closed
take       |            | member          | open */{verify,place,dispatch,accept,do,review} free | open = held
take       |            | member          | resolved */{check,review} free                 | resolved = held
take       |            | member          | listed */review free                           | listed = held
release    |            | holder          | open */{verify,place,dispatch,accept,do,review} held | open =
release    |            | holder          | resolved */{check,review} held                 | resolved =
release    |            | holder          | listed */review held                           | listed =
assign     |            | superior        | open */{verify,place,dispatch,accept,do,review} | open = held
assign     |            | superior        | open */{verify,do} held paused                 | open = held paused
assign     |            | superior        | resolved */{check,review}                      | resolved = held
assign     |            | superior        | listed */review                                | listed = held
verify     | here       | holder          | open grid/verify held                          | open grid/do held
verify     | up         | holder          | open grid/verify held                          | open community/place
verify     | direct     | holder          | open grid/verify held                          | open department/accept
verify     | here       | holder          | open {community,township,county,prefecture}/verify held | open =/do held
verify     | up         | holder          | open {community,township,county}/verify held   | open {township,county,prefecture}/verify
place      | here       | holder          | open community/place held                      | open community/do held
place      | up         | holder          | open community/place held                      | open township/dispatch
place      | down       | holder          | open community/place held                      | open grid/verify
place      | partner    | holder          | open community/place held                      | open community/do held
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
ask_more   | sent       | holder          | open */{verify,do} held                        | same
ask_more   | told       | holder          | open */{verify,do} held                        | open = held paused
read       |            | asker           | open */{verify,do} held                        | open = held paused
answer     |            | asker           | open */{verify,place,dispatch,accept,do,review} | same
answer     |            | asker           | open */{verify,do} held paused                 | open = held
pause      |            | approver        | open */do held                                 | open = held paused
resume     |            | holder superior clock | open */{verify,do} held paused           | open = held
propose    | refuse     | holder          | open {grid,community,township,county,prefecture}/{verify,place,dispatch,review} held | same
propose    | pause      | holder          | open */do held                                 | same
propose    | extend     | holder          | open */do held                                 | same
propose    | list       | holder          | open */{do,review} held                        | same
unpropose  |            | holder          | open */{verify,place,dispatch,do,review} any   | same
decline    |            | approver clock  | open */{verify,place,dispatch,do,review} any   | same
refuse     |            | approver        | open {grid,community,township,county,prefecture}/{verify,place,dispatch,review} | refused
extend     |            | approver superior supervisor | open */do                         | same
list       |            | approver supervisor | open */{do,review}                         | listed {community,township,county,prefecture}/review
list       | again      | holder          | listed */review held                           | listed =
refer      |            | holder          | open {grid,community,township,county,prefecture}/{verify,place,dispatch,review} held | referred
appeal     |            | asker           | refused                                        | open {community,township,county,prefecture}/review
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
recuse     | oneself    | holder          | open */* held                                  | open =
recuse     | oneself    | holder          | open */{verify,do} held paused                 | open =
recuse     | oneself    | holder          | resolved */{check,review} held                 | resolved =
recuse     | holder     | superior        | open */* held                                  | open =
recuse     | holder     | superior        | open */{verify,do} held paused                 | open =
recuse     | holder     | superior        | resolved */{check,review} held                 | resolved =
recuse     | other      | superior        | open */* any                                   | same
recuse     | other      | superior        | resolved */*                                   | same
contact    |            | holder          | open */* any                                   | same
contact    |            | holder          | resolved */{check,review} held                 | same
hand_out   |            | holder          | open {grid,community,township}/do held         | same
report     |            | partner         | open {grid,community,township}/do any          | same
convene    | call       | holder superior | open {community,township,department,county,prefecture}/* any | same
convene    | call       | superior        | open grid/* any                                | same
convene    | minutes    | holder superior | open {community,township,department,county,prefecture}/* any | same
convene    | minutes    | superior        | open grid/* any                                | same
instruct   |            | superior        | open */* any                                   | same
instruct   |            | superior        | resolved */{check,review}                      | same
remind     |            | asker superior  | open */* any                                   | same
remind     |            | asker superior  | resolved */{check,review}                      | same
warn       |            | clock           | open */* any                                   | same
warn       |            | clock           | resolved */{check,review}                      | same
warn       |            | clock           | listed */review                                | same
escalate   |            | clock           | open */* any                                   | same
escalate   |            | clock           | resolved */{check,review}                      | same
escalate   |            | clock           | listed */review                                | same
supervise  |            | superior        | open */* any                                   | same
supervise  |            | superior        | resolved */{check,review}                      | same
take_over  |            | supervisor      | open */{verify,place,dispatch,accept,do,review} any | open {community,township,county,prefecture}/do held
take_over  |            | supervisor      | resolved */check                               | resolved {community,township,county,prefecture}/check held
put_forward |           | staff           | open */* any                                   | same
strike_off |            | staff           | open */* any                                   | same
strike_off |            | staff           | listed */review                                | same
resolve    |            | holder          | open grid/do held                              | resolved {community,township,county,prefecture}/check
resolve    |            | holder          | open community/do held                         | resolved {grid,township,county,prefecture}/check
resolve    |            | holder          | open {township,department,county,prefecture}/do held | resolved {grid,community,township,county,prefecture}/check
pass_check |            | holder          | resolved */check held                          | resolved =/rating
fail_check |            | holder          | resolved */check held                          | open */do held
rate       | solved     | asker staff     | resolved */rating                              | closed
rate       | unhappy    | asker staff     | resolved */rating                              | resolved {community,township,county,prefecture}/review
rate       | unsolved   | asker staff     | resolved */rating                              | open {community,township,county,prefecture}/review
rate       | disagrees  | asker staff     | resolved */rating                              | closed
call_back  | tried      | staff           | resolved */{rating,review}                     | same
call_back  | tried      | staff           | {closed,refused,referred,withdrawn}            | same
close      |            | clock           | resolved */rating                              | closed
reopen     |            | asker superior  | closed                                         | open {community,township,county,prefecture}/review
reopen     |            | superior        | withdrawn                                      | open {community,township,county,prefecture}/review
reopen     |            | superior        | resolved */rating                              | open {community,township,county,prefecture}/review
decide     | name       | holder          | {open,resolved,listed} */review held           | open */do
decide     | confirm    | holder          | {open,resolved,listed} */review held           | closed
withdraw   |            | asker           | open */* any                                   | withdrawn
withdraw   |            | asker           | listed */review                                | withdrawn
"""  # noqa: E501 — a table is read by its columns

# What its doer may take back for a short while, if nothing came after (`cases.undo_seconds`); messages wait for it.
UNDONE = "undo"  # how a row ends that was opened by mistake
UNDOABLE = ("verify", "place", "dispatch", "accept", "pass_up", "send_back", "transfer", "refer")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a case stands: status, whose task, whether somebody has it in hand, whether its clock stands."""

    status: str
    level: str = ""
    task: str = ""
    held: bool = False
    paused: bool = False

    def __str__(self) -> str:
        if not self.task:
            return self.status
        held, paused = " held" * self.held, " paused" * self.paused
        return f"{self.status} {self.level}/{self.task}{held}{paused}"


START = Position("")

# Which tasks a level can have at all; the table's `*` and `{…}` never reach beyond this.
_ABOVE = ("verify", "do", "check", "rating", "review")  # verify: of what is about those who serve below
_TASKS_OF = {
    "grid": ("verify", "do", "check", "rating"),
    "community": (*_ABOVE, "place"),
    "township": (*_ABOVE, "dispatch"),
    "department": ("accept", "do"),
    "county": (*_ABOVE, "dispatch"),
    "prefecture": (*_ABOVE, "dispatch"),
}
_HOLDS = {
    "held": ((True, False),),
    "free": ((False, False),),
    "held paused": ((True, True),),
    "any": ((False, False), (True, False), (True, True)),
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
    if text == "same" and origin is not None:
        return [origin]
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
        default = ((False, False), (True, False)) if origin is None else ((False, False),)
        for (level, task), (held, paused) in product(pairs, _HOLDS.get(hold, default)):
            position = Position(status, level, task, held, paused)
            if task in _TASKS_OF[level] and _fits(position):
                found.append(position)
    return found


def _fits(position: Position) -> bool:
    """An open case is never checked or rated; a resolved one is; what is listed waits to be reviewed."""
    if position.paused and (position.status != "open" or position.task not in ("verify", "do")):
        return False
    if position.status == "open":
        return position.task not in ("check", "rating")
    if position.status == "listed":
        return position.task == "review"
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
    sorted({m.at for m in MOVES} | {p for m in MOVES for p in m.to} | {Position("merged")})
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
        for name in (
            "holder",
            "asker",
            "approver",
            "superior",
            "supervisor",
            "member",
            "partner",
            "clock",
            "staff",
        ):
            if name in needed:
                return Refusal(f"only_{name}")
    if position.paused and _AT.get((verb, replace(position, paused=False))):
        return Refusal("clock_stands")
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


# -- time -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """The office's rules about time, given as data, and the calendar and hours of the place they are counted in."""

    promise: dict[str, Span]  # by class
    limits: dict[str, Span]  # by task, and "approval", "supervision"
    urgent: dict[str, Span]  # by urgency: until somebody looks at it
    calendar: Calendar
    hours: Hours
    zone: ZoneInfo
    share: int = 75  # per cent of the time after which it warns

    def promised(
        self,
        case_class: str,
        received: datetime,
        *,
        urgency: str = "blue",
        more: int = 0,
        pauses: Sequence[Pause] = (),
    ) -> Due:
        """The one date the resident is told. `more`: by how many of its units it was moved. Red does not wait for rest
        days to be over."""
        span = self.promise[case_class]
        on_rest = OnRest.STAYS if urgency == "red" else span.on_rest
        span = Span(span.amount + more, span.unit, on_rest)
        return worktime.due(received, span, self.calendar, self.hours, self.zone, pauses)

    def due(
        self,
        task: str,
        at: datetime,
        promise: datetime | None,
        *,
        urgency: str = "blue",
        pauses: Sequence[Pause] = (),
    ) -> datetime:
        """Until when this step has to be done. `do` has what is left of the promise, never less than a working day, or
        24 hours where it is red: a holiday does not put off what was told."""
        if task == "do":
            one_day = Span(24, Unit.CLOCK_HOURS) if urgency == "red" else Span(1, Unit.WORKING_DAYS)
            least = self.after(one_day, at, pauses)
            return least if promise is None else max(promise, least)
        if urgency in self.urgent and (task == "verify" or (urgency == "red" and task in HANDING)):
            return self.after(self.urgent[urgency], at, pauses)
        return self.after(self.limits[task], at, pauses)

    def after(self, span: Span, at: datetime, pauses: Sequence[Pause] = ()) -> datetime:
        return worktime.due(at, span, self.calendar, self.hours, self.zone, pauses).at

    def warns(self, task: str, since: datetime, due: datetime) -> datetime:
        """When to say that this step's time runs out: after a share of it, and for the work itself at the latest at the
        closing of the working day before."""
        moment = worktime.part_way(since, due, self.calendar, self.hours, self.zone, share=self.share)
        if task == "do":
            before = worktime.day_before(due, self.calendar, self.hours, self.zone)
            if before is not None and since < before:
                moment = min(moment, before)
        return moment
