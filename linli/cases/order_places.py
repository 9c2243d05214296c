"""Where an order lies: what its address means in the register of a sub-district, where that is beyond doubt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from functools import cached_property

from linli.cases.models import Case
from linli.cases.orders import Order
from linli.common.inside import inside
from linli.common.paths import LENGTHS, covers
from linli.common.refused_subjects import plain
from linli.office.models import ColumnMapping
from linli.people.models import Office
from linli.people.queries import offices_over
from linli.territory.models import Area, Building, Entrance, Estate

# 5 栋, 5 幢, 5 座, 5 号楼, 5#, 5-1; a bare 5 号 only where the register calls the building so
_BUILDING = re.compile(r"^[,、.]*0*(\d{1,4})(栋|幢|座|号楼|#楼?|号|-(?=\d))")
_ENTRANCE = re.compile(r"^0*(\d{1,2})(?:单元|门(?![口卫前]))")
_AFTER_DASH = re.compile(r"^0*(\d{1,2})(?:单元|门(?![口卫前])|(?!\d|室|号|楼|层))")


_KIND = re.compile(r"(社区|居委会|村委会|村|网格)$")  # what every name ends with makes no two alike
LIKE = 0.5  # share of signs that two names have in common
MOST_LIKE = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A place of the register; `words`: what the address says beyond it."""

    area: Area  # the grid
    building: Building
    entrance: Entrance | None
    words: str


@dataclass
class Doors:
    """The estates and buildings under a path, read once; an address that could mean two of them means none."""

    path: str

    @cached_property
    def _estates(self) -> dict[str, list[int]]:
        here = Building.objects.shown().filter(inside([self.path])).order_by().values("estate")
        found: dict[str, list[int]] = defaultdict(list)
        for pk, name in Estate.objects.shown().filter(pk__in=here).values_list("pk", "name"):
            if len(plain(name)) > 1:
                found[_folded(name)].append(pk)
        return found

    @cached_property
    def _buildings(self) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = Building.objects.shown().filter(inside([self.path])).values_list("estate_id", "pk", "name")
        for estate, pk, name in rows:
            found[estate].append((pk, _folded(name)))
        return found

    def find(self, address: str) -> Found | None:
        """The building that an address names with its estate, and the entrance where it names one that is there."""
        text = _folded(address)
        named = max((one for one in self._estates if one in text), key=len, default="")
        rest = text.partition(named)[2] if named else ""
        said = _BUILDING.match(rest)
        if said is None:
            return None
        number, sign = said.groups()
        fits = [
            pk
            for estate in self._estates[named]
            for pk, name in self._buildings[estate]
            if _is_called(name, number, sign)
        ]
        if len(fits) != 1:
            return None
        building = Building.objects.select_related("area__parent", "estate").get(pk=fits[0])
        return _behind(building, rest[said.end() :], after_dash=sign == "-", address=address)


def _is_called(name: str, number: str, sign: str) -> bool:
    own = re.match(r"0*(\d+)(.*)", name)
    return own is not None and own.group(1) == number and (sign != "号" or own.group(2) == "号")


def _behind(building: Building, rest: str, *, after_dash: bool, address: str) -> Found:
    entrances = list(building.entrances.shown().order_by("number"))
    told = (_AFTER_DASH if after_dash else _ENTRANCE).match(rest)
    if told is not None:
        number = int(told.group(1))
        entrance = next((one for one in entrances if one.number == number), None)
        words = rest[told.end() :]
    else:
        entrance = entrances[0] if len(entrances) == 1 else None
        words = rest
    if entrance is None:  # the words stay whole: whoever goes there reads what was said
        return Found(building.area, building, None, _beside(building, address, whole=not rest))
    entrance.building = building
    return Found(building.area, building, entrance, words.strip(",、。-"))


def _beside(building: Building, address: str, *, whole: bool) -> str:
    """The building as the register calls it, and what the address says beyond it."""
    label = str(building)
    if whole:
        return label
    return address if _folded(address).startswith(_folded(label)) else f"{label}（{address}）"


