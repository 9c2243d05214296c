"""The register's pages: masked first, what for before anything opens, and a reading that stays whatever fails."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from linli.faces import words
from linli.faces.desk import shell
from linli.journal.models import Reading
from linli.office.models import Job
from linli.people import actions
from linli.people.models import BreakGlass, Consent, Resident, SupportNeed
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.people.homes import PHONE, home, resident

People = Callable[[str], Desk]


@pytest.fixture
def who(town: make.Town) -> Resident:
    """Zhang Sanfeng, with a consent and a need whose words are sealed."""
    one = resident(town, is_head=True)
    by, now = town.actors["grid"], timezone.now()
    actions.ask_consent(one, purpose="health", way="paper", by=by, at=now)
    review_on = now.date() + timedelta(days=30)
    actions.open_need(one, kind="disability", detail="左腿不便", review_on=review_on, by=by, at=now)
    return one


def send(person: Desk, path: str, **answers: Any) -> HttpResponse:
    """Fill in the page's form and send it."""
    return person.client.post(f"/desk/register/{path}", {"key": str(uuid.uuid4()), **answers})


def at(one: Resident, rest: str = "") -> str:
    return f"register/people/{one.pk}/{rest}"


def door(town: make.Town, rest: str = "") -> str:
    return f"register/households/{home(town).pk}/{rest}"


# -- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["张三丰", "zsf", "桂花里 3-2-101", "桂花里3栋2单元101", "guihuali 3-2-101", "ＧＨＬ 3 2 101"]
)
def test_a_door_or_a_name_leads_to_the_household(
    town: make.Town, desk: People, who: Resident, asked: str
) -> None:
    page = desk("grid").client.post("/desk/register/", {"q": asked})
    assert f"/desk/register/households/{home(town).pk}/" in page.content.decode()


@pytest.mark.parametrize("asked", ["桂花里", "guihua", "桂花里 3"])
def test_an_estate_leads_to_its_buildings(town: make.Town, desk: People, asked: str) -> None:
    page = desk("grid").client.post("/desk/register/", {"q": asked})
    assert f"/desk/register/buildings/{town.building.pk}/" in page.content.decode()


@pytest.mark.parametrize("name", ["next_grid", "other_community", "water"])
def test_whoever_looks_after_other_doors_finds_none_of_these(
    town: make.Town, desk: People, who: Resident, name: str
) -> None:
    for asked in ("张三丰", "桂花里 3-2-101", "桂花里"):
        page = desk(name).client.post("/desk/register/", {"q": asked})
        assert page.status_code == 200
        assert "/desk/register/households/" not in page.content.decode()
        assert "/desk/register/buildings/" not in page.content.decode()


@pytest.mark.parametrize(
    "asked", ["", " ", "%", "'; --", "\x00", "九" * 500, "3-2-302", "🙂", "桂花里 99999999999999999999-1-1"]
)
def test_odd_searches_are_answered(desk: People, asked: str) -> None:
    assert desk("grid").client.post("/desk/register/", {"q": asked}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "areas/99/",
        "areas/1/",
        "areas/" + "9" * 30 + "/",
        "buildings/0/",
        "households/999999999999999999/",
        "households/9999999999999999999999/",
        "people/x/held/",
        "needs/0/detail/",
        "people/1/open/password/",
    ],
)
def test_broken_addresses_are_nothing_here(desk: People, path: str) -> None:
    assert desk("grid").get(f"register/{path}").status_code == 404


# -- the household --------------------------------------------------------------------------------------------------


def test_a_home_is_called_by_its_door_and_its_room_in_english_too(town: make.Town, desk: People) -> None:
    one = home(town).dwelling
    estate, building = one.entrance.building.estate, one.entrance.building
    estate.name_en, building.name_en = "Osmanthus Lane", "Building 3"
    with override("en"):
        assert words.building_name(building) == "Osmanthus Lane, Building 3"
        assert words.home_name(one) == f"Osmanthus Lane, Building 3, Entrance 2, {one.room}"
        one.room = ""
        assert words.home_name(one) == "Osmanthus Lane, Building 3, Entrance 2"


