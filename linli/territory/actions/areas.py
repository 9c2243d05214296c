"""Verbs about areas: draw one, close one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common import paths
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.territory.models import Area


@transaction.atomic
def draw_area(
    *, path: str, level: str, name: str, parent: Area | None, by: Actor, at: datetime, **more: Any
) -> Area:
    """Add an area to the tree. Refuses a path that does not lie under its parent's."""
    paths.check(path)
    if parent is not None and not (paths.covers(parent.path, path) and path != parent.path):
        raise refuse("path_outside_parent", path=path, parent=parent.path)
    more.setdefault("official_code", path)
    area = Area.objects.create(path=path, level=level, name=name, parent=parent, since=at, **more)
    record("area.drawn", area, by=by, at=at, area_path=path)
    return area


@transaction.atomic
def close_area(area: Area, *, successor: Area | None, by: Actor, at: datetime) -> Area:
    """End an area; its plates lead to the successor from now on, or to a page that says whom to call."""
    area.until, area.successor = at, successor
    area.save(update_fields=["until", "successor"])
    record(
        "area.closed", area, by=by, at=at, area_path=area.path, successor=successor.pk if successor else None
    )
    return area
