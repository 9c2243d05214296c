"""The verb about boundaries: set those of a file. What it would do is told before by `queries.boundaries.plan`."""

from __future__ import annotations

from datetime import datetime

import shapely
from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refused
from linli.journal.actions import record
from linli.territory.models import Area, Boundary
from linli.territory.queries.boundaries import Datum, plan


@transaction.atomic
def set_boundaries(
    root: Area, content: bytes | str, *, datum: Datum, sure: bool = False, by: Actor, at: datetime
) -> list[Area]:
    """Put the polygons of a GeoJSON file in force for the areas at and under `root`; those before them end.

    All or nothing: refuses with the first of the plan's problems. What stands already as the file has it stays the
    same version. Returns the areas that changed.
    """
    root = Area.objects.select_for_update().get(pk=root.pk)
    by.require("door.divide", root.path)
    found = plan(content, datum=datum, root=root, at=at, sure=sure)
    if found.problems:
        raise Refused(found.problems[0])
    changed = [(area, polygon) for area, polygon in found.rows if area.pk not in found.same]
    areas = [area for area, _ in changed]
    Boundary.objects.filter(area__in=areas, until=None).update(until=at)
    rows = [Boundary(area=area, wkb=shapely.to_wkb(polygon), since=at) for area, polygon in changed]
    Boundary.objects.bulk_create(rows)
    for row in rows:
        points = int(shapely.get_num_coordinates(shapely.from_wkb(bytes(row.wkb))))
        record("boundary.set", row, by=by, at=at, area_path=row.area.path, points=points, datum=found.datum)
    return areas
