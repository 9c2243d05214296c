"""Danger first: numbers before any question, one question, and what it brings at this hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases.catalogue import load
from linli.cases.models import Case, Category
from linli.common.actor import SYSTEM
from linli.people.actions import open_office
from linli.people.actions.rostering import enter_shift
from tests.faces.portal.phone import Phone, hidden, text
from tests.make import LONG_AGO, Town


def on_duty(town: Town, office: str = "grid", phone: str = "139-0000 2222") -> None:
    now = timezone.now()
    enter_shift(
        town.offices[office],
        town.users[office],
        since=now - timedelta(minutes=1),
        until=now + timedelta(hours=8),
        phone=phone,
        by=SYSTEM,
        at=now,
    )


def test_the_numbers_of_water_and_other_utilities_of_this_place_stand_before_the_question(
    phone: Phone, town: Town
):
    town.offices["water"].phone = "0399-801 6101"
    town.offices["water"].save()
    open_office(
        kind="utility", name="燃气公司", area=town.areas["county"], superior=None, phone="0399-801 6201",
        by=SYSTEM, at=LONG_AGO,
    )  # fmt: skip
    open_office(
        kind="utility", name="别处热力", area=town.areas["other_community"], superior=None, phone="0399-999 9999",
        by=SYSTEM, at=LONG_AGO,
    )  # fmt: skip

    page = text(phone.get(phone.url("what")))

    for number in ("119", "120", "110", "03998016101", "03998016201"):
        assert page.index(f'href="tel:{number}"') < page.index("<textarea")
    assert "03999999999" not in page


def test_danger_with_somebody_on_duty_is_red_and_says_who_looks_within_which_time(phone: Phone, town: Town):
    on_duty(town)
    asked = text(phone.get(phone.url("details")))
    assert "grid 甲" in asked
    assert 'href="tel:13900002222"' in asked

    answer = phone.send(phone.fill(urgent="now"))

    case = Case.objects.get()
    assert case.urgency == "red"
    assert case.due_at == case.received_at + timedelta(minutes=30)
    assert "octagon-alert" not in text(phone.get(answer["Location"]))


def test_danger_where_nobody_is_on_duty_says_so_before_and_after_and_which_number_rings(
    phone: Phone, town: Town
):
    before = text(phone.get(phone.url("details")))
    assert 'class="watch"' in before
    assert "#triangle-alert" in before

    answer = phone.send(phone.fill(urgent="now"))

    assert Case.objects.get().urgency == "yellow"
    after = text(phone.get(answer["Location"]))
    assert after.index("#triangle-alert") < after.index('href="tel:03998012345"')


@pytest.mark.parametrize(("urgent", "urgency"), [("yes", "yellow"), ("no", "blue")])
def test_no_danger_is_never_red(phone: Phone, town: Town, urgent: str, urgency: str):
    on_duty(town)

    assert phone.ask(urgent=urgent).urgency == urgency


def test_the_last_page_shows_the_numbers_again_where_it_cannot_wait(phone: Phone):
    phone.fill(urgent="now")

    page = text(phone.get(phone.url("check")))

    assert page.index('href="tel:119"') < page.index('name="key"')
    assert 'class="watch"' in page
    assert hidden(phone.get(phone.url("check")), "key")


def test_what_the_form_promised_in_danger_stands_on_the_receipt_and_on_every_later_page(
    phone: Phone, town: Town
):
    on_duty(town)
    receipt = phone.send(phone.fill(urgent="now"))["Location"]

    for address in (receipt, receipt.partition("?")[0]):
        page = text(phone.get(address))
        assert "特急" in page
        assert "grid 甲" in page
        for number in ("13900002222", "119", "120", "110"):
            assert f'href="tel:{number}"' in page


def test_what_can_wait_shows_no_danger_where_it_is_followed(phone: Phone, town: Town):
    on_duty(town)
    page = text(phone.get(phone.send(phone.fill(urgent="no"))["Location"].partition("?")[0]))

    assert "特急" not in page
    assert 'href="tel:119"' not in page


@pytest.mark.parametrize("urgent", ["now", "no"])
def test_wherever_it_says_that_nobody_is_on_duty_the_numbers_stand_in_the_same_note(
    phone: Phone, urgent: str
):
    key = phone.fill(urgent=urgent)
    pages = [phone.get(phone.url("details"))]
    if urgent == "now":
        pages.append(phone.get(phone.url("check")))
    notes = [text(page).partition('class="watch"')[2].partition("</form>")[0] for page in pages]

    for note, page in zip(notes, pages, strict=True):
        for number in ("110", "119", "120"):
            assert f'href="tel:{number}"' in note.partition("</div>")[0]
            assert f'<a href="tel:{number}"><b>' in text(page)
    received = text(phone.get(phone.send(key)["Location"]))
    assert ('href="tel:119"' in received) == (urgent == "now")


def test_where_danger_is_asked_about_whoever_answers_for_the_matter_can_be_rung(phone: Phone, town: Town):
    Category.objects.all().delete()
    cases.change_catalogue(load(), reason="开始", by=SYSTEM, at=LONG_AGO)
    for role, name, number in (("gas", "燃气公司", "0399-801 6201"), ("power", "供电所", "0399-801 6301")):
        office = open_office(
            kind="utility", name=name, area=town.areas["county"], superior=None, phone=number, by=SYSTEM, at=LONG_AGO
        )  # fmt: skip
        cases.name_answerer(role, town.areas["county"], office, by=SYSTEM, at=LONG_AGO)
    phone.write("厨房里煤气味很重", matter="gas-leak")

    asked = text(phone.get(phone.url("details")))

    assert asked.index('href="tel:03998016201"') < asked.index('name="urgent"')
    assert "03998016301" not in asked  # the one for electricity is somebody else's
    receipt = text(phone.get(phone.send(phone.fill(words="厨房里煤气味很重", urgent="now"))["Location"]))
    assert 'href="tel:03998016201"' in receipt


def test_an_answer_that_means_danger_brings_the_numbers_to_the_last_page_whatever_was_said_after_it(
    phone: Phone, town: Town
):
    Category.objects.all().delete()
    cases.change_catalogue(load(), reason="开始", by=SYSTEM, at=LONG_AGO)
    phone.write("自来水有味，喝了肚子疼", matter="water-quality")
    phone.post(phone.url("matter"), {"matter": "water-quality", "do": "next", "a1": "yes"})
    phone.post(phone.url("where"), {"where": "here", "place": ""})
    phone.post(phone.url("details"), {"urgent": "no", "name": "", "phone": ""})

    page = text(phone.get(phone.url("check")))

    assert 'href="tel:120"' in page
    assert 'class="watch"' in page
