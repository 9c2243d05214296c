"""Give plates to all doors that have none; what a register brought in has no codes yet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.common.actor import Actor
from linli.journal.actions import record
from linli.territory.models import Area, Plate
from linli.territory.plates import Where, without_plate
from linli.territory.tokens import new_token


@transaction.atomic
def hang_missing(area: Area, where: Where, *, by: Actor, at: datetime) -> int:
    """A plate for every entrance of `where` (inside `area`) that has none; returns how many. One entry for all."""
    by.require("door.write", area.path)
    bare = list(without_plate(where).values_list("id", flat=True))
    Plate.objects.bulk_create(
        (Plate(token=new_token(), entrance_id=entrance, hung_at=at) for entrance in bare), batch_size=1000
    )
    if bare:
        record("plates.hung", area, by=by, at=at, area_path=area.path, number=len(bare))
    return len(bare)
