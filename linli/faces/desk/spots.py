"""Where something is, as somebody says it: a plate's code, an estate (its pinyin too), building, entrance, grid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from linli.common import finding
from linli.common.inside import inside
from linli.common.refusals import Refused
from linli.common.refused_subjects import plain
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.territory.models import Area, Building, Entrance, Estate
from linli.territory.queries import door

Named = TypeVar("Named", Estate, Area)
MOST_GRIDS = 60
MOST_OFFERED = 12  # where several fit
PLATE = re.compile(r"(?:/d/)?([0-9a-z]{13})\b", re.IGNORECASE)
_ENTRANCE = re.compile(r"(\d{1,2})\s*(?:单元|门)")
_NAME = re.compile(r"^[^\d]*")  # before the first number
_AFTER_NAME = re.compile(r"(?:栋|号楼|幢|座|单元|building|bldg)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it is: a building, its entrance where that is known; or only a grid."""

    area: Area
    building: Building | None = None
    entrance: Entrance | None = None

    @property
    def label(self) -> str:
        if self.entrance is not None:
            return words.door_name(self.entrance)
        if self.building is not None:
            return f"{localized(self.building.estate, 'name')} {localized(self.building, 'name')}"
        return localized(self.area, "name")

    @property
    def near(self) -> str:
        """The community and grid it lies in: two streets may have one name."""
        if self.building is None:
            return ""
        return " ".join(localized(area, "name") for area in (self.area.parent, self.area) if area is not None)

    @property
    def value(self) -> str:
        if self.entrance is not None:
            return f"e{self.entrance.pk}"
        return f"b{self.building.pk}" if self.building is not None else f"g{self.area.pk}"


def buildings(request: HttpRequest) -> Any:
    """Buildings of one's own areas."""
    found = Building.objects.shown().filter(inside(request.scope.areas))  # type: ignore[attr-defined]
    return found.select_related("estate", "area__parent").order_by("area_path", "estate_id", "id")


def grids(request: HttpRequest) -> list[Area]:
    here = Area.objects.visible_to(request.scope).standing(request.now)  # type: ignore[attr-defined]
    return list(here.filter(level="grid").order_by("path")[:MOST_GRIDS])


def chosen(request: HttpRequest, value: str) -> Spot | None:
    """A place offered before, or a grid of the list; None for anything that is not one's own."""
    kind, pk = value[:1], value[1:]
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    if kind == "g":
        return next((Spot(one) for one in grids(request) if one.pk == int(pk)), None)
    if kind == "b":
        building = buildings(request).filter(pk=int(pk)).first()
        return Spot(building.area, building) if building else None
    entrance = Entrance.objects.shown().filter(pk=int(pk)).select_related("building__estate").first()
    building = buildings(request).filter(pk=entrance.building_id).first() if entrance else None
    return Spot(building.area, building, entrance) if building else None


def find(request: HttpRequest, text: str) -> list[Spot]:
    """Places in one's own area that this can mean: by a plate's code, by estate and building, by the name of a grid."""
    if token := PLATE.search(text):
        return _at_plate(request, token.group(1))
    typed = plain(text)
    known = _estates(request)
    whole = [one for one in known if plain(one.name) and plain(one.name) in typed]
    named = whole or _called(known, _spoken_name(text))
    near = buildings(request)
    if named:
        near = near.filter(estate__in=[one.pk for one in named])
    elif _spoken_name(text):  # a name that is no estate's: perhaps a grid's
        return [Spot(one) for one in _called(grids(request), text.strip().casefold())][:MOST_OFFERED]
    elif number := re.search(r"\d{1,4}", typed):
        near = near.filter(name__startswith=number.group().lstrip("0") or "0")  # a county has ten thousand
    else:
        return []
    rest = _without(text, whole)
    fits = [one for one in near if _means(rest, one)]
    if not fits and named and not re.search(r"\d", rest):
        fits = list(near[: MOST_OFFERED + 1])
    return [_spot(one, rest) for one in sorted(fits, key=lambda one: _natural(one.name))[:MOST_OFFERED]]


def with_entrances(found: Sequence[Spot]) -> list[Spot]:
    """Where one or two buildings are meant and no entrance was said, each of its entrances too."""
    if len(found) > 2:
        return list(found)
    more: list[Spot] = []
    for one in found:
        more.append(one)
        if one.building is not None and one.entrance is None:
            for entrance in one.building.entrances.order_by("number"):
                entrance.building = one.building
                more.append(Spot(one.area, one.building, entrance))
    return more[:MOST_OFFERED]


def _at_plate(request: HttpRequest, token: str) -> list[Spot]:
    try:
        found = door(token, request.now)  # type: ignore[attr-defined]
    except Refused:
        return []
    building = found.entrance.building
    ours = buildings(request).filter(pk=building.pk).exists()
    return [Spot(found.grid, building, found.entrance)] if ours else []


def _estates(request: HttpRequest) -> list[Estate]:
    here = buildings(request).order_by().values("estate")
    return list(Estate.objects.shown().filter(pk__in=here).only("pk", "name", "name_en"))


def _folded(text: str) -> str:
    """One width and case; blanks stay, they part numbers."""
    return unicodedata.normalize("NFKC", text).casefold()


def _spoken_name(text: str) -> str:
    """What stands before the first number: "桂花里3栋" → "桂花里", "ghl 3" → "ghl", "3 栋" → ""."""
    before = _NAME.match(_folded(text))
    return _AFTER_NAME.sub("", before.group() if before else "").strip()


def _called(known: Sequence[Named], name: str) -> list[Named]:
    """Those whose name is begun so: in characters, pinyin, initials or English."""
    if not name:
        return []
    if not name.isascii():
        return [one for one in known if plain(name) in plain(one.name)]
    letters = "".join(name.split())
    return [
        one
        for one in known
        if name in one.name_en.casefold()
        or any(token.startswith(letters) for token in finding.tokens(one.name) if token.isascii())
    ]


def _without(text: str, named: Sequence[Estate]) -> str:
    """What was typed beside the estate's name, which may hold a number of its own (五一路 101 号院)."""
    rest = _folded(text)
    for estate in named:
        rest = re.sub(r"\s*".join(re.escape(sign) for sign in plain(estate.name)), " ", rest)
    return rest


def _means(rest: str, building: Building) -> bool:
    """3 栋, 3 号楼, 3# and 3-2 are one building; 13 栋 is another, and 2 单元 is none."""
    said = _ENTRANCE.sub(" ", rest)
    number = re.match(r"\d+", plain(building.name))
    if number is None:
        return bool(plain(building.name)) and plain(building.name) in plain(said)
    return re.search(rf"^\D*0*{number.group()}(?!\d)", said) is not None


def _spot(building: Building, rest: str) -> Spot:
    """The building, with its entrance where one was said (2 单元, 3-2) or there is only one."""
    entrances = list(building.entrances.all())
    told = _ENTRANCE.search(rest)
    if told is None:
        told = re.search(r"^\D*\d+\D+(\d{1,2})(?!\d)", rest)
    fits = [one for one in entrances if told is not None and one.number == int(told.group(1))]
    only = fits[0] if fits else entrances[0] if len(entrances) == 1 else None
    if only is not None:
        only.building = building
    return Spot(building.area, building, only)


def _natural(name: str) -> tuple[Any, ...]:
    """2 栋 before 10 栋."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part
    )
