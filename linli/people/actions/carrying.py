"""People when areas change: offices and posts hang at areas, not at paths, so they are counted and stay where they are.

The words by which residents are found do lie under a path, and go along with the door.
"""

from __future__ import annotations

from datetime import datetime

from linli.common.actor import Actor
from linli.common.paths import subtree
from linli.office.actions.carrying import move_words
from linli.people.models import Office, Post, Resident
from linli.territory.registry import Carrier, Doors

KIND = "resident"


def _count(path: str) -> dict[str, int]:
    under = subtree(path)
    return {
        "people.offices": Office.objects.filter(area__path__range=under).count(),
        "people.posts": Post.objects.filter(until=None, office__area__path__range=under).count(),
    }


def _follow(doors: Doors, by: Actor, at: datetime) -> None:
    living = Resident.objects.filter(household__dwelling__entrance__building__in=doors.buildings)
    move_words(KIND, living.values_list("pk", "name"), doors.grid.path)


CARRIER = Carrier("people", _count, follow=_follow)
