"""Doing a verb: the form, what becomes of it, and every way in which it can go wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases import actions
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.journal.models import Entry
from linli.people.actions import end_post
from linli.people.models import Post
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


def walked(town: make.Town, *steps: str) -> Case:
    return make.walk(town, *steps, at=timezone.now() - timedelta(hours=1))


def test_the_loop_runs_through_the_pages_alone(town: make.Town, desk: People):
    case = walked(town)
    pipe, noise = town.categories["pipe"].pk, town.categories["noise"].pk
    grid, community, township, housing = (desk(n) for n in ("grid", "community", "township", "housing"))

    def done(answer: object) -> Case:
        assert answer.status_code == 302, text(answer)
        assert answer["Location"] == f"/desk/cases/{case.number}/"
        case.refresh_from_db()
        return case

    assert str(done(grid.send(case, "take", hidden(grid, case))).position) == "open grid/verify held"
    done(grid.do(case, "verify", choice="up", category=pipe, urgency="yellow", words="接头锈穿"))
    done(community.send(case, "take", hidden(community, case)))
    done(community.do(case, "place", choice="up", category=noise, words="请街道派"))
    assert case.case_class == "general"
    done(township.send(case, "take", hidden(township, case)))
    department = town.offices["housing"].pk
    done(township.do(case, "dispatch", choice="department", category=noise, department=department))
    done(housing.send(case, "take", hidden(housing, case)))
    done(housing.do(case, "accept", words="明天上午来"))
    done(housing.do(case, "resolve", outcome="done", words="换了接头"))
    assert str(case.position) == "resolved grid/check"
    done(grid.send(case, "take", hidden(grid, case)))
    done(grid.do(case, "fail_check", words="还在滴水"))
    assert case.holder_id == town.users["housing"].pk
    done(housing.do(case, "resolve", outcome="done", words="又换了一个"))
    done(grid.send(case, "take", hidden(grid, case)))
    done(grid.do(case, "pass_check"))
    assert str(case.position) == "resolved grid/rating"


def hidden(desk: Desk, case: Case) -> dict[str, str]:
    """The hidden fields of the one-click button on the case page."""
    page = desk.case(case).content.decode()
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("key", "seen")}


def test_after_a_step_the_page_says_who_has_it_now(town: make.Town, desk: People):
    case = walked(town, "take grid")
    grid = desk("grid")

    grid.do(case, "verify", choice="up", category=town.categories["lamp"].pk, urgency="blue")
    page = text(grid.case(case))
    assert "核好了。现在在community 办，等下单，还没有人接手。" in page


@pytest.mark.parametrize(
    ("steps", "who", "verb", "more"),
    [
        (("take grid", "verify up", "take community"), "community", "place", {"choice": "here"}),
        (
            ("take grid", "verify up", "take community"),
            "community",
            "send_back",
            {"reason": "not_ours", "words": "不归我们"},
        ),
        (("take grid", "verify here"), "grid", "pass_up", {"words": "要专业的人"}),
        (("take grid", "verify up"), "community", "assign", {}),
        (
            (
                "take grid",
                "verify here",
                "resolve",
                "take community_2",
                "pass_check",
                "rate unsolved",
                "take community",
            ),
            "community",
            "decide",
            {"choice": "confirm", "words": "确实修好了"},
        ),
    ],
)
def test_the_other_verbs_work_through_their_pages(
    town: make.Town, desk: People, steps: tuple[str, ...], who: str, verb: str, more: dict[str, str]
):
    case = walked(town, *steps)
    if verb == "assign":
        who = "township"
        more = {"holder": str(town.users["community"].pk)}
    if verb == "place":
        more = more | {"category": str(town.categories["lamp"].pk)}
    if verb == "decide":
        case.refresh_from_db()

    answer = desk(who).do(case, verb, **more)
    assert answer.status_code == 302, text(answer)
    assert Entry.objects.order_by("-id").first().verb == f"case.{verb}"


def test_place_down_needs_a_grid_and_keeps_the_door_where_it_is_the_same(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify up", "take community")
    community = desk("community")

    answer = community.do(case, "place", choice="down")
    assert answer.status_code == 422
    assert "请选它所在的地方" in text(answer)
    community.do(case, "place", choice="down", area=town.areas["grid"].pk)
    case.refresh_from_db()
    assert case.entrance_id == town.entrance.pk
    assert str(case.position) == "open grid/verify"


def test_place_down_to_another_grid_moves_it_there(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify up", "take community")

    desk("community").do(case, "place", choice="down", area=town.areas["next_grid"].pk)
    case.refresh_from_db()
    assert case.office_id == town.offices["next_grid"].pk
    assert case.entrance is None


def test_what_is_missing_is_named_and_what_was_typed_is_kept(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here")

    answer = desk("grid").do(case, "resolve", words="换了一盏灯，亮了")
    assert answer.status_code == 422
    page = text(answer)
    assert "有 1 处没填好" in page
    assert "请选结果怎么样" in page
    assert "换了一盏灯，亮了" in page
    assert 'href="#id_outcome_0"' in answer.content.decode()
    assert case.spoken_number in page


def test_two_thousand_characters_are_not_cut_off(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here")

    answer = desk("grid").do(case, "resolve", outcome="done", words="灯" * 2000)
    assert answer.status_code == 422
    assert "一共 2000 个字，最多 1000 个" in text(answer)
    assert "灯" * 2000 in text(answer)


def test_a_direct_path_that_does_not_exist_is_told_at_the_question(town: make.Town, desk: People):
    case = walked(town, "take grid")

    answer = desk("grid").do(
        case, "verify", choice="direct", category=town.categories["lamp"].pk, urgency="blue", words="灯坏了"
    )
    assert answer.status_code == 422
    assert "这一类事不能直接交给部门" in text(answer)
    assert "灯坏了" in text(answer)
    case.refresh_from_db()
    assert str(case.position) == "open grid/verify held"


def test_two_clerks_at_once_the_second_sees_what_happened_and_keeps_the_words(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify up", "take community")
    community = desk("community")
    opened = community.form(case, "place")
    actions.assign(case, by=town.actors["township"], at=timezone.now(), holder=town.users["community_2"])

    late = opened | {"choice": "up", "category": str(town.categories["lamp"].pk), "words": "请街道派人来看"}
    answer = community.send(case, "place", late)
    assert answer.status_code == 409
    page = text(answer)
    assert "township 甲指定community_2 甲来办" in page
    assert "请街道派人来看" in page
    case.refresh_from_db()
    assert case.holder_id == town.users["community_2"].pk


def test_where_it_is_still_possible_the_form_comes_again_and_works(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here")
    grid = desk("grid")
    opened = grid.form(case, "resolve")
    actions.assign(case, by=town.actors["community"], at=timezone.now(), holder=town.users["grid_2"])
    actions.assign(case, by=town.actors["community"], at=timezone.now(), holder=town.users["grid"])

    answer = grid.send(case, "resolve", opened | {"outcome": "done", "words": "灯修好了"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "这中间有了新情况" in text(answer)
    assert "灯修好了" in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    assert int(seen) == Entry.objects.order_by("-id").first().pk
    again = grid.send(case, "resolve", opened | {"seen": seen, "outcome": "done", "words": "灯修好了"})
    assert again.status_code == 302


def test_taking_what_a_colleague_just_took_tells_so(town: make.Town, desk: People):
    case = walked(town)
    mine = hidden(desk("grid"), case)
    desk("grid_2").send(case, "take", hidden(desk("grid_2"), case))

    answer = desk("grid").send(case, "take", mine)
    assert answer.status_code == 409
    assert "grid_2 甲接手了" in text(answer)
    case.refresh_from_db()
    assert case.holder_id == town.users["grid_2"].pk


def test_a_double_click_does_it_once_and_answers_the_same(town: make.Town, desk: People):
    case = walked(town, "take grid")
    grid = desk("grid")
    form = grid.form(case, "verify") | {
        "choice": "up",
        "category": str(town.categories["lamp"].pk),
        "urgency": "blue",
    }

    first, second = grid.send(case, "verify", form), grid.send(case, "verify", form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Entry.objects.filter(verb="case.verify", subject_id=case.pk).count() == 1


def test_the_same_form_with_other_words_is_refused(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here")
    grid = desk("grid")
    form = grid.form(case, "resolve") | {"outcome": "done", "words": "修好了"}
    grid.send(case, "resolve", form)

    answer = grid.send(case, "resolve", form | {"words": "其实没修"})
    assert answer.status_code in (403, 409)
    assert "其实没修" in text(answer)


def test_a_clerk_whose_post_ended_gets_the_words_back(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify direct", "take water", "accept")
    water = desk("water")
    form = water.form(case, "resolve")
    end_post(Post.objects.get(user=town.users["water"]), by=SYSTEM, at=timezone.now())

    answer = water.send(case, "resolve", form | {"outcome": "done", "words": "阀门换过了，不漏了"})
    assert answer.status_code == 403
    page = text(answer)
    assert "您现在没有任职" in page
    assert "阀门换过了，不漏了" in page
    case.refresh_from_db()
    assert str(case.position) == "open department/do held"


def test_a_strangers_post_is_answered_as_if_there_were_nothing(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here")
    form = desk("grid").form(case, "resolve")

    answer = desk("other_grid").send(case, "resolve", form | {"outcome": "done", "words": "我来说一句"})
    assert answer.status_code == 404
    assert "我来说一句" in text(answer)
    assert desk("other_grid").case(case, "resolve").status_code == 404


def test_a_verb_that_is_not_legal_says_why_instead_of_a_form(town: make.Town, desk: People):
    case = walked(town, "take grid")

    answer = desk("grid_2").case(case, "verify")
    assert answer.status_code == 403
    assert "只有接手的人才能这样做" in text(answer)
    assert '<form method="post" novalidate' not in answer.content.decode()
    assert desk("grid").get(f"cases/{case.number}/withdraw/").status_code == 404


def test_without_a_key_nothing_is_done(town: make.Town, desk: People):
    case = walked(town)

    assert desk("grid").send(case, "take", {"seen": "999999"}).status_code == 400
    case.refresh_from_db()
    assert case.holder is None


def test_a_step_costs_at_most_thirty_three_statements(
    town: make.Town, desk: People, django_assert_max_num_queries: Callable
):
    """The dearest one: the form reads the catalogue, the departments and the places it offers."""
    case = walked(town, "take grid", "verify up", "take community", "place up", "take township")
    township = desk("township")
    form = township.form(case, "dispatch")
    more = {"choice": "department", "category": str(town.categories["pipe"].pk)}
    more["department"] = str(town.offices["water"].pk)

    with django_assert_max_num_queries(33):
        answer = township.send(case, "dispatch", form | more)
    assert answer.status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="holds the one write lock of SQLite")
def test_a_busy_database_says_so_and_keeps_the_form():
    town = make.Town()
    case = walked(town, "take grid", "verify here")
    grid = Desk(town, "grid")
    form = grid.form(case, "resolve") | {"outcome": "done", "words": "灯修好了"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = grid.send(case, "resolve", form)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 503
    assert "现在太忙了" in text(answer)
    assert "灯修好了" in text(answer)
    assert grid.send(case, "resolve", form).status_code == 302


def test_the_offices_of_the_same_community_stand_first_among_those_it_can_be_handed_to(town, desk: People):
    case = walked(town, "take grid", "verify here")
    page = desk("grid").case(case, "transfer").content.decode()
    picked = page.split('name="office"')[1].split("</select>")[0]
    near, far = (town.offices[key] for key in ("next_grid", "other_grid"))
    assert 0 < picked.index(f'value="{near.pk}"') < picked.index(f'value="{far.pk}"')
    assert "<optgroup" in picked


def test_who_checks_afterwards_is_named_as_it_will_be(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify up", "take community")
    page = text(desk("community").case(case, "place"))
    named = town.offices["grid"].name
    assert named in page.split(str(_("The community does it")))[-1][:200]
    case = make.walk(town, "place here", "resolve", case_=case, at=timezone.now())
    assert case.office == town.offices["grid"], "and so it is"


def test_whoever_goes_on_reads_what_those_before_wrote_on_the_step_itself(town, desk) -> None:
    walked = make.walk(town, "take grid", "verify up", "take community")
    at = make.NOON + timedelta(minutes=30)
    actions.release(walked, by=town.actors["community"], at=at, words="灯管 T8 的，要带梯子")
    walked = make.walk(town, "take community", case_=walked, at=at + timedelta(minutes=2))
    assert "灯管 T8 的，要带梯子" in text(desk("community").case(walked, "place"))
    assert "灯管 T8 的，要带梯子" in text(desk("community").case(walked, "contact"))


def test_why_somebody_stepped_aside_stands_on_no_step(town, desk) -> None:
    case = make.walk(town, "take grid")
    at = make.NOON + timedelta(minutes=30)
    actions.recuse(case, by=town.actors["grid"], at=at, words="是我舅舅")
    case = make.walk(town, "take grid_2", case_=case, at=at + timedelta(minutes=2))
    assert "是我舅舅" not in text(desk("grid_2").case(case, "verify"))