def test_a_household_is_masked_and_says_nothing_of_needs(
    town: make.Town, desk: People, who: Resident
) -> None:
    page = desk("grid").get(door(town)).content.decode()
    assert "张**" in page
    assert "*** **** 2046" in page
    for secret in ("张三丰", PHONE, "左腿", "重残", "need-orange"):
        assert secret not in page
    assert not Reading.objects.exists()


def test_whoever_sees_only_masks_gets_no_buttons_that_reveal(
    town: make.Town, desk: People, who: Resident
) -> None:
    page = desk("community").get(door(town)).content.decode()
    assert "张**" in page
    for part in ("/open/", "/needs/", "/correct/", "/enter/", "/readings/"):
        assert part not in page
    assert "/glass/" in page


def test_somebody_is_entered_corrected_and_moves_out(town: make.Town, desk: People) -> None:
    person = desk("grid")
    place = f"households/{home(town).pk}/enter/"
    assert send(person, place, name="", phone="", is_head="no").status_code == 422
    page = send(person, place, name="李四", phone="12", is_head="no")
    assert page.status_code == 422
    assert 'value="李四"' in page.content.decode()  # nothing typed is lost
    assert send(person, place, name="李四", phone="139 0000 1111", is_head="yes").status_code == 302
    one = Resident.objects.get()
    assert (one.name, one.is_head) == ("李四", True)
    assert (
        send(person, f"people/{one.pk}/correct/", name="", phone="", number="drop", is_head="yes").status_code
        == 302
    )
    one.refresh_from_db()
    assert (one.name, one.phone) == ("李四", None)
    assert send(person, f"people/{one.pk}/move-out/").status_code == 302
    assert "李" not in text(person.get(door(town))).split("谁住")[-1]


def test_sent_twice_is_done_once(town: make.Town, desk: People) -> None:
    person, key = desk("grid"), str(uuid.uuid4())
    for _ in range(2):
        answer = send(person, f"households/{home(town).pk}/enter/", key=key, name="李四", is_head="no")
        assert answer.status_code == 302
    assert Resident.objects.count() == 1
    other = send(person, f"households/{home(town).pk}/enter/", key=key, name="王五", is_head="no")
    assert other.status_code == 409


# -- one value for a minute -----------------------------------------------------------------------------------------


def test_a_number_opens_for_a_purpose_for_a_minute_and_on_the_record(
    town: make.Town, desk: People, who: Resident
) -> None:
    person = desk("grid")
    asked = person.get(at(who, "open/phone/"))
    assert PHONE not in asked.content.decode()
    assert not Reading.objects.exists()
    assert send(person, f"people/{who.pk}/open/phone/", purpose="other").status_code == 422
    assert send(person, f"people/{who.pk}/open/phone/").status_code == 422
    answer = send(person, f"people/{who.pk}/open/phone/", purpose="visit")
    [reading] = Reading.objects.all()
    assert (reading.level, reading.what, reading.purpose, reading.user) == (
        "L1",
        "phone",
        "visit",
        town.users["grid"],
    )
    shown = person.client.get(answer["Location"])
    assert PHONE in shown.content.decode()
    assert shown["Refresh"].startswith("60; url=/desk/register/households/")
    assert "no-store" in shown["Cache-Control"]
    Reading.objects.all().delete()
    old = Reading.objects.create(
        user=town.users["grid"],
        subject_type="people.resident",
        subject_id=who.pk,
        level="L1",
        what="phone",
        purpose="visit",
        at=timezone.now() - timedelta(seconds=61),
    )
    late = person.get(at(who, f"open/phone/{old.pk}/"))
    assert late.status_code == 410
    assert PHONE not in late.content.decode()


