"""While it waits: the question, the pause, the refusal, the later date, the reminder, all on the asker's own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from linli.cases.models import Case, Question
from linli.faces.portal.telling import promise_of
from linli.journal.models import Entry
from tests import make
from tests.faces.portal.phone import hidden, text
from tests.faces.portal.test_following import url
from tests.make import Town

BEGIN = ("take grid", "verify here")


def walked(town: Town, *steps: str, ago: timedelta = timedelta(hours=2), **more: object) -> Case:
    begun = timezone.now() - ago
    case = make.walk(town, *steps, case_=make.case(town, at=begun, **more), at=begun)
    case.refresh_from_db()
    return case


def page_of(client: Client, case: Case) -> str:
    answer = client.get(url(case))
    assert answer.status_code == 200
    return text(answer)


def send(client: Client, case: Case, verb: str, *, at: str | None = None, **data: str):
    return client.post(url(case, verb), {"key": hidden(client.get(at or url(case, verb)), "key"), **data})


# -- the question -----------------------------------------------------------------------------------------------------


def test_a_question_stands_first_with_a_form_and_reading_by_a_machine_stops_no_clock(
    client: Client, town: Town
):
    case = walked(town, *BEGIN, "ask_more sent")
    for agent in ("WeChat preview", "Mozilla/5.0"):
        page = text(client.get(url(case), HTTP_USER_AGENT=agent))
        client.head(url(case))
        client.get(url(case, "read"))

    assert "是哪一户？" in page
    assert page.count("是哪一户？") == 1
    case.refresh_from_db()
    assert case.paused is False
    assert Question.objects.get().seen_at is None


@pytest.mark.parametrize(("by", "status"), [("page", 204), ("", 302)])
def test_seen_by_the_page_or_by_the_button_stops_the_clock_once(
    client: Client, town: Town, by: str, status: int
):
    case = walked(town, *BEGIN, "ask_more sent")

    for _ in range(3):
        assert client.post(url(case, "read"), {"by": by}).status_code == status

    case.refresh_from_db()
    assert case.paused is True
    assert Entry.objects.filter(verb="case.read").count() == 1
    assert "data-read" not in page_of(client, case)


def test_the_answer_lets_the_clock_run_again_and_stands_in_the_timeline(client: Client, town: Town):
    case = walked(town, *BEGIN, "ask_more told")
    assert case.paused is True

    answer = send(client, case, "answer", at=url(case), words="三楼左边那户")

    assert answer["Location"] == url(case) + "?done=answer"
    case.refresh_from_db()
    assert case.paused is False
    page = page_of(client, case)
    assert "三楼左边那户" in page
    assert 'id="question"' not in page


def test_an_empty_answer_keeps_the_question_before_one_and_nothing_is_answered(client: Client, town: Town):
    case = walked(town, *BEGIN, "ask_more told")

    answer = send(client, case, "answer", at=url(case), words=" ")

    assert answer.status_code == 422
    assert "是哪一户？" in text(answer)
    assert Question.objects.get().answered_at is None


def test_answering_twice_with_one_form_is_one_answer_and_later_there_is_nothing_to_answer(
    client: Client, town: Town
):
    case = walked(town, *BEGIN, "ask_more told")
    key = hidden(client.get(url(case)), "key")
    for _ in range(2):
        assert client.post(url(case, "answer"), {"key": key, "words": "三楼"}).status_code == 302

    assert Entry.objects.filter(verb="case.answer").count() == 1
    assert client.get(url(case, "answer")).status_code == 409


# -- what one should know ---------------------------------------------------------------------------------------------


def test_a_granted_pause_says_why_and_until_when(client: Client, town: Town):
    case = walked(town, *BEGIN, "propose pause", "grant")

    page = page_of(client, case)

    assert case.paused is True
    assert "n-paused" in page
    assert "#pause" in page


def test_while_the_clock_stands_the_date_is_called_the_latest_one(client: Client, town: Town):
    case = walked(town, "take grid", "verify here")
    assert promise_of(case, timezone.now()).label == gettext("Promised to be done")
    case = make.walk(town, "ask_more told", case_=case, at=timezone.now())
    assert promise_of(case, timezone.now()).label == gettext("Done by then at the latest")
    assert gettext("Done by then at the latest") in page_of(client, case)


def test_what_was_only_proposed_is_not_told(client: Client, town: Town):
    page = page_of(client, walked(town, *BEGIN, "propose pause"))

    assert "n-paused" not in page
    assert "要等一等" not in page


def test_a_later_date_comes_with_its_reason_and_the_first_date(client: Client, town: Town):
    page = page_of(client, walked(town, *BEGIN, "propose extend", "grant"))

    assert page.count("<dt>") >= 2
    assert "n-moved" in page


def test_a_refusal_comes_with_class_words_channel_and_the_way_to_disagree(client: Client, town: Town):
    case = walked(town, "take grid", "propose refuse", "grant")
    page = page_of(client, case)
    assert case.status == "refused"
    assert "n-refused" in page
    assert 'href="tel:12345"' in page
    assert f'href="{url(case, "appeal")}"' in page

    answer = send(client, case, "appeal", words="就该你们管")

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.status, case.task, case.appealed) == ("open", "review", True)
    assert "就该你们管" in page_of(client, case)


def test_after_thirty_days_or_a_first_appeal_the_refusal_stands_and_the_page_says_so(
    client: Client, town: Town
):
    case = walked(town, "take grid", "propose refuse", "grant", ago=timedelta(days=40))

    page = page_of(client, case)

    assert f'href="{url(case, "appeal")}"' not in page
    assert client.get(url(case, "appeal")).status_code == 409
    assert send(client, case, "appeal", at=url(case), words="x").status_code in (400, 403, 409)


def test_who_is_sent_elsewhere_reads_where_and_that_nobody_holds_it_against_them(client: Client, town: Town):
    case = walked(town, "take grid", "refer")

    page = page_of(client, case)

    assert case.status == "referred"
    assert "n-referred" in page
    assert 'href="tel:1' in page


def test_a_long_matter_says_why_and_when_it_is_looked_at_again(client: Client, town: Town):
    case = walked(town, *BEGIN, "propose list", "grant")

    page = page_of(client, case)

    assert case.status == "listed"
    assert "n-listed" in page
    assert f'href="{url(case, "withdraw")}"' in page


def test_a_supervision_names_the_office_and_its_day(client: Client, town: Town):
    page = page_of(client, walked(town, *BEGIN, "supervise community"))

    assert "n-supervised" in page
    assert "community 办" in page


def test_a_date_without_its_years_notice_says_that_it_may_change(client: Client, town: Town):
    case = walked(town, *BEGIN)
    Case.objects.filter(pk=case.pk).update(provisional=False)
    assert "n-provisional" not in page_of(client, case)

    Case.objects.filter(pk=case.pk).update(provisional=True)

    assert "n-provisional" in page_of(client, case)


# -- the reminder -----------------------------------------------------------------------------------------------------


def test_reminding_is_one_button_counted_once_a_day(client: Client, town: Town):
    case = walked(town, *BEGIN)
    remind = url(case, "remind")
    assert f'action="{remind}"' in page_of(client, case)

    key = "b6a4f9a0-2f9e-4d0e-9d0e-0c7b3f1f0b11"
    assert client.post(remind, {"key": key})["Location"] == url(case) + "?done=remind"
    assert client.post(remind, {"key": key}).status_code == 302
    assert client.post(remind, {"key": key[:-1] + "2"}).status_code == 409

    case.refresh_from_db()
    assert case.reminders == 1
    assert f'action="{remind}"' not in page_of(client, case)


def test_opening_any_of_these_addresses_changes_nothing(client: Client, town: Town):
    case = walked(town, *BEGIN, "ask_more sent")
    before = (Case.objects.values().get(), Entry.objects.count())

    for verb in ("", "read", "answer", "remind", "withdraw", "appeal", "reopen", "rate"):
        client.get(url(case, verb) if verb else url(case))

    assert (Case.objects.values().get(), Entry.objects.count()) == before


def test_a_wrong_link_opens_nothing_whatever_is_asked_of_it(client: Client, town: Town):
    walked(town, *BEGIN, "ask_more sent")
    for token in ("a" * 26, "你好", "a" * 3000):
        for verb in ("", "read/", "answer/", "remind/", "appeal/"):
            assert client.get(f"/f/{token}/{verb}").status_code == 404
            assert not verb or client.post(f"/f/{token}/{verb}", {"words": "x"}).status_code == 404
    assert Question.objects.get().seen_at is None


@pytest.mark.parametrize(
    "steps",
    [
        (*BEGIN, "ask_more sent"),
        (*BEGIN, "propose pause", "grant"),
        (*BEGIN, "propose extend", "grant"),
        (*BEGIN, "propose list", "grant"),
        ("take grid", "propose refuse", "grant"),
        ("take grid", "refer"),
        (*BEGIN, "supervise community", "convene call", "remind", "contact"),
    ],
)
def test_the_page_reads_in_english_and_in_large_print_too(client: Client, town: Town, steps: tuple[str, ...]):
    case = walked(town, *steps)
    for cookies in ({"linli_view": "elder"}, {"django_language": "en"}):
        for name, value in cookies.items():
            client.cookies[name] = value
        assert client.get(url(case)).status_code == 200
