"""What neighbours said in a month and what became of it: the sheet of the wall, on the phone."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.faces import words
from linli.faces.portal.http import Request, show
from linli.faces.portal.month import tell
from linli.faces.portal.views.door import around, at_the_door
from linli.insights.monthly import read
from linli.insights.queries import back
from linli.territory.models import Area
from linli.territory.queries import Door

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
BACK = 12  # months one can look back


@require_safe
@at_the_door
def month(request: Request, door: Door) -> HttpResponse:
    """Of the whole community: in one grid few ask, and neighbours would know who."""
    this = f"{timezone.localtime(request.now):%Y-%m}"
    asked = request.GET.get("month", this)
    if not MONTH.fullmatch(asked) or not back(this, BACK) <= asked <= this:
        raise Http404
    area = Area.objects.filter(path=door.grid.path[:12], until=None).first() or door.grid
    context = {
        "told": tell(read(area, asked, request.now), asked, request.now),
        "name": words.month(asked),
        "area": area,
        "this": asked == this,
        "before": back(asked, 1) if asked > back(this, BACK) else "",
        "after": back(asked, -1) if asked < this else "",
    }
    return show(request, "month", {**around(door), **context})
