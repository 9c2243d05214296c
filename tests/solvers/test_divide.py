"""The promises of divide: every building once, every grid connected, the same again, and proofs that hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from linli.solvers.divide import Band, Border, Building, Community, Neighbourhood, Refused, Wishes, divide

from .make import CODE, connected, lattice

QUICK = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
rows = st.integers(2, 5).flatmap(
    lambda wide: st.lists(st.lists(st.integers(1, 60), min_size=wide, max_size=wide), min_size=2, max_size=5)
)


def judge(hood: Neighbourhood, band: Band) -> tuple[dict[int, float], list[frozenset[str]]]:
    """An independent exact judge: all connected groups by brute force, HiGHS lays them; best walking by
    number."""
    ids = [b.id for b in hood.buildings]
    at = {b.id: b for b in hood.buildings}
    groups = []
    beside = {i: {b if a == i else a for a, b in hood.adjacent or () if i in (a, b)} for i in ids}
    found = {frozenset([i]) for i in ids}
    while found:
        groups += [g for g in found if band.lower <= sum(at[i].households for i in g) <= band.upper]
        found = {
            g | {j}
            for g in found
            for i in g
            for j in beside[i] - g
            if sum(at[n].households for n in g) + at[j].households <= band.upper
        }
    cost = [
        min(sum(at[i].households * math.dist((at[i].x, at[i].y), (at[j].x, at[j].y)) for i in g) for j in g)
        for g in groups
    ]
    best = {}
    total = sum(b.households for b in hood.buildings)
    for k in range(-(-total // band.upper), total // band.lower + 1):
        if not groups:
            break
        matrix = np.array([[float(i in g) for g in groups] for i in ids] + [[1.0] * len(groups)])
        ends = np.array([1.0] * len(ids) + [float(k)])
        answer = milp(
            cost,
            integrality=np.ones(len(groups)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, ends, ends),
        )
        if answer.status == 0:
            best[k] = float(answer.fun)
    return best, groups


@QUICK
@given(rows, st.integers(40, 90), st.integers(0, 2**32))
def test_every_building_stands_in_one_connected_grid_and_the_bound_is_below(sizes, upper, seed):
    hood = lattice(sizes)
    plan = divide(hood, Wishes(band=Band(upper // 2, upper), effort=0.2), seed=seed)
    seen = list(itertools.chain.from_iterable(g.buildings for g in plan.grids))
    assert sorted(seen) == sorted(b.id for b in hood.buildings)
    assert all(connected(g.buildings, hood.adjacent) for g in plan.grids)
    assert len({g.code for g in plan.grids}) == plan.number
    assert all(g.code.startswith(CODE) and len(g.code) == 15 for g in plan.grids)
    assert all(g.in_band == (upper // 2 <= g.households <= upper) == (g.why is None) for g in plan.grids)
    assert plan.bound is not None
    assert plan.bound.walk_m <= plan.walk_m * (1 + 1e-9) + 1e-9
    assert plan == divide(hood, Wishes(band=Band(upper // 2, upper), effort=0.2, workers=2), seed=seed)


@settings(QUICK, max_examples=6)
@given(
    st.lists(st.lists(st.integers(5, 40), min_size=4, max_size=4), min_size=3, max_size=3),
    st.integers(60, 110),
)
def test_an_exact_judge_finds_nothing_better(sizes, upper):
    hood, band = lattice(sizes), Band(round(upper * 0.6), upper)
    best, _ = judge(hood, band)
    homes = sum(b.households for b in hood.buildings)
    fewest = divide(hood, Wishes(band=band, number="fewest"), seed=3)
    if not best:
        assert fewest.in_band < 1
        assert all(reason.proved for reason in fewest.unmet)
        return
    assert fewest.in_band == 1
    assert fewest.number == min(best) == fewest.counting.fewest
    for k, walk in best.items():
        plan = divide(hood, Wishes(band=band, number=k), seed=3)
        assert plan.in_band == 1
        assert plan.walk_m * homes == pytest.approx(walk, rel=1e-6, abs=1e-6)
        assert plan.bound is not None
        assert plan.bound.walk_m * homes <= walk * (1 + 1e-9)


def test_the_annealing_alone_comes_near_the_exact_walking(monkeypatch):
    from linli.solvers.divide import search

    rng = np.random.default_rng(5)
    hood = lattice(rng.integers(20, 40, (5, 5)).tolist())
    wishes = Wishes(band=Band(100, 190), number=5)
    exact = divide(hood, wishes, seed=1)
    monkeypatch.setattr(search, "partitions", lambda *a, **k: None)
    chance = divide(hood, wishes, seed=1)
    assert chance.in_band == exact.in_band == 1
    assert exact.walk_m - 1e-9 <= chance.walk_m <= 1.02 * exact.walk_m


def test_a_block_too_small_is_answered_with_its_reason():
    plan = divide(lattice([[60, 60, 63]]), seed=1)
    assert [str(g.why) for g in plan.grids] == ["this block of 183 households cannot reach 300"]
    assert plan.unmet[0].proved


def test_no_number_of_grids_fits_between_the_bands():
    plan = divide(lattice([[50] * 11]), Wishes(band=Band(300, 500)), seed=1)
    assert {g.why.code for g in plan.grids if g.why} == {"block_has_no_number"}


def test_what_cannot_be_covered_is_proved_by_laying_every_group():
    # 250 households at each end can only be joined with 240 in the middle: one end is always left over
    plan = divide(lattice([[250, 240, 250, 60]]), Wishes(band=Band(390, 500)), seed=1)
    reasons = {r.code for r in plan.unmet}
    assert plan.in_band < 1
    assert reasons <= {"no_partition", "no_group_fits", "block_has_no_number"}
    assert reasons
    assert all(r.proved for r in plan.unmet)


def test_amounts_that_never_add_up_to_the_band_are_a_proof_for_every_grid():
    plan = divide(lattice([[36] * 12] * 7), Wishes(band=Band(365, 390), effort=0.2, certify=False), seed=1)
    assert plan.in_band == 0
    assert {g.why.proved for g in plan.grids if g.why} == {True}
    assert "no_sum_fits" in {r.code for r in plan.unmet}


def test_a_building_above_the_band_stands_alone_unless_it_may_be_split():
    hood = lattice([[700, 100, 100, 100]])
    plan = divide(hood, seed=1)
    assert "too_large_alone" in {r.code for r in plan.unmet}
    split = divide(hood, Wishes(split_buildings=True, number="fewest"), seed=1)
    parts = [b for g in split.grids for b in g.buildings if b.startswith("0-0#")]
    assert sorted(parts) == ["0-0#1", "0-0#2"]
    assert split.in_band == 1


def test_a_number_that_cannot_be_is_named():
    hood = lattice([[100] * 10])
    assert "number_too_small" in {r.code for r in divide(hood, Wishes(number=1), seed=1).unmet}
    assert "number_too_large" in {r.code for r in divide(hood, Wishes(number=6), seed=1).unmet}
    with pytest.raises(Refused, match="number_impossible"):
        divide(hood, Wishes(number=11), seed=1)


def test_a_number_for_the_whole_place_is_not_taken_as_proof_against_one_block():
    far = tuple(Building(f"f{n}", 5000.0 + n * 50, 0.0, 100, community=CODE) for n in range(8))
    near = lattice([[100] * 8])
    pairs = (*near.adjacent, *((f"f{n}", f"f{n + 1}") for n in range(7)))
    hood = Neighbourhood(near.buildings + far, (), near.communities, pairs, "metres")
    plan = divide(hood, Wishes(number=4), seed=1)
    assert plan.in_band == 1
    assert plan.counting.blocks == 2
    assert not plan.unmet


def test_no_grid_crosses_a_road():
    spots = [Building(f"b{n}", n % 10 * 30.0, n // 10 * 30.0, 40, community=CODE) for n in range(50)]
    road = Border("road", ((135.0, -100.0), (135.0, 500.0)))
    plan = divide(Neighbourhood(tuple(spots), (road,), (Community(CODE),), datum="metres"), seed=1)
    assert plan.counting.blocks == 2
    assert plan.in_band == 1
    for grid in plan.grids:
        assert len({int(b[1:]) % 10 < 5 for b in grid.buildings}) == 1


def test_compounds_stay_whole():
    rng = np.random.default_rng(2)
    spots = [
        Building(
            f"b{n}",
            n % 12 * 30.0,
            n // 12 * 30.0,
            int(rng.integers(15, 35)),
            estate=f"e{n % 12 // 3}{n // 24}",
            community=CODE,
        )
        for n in range(72)
    ]
    plan = divide(
        Neighbourhood(tuple(spots), (), (Community(CODE),), datum="metres"), Wishes(whole="estate"), seed=1
    )
    home = plan.grid_of()
    assert all(len({home[b.id] for b in spots if b.estate == e}) == 1 for e in {b.estate for b in spots})


def test_numbers_run_from_the_west_row_by_row_from_the_north():
    hood = lattice([[400, 400, 400], [400, 400, 400]], step=200.0)
    plan = divide(hood, seed=1)
    assert [g.buildings[0] for g in plan.grids] == ["0-0", "0-1", "0-2", "1-0", "1-1", "1-2"]
    assert [g.code for g in plan.grids] == [f"{CODE}{n:03d}" for n in range(1, 7)]


def test_microgrids_cover_their_grid():
    plan = divide(lattice([[20] * 8] * 5), Wishes(microgrid=Band(40, 80)), seed=1)
    for grid in plan.grids:
        inside = sorted(b for m in grid.microgrids for b in m.buildings)
        assert inside == sorted(grid.buildings)
        assert all(m.in_band for m in grid.microgrids)
        assert all(m.code.startswith(grid.code) and len(m.code) == 17 for m in grid.microgrids)


def test_people_can_be_the_measure():
    hood = lattice([[30] * 8] * 4)
    crowd = tuple(
        Building(b.id, b.x, b.y, b.households, people=b.households * 3, community=CODE)
        for b in hood.buildings
    )
    plan = divide(
        Neighbourhood(crowd, (), hood.communities, hood.adjacent, "metres"),
        Wishes(Band(800, 1100), "people"),
        seed=1,
    )
    assert plan.in_band == 1
    assert all(800 <= (g.people or 0) <= 1100 for g in plan.grids)


def test_it_tells_its_progress_and_stops_when_asked():
    told: list[tuple[str, float]] = []
    hood = lattice([[40] * 12] * 12)
    divide(
        hood,
        Wishes(effort=0.1, certify=False),
        seed=1,
        progress=lambda stage, share: told.append((stage, share)),
    )
    assert told
    assert all(0 <= share <= 1 for _, share in told)
    plan = divide(hood, Wishes(certify=False), seed=1, stop=lambda: True)
    assert plan.stopped
    assert sum(g.households for g in plan.grids) == 5760
    assert all(connected(g.buildings, hood.adjacent) for g in plan.grids)


def test_more_compactness_gives_shorter_inner_borders():
    rng = np.random.default_rng(1)
    spots = tuple(
        Building(f"b{n}", float(x), float(y), int(h), community=CODE)
        for n, (x, y, h) in enumerate(
            zip(rng.uniform(0, 700, 120), rng.uniform(0, 700, 120), rng.integers(10, 40, 120), strict=True)
        )
    )
    hood = Neighbourhood(spots, (), (Community(CODE),), datum="metres")
    plain = divide(hood, Wishes(certify=False), seed=1)
    smooth = divide(hood, Wishes(compactness=20.0, certify=False), seed=1)
    assert smooth.compactness > plain.compactness
    assert smooth.walk_m >= plain.walk_m - 1e-9
