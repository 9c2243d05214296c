"""Saying something: four steps, nothing typed is ever lost, and what is sent twice is one request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.queries import contact, follow_token
from linli.common.actor import SYSTEM
from linli.office.actions import set_setting
from linli.territory.models import Entrance
from tests.faces.portal.phone import WORDS, Phone, hidden, jpeg, text
from tests.make import Town


def test_a_request_goes_from_the_door_to_a_number(phone: Phone, town: Town):
    answer = phone.send(
        phone.fill(
            where="building", place="三楼电梯旁", urgent="yes", name="周阿姨", phone="１３８ 0000 2046"
        )
    )

    case = Case.objects.get()
    assert answer["Location"] == f"/f/{follow_token(case)}/?sent=1"
    assert (case.words, case.urgency, case.entrance) == (WORDS, "yellow", town.entrance)
    assert case.place_words == "这栋楼别的地方：三楼电梯旁"
    assert contact(case).name == "周阿姨"
    assert contact(case).phone == "13800002046"
    page = text(phone.get(answer["Location"]))
    assert "收到了" in page
    assert case.spoken_number in page


def test_something_outside_keeps_the_grid_but_not_the_entrance(phone: Phone, town: Town):
    case = phone.ask(where="estate", place="车棚最里头")

    assert (case.entrance, case.area, case.place_words) == (None, town.areas["grid"], "桂花里：车棚最里头")


def test_never_red_and_no_contact_where_none_was_left(phone: Phone):
    case = phone.ask(urgent="no")

    assert case.urgency == "blue"
    assert contact(case) is None


def test_danger_numbers_stand_before_the_question(phone: Phone):
    page = text(phone.get(phone.url("what")))

    assert page.index('href="tel:119"') < page.index("<textarea")


def test_about_somebody_who_serves_the_page_gives_the_way_past_them_and_the_number_of_the_sub_district(
    phone: Phone, town: Town
):
    town.offices["township"].phone = "0399-801 7777"
    town.offices["township"].save()

    page = text(phone.get(phone.url("what")))

    assert "说的是在这里工作的人" in page
    assert 'name="do" value="about"' in page
    assert 'href="tel:03998017777"' in page


def test_nothing_written_is_told_and_linked_to_the_field(phone: Phone):
    answer = phone.write("  \n ")

    assert answer.status_code == 422
    assert 'href="#words"' in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    assert "还没有写" in text(answer)


def test_twenty_thousand_characters_are_refused_in_words_and_all_of_them_kept(phone: Phone):
    long = "水" * 20_000

    answer = phone.write(long)

    assert answer.status_code == 422
    assert long in text(answer)
    assert "20000" in text(answer)
    assert "2000" in text(answer)
    assert long in text(phone.get(phone.url("what")))  # also after leaving and scanning again


def test_an_office_that_shortens_its_limit_later_loses_nothing_typed(phone: Phone):
    key = phone.fill()
    set_setting("cases.longest_text", 10, by=SYSTEM, at=timezone.now())

    answer = phone.send(key)

    assert answer.status_code == 409
    assert WORDS in text(answer)
    assert not Case.objects.exists()


def test_control_characters_and_line_ends_do_no_harm(phone: Phone):
    assert phone.ask(words="漏\x00水\u202e\r\n很大").words == "漏水\n很大"


def test_html_in_the_words_stays_words(phone: Phone):
    phone.write("<script>alert(1)</script>漏水")
    page = text(phone.get(phone.url("what")))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("number", ["12", "1234567890123", "打我微信"])
def test_a_number_that_is_none_is_told_and_everything_typed_stays(phone: Phone, number: str):
    phone.write()
    answer = phone.post(phone.url("details"), {"urgent": "yes", "name": "周阿姨", "phone": number})

    assert answer.status_code == 422
    assert "这不像电话号码" in text(answer)
    assert f'value="{number}"' in text(answer)
    assert 'value="周阿姨"' in text(answer)
    assert 'value="yes" checked' in text(answer)


def test_a_choice_that_was_not_made_is_told(phone: Phone):
    phone.write()

    assert "还没选" in text(phone.post(phone.url("where"), {"place": "三楼"}))
    assert "还没选" in text(phone.post(phone.url("details"), {"name": "", "phone": ""}))


def test_a_skipped_question_is_asked_before_anything_is_sent(phone: Phone):
    assert phone.get(phone.url("check"))["Location"] == phone.url("what")
    phone.write()
    assert phone.get(phone.url("check"))["Location"] == phone.url("where")


def test_half_written_words_are_there_after_leaving_and_scanning_again(phone: Phone):
    phone.write()

    assert "接着写" in text(phone.get(phone.url()))
    assert WORDS in text(phone.get(phone.url("what")))


def test_a_draft_belongs_to_its_plate_and_its_phone(phone: Phone, town: Town):
    phone.write()
    other_door = Entrance.objects.get(building=town.building, number=1).plates.get().token

    assert WORDS not in text(phone.get(f"/d/{other_door}/what/"))
    assert WORDS not in text(Phone(town.plate.token).get(phone.url("what")))


def test_what_a_phone_remembers_lies_sealed_in_the_database(phone: Phone):
    phone.write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        stored = cursor.fetchone()[0]

    assert "水管" not in str(stored)
    assert phone.token not in str(stored)


def test_an_answer_can_be_changed_from_the_last_page_and_leads_back_to_it(phone: Phone):
    phone.fill()
    answer = phone.post(phone.url("what"), {"words": "改了：二楼漏水", "do": "next", "then": "check"})

    assert answer["Location"] == phone.url("check")
    assert "改了：二楼漏水" in text(phone.get(phone.url("check")))


def test_the_same_form_sent_twice_is_one_request_with_one_number(phone: Phone):
    key = phone.fill()

    first, second = phone.send(key), phone.send(key)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_connection_cut_after_sending_gives_the_same_number_on_the_second_try(phone: Phone):
    key = phone.fill()
    before = phone.browser.session.load()
    first = phone.send(key)
    session = (
        phone.browser.session
    )  # the answer never arrived, and the server fell before it noted what was sent
    session.clear()
    session.update(before)
    session.save()

    second = phone.send(key)

    assert second["Location"] == first["Location"]
    assert Case.objects.count() == 1


def test_after_sending_the_next_request_from_the_same_door_is_a_new_one(phone: Phone):
    first, second = phone.ask(), phone.ask(words="楼道灯不亮，晚上看不见。")

    assert first.number != second.number
    assert Case.objects.count() == 2


def test_a_form_opened_yesterday_can_be_sent_today(phone: Phone):
    key = phone.fill()
    for name in ("csrftoken", "sessionid"):
        assert int(phone.browser.cookies[name]["max-age"]) >= timedelta(days=7).total_seconds()

    assert phone.send(key).status_code == 302


def test_a_form_older_than_its_cookie_gives_the_words_back_with_a_button(phone: Phone):
    phone.get(phone.url("what"))
    phone.browser.cookies.clear()

    answer = phone.browser.post(phone.url("what"), {"words": WORDS, "do": "next"})

    assert answer.status_code == 403
    assert WORDS in text(answer)
    assert "再交一次" in text(answer)
    token = hidden(answer, "csrfmiddlewaretoken")
    again = phone.browser.post(phone.url("what"), {"words": WORDS, "csrfmiddlewaretoken": token})
    assert again["Location"] == phone.url("matter")


def test_a_busy_database_answers_503_with_everything_kept(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    key = phone.fill()

    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("linli.office.actions.once", locked)
        answer = phone.send(key)
    assert answer.status_code == 503
    assert WORDS in text(answer)
    assert hidden(answer, "key") == key

    with monkeypatch.context() as patched:
        patched.setattr("django.contrib.sessions.backends.db.SessionStore.save", locked)
        patched.setattr(
            "django.contrib.sessions.middleware.SessionMiddleware.process_response", lambda s, r, a: a
        )
        answer = phone.write("改成了二楼")
    assert answer.status_code == 503
    assert "改成了二楼" in text(answer)


@pytest.mark.parametrize("photos", [0, 6])
def test_sending_costs_at_most_twenty_queries(phone: Phone, photos: int):
    phone.ask()  # the first of a month opens its serial
    phone.write(photos=[jpeg(f"{n}.jpg", colour=f"#{n}0{n}0{n}0") for n in range(photos)])
    key = phone.fill(name="周阿姨", phone="13800002046")
    token = hidden(phone.get(phone.url("check")), "csrfmiddlewaretoken")

    with CaptureQueriesContext(connection) as asked:
        answer = phone.browser.post(phone.url("check"), {"key": key, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert Case.objects.order_by("-pk")[0].photos.count() == photos
    # the tests' own transaction turns the server's BEGIN into savepoints: they are no queries there
    queries = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 20, queries


@pytest.mark.parametrize("page", ["what", "where", "details", "check"])
def test_every_step_costs_few_queries(phone: Phone, page: str, django_assert_max_num_queries):
    phone.fill()
    with django_assert_max_num_queries(14):  # who is on duty is asked at every level
        assert phone.get(phone.url(page)).status_code == 200


def test_a_number_that_can_hardly_be_one_is_asked_about_once_and_never_refused(phone: Phone):
    phone.write()
    phone.post(phone.url("where"), {"where": "here"})
    said = {"urgent": "no", "name": "周阿姨", "phone": "1391234567"}

    asked = phone.post(phone.url("details"), said)

    assert 'value="1391234567"' in text(asked)
    sure = hidden(asked, "sure")
    assert sure == "1391234567"
    assert phone.post(phone.url("details"), {**said, "sure": sure})["Location"] == phone.url("check")
    assert phone.post(phone.url("details"), {**said, "phone": "139123456", "sure": sure}).status_code == 422


@pytest.mark.parametrize(
    "number", ["", "13912345678", "+86 139 1234 5678", "0399-8012345", "8012345", "4001234567"]
)
def test_a_usual_number_is_not_asked_about(phone: Phone, number: str):
    phone.write()
    phone.post(phone.url("where"), {"where": "here"})

    assert phone.post(phone.url("details"), {"urgent": "no", "phone": number})["Location"] == phone.url(
        "check"
    )


def test_a_call_is_only_announced_to_whoever_left_a_number(phone: Phone, town: Town):
    told = [
        text(phone.get(phone.send(phone.fill(phone=number))["Location"])) for number in ("", "13912345678")
    ]
    said = [
        any(words in page for words in ("the number you left", "您留的电话", "您留了电话")) for page in told
    ]

    assert said == [False, True]
