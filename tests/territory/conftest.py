"""What the tests of the territory share: people who may divide, and a register with points on the map."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from linli.common.actor import Actor
from linli.office.models import Job
from linli.reactions import recoding
from linli.territory.models import Area
from linli.territory.queries import pins
from tests import make

LON, LAT = 113.2200, 35.2400  # the middle of the invented town
STEP = 0.004  # the side of a grid in degrees: about 400 m


@pytest.fixture(autouse=True)
def no_pins() -> Iterator[None]:
    """A test's boundaries are rolled back; the tree that this process built of them goes too."""
    pins._pins = None
    yield
    pins._pins = None


@pytest.fixture
def leader(town: make.Town) -> Actor:
    """Head of the sub-district."""
    return town.serve(town.offices["township"], name="leader", role="leader")


def run(job: Job | None = None) -> int:
    """Do a job of re-coding to its end; how many steps it took."""
    job = job or Job.objects.filter(kind="recode").latest("id")
    for n in range(1, 200):
        if recoding.step(job, make.NOON):
            return n
    raise AssertionError("it never ends")


def square(west: float, south: float, *, side: float = STEP) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(
    *features: tuple[Area | str, dict[str, Any]], convert: Callable[..., Any] | None = None
) -> str:
    """A file: (area or its name, geometry); `convert` moves each point."""
    told = []
    for area, geometry in features:
        if convert is not None:
            rings = [[list(convert(*point)) for point in ring] for ring in geometry["coordinates"]]
            geometry = geometry | {"coordinates": rings}
        names = {"name": area} if isinstance(area, str) else {"code": area.official_code, "name": area.name}
        told.append({"type": "Feature", "properties": names, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": told}, ensure_ascii=False)
