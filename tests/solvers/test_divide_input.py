"""Bad input is refused by name, all faults at once; some of it may be accepted and is told."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from linli.solvers.divide import (
    Band,
    Building,
    Community,
    Neighbourhood,
    Refused,
    Wishes,
    divide,
    divide_many,
)
from linli.solvers.divide.check import checked
from linli.solvers.divide.datum import shift

from .make import CODE, lattice

SQUARE = ((0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0))


def spread(count: int = 30, **change) -> list[Building]:
    return [
        Building(f"b{n}", 100.0 + n % 6 * 40, 100.0 + n // 6 * 40, 25, community=CODE, **change)
        for n in range(count)
    ]


def place(buildings, **more) -> Neighbourhood:
    return Neighbourhood(
        tuple(buildings), communities=more.pop("communities", (Community(CODE),)), datum="metres", **more
    )


def faults(hood: Neighbourhood, **wishes) -> dict[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refusal:
        divide(hood, Wishes(effort=0.05, certify=False, **wishes), seed=1)
    return {fault.code: fault.where for fault in refusal.value.faults}


def test_a_good_place_is_not_refused():
    assert divide(place(spread()), Wishes(effort=0.05), seed=1).remarks == ()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_households", {"households": 0}),
        ("negative_households", {"households": -3}),
        ("not_a_number", {"x": math.nan}),
        ("not_a_number", {"y": math.inf}),
        ("unknown_community", {"community": "370102001999"}),
    ],
)
def test_one_bad_building_is_named(code, change):
    found = faults(
        place(
            [
                *spread(),
                replace(spread(1)[0], id="bad", x=300.0, y=330.0)
                if not change
                else replace(Building("bad", 300.0, 330.0, 20, community=CODE), **change),
            ]
        )
    )
    assert found[code] == ("bad",)


def test_a_building_on_no_land_and_one_in_water():
    outline = Community(CODE, outline=(SQUARE,))
    assert faults(place([*spread(), Building("sea", 5000.0, 5000.0, 9)], communities=(outline,)))[
        "on_no_land"
    ] == ("sea",)
    lake = ((95.0, 95.0), (110.0, 95.0), (110.0, 110.0), (95.0, 110.0))
    assert faults(place(spread(), water=(lake,)))["on_no_land"] == ("b0",)


def test_a_building_in_two_communities():
    other = "370102001002"
    half = (
        Community(CODE, outline=(SQUARE,)),
        Community(other, outline=(((140.0, 90.0), (500.0, 90.0), (500.0, 110.0), (140.0, 110.0)),)),
    )
    assert "b1" in faults(place(spread(), communities=half))["in_two_communities"]
    twice = [*spread(), Building("b3", 0.0, 0.0, 25, community=other)]
    assert faults(place(twice, communities=(Community(CODE), Community(other))))["in_two_communities"] == (
        "b3",
    )
    assert faults(place([*spread(), spread()[4]]))["listed_twice"] == ("b4",)


def test_forty_one_buildings_at_one_point():
    crowd = [Building(f"c{n}", 111.0, 111.0, 5, community=CODE) for n in range(41)]
    assert len(faults(place([*spread(), *crowd]))["crowded_point"]) == 41
    plan = divide(
        place([*spread(), *crowd]), Wishes(effort=0.05, accept=frozenset({"crowded_point"})), seed=1
    )
    assert plan.remarks[0].code == "crowded_point"
    assert plan.in_band == 1


def test_an_empty_community():
    assert faults(place(spread(), communities=(Community(CODE), Community("370102001007"))))[
        "empty_community"
    ] == ("370102001007",)


def test_an_isolated_hamlet_is_refused_and_when_accepted_becomes_a_grid_with_its_reason():
    hamlet = [Building(f"h{n}", 3000.0 + 30 * n, 3000.0, 12, community=CODE) for n in range(3)]
    assert set(faults(place([*spread(), *hamlet]))["isolated"]) == {"h0", "h1", "h2"}
    plan = divide(place([*spread(), *hamlet]), Wishes(effort=0.05, accept=frozenset({"isolated"})), seed=1)
    alone = next(g for g in plan.grids if "h0" in g.buildings)
    assert alone.buildings == ("h0", "h1", "h2")
    assert str(alone.why) == "this block of 36 households cannot reach 300"


def in_beijing(count: int = 120) -> list[Building]:
    rng = np.random.default_rng(4)
    return [
        Building(
            f"b{n}",
            116.40 + n % 12 * 4e-4 + rng.uniform(-5e-5, 5e-5),
            39.90 + n // 12 * 3e-4 + rng.uniform(-5e-5, 5e-5),
            25,
            estate=f"e{n // 12}",
            community=CODE,
        )
        for n in range(count)
    ]


def moved(b: Building) -> Building:
    east, north = shift(np.array([[b.x, b.y]]))[0]
    return replace(b, x=b.x + east, y=b.y + north)


def test_gcj_02_among_wgs_84_is_seen_by_its_shift():
    good = in_beijing()
    hood = Neighbourhood(tuple(good), communities=(Community(CODE),))
    assert divide(hood, Wishes(effort=0.05, certify=False), seed=1).remarks == ()
    shifted = tuple(moved(b) if n in {3, 40, 77} else b for n, b in enumerate(good))
    assert faults(replace(hood, buildings=shifted))["mixed_datum"] == ("b3", "b40", "b77")
    box = ((116.399, 39.899), (116.4055, 39.899), (116.4055, 39.9035), (116.399, 39.9035))
    plain = tuple(replace(b, estate=None) for b in shifted)
    outlined = replace(hood, buildings=plain, communities=(Community(CODE, outline=(box,)),))
    assert set(faults(outlined)["mixed_datum"]) <= {"b3", "b40", "b77"}
    assert faults(outlined)["mixed_datum"]
    double = tuple(replace(b, estate=None) for b in good) + tuple(
        replace(moved(b), id=f"again{b.id}", estate=None) for b in good[:12]
    )
    assert len(faults(replace(hood, buildings=double))["mixed_datum"]) == 12


def test_a_hamlet_wider_than_the_shift_is_no_shift():
    wide = tuple(
        Building(f"b{n}", 117.0 + n % 26 * 4.5e-4, 36.6 + n // 26 * 3.6e-4, 2, estate="e", community=CODE)
        for n in range(520)
    )
    hood = Neighbourhood(wide, communities=(Community(CODE),))
    assert checked(hood, Wishes())[1] == ()


def test_all_faults_are_told_at_once():
    bad = [
        *spread(),
        Building("n", math.nan, 0.0, 5, community=CODE),
        Building("z", 1.0, 1.0, 0, community=CODE),
    ]
    assert {"not_a_number", "no_households", "band_upside_down"} <= set(faults(place(bad), band=Band(5, 3)))


def test_wishes_are_checked():
    assert "band_upside_down" in faults(place(spread()), band=Band(500, 300))
    assert "no_grids_asked" in faults(place(spread()), number=0)
    assert "cannot_be_accepted" in faults(place(spread()), accept=frozenset({"not_a_number"}))
    assert "no_people_count" in faults(place(spread()), measure="people")
    assert "no_buildings" in faults(place([]))
    assert "code_not_12_digits" in faults(place(spread(), communities=(Community("37"), Community(CODE))))
    assert "unknown_neighbour" in faults(place(spread(), adjacent=(("b1", "nobody"),)))


def test_buildings_on_one_line_or_one_spot_are_still_neighbours():
    line = [Building(f"b{n}", 30.0 * n, 0.0, 40, community=CODE) for n in range(20)]
    assert divide(place(line), Wishes(effort=0.1), seed=1).in_band == 1
    spot = [Building(f"b{n}", 5.0, 5.0, 40, community=CODE) for n in range(20)]
    assert divide(place(spot), Wishes(effort=0.1), seed=1).in_band == 1


def test_a_refused_community_does_not_hold_up_the_county():
    answers = divide_many([lattice([[100] * 4]), place([])], Wishes(effort=0.1), seed=1, workers=2)
    assert not isinstance(answers[0], Refused)
    assert isinstance(answers[1], Refused)


def test_importing_is_quick_and_loads_no_compiler():
    names = "linli.solvers.command, linli.solvers.link, linli.solvers.route"
    code = f"import sys, {names}; print('numba' in sys.modules, 'django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False False\n"
    )
