"""Divide a week of visits over walkers and days, order each round, and say why what is left is left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linli.solvers.link.geometry import METRES_PER_DEGREE
from linli.solvers.route.model import Call, Engine, Left, Round, Stop, Visits, Walker, Week, Window
from linli.solvers.route.rounds import Trip, ordered, timed, walking

TOGETHER = 150
"""Up to so many stops the library takes the whole week at once; more are divided first: minutes else."""
TRIALS = 4
RECENTRED = 8
DAY = 24 * 60


class Shift(NamedTuple):
    walker: int
    window: Window


class Board(NamedTuple):
    """The week laid out: which stop could join which shift, and how far everything is."""

    visits: Visits
    shifts: list[Shift]
    seconds: NDArray[np.int64]
    opens: list[list[list[tuple[int, int]]]]
    """By shift and stop: when the visit may begin, in seconds; empty where it may not be."""
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def lay_out(visits: Visits) -> Board:
    places: list[Walker | Stop] = [*visits.walkers, *visits.stops]
    x, y = np.array([p.x for p in places], float), np.array([p.y for p in places], float)
    if visits.geometry == "lonlat" and len(x):
        x, y = x * METRES_PER_DEGREE * np.cos(np.radians(y.mean())), y * METRES_PER_DEGREE
    metres = visits.metres
    if metres is None:
        metres = np.hypot(x[:, None] - x, y[:, None] - y) * visits.detour
    seconds = np.rint(np.asarray(metres) / visits.metres_per_minute * 60).astype(np.int64)
    shifts = [Shift(w, shift) for w, walker in enumerate(visits.walkers) for shift in walker.shifts]
    shifts.sort(key=lambda shift: (shift.window.day, shift.walker))
    opens = []
    for shift in shifts:
        walker, home = visits.walkers[shift.walker], shift.walker
        start, end = shift.window.start * 60, shift.window.end * 60
        row = []
        for i, stop in enumerate(visits.stops, len(visits.walkers)):
            fits = may(stop, walker)
            out, back = int(seconds[home, i]), int(seconds[i, home])
            row.append([
                (a, b) for a, b in begin_times(stop, shift.window)
                if fits and start + out <= b and max(a, start + out) + stop.minutes * 60 + back <= end
            ])  # fmt: skip
        opens.append(row)
    return Board(visits, shifts, seconds, opens, x, y)


def may(stop: Stop, walker: Walker) -> bool:
    return stop.worker in (None, walker.key) and set(stop.needs) <= set(walker.strengths)


def begin_times(stop: Stop, shift: Window) -> list[tuple[int, int]]:
    """Seconds between which the visit may begin so that it also ends while open and at work, in order."""
    windows = stop.windows or (Window(shift.day, 0, DAY),)
    times: list[tuple[int, int]] = []
    for window in sorted(windows, key=lambda w: w.start):
        a, b = max(window.start, shift.start) * 60, (min(window.end, shift.end) - stop.minutes) * 60
        if window.day != shift.day or a > b:
            continue
        if times and a <= times[-1][1]:
            times[-1] = (times[-1][0], max(b, times[-1][1]))
        else:
            times.append((a, b))
    return times


def trip(board: Board, shift: int, stops: list[int]) -> Trip:
    walkers = len(board.visits.walkers)
    places = [board.shifts[shift].walker, *(walkers + stop for stop in stops)]
    window = board.shifts[shift].window
    return Trip(
        board.seconds[np.ix_(places, places)],
        np.array([board.visits.stops[stop].minutes * 60 for stop in stops], np.int64),
        [board.opens[shift][stop] for stop in stops],
        [board.visits.stops[stop].urgency for stop in stops],
        window.start * 60,
        window.end * 60,
    )


def split(board: Board, rng: np.random.Generator) -> list[list[int]]:
    """Stops by shift: near each other, no more than it has minutes for; the rest go to their nearest.

    Those with the fewest shifts to choose from choose first, then those who lose most by their second choice.
    """
    stops, shifts = board.visits.stops, board.shifts
    free = np.array([[bool(row[i]) for row in board.opens] for i in range(len(stops))]).reshape(
        len(stops), -1
    )
    walkers = len(board.visits.walkers)
    x, y = board.x[walkers:], board.y[walkers:]
    urgency = np.array([stop.urgency for stop in stops])
    minutes = np.array([stop.minutes for stop in stops], float)
    room = np.array([shift.window.end - shift.window.start for shift in shifts], float)
    # a visit takes the walk from its neighbour too: about the mean distance of stops spread over their area
    spread = (
        0.7
        * np.sqrt(np.ptp(x) * np.ptp(y) / len(stops))
        * board.visits.detour
        / board.visits.metres_per_minute
    )
    begin = rng.choice(len(stops), len(shifts), replace=len(stops) < len(shifts))
    cx, cy = x[begin].copy(), y[begin].copy()
    groups: list[list[int]] = [[] for _ in shifts]
    for _ in range(RECENTRED):
        far = np.where(free, np.hypot(x[:, None] - cx, y[:, None] - cy), np.inf)
        ranked = np.sort(np.where(free, far, 1e9), axis=1)
        regret = ranked[:, 1] - ranked[:, 0] if len(shifts) > 1 else np.zeros(len(stops))
        order = np.lexsort((-regret, free.sum(1), -urgency))
        left = room.copy()
        groups = [[] for _ in shifts]
        for i in order:
            if not free[i].any():
                continue
            takes = minutes[i] + spread
            fits = far[i] + np.where(left >= takes, 0, 1e7)
            chosen = int(fits.argmin())
            left[chosen] -= takes
            groups[chosen].append(int(i))
        for s, group in enumerate(groups):
            if group:
                cx[s], cy[s] = x[group].mean(), y[group].mean()
    return groups


def week(visits: Visits, *, seed: int, engine: Engine) -> Week:
    """The best of a few divisions: most urgent visits first, then most visits, then the least walking."""
    board = lay_out(visits)
    rng = np.random.default_rng(seed)
    best: list[list[int]] = [[] for _ in board.shifts]
    if engine == "vroom" and len(visits.stops) <= TOGETHER and board.shifts:
        best = together(board)
    elif visits.stops and board.shifts:
        score = None
        trials = TRIALS if len(board.shifts) > 1 else 1
        for _ in range(trials):
            groups = _serve(board, split(board, rng), engine)
            served = [stop for one in groups for stop in one]
            walked = sum(walking(trip(board, s, one), list(range(len(one)))) for s, one in enumerate(groups))
            now = (-sum(1 + visits.stops[stop].urgency for stop in served), -len(served), walked)
            if score is None or now < score:
                score, best = now, groups
    done = {stop for one in best for stop in one}
    left = tuple(_reason(board, best, i) for i in range(len(visits.stops)) if i not in done)
    rounds = tuple(_round(board, s, one) for s, one in enumerate(best) if one)
    return Week(rounds, left, engine)


def together(board: Board) -> list[list[int]]:
    """The whole week by the library: each shift is a vehicle, each day's clock follows the last."""
    from linli.solvers.route.rounds import Shared, by_vroom

    visits, first = board.visits, len(board.visits.walkers)
    names = {name: i for i, name in enumerate(sorted({n for stop in visits.stops for n in stop.needs}))}
    owners = {walker.key: len(names) + i for i, walker in enumerate(visits.walkers)}
    early = min(shift.window.day for shift in board.shifts)
    start_of = [(shift.window.day - early) * DAY * 60 for shift in board.shifts]
    shared = Shared(
        board.seconds,
        [shift.walker for shift in board.shifts],
        [
            (start + shift.window.start * 60, start + shift.window.end * 60)
            for start, shift in zip(start_of, board.shifts, strict=True)
        ],
        [
            {names[n] for n in visits.walkers[shift.walker].strengths if n in names}
            | {owners[visits.walkers[shift.walker].key]}
            for shift in board.shifts
        ],
        [first + i for i in range(len(visits.stops))],
        [stop.minutes * 60 for stop in visits.stops],
        [
            sorted(
                {(start_of[s] + a, start_of[s] + b) for s, row in enumerate(board.opens) for a, b in row[i]}
            )
            for i in range(len(visits.stops))
        ],
        [
            {names[n] for n in stop.needs} | ({owners[stop.worker]} if stop.worker else set())
            for stop in visits.stops
        ],
        [stop.urgency for stop in visits.stops],
    )
    return by_vroom(shared)


