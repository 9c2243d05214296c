"""Rows of a sheet → households of the register, with everything that is wrong named by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from linli.common.refused_subjects import plain
from linli.people.register import HouseholdRow, PersonRow
from linli.people.sheets import values
from linli.people.sheets.places import Places
from linli.people.sheets.values import Wrong
from linli.territory.models import EstateKind
from linli.territory.register import Grid

Cells = dict[str, str]  # field → cell
ONLY = "1 栋"  # the building of an estate that has one
YES = {"是", "户主", "本人", "户主本人", "√", "y", "yes", "1", "01", "true", "对"}
NO = {"否", "×", "n", "no", "0", "false", "非户主"}
KINDS = {plain(label): value for value, label in EstateKind.choices} | {
    "商品房": "commercial", "商品房小区": "commercial", "单位宿舍": "institution", "老旧小区": "unmanaged",
    "平房": "self_built", "自建": "self_built", "农村": "hamlet", "村庄": "hamlet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell. `stops`: the row is not taken; else it is, without this cell."""

    row: int
    field: str
    code: str
    stops: bool = True


@dataclass(slots=True)
class Understood:
    """One household out of one or several rows."""

    rows: list[int]
    household: HouseholdRow | None
    problems: list[Problem] = field(default_factory=list)


GridOf = Callable[[str, str], Grid | None]  # (estate, building) → where the register has it


def key_of(cells: Cells) -> tuple[str, ...]:
    """Equal for rows that mean one household, as far as can be told without understanding them."""
    door = tuple(
        plain(cells.get(name, ""))
        for name in ("community", "estate", "building", "entrance", "room", "address")
    )
    return (*door, plain(cells.get("number", "")))


class Standing(Protocol):
    """What the register has already, and what the whole sheet says, of the places in a row."""

    def buildings(self, grid: Grid | None, estate: str) -> set[str]: ...

    def entrances(self, grid: Grid | None, estate: str, building: str) -> set[int]: ...


class Nothing:
    """An empty register."""

    def buildings(self, grid: Grid | None, estate: str) -> set[str]:
        return set()

    def entrances(self, grid: Grid | None, estate: str, building: str) -> set[int]:
        return set()


def understand(
    group: list[tuple[int, Cells]],
    places: Places,
    grid_of: GridOf,
    today: date,
    stands: Standing | None = None,
) -> Understood:
    """The household that these rows (row number, cells) mean. One row that stops is left out; the others stay."""
    stands = stands or Nothing()
    problems: list[Problem] = []
    answer = Understood([row for row, _ in group], None, problems)
    door: dict[str, Any] | None = None
    people: list[PersonRow] = []
    good: list[int] = []
    for row, cells in group:
        read = Reader(row, cells, problems, today)
        before = sum(p.stops for p in problems)
        here = _door(read, places, grid_of, stands) if door is None else door
        person = _person(read)
        if here is None or sum(p.stops for p in problems) > before:
            continue
        door = here
        good.append(row)
        if person is not None:
            people.append(person)
    if door is None:
        return answer
    heads = [p for p in people if p.is_head]
    if len(heads) > 1 and len({p.name for p in heads}) > 1:
        problems.append(Problem(good[-1], "head", "two_heads", stops=False))
    if not heads and len(people) == 1 and not any(cells.get("relation") for _, cells in group):
        only = people[0]
        people = [PersonRow(only.name, only.phone, only.identity, only.birth, True)]
    answer.rows = good
    answer.household = HouseholdRow(**door, people=tuple(_once(people)))
    return answer


def _once(people: Iterable[PersonRow]) -> Iterable[PersonRow]:
    """One person named in two rows (as head of one and member of another) is one person."""
    found: dict[str, PersonRow] = {}
    for person in people:
        found.setdefault(person.identity or person.name, person)
    return found.values()


class Reader:
    """Cells of one row; what is wrong goes onto the list."""

    def __init__(self, row: int, cells: Cells, problems: list[Problem], today: date) -> None:
        self.row, self.cells, self.problems, self.today = row, cells, problems, today

    def get(
        self, name: str, read: Callable[..., Any], *more: Any, stops: bool = True, default: Any = None
    ) -> Any:
        """What a cell means to `read`; `default` where it is empty, not there, or wrong."""
        cell = self.cells.get(name)
        if not cell:
            return default
        try:
            return read(cell, *more)
        except Wrong as wrong:
            self.say(name, wrong.code, stops=stops)
            return default

    def say(self, name: str, code: str, *, stops: bool = True) -> None:
        self.problems.append(Problem(self.row, name, code, stops))


