"""Danger first: numbers before any question, one question, and what it brings at this hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases.models import Case
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