def _serve(board: Board, groups: list[list[int]], engine: Engine) -> list[list[int]]:
    """Order each group; offer what did not fit to every other shift, the nearest first."""
    rounds = [_order(board, s, group, engine) for s, group in enumerate(groups)]
    waiting = [(s, i) for s, group in enumerate(groups) for i in group if i not in set(rounds[s])]
    waiting.sort(key=lambda row: -board.visits.stops[row[1]].urgency)
    for refused, stop in waiting:
        options = []
        for s, one in enumerate(rounds):
            if s == refused or not board.opens[s][stop]:
                continue
            longer = _order(board, s, [*one, stop], engine)
            if len(longer) > len(one):
                own = walking(trip(board, s, longer), list(range(len(longer))))
                options.append((own - walking(trip(board, s, one), list(range(len(one)))), s, longer))
        if options:
            _, s, longer = min(options)
            rounds[s] = longer
    return rounds


def _order(board: Board, shift: int, stops: list[int], engine: Engine) -> list[int]:
    asked = trip(board, shift, stops)
    return [stops[i] for i in ordered(asked, engine)]


def _round(board: Board, shift: int, stops: list[int]) -> Round:
    asked = trip(board, shift, stops)
    order = list(range(len(stops)))
    times = timed(asked, order)
    assert times is not None, "an engine answered an order that does not fit"
    window = board.shifts[shift].window
    calls = tuple(
        Call(board.visits.stops[stop].key, *(-(-second // 60) for second in one))
        for stop, one in zip(stops, times, strict=True)
    )
    ends = -(-(times[-1][2] + int(asked.between[len(stops), 0])) // 60)
    walker = board.visits.walkers[board.shifts[shift].walker].key
    return Round(walker, window.day, window.start, ends, walking(asked, order) / 60, calls)


def _reason(board: Board, rounds: list[list[int]], i: int) -> Left:
    stop = board.visits.stops[i]
    if not any(may(stop, walker) for walker in board.visits.walkers):
        return Left(stop.key, "nobody")
    able = [shift for shift in board.shifts if may(stop, board.visits.walkers[shift.walker])]
    if not any(begin_times(stop, shift.window) for shift in able):
        return Left(stop.key, "closed")
    possible = [s for s in range(len(board.shifts)) if board.opens[s][i]]
    if not possible:
        return Left(stop.key, "too_far")
    spare = 0
    for s in possible:
        asked = trip(board, s, rounds[s])
        busy = walking(asked, list(range(len(rounds[s])))) + int(asked.service.sum())
        spare = max(spare, (asked.end - asked.start - busy) // 60)
    named = tuple(
        (board.visits.walkers[board.shifts[s].walker].key, board.shifts[s].window.day) for s in possible
    )
    return Left(stop.key, "full", rounds=named, spare=spare, takes=stop.minutes)
