"""What a print is made of: the area somebody chose among theirs, and perhaps one estate or building of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict

from linli.common.authority import areas
from linli.common.paths import covers, subtree
from linli.territory.models import Area
from linli.territory.plates import Where

LEVELS = ("township", "community", "grid")
MOST_CHOICES = 400


@dataclass(frozen=True, slots=True)
class Ground:
    """An area of one's own, narrowed as the address says; `query` says it again in a link."""

    area: Area
    where: Where
    query: str


def may_print(request: HttpRequest) -> tuple[str, ...]:
    """Where this person may print. Refused (no_post_now, not_your_role) where nowhere."""
    request.actor.require("door.print")  # type: ignore[attr-defined]
    return areas(request.actor.standings, "door.print")  # type: ignore[attr-defined]


def choices(request: HttpRequest) -> list[Area]:
    """Areas to choose from: sub-district, communities, grids of one's own, in the order of their codes."""
    found: list[Area] = []
    for path in may_print(request):
        inside = Area.objects.standing(request.now).filter(path__range=subtree(path), level__in=LEVELS)  # type: ignore[attr-defined]
        found += inside.select_related("parent").order_by("path")[:MOST_CHOICES]
    return list({one.pk: one for one in found}.values())


def ground(request: HttpRequest, asked: QueryDict) -> Ground | None:
    """What `asked` chose; None where it chose nothing. 404 for what is not one's own or is no number."""
    paths = may_print(request)
    path = asked.get("area", "")
    if not path:
        return None
    area = Area.objects.standing(request.now).select_related("parent__parent").filter(path=path).first()  # type: ignore[attr-defined]
    if area is None or area.level not in LEVELS or not any(covers(one, area.path) for one in paths):
        raise Http404
    estate, building = _number(asked.get("estate", "")), _number(asked.get("building", ""))
    query = (
        f"area={area.path}"
        + (f"&estate={estate}" if estate else "")
        + (f"&building={building}" if building else "")
    )
    return Ground(area, Where(area.path, estate, building), query)


def chosen(request: HttpRequest, asked: QueryDict) -> Ground:
    """As `ground`, but something must be chosen."""
    found = ground(request, asked)
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
