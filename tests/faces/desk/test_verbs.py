"""The loop's other verbs through their pages: waiting, a yes or no from above, the resident, one's own slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from linli.cases import actions
from linli.cases.models import Approval, Case, Recusal
from linli.faces import words
from linli.journal.models import Entry, EntryDetail
from linli.journal.queries import lines_of
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]
DOING = ("take grid", "verify here")


def walked(town: make.Town, *steps: str, **more: object) -> Case:
    at = timezone.now() - timedelta(hours=1)
    return make.walk(town, *steps, case_=make.case(town, at=at, **more), at=at)


def done(answer: HttpResponse, case: Case) -> Case:
    assert answer.status_code == 302, text(answer)
    case.refresh_from_db()
    return case


def day(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    ("steps", "who", "name", "more", "entry"),
    [
        (DOING, "grid", "release", {}, "case.release"),
        (DOING, "grid", "recuse", {"words": "是我家亲戚"}, "case.recuse"),
        (DOING, "grid", "ask_more", {"choice": "told", "words": "在几楼？"}, "case.ask_more"),
        (("take grid",), "grid", "ask_more", {"choice": "sent", "words": "在几楼？"}, "case.ask_more"),
        (DOING, "grid", "contact", {"reached": "yes", "way": "visit"}, "case.contact"),
        (DOING, "grid", "propose_pause", {"reason": "part", "words": "等阀门"}, "case.propose"),
        (DOING, "grid", "propose_extend", {"days": "3", "words": "要开挖"}, "case.propose"),
        (DOING, "grid", "propose_list", {"review_on": day(30), "words": "要换管"}, "case.propose"),
        (("take grid",), "grid", "propose_refuse", {"reason": "no_facts", "words": "没有漏"}, "case.propose"),
        (("take grid",), "grid", "refer", {"channel": "court", "words": "可以去法院"}, "case.refer"),
        ((*DOING, "ask_more told"), "grid", "resume", {}, "case.resume"),
        (DOING, "community", "convene", {"choice": "minutes", "words": "物业周五换"}, "case.convene"),
        (DOING, "community", "instruct", {"words": "今天先关阀", "until": day(2)}, "case.instruct"),
        (DOING, "community", "remind", {}, "case.remind"),
        (DOING, "community", "supervise", {"words": "老人多"}, "case.supervise"),
        (DOING, "community", "extend", {"days": "2", "words": "要等开挖许可"}, "case.extend"),
        ((*DOING, "supervise"), "community", "take_over", {"words": "我们来"}, "case.take_over"),
        (
            (*DOING, "supervise"),
            "community",
            "list",
            {"review_on": day(9), "words": "大修"},
            "case.list",
        ),
        ((*DOING, "propose pause"), "community", "pause", {"words": "等配件"}, "case.pause"),
        ((*DOING, "propose extend"), "community", "extend", {"words": "要久一点"}, "case.extend"),
        ((*DOING, "propose list"), "community", "list", {"words": "年底大修"}, "case.list"),
        (("take grid", "propose refuse"), "community", "refuse", {"words": "不归我们"}, "case.refuse"),
        ((*DOING, "propose pause"), "community", "decline", {"words": "配件库里有"}, "case.decline"),
        (
            (*DOING, "propose list", "grant", "take community"),
            "community",
            "list",
            {"review_on": day(40), "words": "还要等"},
            "case.list",
        ),
    ],
)
def test_each_verb_is_done_through_its_page(
    town: make.Town,
    desk: People,
    steps: tuple[str, ...],
    who: str,
    name: str,
    more: dict[str, str],
    entry: str,
):
    case = walked(town, *steps)
    person = desk(who)

    assert person.case(case, name).status_code == 200
    done(person.do(case, name, **more), case)
    assert Entry.objects.order_by("-id").first().verb == entry
    shown = person.case(case)
    assert shown.status_code == (404 if name == "recuse" else 200)  # who stepped aside sees it no more
    assert person.get().status_code == 200


def test_a_paused_step_can_be_given_to_a_colleague_and_still_stands(town: make.Town, desk: People):
    case = walked(town, *DOING, "ask_more told")

    done(desk("community").do(case, "assign", holder=town.users["grid_2"].pk), case)
    assert case.holder_id == town.users["grid_2"].pk
    assert case.paused


def test_somebody_above_lets_a_colleague_step_aside(town: make.Town, desk: People):
    case = walked(town, *DOING)

    done(desk("community").do(case, "recuse_other", user=town.users["grid"].pk, words="是他表弟"), case)
    assert case.holder is None
    assert Recusal.objects.get(case=case).user_id == town.users["grid"].pk


def test_why_somebody_stepped_aside_stands_on_no_page(town: make.Town, desk: People):
    case = walked(town, *DOING)

    desk("grid").do(case, "recuse", words="举报人是我表弟")
    assert "我表弟" not in text(desk("grid_2").case(case))
    assert EntryDetail.objects.filter(entry__verb="case.recuse").exists()


# -- yes or no ----------------------------------------------------------------------------------------------


def test_whoever_decides_reads_what_is_proposed_and_can_say_no_on_the_same_page(
    town: make.Town, desk: People
):
    case = walked(town, *DOING, "propose extend")
    community = desk("community")

    page = community.case(case, "extend")
    html = page.content.decode()
    assert "要等一等" in text(page)
    assert 'id="id_days"' not in html  # the days of the proposal count
    assert re.search(r'<textarea name="words"[^>]*>\s*\S', html), "the words for the resident are drafted"
    assert f'action="/desk/cases/{case.number}/decline/"' in html
    hidden = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', html.split("/decline/")[1]))
    done(community.send(case, "decline", hidden | {"words": "按原来的日子办"}), case)
    assert case.proposed == ""
    assert Approval.objects.get(case=case).granted is False


def test_the_way_that_was_proposed_stands_in_the_answer_already(town: make.Town, desk: People):
    case = walked(town, "take grid", "propose refuse")

    html = desk("community").case(case, "refuse").content.decode()
    assert re.search(r'value="hotline" selected', html)
    done(desk("community").do(case, "refuse", words="请打热线"), case)
    assert Entry.objects.get(verb="case.refuse").data["channel"] == "hotline"


def test_who_proposed_it_cannot_say_yes_to_it(town: make.Town, desk: People):
    case = walked(town, *DOING, "propose pause")

    assert desk("grid").case(case, "pause").status_code == 403
    assert desk("grid_2").case(case, "pause").status_code == 403
    assert desk("township").case(case, "pause").status_code == 403


def test_a_yes_to_something_that_is_not_proposed_says_so(town: make.Town, desk: People):
    case = walked(town, *DOING, "propose pause")

    assert desk("community").case(case, "refuse").status_code == 403
    assert desk("community").case(case, "list").status_code == 403


def test_days_and_days_of_review_that_do_not_fit_are_told_beside_them(town: make.Town, desk: People):
    case = walked(town, *DOING)
    grid = desk("grid")

    for name, more in (
        ("propose_extend", {"days": "99", "words": "要久"}),
        ("propose_extend", {"days": "很多", "words": "要久"}),
        ("propose_list", {"review_on": day(-1), "words": "要久"}),
        ("propose_list", {"review_on": day(4000), "words": "要久"}),
        ("propose_pause", {"reason": "question", "words": "要久"}),
    ):
        answer = grid.do(case, name, **more)
        assert answer.status_code == 422, (name, more)
        assert "要久" in text(answer)
    assert not Approval.objects.exists()


def test_what_is_not_ours_is_not_proposed_without_the_right_way(town: make.Town, desk: People):
    case = walked(town, "take grid")

    answer = desk("grid").do(case, "propose_refuse", reason="out_of_duty", words="归物业管")
    assert answer.status_code == 422
    assert "归物业管" in text(answer)
    assert re.search(r'<select name="channel"[^>]*aria-invalid="true"', answer.content.decode())
    done(desk("grid").do(case, "propose_refuse", reason="out_of_duty", channel="property", words="x"), case)


def test_the_page_for_those_above_shows_what_waits_and_what_they_answer_for(town: make.Town, desk: People):
    waits = walked(town, *DOING, "propose pause", words="等一个配件")
    over = walked(town, *DOING, "supervise", words="老人家里没水")

    community = desk("community")
    page = community.get("approving/")
    assert f"/desk/cases/{waits.number}/pause/" in page.content.decode()
    assert f"/desk/cases/{over.number}/" in page.content.decode()
    assert "/desk/approving/" in community.get().content.decode()
    for other in ("grid", "township", "other_community", "water"):
        html = desk(other).get("approving/").content.decode()
        assert waits.number not in html
        assert over.number not in html


def test_a_case_about_somebody_is_not_shown_to_them_among_those_above_either(town: make.Town, desk: People):
    case = walked(town, *DOING, "propose pause")
    actions.name_staff(case, user_id=town.users["community"].pk, by=town.actors["grid"], at=timezone.now())

    assert case.number not in desk("community").get("approving/").content.decode()
    assert case.number in desk("community_2").get("approving/").content.decode()


# -- what the page tells ------------------------------------------------------------------------------------


def signs(response: HttpResponse) -> str:
    found = re.search(r'<ul class="signs">(.*?)</ul>', response.content.decode(), re.S)
    return found[1] if found else ""


def test_the_page_says_that_the_clock_stands_and_the_lists_do(town: make.Town, desk: People):
    case = walked(town, *DOING, "ask_more told")

    grid = desk("grid")
    assert "#pause" in signs(grid.case(case))
    assert case.title in text(grid.get("?queue=paused"))
    assert grid.get("?queue=mine").content.decode().count("#pause") == 1
    assert "#pause" not in signs(desk("grid").case(walked(town, *DOING)))


def test_the_page_says_what_is_proposed_who_answers_above_and_how_often_it_was_asked_for(
    town: make.Town, desk: People
):
    case = walked(town, *DOING, "propose pause", "supervise", "remind")

    shown = signs(desk("township").case(case))
    assert "grid 甲" in shown
    assert "community 办" in shown
    assert "#bell-ring" in shown


def test_what_is_listed_is_not_overdue_and_has_its_own_list(town: make.Town, desk: People):
    case = walked(town, *DOING, "propose list", "grant")
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(days=1))

    community = desk("community")
    assert case.title in text(community.get("?queue=listed"))
    assert case.title not in text(community.get("?queue=overdue"))
    assert "#book-open" in signs(community.case(case))
    assert "st-over" not in community.case(case).content.decode()


def test_what_stands_still_is_not_overdue(town: make.Town, desk: People):
    case = walked(town, *DOING, "ask_more told")
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=1))

    assert case.title not in text(desk("grid").get("?queue=overdue"))
    assert "st-over" not in desk("grid").case(case).content.decode()


def test_a_late_row_and_a_very_urgent_one_carry_a_bar(town: make.Town, desk: People):
    late = make.case(town, at=timezone.now() - timedelta(days=6))
    make.case(town, words="路灯不亮了两天", at=timezone.now() - timedelta(minutes=5))

    html = desk("grid").get("?queue=free").content.decode()
    rows = dict(re.findall(r'<li class="row([^"]*)" data-row="[0-9]+">.*?/desk/cases/(\w+)/', html, re.S))
    assert {number: bar.strip() for bar, number in rows.items()}[late.number].split()[0] == "bar-red"


def test_what_only_a_few_see_says_so(town: make.Town, desk: People):
    case = walked(town, about=(town.users["grid"].pk,))

    seen = [
        who
        for who in ("community", "community_2", "grid", "township")
        if desk(who).case(case).status_code == 200
    ]
    assert seen == ["community", "community_2"]
    assert "#lock" in signs(desk("community").case(case))


def test_every_verb_of_the_story_is_told_in_a_sentence(town: make.Town, desk: People):
    case = walked(
        town,
        *("take grid", "ask_more told", "answer", "verify here", "contact", "propose pause"),
        *("grant", "resume", "propose extend", "decline", "remind"),
        *("instruct", "supervise", "release", "take grid", "recuse", "take grid_2"),
        *("propose list", "grant"),
    )

    page = desk("community").case(case)
    assert page.status_code == 200
    told = page.content.decode().split('id="h-log"')[1]
    assert told.count("<li>") == len(lines_of(case))
    assert "#info" not in told, "a verb without a sentence of its own"
    assert "%(" not in told


@pytest.mark.parametrize("what", ["pause", "extend", "list"])
def test_the_yes_that_is_waited_for_is_the_first_button_and_the_no_stands_beside_it(
    town: make.Town, desk: People, what: str
):
    case = walked(town, *DOING, f"propose {what}", "supervise")

    html = desk("community").case(case).content.decode()
    assert re.search(rf'btn-primary" href="/desk/cases/\d+/{what}/"', html)
    assert "/decline/" in html.split("<details")[0]
    assert "/supervise/" not in html


# -- which buttons ------------------------------------------------------------------------------------------


def test_at_most_four_buttons_are_in_sight_and_the_rest_is_folded_in_groups(town: make.Town, desk: People):
    case = walked(town, *DOING)

    for who in ("grid", "community"):
        block = desk(who).case(case).content.decode().split('id="h-next"')[1].split('data-part="')[0]
        first, _, more = block.partition("<details")
        assert 'id="h-clock"' in first, "the promise stands above what is folded"
        assert 1 <= len(re.findall(r"/desk/cases/\w+/\w+/", first)) <= 4
        assert more.count("<h3>") >= 1
        assert ("/convene/" in more) == (who == "community")


def test_somebody_urgent_who_was_not_reached_puts_the_telephone_in_sight(town: make.Town, desk: People):
    case = walked(town, *DOING)  # verified as urgent

    def sight() -> str:
        return desk("grid").case(case).content.decode().split('id="h-next"')[1].split("<details")[0]

    assert "/contact/" in sight()
    desk("grid").do(case, "contact", reached="yes", way="phone")
    assert "/contact/" not in sight()


# -- a slip of the finger -----------------------------------------------------------------------------------


def undo(desk: Desk, case: Case) -> HttpResponse:
    html = desk.case(case).content.decode()
    form = html.split(f"/desk/cases/{case.number}/undo/")[1].split("</form>")[0]
    return desk.client.post(
        f"/desk/cases/{case.number}/undo/", dict(re.findall(r'name="(key|seen)" value="([^"]*)"', form))
    )


def test_ones_last_step_can_be_taken_back_for_a_moment(town: make.Town, desk: People):
    case = walked(town, "take grid")
    grid = desk("grid")
    grid.do(case, "verify", choice="up", category=town.categories["lamp"].pk, urgency="blue")

    done(undo(grid, case), case)
    assert str(case.position) == "open grid/verify held"
    assert "/undo/" not in grid.case(case).content.decode()


def test_nobody_else_sees_that_button_and_after_a_minute_nobody_does(town: make.Town, desk: People):
    now = timezone.now()
    fresh = make.walk(town, "take grid", "verify up", at=now - timedelta(seconds=150))
    gone = make.walk(town, "take grid", "verify up", at=now - timedelta(seconds=190))

    assert "/undo/" in desk("grid").case(fresh).content.decode()
    assert "/undo/" not in desk("community").case(fresh).content.decode()
    assert "/undo/" not in desk("grid").case(gone).content.decode()


def test_taking_back_what_somebody_went_on_with_is_refused_in_words(town: make.Town, desk: People):
    case = walked(town, "take grid")
    grid = desk("grid")
    grid.do(case, "verify", choice="up", category=town.categories["lamp"].pk, urgency="blue")
    page = grid.case(case).content.decode().split("/undo/")[1]
    opened = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', page.split("</form>")[0]))
    actions.take(case, by=town.actors["community"], at=timezone.now())

    answer = grid.client.post(f"/desk/cases/{case.number}/undo/", opened)
    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.holder_id == town.users["community"].pk
    assert grid.client.post(f"/desk/cases/{case.number}/undo/", {}).status_code == 400


# -- speed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["grid", "community", "township"])
@pytest.mark.parametrize(
    ("steps", "most"),
    [
        (DOING, 12),
        ((*DOING, "ask_more told", "answer", "contact"), 14),  # asked before: whether once more is asked
        ((*DOING, "ask_more told"), 12),
        ((*DOING, "propose pause"), 13),
        ((*DOING, "propose pause", "supervise"), 14),
    ],
)
def test_a_case_page_asks_little_whatever_can_be_done_on_it(
    town: make.Town,
    desk: People,
    django_assert_max_num_queries: Callable,
    who: str,
    steps: tuple[str, ...],
    most: int,
):
    case = walked(town, *steps)
    reader = desk(who)
    reader.get("")

    with django_assert_max_num_queries(most):
        reader.case(case)


def test_the_lists_of_those_above_ask_little(
    town: make.Town, desk: People, django_assert_max_num_queries: Callable
):
    for n in range(6):
        walked(town, *DOING, "propose pause", words=f"第{n}件事")
        walked(town, *DOING, "supervise", words=f"第{n}件大事")
    community = desk("community")
    community.get("")

    for address in ("approving/", "?queue=approve", "?queue=supervised", "?queue=paused", "?queue=listed"):
        with django_assert_max_num_queries(12):
            assert community.get(address).status_code == 200


def test_an_office_that_sees_only_what_it_is_handed_sees_what_it_has_to_decide(town: make.Town, desk: People):
    """The county centre stands above the water bureau, and this case never came through it."""
    town.serve(town.offices["county"], name="centre", reach="handed")
    case = walked(town, "take grid", "verify direct", "take water", "accept")
    assert desk("centre").case(case).status_code == 404

    make.walk(town, "propose pause", case_=case, at=timezone.now() - timedelta(minutes=30))
    centre = desk("centre")
    assert case.number in centre.get("approving/").content.decode()
    done(centre.do(case, "pause", words="等阀门"), case)
    assert centre.case(case).status_code == 404


def test_the_words_for_a_pause_say_what_it_waits_for_and_until_when(town: make.Town, desk: People):
    case = walked(town, *DOING)
    at = timezone.now()
    day = timezone.localtime(at).date() + timedelta(days=4)
    said = {"reason": "part", "until": day, "words": "灯管要订"}
    actions.propose(case, by=town.actors["grid"], at=at, choice="pause", **said)
    draft = desk("community").case(case, "pause").context["form"]["words"].value()
    assert str(words.PAUSES["part"]) in draft
    assert words.day(day) in draft
