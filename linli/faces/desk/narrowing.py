"""What narrows a list: selects above it whose values live in its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.matters import offered
from linli.cases.models import Case
from linli.cases.workflow import LEVELS, URGENCIES
from linli.common.laid_out import select
from linli.common.paths import LENGTHS, covers, subtree
from linli.common.scope import Scope
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.territory.models import Area

MOST_AREAS = 150  # more than that and a select helps nobody; then only the level below is offered
ENDED = (1, 7, 30, 90, 365)  # days


@dataclass(frozen=True, slots=True)
class Filter:
    """One select above the list; its value lives in the URL."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def filters(request: HttpRequest, queue_name: str, *, asked: bool = False) -> list[Filter]:
    """What can narrow this list; one with fewer than two answers is left out. `asked`: only what the address names."""
    own = queue_name in (
        "mine",
        "free",
        "approve",
        "supervised",
        "closed",
    )  # with one's own office, or nobody
    levels = () if own or not request.scope.areas else LEVELS  # type: ignore[attr-defined]
    table: dict[str, tuple[str, Callable[[], list[tuple[str, str]]]]] = {
        "area": (_("Where"), lambda: _area_options(request)),
        "category": (_("Matter"), lambda: [(one.code, localized(one, "name")) for one in offered()]),
        "urgency": (_("Urgency"), lambda: [(u, str(words.URGENCIES[u])) for u in reversed(URGENCIES)]),
        "level": (_("With whom"), lambda: [(level, str(words.LEVELS[level])) for level in levels]),
        "ended": (_("Ended"), lambda: [(str(n), _since(n)) for n in ENDED] if queue_name == "closed" else []),
    }
    found = [
        Filter(name, label, options, value if value in dict(options) else "")
        for name, (label, listed) in table.items()
        for value in [request.GET.get(name, "")]
        if value or not asked
        for options in [listed()]
        if len(options) > 1
    ]
    return found + _office(request)


def _since(days: int) -> str:
    return ngettext("in the last %(days)s day", "in the last %(days)s days", days) % {"days": days}


def narrow(found: QuerySet[Case], chosen: Iterable[tuple[str, str]], now: datetime) -> QuerySet[Case]:
    """The requests of a queue that fit what was chosen, by name of the filter."""
    for name, value in chosen:
        match name:
            case "area":
                found = found.filter(area_path__range=subtree(value))
            case "category":
                found = found.filter(category__code=value)
            case "ended":
                found = found.filter(closed_at__gte=now - timedelta(days=int(value)))
            case _:
                found = found.filter(**{name: value})
    return found


def _office(request: HttpRequest) -> list[Filter]:
    """One office, where the address names one (from the figures); there are too many for a select of them all."""
    asked = request.GET.get("office", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return []
    one = Office.objects.filter(pk=int(asked)).only("name", "name_en").first()
    return [Filter("office", _("Office"), [(asked, localized(one, "name"))], asked)] if one else []


def _areas(request: HttpRequest) -> list[Area]:
    """Communities and grids inside one's areas."""
    own = request.scope.areas  # type: ignore[attr-defined]
    if not own or min(map(len, own)) >= LENGTHS[5]:
        return []  # one grid, or only what is handed over: nothing to choose
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = list(select(_inside, scope.moved(None), now=request.now))  # type: ignore[attr-defined]
    if len(found) > MOST_AREAS:
        found = [area for area in found if area.level == "community"]
    return [area for area in found if area.path not in own]


def _inside(scope: Scope, now: datetime) -> QuerySet[Area]:
    found = Area.objects.visible_to(scope.moved(now)).standing(now).filter(level__in=("community", "grid"))
    return found.order_by("path").only("path", "level", "name", "name_en")[: MOST_AREAS * 20]


def _area_options(request: HttpRequest) -> list[tuple[str, str]]:
    """A grid stands indented under its community: an option holds nothing but text."""
    areas = _areas(request)
    under = any(area.level == "community" for area in areas)
    found = [
        (area.path, ("\u3000" if under and area.level == "grid" else "") + localized(area, "name"))
        for area in areas
    ]
    asked = request.GET.get(
        "area", ""
    )  # one that is not offered: a sub-district of a district, from the figures
    own = request.scope.areas  # type: ignore[attr-defined]
    if asked in own or asked in dict(found) or not any(covers(path, asked) for path in own if asked):
        return found
    one = Area.objects.filter(path=asked).only("name", "name_en").first()
    return [(asked, localized(one, "name")), *found] if one else found
