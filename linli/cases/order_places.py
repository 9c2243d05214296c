"""Where an order lies: what its address means in the register of a sub-district, where that is beyond doubt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from linli.cases.orders import Order
from linli.common.inside import inside
from linli.common.paths import covers
from linli.common.refused_subjects import plain
from linli.territory.models import Area, Building, Entrance, Estate

# 5 栋, 5 幢, 5 座, 5 号楼, 5#, 5-1; a bare 5 号 only where the register calls the building so
_BUILDING = re.compile(r"^[,、.]*0*(\d{1,4})(栋|幢|座|号楼|#楼?|号|-(?=\d))")
_ENTRANCE = re.compile(r"^0*(\d{1,2})(?:单元|门(?![口卫前]))")
_AFTER_DASH = re.compile(r"^0*(\d{1,2})(?:单元|门(?![口卫前])|(?!\d|室|号|楼|层))")


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
        return Found(building.area, building, None, address)
    entrance.building = building
    return Found(building.area, building, entrance, words.strip(",、。-"))


def _folded(text: str) -> str:
    """One width and case, without blanks; signs stay, they part numbers."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Places:
    """Where the orders of a sheet can lie, read once for all of them."""

    named: dict[str, Area]
    doors: Doors

    @classmethod
    def under(cls, path: str, at: datetime) -> Places:
        return cls(places(path, at), Doors(path))

    def of(self, one: Order) -> tuple[Area | None, Found | None]:
        """The area of an order, and its building where its address names one in that area; None: not said."""
        area = place_of(one.area, self.named)
        found = self.doors.find(one.address) if one.address else None
        if found is not None and (area is None or covers(area.path, found.area.path)):
            return found.area, found
        return area, None


def places(path: str, at: datetime) -> dict[str, Area]:
    """Communities and grids of a sub-district by code and by name; a name that two have says nothing."""
    found: dict[str, Area] = {}
    twice: set[str] = set()
    for area in Area.objects.under(path).standing(at).filter(level__in=("community", "grid")):
        for told in {area.official_code, area.path, plain(area.name)} - {""}:
            if told in found and found[told].pk != area.pk:
                twice.add(told)
            found[told] = area
    return {told: area for told, area in found.items() if told not in twice}


def place_of(text: str, known: dict[str, Area]) -> Area | None:
    return known.get(text) or known.get(plain(text)) if text else None
