"""Rounds without the library: insertion by regret, then or-opt and 2-opt while they help. Exact about
windows."""

from __future__ import annotations

import numpy as np

from linli.solvers.compiled import compiled, part
from linli.solvers.link.model import Longs

NEVER = 1 << 60


@part
def _fits(order: Longs, n: int, between: Longs, service: Longs, opens: Longs, start: int, end: int) -> int:
    """Seconds on foot, or NEVER where a window or the end of the shift is missed."""
    now, here, walked = start, 0, 0
    for i in range(n):
        stop = order[i]
        step = between[here, stop + 1]
        walked += step
        now += step
        begins = np.int64(-1)
        for w in range(opens.shape[1]):
            if opens[stop, w, 0] >= 0 and now <= opens[stop, w, 1]:
                begins = max(now, opens[stop, w, 0])
                break
        if begins < 0:
            return NEVER
        now, here = begins + service[stop], stop + 1
    walked += between[here, 0]
    return walked if now + between[here, 0] <= end else NEVER


@part
def _with(tour: Longs, n: int, stop: int, p: int, trial: Longs) -> None:
    """The tour with a stop put in at place p."""
    for q in range(n + 1):
        trial[q] = stop if q == p else tour[q - (q > p)]


@part
def _moved(tour: Longs, n: int, a: int, length: int, p: int, trial: Longs) -> None:
    """The tour with the stretch from a moved so that it begins at place p."""
    k = 0
    for q in range(n):
        if p <= q < p + length:
            trial[q] = tour[a + q - p]
        else:
            if k == a:
                k += length
            trial[q] = tour[k]
            k += 1


@part
def _turned(tour: Longs, n: int, a: int, b: int, trial: Longs) -> None:
    for q in range(n):
        trial[q] = tour[a + b - q] if a <= q <= b else tour[q]


@compiled
def insert(
    order: Longs, urgency: Longs, hardest: bool, between: Longs, service: Longs, opens: Longs,
    start: int, end: int,
) -> Longs:  # fmt: skip
    """Add stops while any fits: the most urgent first, then the hardest (worst second place) or nearest."""
    stops, n = len(service), len(order)
    inside = np.zeros(stops, np.bool_)
    tour, trial = np.empty(stops, np.int64), np.empty(stops, np.int64)
    for i in range(n):
        tour[i] = order[i]
        inside[order[i]] = True
    while n < stops:
        chosen, at, urgent, regret, cost = -1, -1, np.int64(-1), np.int64(-1), NEVER
        for stop in range(stops):
            if inside[stop] or urgency[stop] < urgent:
                continue
            best = second = NEVER
            place = -1
            for p in range(n + 1):
                _with(tour, n, stop, p, trial)
                total = _fits(trial, n + 1, between, service, opens, start, end)
                if total < best:
                    second, best, place = best, total, p
                elif total < second:
                    second = total
            if place < 0:
                continue
            worse = second - best if hardest else 0
            if urgency[stop] > urgent or worse > regret or (worse == regret and best < cost):
                chosen, at, regret, cost = stop, place, np.int64(worse), best
                urgent = urgency[stop]
        if chosen < 0:
            break
        _with(tour, n, chosen, at, trial)
        tour, trial = trial, tour
        inside[chosen] = True
        n += 1
    return tour[:n].copy()


@compiled
def improve(order: Longs, between: Longs, service: Longs, opens: Longs, start: int, end: int) -> Longs:
    """Move up to three neighbours elsewhere, or turn a stretch round, as long as the walk gets shorter."""
    n = len(order)
    tour, trial = order.copy(), order.copy()
    best = _fits(tour, n, between, service, opens, start, end)
    better = True
    while better:
        better = False
        for a in range(n):
            for length in range(-n, 4):
                # length < 1: turn the stretch of that length round; else move it
                for p in range(n - length + 1 if length > 0 else 1):
                    if length > 0 and (a + length > n or p == a):
                        continue
                    if length <= 0 and a - length >= n:
                        continue
                    if length > 0:
                        _moved(tour, n, a, length, p, trial)
                    else:
                        _turned(tour, n, a, a - length, trial)
                    total = _fits(trial, n, between, service, opens, start, end)
                    if total < best:
                        best, better = total, True
                        tour, trial = trial, tour
    return tour
