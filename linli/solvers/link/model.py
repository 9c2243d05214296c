"""What is asked of the linking solver, and what it answers.

Every wish is counted in metres of walking, so one number can be compared with another and told to a person:
"she is 40 m away; the next best would be as good if she lived 120 m farther".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Masks = NDArray[np.uint64]
Bools = NDArray[np.bool_]
Records = Any
"""An array of records: the type checker does not know their fields."""
Geometry = Literal["metres", "lonlat"]

PER_METRE = 10
"""Costs are whole decimetres inside: sums are exact and the same on every machine."""


@dataclass(frozen=True, slots=True)
class Household:
    """A household to be linked. Without x and y it is refused by its key."""

    key: str
    x: float | None
    y: float | None
    building: str | None = None
    entrance: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A member who links households; `least` and `most` are wishes, `limit` is never passed.

    `exempt` says old, ill or away; a member of `Worth.oldest` years or more is old. Who is exempt but
    `willing` links.
    """

    key: str
    x: float | None
    y: float | None
    building: str | None = None
    entrance: str | None = None
    strengths: tuple[str, ...] = ()
    least: int = 0
    most: int = 10
    limit: int | None = None
    age: int | None = None
    exempt: Literal["", "old", "ill", "away"] = ""
    willing: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """What each wish is worth, in metres of walking; and where walking ends."""

    another_entrance: float = 10.0
    """A member of the same building behind another door counts as this much farther."""
    another_building: float = 20.0
    tie: float = 200.0
    """Missing somebody they know (kin, friends: told for this purpose)."""
    strength: float = 150.0
    """Missing a member who is good at what the household needs; per need."""
    move: float = 100.0
    """Ending a link that exists."""
    missing: float = 0.0
    """Each household that a member has less than `least`."""
    excess: float = 100.0
    """The first household above `most`; the second costs twice as much, and so on."""
    uncovered: float = 10_000.0
    """How much farther than its nearest member we go before a household stays without one."""
    reach: float = float("inf")
    """Nobody farther than this is asked."""
    oldest: int = 70


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """A walking graph in the geometry of the problem; without it, straight lines are walked."""

    x: Floats
    y: Floats
    a: Ints
    b: Ints
    metres: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Household–member pairs by row numbers."""

    household: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    member: Ints = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Households as columns: what a million of them fit into. -1 is an unknown building or entrance."""

    key: Sequence[str]
    x: Floats
    y: Floats
    building: Ints
    entrance: Ints
    needs: Masks

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Members as columns; `exempt` holds a reason or "" per member, and who is exempt links nobody."""

    key: Sequence[str]
    x: Floats
    y: Floats
    building: Ints
    entrance: Ints
    strengths: Masks
    least: Ints
    most: Ints
    limit: Ints
    exempt: Sequence[str]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One linking to be found. `Problem`s are built by `problem()`, which checks them.

    `ties` were told for this purpose, `kept` are the links that exist (one per household), `excluded` may not
    be.
    """

    households: Households
    members: Members
    ties: Pairs = field(default_factory=Pairs)
    kept: Pairs = field(default_factory=Pairs)
    excluded: Pairs = field(default_factory=Pairs)
    worth: Worth = Worth()
    geometry: Geometry = "metres"
    walks: Walks | None = None
    kinds: tuple[str, ...] = ()
    """The names of the needs and strengths, by bit."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A household without a name to call, and why.

    `excluded`: from every member within reach. `out_of_reach`: the nearest member is `metres` away. `full`:
    the `households` named together can only be linked by `members`, who may take `room`; so `short` are left.
    `too_far`: somebody could be found only by going farther than the problem allows.
    """

    household: str
    code: Literal["excluded", "out_of_reach", "full", "too_far"]
    metres: float = 0.0
    members: tuple[str, ...] = ()
    households: int = 0
    room: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """A member whose number of households is outside the wished band; `by` counts how many."""

    member: str
    households: int
    least: int
    most: int
    by: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """No linking whatever, over all members, costs less than `bound`; ours costs `cost` (metres)."""

    cost: float
    bound: float
    households: int

    @property
    def gap(self) -> float:
        """How much cheaper, as a share of our cost, an unknown better linking could be at most."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    @property
    def metres_each(self) -> float:
        return (self.cost - self.bound) / self.households if self.households else 0.0

    def __str__(self) -> str:
        return (
            f"{self.cost:,.0f} m counted; nothing below {self.bound:,.0f} m is possible: "
            f"at most {self.gap:.3%} or {self.metres_each:.2f} m per household above the best"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Linking:
    """Each household and its member (a row number of the problem, or -1)."""

    problem: Problem
    member: Ints
    metres: Floats
    """Walked from the door of the household to that of the member; 0 where uncovered."""
    uncovered: tuple[Uncovered, ...]
    excess: tuple[Load, ...]
    short: tuple[Load, ...]
    certificate: Certificate
    rounds: int
    """How often the candidates had to grow."""
    first: Ints | None = None
    """For deputies: the first members, who were not to be chosen again."""

    @property
    def walked(self) -> float:
        return float(self.metres.sum())

    @property
    def moved(self) -> Ints:
        """Rows of the households whose existing link ends."""
        rows, kept = self.problem.kept.household, self.problem.kept.member
        moved: Ints = rows[self.member[rows] != kept]
        return moved


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a household was linked to this member."""

    household: str
    member: str
    metres: float
    same_building: bool
    same_entrance: bool
    tie: bool
    kept: bool
    strengths: tuple[str, ...]
    """What the household needs and the member is good at."""
    unmet: tuple[str, ...]
    next_best: str | None
    farther: float
    """So much more the next best counts; less than 0: that member would be better, but has others to look
    after."""

    def __str__(self) -> str:
        why = ["known to each other"] if self.tie else []
        why += ["linked already"] if self.kept else []
        why += ["same entrance"] if self.same_entrance else ["same building"] if self.same_building else []
        why += [*self.strengths, f"{self.metres:.0f} m"]
        told = f"{self.household} → {self.member}: {', '.join(why)}"
        if self.next_best is None:
            return f"{told}; nobody else within reach"
        if self.farther < 0:
            return f"{told}; {self.next_best}, {-self.farther:.0f} m better, has others to look after"
        return f"{told}; the next best, {self.next_best}, is {self.farther:.0f} m farther"


@dataclass(frozen=True, slots=True)
class Point:
    """One answer to 'how much better if we move more?'"""

    price: float
    """Metres a household had to gain for being moved."""
    moved: int
    forced: int
    """Moved because their member no longer links."""
    metres: float
    """Walking and wishes of the answer, moving not counted; so a curve can be drawn through the points."""
    linking: Linking


@dataclass(frozen=True, slots=True)
class Relinking:
    """Answers from 'move almost nobody' to 'as if from new'. None is worse than another in both numbers."""

    points: tuple[Point, ...]
