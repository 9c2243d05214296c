"""The invented sub-district before it becomes rows: the same from the same seed, plausible, and in nobody's way."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from shapely import Point, Polygon, STRtree

from linli.demo import content
from linli.demo.generator import SEED, generate
from linli.demo.generator.rows import SubDistrict


@pytest.fixture(scope="module")
def whole() -> SubDistrict:
    return generate()


@pytest.fixture(scope="module")
def shapes(whole: SubDistrict) -> dict[str, Polygon]:
    return {area.path: Polygon(area.ring) for area in whole.areas}


def households(plan: SubDistrict) -> Counter[str]:
    """Lived-in homes by grid."""
    found: Counter[str] = Counter()
    for building in plan.buildings:
        found[building.area[:15]] += sum(1 for home in building.homes if home.people)
    return found


def test_the_grids_are_those_of_the_source(whole: SubDistrict) -> None:
    grids = Counter(area.kind for area in whole.areas if area.level == "grid")
    assert grids == {"urban": 89, "rural": 37, "special": 8}
    assert Counter(area.kind for area in whole.areas if area.level == "community") == {
        "urban": 20,
        "rural": 12,
    }
    assert Counter(area.path[:12] for area in whole.areas if area.level == "microgrid") == {
        "370998001005": 43
    }


def test_there_are_about_45_000_households_of_about_1_6_people_known_by_name(whole: SubDistrict) -> None:
    number = sum(households(whole).values())
    people = sum(len(home.people) for building in whole.buildings for home in building.homes)
    dwellings = sum(len(building.homes) for building in whole.buildings)
    assert 44_000 <= number <= 46_500
    assert 1.5 <= people / number <= 1.7
    assert 0.02 <= 1 - number / dwellings <= 0.04


def test_most_grids_in_town_hold_300_to_500_households_and_some_do_not(whole: SubDistrict) -> None:
    kinds = {area.path: area.kind for area in whole.areas if area.level == "grid"}
    sizes = [number for path, number in households(whole).items() if kinds[path] == "urban"]
    inside = sum(300 <= size <= 500 for size in sizes)
    assert 70 <= inside < 89
    assert min(sizes) < 300 < 500 < max(sizes)


def test_what_is_written_in_the_reference_page_is_what_is_made(whole: SubDistrict) -> None:
    from pathlib import Path

    page = (Path(__file__).resolve().parents[2] / "docs/reference/demo.md").read_text(encoding="utf-8")
    homes = [home for building in whole.buildings for home in building.homes]
    for what, number in {
        "Estates and hamlets": len(whole.estates),
        "Buildings": len(whole.buildings),
        "Dwellings": len(homes),
        "Households": sum(1 for home in homes if home.people),
        "Residents known by name": sum(len(home.people) for home in homes),
        "Venues": len(whole.venues),
        "Offices": len(whole.offices),
        "Posts": len(whole.posts),
        "Members": len(whole.members),
        "Absences": len(whole.absences),
        "Needs": len(whole.needs),
    }.items():
        assert f"| {what} | {number:,} |" in page, (what, number)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    assert generate(small=True) == generate(small=True, seed=SEED)
    assert generate(small=True) != generate(small=True, seed=SEED + 1)


def test_nothing_stands_where_something_else_stands(whole: SubDistrict) -> None:
    assert not [point for point, n in Counter(b.point for b in whole.buildings).items() if n > 1]


def test_every_building_stands_inside_its_grid_and_micro_grid(
    whole: SubDistrict, shapes: dict[str, Polygon]
) -> None:
    out = [
        building
        for building in whole.buildings
        if not all(
            shapes[path].contains(Point(building.point)) for path in {building.area, building.area[:15]}
        )
    ]
    assert out == []


@pytest.mark.parametrize("length", [12, 15, 17])
def test_areas_of_a_level_neither_cross_themselves_nor_overlap(
    shapes: dict[str, Polygon], length: int
) -> None:
    level = [shape for path, shape in shapes.items() if len(path) == length]
    assert all(shape.is_valid for shape in level)
    pairs = STRtree(level).query(level, predicate="overlaps")
    assert [(a, b) for a, b in pairs.T.tolist() if level[a].intersection(level[b]).area > 0] == []


@pytest.mark.parametrize("length", [9, 12, 15])
def test_children_tile_their_parent(shapes: dict[str, Polygon], length: int) -> None:
    for path, shape in shapes.items():
        below = [
            other
            for child, other in shapes.items()
            if child[:length] == path and len(child) in _below(length)
        ]
        if len(path) == length and below:
            assert sum(child.area for child in below) == pytest.approx(shape.area, rel=1e-9), path


def _below(length: int) -> tuple[int, ...]:
    return {9: (12,), 12: (15,), 15: (17,)}[length]


def test_the_river_lies_between_the_bridge_and_the_community_beyond_it(shapes: dict[str, Polygon]) -> None:
    """青石桥社区 on the southern bank, 桥北社区 across: they share their bank and nothing else."""
    south, north = shapes[content.COMMUNITY[0]], shapes[content.NEIGHBOUR[0]]
    assert south.intersection(north).length > 0
    assert south.centroid.y < north.centroid.y


def test_the_neighbourhood_of_the_stories_is_as_it_always_was(whole: SubDistrict) -> None:
    estates = [row for row in whole.estates if row.community == content.COMMUNITY[0]]
    assert [(row.name, row.name_en) for row in estates] == [
        (name, english) for name, english, _ in content.ESTATES
    ]
    sizes = households(whole)
    assert [sizes[f"{content.COMMUNITY[0]}{n:03d}"] for n in range(1, 9)] == [
        36 * n for _, _, n in content.ESTATES
    ]


def test_every_grid_has_a_head_or_is_short_of_one_and_the_gaps_are_few(whole: SubDistrict) -> None:
    offices = {office.key: office for office in whole.offices}
    grids = {area.path for area in whole.areas if area.level == "grid"}
    headed = {offices[post.office].area for post in whole.posts if post.role == "grid_head"}
    worked = {offices[post.office].area for post in whole.posts if post.role == "grid_worker"}
    assert {office.area for office in whole.offices if office.kind == "grid"} == grids
    assert 1 <= len(grids - headed) <= 10
    assert 1 <= len(grids - worked) <= 12
    assert not [path for path in grids - headed if path.startswith(content.COMMUNITY[0])]


def test_only_offices_of_areas_reach_a_subtree(whole: SubDistrict) -> None:
    kinds = {office.key: office.kind for office in whole.offices}
    reaching = {kinds[post.office] for post in whole.posts if post.reach == "subtree"}
    assert reaching == {"grid", "community", "township"}


def test_whoever_lives_in_a_members_home_is_the_member(whole: SubDistrict) -> None:
    """A neighbour who is a member is the head of that household; no home is given to two members."""
    homes = [member.home for member in whole.members if member.home]
    hosts = {post.username for post in whole.posts if post.role in ("centre_host", "member")}
    for member in whole.members:
        if member.username in hosts:
            assert member.home is not None
            building, home = member.home
            assert whole.buildings[building].homes[home].people[0].name == member.name
    assert len(set(homes)) >= len(homes) - 10  # a centre home may be that of somebody who serves as well


def test_nobody_of_the_stories_is_away(whole: SubDistrict) -> None:
    away = {row.post.split(":")[0] for row in whole.absences}
    assert not away & {username for username, *_ in content.STAFF}


def test_superiors_and_parents_come_before_what_stands_under_them(whole: SubDistrict) -> None:
    for rows, own, above in (
        (whole.areas, lambda row: row.path, lambda row: row.parent),
        (whole.offices, lambda row: row.key, lambda row: row.superior),
    ):
        seen = {""}
        for row in rows:
            assert above(row) in seen, row
            seen.add(own(row))


def test_rings_are_closed_and_move_on_at_every_step(whole: SubDistrict) -> None:
    for area in whole.areas:
        assert area.ring[0] == area.ring[-1]
        assert all(a != b for a, b in pairwise(area.ring))
