"""The screen on the wall: a page that keeps itself fresh, under the log-in of whoever is on duty."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.common.paths import LENGTHS
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen
from linli.faces.desk.wall import reading
from linli.faces.desk.wall.picture import picture

TAKE = "order.take"  # those who stand in the duty room: dispatchers, clerks, heads of an area's office
MOST_GRIDS = 3  # in the list below the map
COMMUNITY = LENGTHS[4]  # digits of a community's path; above it there are many first grids


@login_required
@never_cache
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The whole page, or only what is fresh of it."""
    request.actor.require(TAKE)  # type: ignore[attr-defined]
    own = seen.tops(request, TAKE)
    path = next((one for one in own if one == request.GET.get("area")), own[0])
    template = "desk/wall/part.html" if "part" in request.GET else "desk/wall/start.html"
    return shell.bare(request, template, _said(request, path))


def _said(request: HttpRequest, path: str) -> dict[str, Any]:
    scope, now = request.scope, request.now  # type: ignore[attr-defined]
    figures, grids = reading.figures(scope, path, now)
    lines, number = reading.due_today(scope, path, now)
    most = sorted(grids, key=lambda grid: (-grid.open, grid.path))[:MOST_GRIDS]
    areas = reading.names([path, *(grid.path for grid in most)])
    return {
        "area": areas.get(path),
        "today": words.day(timezone.localdate(now)),
        "figures": figures,
        "newest": reading.newest(scope, path, now, reading.MOST_LINES - max(1, len(lines))),
        "due": lines,
        "due_number": number,
        "duty": (duty := reading.on_duty(path, now)),
        "next_duty": None if duty else reading.next_on_duty(path, now),
        "picture": picture(path, grids),
        "most": [(areas[grid.path], grid) for grid in most if grid.path in areas],
        "below": len(path) < COMMUNITY,
    }
