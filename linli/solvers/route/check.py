"""Refuse by name what no round can be made of."""

from __future__ import annotations

from collections import Counter
from math import isfinite

import numpy as np

from linli.solvers.refused import Refused
from linli.solvers.route.model import Visits, Window

DAY = 24 * 60


def check(visits: Visits) -> None:
    for code, rows in (("stop_twice", visits.stops), ("walker_twice", visits.walkers)):
        _refuse(code, [key for key, count in Counter(row.key for row in rows).items() if count > 1])
    _refuse("stop_at_no_number", [s.key for s in visits.stops if not isfinite(s.x + s.y)])
    _refuse("walker_at_no_number", [w.key for w in visits.walkers if not isfinite(w.x + w.y)])
    _refuse("visit_of_no_length", [s.key for s in visits.stops if not 0 <= s.minutes <= DAY])
    _refuse("urgency_out_of_range", [s.key for s in visits.stops if not 0 <= s.urgency <= 100])
    _refuse("window_upside_down", [s.key for s in visits.stops if any(map(_wrong, s.windows))])
    _refuse("shift_upside_down", [w.key for w in visits.walkers if any(map(_wrong, w.shifts))])
    _refuse(
        "two_shifts_in_one_day",
        [w.key for w in visits.walkers if len({shift.day for shift in w.shifts}) < len(w.shifts)],
    )
    known = {walker.key for walker in visits.walkers}
    _refuse("stop_of_unknown_walker", [s.key for s in visits.stops if s.worker and s.worker not in known])
    if not (0 < visits.metres_per_minute < 10_000 and 1 <= visits.detour < 10):
        raise Refused("speed_out_of_range")
    places = len(visits.stops) + len(visits.walkers)
    if visits.metres is not None:
        metres = np.asarray(visits.metres)
        if metres.shape != (places, places):
            raise Refused("distances_of_other_places", places=places)
        if not (np.isfinite(metres) & (metres >= 0)).all():
            raise Refused("distance_at_no_number")


def _wrong(window: Window) -> bool:
    return not 0 <= window.start < window.end <= DAY


def _refuse(code: str, keys: list[str]) -> None:
    if keys:
        raise Refused(code, where=tuple(keys))
