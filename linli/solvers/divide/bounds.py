"""A number no division can walk below, with its proof: Lagrangean relaxation of the capacitated p-median.

Give every atom a price u. A grid around site j may then take any atoms whose amount lies in the band,
connected or not, each costing its walking less its price. The cheapest such grid is a knapsack; the k
cheapest sites plus all prices are a lower bound for every u (no arc is left out, contiguity is only
relaxed). The prices are improved by
subgradient steps towards the best known division. The knapsack is first solved in fractions, which reaches
the linear programming bound; in the last rounds in whole atoms, which can only raise it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compiled import compiled
from .build import Block
from .model import Progress, Stop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _sink(keys: Floats, items: Ints, at: int, size: int) -> None:
    """Restore the heap below `at`: the smallest key on top."""
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[at] <= keys[child]:
            return
        keys[at], keys[child] = keys[child], keys[at]
        items[at], items[child] = items[child], items[at]
        at = child


@compiled
def _fractional(
    j: int,
    cost: Floats,
    atom: int,
    weight: Ints,
    price: Floats,
    order: Ints,
    steepest: float,
    lower: int,
    upper: int,
    keys: Floats,
    items: Ints,
    pick: Ints,
    take: Floats,
) -> float:
    """The cheapest grid around site j with atoms in fractions; its shares go to `take`, its atoms to `pick`.

    `order` lists the atoms by walking per unit to j: behind the steepest price none is worth taking.
    Returns the value; the number of atoms taken is left in pick[-1].
    """
    value = float(cost[j, atom] - price[atom])
    load = float(weight[atom])
    pick[0] = atom
    take[0] = 1.0
    used, size = 1, 0
    reached = load
    for n in range(len(order)):
        i = order[n]
        if i == atom or weight[i] == 0:
            continue
        if cost[j, i] > steepest * weight[i] and reached >= lower:
            break
        keys[size] = (cost[j, i] - price[i]) / weight[i]
        items[size] = i
        if keys[size] < 0:
            reached += weight[i]
        size += 1
    for at in range(size // 2 - 1, -1, -1):
        _sink(keys, items, at, size)
    while size > 0:
        i = items[0]
        room = (upper if keys[0] < 0 else lower) - load
        if room <= 0:
            break
        share = min(1.0, room / weight[i])
        value += share * (cost[j, i] - price[i])
        load += share * weight[i]
        pick[used] = i
        take[used] = share
        used += 1
        size -= 1
        keys[0], items[0] = keys[size], items[size]
        _sink(keys, items, 0, size)
    pick[len(pick) - 1] = used
    return value


@compiled
def fractional_grids(
    cost: Floats,
    owner: Ints,
    weight: Ints,
    price: Floats,
    orders: Ints,
    lower: int,
    upper: int,
    values: Floats,
    picks: Ints,
    takes: Floats,
) -> None:
    """The cheapest fractional grid of every site."""
    atoms = len(weight)
    steepest = 0.0
    for i in range(atoms):
        if weight[i] > 0:
            steepest = max(steepest, price[i] / weight[i])
    keys = np.empty(atoms)
    items = np.empty(atoms, dtype=np.int64)
    for j in range(cost.shape[0]):
        values[j] = _fractional(
            j,
            cost,
            owner[j],
            weight,
            price,
            orders[j],
            steepest,
            lower,
            upper,
            keys,
            items,
            picks[j],
            takes[j],
        )


@compiled
def _whole_grid(
    j: int,
    cost: Floats,
    atom: int,
    weight: Ints,
    price: Floats,
    upper: int,
    best: Floats,
    took: NDArray[np.bool_],
    pick: Ints,
    take: Floats,
) -> float:
    """The cheapest grid around site j in whole atoms with at most `upper`, by the knapsack table."""
    room = upper - weight[atom]
    pick[0] = atom
    take[0] = 1.0
    used = 1
    value = float(cost[j, atom] - price[atom])
    if room < 0:
        pick[len(pick) - 1] = used
        return value
    items = 0
    list_ = np.empty(len(weight), dtype=np.int64)
    for i in range(len(weight)):
        if i != atom and 0 < weight[i] <= room and cost[j, i] < price[i]:
            list_[items] = i
            items += 1
    for w in range(room + 1):
        best[w] = 0.0
    for n in range(items):
        i = list_[n]
        gain, size = price[i] - cost[j, i], weight[i]
        row = took[n]
        for w in range(size):
            row[w] = False
        for w in range(room, size - 1, -1):
            other = best[w - size] + gain
            row[w] = other > best[w]
            if row[w]:
                best[w] = other
    value -= best[room]
    w = room
    for n in range(items - 1, -1, -1):
        if took[n, w]:
            pick[used] = list_[n]
            take[used] = 1.0
            used += 1
            w -= weight[list_[n]]
    pick[len(pick) - 1] = used
    return float(value)


@compiled
def whole_grids(
    cost: Floats,
    owner: Ints,
    weight: Ints,
    price: Floats,
    upper: int,
    most: int,
    order: Ints,
    values: Floats,
    picks: Ints,
    takes: Floats,
) -> None:
    """Raise values to those of whole atoms, only as far as they can be among the `most` cheapest.

    `order` lists the sites by their fractional value, which is never above the whole one.
    """
    best = np.empty(upper + 1)
    took = np.empty((len(weight), upper + 1), dtype=np.bool_)
    cheapest = np.full(most, np.inf)
    pick = np.empty(picks.shape[1], dtype=np.int64)
    take = np.empty(takes.shape[1])
    for j in order:
        if values[j] >= cheapest[most - 1]:
            return
        value = _whole_grid(j, cost, owner[j], weight, price, upper, best, took, pick, take)
        if value > values[j]:
            values[j] = value
            for n in range(pick[len(pick) - 1]):
                picks[j, n] = pick[n]
                takes[j, n] = take[n]
            picks[j, len(pick) - 1] = pick[len(pick) - 1]
        at = most - 1
        if values[j] < cheapest[at]:
            while at > 0 and cheapest[at - 1] > values[j]:
                cheapest[at] = cheapest[at - 1]
                at -= 1
            cheapest[at] = values[j]


@compiled
def cover(chosen: Ints, picks: Ints, takes: Floats, given: Floats) -> None:
    """How often each atom is taken by the chosen sites."""
    for j in chosen:
        for n in range(picks[j, picks.shape[1] - 1]):
            given[picks[j, n]] += takes[j, n]


@dataclass(frozen=True, slots=True)
class Priced:
    """The bound in household-metres and what proves it: prices per block, and what they say for each number.

    `curves[c][n]` is a lower bound on the walking of block c divided into least[c] + n grids.
    """

    value: float
    prices: tuple[Floats, ...]
    curves: tuple[Floats, ...]
    rounds: int


def combine(curves: list[dict[int, float]], number: int) -> float:
    """The least sum over all ways to share `number` grids among the blocks."""
    ways = {0: 0.0}
    for curve in curves:
        after: dict[int, float] = {}
        for total, value in ways.items():
            for k, more in curve.items():
                if value + more < after.get(total + k, np.inf):
                    after[total + k] = value + more
        ways = after
    return ways.get(number, np.inf)


def share_out(values: list[Floats], least: list[int], most: list[int], number: int) -> list[int]:
    """How many of the cheapest sites each block takes: the cheapest way to `number` within the limits."""
    counts = list(least)
    steps = [(float(v[n]), c) for c, v in enumerate(values) for n in range(least[c], min(most[c], len(v)))]
    for _, c in sorted(steps)[: max(0, number - sum(counts))]:
        counts[c] += 1
    return counts


def walking_bound(
    blocks: tuple[Block, ...],
    bands: list[tuple[int, int]],
    least: list[int],
    most: list[int],
    number: int,
    target: float,
    *,
    rounds: int = 600,
    whole_rounds: int = 200,
    enough: float = 0.0,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Priced:
    """Lower bound on the walking of all divisions into `number` grids with block counts within the limits.

    `target` is the walking of a known division: it only sets the length of the steps. `enough`: stop early at
    this gap.
    """
    owners = [np.repeat(np.arange(b.atoms), np.diff(b.first)) for b in blocks]
    orders = [
        np.ascontiguousarray(np.argsort(b.cost / np.maximum(b.weight, 1)[:, None], axis=0, kind="stable").T)
        for b in blocks
    ]
    prices = [
        1.5 * target / max(1, sum(b.households for b in blocks)) * b.homes.astype(np.float64) for b in blocks
    ]
    costs = [np.ascontiguousarray(b.cost.T) for b in blocks]  # a row for each site
    room = [
        (np.zeros((b.cost.shape[1], b.atoms + 2), np.int64), np.zeros((b.cost.shape[1], b.atoms + 1)))
        for b in blocks
    ]
    drift = [np.zeros(b.atoms) for b in blocks]
    curves: list[Floats] = [np.full(1, -np.inf) for _ in blocks]
    best, kept, length, stale = -np.inf, [p.copy() for p in prices], 1.0, 0
    done, done_in_fractions, whole = 0, 0, False
    for turn in range(rounds + whole_rounds):
        if stop is not None and stop():
            break
        if progress is not None and turn % 20 == 0:
            progress("bound", turn / (rounds + whole_rounds))
        if not whole and (turn >= rounds or length < 0.002):
            if not whole_rounds:
                break
            prices, length, stale, whole = [p.copy() for p in kept], 0.2, 0, True
        if whole and (length < 0.002 or turn - done_in_fractions >= whole_rounds):
            break
        if not whole:
            done_in_fractions = turn + 1
        values: list[Floats] = []
        for c, block in enumerate(blocks):
            value = np.empty(block.cost.shape[1])
            lower, upper = bands[c]
            fractional_grids(
                costs[c], owners[c], block.weight, prices[c], orders[c], lower, upper, value, *room[c]
            )
            if whole:
                whole_grids(
                    costs[c],
                    owners[c],
                    block.weight,
                    prices[c],
                    upper,
                    most[c],
                    np.argsort(value),
                    value,
                    *room[c],
                )
            values.append(value)
        ranked = [np.argsort(v, kind="stable") for v in values]
        counts = share_out([v[r] for v, r in zip(values, ranked, strict=True)], least, most, number)
        total, steep = 0.0, 0.0
        slopes: list[Floats] = []
        for c, block in enumerate(blocks):
            chosen = ranked[c][: counts[c]]
            given = np.zeros(block.atoms)
            cover(chosen, *room[c], given)
            total += float(prices[c].sum() + values[c][chosen].sum())
            slope = np.where(block.weight > 0, 1.0 - given, 0.0)
            slopes.append(slope)
        done = turn + 1
        if total > best + 1e-9:
            stale = 0 if total > best + 1e-5 * abs(target) else stale + 1
            best, kept = total, [p.copy() for p in prices]
            curves = [
                p.sum() + np.concatenate([[0.0], np.cumsum(v[r])])[lo : hi + 1]
                for p, v, r, lo, hi in zip(prices, values, ranked, least, most, strict=True)
            ]
            if target / max(best, 1e-9) - 1 <= enough:
                break
        else:
            stale += 1
        if stale >= 15:
            length, stale = length * 0.6, 0
            prices = [p.copy() for p in kept]
        for c in range(len(blocks)):
            drift[c] = 0.6 * drift[c] + slopes[c] if turn else slopes[c]
        steep = sum(float((d * d).sum()) for d in drift)
        if steep < 1e-12:
            break
        step = length * max(target - total, 1e-4 * target) / steep
        for c in range(len(blocks)):
            prices[c] = prices[c] + step * drift[c]
    return Priced(best, tuple(kept), tuple(curves), done)
