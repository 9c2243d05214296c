"""Which modules keep paths of areas, and how each counts and rewrites its own when an area's code or grid changes."""

from __future__ import annotations

from linli.cases.actions import carrying as cases
from linli.insights import actions as insights
from linli.office.actions import carrying as office
from linli.people.actions import carrying as people
from linli.territory.actions import carrying as territory
from linli.territory.registry import Carrier


def _nothing(path: str) -> dict[str, int]:
    """What the installation keeps for itself concerns nobody who confirms a change."""
    return {}


CARRIERS: tuple[Carrier, ...] = (
    territory.CARRIER,
    people.CARRIER,
    cases.CARRIER,
    insights.CARRIER,
    Carrier("office", _nothing, office.rewrite),
)
