"""Behind the plate: who looks after this entrance, and the two things one may want there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from linli.cases import meeting
from linli.faces.portal import drafts, telling
from linli.faces.portal.http import Request, show
from linli.people.models import Office
from linli.people.queries import members, offices_over
from linli.territory import queries as territory
from linli.territory.queries import Door

View = Callable[..., HttpResponseBase]
NAMES_FIRST = 2  # a longer list would push what one came for off the screen


def at_the_door(view: View) -> View:
    """Hand the view the door behind the token; a refusal becomes a page of words (faces.middleware.Acting)."""

    @wraps(view)
    def inner(request: Request, token: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, territory.door(token, request.now), **kwargs)

    return inner


def around(door: Door) -> dict[str, Any]:
    """What every page behind a plate needs: the place, the offices over it, the number that is answered."""
    offices = offices_over(door.grid.path)
    return {"door": door, "offices": offices, "office": offices.get("grid"), "phone": phone_of(offices)}


def phone_of(offices: dict[str, Office]) -> str:
    """The nearest number: the grid's, the community's, the sub-district's; else the one always answered."""
    near = (offices[kind].phone for kind in ("grid", "community", "township") if kind in offices)
    return next((phone for phone in near if phone), "") or settings.DUTY_PHONE


@require_safe
@at_the_door
def front(request: Request, door: Door) -> HttpResponse:
    context = around(door)
    office = context["office"]
    people = members(office.pk, request.now) if office else []
    context |= {"people": people[:NAMES_FIRST], "more_people": people[NAMES_FIRST:]}
    context["community"] = context["offices"].get("community")
    over = [office.pk for office in context["offices"].values()]
    context["receptions"] = meeting.coming(request.now, most=2, at=over)
    context["draft"] = drafts.opened(request, door.token)
    return show(request, "door", context)


@require_safe
@at_the_door
def said(request: Request, door: Door) -> HttpResponse:
    """查进度: what was said from this phone; somebody with another phone is told what else helps."""
    return show(request, "said", {**around(door), "said": telling.said_with_states(drafts.said(request))})
