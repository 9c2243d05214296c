"""The pages of people and offices: what is missing can be gone through to its end, and mended from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from linli.common.actor import SYSTEM
from linli.common.authority import sees_homes
from linli.faces.desk.staff import words
from linli.people import actions
from linli.people.models import Absence, Invitation, OfficeKind, Post, Role, User
from linli.people.queries.account import free_name
from linli.people.rules import ROLES_AT
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


def said(msgid: str, **params: str) -> str:
    """As the page says it, whether it is translated yet or not."""
    with translation.override("zh-hans"):
        return gettext(msgid) % params


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
    assert away.deputy is None, "for this absence only: nobody becomes the standing second person"
    assert Absence.objects.get(post=away, cancelled_at=None).deputy == stands_in
    page = leader.get(f"staff/posts/{away.pk}/absence/")
    assert page.context["form"]["deputy"].value() == ""
    name = stands_in.user.name
    assert said("%(name)s stands in", name=name) in text(leader.get(f"staff/offices/{away.office_id}/"))


def test_both_see_for_which_days_somebody_stands_in(town: make.Town, desk: Callable[[str], Desk]) -> None:
    away, stands_in = (Post.objects.get(user=town.users[key]) for key in ("community", "community_2"))
    day = timezone.now() + timedelta(days=3)
    actions.enter_absence(
        away, since=day, until=day + timedelta(days=2), deputy=stands_in, by=SYSTEM, at=timezone.now()
    )
    mine = desk("community").get("account/")
    assert mine.context["absences"][0][1] == [stands_in]
    assert stands_in.user.name in text(mine)
    theirs = text(desk("community_2").get("account/")).partition(said("Days on which you stand in"))[2]
    assert away.user.name in theirs


def test_only_posts_that_one_may_give_are_offered_and_below_stands_who_gives_the_others(
    town: make.Town, desk: Callable[[str], Desk], district: Desk
) -> None:
    town.serve(town.offices["community"], name="here", role="leader")
    page = desk("here").get(f"staff/offices/{town.offices['community'].pk}/appoint/")
    offered = {code for code, _ in page.context["form"].fields["role"].choices}
    assert "clerk" in offered
    assert not offered & {"leader", "registrar", "administrator"}
    below = text(page).partition(said("Posts here that somebody else gives"))[2]
    assert "district 甲" in below
    assert "0399-1234567" in below
    assert "here 甲" not in below


def test_no_two_reaches_say_the_same(town: make.Town, district: Desk) -> None:
    for office, codes in (("county", ["usual", "handed", "none"]), ("water", ["usual", "none"])):
        form = district.get(f"staff/offices/{town.offices[office].pk}/appoint/").context["form"]
        assert [code for code, _ in form.fields["reach"].choices] == codes
        notes = [str(option.note) for _, option in form.fields["reach"].choices]
        assert len(set(notes)) == len(notes)


def test_a_login_name_that_is_taken_comes_back_with_a_free_one_and_all_that_was_typed(
    town: make.Town, district: Desk
) -> None:
    appointed(district, town, "water")
    again = appointed(district, town, "water", name="又一位", phone="0399-7654321")
    assert again.status_code == 422
    page = again.content.decode()
    assert "xin.lai2" in page
    assert "又一位" in page
    assert "0399-7654321" in page
    assert appointed(district, town, "water", name="又一位", username="xin.lai2").status_code == 302
    assert free_name("xin.lai") == "xin.lai3"
    assert free_name("xin.la") == "xin.la"


def test_pieces_that_do_not_all_fit_say_so_and_the_largest_stand_there(
    town: make.Town, district: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"staff/offices/{town.offices['county'].pk}/appoint/"
    whole = district.get(where).context["form"].fields["area"]
    assert not whole.help_text
    monkeypatch.setattr("linli.faces.desk.staff.changes.LONGEST_LIST", 2)
    page = district.get(where)
    assert f" {len(whole.things)} " in page.context["form"].fields["area"].help_text
    shown = page.context["form"].fields["area"].things.values()
    assert max(len(one.path) for one in shown) <= len(town.areas["community"].path)


def test_a_newcomer_begins_with_the_choice_of_an_office(town: make.Town, leader: Desk) -> None:
    assert "/desk/staff/newcomer/" in leader.get("staff/").content.decode()
    page = leader.client.get("/desk/staff/newcomer/", {"name": town.offices["community"].name})
    assert f"/desk/staff/offices/{town.offices['community'].pk}/appoint/" in page.content.decode()
    assert town.offices["grid"] not in page.context["page"]
    assert town.offices["grid"] in leader.get("staff/newcomer/").context["page"]


def test_the_number_of_offices_is_of_those_that_stand_there(town: make.Town, leader: Desk) -> None:
    page = leader.get("staff/").context
    assert page["number"] == len(page["lines"]) + len(page["others"])
    assert page["further"] > 0


def test_the_paper_with_the_link_has_its_code_and_the_address_for_later(
    town: make.Town, district: Desk
) -> None:
    appointed(district, town, "water", since="2026-11-30")
    person = User.objects.get(username="xin.lai")
    with translation.override("zh-hans"):
        last = words.day(timezone.make_aware(datetime(2026, 12, 7)))
    assert last in text(district.get(f"staff/people/{person.pk}/invite/"))
    made = sent_to(district, f"staff/people/{person.pk}/invite/")
    page = district.client.get(made["Location"])
    assert "<svg" in page.context["qr"]
    assert page.context["later"].endswith("/desk/login/")
    assert page.context["later"] in page.content.decode()


@pytest.fixture
def district(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    """The head of the district's centre, which keeps the bureaus."""
    town.serve(town.offices["county"], name="district", role="leader")
    town.offices["county"].phone = "0399-1234567"
    town.offices["county"].save()
    return desk("district")


