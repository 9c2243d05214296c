"""The screen on the wall: what stands now, for everybody in the room; nothing that is not for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely import Point, Polygon, box, to_wkb

from linli.cases.models import Case, Category
from linli.common.scope import Scope
from linli.faces.desk.plane import Plane
from linli.faces.desk.wall import picture, reading
from linli.people.models import Shift
from linli.territory.models import Area, Boundary
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import NOON, walk

DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")
WORDS = "三楼的老赵夜里又打孩子"


def test_the_screen_counts_what_is_open_and_tells_no_words_no_door_and_nobodys_own_life(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    plain = walk(town, "take grid", "verify here", case_=make.case(town, words=WORDS))
    own, kept = (make.case(town, words=f"{WORDS}{n}") for n in (2, 3))
    quiet = make.category("of_ones_own", "家里的事")
    Category.objects.filter(pk=quiet.pk).update(group="family")
    Case.objects.filter(pk=plain.pk).update(urgency="red", due_at=NOON - timedelta(days=1), promise_at=NOON)
    Case.objects.filter(pk=own.pk).update(category=quiet)
    Case.objects.filter(pk=kept.pk).update(restricted=True)
    Shift.objects.create(
        office=town.offices["township"],
        user=town.users["township"],
        since=make.LONG_AGO,
        until=NOON + timedelta(days=9999),
        phone="0399-801 9999",
    )
    scope = Scope(areas=(town.areas["township"].path,), at=NOON)
    found, grids = reading.figures(scope, town.areas["township"].path, NOON)
    assert (found.open, found.late, found.urgency["red"]) == (2, 1, 1)
    assert [(grid.path, grid.open, grid.late) for grid in grids] == [(town.areas["grid"].path, 2, 1)]
    assert len(reading.newest(scope, town.areas["township"].path, NOON)) == 2
    assert [line.late for line in reading.due_today(scope, town.areas["township"].path, NOON)[0]] == [False]

    page = desk("township").get("wall/")
    part = desk("township").get("wall/?part=1")
    for shown in (page, part):
        said = shown.content.decode()
        assert "0399-801 9999" in said
        assert quiet.name not in said
        assert WORDS not in said
        assert plain.number not in said
        assert town.plate.entrance.building.name not in text(shown)
    assert b"<html" not in part.content
    assert desk("grid").get("wall/").status_code == 403
    walk(town, *DONE)  # three that are open on the pages of the desk, one of them done and asked about
    again, same = reading.figures(scope, town.areas["township"].path, NOON)
    assert (again.open, again.rating, same) == (2, 1, grids)


def test_where_nobody_is_on_duty_now_the_screen_tells_who_is_next(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    assert "值班" in text(desk("township").get("wall/"))
    soon = timezone.now() + timedelta(hours=3)
    Shift.objects.create(
        office=town.offices["community"],
        user=town.users["community"],
        since=soon,
        until=soon + timedelta(hours=8),
    )
    page = desk("township").get("wall/")
    assert page.context["next_duty"].user == town.users["community"]
    assert town.users["community"].name in text(page)


@pytest.mark.parametrize(
    ("name", "east", "shown", "tight"),
    [
        ("第一网格", 117.01, "第一网格", False),
        ("第一网格", 117.0015, "第一网格", True),
        ("月湖公园专属网格", 117.0015, "", True),
        ("青石桥社区", 117.0015, "青石桥社区", True),
        ("青石桥社区", 117.0011, "青石桥", True),
        ("Grid 1", 117.0016, "Grid 1", False),
    ],
)
def test_a_name_stands_on_the_map_where_its_grid_is_wide_enough(
    name: str, east: float, shown: str, tight: bool
) -> None:
    """Latin letters are narrower; what fits in the office may not fit on a telephone."""
    plane = Plane.around([(117.0, 36.0, 117.01, 36.001)], width=picture.WIDTH, tallest=picture.TALLEST)
    assert plane is not None
    grid = picture.shape_of(Area(path="370998001001001", name=name), box(117.0, 36.0, east, 36.001), plane)
    (spot,) = picture.spots_of(picture.Drawing(plane.height, (grid,)), {})
    assert (spot.name, spot.tight) == (shown, tight)


def test_a_number_stands_inside_the_outline_it_is_of(
    town: make.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are more grids than have room for numbers, communities are drawn, and no grid."""
    community, grid, beside = (town.areas[key] for key in ("community", "grid", "next_grid"))
    bent = box(117.0, 36.0, 117.01, 36.002).union(box(117.008, 36.0, 117.01, 36.01))
    for area, shape in ((community, bent), (grid, bent), (beside, box(117.0, 36.004, 117.006, 36.01))):
        Boundary.objects.create(area=area, wkb=to_wkb(shape), since=make.LONG_AGO)
    of_grids = picture.picture(town.areas["township"].path, [reading.Grid(grid.path, 3, 1)])
    assert of_grids is not None
    assert len(of_grids.blocks) == 2
    monkeypatch.setattr(picture, "MOST_GRIDS", 1)
    picture._drawn.clear()
    made = picture.picture(town.areas["township"].path, [reading.Grid(grid.path, 3, 1)])
    picture._drawn.clear()
    assert made is not None
    assert (made.of_communities, [state for _d, state in made.blocks]) == (True, ["late"])
    (spot,) = made.spots
    corners = [tuple(map(int, pair.split())) for pair in made.blocks[0][0].strip("MZ").split("L")]
    assert Polygon(corners).contains(Point(spot.x, spot.y))
    assert spot.open == 3


def test_what_nobody_has_sorted_is_told_by_what_it_looks_like_and_never_by_its_words(town: make.Town) -> None:
    Category.objects.filter(code="lamp").update(group="street", words=["路灯"])
    Category.objects.filter(code="noise").update(group="family", words=["吵架"])
    path = town.areas["township"].path
    scope = Scope(areas=(path,), at=NOON)
    for n, words in enumerate(("门口路灯不亮，老赵家旁边", "楼上天天吵架", "不知道怎么说")):
        case = make.case(town, words=words, at=make.minutes(n))
        Case.objects.filter(pk=case.pk).update(category=None)
    said = [line.matter for line in reading.newest(scope, path, NOON)]
    lamp = Category.objects.get(code="lamp").name
    assert said == ["还没归类", "还没归类", _("looks like: %(matter)s") % {"matter": lamp}]
    assert all(line.free for line in reading.newest(scope, path, NOON))
    walk(town, "take grid")
    assert not all(line.free for line in reading.newest(scope, path, NOON))


def test_what_waits_for_its_rating_is_not_among_what_came_last(town: make.Town) -> None:
    walk(town, *DONE)
    path = town.areas["township"].path
    assert reading.newest(Scope(areas=(path,), at=NOON), path, NOON) == []
