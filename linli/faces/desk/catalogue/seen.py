"""Who reads the catalogue and who keeps it, and which areas they say something about."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from linli.cases.catalogue import Matter
from linli.cases.matters import matter_called
from linli.common.authority import areas
from linli.territory.models import Area

KEEP = "keep.matters"
MOST_AREAS = 300


def read(request: HttpRequest) -> None:
    """What residents are told is no secret inside: whoever serves at the office of an area reads it."""
    request.actor.require("staff.see")  # type: ignore[attr-defined]


def keeps(request: HttpRequest, path: str | None = None, *, verb: str = KEEP) -> bool:
    return request.actor.refusal(verb, path) is None  # type: ignore[attr-defined]


def matter(code: str) -> Matter:
    found = matter_called(code)
    if found is None:
        raise Http404
    return found


def tops(request: HttpRequest, verb: str = "staff.see") -> tuple[str, ...]:
    """Paths of the areas one serves in, without those inside another of them."""
    found = areas(request.actor.standings, verb)  # type: ignore[attr-defined]
    return tuple(path for path in found if not any(path != one and path.startswith(one) for one in found))


def places(request: HttpRequest, verb: str = "staff.see") -> list[Area]:
    """Areas one may look at, or with `keep.matters` say something about: one's own and the communities below."""
    paths = tops(request, verb)
    found: Any = Area.objects.none()
    for path in paths:
        found |= Area.objects.under(path).standing(request.now)  # type: ignore[attr-defined]
    wanted = found.filter(level__in=("county", "township", "community")) | found.filter(path__in=paths)
    return list(wanted.order_by("path")[:MOST_AREAS])


def place(request: HttpRequest, found: list[Area]) -> Area | None:
    """The area asked for, else the first."""
    asked = request.GET.get("area", "")
    return next((one for one in found if str(one.pk) == asked), found[0] if found else None)
