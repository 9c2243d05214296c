"""A border building is settled by the register: it is moved there, or whoever keeps it says that it is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.borders import KEPT
from linli.common.actor import Actor
from linli.journal.actions import record
from linli.territory.models import Building


@transaction.atomic
def keep_building(building: Building, *, by: Actor, at: datetime) -> Building:
    """The register is right: the building stays with its grid, and whoever asks again reads that."""
    building = Building.objects.get(pk=building.pk)
    by.require("door.divide", building.area_path)
    record(KEPT, building, by=by, at=at, area_path=building.area_path)
    return building