def test_a_reading_opens_nothing_for_a_colleague_nor_another_value(
    town: make.Town, desk: People, who: Resident
) -> None:
    town.serve(town.offices["grid"], name="colleague", role="grid_worker")
    answer = send(desk("grid"), f"people/{who.pk}/open/name/", purpose="visit")
    assert desk("colleague").client.get(answer["Location"]).status_code == 410
    assert desk("grid").client.get(answer["Location"].replace("name", "phone")).status_code == 410
    assert desk("grid").client.get(answer["Location"]).status_code == 200


def test_a_lost_key_is_said_on_the_page(town: make.Town, desk: People, who: Resident) -> None:
    Resident.objects.update(phone=b"\x00\x63" + bytes(who.phone or b"")[2:])
    SupportNeed.objects.update(detail=b"\x00\x63" + bytes(SupportNeed.objects.get().detail or b"")[2:])
    person = desk("grid")
    assert person.get(door(town)).status_code == 200
    answer = send(person, f"people/{who.pk}/open/phone/", purpose="visit")
    assert person.client.get(answer["Location"]).status_code == 200
    need = SupportNeed.objects.get()
    send(person, f"needs/{need.pk}/detail/", purpose="visit")
    assert person.get(f"register/needs/{need.pk}/detail/").status_code == 200
    send(person, f"people/{who.pk}/held/", purpose="counter")
    assert person.get(at(who, "held/")).status_code == 200


# -- needs: L2 and L3 -----------------------------------------------------------------------------------------------


def pages(town: make.Town, who: Resident) -> dict[str, tuple[str, str, str, str]]:
    """Page → (address, level, what, something that only it shows)."""
    return {
        "needs": (door(town, "needs/"), "L2", "needs", "need-orange"),
        "detail": (f"register/needs/{SupportNeed.objects.get().pk}/detail/", "L3", "detail", "左腿不便"),
        "held": (at(who, "held/"), "L3", "held", "张三丰"),
    }


@pytest.mark.parametrize("page", ["needs", "detail", "held"])
def test_what_for_is_asked_first_and_noted_once(
    town: make.Town, desk: People, who: Resident, page: str
) -> None:
    address, level, what, secret = pages(town, who)[page]
    person = desk("grid")
    assert secret not in person.get(address).content.decode()
    assert not Reading.objects.exists()
    assert send(person, address.removeprefix("register/"), purpose="visit").status_code == 302
    for _ in range(2):
        assert secret in person.get(address).content.decode()
    [reading] = Reading.objects.all()
    assert (reading.level, reading.what) == (level, what)


@pytest.mark.parametrize("page", ["needs", "detail", "held"])
def test_after_a_while_what_for_is_asked_anew(
    town: make.Town, desk: People, who: Resident, page: str
) -> None:
    address, level, what, secret = pages(town, who)[page]
    about = {"needs": home(town), "detail": SupportNeed.objects.get(), "held": who}[page]
    Reading.objects.create(
        user=town.users["grid"],
        subject_type=about._meta.label_lower,
        subject_id=about.pk,
        level=level,
        what=what,
        purpose="visit",
        at=timezone.now() - timedelta(seconds=301),
    )
    assert secret not in desk("grid").get(address).content.decode()


