"""About somebody who serves here: chosen at the door, past everybody it names, followed like any other."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.cases.models import Case, Named
from linli.cases.queries import follow_token
from linli.common.actor import SYSTEM
from linli.people.actions import end_post, open_office
from linli.people.models import Post
from tests.faces.portal.phone import WORDS, Phone, hidden, text
from tests.make import LONG_AGO, Town


def choose(phone: Phone, *codes: str, **more: str):
    return phone.post(phone.url("about"), {"whom": list(codes), **more})


def person(town: Town, who: str) -> str:
    return f"u{town.users[who].pk}"


def test_everybody_of_the_board_their_offices_and_the_firm_can_be_chosen(phone: Phone, town: Town):
    firm = open_office(
        kind="property", name="佳园物业", area=town.areas["community"], superior=None, by=SYSTEM, at=LONG_AGO
    )
    open_office(
        kind="property",
        name="别处物业",
        area=town.areas["other_community"],
        superior=None,
        by=SYSTEM,
        at=LONG_AGO,
    )

    page = text(phone.get(phone.url("about")))

    codes = set(re.findall(r'name="whom" value="([^"]+)"', page))
    people = {person(town, who) for who in ("grid", "grid_2", "community", "community_2")}
    offices = {f"o{town.offices[key].pk}" for key in ("grid", "community")}
    assert codes == people | offices | {f"o{firm.pk}", "write"}


def test_it_goes_past_whoever_is_chosen_and_the_steps_say_who_looks_into_it(phone: Phone, town: Town):
    assert choose(phone, person(town, "grid"))["Location"] == phone.url("what")
    page = text(phone.get(phone.url("what")))
    assert "community 办" in page
    assert "grid 甲" in page

    case = phone.ask()

    assert (case.office, case.restricted) == (town.offices["community"], True)
    assert [one.user for one in Named.objects.filter(case=case)] == [town.users["grid"]]


@pytest.mark.parametrize(
    ("codes", "office"),
    [(("write",), "township"), (("o community",), "township"), (("o grid",), "community")],
)
def test_an_office_or_no_name_goes_past_that_office(
    phone: Phone, town: Town, codes: tuple[str, ...], office: str
):
    found = [f"o{town.offices[code[2:]].pk}" if code.startswith("o ") else code for code in codes]
    choose(phone, *found)

    assert phone.ask().office == town.offices[office]


def test_the_page_says_it_before_anything_is_written_and_nobody_chosen_is_told(phone: Phone, town: Town):
    answer = choose(phone)

    assert answer.status_code == 422
    assert 'href="#whom"' in text(answer)


def test_whoever_does_not_serve_at_this_door_cannot_be_named_by_a_forged_form(phone: Phone, town: Town):
    assert choose(phone, person(town, "housing")).status_code == 422
    choose(phone, person(town, "housing"), "write")

    phone.ask()

    assert Named.objects.count() == 0


def test_where_nobody_is_above_the_page_gives_the_countys_way_and_keeps_nothing(phone: Phone, town: Town):
    for post in Post.objects.filter(office__kind__in=("community", "township", "county", "prefecture")):
        end_post(post, by=SYSTEM, at=LONG_AGO)

    answer = choose(phone, person(town, "grid"))

    assert answer.status_code == 409
    assert 'href="tel:12345"' in text(answer)
    assert Case.objects.count() == 0


def test_changing_ones_mind_makes_it_an_ordinary_request(phone: Phone, town: Town):
    choose(phone, person(town, "grid"))
    choose(phone, do="none")

    assert phone.ask().restricted is False


def test_words_and_choice_survive_the_way_there_and_back(phone: Phone, town: Town):
    answer = phone.post(phone.url("what"), {"words": WORDS, "do": "about"})
    assert answer["Location"] == phone.url("about")
    choose(phone, person(town, "grid"))

    assert WORDS in text(phone.get(phone.url("what")))
    assert f'value="{person(town, "grid")}" checked' in text(phone.get(phone.url("about")))


def test_no_page_of_it_gives_the_number_or_the_names_of_those_it_is_about(phone: Phone, town: Town):
    for key, number in (("grid", "0399-111 1111"), ("community", "0399-222 2222")):
        town.offices[key].phone = number
        town.offices[key].save()
    choose(phone, person(town, "grid"))
    phone.ask()
    answer = phone.get(f"/f/{follow_token(Case.objects.get())}/")

    assert "03991111111" not in text(answer)
    assert "03992222222" in text(answer)
    assert "grid 甲" not in text(answer)
    assert "community 甲" not in text(answer)  # who of that office reads it is not said either


def test_the_grid_finds_nothing_of_it_on_the_desk(phone: Phone, town: Town):
    choose(phone, person(town, "grid"))
    case = phone.ask()
    for who in ("grid", "grid_2"):
        desk = Client()
        desk.force_login(town.users[who], backend="django.contrib.auth.backends.ModelBackend")
        assert case.number not in text(desk.get("/desk/?queue=open"))
        assert desk.get(f"/desk/cases/{case.number}/").status_code == 404


def test_danger_is_not_asked_and_nobody_on_duty_is_offered_but_the_numbers_stand_there(
    phone: Phone, town: Town
):
    town.offices["community"].phone = "0399-801 7777"
    town.offices["community"].save()
    choose(phone, person(town, "grid"))
    phone.write()
    phone.post(phone.url("where"), {"where": "here"})
    page = text(phone.get(phone.url("details")))

    assert 'name="urgent"' not in page
    assert 'class="watch"' not in page
    for number in ("119", "120", "110", "03998017777"):
        assert f'href="tel:{number}"' in page
    assert phone.post(phone.url("details"), {"name": "", "phone": ""})["Location"] == phone.url("check")
    assert 'href="tel:03998017777"' in text(phone.get(phone.url("check")))


def test_danger_said_before_it_was_about_somebody_sends_nobody_on_duty(phone: Phone, town: Town):
    phone.fill(urgent="now")
    choose(phone, person(town, "grid"))

    answer = phone.send(hidden(phone.get(phone.url("check")), "key"))

    assert answer.status_code == 302
    assert Case.objects.get().urgency == "blue"


def test_a_number_that_rings_at_the_grid_too_is_never_the_one_to_call(phone: Phone, town: Town):
    for office, number in (
        ("grid", "0399-801 1111"),
        ("community", "0399-801 1111"),
        ("township", "0399-801 3333"),
    ):
        town.offices[office].phone = number
        town.offices[office].save()
    choose(phone, person(town, "grid"))
    before = text(phone.get(phone.url("what")))
    follow = follow_token(phone.ask())

    for page in (before, text(phone.get(f"/f/{follow}/"))):
        assert "03998011111" not in page
        assert 'href="tel:03998013333"' in page
