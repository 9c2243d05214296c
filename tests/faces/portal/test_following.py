"""Waiting for the answer: what the asker reads, and what they can do, with their own link only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases.models import Case, Category
from linli.cases.queries import follow_token, handlings, timeline
from linli.common.actor import SYSTEM
from linli.faces.portal.telling import sentences
from linli.faces.templatetags.linli import form_answers, localized, own_words
from linli.journal.queries import last_entry_id
from linli.people.actions import open_office
from tests import make
from tests.faces.portal.phone import hidden, text
from tests.make import LONG_AGO, Town

DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")


def walked(town: Town, *steps: str, **more: object) -> Case:
    """A case that began two hours ago and went through these steps."""
    begun = timezone.now() - timedelta(hours=2)
    return make.walk(town, *steps, case_=make.case(town, at=begun, **more), at=begun)


def url(case: Case, page: str = "") -> str:
    return f"/f/{follow_token(case)}/{page}/" if page else f"/f/{follow_token(case)}/"


def send(client: Client, case: Case, verb: str, **data: object):
    key = hidden(client.get(url(case) if verb == "rate" else url(case, verb)), "key")
    return client.post(url(case, verb), {"key": key, **data})


def test_an_unknown_link_is_told_in_words_with_a_number(client: Client, db: None):
    answer = client.get("/f/nothing/")

    assert answer.status_code == 404
    assert "<h1>" in text(answer)
    assert "0399-801 2345" in text(answer)


def test_the_page_tells_number_title_state_and_date(client: Client, town: Town):
    case = walked(town, "take grid", "verify here")
    page = text(client.get(url(case)))

    assert case.spoken_number in page
    assert "一楼水管接头漏水" in page
    assert "正在办" in page
    assert "最迟什么时候办好" in page
    assert "grid 甲看过了，自己来办" in page
    assert '<meta name="robots" content="noindex' in page


def test_before_a_date_is_promised_the_page_says_when_one_will_be_told(client: Client, town: Town):
    page = text(client.get(url(walked(town))))

    assert "还没定下日子" in page
    assert "17:30" in page


def test_what_is_late_is_told_with_who_has_it(client: Client, town: Town):
    begun = timezone.now() - timedelta(days=9)
    case = make.walk(town, "take grid", "verify here", case_=make.case(town, at=begun), at=begun)
    page = text(client.get(url(case)))

    assert "p-over" in page
    assert "现在在grid 甲手里" in page


def test_inner_words_of_offices_are_not_shown_but_where_it_went_is(client: Client, town: Town):
    case = walked(
        town, "take grid", "verify up", "take community", "place up", "take township", "dispatch department",
        "take water", "send_back",
    )  # fmt: skip
    page = text(client.get(url(case)))

    for inner in ("不归我们", "请办", "看过了</blockquote>"):
        assert inner not in page
    assert "退回来了，township 办再定由谁办" in page


def test_words_of_the_answer_are_quoted(client: Client, town: Town):
    assert "“换了接头，不漏了”" in text(client.get(url(walked(town, *DONE))))


def test_every_verb_of_the_loop_is_a_sentence(client: Client, town: Town):
    steps = (
        "take grid", "verify up", "take community", "place down", "take grid", "verify here", "pass_up",
        "take community", "place up", "take township", "dispatch department", "take water", "accept", "resolve",
        "take grid_2", "fail_check", "resolve", "take grid_2", "pass_check", "rate unsolved", "take county",
        "decide name water", "take water", "resolve", "take grid_2", "pass_check", "rate unhappy",
    )  # fmt: skip
    case = walked(town, *steps)
    page = text(client.get(url(case)))

    # that somebody took it on is told only while nothing came of it
    assert page.count("<time ") == 1 + sum(not step.startswith("take") for step in steps)
    assert "None" not in page


def test_the_one_who_asked_never_reads_a_contact_on_the_page(client: Client, town: Town):
    case = walked(town, asker=cases.Asker("周阿姨", "13800002046"))
    page = text(client.get(url(case)))

    assert "周阿姨" not in page
    assert "2046" not in page


def test_opening_the_pages_changes_nothing(client: Client, town: Town):
    case = walked(town, *DONE)
    before = last_entry_id(case)
    for page in ("", "rate", "reopen", "withdraw"):
        client.get(url(case, page))

    assert last_entry_id(case) == before


def test_a_kept_confirmation_becomes_the_progress_page_once_somebody_has_it(client: Client, town: Town):
    case = walked(town)
    assert "收到了" in text(client.get(url(case) + "?sent=1"))
    make.do(town, case, "take grid", at=timezone.now())

    assert "办到哪一步了" in text(client.get(url(case) + "?sent=1"))


def test_solved_and_content_closes_it_with_thanks(client: Client, town: Town):
    case = walked(town, *DONE)
    answer = send(client, case, "rate", solved="yes", satisfied="3", words="谢谢")
    page = text(client.get(answer["Location"]))

    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "solved")
    assert "谢谢您，记下了" in page
    assert "“谢谢”" in page


def test_nothing_is_preselected_and_a_missing_answer_is_told(client: Client, town: Town):
    case = walked(town, *DONE)
    assert "checked" not in text(client.get(url(case)))

    answer = send(client, case, "rate", solved="no", words="还在滴")

    assert answer.status_code == 422
    assert "办得怎么样？还没选" in text(answer)
    assert 'value="no" checked' in text(answer)
    assert "还在滴</textarea>" in text(answer)
    case.refresh_from_db()
    assert case.task == "rating"


def test_not_solved_goes_to_the_level_above(client: Client, town: Town):
    case = walked(town, *DONE)
    send(client, case, "rate", solved="no", satisfied="1")

    case.refresh_from_db()
    assert (case.status, case.task, case.office) == ("open", "review", town.offices["community"])


def test_the_same_rating_sent_twice_counts_once(client: Client, town: Town):
    case = walked(town, *DONE)
    form = {"key": hidden(client.get(url(case)), "key"), "solved": "yes", "satisfied": "3"}

    first, second = client.post(url(case, "rate"), form), client.post(url(case, "rate"), form)

    assert first["Location"] == second["Location"]
    assert case.ratings.count() == 1


def test_a_rating_that_comes_too_late_is_told_in_words(client: Client, town: Town):
    case = walked(town, *DONE)
    form = {"key": hidden(client.get(url(case)), "key"), "solved": "yes", "satisfied": "3"}
    make.do(town, case, "rate solved", at=timezone.now())

    answer = client.post(url(case, "rate"), form)

    assert answer.status_code == 409
    assert 'role="alert"' in text(answer)


def test_taking_it_back_asks_once_more_and_is_final(client: Client, town: Town):
    case = walked(town)
    assert "不能恢复" in text(client.get(url(case, "withdraw")))

    answer = send(client, case, "withdraw", words="自己修好了")

    case.refresh_from_db()
    assert case.status == "withdrawn"
    page = text(client.get(answer["Location"]))
    assert "您撤回了" in page
    assert "withdraw/" not in page


def test_not_good_yet_needs_words_and_takes_it_up_again(client: Client, town: Town):
    case = walked(town, *DONE, "rate solved")
    assert send(client, case, "reopen", words=" ").status_code == 422

    answer = send(client, case, "reopen", words="夜里又漏了")

    case.refresh_from_db()
    assert (case.status, case.task) == ("open", "review")
    assert "“夜里又漏了”" in text(client.get(answer["Location"]))


def test_after_its_days_not_good_yet_is_gone_and_the_page_says_why(client: Client, town: Town):
    begun = timezone.now() - timedelta(days=40)
    case = make.walk(town, *DONE, "rate solved", case_=make.case(town, at=begun), at=begun)
    page = text(client.get(url(case)))

    assert "reopen/" not in page
    assert "30" in page
    assert client.get(url(case, "reopen")).status_code == 409


def test_only_verbs_that_are_possible_now_are_drawn(client: Client, town: Town):
    page = text(client.get(url(walked(town))))

    assert "withdraw/" in page
    assert "reopen/" not in page
    assert 'id="rate"' not in page


@pytest.mark.parametrize("key", ["", "no-uuid"])
def test_a_form_without_its_key_is_refused_in_words(client: Client, town: Town, key: str):
    case = walked(town)

    answer = client.post(url(case, "withdraw"), {"key": key})

    assert answer.status_code == 409
    assert case.status == "open"


def test_the_page_costs_few_queries_however_long_the_story(
    client: Client, town: Town, django_assert_max_num_queries
):
    case = walked(
        town, *DONE, "rate unsolved", "take community_2", "decide name grid", "take grid", "resolve"
    )
    with django_assert_max_num_queries(12):
        assert client.get(url(case)).status_code == 200


def test_a_rating_costs_at_most_twenty_queries(client: Client, town: Town, django_assert_max_num_queries):
    case = walked(town, *DONE)
    form = {"key": hidden(client.get(url(case)), "key"), "solved": "yes", "satisfied": "3"}
    with django_assert_max_num_queries(20):
        client.post(url(case, "rate"), form)


def test_a_line_names_the_office_of_who_did_it_not_where_the_matter_stood(town: Town):
    case = walked(town, "take grid", "verify up", "take community")
    line = next(one for one in timeline(case) if one.verb == "case.verify")
    told = sentences([replace(line, office_id=town.offices["community"].pk)], handlings(case))

    assert [one.office for one in told] == [localized(town.offices["grid"], "name")]


def test_of_a_line_whose_post_is_not_known_no_office_is_told(town: Town):
    case = walked(town, "take grid", "verify up")
    line = next(one for one in timeline(case) if one.verb == "case.verify")

    assert sentences([replace(line, post_id=None)], handlings(case))[0].office == ""


def test_giving_it_to_a_firm_is_told_once(town: Town):
    firm = open_office(
        kind="property", name="安居物业", area=town.areas["community"], superior=None, by=SYSTEM, at=LONG_AGO
    )
    case = walked(town, "take grid", "verify up", "take community")
    cases.place(
        case, by=town.actors["community"], at=timezone.now(), choice="partner", category=Category.objects.first(),
        office=firm, words="换灯泡", days=3,
    )  # fmt: skip

    told = [one.said for one in sentences(timeline(case), handlings(case))]
    assert len(told) == len(set(told))
    assert sum(one.icon == "arrow-right" for one in sentences(timeline(case)[-2:], handlings(case))) == 1


def test_once_somebody_took_it_nobody_is_waited_for(client: Client, town: Town):
    assert "记下了，等人来看" in text(client.get(url(walked(town))))
    assert "记下了，等人来看" not in text(client.get(url(walked(town, "take grid"))))


def test_what_the_form_asked_stands_apart_from_their_own_words():
    sent = "水管漏了\n在厨房\n〔水管漏水〕\n水关得住吗？ 是"

    assert own_words(sent) == "水管漏了\n在厨房"
    assert form_answers(sent) == "〔水管漏水〕\n水关得住吗？ 是"
    assert (own_words("只有这句"), form_answers("只有这句")) == ("只有这句", "")
