"""The inbox: grouped, folded, read group by group; quick with ten thousand lines; closed to whom a case is about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cases import actions
from linli.cases.actions import Asker
from linli.common.actor import CLOCK
from linli.faces.desk import inbox
from linli.journal.models import Entry, Reading
from linli.notify.models import Message, Outgoing, Weight
from linli.office.actions import set_setting
from tests import make
from tests.faces.desk.conftest import text
from tests.make import walk
from tests.reactions.test_case_messages import react

HOURS = timedelta(hours=3)


def earlier(town, *steps: str, **more):
    """A case some hours ago, so that nothing of it waits for an undo."""
    at = timezone.now() - HOURS
    return walk(town, *steps, case_=make.case(town, at=at, **more), at=at)


def ids_of(page) -> list[str]:
    return re.findall(r'name="ids" value="([^"]*)"', page.content.decode())


def test_lines_of_one_request_are_folded_and_the_urgent_stand_first(town, desk) -> None:
    quiet = earlier(town)
    loud = earlier(town, "remind")
    now = timezone.now()
    actions.warn(loud, by=CLOCK, at=now - timedelta(minutes=30))
    actions.escalate(loud, by=CLOCK, at=now - timedelta(minutes=20))
    react()
    page = desk("grid").get("messages/")
    said = text(page)
    assert said.index(loud.spoken_number) < said.index(quiet.spoken_number)
    assert said.count(loud.spoken_number) == 1
    assert len(ids_of(page)) == 2
    assert ids_of(page)[0].count(",") == 3, "four lines about one request"


def test_a_group_is_read_and_the_other_stays_new(town, desk) -> None:
    earlier(town)
    loud = earlier(town)
    actions.escalate(loud, by=CLOCK, at=timezone.now() - timedelta(minutes=20))
    react()
    grid = desk("grid")
    first, second = ids_of(grid.get("messages/"))
    grid.client.post("/desk/messages/", {"ids": first})
    assert ids_of(grid.get("messages/")) == [second]
    for odd in ("", "x", "x,;", "9" * 40, "-1"):
        assert grid.client.post("/desk/messages/", {"ids": odd, "upto": odd}).status_code == 302
    assert ids_of(grid.get("messages/")) == [second]


def test_nobody_reads_the_lines_of_others(town, desk) -> None:
    earlier(town)
    react()
    line = Message.objects.get()
    desk("water").client.post("/desk/messages/", {"ids": str(line.pk)})
    assert Message.objects.get().read_at is None


def test_whom_it_is_about_sees_no_line_and_no_number_of_lines(town, desk) -> None:
    case = earlier(town)
    react()
    assert case.spoken_number in text(desk("grid").get("messages/"))
    actions.name_staff(case, user_id=town.users["grid"].pk, by=town.actors["community"], at=timezone.now())
    page = desk("grid").get("messages/")
    assert case.spoken_number not in text(page)
    assert page.context["unread"] == 0
    assert case.spoken_number in text(desk("grid_2").get("messages/"))


def test_of_a_request_that_only_a_few_see_nothing_but_its_number_stands_there(town, desk) -> None:
    about = (town.users["grid"].pk,)
    case = make.case(town, about=about, words="网格员收了钱不办事", at=timezone.now() - HOURS)
    react()
    keeper = next(name for name in ("community", "community_2") if case.keepers.filter(user=town.users[name]))
    page = text(desk(keeper).get("messages/"))
    assert case.spoken_number in page
    assert "收了钱" not in page


@pytest.fixture
def ten_thousand(town):
    """Ten thousand unread lines about a hundred requests, for one office."""
    cases = [make.case(town, at=timezone.now() - HOURS) for _ in range(100)]
    entries = {e.subject_id: e for e in Entry.objects.filter(verb="case.ask")}
    at = timezone.now() - HOURS
    Message.objects.bulk_create(
        Message(
            entry=entries[cases[n % 100].pk],
            template=f"case.warn{n}",
            office=town.offices["grid"],
            subject_id=cases[n % 100].pk,
            weight=1 + n % 3,
            sent_at=at,
            visible_at=at + timedelta(seconds=n % 7000),
        )
        for n in range(10_000)
    )


def test_ten_thousand_lines_are_a_page_of_a_hundred_in_four_queries(town, desk, ten_thousand) -> None:
    grid = desk("grid")
    page = grid.get("messages/")
    assert page.context["inbox"].more
    assert (
        sum(len(fold.lines) for g in page.context["inbox"].groups for d in g.days for fold in d.folds) == 100
    )
    assert "?page=2" in page.content.decode()
    request = page.wsgi_request
    with CaptureQueriesContext(connection) as asked:
        inbox.inbox(request)
    assert len(asked) <= 4
    assert grid.get("messages/?page=101").status_code == 200
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert grid.get(f"messages/?page={odd}").status_code == 200


# -- whom somebody has to call ---------------------------------------------------------------------------------

ZHANG = Asker("张三丰", "13800000001")


@pytest.fixture
def owed(town):
    set_setting("notify.quiet", "", by=make.SYSTEM, at=make.LONG_AGO)  # tests run at night, too
    case = earlier(town, "take grid", "verify here", "ask_more sent", channel="telephone", asker=ZHANG)
    react()
    assert Outgoing.objects.filter(state="waiting").count() == 2
    return case


def fields(page) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(key|upto)" value="([^"]*)"', page.content.decode()))


def test_whoever_follows_it_finds_whom_to_call_and_what_to_say(town, desk, owed) -> None:
    grid = desk("grid")
    assert owed.spoken_number in text(grid.get("notices/"))
    assert "还有一句想问您" in text(grid.get(f"cases/{owed.number}/"))
    page = grid.get(f"notices/{owed.number}/")
    assert "还有一句想问您" in text(page)
    assert "是哪一户" in text(page), "the words of the question stand there"
    assert "13800000001" not in text(page)
    assert "张三丰" not in text(page)


def test_right_after_the_check_nobody_is_told_to_say_the_promise_that_is_over(town, desk) -> None:
    set_setting("notify.quiet", "", by=make.SYSTEM, at=make.LONG_AGO)
    case = earlier(town, "take grid", "verify here", channel="telephone", asker=ZHANG)
    react()
    page = lambda: text(desk("grid").get(f"cases/{case.number}/"))  # noqa: E731
    assert "给您答复" in page()
    walk(town, "resolve", case_=case, at=timezone.now() - timedelta(minutes=3))
    case.refresh_from_db()
    checker = next(key for key, office in town.offices.items() if office.pk == case.office_id)
    walk(town, f"take {checker}", "pass_check", case_=case, at=timezone.now() - timedelta(minutes=1))
    for _ in range(2):  # before the worker has written what is owed now, and after
        assert "给您答复" not in page()
        assert "办好了" in page()
        react()


def test_the_number_opens_for_a_minute_and_is_noted(town, desk, owed) -> None:
    grid = desk("grid")
    shown = grid.client.post(f"/desk/notices/{owed.number}/number/")
    assert "13800000001" in text(grid.client.get(shown.url))
    [reading] = Reading.objects.all()
    assert (reading.user, reading.what, reading.purpose) == (town.users["grid"], "phone", "tell")
    assert "13800000001" not in text(desk("grid_2").client.get(shown.url))
    assert "13800000001" not in text(grid.client.get(shown.url.replace(str(reading.pk), "999")))


def test_told_once_is_told_and_twice_does_no_harm(town, desk, owed) -> None:
    grid = desk("grid")
    form = fields(grid.get(f"notices/{owed.number}/")) | {"said": "phone"}
    for _ in range(2):
        assert grid.client.post(f"/desk/notices/{owed.number}/", form).status_code == 302
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"called"}
    assert Entry.objects.filter(verb="case.told").count() == 1
    assert owed.spoken_number not in text(grid.get("notices/"))
    assert "还有一句想问您" not in text(grid.get(f"cases/{owed.number}/"))


def test_not_reached_stays_on_the_list(town, desk, owed) -> None:
    grid = desk("grid")
    form = fields(grid.get(f"notices/{owed.number}/")) | {"said": "missed"}
    grid.client.post(f"/desk/notices/{owed.number}/", form)
    assert owed.spoken_number in text(grid.get("notices/"))
    assert set(Outgoing.objects.values_list("tries", flat=True)) == {1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"key": "x"}, 400),
        ({"upto": "1"}, 400),
        ({"key": "0" * 32, "upto": "1", "said": "x"}, 403),
    ],
)
def test_odd_input_is_answered_in_words(town, desk, owed, body: dict[str, str], status: int) -> None:
    assert desk("grid").client.post(f"/desk/notices/{owed.number}/", body).status_code == status


def test_a_colleague_may_and_a_stranger_may_not(town, desk, owed) -> None:
    assert owed.spoken_number in text(desk("grid_2").get("notices/"))
    assert desk("grid_2").get(f"notices/{owed.number}/").status_code == 200
    assert desk("community").get(f"notices/{owed.number}/").status_code == 403
    assert desk("water").get(f"notices/{owed.number}/").status_code == 404


@pytest.mark.parametrize("page", ["0001" + "9" * 20, "9" * 5000, "0", "-1", "٣", "²", "1.5", "x", "%00"])
def test_a_page_that_is_no_number_is_the_first(town, desk, page: str) -> None:
    assert desk("grid").get(f"messages/?page={page}").status_code == 200


def test_orders_of_a_sheet_lead_to_the_orders_and_to_no_request(town, desk) -> None:
    case = earlier(town)
    run = Entry.objects.order_by("id").first()
    Message.objects.create(
        entry=run,
        template="case.orders",
        office=town.offices["township"],
        subject_id=case.pk,
        weight=Weight.DO,
        times=4,
        sent_at=timezone.now() - HOURS,
        visible_at=timezone.now() - HOURS,
    )
    page = desk("township").get("messages/").content.decode()
    assert case.number not in page
    assert f'<a href="{reverse("desk:orders")}">' in page.split("<main")[1]


def test_an_answer_says_how_it_begins_to_those_who_see_the_case(town, desk) -> None:
    case = earlier(town, "take grid", "ask_more told")
    actions.answer(
        case, by=make.asker(case), at=timezone.now() - timedelta(minutes=30), words="三楼左手，晚上亮不了"
    )
    react()
    assert "三楼左手，晚上亮不了" in text(desk("grid").get("messages/"))
    long = earlier(town, "take grid", "ask_more told")
    actions.answer(long, by=make.asker(long), at=timezone.now() - timedelta(minutes=30), words="长" * 200)
    react()
    assert "长" * 61 not in text(desk("grid").get("messages/"))


def test_what_was_read_stands_by_its_day_the_newest_first(town, desk) -> None:
    first, second = earlier(town), earlier(town)
    react()
    now = timezone.now()
    lines = Message.objects.all()
    lines.update(read_at=now)
    lines.filter(subject_id=first.pk).update(visible_at=now - timedelta(hours=1))
    lines.filter(subject_id=second.pk).update(visible_at=now - timedelta(hours=2))
    said = text(desk("grid").get("messages/"))
    assert said.index(first.spoken_number) < said.index(second.spoken_number)
