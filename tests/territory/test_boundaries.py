"""Boundaries: what a bad file is told, the two datums told apart, overlaps, and pins in every process."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
import shapely
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.common import geo
from linli.common.actor import SYSTEM, Actor
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.territory import actions, geojson
from linli.territory.models import Boundary, Building
from linli.territory.queries import pins
from linli.territory.queries.boundaries import in_force, plan
from tests import make
from tests.make import LONG_AGO, NOON
from tests.territory.conftest import LAT, LON, STEP, collection, square


@pytest.fixture
def mapped(town: make.Town) -> make.Town:
    """Ten buildings with points in the west grid, ten in the east one."""
    for n, key in enumerate(("grid", "next_grid")):
        for b in range(10):
            actions.enter_building(
                town.areas[key],
                estate="桂花里",
                name=f"{key} {b} 号楼",
                doors={1: ["101"]},
                longitude=LON + n * STEP + STEP * (0.1 + 0.08 * b),
                latitude=LAT + STEP * (0.2 + 0.06 * b),
                by=SYSTEM,
                at=LONG_AGO,
            )
    return town


def two(town: make.Town, **more: Any) -> str:
    west, east = square(LON, LAT), square(LON + STEP, LAT)
    return collection((town.areas["grid"], west), (town.areas["next_grid"], east), **more)


def test_only_what_differs_from_what_stands_becomes_a_new_version(mapped, leader: Actor) -> None:
    community = mapped.areas["community"]
    assert len(actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=LONG_AGO)) == 2
    turned = square(LON, LAT)
    turned["coordinates"][0] = [*turned["coordinates"][0][2:], *turned["coordinates"][0][1:3]]
    east = square(LON + STEP, LAT, side=STEP * 0.9)
    content = collection((mapped.areas["grid"], turned), (mapped.areas["next_grid"], east))
    changed = actions.set_boundaries(community, content, datum="wgs", by=leader, at=NOON)
    assert changed == [mapped.areas["next_grid"]]
    assert Boundary.objects.filter(area=mapped.areas["grid"]).count() == 1
    assert Boundary.objects.filter(area=mapped.areas["next_grid"]).count() == 2
    assert Entry.objects.filter(verb="boundary.set").count() == 3


def codes_of(content: str | bytes, town: make.Town, datum: Any = "wgs", **more: Any) -> list[str]:
    return [
        p.code for p in plan(content, datum=datum, root=town.areas["community"], at=NOON, **more).problems
    ]


# -- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "geojson_broken"),
        ('{"type": "FeatureCollection",\n "features": [}', "geojson_broken"),
        ("[]", "geojson_other"),
        ('{"type": "Topology"}', "geojson_other"),
        ('{"type": "FeatureCollection", "features": []}', "geojson_empty"),
        ('{"type": "FeatureCollection", "features": 5}', "geojson_empty"),
        (b"\xff\xfe\x00", "geojson_other"),
        ("[" * 100_000, "geojson_other"),
    ],
)
def test_what_is_no_geojson_is_told(content: str | bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        geojson.read(content)
    assert caught.value.refusal.code == code


def test_where_the_file_breaks_off_is_told() -> None:
    with pytest.raises(Refused) as caught:
        geojson.read('{"type": "FeatureCollection",\n "features": [}')
    assert caught.value.refusal.params == {"line": 2, "column": 15}


@pytest.mark.parametrize(
    ("properties", "geometry", "code"),
    [
        ({}, square(LON, LAT), "feature_nameless"),
        (None, square(LON, LAT), "feature_nameless"),
        ({"name": "x"}, None, "feature_no_polygon"),
        ({"name": "x"}, {"type": "Point", "coordinates": [1, 2]}, "feature_no_polygon"),
        ({"name": "x"}, {"type": "Polygon", "coordinates": []}, "feature_no_polygon"),
        ({"name": "x"}, {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, "feature_bad_point"),
        ({"name": "x"}, {"type": "Polygon", "coordinates": "here"}, "feature_bad_point"),
        ({"name": "x"}, square(500, 35), "feature_bad_point"),
        ({"name": "x"}, square(35.2, 113.2), "feature_swapped"),
    ],
)
def test_what_is_wrong_with_one_area_is_told_with_its_number(
    properties: Any, geometry: Any, code: str
) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    sheet = geojson.read(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert [(p.code, p.params["number"]) for p in sheet.problems] == [(code, 1)]


def test_areas_are_known_by_code_former_code_or_name(mapped, leader: Actor) -> None:
    grid = mapped.areas["grid"]
    assert codes_of(collection((grid.name, square(LON, LAT))), mapped) == []
    assert codes_of(collection(("谁也不知道", square(LON, LAT))), mapped) == ["feature_unknown"]
    assert codes_of(collection((mapped.areas["other_grid"], square(LON, LAT))), mapped) == ["feature_outside"]
    both = collection((grid, square(LON, LAT)), (grid.name, square(LON, LAT)))
    assert codes_of(both, mapped) == ["feature_twice"]
    old = collection((grid, square(LON, LAT)))
    actions.recode_area(grid, "370998001001009", by=leader, at=NOON)
    assert codes_of(old, mapped) == []


# -- sound polygons --------------------------------------------------------------------------------------------------


def test_a_line_that_crosses_itself_is_refused_with_the_place_and_the_building_there(
    mapped, leader: Actor
) -> None:
    ring = [[LON, LAT], [LON + STEP, LAT + STEP], [LON + STEP, LAT], [LON, LAT + STEP], [LON, LAT]]
    content = collection((mapped.areas["grid"], {"type": "Polygon", "coordinates": [ring]}))
    (problem,) = plan(content, datum="wgs", root=mapped.areas["community"], at=NOON).problems
    assert problem.code == "feature_crossing"
    assert (problem.params["lon"], problem.params["lat"]) == pytest.approx((LON + STEP / 2, LAT + STEP / 2))
    assert "号楼" in problem.params["building"]
    with pytest.raises(Refused):
        actions.set_boundaries(mapped.areas["community"], content, datum="wgs", by=leader, at=NOON)
    assert not Boundary.objects.exists()


def test_two_grids_that_overlap_are_refused_with_both_names_the_size_and_the_place(
    mapped, leader: Actor
) -> None:
    community = mapped.areas["community"]
    a_tenth = STEP / 10
    over = collection(
        (mapped.areas["grid"], square(LON, LAT)),
        (mapped.areas["next_grid"], square(LON + STEP - a_tenth, LAT)),
    )
    (problem,) = plan(over, datum="wgs", root=community, at=NOON).problems
    assert problem.code == "boundary_overlap"
    assert {problem.params["area"], problem.params["other"]} == {"grid 区", "next_grid 区"}
    wide, high = geo.offset((LON, LAT), (LON + a_tenth, LAT + STEP))
    assert problem.params["metres"] == pytest.approx(wide * high, rel=0.01)
    assert LON + STEP - a_tenth < problem.params["lon"] < LON + STEP

    # the other one is in force already, in another community
    actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=NOON)
    other = mapped.areas["other_community"]
    content = collection((mapped.areas["other_grid"], square(LON + STEP, LAT + STEP - a_tenth)))
    assert [p.code for p in plan(content, datum="wgs", root=other, at=NOON).problems] == ["boundary_overlap"]


def test_a_sliver_below_the_tolerance_is_no_overlap(mapped) -> None:
    hair = 0.2 / geo.METRES_A_DEGREE  # 20 cm along 440 m of line
    close = collection(
        (mapped.areas["grid"], square(LON, LAT)), (mapped.areas["next_grid"], square(LON + STEP - hair, LAT))
    )
    assert codes_of(close, mapped) == []


def test_an_area_that_reaches_beyond_its_community_is_a_warning(mapped, leader: Actor) -> None:
    community = mapped.areas["community"]
    content = collection(
        (community, square(LON, LAT, side=STEP * 1.5)), (mapped.areas["next_grid"], square(LON + STEP, LAT))
    )
    found = plan(content, datum="wgs", root=community, at=NOON)
    assert (found.problems, [w.code for w in found.warnings]) == ([], ["boundary_outside"])


def test_a_new_boundary_ends_the_one_before(mapped, leader: Actor) -> None:
    community = mapped.areas["community"]
    actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=LONG_AGO)
    actions.set_boundaries(
        community,
        collection((mapped.areas["grid"], square(LON, LAT, side=STEP / 2))),
        datum="wgs",
        by=leader,
        at=NOON,
    )
    assert Boundary.objects.filter(area=mapped.areas["grid"]).count() == 2
    assert Boundary.objects.filter(until=None).count() == 2
    _, polygon = in_force(community.path)[mapped.areas["grid"].pk]
    assert polygon.bounds[2] == pytest.approx(LON + STEP / 2)


# -- WGS-84 and GCJ-02 -----------------------------------------------------------------------------------------------


def test_the_two_datums_are_told_apart_by_the_buildings(mapped) -> None:
    community = mapped.areas["community"]
    shifted = two(mapped, convert=geo.to_gcj)
    for content, datum in ((two(mapped), "wgs"), (shifted, "gcj")):
        found = plan(content, datum="unknown", root=community, at=NOON)
        assert (found.problems, found.guess, found.datum) == ([], datum, datum)
        (_, west), *_ = found.rows
        assert west.bounds == pytest.approx((LON, LAT, LON + STEP, LAT + STEP), abs=1e-7)
    (problem,) = plan(shifted, datum="wgs", root=community, at=NOON).problems
    assert (problem.code, problem.params["guess"]) == ("datum_differs", "gcj")
    assert 300 < problem.params["metres"] < 800
    assert codes_of(shifted, mapped, "wgs", sure=True) == []
    assert codes_of(two(mapped), mapped, "gcj") == ["datum_differs"]


def test_a_few_buildings_or_an_older_boundary_are_enough_and_nothing_is_not(town, leader: Actor) -> None:
    community = town.areas["community"]
    assert codes_of(two(town), town, "unknown") == ["datum_unknown"]
    actions.set_boundaries(community, two(town), datum="wgs", by=leader, at=LONG_AGO)
    shifted = two(town, convert=geo.to_gcj)
    assert plan(shifted, datum="unknown", root=community, at=NOON).guess == "gcj"
    Boundary.objects.all().delete()
    middle = {"longitude": LON + STEP / 2, "latitude": LAT + STEP / 2}
    Building.objects.filter(pk=town.building.pk).update(**middle)
    assert plan(shifted, datum="unknown", root=community, at=NOON).guess == "gcj"
    assert plan(two(town), datum="unknown", root=community, at=NOON).guess == "wgs"


def test_what_goes_out_comes_in_again_in_both_datums(mapped, leader: Actor) -> None:
    community = mapped.areas["community"]
    actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=LONG_AGO)
    before = {pk: s for pk, (_, s) in in_force(community.path).items()}
    for datum in ("wgs", "gcj"):
        rows = ((a.official_code, a.path, a.name, s) for a, s in in_force(community.path).values())
        content = geojson.written(rows, datum=datum)
        actions.set_boundaries(community, content, datum=datum, by=leader, at=NOON)
        after = {pk: s for pk, (_, s) in in_force(community.path).items()}
        for pk, polygon in before.items():
            assert polygon.hausdorff_distance(after[pk]) < 1e-8


@given(st.floats(80, 130), st.floats(20, 50), st.floats(0.0005, 0.05))
def test_a_polygon_comes_back_from_the_other_datum_within_a_metre(
    lon: float, lat: float, side: float
) -> None:
    polygon = shapely.geometry.shape(square(lon, lat, side=side))
    back = geojson.converted(geojson.converted(polygon, "gcj"), "wgs")
    assert polygon.hausdorff_distance(back) * geo.METRES_A_DEGREE < 1
    wide, high = geo.offset((lon, lat), (lon + side, lat + side))
    assert geojson.square_metres(polygon) == pytest.approx(wide * high, rel=0.01)


# -- pins -------------------------------------------------------------------------------------------------------------


def test_a_pin_lies_in_its_grid_right_after_boundaries_change(
    mapped, leader: Actor, django_assert_num_queries
) -> None:
    community, grid = mapped.areas["community"], mapped.areas["grid"]
    pin = (LON + STEP / 2, LAT + STEP / 2)
    assert pins.grid_at(*pin) is None
    actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=NOON)
    assert pins.grid_at(*pin) == grid.pk
    assert pins.grid_at(LON - STEP, LAT) is None
    with django_assert_num_queries(1):
        tree = pins.current()
        assert [tree.grid_at(*pin) for _ in range(3)] == [grid.pk] * 3

    actions.move_buildings(Building.objects.filter(area=grid), mapped.areas["next_grid"], by=leader, at=NOON)
    actions.close_area(grid, successor=mapped.areas["next_grid"], by=leader, at=NOON)
    assert pins.grid_at(*pin) is None


def test_the_register_beats_the_map_and_says_where_they_differ(mapped, leader: Actor) -> None:
    community = mapped.areas["community"]
    actions.set_boundaries(community, two(mapped), datum="wgs", by=leader, at=NOON)
    assert pins.strays(community.path) == []
    one = Building.objects.get(name="grid 0 号楼")
    actions.move_buildings([one], mapped.areas["next_grid"], by=leader, at=NOON)

    one.refresh_from_db()
    assert one.area == mapped.areas["next_grid"]
    (stray,) = pins.strays(community.path)
    assert (stray.building, stray.lies_in) == (one, mapped.areas["grid"])


CHILD = """
import sys
import django
django.setup()
from linli.territory.queries import pins
for line in sys.stdin:
    print(pins.grid_at(*map(float, line.split())), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_knows_a_new_boundary_at_once(tmp_path, monkeypatch) -> None:
    town = make.Town()
    path = tmp_path / "shared.sqlite3"

    def publish() -> None:
        """The test's database lies in memory: a copy of it is what both processes share."""
        with connection.cursor() as cursor:
            path.unlink(missing_ok=True)
            cursor.execute("VACUUM INTO %s", [str(path)])

    if connection.vendor != "sqlite":
        pytest.skip("one database file for two processes")
    publish()
    environment = {
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "LINLI_DATABASE": str(path),
        "LINLI_DATA_DIR": str(tmp_path),
        "LINLI_KEY_FILE": str(tmp_path / "keys"),
        "PATH": "",
    }
    with subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None

        def ask() -> str:
            child.stdin.write(f"{LON + STEP / 2} {LAT + STEP / 2}\n")
            child.stdin.flush()
            return child.stdout.readline().strip()

        assert ask() == "None"
        polygon = shapely.geometry.shape(square(LON, LAT))
        with sqlite3.connect(path) as other:  # this process, writing to the same file
            other.execute(
                "INSERT INTO territory_boundary (area_id, wkb, since, until) VALUES (?, ?, ?, NULL)",
                (town.areas["grid"].pk, shapely.to_wkb(polygon), "2026-11-23 04:00:00"),
            )
        assert ask() == str(town.areas["grid"].pk)
        with sqlite3.connect(path) as other:
            now = "2026-11-23 05:00:00"
            other.execute("UPDATE territory_boundary SET until = ?", (now,))
            other.execute(
                "INSERT INTO journal_entry"
                " (verb, subject_type, subject_id, area_path, actor_kind, data, at, recorded_at)"
                " VALUES ('area.closed', 'territory.area', ?, '', 'system', '{}', ?, ?)",
                (town.areas["grid"].pk, now, now),
            )
        assert ask() == "None"
        child.stdin.close()


@pytest.mark.parametrize("wrong", [True, "113.2", None])
def test_a_coordinate_that_is_no_number_is_refused_with_its_place(wrong: Any) -> None:
    ring = [[113.1, 35.1], [113.2, 35.1], [113.2, 35.2], [113.1, 35.1]]
    ring[1] = [113.2, wrong]
    feature = {"properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    sheet = geojson.read(
        json.dumps({"type": "FeatureCollection", "features": [feature | {"type": "Feature"}]})
    )
    assert [(p.code, p.params) for p in sheet.problems] == [
        ("feature_bad_point", {"number": 1, "at": "1.2.2"})
    ]
    assert sheet.features == []
