"""What is asked of the route solver, and what it answers. Times are minutes after midnight, days are
numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.typing import NDArray

Engine = Literal["vroom", "plain"]


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody can be met, or works: from `start` to `end` on `day`."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A door to be visited once, for so many minutes. Without windows it is open whenever somebody works."""

    key: str
    x: float
    y: float
    minutes: int
    windows: tuple[Window, ...] = ()
    urgency: int = 0
    """0 to 100: the more urgent is served where not all can be."""
    needs: tuple[str, ...] = ()
    worker: str | None = None
    """Nobody but this worker."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody who walks rounds: from home and back, one round in each shift."""

    key: str
    x: float
    y: float
    shifts: tuple[Window, ...]
    strengths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """A day or a week of visits to be divided and ordered.

    `metres` are walking distances between all places, walkers first and then stops; without them, straight
    lines times `detour`.
    """

    stops: tuple[Stop, ...]
    walkers: tuple[Walker, ...]
    geometry: Literal["metres", "lonlat"] = "metres"
    metres_per_minute: float = 72.0
    detour: float = 1.3
    metres: NDArray | None = None  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class Call:
    """One visit of a round: the walker waits from `arrives` to `begins`."""

    stop: str
    arrives: int
    begins: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Round:
    walker: str
    day: int
    starts: int
    ends: int
    walking: float
    """Minutes on foot."""
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A stop nobody visits, and why.

    `nobody`: no walker is the one asked for and good at what is needed. `closed`: no shift meets its windows
    long enough. `too_far`: the way there and back does not fit into any shift. `full`: it would fit alone,
    but the `rounds` (walker, day) it could join have no more than `spare` minutes left, and it takes `takes`
    of them at least.
    """

    stop: str
    code: Literal["nobody", "closed", "too_far", "full"]
    rounds: tuple[tuple[str, int], ...] = ()
    spare: int = 0
    takes: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    rounds: tuple[Round, ...]
    left: tuple[Left, ...]
    engine: Engine

    @property
    def walking(self) -> float:
        return sum(one.walking for one in self.rounds)

    @property
    def visited(self) -> int:
        return sum(len(one.calls) for one in self.rounds)
