"""redivide: the least change that restores the band, judged exactly on small places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.solvers.divide import Band, Building, Neighbourhood, Refused, Wishes, divide, redivide

from .make import CODE, connected, lattice
from .test_divide import QUICK

BAND = Wishes(band=Band(60, 110), effort=0.3, certify=False)


def exact(hood: Neighbourhood, before: dict[str, str], band: Band) -> int | None:
    """The least households that must move: every way to lay few buildings into old and two new grids."""
    ids = [b.id for b in hood.buildings]
    homes = {b.id: b.households for b in hood.buildings}
    labels = [*sorted(set(before.values())), "new1", "new2"]
    best: int | None = None

    def lay(n: int, groups: dict[str, list[str]], moved: int) -> None:
        nonlocal best
        if best is not None and moved >= best:
            return
        if n == len(ids):
            if all(band.lower <= sum(homes[i] for i in g) for g in groups.values()) and all(
                connected(g, hood.adjacent) for g in groups.values()
            ):
                best = moved
            return
        one = ids[n]
        for label in labels:
            if label == "new2" and "new1" not in groups:
                continue  # the two are alike
            inside = [*groups.get(label, ()), one]
            if sum(homes[i] for i in inside) <= band.upper:
                stays = before.get(one) in (None, label)
                lay(n + 1, groups | {label: inside}, moved + (0 if stays else homes[one]))

    lay(0, {}, 0)
    return best


@settings(QUICK, max_examples=6)
@given(
    st.lists(st.integers(18, 30), min_size=8, max_size=8),
    st.lists(st.integers(0, 20), min_size=8, max_size=8),
)
def test_small_places_get_the_exact_least_change(sizes, growth):
    hood = lattice([sizes[:4], sizes[4:]])
    before = {f"{r}-{c}": f"{CODE}00{1 + c // 2}" for r in range(2) for c in range(4)}
    grown = replace(
        hood,
        buildings=tuple(
            replace(b, households=b.households + g) for b, g in zip(hood.buildings, growth, strict=True)
        ),
    )
    answer = redivide(grown, before, BAND, seed=1)
    best = exact(grown, before, BAND.band)
    if best is None:
        assert answer.division.in_band < 1
    else:
        assert answer.division.in_band == 1
        assert answer.moved_households == best
        assert answer.exact
        assert answer.least_possible == best


def test_nothing_moves_when_the_band_holds_and_new_buildings_join():
    hood = lattice([[25] * 8] * 4)
    old = divide(hood, BAND, seed=1)
    new = Building("new", 60.0, 10.0, 5, community=CODE)
    wider = replace(
        hood, buildings=(*hood.buildings, new), adjacent=(*hood.adjacent, ("new", "0-1"), ("new", "0-2"))
    )
    answer = redivide(wider, old.grid_of(), BAND, seed=1)
    assert answer.moved_households == 0
    assert [m.building for m in answer.moves] == ["new"]
    assert answer.exact
    assert {g.code for g in answer.division.grids} == {g.code for g in old.grids}


def test_a_new_estate_opens_a_grid_with_a_number_never_used():
    hood = lattice([[25] * 8] * 2)
    old = divide(hood, BAND, seed=1)
    estate = tuple(Building(f"n{n}", n * 50.0, -100.0, 40, community=CODE) for n in range(8))
    pairs = tuple((f"1-{n}", f"n{n}") for n in range(8)) + tuple((f"n{n}", f"n{n + 1}") for n in range(7))
    wider = replace(hood, buildings=hood.buildings + estate, adjacent=hood.adjacent + pairs)
    retired = frozenset({f"{CODE}{old.number + 1:03d}"})
    answer = redivide(wider, old.grid_of(), BAND, seed=1, retired=retired)
    assert answer.division.in_band == 1
    assert answer.opened
    assert not set(answer.opened) & (retired | set(old.grid_of().values()))
    kept = {m.building for m in answer.moves}
    assert all(answer.division.grid_of()[b] == code for b, code in old.grid_of().items() if b not in kept)


def test_grids_that_lost_their_people_are_closed():
    hood = lattice([[25] * 8] * 2)
    old = divide(hood, BAND, seed=1)
    empty = replace(hood, buildings=tuple(replace(b, households=10) for b in hood.buildings))
    answer = redivide(empty, old.grid_of(), BAND, seed=1)
    assert answer.division.in_band == 1
    assert answer.closed
    assert not answer.opened
    assert answer.moved_households >= answer.least_possible


def test_the_curve_tells_the_price_of_moving_less_and_more():
    rng = np.random.default_rng(3)
    hood = lattice(rng.integers(15, 30, (4, 6)).tolist())
    old = divide(hood, BAND, seed=1)
    grown = replace(
        hood,
        buildings=tuple(
            replace(b, households=b.households + (25 if b.x < 100 else 0)) for b in hood.buildings
        ),
    )
    answer = redivide(grown, old.grid_of(), BAND, seed=1)
    moved = [p.moved_households for p in answer.prices]
    assert moved == sorted(moved)
    assert moved[0] == 0
    assert answer.moved_households in moved
    assert answer.prices[0].grids_out > 0
    assert answer.prices[-1].grids_out == 0
    assert answer.least_possible <= answer.moved_households
    assert all(connected(g.buildings, hood.adjacent) for g in answer.division.grids)
    assert answer == redivide(grown, old.grid_of(), BAND, seed=1)


def test_without_a_division_before_there_is_nothing_to_change():
    with pytest.raises(Refused, match="nothing_divided_before"):
        redivide(lattice([[40] * 4]), {}, BAND, seed=1)
