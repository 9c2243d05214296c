"""The pages of people and offices: what is missing can be gone through to its end, and mended from there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from linli.common.actor import SYSTEM
from linli.common.authority import sees_homes
from linli.people import actions
from linli.people.models import Absence, Post
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import LONG_AGO

READY = "/desk/staff/readiness/"


@pytest.fixture
def leader(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="leader", role="leader")
    return desk("leader")


def without_anybody(town: make.Town, number: int) -> list[int]:
    """Departments of the sub-district that were opened, and nobody was appointed."""
    return [
        actions.open_office(
            area=town.areas["township"],
            kind="department",
            name=f"第 {n} 科室",
            superior=town.offices["township"],
            by=SYSTEM,
            at=LONG_AGO,
        ).pk
        for n in range(number)
    ]


def links(page: str, pattern: str) -> set[int]:
    return {int(pk) for pk in re.findall(rf'href="/desk/staff/{pattern}/"', page)}


def test_each_line_of_what_is_missing_leads_to_all_of_it_and_each_row_to_where_it_is_mended(
    town, leader
) -> None:
    empty = set(without_anybody(town, 60))
    first = leader.client.get(READY).content.decode()
    assert len(links(first, r"offices/(\d+)/appoint") & empty) == 5
    assert f'href="{READY}no_post/"' in first
    pages = [leader.client.get(f"{READY}no_post/?page={n}").content.decode() for n in (1, 2)]
    shown = [links(page, r"offices/(\d+)/appoint") for page in pages]
    assert empty <= shown[0] | shown[1]
    assert not shown[0] & shown[1]
    for code in re.findall(rf'href="{READY}([a-z_]+)/"', first):
        page = leader.client.get(f"{READY}{code}/").content.decode()
        for address in re.findall(r'class="mend" href="([^"]+)"', page):
            assert leader.client.get(address).status_code == 200, address


def test_whoever_may_not_appoint_is_led_to_the_office_and_not_to_a_closed_door(town, desk) -> None:
    empty = set(without_anybody(town, 2))
    town.serve(town.offices["township"], name="keeper", role="registrar")
    page = desk("keeper").client.get(f"{READY}no_post/").content.decode()
    assert empty <= links(page, r"offices/(\d+)")
    assert not links(page, r"offices/(\d+)/appoint")


def test_what_was_mended_meanwhile_says_so(town, leader) -> None:
    page = leader.client.get(f"{READY}never_entered/")
    assert page.status_code == 200
    assert page.context["lack"]["things"] == []
    assert leader.client.get(f"{READY}no_operator/").status_code == 404


def sent_to(who: Desk, path: str, **typed: str) -> HttpResponse:
    """The form of a page as it stands, with what was typed."""
    form = who.get(path).context["form"]
    stands = {field.html_name: str(field.value()) for field in form if field.value() not in (None, "", [])}
    return who.client.post(f"/desk/{path}", stands | typed)


def test_an_office_is_found_by_characters_and_by_how_it_sounds(town: make.Town, leader: Desk) -> None:
    offices = without_anybody(town, 10)
    for asked, found in (("7 科", {offices[7]}), ("KESHI", set(offices)), ("没有这个", set())):
        page = leader.client.get("/desk/staff/", {"name": asked})
        assert {one.pk for one in page.context["found"]} == found
        assert f'value="{asked}"' in page.content.decode()


def test_the_reach_that_stands_there_is_never_refused(town: make.Town, leader: Desk) -> None:
    """… whatever the role: one that has nothing to do with homes gets none of the area."""
    office = town.offices["community"].pk
    for n, role in enumerate(("dispatcher", "volunteer", "legal_officer")):
        answer = sent_to(
            leader, f"staff/offices/{office}/appoint/", name="新人", username=f"xin.ren{n}", role=role
        )
        assert answer.status_code == 302, text(answer)
        post = Post.objects.get(user__username=f"xin.ren{n}")
        assert post.reach == ("subtree" if sees_homes(role) else "none")


def test_who_stands_in_is_named_where_somebody_is_entered_as_away(town: make.Town, leader: Desk) -> None:
    away, stands_in = (Post.objects.get(user=town.users[key]) for key in ("community", "community_2"))
    answer = sent_to(leader, f"staff/posts/{away.pk}/absence/", deputy=str(stands_in.pk))
    assert answer.status_code == 302, text(answer)
    away.refresh_from_db()
    assert away.deputy == stands_in
    assert Absence.objects.filter(post=away, cancelled_at=None).count() == 1
    page = leader.get(f"staff/posts/{away.pk}/absence/")
    assert page.context["form"]["deputy"].value() == str(stands_in.pk)
