"""Everybody finds on their day what waits for them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import actions
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.journal.actions import claim, settle
from linli.journal.models import Delivery, Entry
from linli.people import actions as people
from linli.people.models import Post
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


def recently(town: make.Town, *steps: str) -> object:
    return make.walk(town, *steps, at=timezone.now() - timedelta(hours=1))


def test_a_new_request_is_free_to_take_at_its_grid_and_nowhere_else(town: make.Town, desk: People):
    recently(town)

    assert "一楼水管接头漏水" in text(desk("grid").get("?queue=free"))
    for other in ("next_grid", "community", "township", "water", "other_community"):
        assert "一楼水管接头漏水" not in text(desk(other).get("?queue=free"))


@pytest.mark.parametrize(
    ("steps", "who"),
    [
        (("take grid", "verify up"), "community"),
        (("take grid", "verify direct"), "water"),
        (("take grid", "verify up", "take community", "place up"), "township"),
        (("take grid", "verify here", "resolve"), "community"),
    ],
)
def test_each_office_finds_what_came_to_it(town: make.Town, desk: People, steps: tuple[str, ...], who: str):
    recently(town, *steps)

    assert "一楼水管接头漏水" in text(desk(who).get("?queue=free"))


def test_what_i_took_is_mine_and_no_longer_free(town: make.Town, desk: People):
    recently(town, "take grid")

    grid = desk("grid")
    assert "一楼水管接头漏水" in text(grid.get("?queue=mine"))
    assert "没有等人接手的" in text(grid.get("?queue=free"))


def test_a_department_sees_only_what_was_handed_to_it(town: make.Town, desk: People):
    handed = recently(town, "take grid", "verify direct")
    other = recently(town, "take grid", "verify up")

    water = desk("water")
    assert water.get("?queue=open").content.count(b"data-row") == 1
    assert water.case(handed).status_code == 200
    assert water.case(other).status_code == 404
    assert desk("housing").case(handed).status_code == 404


def test_another_communitys_case_is_not_there(town: make.Town, desk: People):
    case = recently(town)

    response = desk("other_community").case(case)
    assert response.status_code == 404
    assert "这里什么也没有" in text(response)


def test_overdue_stands_first_and_says_by_how_many_days(town: make.Town, desk: People):
    make.case(town, at=timezone.now() - timedelta(days=6))

    page = text(desk("community").get("?queue=overdue"))
    assert "超过 5 天" in page or "超过 4 天" in page
    assert "超期 1 件" in page


def test_very_urgent_stands_before_earlier_but_less_urgent(town: make.Town, desk: People):
    make.case(town, words="路灯不亮了两天", at=timezone.now() - timedelta(hours=5))
    make.case(town, words="井盖没有了很危险", urgency="red", at=timezone.now())

    page = text(desk("grid").get("?queue=free"))
    assert page.index("井盖没有了") < page.index("路灯不亮了")


def test_filters_narrow_by_place_matter_and_urgency(town: make.Town, desk: People):
    recently(town, "take grid", "verify up")  # pipe, urgent
    township = desk("township")
    here, there = town.areas["community"].path, town.areas["other_community"].path

    def rows(query: str) -> int:
        return township.get(f"?queue=open&{query}").content.count(b"data-row")

    assert (
        rows(f"area={here}")
        == rows("category=pipe")
        == rows("urgency=yellow")
        == rows("level=community")
        == 1
    )
    assert rows(f"area={there}") == rows("category=lamp") == rows("urgency=red") == rows("level=grid") == 0
    assert rows("area=nonsense&urgency=nonsense") == 1
    assert "没有符合的" in text(township.get("?queue=open&urgency=red"))


def test_the_number_of_queries_does_not_grow_with_the_list(
    town: make.Town, desk: People, django_assert_max_num_queries: object
):
    for n in range(55):
        make.case(town, words=f"第{n}件事，灯不亮了")
    township = desk("township")
    township.get("")  # once a minute a click is noted in the session: here
    for queue in ("mine", "free", "overdue", "rating", "open", "closed"):
        with django_assert_max_num_queries(12):
            township.get(f"?queue={queue}")
    page = township.get("?queue=open")
    assert page.content.count(b"data-row") == 50
    assert "第 1–50 件，共 55 件" in text(page)
    assert township.get("?queue=open&page=2").content.count(b"data-row") == 5
    grid = desk("grid")
    grid.get("")
    with django_assert_max_num_queries(12):
        grid.get("?queue=free")


def test_somebody_whose_post_ended_sees_an_empty_day_and_why(town: make.Town, desk: People):
    recently(town)
    post = Post.objects.get(user=town.users["grid"])
    people.end_post(post, by=SYSTEM, at=timezone.now())

    page = text(desk("grid").get("?queue=open"))
    assert "您现在没有任职" in page
    assert "一楼水管接头漏水" not in page


def test_closed_cases_say_how_they_ended(town: make.Town, desk: People):
    recently(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")

    assert "本人说解决了" in text(desk("grid").get("?queue=closed"))


def test_what_has_ended_is_narrowed_like_the_other_lists_and_is_in_nobodys_hand(
    town: make.Town, desk: People
):
    recently(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    page = desk("community").get("?queue=closed")
    html = page.content.decode()
    assert [one.name for one in page.context["filters"]] == ["area", "category", "urgency", "ended"]
    assert 'name="urgency"' in html, "one is as hard to find among few as among many"
    assert "在谁手里" not in text(page)
    assert "c-who" not in html
    assert page.context["rows"][0].case.closed_at is not None
    assert not desk("community").get("?queue=closed&urgency=red").context["rows"]


def test_what_has_ended_is_narrowed_to_the_last_days(town: make.Town, desk: People):
    case = recently(
        town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved"
    )
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=10))

    def shown(asked: str) -> list[str]:
        page = desk("community").get(f"?queue=closed&ended={asked}")
        assert page.context["page"].paginator.count == len(page.context["rows"])
        return [row.case.number for row in page.context["rows"]]

    assert shown("7") == []
    assert shown("30") == [case.number]
    assert shown("8000000") == shown("-1") == [case.number], "what is not offered narrows nothing"


def test_the_coloured_edge_of_a_line_is_explained_below_the_list(town: make.Town, desk: People):
    case = recently(town)
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=3))
    page = desk("grid").get("?queue=free")
    assert page.context["bars"] == {"red"}
    key = page.content.decode().split('class="row-key"')[1].split("</p>")[0]
    assert "bar-red" in key
    assert "bar-yellow" not in key


def test_the_count_beside_my_day_is_of_what_stands_there(town: make.Town, desk: People):
    recently(town)
    town.serve(town.offices["grid"], name="keeper", role="registrar", reach="none")
    for who, number in (("grid", 1), ("keeper", 0)):
        day = desk(who).get("")
        assert day.context["sizes"]["mine"] + day.context["sizes"]["free"] == number
        assert desk(who).get("menu/").context["waiting"] == number


def test_every_page_of_the_desk_asks_for_a_log_in(client: object, town: make.Town):
    case = make.case(town)
    for path in ("", "messages/", "failures/", f"cases/{case.number}/", f"cases/{case.number}/take/"):
        response = client.get(f"/desk/{path}")
        assert response.status_code == 302
        assert response["Location"].startswith("/desk/login/")


def test_english_speaks_english(town: make.Town, desk: People):
    recently(town)
    grid = desk("grid")
    grid.client.cookies["django_language"] = "en"

    page = text(grid.get("?queue=free"))
    assert "Free to take" in page
    assert "可以接的" not in page


def test_a_message_says_what_came_and_is_read_once_it_was_seen(town: make.Town, desk: People):
    case = recently(town, "take grid", "verify up")
    now = timezone.now()
    for delivery, until in claim(now):
        settle(delivery, until, now)

    community = desk("community")
    page = community.get("messages/")
    assert "网格核过了，交到你们这里" in text(page)
    assert case.spoken_number in text(page)
    upto = page.content.decode().split('name="upto" value="')[1].split('"')[0]
    community.client.post("/desk/messages/", {"upto": upto})
    assert "都看过了" in text(community.get("messages/"))
    assert "网格核过了" not in text(desk("water").get("messages/"))


def test_failures_are_for_heads_of_the_sub_district_and_above(town: make.Town, desk: People):
    make.case(town)
    Delivery.objects.exclude(pk=Delivery.objects.earliest("pk").pk).delete()
    Delivery.objects.update(tries=2, error="OSError", next_at=timezone.now() + timedelta(hours=1))
    town.serve(town.offices["township"], name="head", role="leader")

    assert desk("township").get("failures/").status_code == 403
    head = desk("head")
    assert "至少一次没送到 1" in text(head.get("failures/"))
    answer = head.client.post("/desk/failures/", follow=True)
    assert "这就再送 1 条" in text(answer)
    assert Delivery.objects.filter(next_at__lte=timezone.now()).count() == 1


def test_reading_writes_nothing(town: make.Town, desk: People):
    case = recently(town, "take grid")
    before = Entry.objects.count()
    grid = desk("grid")
    for path in ("", "messages/", f"cases/{case.number}/", f"cases/{case.number}/verify/"):
        assert grid.get(path).status_code == 200
        assert grid.client.head(f"/desk/{path}").status_code == 200
    assert Entry.objects.count() == before


def test_an_unplaced_request_stands_at_the_office_that_places_it(town: make.Town, desk: People):
    actions.ask(
        words="路边的树倒了，不知道归哪个社区。",
        by=SYSTEM,
        at=timezone.now(),
        channel="import",
        unplaced_at=town.offices["township"],
        place_words="青石路口",
    )

    assert "青石路口" in text(desk("township").get("?queue=free"))