def appointed(who: Desk, town: make.Town, office: str, **typed: str) -> HttpResponse:
    new = {"name": "新来", "username": "xin.lai", "role": "clerk"}
    return sent_to(who, f"staff/offices/{town.offices[office].pk}/appoint/", **(new | typed))


def test_whoever_appoints_at_a_bureau_finishes_with_the_link_in_hand(town: make.Town, district: Desk) -> None:
    answer = appointed(district, town, "water")
    person = User.objects.get(username="xin.lai")
    assert (
        f"/desk/staff/people/{person.pk}/invite/" in district.client.get(answer["Location"]).content.decode()
    )
    made = sent_to(district, f"staff/people/{person.pk}/invite/")
    assert district.client.get(made["Location"]).context["link"].startswith("http")
    assert Invitation.objects.filter(user=person).count() == 1


def test_where_the_link_is_somebody_elses_the_page_names_them_with_a_way(
    town: make.Town, district: Desk, settings: Any
) -> None:
    settings.DEMO = False  # there everybody logs in by a click; here a head has a one-time code
    User.objects.filter(username="district").update(totp_since=LONG_AGO)
    town.serve(town.offices["county"], name="keeper", role="administrator", reach="none")
    asks_the_machine = appointed(district, town, "county")
    page = text(district.client.get(asks_the_machine["Location"]))
    assert "manage.py link xin.lai" in page, "an administrator who cannot log in helps nobody"
    keeper = town.users["keeper"]
    keeper.set_password("three words here")
    keeper.save()
    answer = appointed(district, town, "county", name="又一位", username="you.yiwei")
    page = district.client.get(answer["Location"]).content.decode()
    person = User.objects.get(username="you.yiwei")
    assert f"people/{person.pk}/invite/" not in page
    assert f'href="/desk/staff/people/{town.users["keeper"].pk}/"' in page
    assert "0399-1234567" in page


