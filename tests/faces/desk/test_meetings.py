"""The pages of reception days and problem lists, as those who use them go through them."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from linli.cases import actions
from linli.cases.models import Case, ProblemItem, Reception
from linli.common.actor import SYSTEM
from linli.people import actions as people
from linli.people.models import Office
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import LONG_AGO

START = "/desk/meetings/"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def send(who: Desk, path: str, **data: Any) -> HttpResponse:
    return who.client.post(path, {"key": str(uuid.uuid4()), **data})


def set_up(town: make.Town, now: datetime, *, weeks: int = 1) -> Reception:
    """A day of the sub-district that begins in a minute, with the dispatcher at the table."""
    return actions.set_up_reception(
        town.offices["township"],
        kind="reception",
        place="榆树村委会",
        since=now + timedelta(minutes=1),
        until=now + timedelta(hours=2),
        hosts=(town.users["township"],),
        by=town.actors["township"],
        at=now,
        weeks=weeks,
    )[0]


def day_form(town: make.Town, now: datetime, **more: Any) -> dict[str, Any]:
    day = (timezone.localtime(now) + timedelta(days=3)).date().isoformat()
    said = {"kind": "friday", "place": "村委会", "day": day, "begins": "09:00", "ends": "11:00", "weeks": "4"}
    return {**said, "hosts": str(town.users["township"].pk), **more}


def test_a_secretary_sets_up_a_weekly_day_in_one_form_and_sending_it_twice_does_it_once(
    town, desk, now
) -> None:
    clerk = desk("township_2")
    form = day_form(town, now) | {"key": str(uuid.uuid4())}
    for _ in range(2):
        assert clerk.client.post(f"{START}days/new/", form).status_code == 302
    assert Reception.objects.count() >= 3  # a week may fall on a public holiday
    assert Reception.objects.count() <= 4
    assert "村委会" in text(clerk.client.get(START))


def test_what_is_wrong_with_a_day_stands_beside_its_field_and_nothing_typed_is_lost(town, desk, now) -> None:
    clerk = desk("township_2")
    answer = send(clerk, f"{START}days/new/", **day_form(town, now, ends="08:00"))
    assert answer.status_code == 422
    assert 'id="id_ends_error"' in answer.content.decode()
    assert 'value="村委会"' in answer.content.decode()
    assert send(clerk, f"{START}days/new/", **day_form(town, now, day="nonsense")).status_code == 422
    assert send(clerk, f"{START}days/new/", **day_form(town, now, hosts="999999")).status_code == 422
    assert not Reception.objects.exists()


def test_ten_people_in_a_queue_are_one_press_each_and_the_next_line_is_ready(town, desk, now) -> None:
    one = set_up(town, now)
    leader = desk("township")
    for n in range(10):
        answer = send(
            leader, f"{START}days/{one.pk}/table/", words=f"第 {n} 件：路灯坏了", where="", do="hand"
        )
        assert answer.status_code == 302
        assert answer.url == f"{START}days/{one.pk}/table/"
    page = text(leader.client.get(answer.url))
    assert "第 9 件" in page
    assert Case.objects.filter(reception=one, channel="reception").count() == 10


def test_a_door_typed_at_the_table_sends_it_to_its_grid(town, desk, now) -> None:
    one = set_up(town, now)
    answer = send(
        desk("township"),
        f"{START}days/{one.pk}/table/",
        words="水管漏了",
        where="桂花里3栋2单元",
        phone="139 0000 0007",
        do="hand",
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.entrance, case.office, case.task) == (town.entrance, town.offices["grid"], "verify")
    assert case.reporter.phone_index


def test_what_is_settled_at_the_table_asks_for_the_matter_and_what_was_done(town, desk, now) -> None:
    one = set_up(town, now)
    leader, path = desk("township"), f"{START}days/{one.pk}/table/"
    half = send(leader, path, words="灯不亮", where="", do="settled")
    assert half.status_code == 422
    assert 'id="id_matter_error"' in half.content.decode()
    assert "灯不亮" in text(half)
    whole = send(leader, path, words="灯不亮", where="", matter="楼道灯不亮", done="当场换了", do="settled")
    assert whole.status_code == 302
    case = Case.objects.get()
    assert (case.status, case.reception) == ("closed", one)


def test_half_a_settled_fold_does_not_stop_what_is_handed_on(town, desk, now) -> None:
    one = set_up(town, now)
    path = f"{START}days/{one.pk}/table/"
    assert send(desk("township"), path, words="灯不亮", matter="没有这种事", do="hand").status_code == 302


def test_nothing_said_or_an_odd_number_is_told_beside_its_field(town, desk, now) -> None:
    one = set_up(town, now)
    path = f"{START}days/{one.pk}/table/"
    assert 'id="id_words_error"' in send(desk("township"), path, words=" ", do="hand").content.decode()
    odd = send(desk("township"), path, words="路灯", phone="12", do="hand").content.decode()
    assert 'id="id_phone_error"' in odd
    assert not Case.objects.exists()


def test_the_page_of_the_day_has_a_row_for_each_and_red_is_what_is_late(town, desk, now) -> None:
    one = set_up(town, now)
    leader = desk("township")
    send(leader, f"{START}days/{one.pk}/table/", words="水管漏了", where="桂花里3栋2单元", do="hand")
    page = leader.client.get(f"{START}days/{one.pk}/").content.decode()
    assert page.count('class="meet-row"') == 1
    Case.objects.update(asked_at=now - timedelta(days=4))
    page = leader.client.get(f"{START}days/{one.pk}/").content.decode()
    assert page.count('class="meet-row bar-red"') == 1


def mine(who: Desk) -> str:
    """What stands under “My meetings”, "" where there is nothing."""
    found = re.search(r'<section[^>]*"h-mine".*?</section>', who.get("meetings/").content.decode(), re.DOTALL)
    return found.group() if found else ""


def test_whoever_sits_there_sees_the_day_first_with_what_is_open_from_it(town, desk, now) -> None:
    one = set_up(town, now)
    sits, other = desk("township"), desk("township_2")
    send(sits, f"{START}days/{one.pk}/table/", words="路灯不亮", do="hand")
    shown = mine(sits)
    assert f"/desk/meetings/days/{one.pk}/" in shown
    assert "榆树村委会" in shown
    assert "1" in re.search(r'class="how">(.*?)</p>', shown, re.DOTALL).group(1)  # type: ignore[union-attr]
    assert sits.get("meetings/").content.decode().count(f"/desk/meetings/days/{one.pk}/") == 1
    assert mine(other) == ""
    assert f"/desk/meetings/days/{one.pk}/" in other.get("meetings/").content.decode()
    Reception.objects.update(since=now - timedelta(hours=5), until=now - timedelta(hours=3))
    assert f"/desk/meetings/days/{one.pk}/" in mine(sits), "over, and not everything from it is done"
    Case.objects.update(status="referred", closed_at=now, task="", level="", office=None, holder=None)
    assert mine(sits) == ""


def test_whoever_called_a_meeting_and_whoever_is_called_see_it_until_its_minutes_are_written(
    town, desk, now
) -> None:
    began = now - timedelta(days=2)
    case = make.walk(town, "take grid", "verify here", case_=make.case(town, at=began), at=began)

    def call(at: datetime, meets_at: datetime) -> None:
        actions.convene(
            case,
            by=town.actors["community"],
            at=at,
            choice="call",
            words="一起看水管",
            meets_at=meets_at,
            offices=(town.offices["water"], town.offices["grid"]),
        )

    call(now - timedelta(hours=9), now + timedelta(days=1))
    for name in ("grid", "community"):
        assert f"/desk/cases/{case.number}/" in mine(desk(name)), name
    assert "一起看水管" in mine(desk("community"))
    assert "一起看水管" not in mine(desk("water"))
    assert case.number not in mine(desk("water")), "they are called, and do not see the request"
    assert town.users["community"].name in mine(desk("water"))
    for name in ("next_grid", "housing", "township"):
        assert mine(desk(name)) == "", name
    call(now - timedelta(hours=8), now - timedelta(hours=4))
    assert mine(desk("grid")) == "", "another day was named since"
    link = f"/desk/cases/{case.number}/convene/"
    assert link in mine(desk("community")), "its minutes are still to be written"
    actions.convene(case, by=town.actors["community"], at=now, choice="minutes", words="水务局来修")
    assert mine(desk("community")) == ""


def test_a_day_is_called_off_from_its_page(town, desk, now) -> None:
    one = set_up(town, now)
    clerk = desk("township_2")
    assert send(clerk, f"{START}days/{one.pk}/cancel/").status_code == 302
    one.refresh_from_db()
    assert one.cancelled_at is not None
    assert f"{START}days/{one.pk}/table/" not in clerk.client.get(f"{START}days/{one.pk}/").content.decode()


def test_those_of_another_place_find_no_such_day(town, desk, now) -> None:
    one = set_up(town, now)
    for name in ("grid", "other_community", "water"):
        assert desk(name).client.get(f"{START}days/{one.pk}/").status_code == 404
        assert send(desk(name), f"{START}days/{one.pk}/table/", words="x", do="hand").status_code == 404
    assert not Case.objects.exists()


# -- lists of problems ------------------------------------------------------------------------------------------------


@pytest.fixture
def branch(town: make.Town) -> Office:
    office = people.open_office(
        kind="branch",
        name="榆树村党支部",
        area=town.areas["community"],
        superior=town.offices["community"],
        by=SYSTEM,
        at=LONG_AGO,
    )
    town.serve(office, name="secretary", role="first_secretary", reach="handed")
    return office


def test_a_secretary_writes_eight_problems_one_after_the_other(town, desk, branch) -> None:
    secretary, path = desk("secretary"), f"{START}problems/{branch.pk}/new/"
    for n in range(8):
        grid = str(town.areas["grid"].pk) if n % 2 else ""
        answer = send(secretary, path, words=f"问题 {n}：桥栏杆断了", area=grid)
        assert (answer.status_code, answer.url) == (302, path)
    page = secretary.client.get(f"{START}problems/").content.decode()
    assert page.count("meet-problem bar-red") == 8  # none was answered yet this month


def test_answered_is_no_longer_red_and_struck_off_is_done_by_the_meeting(town, desk, branch) -> None:
    secretary, meeting = desk("secretary"), desk("community_2")
    send(secretary, f"{START}problems/{branch.pk}/new/", words="桥栏杆断了", area=str(town.areas["grid"].pk))
    line = f"{START}problems/line/{ProblemItem.objects.get().pk}/"
    assert send(secretary, f"{line}answer/", words=" ").status_code == 422
    assert send(secretary, f"{line}answer/", words="已报镇里").status_code == 302
    assert "bar-red" not in secretary.client.get(f"{START}problems/").content.decode()
    assert secretary.client.get(f"{line}strike/").status_code == 403
    assert send(secretary, f"{line}strike/", words="办了").status_code == 403
    assert send(meeting, f"{line}strike/", words="村里出钱修").status_code == 302
    assert send(meeting, f"{line}strike/", words="再来一次").status_code == 403  # struck off before
    assert ProblemItem.objects.get().struck_at is not None


def test_the_resident_reads_the_months_word_and_the_decision_on_their_page(town, desk, branch) -> None:
    from linli.cases.queries import follow_token

    send(
        desk("secretary"),
        f"{START}problems/{branch.pk}/new/",
        words="桥断了",
        area=str(town.areas["grid"].pk),
    )
    item = ProblemItem.objects.select_related("case").get()
    line = f"{START}problems/line/{item.pk}/"
    send(desk("secretary"), f"{line}answer/", words="已报镇里，下月开工")
    send(desk("community"), f"{line}strike/", words="会议决定村里先垫钱")
    page = text(desk("grid").client.get(f"/f/{follow_token(item.case)}/"))
    assert "已报镇里，下月开工" in page
    assert "会议决定村里先垫钱" in page


def test_only_open_requests_that_one_sees_can_be_put_on_the_list(town, desk, branch) -> None:
    make.case(town)
    secretary = desk("secretary")
    assert "26" not in re.findall(
        r"<option[^>]*>(\d\d)", secretary.client.get(f"{START}problems/{branch.pk}/put/").content.decode()
    )
    post = send(secretary, f"{START}problems/{branch.pk}/put/", case=str(Case.objects.get().pk))
    assert post.status_code == 422
    # the same person also serves at the community, as village secretaries do
    people.appoint(
        town.users["secretary"],
        town.offices["community"],
        role="leader",
        reach="subtree",
        by=SYSTEM,
        at=LONG_AGO,
    )
    assert (
        send(secretary, f"{START}problems/{branch.pk}/put/", case=str(Case.objects.get().pk)).status_code
        == 302
    )
    assert ProblemItem.objects.get().case == Case.objects.get()


@pytest.mark.parametrize(
    "query", ["?month=2026-13", "?month=x", "?month=9999-01", "?branch=x", "?month=２０２６-01"]
)
def test_odd_months_and_branches_show_the_list_of_now(town, desk, branch, query: str) -> None:
    assert desk("secretary").client.get(f"{START}problems/{query}").status_code == 200


def test_the_papers_are_pdfs_without_names(town, desk, branch, now) -> None:
    one = set_up(town, now)
    send(desk("township"), f"{START}days/{one.pk}/table/", words="路灯坏了", name="王大妈", do="hand")
    send(desk("secretary"), f"{START}problems/{branch.pk}/new/", words="桥断了")
    for who, path in (
        ("township", f"days/{one.pk}/list.pdf"),
        ("township", "days/poster.pdf"),
        ("secretary", f"problems/{branch.pk}/list.pdf"),
    ):
        answer = desk(who).client.get(f"{START}{path}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
    from linli.cases import gatherings, meeting
    from linli.common.scope import Scope

    rows = meeting.rows_of([one], Scope(areas=("3709",)), now)[one.pk]
    assert "王大妈" not in str(gatherings.day(one, rows, now))


def test_the_public_page_says_when_who_sits_where_and_what_is_called_off(town, desk, now) -> None:
    from django.test import Client

    first = set_up(town, now, weeks=2)
    page = text(Client().get("/receptions/"))
    assert "榆树村委会" in page
    assert town.users["township"].name in page
    actions.cancel_reception(first, by=town.actors["township"], at=now)
    assert 'class="box sit off"' in Client().get("/receptions/").content.decode()
    assert "/receptions/" in Client().get("/").content.decode()
