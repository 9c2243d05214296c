"""What goes into a division and what comes out: frozen, plain, without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
Ring = tuple[Point, ...]
Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share done, 0–1."""
Stop = Callable[[], bool]
"""Asked between pieces of work; True ends the search early with the best plan so far."""


@dataclass(frozen=True, slots=True)
class Building:
    """A building 楼栋 at one point: longitude and latitude, or metres east and north."""

    id: str
    x: float
    y: float
    households: int
    people: int | None = None
    estate: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """A line no grid may cross: an arterial road, a railway, a river."""

    kind: str
    line: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """A community 社区 with its 12-digit code; the outline is optional and only checks where buildings
    stand."""

    code: str
    name: str = ""
    outline: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Everything known of the place. Without `adjacent`, neighbours come from the coordinates."""

    buildings: tuple[Building, ...]
    borders: tuple[Border, ...] = ()
    communities: tuple[Community, ...] = ()
    adjacent: tuple[tuple[str, str], ...] | None = None
    datum: Literal["wgs84", "metres"] = "wgs84"
    water: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """How many households (or people) a grid may hold, both ends included."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the office asks for.

    `number`: so many grids, "fewest" possible, or "usual": grids of about the middle of the band.
    `whole`: "estate" keeps compounds together as long as one fits the band; buildings are never split unless
    `split_buildings`. `reach_m`: buildings farther apart are no neighbours. `compactness`: metres of walking
    given up per household for one kilometre less of inner border; 0 looks at walking alone.
    `accept`: faults that may pass and are told with the answer instead (see `check.ACCEPTABLE`).
    `effort`: 1 is a few seconds for 1,600 buildings; time grows in proportion.
    """

    band: Band = Band(300, 500)
    measure: Literal["households", "people"] = "households"
    number: int | Literal["fewest", "usual"] = "usual"
    whole: Literal["building", "estate"] = "building"
    split_buildings: bool = False
    reach_m: float = 400.0
    compactness: float = 0.0
    microgrid: Band | None = None
    accept: frozenset[str] = frozenset()
    effort: float = 1.0
    certify: bool = True
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given, by name, and where."""

    code: str
    where: tuple[str, ...] = ()
    facts: Mapping[str, float | int | str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = ", ".join(self.where[:5]) + (
            f" and {len(self.where) - 5} more" if len(self.where) > 5 else ""
        )
        facts = ", ".join(f"{k} {v}" for k, v in self.facts.items())
        return self.code + (f": {shown}" if shown else "") + (f" ({facts})" if facts else "")


class Refused(ValueError):
    """The input cannot be worked with; every fault is named."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be in the band, and whether that is proved.

    Codes: `block_too_small`, `block_has_no_number`, `too_large_alone`, `no_sum_fits`, `no_group_fits`, `no_partition`,
    `number_too_small`, `number_too_large`: proved. `not_found`: searched, not proved impossible.
    """

    code: str
    proved: bool
    facts: Mapping[str, float | int | str] = field(default_factory=dict)
    where: tuple[str, ...] = ()

    def __str__(self) -> str:
        f = self.facts
        words = {
            "block_too_small": "this block of {amount} {measure} cannot reach {lower}",
            "block_has_no_number": "{amount} {measure} in this block cannot be cut into {lower}–{upper} each",
            "too_large_alone": "one {kind} alone has {amount} {measure}, more than {upper}",
            "no_sum_fits": "no choice of buildings in this block of {amount} has {lower}–{upper} {measure} together",
            "no_group_fits": "no connected group with {name} in it has {lower}–{upper} {measure}",
            "no_partition": "all {groups} connected groups of {lower}–{upper} in this block of {amount} "
            "were laid: none of the ways covers it",
            "number_too_small": "{number} grids of {upper} cannot hold {amount}; {least} are needed",
            "number_too_large": "{number} grids of {lower} need more than {amount}; {most} are possible",
            "not_found": "no division in the band was found; that it is impossible is not proved",
        }
        return words.get(self.code, self.code).format(**f)


@dataclass(frozen=True, slots=True)
class Microgrid:
    """A 微网格 inside a grid."""

    code: str
    buildings: tuple[str, ...]
    households: int
    in_band: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid 网格. `centre` is the building all others walk to with the fewest steps in sum.

    `compactness` is the isoperimetric quotient 4πA/P² of the cells of its buildings (1 is a circle).
    """

    code: str
    community: str
    block: int
    buildings: tuple[str, ...]
    households: int
    people: int | None
    amount: int
    centre: str
    walk_m: float
    compactness: float
    in_band: bool
    why: Reason | None = None
    microgrids: tuple[Microgrid, ...] = ()
    connected: bool = True


@dataclass(frozen=True, slots=True)
class WalkBound:
    """No division with the same number of grids in the band can walk less than `walk_m`.

    Blocks listed in `loosened` cannot be in the band; for them the bound allows what was reached there.
    """

    walk_m: float
    gap: float
    rounds: int
    loosened: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counting:
    """How few and how many grids are possible at all: blocks counted apart, atoms not cut (`proved`)."""

    fewest: int
    most: int
    blocks: int


@dataclass(frozen=True, slots=True)
class Division:
    """The answer. Every building stands in exactly one grid and every grid is connected."""

    grids: tuple[Grid, ...]
    counting: Counting
    walk_m: float
    compactness: float
    bound: WalkBound | None
    unmet: tuple[Reason, ...]
    remarks: tuple[Fault, ...]
    seed: int
    stopped: bool = False

    @property
    def number(self) -> int:
        return len(self.grids)

    @property
    def in_band(self) -> float:
        """The share of grids inside the band."""
        return sum(grid.in_band for grid in self.grids) / max(1, len(self.grids))

    def grid_of(self) -> dict[str, str]:
        """Building → code of its grid; parts of a split building carry '#1', '#2' …"""
        return {building: grid.code for grid in self.grids for building in grid.buildings}


@dataclass(frozen=True, slots=True)
class Move:
    """One building that changes its grid; `before` is None for a building that is new."""

    building: str
    before: str | None
    after: str
    households: int


@dataclass(frozen=True, slots=True)
class Price:
    """One point of the trade: so many households move, this is what one gets."""

    moved_households: int
    moved_buildings: int
    grids_out: int
    beyond_band: int
    walk_m: float


@dataclass(frozen=True, slots=True)
class Redivision:
    """The least change found, what moves, and what more or less moving would bring.

    `least_possible` is a proved lower bound on the households that must move; `exact` says it is reached.
    """

    division: Division
    moves: tuple[Move, ...]
    moved_households: int
    least_possible: int
    exact: bool
    prices: tuple[Price, ...]
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