def _door(read: Reader, places: Places, grid_of: GridOf, stands: Standing) -> dict[str, Any] | None:
    cells = read.cells
    if cells.get("address") and not (cells.get("room") and cells.get("estate")):
        told = read.get("address", values.address, default={})
        cells = read.cells = cells | {name: cells.get(name) or part for name, part in told.items()}
    number_of_problems = len(read.problems)
    estate = read.get("estate", values.text, 60, default="")
    building = read.get("building", values.building, default="")
    entrance = read.get("entrance", values.entrance, default=1)
    room = read.get("room", values.room, default="")
    if (
        not room
        and len(read.problems) == number_of_problems
        and not (read.problems and read.problems[-1].field == "address")
    ):
        read.say("room", "room_missing")
    grid = None
    try:
        grid = places.find(cells.get("grid", ""), cells.get("community", ""))
        if estate and not building:
            building = _building(read, "building" in cells, stands.buildings(grid, estate))
        grid = grid or grid_of(estate, building)
        if grid is None:
            read.say("grid", "grid_missing")
    except Wrong as wrong:
        read.say("community" if wrong.code == "community_unknown" else "grid", wrong.code)
    if not estate and not building and room:
        read.say("estate", "estate_missing")
    if building and not cells.get("entrance"):
        entrance = _entrance(read, stands.entrances(grid, estate or building, building))
    kind = plain(cells.get("estate_kind", ""))
    if kind and kind not in KINDS:
        read.say("estate_kind", "kind_unknown", stops=False)
    number = read.get("number", values.text, 30, default="")
    size = read.get("size", values.whole, 60, stops=False)
    longitude = read.get("longitude", values.degree, 73.0, 136.0, stops=False)
    latitude = read.get("latitude", values.degree, 3.0, 54.0, stops=False)
    if grid is None or not room or not (estate or building):
        return None
    return {
        "grid": grid,
        "estate": estate or building,
        "estate_kind": KINDS.get(kind, EstateKind.COMMERCIAL.value),
        "building": building or ONLY,
        "entrance": entrance,
        "room": room,
        "number": number,
        "size": size,
        "longitude": longitude if latitude is not None else None,
        "latitude": latitude if longitude is not None else None,
    }


def _building(read: Reader, has_column: bool, there: set[str]) -> str:
    """The building of a row that names none: the only one of its estate, where no column could have said another."""
    if has_column or len(there) > 1:
        read.say("building", "building_missing")
        return ""
    return next(iter(there), ONLY)


def _entrance(read: Reader, there: set[int]) -> int:
    """The entrance of a row that names none: the only one of its building."""
    if len(there) > 1:
        read.say("entrance", "entrance_missing")
    return min(there, default=1)


def _person(read: Reader) -> PersonRow | None:
    name = read.get("name", values.text, 40, default="")
    head = read.get("head", values.text, 40, default="")
    relation = plain(read.cells.get("relation", ""))
    said = head.casefold()  # a column of names, or of yes and no
    if said in YES or said in NO:
        is_head = said in YES
    elif relation:
        is_head = relation in YES
    else:
        is_head = bool(head) and head == (name or head)
    if not name and head and said not in YES and said not in NO:
        name = head
    phone = _phone(read)
    identity = read.get("identity", values.identity, default="")
    birth = read.get("birth", values.day, read.today)
    if not name:
        if phone or identity or birth:
            read.say("name", "name_missing")
        return None
    if any(map(str.isdigit, name)):
        read.say("name", "name_with_digits")
    if birth and identity and identity[6:14] != f"{birth:%Y%m%d}":
        read.say("birth", "birth_differs", stops=False)
        birth = None
    return PersonRow(name, phone, identity, birth, is_head)


def _phone(read: Reader) -> str:
    phone, several = read.get("phone", values.phones, default=("", False))
    if several:
        read.say("phone", "two_phones", stops=False)
    return str(phone)