def test_an_administrator_is_made_by_two_clicks_and_gets_the_link_from_the_machine(
    town: make.Town, district: Desk
) -> None:
    asked = appointed(district, town, "county", role="administrator")
    assert asked.status_code == 200
    assert not Post.objects.filter(role="administrator").exists()
    page = asked.content.decode()
    assert "新来" in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    done = district.client.post(asked.wsgi_request.path, hidden)
    assert Post.objects.get(role="administrator").user.username == "xin.lai"
    assert "manage.py link xin.lai" in text(district.client.get(done["Location"])), "nobody here can"
    out = StringIO()
    call_command("link", "xin.lai", stdout=out)
    assert "/invitation/" in out.getvalue()


def test_who_may_not_make_an_administrator_is_not_asked(town: make.Town, desk: Callable) -> None:
    town.serve(town.offices["community"], name="here", role="leader")
    assert appointed(desk("here"), town, "community", role="administrator").status_code == 422
    assert not User.objects.filter(username="xin.lai").exists()


def test_a_bureau_above_is_found_with_who_appoints_there(
    town: make.Town, leader: Desk, district: Desk
) -> None:
    Post.objects.filter(office=town.offices["water"]).update(role="leader")
    without_anybody(town, 10)
    name = town.offices["water"].name
    page = leader.client.get("/desk/staff/", {"name": name})
    assert page.context["found"] == []
    assert f'href="/desk/staff/offices/{town.offices["water"].pk}/"' in page.content.decode()
    for where in (page, leader.get(f"staff/offices/{town.offices['water'].pk}/")):
        said = text(where)
        assert "district 甲" in said
        assert "0399-1234567" in said
    assert 'id="find" name="q" type="search" value=""' in page.content.decode(), "the other box stays empty"
    assert (
        "0399-1234567"
        not in text(district.get(f"staff/offices/{town.offices['water'].pk}/")).split("Open")[0]
    )


def test_somebody_begins_on_a_later_day_and_stands_there_as_that(town: make.Town, district: Desk) -> None:
    assert appointed(district, town, "water", since="2026-11-01").status_code == 422
    answer = appointed(district, town, "water", since="2026-11-30")
    assert answer.status_code == 302, text(answer)
    post = Post.objects.get(user__username="xin.lai")
    assert timezone.localtime(post.since).isoformat() == "2026-11-30T00:00:00+08:00"
    page = district.get(f"staff/offices/{town.offices['water'].pk}/")
    assert post not in [row["post"] for row in page.context["rows"]]
    assert post in page.context["begin"]
    assert post in [row["post"] for row in district.client.get(answer["Location"]).context["rows"]]


def test_an_office_offers_the_roles_that_make_sense_there(town: make.Town, district: Desk) -> None:
    assert set(ROLES_AT) == set(OfficeKind.values)
    assert {role for some in ROLES_AT.values() for role in some} == set(Role)
    form = district.get(f"staff/offices/{town.offices['water'].pk}/appoint/").context["form"]
    assert [code for code, _ in form.fields["role"].choices if code] == list(ROLES_AT["department"])
    assert appointed(district, town, "water", role="grid_head").status_code == 422


def test_nobody_is_offered_as_a_deputy_who_would_be_refused(town: make.Town, district: Desk) -> None:
    town.serve(town.offices["county"], name="keeper", role="administrator", reach="none")
    post = Post.objects.get(user=town.users["water"])
    for page in ("absence", "deputy"):
        offered = (
            district.get(f"staff/posts/{post.pk}/{page}/").context["form"]["deputy"].field.things.values()
        )
        assert "district" not in {one.user.username for one in offered}
        assert "keeper" not in {one.user.username for one in offered}
        assert offered


def test_a_question_that_was_not_answered_gets_no_colon(town: make.Town, leader: Desk) -> None:
    answer = sent_to(leader, f"staff/offices/{town.offices['grid'].pk}/appoint/", role="")
    page = text(answer)
    assert "担任什么？" in page or "As what?" in page
    assert "？：" not in page
    assert "?:" not in page
