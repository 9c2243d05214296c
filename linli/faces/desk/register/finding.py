"""What the register's pages fetch: always inside one's sight, and only where the table of authority lets one look."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest

from linli.common import finding
from linli.common.actor import Actor
from linli.common.authority import areas
from linli.common.paths import covers, subtree
from linli.faces import scope
from linli.people.lookup import DOOR
from linli.people.models import BreakGlass, Consent, Resident, SupportNeed
from linli.territory.models import Area, Building, Dwelling, Entrance, Estate, Household

MOST_DOORS = 20
MOST_COUNTED = 1000  # communities to choose from


def actor(request: HttpRequest, path: str) -> Actor:
    """This person in the post that answers for a place, so that the journal names the right office."""
    for post in request.posts:  # type: ignore[attr-defined]
        if post.reach == "subtree" and covers(post.area_path, path):
            return scope.in_office(request, post.office_id)
    who: Actor = request.actor  # type: ignore[attr-defined]
    return who


def doors_of(request: HttpRequest) -> tuple[str, ...]:
    """Areas whose doors this person sees."""
    return areas(request.actor.standings, "door.see")  # type: ignore[attr-defined]


def inside(field: str, paths: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__range": subtree(path)})
    return found


def may_see(request: HttpRequest, path: str) -> None:
    """404 for whoever may not even know that there is a door."""
    if request.actor.refusal("door.see", path) is not None:  # type: ignore[attr-defined]
        raise Http404


def area(request: HttpRequest, path: str) -> Area:
    found = Area.objects.visible_to(request.scope).standing(request.now).filter(path=path).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    may_see(request, found.path)
    return found


def building(request: HttpRequest, pk: int) -> Building:
    rows = Building.objects.shown().filter(inside("area_path", doors_of(request)))
    found: Building | None = rows.select_related("estate", "area").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def household(request: HttpRequest, pk: int) -> Household:
    rows = Household.objects.visible_to(request.scope).standing().select_related(*DOOR)  # type: ignore[attr-defined]
    found: Household | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    may_see(request, found.area_path)
    return found


def resident(request: HttpRequest, pk: int) -> Resident:
    """Somebody who lives in a household one sees, by those who see names at least masked."""
    rows = Resident.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    found: Resident | None = rows.select_related(*(f"household__{one}" for one in DOOR)).filter(pk=pk).first()
    if found is None or request.actor.refusal("contact.mask", found.household.area_path) is not None:  # type: ignore[attr-defined]
        raise Http404
    return found


def consent(request: HttpRequest, pk: int) -> Consent:
    found = Consent.objects.filter(pk=pk, withdrawn_at=None).first()
    if found is None:
        raise Http404
    found.resident = resident(request, found.resident_id)
    return found


def need(request: HttpRequest, pk: int) -> SupportNeed:
    """A need that is shown now; whose it is, is asked as for its household."""
    now = request.now  # type: ignore[attr-defined]
    rows = SupportNeed.objects.filter(ended_at=None, consent__withdrawn_at=None, consent__until__gt=now)
    found = rows.select_related("consent").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.resident = resident(request, found.resident_id)
    found.household = found.resident.household
    return found


def glass(request: HttpRequest, pk: int) -> BreakGlass:
    found = BreakGlass.objects.filter(pk=pk, user_id=request.user.pk or 0).select_related("household").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: where it leads, what it is called, how many are below."""

    name: Any
    pk: int | str
    households: int
    kind: str = ""


def counted(request: HttpRequest) -> list[Area]:
    """Communities, or single grids, in which this person may count what help is asked for."""
    found: dict[int, Area] = {}
    for path in areas(request.actor.standings, "need.count"):  # type: ignore[attr-defined]
        under = Area.objects.standing(request.now).under(path)  # type: ignore[attr-defined]
        some = list(under.filter(level="community").select_related("parent").order_by("path")[:MOST_COUNTED])
        for area in some or list(under.filter(path=path).select_related("parent")):
            found[area.pk] = area
    return list(found.values())


def one_counted(communities: list[Area], path: str) -> Area:
    """The one that is asked for, or the first; 404 for any other."""
    found = next((one for one in communities if one.path == path), None if path else communities[0])
    if found is None:
        raise Http404
    return found