def buildings_of(cases: Iterable[Case]) -> dict[int, Building]:
    """The buildings that the words of these cases name, by the case's id; one query. Grids only: they are small."""
    wanted = [
        case
        for case in cases
        if case.entrance_id is None and case.place_words and len(case.area_path) >= LENGTHS[5]
    ]
    if not wanted:
        return {}
    there = (
        Building.objects.shown().filter(inside({case.area_path for case in wanted})).select_related("estate")
    )
    known = [(_folded(str(one)), one) for one in there]
    found: dict[int, Building] = {}
    for case in wanted:
        said = _folded(case.place_words)
        fits = [one for name, one in known if _begins(said, name) and covers(case.area_path, one.area_path)]
        if len(fits) == 1:
            found[case.pk] = fits[0]
    return found


def _begins(said: str, name: str) -> bool:
    """These words begin with this name; 桂花里1 is not the beginning of 桂花里12栋."""
    rest = said.removeprefix(name)
    return said.startswith(name) and not (name[-1].isdigit() and rest[:1].isdigit())


def _folded(text: str) -> str:
    """One width and case, without blanks; signs stay, they part numbers."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def kind_of(source: str) -> str:
    """Under which name it is remembered what a source's names of places mean (`ColumnMapping.kind`)."""
    return f"placed:{source}"[:40]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the orders of a sheet can lie, read once for all of them."""

    called: dict[str, list[Area]]  # by code and by name
    named: dict[str, Area]  # those that alone are called so, and what was said of other names
    doors: Doors
    chosen: dict[str, Area] = field(default_factory=dict)  # what was said of other names, for this source

    @classmethod
    def under(cls, path: str, at: datetime, *, office_id: int | None = None, source: str = "") -> Places:
        called = _called(path, at)
        said = ColumnMapping.objects.filter(kind=kind_of(source), office_id=office_id)
        pairs = [pair for one in said.order_by("used_at") for pair in one.columns]
        chosen = {plain(name): called[path][0] for name, path in pairs if path in called}
        return cls(called, chosen | _alone(called), Doors(path), chosen)

    def unnamed(self, one: Order) -> int | None:
        """How many areas here are called as the sheet says, where that is not one: none or several; else None."""
        if not one.area or place_of(one.area, self.named) is not None:
            return None
        return len(self.called.get(plain(one.area), ()))

    def like(self, one: Order) -> list[Area]:
        """Which area an unknown name may mean, the likeliest first: by its signs, else by what the address begins with;
        else all communities, where they are few."""
        by_name = {area.name: area for told, area in self.named.items() if told == plain(area.name)}
        cores = {name: _KIND.sub("", plain(name)) for name in by_name}
        asked, address = _KIND.sub("", plain(one.area)), plain(one.address)
        likeness = {name: SequenceMatcher(None, asked, core).ratio() for name, core in cores.items()}
        near = sorted((name for name in by_name if likeness[name] >= LIKE), key=lambda name: -likeness[name])
        communities = [name for name in by_name if by_name[name].level == "community"]
        near = near or [name for name in communities if len(cores[name]) > 1 and cores[name][:2] in address]
        return [
            by_name[name]
            for name in near[:MOST_LIKE] or (communities if len(communities) <= MOST_LIKE else ())
        ]

    def of(self, one: Order) -> tuple[Area | None, Found | None]:
        """The area of an order, and its building where its address names one in that area; None: not said."""
        area = place_of(one.area, self.named)
        found = self.doors.find(one.address) if one.address else None
        if found is not None and (area is None or covers(area.path, found.area.path)):
            return found.area, found
        return area, None


def places(path: str, at: datetime) -> dict[str, Area]:
    """Communities and grids of a sub-district by code and by name; a name that two have says nothing."""
    return _alone(_called(path, at))


def _called(path: str, at: datetime) -> dict[str, list[Area]]:
    found: dict[str, list[Area]] = defaultdict(list)
    for area in Area.objects.under(path).standing(at).filter(level__in=("community", "grid")):
        for told in {area.official_code, area.path, plain(area.name)} - {""}:
            found[told].append(area)
    return dict(found)


def _alone(called: dict[str, list[Area]]) -> dict[str, Area]:
    return {told: areas[0] for told, areas in called.items() if len(areas) == 1}


def office_for(area: Area | None, township: Office) -> Office:
    """Who has an order first: the community of its place; the sub-district where its place is not known."""
    community = offices_over(area.path).get("community") if area is not None else None
    return community or township


def place_of(text: str, known: dict[str, Area]) -> Area | None:
    return known.get(text) or known.get(plain(text)) if text else None
