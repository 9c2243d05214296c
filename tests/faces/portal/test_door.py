"""The page behind a plate: who looks after this entrance, and every way in which a plate can fail."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from linli.cases.models import Reception
from linli.common.actor import SYSTEM
from linli.people import actions as people
from linli.territory import actions as territory
from linli.territory.models import Entrance
from tests.faces.portal.phone import Phone, text
from tests.make import LONG_AGO, Town


def test_a_plate_names_the_place_the_people_and_the_number(client: Client, town: Town):
    page = text(client.get(f"/d/{town.plate.token}/"))

    assert "桂花里 3 栋 2 单元" in page
    assert "grid 甲" in page
    assert "网格员" in page
    assert 'href="tel:03998012345"' in page
    assert "说件事" in page
    assert "查进度" in page
    assert "沂ICP备2026010888号-1" in page


def test_somebody_whose_post_ended_is_not_named_at_the_door(client: Client, town: Town):
    post = town.users["grid"].posts.get()
    people.end_post(post, by=SYSTEM, at=timezone.now())

    assert "grid 甲" not in text(client.get(f"/d/{town.plate.token}/"))


def test_capital_letters_of_a_typed_code_open_the_door(client: Client, town: Town):
    assert client.get(f"/d/{town.plate.token.upper()}/").status_code == 200


def test_a_torn_code_is_told_in_words_with_a_number(client: Client, town: Town):
    answer = client.get(f"/d/{town.plate.token[:-2]}/")

    assert answer.status_code == 404
    assert "这个码不完整" in text(answer)
    assert "0399-801 2345" in text(answer)


def test_a_code_of_another_place_is_told_in_words(client: Client, town: Town):
    answer = client.get("/d/2222222222222/")  # whole by its check letter, but hangs nowhere here

    assert answer.status_code == 404
    assert "<h1>" in text(answer)
    assert "0399-801 2345" in text(answer)


def test_a_closed_area_is_told_in_words_on_every_page_behind_the_plate(client: Client, town: Town):
    territory.close_area(town.areas["grid"], successor=None, by=SYSTEM, at=LONG_AGO)

    for page in ("", "what/", "where/", "details/", "check/", "said/"):
        answer = client.get(f"/d/{town.plate.token}/{page}")
        assert answer.status_code == 410, page
        assert "grid 区" in text(answer)
        assert "0399-801 2345" in text(answer)


def test_where_an_area_has_a_successor_the_plate_leads_there_and_works(phone: Phone, town: Town):
    territory.close_area(town.areas["grid"], successor=town.areas["next_grid"], by=SYSTEM, at=LONG_AGO)

    assert phone.ask().office == town.offices["next_grid"]


def test_an_old_plate_says_so_and_everything_still_works(phone: Phone, town: Town):
    territory.hang_plate(Entrance.objects.get(pk=town.entrance.pk), by=SYSTEM, at=LONG_AGO)

    assert "这块牌子是旧的" in text(phone.get(phone.url()))
    assert phone.ask().entrance == town.entrance


def test_a_door_without_an_office_offers_the_telephone_and_no_form(client: Client, town: Town):
    area = territory.draw_area(
        path="370998001001003", level="grid", name="新网格", name_en="New", parent=town.areas["community"],
        by=SYSTEM, at=LONG_AGO,
    )  # fmt: skip
    building = territory.enter_building(
        area, estate="新里", name="1 栋", doors={1: ["101"]}, by=SYSTEM, at=LONG_AGO
    )
    page = text(client.get(f"/d/{building.entrances.get().plates.get().token}/"))

    assert "/what/" not in page
    assert "还没有登记谁来办" in page
    assert 'href="tel:03998012345"' in page


def test_the_door_costs_few_queries(client: Client, town: Town, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(f"/d/{town.plate.token}/")


def test_check_progress_lists_what_was_said_from_this_phone_and_from_no_other(phone: Phone, town: Town):
    case = phone.ask()

    assert case.spoken_number in text(phone.get(phone.url("said")))
    other = text(Phone(town.plate.token).get(phone.url("said")))
    assert case.spoken_number not in other
    assert "报编号" in other


def test_check_progress_costs_few_queries(phone: Phone, town: Town, django_assert_max_num_queries):
    for _ in range(3):
        phone.ask()
    with django_assert_max_num_queries(12):
        phone.get(phone.url("said"))


def test_what_one_comes_for_stands_before_the_names_and_all_but_two_are_folded(client: Client, town: Town):
    ends = town.users["grid"].posts.get()
    for who in ("community", "community_2", "township"):
        people.appoint(
            town.users[who],
            town.offices["grid"],
            role="grid_worker",
            reach=ends.reach,
            by=SYSTEM,
            at=LONG_AGO,
        )

    page = text(client.get(f"/d/{town.plate.token}/"))

    shown, folded = page.split('<details class="more">')
    assert shown.index("/what/") < shown.index('class="nm"')
    assert shown.count('class="nm"') == 2
    assert folded.partition("</details>")[0].count('class="nm"') >= 2


def test_the_next_days_on_which_somebody_listens_here_are_linked_and_those_of_elsewhere_are_not(
    client: Client, town: Town
):
    for office, place in (("community", "桂花社区一楼"), ("other_community", "别处一楼")):
        since = timezone.now() + timedelta(days=3)
        Reception.objects.create(
            office=town.offices[office], kind="reception", place=place, since=since,
            until=since + timedelta(hours=2),
        )  # fmt: skip

    page = text(client.get(f"/d/{town.plate.token}/"))

    assert "桂花社区一楼" in page
    assert "别处一楼" not in page
    assert 'href="/receptions/"' in page
