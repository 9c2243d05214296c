"""The search over the whole place: how many grids each block gets, and the best division of each block.

A table holds for every block the best division met for each number of grids; small blocks are solved exactly,
larger ones by annealing. A dynamic program over the tables then picks the numbers: first as few grids
outside the band as possible, then as few households beyond it, then the number asked for, then the least
walking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .anneal import anneal
from .build import Block
from .exact import Partitions, partitions
from .model import Band, Fault, Progress, Refused, Stop, Wishes
from .start import first_division

Ints = NDArray[np.int64]
J = TypeVar("J")
R = TypeVar("R")
OUT, BEYOND = 1e12, 1e6


@dataclass(frozen=True, slots=True)
class Try:
    """One division of one block."""

    zone: Ints
    walk: float
    out: int
    beyond: int
    exact: bool = False

    @property
    def key(self) -> tuple[int, int, float]:
        return self.out, self.beyond, self.walk


@dataclass(slots=True)
class Table:
    """What is known of one block: tries by number of grids, and the exact answer where there is one."""

    block: Block
    least: int
    most: int
    tries: dict[int, Try] = field(default_factory=dict)
    exact: Partitions | None = None
    looked: int = 0

    def learn(self, k: int, found: Try) -> None:
        if k not in self.tries or found.key < self.tries[k].key:
            self.tries[k] = found

    @property
    def fewest(self) -> int:
        """A proved lower bound on the number of grids in the band."""
        return min(self.exact.zones, default=self.least) if self.exact else self.least

    @property
    def possible(self) -> bool:
        """Not proved impossible."""
        return self.least <= self.most and (self.exact is None or bool(self.exact.zones))


def judge(block: Block, zone: Ints, band: Band, exact: bool = False) -> Try:
    """Measure a division of a block."""
    k = int(zone.max()) + 1
    load = np.bincount(zone, block.weight, k).astype(np.int64)
    over = np.maximum(0, np.maximum(band.lower - load, load - band.upper))
    walk = sum(best_site(block, zone, z)[1] for z in range(k))
    return Try(zone, walk, int((over > 0).sum()), int(over.sum()), exact)


def best_site(block: Block, zone: Ints, z: int) -> tuple[int, float]:
    """The site of grid z with the least walking, and that walking in household-metres."""
    atoms = np.flatnonzero(zone == z)
    sites = np.concatenate([np.arange(block.first[a], block.first[a + 1]) for a in atoms])
    sums = block.cost[np.ix_(atoms, sites)].sum(axis=0)
    at = int(sums.argmin())
    return int(sites[at]), float(sums[at])


def state_of(*numbers: int) -> NDArray[np.uint64]:
    """A generator state from the seed and what it is used for (splitmix)."""
    x = 0x9E3779B97F4A7C15
    for number in numbers:
        x = (x ^ (number & 0xFFFFFFFFFFFFFFFF)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 31
    return np.array([x or 1], dtype=np.uint64)


def run(
    block: Block,
    k: int,
    band: Band,
    tries: int,
    state: NDArray[np.uint64],
    *,
    fine: float = 0.0,
    smooth: float = 0.0,
    zone: Ints | None = None,
    hot: float = 0.4,
    firm: float = 20.0,
) -> Try:
    """One annealing of one block into k grids, from a fresh start or from `zone`."""
    zone = np.zeros(block.atoms, dtype=np.int64) if zone is None else zone.copy()
    if k >= block.atoms:
        return judge(block, np.arange(block.atoms, dtype=np.int64), band)
    if not zone.any() and k > 1:
        first_division(
            block.cost, block.first, block.weight, block.start, block.near, k, band.upper, 3, state, zone
        )
    if k > 1 and tries > 0:
        far = judge(block, zone, band).walk / max(1, block.households) + 1.0
        unit = far * max(1.0, block.households / block.atoms)
        home, stay = np.full(block.atoms, -1, dtype=np.int64), np.zeros(block.atoms)
        anneal(
            block.cost,
            block.first,
            block.weight,
            block.start,
            block.near,
            block.shared,
            zone,
            k,
            band.lower,
            band.upper,
            hot * unit,
            0.008 * unit,
            tries,
            np.array([0.5 * far, firm * far]),
            fine * far,
            smooth,
            0.15,
            home,
            stay,
            state,
        )
    return judge(block, zone, band)


def limits(amount: int, band: Band) -> tuple[int, int]:
    """By counting alone: the fewest and the most grids in the band; fewest > most means none at all."""
    return -(-amount // band.upper), amount // band.lower


class Search:
    """The state of one search; `go` runs it."""

    def __init__(
        self, blocks: Sequence[Block], wishes: Wishes, seed: int, progress: Progress | None, stop: Stop | None
    ) -> None:
        self.wishes, self.band, self.seed = wishes, wishes.band, seed
        self.progress = progress or (lambda stage, share: None)
        self.stop = stop or (lambda: False)
        self.stopped = False
        self.tables = [Table(b, *limits(b.amount, wishes.band)) for b in blocks]
        homes = sum(b.households for b in blocks)
        self.smooth = wishes.compactness * homes / 1000.0

    # -- running jobs ------------------------------------------------------------------------------------
    def each(self, work: Callable[[J], R], jobs: Sequence[J], stage: str) -> list[R]:
        """The answers in the order of the jobs, whatever the number of workers."""
        made: list[R] = []
        with ThreadPoolExecutor(max(1, self.wishes.workers)) as pool:
            for n, answer in enumerate(pool.map(work, jobs)):
                made.append(answer)
                self.progress(stage, (n + 1) / len(jobs))
        return made

    def attempt(self, c: int, k: int, effort: float, times: int, salt: int) -> None:
        """Anneal block c into k grids; more effort is more runs, so it never gives a worse division."""
        table = self.tables[c]
        block = table.block
        for nth in range(max(1, round(times * max(1.0, effort)))):
            if self.stop():
                self.stopped = True
                if k in table.tries:
                    return
            tries = 0 if self.stopped else int(min(1.0, effort) * max(2000 * block.atoms, 120_000))
            known = table.tries.get(k)
            hard = known is not None and known.out > 0
            table.learn(
                k,
                run(
                    block,
                    k,
                    self.band,
                    tries * (2 if hard else 1),
                    state_of(self.seed, c, k, salt, nth),
                    fine=200.0 if hard else 0.0,
                    smooth=self.smooth,
                    hot=(1.2, 0.4, 2.5)[nth % 3],
                    firm=60.0 if hard else 20.0,
                ),
            )

    # -- exact answers -----------------------------------------------------------------------------------
    def solve(self, c: int, deep: bool) -> None:
        """Small blocks exactly: the best division for each number of grids, or the proof that there is
        none."""
        table = self.tables[c]
        if table.exact is not None or self.stop() or table.looked > deep:
            return
        table.looked = 1 + deep
        work = {} if deep else {"visits": 400_000, "most": 60_000, "states": 200_000}
        lower, upper = self.band.lower, self.band.upper
        found = partitions(table.block, lower, upper, **work)
        if found is None:
            return
        table.exact = found
        lax = found
        if not found.zones:
            lax = partitions(table.block, lower, upper, out_price=OUT, beyond_price=BEYOND, **work) or found
        for k, zone in lax.zones.items():
            table.learn(k, judge(table.block, zone, self.band, exact=bool(found.zones)))

    # -- numbers -----------------------------------------------------------------------------------------
    def base(self) -> list[int]:
        """The number of grids each block would have, before the tables are known."""
        middle = (self.band.lower + self.band.upper) / 2
        usual = []
        for t in self.tables:
            k = max(1, round(t.block.amount / middle))
            usual.append(min(t.block.atoms, min(max(k, t.least), t.most) if t.least <= t.most else k))
        number = self.wishes.number
        if number == "usual":
            return usual
        if number == "fewest":
            return [min(t.block.atoms, max(1, t.fewest)) for t in self.tables]
        if not len(self.tables) <= number <= sum(t.block.atoms for t in self.tables):
            least, most = len(self.tables), sum(t.block.atoms for t in self.tables)
            raise Refused((Fault("number_impossible", (), {"number": number, "least": least, "most": most}),))
        low = [min(max(1, t.least), t.block.atoms) for t in self.tables]
        high = [max(lo, min(t.most, t.block.atoms)) for lo, t in zip(low, self.tables, strict=True)]
        if number < sum(low):
            high, low = low, [1] * len(low)
        elif number > sum(high):
            low, high = high, [t.block.atoms for t in self.tables]
        counts = list(low)
        reach = [float(t.block.households) * float(t.block.cost.mean()) for t in self.tables]
        steps = sorted(  # walking falls with the root of the number: the steps of each block get smaller
            (reach[c] * ((n + 1) ** -0.5 - n**-0.5), c)
            for c in range(len(counts))
            for n in range(low[c], high[c])
        )
        for _, c in steps[: number - sum(counts)]:
            counts[c] += 1
        return counts

    def choose(self) -> list[int]:
        """The numbers of grids, one per block, from what the tables hold."""
        number = self.wishes.number
        ways: dict[int, tuple[tuple[int, int, float], tuple[int, ...]]] = {0: ((0, 0, 0.0), ())}
        for table in self.tables:
            after: dict[int, tuple[tuple[int, int, float], tuple[int, ...]]] = {}
            for total, (key, path) in ways.items():
                for k, t in table.tries.items():
                    new = (key[0] + t.out, key[1] + t.beyond, key[2] + t.walk)
                    if total + k not in after or new < after[total + k][0]:
                        after[total + k] = (new, (*path, k))
            ways = after
        if number == "fewest":
            return list(min(ways.items(), key=lambda w: (w[1][0][:2], w[0], w[1][0][2]))[1][1])
        want = sum(self.base()) if number == "usual" else number
        if number != "usual":
            return list(ways[want][1])
        return list(min(ways.items(), key=lambda w: (w[1][0][:2], abs(w[0] - want), w[1][0][2]))[1][1])

    def climb(self, c: int) -> None:
        """For the fewest grids: more and more until the block is in the band."""
        table = self.tables[c]
        start = min(table.block.atoms, max(1, table.fewest))
        most = max(start, min(table.most, table.block.atoms))
        for k in range(start, most + 1):
            if k not in table.tries or (table.tries[k].out and not table.exact):
                self.attempt(c, k, 1.5 * self.wishes.effort, 4, 1)
            if table.tries[k].out == 0 or self.stopped:
                return

    def go(self) -> list[Try]:
        """The best division found for every block."""
        effort, tables = self.wishes.effort, self.tables
        every = range(len(tables))
        self.each(lambda c: self.solve(c, False), every, "small blocks")
        if self.wishes.number == "fewest":
            self.each(self.climb, every, "fewest")
        base = self.base()
        jobs = []
        for c, t in enumerate(tables):
            around = (
                (base[c],)
                if self.wishes.number == "fewest" or len(tables) == 1
                else (base[c], base[c] - 1, base[c] + 1)
            )
            for k in around:
                fair = t.least <= k <= t.most or k == base[c]
                if (
                    1 <= k <= t.block.atoms
                    and fair
                    and (k not in t.tries or (k == base[c] and t.exact is None))
                ):
                    jobs.append((c, k))
        self.each(lambda job: self.attempt(*job, 0.5 * effort, 1, 2), jobs, "numbers")
        chosen = self.choose()
        todo = [c for c in every if not tables[c].tries[chosen[c]].exact]
        self.each(lambda c: self.attempt(c, chosen[c], effort, 3, 3), todo, "grids")
        outside = [c for c in every if tables[c].tries[chosen[c]].out > 0]
        if outside and not self.stopped:
            self.each(lambda c: self.repair(c, chosen[c]), outside, "outside the band")
            chosen = self.choose()
            self.each(
                lambda c: (
                    self.attempt(c, chosen[c], effort, 2, 5) if not tables[c].tries[chosen[c]].exact else None
                ),
                outside,
                "grids",
            )
        return [tables[c].tries[chosen[c]] for c in every]

    def repair(self, c: int, k: int) -> None:
        """A block outside the band: look exactly, else longer, else with one grid fewer or more."""
        table = self.tables[c]
        if table.least <= table.most:
            self.solve(c, True)
        if (
            table.exact is not None
            and table.exact.zones
            and (self.wishes.number in {"usual", "fewest"} or k in table.exact.zones or len(self.tables) > 1)
        ):
            return
        self.attempt(c, k, 2 * self.wishes.effort, 3, 4)
        if table.tries[k].out and table.possible and len(self.tables) > 1:
            for other in (k - 1, k + 1):
                if max(1, table.least) <= other <= min(table.most, table.block.atoms):
                    self.attempt(c, other, self.wishes.effort, 2, 4)
