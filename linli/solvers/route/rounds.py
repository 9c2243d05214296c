"""One round: the stops given, in the best order that fits; those that do not fit are handed back."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linli.solvers.route.model import Engine

Seconds = NDArray[np.int64]
EXPLORATION, MIDDLING = 5, 3
THOROUGH = 60
"""Up to so many stops the library looks as hard as it can; above, a middling look is nearly as good."""


class Trip(NamedTuple):
    """A round in seconds: place 0 is home, the others are the stops offered."""

    between: Seconds
    service: Seconds
    opens: list[list[tuple[int, int]]]
    urgency: list[int]
    start: int
    end: int


def engine() -> Engine:
    """The library where it is installed."""
    return "vroom" if importlib.util.find_spec("vroom") else "plain"


def ordered(trip: Trip, by: Engine) -> list[int]:
    """The stops visited, in order."""
    if not len(trip.service):
        return []
    return _by_vroom(trip) if by == "vroom" else _plainly(trip)


class Shared(NamedTuple):
    """What the library is asked: shifts with home, hours and skills; stops with place, hours and skills."""

    between: Seconds
    homes: list[int]
    hours: list[tuple[int, int]]
    offers: list[set[int]]
    places: list[int]
    service: list[int]
    opens: list[list[tuple[int, int]]]
    wants: list[set[int]]
    urgency: list[int]


def by_vroom(shared: Shared) -> list[list[int]]:
    """The stops of each shift, in order."""
    import vroom

    asked = vroom.Input()
    asked.set_durations_matrix("car", np.ascontiguousarray(shared.between, dtype=np.uint32))
    for shift, (a, b) in enumerate(shared.hours):
        home, offers = shared.homes[shift], shared.offers[shift]
        asked.add_vehicle(
            vroom.Vehicle(shift + 1, start=home, end=home, skills=offers, time_window=vroom.TimeWindow(a, b))
        )
    for stop, opens in enumerate(shared.opens):
        windows = [vroom.TimeWindow(a, b) for a, b in _apart(opens)]
        if not windows:
            continue  # nobody can come: the library would take it for open always
        asked.add_job(
            vroom.Job(
                stop + 1,
                shared.places[stop],
                default_service=shared.service[stop],
                time_windows=windows,
                skills=shared.wants[stop],
                priority=shared.urgency[stop],
            )
        )
    rounds: list[list[int]] = [[] for _ in shared.hours]
    if not any(shared.opens):
        return rounds
    level = EXPLORATION if len(shared.opens) <= THOROUGH else MIDDLING
    steps = asked.solve(exploration_level=level, nb_threads=1).routes
    jobs = steps[steps["type"] == "job"]
    for vehicle, job in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        rounds[int(vehicle) - 1].append(int(job) - 1)
    return rounds


def _apart(opens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hours of several shifts of one day may overlap; the library wants them joined."""
    joined: list[tuple[int, int]] = []
    for a, b in opens:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined


def _by_vroom(trip: Trip) -> list[int]:
    stops = len(trip.service)
    nobody: list[set[int]] = [set() for _ in range(stops)]
    return by_vroom(
        Shared(
            trip.between, [0], [(trip.start, trip.end)], [set()], list(range(1, stops + 1)),
            trip.service.tolist(), trip.opens, nobody, trip.urgency,
        )
    )[0]  # fmt: skip


def timed(trip: Trip, order: list[int]) -> list[tuple[int, int, int]] | None:
    """Arrival, begin and end at each stop, leaving home at the start; None if the order does not fit.

    As in the library, a window says when a visit may begin.
    """
    now, here, times = trip.start, 0, []
    for stop in order:
        arrives = now + int(trip.between[here, stop + 1])
        begins = next((max(arrives, a) for a, b in trip.opens[stop] if arrives <= b), None)
        if begins is None:
            return None
        now, here = begins + int(trip.service[stop]), stop + 1
        times.append((arrives, begins, now))
    return times if now + int(trip.between[here, 0]) <= trip.end else None


def walking(trip: Trip, order: list[int]) -> int:
    path = [0, *(stop + 1 for stop in order), 0]
    return int(trip.between[path[:-1], path[1:]].sum())


def _plainly(trip: Trip) -> list[int]:
    """Insert each stop where it costs least, the hardest to place first; then move stops and turn stretches
    round."""
    from linli.solvers.route.plain import improve, insert

    windows = max(map(len, trip.opens))
    opens = np.full((len(trip.service), windows, 2), -1, np.int64)
    for stop, own in enumerate(trip.opens):
        opens[stop, : len(own)] = own
    urgency = np.array(trip.urgency, np.int64)
    given = (trip.between, trip.service, opens, trip.start, trip.end)
    answers = []
    for hardest in (True, False):  # where not all fit, the easy ones are more
        order = np.empty(0, np.int64)
        for _ in range(3):  # a shorter round may have room for one more
            more = insert(order, urgency, hardest, *given)
            if len(more) == len(order) and len(order):
                break
            order = improve(more, *given)
        answers.append([int(stop) for stop in order])
    return min(answers, key=lambda order: (-sum(1 + trip.urgency[i] for i in order), walking(trip, order)))
