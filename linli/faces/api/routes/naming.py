"""What a call names: a matter, a door, an area. What lies outside the caller's area is not there."""

from __future__ import annotations

from linli.cases.models import Category
from linli.common.refusals import Refused
from linli.faces.api.keys import Caller
from linli.faces.api.told import Wrong
from linli.territory.models import Area
from linli.territory.queries import Door, door, resolve_code


def matter(code: str) -> Category:
    """A matter that is in use."""
    found = Category.objects.filter(code=code, retired_at=None).first()
    if found is None:
        raise Wrong("matter", "unknown")
    return found


def door_of(me: Caller, plate: str, *, where: str) -> Door:
    """The door behind a plate; `where` it is named: path or body."""
    try:
        found = door(plate, me.now)
    except Refused:
        raise Wrong("door", "unknown", where=where, status=404) from None
    _inside(me, found.grid, "door", where)
    return found


def area_of(me: Caller, code: str, *, where: str) -> Area:
    """The area of a code, old or new."""
    try:
        found = resolve_code(code, me.now)
    except Refused:
        raise Wrong("area", "unknown", where=where, status=404) from None
    _inside(me, found, "area", where)
    return found


def _inside(me: Caller, area: Area, field: str, where: str) -> None:
    if me.actor.refusal("door.see", area.path) is not None:
        raise Wrong(field, "unknown", where=where, status=404)
