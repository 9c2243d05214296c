"""What the screen says of an area now: counts, promises of the day, what came last, who is on duty.

Whoever stands in the room reads it: no resident, no door, no words of anybody, nothing that only a few people see. Of a
call of somebody in danger not even the number is there. A matter of somebody's own life, and one about a colleague, is
told without its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases import catalogue
from linli.cases.matters import matters
from linli.cases.models import Case, CaseQuerySet
from linli.cases.workflow import URGENCIES
from linli.common.paths import LENGTHS, subtree
from linli.common.scope import Scope
from linli.faces.templatetags.linli import localized
from linli.faces.words.saying import MONTHS
from linli.insights.monthly import NOT_PUBLIC, PUBLIC
from linli.people.models import Shift
from linli.people.queries import duty_over
from linli.territory.models import Area

GRID = LENGTHS[5]  # digits of a grid's path
MOST_DUE, MOST_LINES = 5, 9  # lines of the promises, and of both lists: what fits on one screen
DAY = timedelta(hours=24)
ROW = (
    *("area__path", "area__name", "area__name_en", "area__parent__name", "area__parent__name_en"),
    *("urgency", "received_at", "promise_at", "names_staff", "holder", "title"),
    *("category__name", "category__name_en", "category__group", "category__code"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One request as the room may know it: where (the grid), what kind of matter, since or until when; `free`: nobody
    has taken it."""

    grid: str
    matter: str
    urgency: str
    when: str  # 14:10 of today, 11月19日 of another day
    late: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands now; of the last 24 hours: how many came, how many of them were very urgent."""

    open: int
    late: int
    waiting: int  # nobody has taken them
    rating: int  # done, and the resident is asked: in no other count here
    urgency: dict[str, int]
    came: int
    came_red: int


@dataclass(frozen=True, slots=True)
class Grid:
    """How many requests of a grid are open, and how many of them are late."""

    path: str
    open: int
    late: int


def standing(scope: Scope, path: str) -> CaseQuerySet:
    """What the room may know of, at an area and below."""
    return Case.objects.visible_to(scope).filter(area_path__range=subtree(path), restricted=False)


def figures(scope: Scope, path: str, now: datetime) -> tuple[Figures, list[Grid]]:
    """The counts, and by grid; a request that waits for its rating is done for this room. Two queries."""
    here = standing(scope, path)
    asked = Q(task="rating")
    rows = (
        here.open()
        .order_by()
        .values_list("area_path", "urgency")
        .annotate(
            n=Count("pk", filter=~asked),
            late=Count("pk", filter=Q(paused=False, due_at__lt=now) & ~asked),
            free=Count("pk", filter=Q(holder=None) & ~asked),
            rated=Count("pk", filter=asked),
        )
    )
    total, late, free, rating = 0, 0, 0, 0
    urgency: Counter[str] = Counter(dict.fromkeys(URGENCIES, 0))
    grids: dict[str, tuple[int, int]] = {}
    for area, colour, n, over, untaken, rated in rows:
        total, late, free, rating = total + n, late + over, free + untaken, rating + rated
        urgency[colour] += n
        before = grids.get(area[:GRID], (0, 0))
        grids[area[:GRID]] = (before[0] + n, before[1] + over)
    since = now - DAY
    # by the index of what is open, and of what ended since then
    lately = here.filter(Q(closed_at=None) | Q(closed_at__gte=since), received_at__gte=since).order_by()
    came = lately.aggregate(n=Count("pk"), red=Count("pk", filter=Q(urgency="red")))
    found = [Grid(area, n, over) for area, (n, over) in sorted(grids.items()) if n and len(area) == GRID]
    return Figures(total, late, free, rating, dict(urgency), came["n"], came["red"]), found


def newest(scope: Scope, path: str, now: datetime, most: int = MOST_DUE) -> list[Line]:
    """What came last and is open, and not done."""
    under_way = standing(scope, path).open().exclude(task="rating")
    rows = under_way.order_by("-received_at", "-id").values(*ROW)[:most]
    return [_line(row, row["received_at"], path, now) for row in rows]


def due_today(scope: Scope, path: str, now: datetime) -> tuple[list[Line], int]:
    """Promises that end today, soonest first, and how many there are in all."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    until = today + timedelta(days=1, microseconds=-1)
    rows = standing(scope, path).open().filter(promise_at__range=(today, until), resolved_at=None)
    found = list(rows.order_by("promise_at", "id").values(*ROW))
    lines = [
        _line(row, row["promise_at"], path, now, late=row["promise_at"] < now) for row in found[:MOST_DUE]
    ]
    return lines, len(found)


def _line(row: dict[str, Any], at: datetime, path: str, now: datetime, *, late: bool = False) -> Line:
    """At a community a grid needs no other name; above it there are many first grids."""
    grid = _named(row, "area")
    if len(row["area__path"]) == GRID > len(path) + len("001"):
        grid = _(" · ").join((_named(row, "area__parent"), grid))
    local, today = timezone.localtime(at), timezone.localdate(now)
    day = _("%(day)s %(month)s") % {"month": MONTHS[local.month - 1], "day": local.day}
    when = f"{local:%H:%M}" if local.date() == today else day
    return Line(grid, _matter(row), row["urgency"], when, late, row["holder"] is None)


def _matter(row: dict[str, Any]) -> str:
    if not row["category__name"]:
        return _looks_like(row)
    if row["names_staff"] or row["category__group"] not in PUBLIC or row["category__code"] in NOT_PUBLIC:
        return _("a matter of somebody's own")
    return _named(row, "category")


def _looks_like(row: dict[str, Any]) -> str:
    """Of what nobody has sorted yet: the matter of the catalogue that its words speak of, if the room may know it."""
    found = () if row["names_staff"] else catalogue.suggest(row["title"], matters(), 1)
    for one in found:
        if one.matter.group in PUBLIC and one.matter.code not in NOT_PUBLIC:
            return _("looks like: %(matter)s") % {"matter": localized(one.matter, "name")}
    return _("not sorted yet")


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    name_en: str


def _named(row: dict[str, Any], what: str) -> str:
    return localized(_Named(row[f"{what}__name"], row[f"{what}__name_en"] or ""), "name")


def on_duty(path: str, now: datetime, *, most: int = 3) -> list[Shift]:
    """Who is on duty now at the offices of an area and below, its own first; else whoever is on duty above it."""
    here = Shift.objects.filter(since__lte=now, until__gt=now, office__area__path__range=subtree(path))
    found = list(here.select_related("user", "office").order_by("office__area__path", "since", "id")[:most])
    above = None if found else duty_over(path, now)
    return [above] if above else found


def next_on_duty(path: str, now: datetime) -> Shift | None:
    """Whoever is on duty next, within a day, at the offices of an area and below."""
    coming = Shift.objects.filter(
        since__gt=now, since__lte=now + DAY, office__area__path__range=subtree(path)
    )
    return coming.select_related("user", "office").order_by("since", "office__area__path", "id").first()


def names(paths: Iterable[str]) -> dict[str, Area]:
    """The areas with these paths."""
    return {
        area.path: area
        for area in Area.objects.filter(path__in=list(paths), until=None).select_related("parent")
    }
