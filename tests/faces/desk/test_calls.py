"""A duty clerk rings those who have not said how it was; slips of paper come back and are typed in."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from linli.cases import actions, calling
from linli.cases.actions.ringing import open_calls
from linli.cases.models import CallBack, CallTry, Case, Rating
from linli.cases.rating_paper import rating_paper
from linli.journal.models import Entry, Reading
from linli.office import printing
from linli.office.printing.ratings import rating_data
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import Town

PHONE = "13800002046"
DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")


def listed(town: Town) -> CallBack:
    begun = timezone.now() - timedelta(days=4)
    case = make.case(town, asker=actions.Asker("周阿姨", PHONE), at=begun)
    case = make.walk(town, *DONE, case_=case, at=begun)
    open_calls(timezone.now())
    return CallBack.objects.get(case=case)


def key(response: HttpResponse) -> str:
    found = re.search(r'name="key" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def send(desk: Desk, call: CallBack, page: str = "", **data: str) -> HttpResponse:
    shown = desk.get(f"calls/{call.pk}/")
    end = f"{page}/" if page else ""
    return desk.client.post(f"/desk/calls/{call.pk}/{end}", {"key": key(shown) if page else "", **data})


def test_the_list_shows_whom_ones_own_office_rings_and_no_number(town: Town, desk) -> None:
    call = listed(town)
    page = text(desk("township").get("calls/"))
    assert call.case.title in page
    assert PHONE not in page
    assert "周阿姨" not in page
    for who in ("community", "grid", "other_community", "county", "water"):
        assert call.case.title not in text(desk(who).get("calls/"))
        assert desk(who).get(f"calls/{call.pk}/").status_code == 404


def test_the_number_opens_for_the_call_only_and_it_is_noted(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    page = text(clerk.get(f"calls/{call.pk}/"))
    assert PHONE not in page
    assert not Reading.objects.exists()
    assert send(clerk, call).status_code == 302
    assert PHONE in text(clerk.get(f"calls/{call.pk}/"))
    assert Reading.objects.get().purpose == "call_back"
    assert PHONE not in text(
        desk("township_2").get(f"calls/{call.pk}/")
    )  # who did not open it, does not see it
    assert PHONE not in text(clerk.case(call.case))


def test_what_they_said_is_their_word(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    send(clerk, call)
    assert send(clerk, call, "said", solved="yes", satisfied="2", words="还行").status_code == 302
    rating = Rating.objects.get(case=call.case)
    assert (rating.through, rating.satisfied) == ("call", 2)


def test_a_form_sent_twice_is_one_call(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    send(clerk, call)
    data = {"key": key(clerk.get(f"calls/{call.pk}/"))}
    answers = [clerk.client.post(f"/desk/calls/{call.pk}/missed/", data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert CallTry.objects.count() == 1


def test_after_a_call_in_vain_the_next_waits_for_the_next_half_day(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    send(clerk, call)
    send(clerk, call, "missed")
    assert send(clerk, call).status_code == 403
    assert call.case.title in text(clerk.get("calls/"))
    assert CallTry.objects.filter(reached=False).count() == 1


def test_a_result_without_opening_the_number_is_refused_and_shows_none(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    data = {"key": str(uuid.uuid4()), "solved": "yes", "satisfied": "3", "words": "很好很好"}
    answer = clerk.client.post(f"/desk/calls/{call.pk}/said/", data)
    assert answer.status_code == 403
    assert PHONE not in text(answer)
    assert "很好很好" in text(answer)
    assert not Rating.objects.exists()


def test_both_questions_are_needed_and_what_was_typed_stays(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    send(clerk, call)
    answer = send(clerk, call, "said", satisfied="1", words="等了三趟")
    assert answer.status_code == 422
    assert "等了三趟" in text(answer)
    assert not Rating.objects.exists()


def test_declining_is_noted_and_takes_it_off_the_list(town: Town, desk) -> None:
    call, clerk = listed(town), desk("township")
    send(clerk, call)
    assert send(clerk, call, "declined").status_code == 302
    assert call.case.title not in text(clerk.get("calls/"))
    assert not Rating.objects.exists()


def test_a_script_without_steering_stands_beside_every_call(town: Town, desk) -> None:
    call = listed(town)
    page = text(desk("township").get(f"calls/{call.pk}/"))
    assert "township 甲" in page
    for steering in ("五星", "好评", "帮忙", "务必"):
        assert steering not in page


def test_the_page_of_a_call_that_is_not_there_is_no_error(town: Town, desk) -> None:
    clerk = desk("township")
    for path in ("calls/999/", "calls/0/"):
        assert clerk.get(path).status_code == 404
        assert clerk.client.post(f"/desk/{path}").status_code == 404
    assert clerk.client.post("/desk/calls/999/said/", {"key": "x"}).status_code == 404
    assert clerk.client.post("/desk/calls/999/missed/", {"key": "x"}).status_code == 400


# -- slips of paper ----------------------------------------------------------------------------------------------------


def waits(town: Town) -> Case:
    begun = timezone.now() - timedelta(hours=2)
    return make.walk(town, *DONE, case_=make.case(town, at=begun), at=begun)


def enter(desk: Desk, case: Case, code: str, **more: str) -> HttpResponse:
    data = {"key": key(desk.get("calls/slip/")), "number": case.spoken_number, "code": code}
    return desk.client.post("/desk/calls/slip/", data | {"solved": "yes", "satisfied": "3"} | more)


def test_the_slip_is_printed_while_it_waits_and_that_is_on_record(town: Town, desk) -> None:
    case, worker = waits(town), desk("grid")
    assert f"/desk/calls/slip/{case.number}/print/" in worker.case(case).content.decode()
    answer = worker.client.post(f"/desk/calls/slip/{case.number}/print/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert Entry.objects.get(verb="case.print_slip").user_id == town.actors["grid"].user_id
    assert worker.client.get(f"/desk/calls/slip/{case.number}/print/").status_code == 405
    assert desk("other_grid").client.post(f"/desk/calls/slip/{case.number}/print/").status_code == 404


def test_the_slip_is_one_page_however_much_was_written(town: Town) -> None:
    begun = timezone.now() - timedelta(hours=2)
    case = make.case(
        town, words="我的电话 13800002046，很长的一段话。" * 60, at=begun, place_words="门口" * 80
    )
    case = make.walk(town, *DONE, case_=case, at=begun)
    paper = rating_paper(case, 0, timezone.now())
    assert len(printing.picture("rating", rating_data(paper), ppi=20)) == 1
    assert "13800002046" not in str(paper)
    assert paper.url.endswith(f"/r/{calling.rating_token(case, 0)}/")


def test_a_slip_of_what_does_not_wait_for_a_rating_is_not_printed(town: Town, desk) -> None:
    case = make.walk(town, "take grid")
    answer = desk("grid").client.post(f"/desk/calls/slip/{case.number}/print/")
    assert answer.status_code == 403
    assert not Entry.objects.filter(verb="case.print_slip").exists()


def test_no_page_of_the_desk_shows_the_code_or_the_link(town: Town, desk) -> None:
    case, worker = waits(town), desk("grid")
    worker.client.post(f"/desk/calls/slip/{case.number}/print/")
    for page in (worker.case(case), worker.get(f"calls/slip/?number={case.number}"), worker.get("calls/")):
        shown = page.content.decode()
        assert calling.slip_code(case, 0) not in shown
        assert calling.rating_token(case, 0) not in shown


def test_with_its_code_a_slip_is_the_residents_word_and_without_it_is_not(town: Town, desk) -> None:
    first, second = waits(town), waits(town)
    clerk = desk("community_2")
    assert enter(clerk, first, calling.slip_code(first, 0)).status_code == 302
    assert enter(desk("township"), second, "").status_code == 302
    assert [Rating.objects.get(case=case).through for case in (first, second)] == ["slip", "staff"]


def test_an_office_that_had_a_hand_in_it_is_told_why_its_word_does_not_count(town: Town, desk) -> None:
    case = waits(town)
    answer = enter(desk("community_2"), case, "", words="师傅很好")
    assert answer.status_code == 403
    assert "师傅很好" in answer.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize("number", ["abc/", "٣", "%00", "../..", "%E2%80%AE123", "x" * 300, "二"])
def test_what_is_no_number_opens_an_empty_form(town: Town, desk, number: str) -> None:
    answer = desk("community_2").get(f"calls/slip/?number={number}")
    assert answer.status_code == 200
    assert 'name="number"' in answer.content.decode()


def test_a_wrong_code_or_number_is_told_at_its_field_with_everything_kept(town: Town, desk) -> None:
    case, clerk = waits(town), desk("community_2")
    answer = enter(clerk, case, "AAAA-AAAA", words="师傅很好")
    assert answer.status_code == 422
    assert "师傅很好" in text(answer)
    assert 'id="id_code_error"' in answer.content.decode()
    case.number = "99"
    assert enter(clerk, case, "AAAA-AAAA").status_code == 422
    assert not Rating.objects.exists()
