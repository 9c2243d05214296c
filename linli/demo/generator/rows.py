"""What the generator hands out: frozen rows that know nothing of tables. Days are counted from the day of seeding."""

from __future__ import annotations

from typing import NamedTuple

Point = tuple[float, float]  # longitude, latitude, WGS-84, degrees


class AreaRow(NamedTuple):
    path: str
    parent: str
    level: str
    kind: str
    name: str
    name_en: str
    settlement: str
    ring: tuple[Point, ...]  # one closed line, first point repeated at the end


class EstateRow(NamedTuple):
    community: str
    name: str
    name_en: str
    kind: str


class Person(NamedTuple):
    name: str
    phone: str  # "" where nobody wrote one down
    is_head: bool


class Home(NamedTuple):
    """A dwelling; `people` is empty where nobody lives."""

    entrance: int
    room: str
    size: int
    people: tuple[Person, ...]


class BuildingRow(NamedTuple):
    area: str  # grid, or micro-grid where there are some
    community: str
    estate: str
    name: str
    name_en: str
    point: Point
    homes: tuple[Home, ...]


class VenueRow(NamedTuple):
    area: str
    kind: str
    name: str
    address: str
    phone: str
    hours: str
    point: Point
    building: int | None  # index into `buildings`


class OfficeRow(NamedTuple):
    key: str
    kind: str
    name: str
    name_en: str
    area: str
    superior: str
    phone: str


class PostRow(NamedTuple):
    """Somebody in a role. `deputy` is the key of another post of this list."""

    key: str
    username: str
    name: str
    office: str
    role: str
    reach: str
    area: str = ""
    deputy: str = ""


class MemberRow(NamedTuple):
    username: str
    name: str
    branch: str
    home: tuple[int, int] | None  # index of the building, index of its home
    exemption: str
    skills: tuple[str, ...]


class AbsenceRow(NamedTuple):
    post: str
    first_day: int
    days: int


class RosterRow(NamedTuple):
    """Who takes turns at an office, one person a day. An hour of ending that is not later is of the next day."""

    office: str
    usernames: tuple[str, ...]
    begins: int
    ends: int
    phone: str


class NeedRow(NamedTuple):
    building: int
    home: int
    kind: str
    way: str
    asked_by: str  # username
    days_ago: int
    review_in: int
    words: str


class SubDistrict(NamedTuple):
    areas: tuple[AreaRow, ...]  # parents first
    estates: tuple[EstateRow, ...]
    buildings: tuple[BuildingRow, ...]
    venues: tuple[VenueRow, ...]
    offices: tuple[OfficeRow, ...]  # superiors first
    posts: tuple[PostRow, ...]
    members: tuple[MemberRow, ...]
    absences: tuple[AbsenceRow, ...]
    rosters: tuple[RosterRow, ...]
    needs: tuple[NeedRow, ...]
