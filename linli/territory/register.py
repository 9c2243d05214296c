"""Rows of a register as plain data: where a door is, and which household stands behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.territory.models import Area, EstateKind


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid as the writer of registers needs it: ids and paths of the grid and of its community."""

    id: int
    path: str
    community_id: int
    community_path: str

    @classmethod
    def of(cls, area: Area) -> Grid:
        community = area.parent or area
        return cls(area.pk, area.path, community.pk, community.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRow:
    """One door and its household. `number` is the household's own number (户号), "" where the sheet has none."""

    grid: Grid
    estate: str
    building: str
    entrance: int = 1
    room: str
    estate_kind: str = EstateKind.COMMERCIAL
    number: str = ""
    size: int | None = None
    longitude: float | None = None  # WGS-84, of the building
    latitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRow:
    """One venue; known by its name within the grid."""

    grid: Grid
    kind: str
    name: str
    address: str = ""
    phone: str = ""
    hours: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The household that a row means: its id, its path, and whether it stood there before."""

    id: int
    area_path: str
    known: bool


@dataclass(slots=True)
class Counts:
    """What a call made, and how many households and people it knew already."""

    estates: int = 0
    buildings: int = 0
    entrances: int = 0
    dwellings: int = 0
    households: int = 0
    residents: int = 0
    known: int = 0
    known_people: int = 0
    venues: int = 0

    def add(self, other: Counts) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def floor_of(room: str) -> int:
    """1203 → 12, 302 → 3, 5 → 1: what stands before the last two digits of the last number."""
    numbers = re.findall(r"[0-9]+", room)
    floor = int(numbers[-1][:-2] or 1) if numbers else 1
    return floor if 0 < floor < 200 else 1
