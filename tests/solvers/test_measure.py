"""A plan changed by hand: numbers as `divide` itself counts them, and what no longer hangs together."""

from __future__ import annotations

import pytest

from linli.solvers.divide import Band, Wishes, divide, measure

from .make import lattice

WISHES = Wishes(band=Band(300, 500), certify=False)


def test_what_divide_found_measures_the_same_and_a_building_moved_away_is_seen():
    hood = lattice([[50] * 4] * 4)
    plan = divide(hood, WISHES, seed=1)
    grids = measure(hood, plan.grid_of(), WISHES)
    for one, other in zip(grids, plan.grids, strict=True):
        assert (one.code, one.households, one.in_band, one.connected) == (
            other.code,
            other.households,
            True,
            True,
        )
        assert one.walk_m == pytest.approx(other.walk_m)
        assert one.compactness == pytest.approx(other.compactness)
    far = {b: "west" if b in ("0-0", "0-1", "3-3") else "east" for b in plan.grid_of()}
    east, west = measure(hood, far, WISHES)
    assert (east.connected, west.connected, west.in_band, west.households) == (True, False, False, 150)
