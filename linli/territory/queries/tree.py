"""Areas: the tree with its counts, who stands at a path, and what an old code means now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from linli.common.inside import inside
from linli.common.paths import LENGTHS, common, covering, covers
from linli.common.refusals import refuse
from linli.common.scope import Scope
from linli.territory.codes import path_of_code
from linli.territory.models import Area, Building, FormerCode, Household, Level, Venue
from linli.territory.rules import BELOW


@dataclass(frozen=True, slots=True)
class Branch:
    """One area of the tree as a list shows it; the counts are of everything below it too."""

    area: Area
    depth: int
    households: int
    buildings: int
    venues: int


def tree(scope: Scope, at: datetime, *, under: str = "") -> list[Branch]:
    """Areas at and under a path that stand now and may be seen, in the order of their codes. Four queries."""
    areas = list(Area.objects.visible_to(scope).under(under).standing(at).order_by("path"))
    within = inside(covering(path for area in areas for path in (area.path, area.former_path) if path))
    households = _sums(areas, Household.objects.standing().filter(within))
    venues = _sums(areas, Venue.objects.shown().filter(within, until=None))
    buildings = _sums(areas, Building.objects.shown().filter(within))
    open_: list[Area] = []
    found = []
    for area in areas:
        while open_ and not covers(open_[-1].path, area.path):
            open_.pop()
        found.append(Branch(area, len(open_), households[area.path], buildings[area.path], venues[area.path]))
        open_.append(area)
    return found


def _sums(areas: Iterable[Area], rows) -> Counter[str]:
    """Rows under each area, from one grouped query; a path still on its way to a new code counts there."""
    moved = [(area.former_path, area.path) for area in areas if area.former_path]
    sums: Counter[str] = Counter()
    for path, n in rows.order_by().values_list("area_path").annotate(n=Count("pk")):
        path = next((new + path[len(old) :] for old, new in reversed(moved) if covers(old, path)), path)
        for length in LENGTHS:
            if length <= len(path):
                sums[path[:length]] += n
    return sums


def community_of(area: Area) -> Area:
    """The community an area of any level below belongs to (itself where it is none of these)."""
    step = area
    while step.level in (Level.GRID, Level.MICROGRID) and step.parent is not None:
        step = step.parent
    return step


def standing_at(path: str) -> Area | None:
    """The smallest area in which this path lies: the one that would be its parent."""
    above = [path[:length] for length in LENGTHS if length < len(path)]
    return Area.objects.filter(path__in=above).order_by("-path").first()


def whole(at: datetime) -> str:
    """The smallest area that holds every sub-district served here (that one itself, where there is one only), or all
    areas where none is drawn yet; "" where nothing is."""
    standing = Area.objects.standing(at)
    townships = standing.filter(level=Level.TOWNSHIP).values_list("path", flat=True)
    return common(townships or standing.values_list("path", flat=True))


def next_code(parent: Area) -> str:
    """The next free number below an area; a number that was ever used is never given again. "" where all are."""
    if parent.level not in BELOW:
        return ""
    at = LENGTHS.index(len(parent.path)) + 1
    if at >= len(LENGTHS):
        return ""
    length = LENGTHS[at]
    digits = length - len(parent.path)
    low, high = parent.path + "0" * digits, parent.path + "9" * digits
    taken = set(Area.objects.filter(path__range=(low, high + "9" * 23)).values_list("path", flat=True))
    taken |= set(FormerCode.objects.filter(code__range=(low, high + "9" * 23)).values_list("code", flat=True))
    used = {path[:length] for path in taken}
    for number in range(1, 10**digits):
        code = f"{parent.path}{number:0{digits}d}"
        if code not in used:
            return code
    return ""


def resolve_code(code: str, at: datetime) -> Area:
    """Which area a code or path means at a moment: whose it was then, whose it is, whose it was last.

    An area that has closed leads to its successor, and on. Refuses code_means_nothing (given). A closed area without
    a successor is itself the answer: whoever asked sees that it is closed.
    """
    path = path_of_code(code)
    names = {code, path}
    former = list(FormerCode.objects.filter(code__in=names).select_related("area").order_by("revoked_at"))
    then = next((row.area for row in former if row.revoked_at > at and row.area.since <= at), None)
    found = then or Area.objects.filter(path=path).first() or Area.objects.filter(official_code=code).first()
    if found is None and former:
        found = former[-1].area
    if found is None:
        raise refuse("code_means_nothing", given=code[:24])
    return successor_of(found, at)


def successor_of(area: Area, at: datetime) -> Area:
    """Who stands for an area now: itself, or the last of its successors; a circle ends where it began to repeat."""
    seen: set[int] = set()
    while area.is_closed(at) and area.successor is not None and area.pk not in seen:
        seen.add(area.pk)
        area = area.successor
    return area