@pytest.mark.parametrize("page", ["needs", "detail", "held"])
def test_the_reading_stays_even_if_the_page_fails(
    town: make.Town, desk: People, who: Resident, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, level, *_ = pages(town, who)[page]
    actions.open_glass(
        home(town), reason="life", words="敲门没有人应", by=town.actors["grid_2"], at=timezone.now()
    )

    def broken(*args: Any, **more: Any) -> HttpResponse:
        raise ZeroDivisionError

    client = Client(raise_request_exception=False)
    client.force_login(town.users["grid_2"], backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr(shell, "render", broken)
    assert client.get(f"/desk/{address}").status_code == 500
    [reading] = Reading.objects.all()
    assert (reading.level, reading.purpose, reading.user) == (level, "life", town.users["grid_2"])


@pytest.mark.parametrize("name", ["community", "grid_2"])
@pytest.mark.parametrize("page", ["needs", "detail", "held"])
def test_whoever_may_not_see_needs_gets_words_and_leaves_no_reading(
    town: make.Town, desk: People, who: Resident, name: str, page: str
) -> None:
    address = pages(town, who)[page][0]
    for answer in (
        desk(name).get(address),
        send(desk(name), address.removeprefix("register/"), purpose="visit"),
    ):
        assert answer.status_code == 403
    assert not Reading.objects.exists()


def test_a_registrar_sees_kinds_and_on_the_sheet_no_words(
    town: make.Town, desk: People, who: Resident
) -> None:
    town.serve(town.offices["community"], name="registrar", role="registrar")
    person = desk("registrar")
    send(person, door(town, "needs/").removeprefix("register/"), purpose="check")
    page = person.get(door(town, "needs/")).content.decode()
    assert "need-orange" in page
    assert "/detail/" not in page
    send(person, f"people/{who.pk}/held/", purpose="counter")
    sheet = person.get(at(who, "held/")).content.decode()
    assert "张三丰" in sheet
    assert PHONE in sheet
    assert "左腿" not in sheet


def test_withdrawing_on_the_page_closes_the_need(town: make.Town, desk: People, who: Resident) -> None:
    yes = Consent.objects.get()
    person = desk("grid")
    assert f"/desk/register/consents/{yes.pk}/withdraw/" in person.get(door(town)).content.decode()
    assert send(person, f"consents/{yes.pk}/withdraw/").status_code == 302
    assert SupportNeed.objects.get().ended_at is not None
    assert send(person, f"consents/{yes.pk}/withdraw/").status_code == 404


def test_not_now_is_the_first_button_and_asking_needs_both_answers(
    town: make.Town, desk: People, who: Resident
) -> None:
    person = desk("grid")
    page = person.get(at(who, "consent/")).content.decode()
    form = page.split('class="sheet"')[1]
    assert form.index(f'href="/desk/register/households/{home(town).pk}/"') < form.index("<button")
    assert send(person, f"people/{who.pk}/consent/", purpose="support").status_code == 422
    assert send(person, f"people/{who.pk}/consent/", purpose="support", way="oral").status_code == 302
    again = send(person, f"people/{who.pk}/consent/", purpose="support", way="oral")
    assert again.status_code == 409


def test_a_need_without_consent_is_refused_in_words_with_what_was_typed(
    town: make.Town, desk: People, who: Resident
) -> None:
    review_on = str(timezone.localdate() + timedelta(days=20))
    page = send(desk("grid"), f"people/{who.pk}/need/", kind="no_work", detail="会修车", review_on=review_on)
    assert page.status_code == 422
    assert "会修车" in page.content.decode()
    bad = send(desk("grid"), f"people/{who.pk}/need/", kind="no_work", review_on="20250230")
    assert bad.status_code == 422
    assert "no_work" in bad.content.decode()


def test_whoever_notes_a_need_is_told_once_how_many_there_are_with_the_way_to_them(
    town: make.Town, desk: People, who: Resident
) -> None:
    person = desk("grid")
    send(person, f"people/{who.pk}/consent/", purpose="support", way="oral")
    SupportNeed.objects.all().delete()
    review_on = str(timezone.localdate() + timedelta(days=20))
    sent = send(person, f"people/{who.pk}/need/", kind="disability", review_on=review_on)
    assert sent.status_code == 302, text(sent)
    link = f'<a href="/desk/{door(town, "needs/")}">'
    assert link in person.get(door(town)).content.decode().partition('id="h-people"')[0]
    assert 'class="toast"' not in person.get(door(town)).content.decode()


# -- emergencies, who looked, erasing -------------------------------------------------------------------------------


def test_an_emergency_opens_and_closes_on_the_page_and_the_head_sees_it(
    town: make.Town, desk: People, who: Resident
) -> None:
    town.serve(town.offices["community"], name="leader", role="leader")
    clerk = desk("grid_2")
    place = f"households/{home(town).pk}/glass/"
    assert send(clerk, place, reason="life", words="").status_code == 422
    assert send(clerk, place, reason="life", words="敲门没有人应").status_code == 302
    assert "need-orange" in clerk.get(door(town, "needs/")).content.decode()
    answer = send(clerk, f"people/{who.pk}/open/phone/", purpose="safety")
    assert PHONE in clerk.client.get(answer["Location"]).content.decode()
    assert "敲门没有人应" in text(desk("leader").get("register/glasses/"))
    assert clerk.get("register/glasses/").status_code == 403
    glass = BreakGlass.objects.get()
    assert desk("leader").get(f"register/glasses/{glass.pk}/end/").status_code == 404
    assert send(clerk, f"glasses/{glass.pk}/end/").status_code == 302
    assert clerk.get(door(town, "needs/")).status_code == 403


def test_who_looked_is_told_to_whoever_serves_the_counter(
    town: make.Town, desk: People, who: Resident
) -> None:
    person = desk("grid")
    send(person, f"people/{who.pk}/open/phone/", purpose="visit")
    page = text(person.get(door(town, "readings/")))
    assert "grid 甲" in page
    assert desk("community").get(door(town, "readings/")).status_code == 403


def test_the_sheet_of_one_person_tells_nothing_of_another_in_the_household(
    town: make.Town, desk: People, who: Resident
) -> None:
    other = resident(town, name="李小四", phone="")
    person = desk("grid")
    need = SupportNeed.objects.get()
    send(person, f"needs/{need.pk}/detail/", purpose="visit")
    send(person, f"people/{who.pk}/open/phone/", purpose="visit")
    send(person, f"people/{other.pk}/held/", purpose="counter")
    page = person.get(at(other, "held/"))
    assert page.context["needs"] == []
    assert {one.what for one in page.context["readings"]} == {"held"}
    assert "张**" not in text(page)


def test_erasing_asks_hides_at_once_and_leaves_a_job(town: make.Town, desk: People, who: Resident) -> None:
    person = desk("grid")
    assert send(person, f"people/{who.pk}/erase/").status_code == 302
    assert "张**" not in person.get(door(town)).content.decode()
    job = Job.objects.get(kind="erase")
    assert job.params == {"resident": who.pk}


def test_whoever_may_only_count_finds_a_page_of_numbers_of_their_own_area(
    town: make.Town, desk: People, who: Resident
) -> None:
    person = desk("community")
    assert "/desk/register/counts/" in person.get("register/").content.decode()
    page = person.get("register/counts/")
    assert page.context["area"] == town.areas["community"]
    assert [grid.path for grid, _ in page.context["rows"]] == [
        town.areas[key].path for key in ("grid", "next_grid")
    ]
    assert "张*" not in text(page)
    assert desk("township").get(f"register/counts/{town.areas['other_community'].path}/").status_code == 200
    assert person.get(f"register/counts/{town.areas['other_community'].path}/").status_code == 404
    assert desk("water").get("register/counts/").status_code == 403


def test_a_child_s_line_has_no_button_that_would_be_refused(town: make.Town, desk: People) -> None:
    child = resident(town, name="张小宝", birth=date(2018, 5, 1))
    town.serve(town.offices["community"], name="registrar", role="registrar")
    opens = f"/desk/register/people/{child.pk}/open/"
    page = desk("registrar").get(door(town)).content.decode()
    assert "张*" not in page
    assert "张小宝" not in page
    assert opens not in page
    assert desk("registrar").get(f"register/people/{child.pk}/open/name/").status_code == 403
    assert opens in desk("grid").get(door(town)).content.decode()