def grids(request: HttpRequest, above: Area) -> list[Area]:
    """The grids of a community, or the grid itself."""
    standing = Area.objects.standing(request.now).under(above.path)  # type: ignore[attr-defined]
    return list(standing.filter(level="grid").order_by("path")) or [above]


def tops(request: HttpRequest) -> list[Area]:
    """Where this person's tree begins."""
    return list(Area.objects.standing(request.now).filter(path__in=doors_of(request)).order_by("path"))  # type: ignore[attr-defined]


def children(request: HttpRequest, above: Area) -> list[Line]:
    """The areas one step below, with the number of households in each."""
    below = list(above.children.standing(request.now).order_by("path"))  # type: ignore[attr-defined]
    return [
        Line(one, one.path, Household.objects.standing().filter(area_path__range=subtree(one.path)).count())
        for one in below
    ]


def estates(grid: Area) -> list[tuple[Estate, list[Building]]]:
    """Buildings that stand in exactly this area, by estate, each with its households counted."""
    standing = Household.objects.standing().filter(area_path=grid.path)
    numbers = dict(
        standing.values_list("dwelling__entrance__building")
        .annotate(n=Count("pk"))
        .values_list("dwelling__entrance__building", "n")
    )
    rows = Building.objects.shown().filter(area=grid).select_related("estate")
    found: dict[int, tuple[Estate, list[Building]]] = {}
    for one in sorted(rows, key=lambda b: (b.estate.name, natural(b.name))):
        one.number = numbers.get(one.pk, 0)
        found.setdefault(one.estate_id, (one.estate, []))[1].append(one)
    return list(found.values())


def natural(text: str) -> tuple[Any, ...]:
    """2 栋 before 10 栋."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part
    )


def entrances(one: Building) -> list[Entrance]:
    """Entrances with their rooms, top floor last, each with the households that stand there now."""
    homes = Prefetch("households", Household.objects.standing().order_by("pk"), to_attr="homes")
    rooms = Prefetch("dwellings", Dwelling.objects.shown().prefetch_related(homes), to_attr="rooms")
    found = list(
        one.entrances.filter(pk__in=Entrance.objects.shown()).order_by("number").prefetch_related(rooms)
    )
    for entrance in found:
        entrance.rooms.sort(key=lambda room: (room.floor, natural(room.room)))
    return found


_DOOR = re.compile(r"^(?P<estate>[^\d]*?)\s*(?P<numbers>\d+(?:\D{1,3}\d+)*)?\D*$")


def doors(request: HttpRequest, text: str) -> list[tuple[Building, Household | None]]:
    """ "桂花里 3-2-302", "guihuali": buildings and rooms of estates whose name is found, inside one's areas."""
    match = _DOOR.match(unicodedata.normalize("NFKC", text).strip())
    if match is None or not match["estate"].strip():
        return []
    name = match["estate"].strip()
    numbers = re.findall(r"\d+", match["numbers"] or "")
    rows = (
        Building.objects.shown()
        .filter(inside("area_path", doors_of(request)))
        .select_related("estate", "area")
    )
    known = Estate.objects.shown().filter(pk__in=rows.order_by().values("estate"))
    wanted = [one.pk for one in known.only("pk", "name", "name_en") if _called(one, name)]
    buildings = sorted(rows.filter(estate__in=wanted), key=lambda b: (b.estate.name, natural(b.name)))
    if numbers:
        buildings = [one for one in buildings if re.findall(r"\d+", one.name)[:1] == numbers[:1]]
    if len(numbers) < 2:
        return [(one, None) for one in buildings[:MOST_DOORS]]
    homes = Household.objects.visible_to(request.scope).standing().select_related(*DOOR)  # type: ignore[attr-defined]
    homes = homes.filter(dwelling__entrance__building__in=[one.pk for one in buildings[:MOST_DOORS]])
    homes = homes.filter(dwelling__room=numbers[-1])
    if len(numbers) > 2:
        homes = homes.filter(dwelling__entrance__number=min(int(numbers[1]), 32_000))
    return [(one.dwelling.entrance.building, one) for one in homes[:MOST_DOORS]]


def _called(estate: Estate, asked: str) -> bool:
    if asked in estate.name or asked.casefold() in estate.name_en.casefold():
        return True
    words = finding.tokens(estate.name)
    return asked.isascii() and any(word.startswith(asked.casefold().replace(" ", "")) for word in words)
