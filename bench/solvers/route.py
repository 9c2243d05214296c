"""Rounds and weeks: with the library, without it, the library given the whole week at once, and PyVRP.

    python bench/solvers/route.py

Stops within 2 km, 12 minutes each, two in five with a window of one to three hours, streets at right angles,
1.2 m/s.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from linli.solvers.route import Stop, Visits, Walker, Window, route  # noqa: E402
from linli.solvers.route.week import begin_times, lay_out  # noqa: E402

SOLVERS = ("ours with the library", "ours without it", "the library, all at once", "PyVRP, all at once")
GIVEN = 3  # seconds that PyVRP, which never ends by itself, may search


def visits(stops: int, days: int, seed: int) -> Visits:
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 2_000, (stops + 1, 2))
    rows = []
    for i, (x, y) in enumerate(places[1:]):
        windows: tuple[Window, ...] = ()
        if rng.random() < 0.4:
            start, day = int(rng.integers(480, 900)), int(rng.integers(days))
            windows = (Window(day, start, start + int(rng.integers(60, 181))),)
        rows.append(Stop(str(i), x, y, 12, windows))
    metres = np.abs(places[:, None] - places).sum(2)
    shifts = tuple(Window(day, 480, 960) for day in range(days))
    return Visits(tuple(rows), (Walker("li", *places[0], shifts),), metres=metres)


def at_once(asked: Visits) -> tuple[int, float]:
    """The library alone: each day a vehicle, each day's clock after the last one's."""
    import vroom

    board = lay_out(asked)
    given = vroom.Input()
    given.set_durations_matrix("car", np.ascontiguousarray(board.seconds, dtype=np.uint32))
    for number, shift in enumerate(board.shifts):
        a, b = (shift.window.day * 86_400 + t * 60 for t in (shift.window.start, shift.window.end))
        given.add_vehicle(vroom.Vehicle(number + 1, start=0, end=0, time_window=vroom.TimeWindow(a, b)))
    for i, stop in enumerate(asked.stops):
        windows = [
            vroom.TimeWindow(shift.window.day * 86_400 + a, shift.window.day * 86_400 + b)
            for shift in board.shifts
            for a, b in begin_times(stop, shift.window)
        ]
        given.add_job(vroom.Job(i + 1, i + 1, default_service=stop.minutes * 60, time_windows=windows))
    steps = given.solve(exploration_level=5, nb_threads=1)
    jobs = steps.routes[steps.routes["type"] == "job"]
    return len(jobs), float(steps.summary.duration) / 60


def by_pyvrp(asked: Visits) -> tuple[int, float]:
    """PyVRP given the whole week: each day a vehicle; who finds no place costs more than any way."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    board, model = lay_out(asked), Model()
    seconds = np.rint(board.seconds).astype(int)
    places = [model.add_location(n, 0) for n in range(len(seconds))]
    home = model.add_depot(places[0])
    for shift in board.shifts:
        a, b = (shift.window.day * 86_400 + t * 60 for t in (shift.window.start, shift.window.end))
        model.add_vehicle_type(1, start_depot=home, end_depot=home, tw_early=a, tw_late=b)
    for i, stop in enumerate(asked.stops):
        spans = [
            (shift.window.day * 86_400 + a, shift.window.day * 86_400 + b)
            for shift in board.shifts
            for a, b in begin_times(stop, shift.window)
        ]
        if spans:
            more = {"tw_early": min(a for a, _ in spans), "tw_late": max(b for _, b in spans)}
            model.add_client(
                places[i + 1], service_duration=stop.minutes * 60, prize=10**6, required=False, **more
            )
    for i, row in enumerate(seconds):
        for j, way in enumerate(row):
            model.add_edge(places[i], places[j], distance=int(way), duration=int(way))
    best = model.solve(MaxRuntime(GIVEN), seed=7, display=False).best
    return best.num_clients(), best.distance() / 60


def main() -> None:
    route(visits(5, 1, 1), seed=1, engine="plain")
    print("| stops, days | solver | CPU s, median of 5 | visited | minutes on foot |")
    print("|---|---|---|---|---|")
    for stops, days in ((15, 1), (30, 1), (50, 1), (100, 5), (150, 5), (200, 5)):
        for name in SOLVERS:
            times, visited, walked = [], [], []
            for seed in range(1, 6):
                asked = visits(stops, days, seed)
                begin = time.process_time()
                if name in SOLVERS[2:]:
                    count, minutes = (at_once if name == SOLVERS[2] else by_pyvrp)(asked)
                else:
                    week = route(asked, seed=7, engine="plain" if name == SOLVERS[1] else "vroom")
                    count, minutes = week.visited, week.walking
                times.append(time.process_time() - begin)
                visited.append(str(count))
                walked.append(f"{minutes:.0f}")
            line = f"{np.median(times):.2f} | {', '.join(visited)} | {', '.join(walked)}"
            print(f"| {stops}, {days} | {name} | {line} |", flush=True)


if __name__ == "__main__":
    main()
