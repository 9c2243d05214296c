"""The screen on the wall: what stands now, for everybody in the room; nothing that is not for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from linli.cases.models import Case, Category
from linli.common.scope import Scope
from linli.faces.desk.wall import reading
from linli.people.models import Shift
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
