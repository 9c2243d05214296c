"""The asker's own link to rate: opened by anybody, counted only when a person sends it, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases import actions, calling
from linli.cases.models import Case, Rating
from linli.cases.queries import follow_token
from linli.journal.models import Entry
from tests import make
from tests.faces.portal.phone import hidden, text
from tests.faces.portal.test_following import DONE, walked
from tests.faces.portal.test_following import send as send_by_follow_link
from tests.make import Town


def url(case: Case, round_: int = 0) -> str:
    return f"/r/{calling.rating_token(case, round_)}/"


def send(client: Client, case: Case, key: str = "", **more: str):
    said = {"solved": "yes", "satisfied": "3"} | more
    return client.post(url(case), {"key": key or hidden(client.get(url(case)), "key"), **said})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"},
        {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch"},
        {"User-Agent": "facebookexternalhit/1.1"},
    ],
)
def test_opening_it_counts_nothing_whoever_opens_it(
    client: Client, town: Town, headers: dict[str, str]
) -> None:
    case = walked(town, *DONE)
    before = Entry.objects.count()
    for query in ("", "?solved=yes&satisfied=3", "?done=1"):
        assert client.get(url(case) + query, headers=headers).status_code == 200
        assert client.head(url(case) + query, headers=headers).status_code == 200
    assert not Rating.objects.exists()
    assert Entry.objects.count() == before
    assert Case.objects.get(pk=case.pk).task == "rating"


def test_two_questions_and_nothing_ticked_beforehand(client: Client, town: Town) -> None:
    page = text(client.get(url(walked(town, *DONE))))
    assert page.count('type="radio"') == 5
    assert "checked" not in page
    assert "换了接头，不漏了" in page  # what was done
    assert '<meta name="robots" content="noindex' in page


def test_the_link_shows_the_answer_and_nothing_of_the_story_or_the_asker(client: Client, town: Town) -> None:
    case = walked(town, *DONE, asker=actions.Asker("周阿姨", "13800002046"))
    page = text(client.get(url(case)))
    assert "周阿姨" not in page
    assert "2046" not in page
    assert "/f/" not in page.replace('href="/fonts', "")


def test_what_somebody_sends_counts_as_their_own_word(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    answer = send(client, case, words="小伙子很好")
    assert answer.status_code == 302
    rating = Rating.objects.get(case=case)
    assert (rating.solved, rating.satisfied, rating.through) == (True, 3, "link")


def test_sending_it_twice_counts_once(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    key = hidden(client.get(url(case)), "key")
    assert [send(client, case, key).status_code for _ in range(2)] == [302, 302]
    assert send(client, case, "7b0c6c5e-4a8b-4d3e-9d54-111111111111", satisfied="1").status_code == 409
    assert Rating.objects.get(case=case).satisfied == 3


def test_opened_again_it_says_what_was_said_and_how_to_have_it_taken_up(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    send(client, case)
    page = text(client.get(url(case)))
    assert 'type="radio"' not in page
    again = url(case) + "again/"
    assert again in page
    assert "满意" in page or "well" in page
    key = hidden(client.get(again), "key")
    assert client.post(again, {"key": key, "words": ""}).status_code == 422
    assert client.post(again, {"key": key, "words": "又漏了"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.task) == ("open", "review")
    assert client.get(again).status_code == 409
    assert client.get(url(case)).status_code == 200


def test_a_guessed_link_is_told_in_words(client: Client, town: Town) -> None:
    for token in ("a" * 26, "x", "x" * 300, "%00", "评价"):
        answer = client.get(f"/r/{token}/")
        assert answer.status_code == 404
        assert "<h1>" in text(answer)
        assert client.post(f"/r/{token}/", {"solved": "yes", "satisfied": "3"}).status_code == 404


def test_after_the_days_for_it_the_link_says_so_and_counts_nothing(client: Client, town: Town) -> None:
    begun = timezone.now() - timedelta(days=9)
    case = make.walk(town, *DONE, "close", case_=make.case(town, at=begun), at=begun)
    assert client.get(url(case)).status_code == 200
    assert client.post(url(case), {"key": "", "solved": "yes", "satisfied": "3"}).status_code == 409
    assert not Rating.objects.exists()
    assert url(case) + "again/" in text(client.get(url(case)))


def test_the_slip_of_an_earlier_closing_never_rates_the_next(client: Client, town: Town) -> None:
    case = walked(
        town, *DONE, "rate unsolved", "take community_2", "decide name grid", "take grid", *DONE[2:]
    )
    key = hidden(client.get(url(case, 1)), "key")
    answer = client.post(url(case, 0), {"key": key, "solved": "yes", "satisfied": "3"})
    assert answer.status_code == 409
    assert Rating.objects.filter(case=case).count() == 1
    assert client.post(url(case, 1), {"key": key, "solved": "yes", "satisfied": "3"}).status_code == 302


def test_what_is_not_answered_is_asked_again_with_everything_kept(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    answer = send(client, case, solved="", words="谢谢")
    assert answer.status_code == 422
    assert "谢谢" in text(answer)
    assert 'value="3" checked' in text(answer)
    assert client.post(url(case), {"key": "x", "solved": "yes", "satisfied": "3"}).status_code == 409
    assert not Rating.objects.exists()


def logged_in(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("who", "counts"), [("grid", "staff"), ("community_2", "staff"), ("township", "link")]
)
@pytest.mark.parametrize("way", ["own", "follow"])
def test_on_a_device_of_an_office_that_had_a_hand_in_it_the_link_is_the_offices(
    town: Town, who: str, counts: str, way: str
) -> None:
    case, client = walked(town, *DONE), logged_in(town, who)

    def say(satisfied: str) -> int:
        if way == "own":
            return send(client, case, satisfied=satisfied).status_code
        return send_by_follow_link(client, case, "rate", solved="yes", satisfied=satisfied).status_code

    if counts == "staff":
        assert say("3") == 409  # never ends it as solved
        assert not Rating.objects.exists()
    assert say("1") == 302
    assert Rating.objects.get(case=case).through == counts


@pytest.mark.parametrize("way", ["own", "follow"])
@pytest.mark.parametrize("printed", [True, False])
def test_once_a_receipt_was_printed_its_link_counts_as_paper(
    client: Client, town: Town, way: str, printed: bool
) -> None:
    case = walked(town, *DONE[:2])
    if printed:
        actions.print_receipt(case, by=town.actors["grid"], at=timezone.now())
    case = make.walk(town, *DONE[2:], case_=case, at=timezone.now())
    if way == "own":
        send(client, case)
    else:
        send_by_follow_link(client, case, "rate", solved="yes", satisfied="3")
    assert Rating.objects.get(case=case).through == ("slip" if printed else "link")


def test_the_resident_reads_who_printed_their_link(client: Client, town: Town) -> None:
    case = walked(town, *DONE[:2])
    actions.print_receipt(case, by=town.actors["grid"], at=timezone.now())
    page = text(client.get(f"/f/{follow_token(case)}/"))
    assert "printed a receipt with your own link" in page or "打印了带有您查询链接的回执" in page


def test_once_a_slip_was_printed_its_link_counts_as_paper(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    actions.print_slip(case, by=town.actors["grid"], at=timezone.now())
    send(client, case)
    assert Rating.objects.get(case=case).through == "slip"


def test_the_follow_page_leads_to_it(client: Client, town: Town) -> None:
    case = walked(town, *DONE)
    assert url(case) in text(client.get(f"/f/{follow_token(case)}/"))
