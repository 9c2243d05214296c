"""One step for several requests alike: each its own command; what one refuses stops none of the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from linli.cases import actions
from linli.cases.models import Case
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]
WORDS = ("二单元楼道灯坏了，晚上看不见", "楼道灯不亮，老人怕摔", "二单元楼道灯坏了三天")


@pytest.fixture
def three(town: make.Town) -> list[Case]:
    """Three neighbours, one lamp; the grid has taken all of them."""
    at = timezone.now() - timedelta(hours=1)
    return [make.walk(town, "take grid", case_=make.case(town, words=words, at=at), at=at) for words in WORDS]


def boxes(page: HttpResponse) -> list[str]:
    return re.findall(r'name="also" value="([^"]+)"', page.content.decode())


def verify(desk: Desk, case: Case, town: make.Town, also: list[str], **more: str) -> HttpResponse:
    answers = {
        "choice": "up",
        "category": str(town.categories["pipe"].pk),
        "urgency": "yellow",
        "words": "灯管坏了",
    }
    return desk.send(case, "verify", desk.form(case, "verify") | answers | {"also": also} | more)  # type: ignore[arg-type]


def verified(case: Case) -> bool:
    case.refresh_from_db()
    return case.task != "verify"


def test_three_neighbours_and_one_lamp_are_verified_at_once_and_each_keeps_its_own(
    town: make.Town, desk: People, three: list[Case]
) -> None:
    first, *others = three
    grid = desk("grid")
    offered = boxes(grid.case(first, "verify"))
    assert [value.split(".")[0] for value in offered] == [one.number for one in others]
    answer = verify(grid, first, town, offered)
    assert answer["Location"] == f"/desk/cases/{first.number}/"
    assert all(verified(one) for one in three)
    assert {one.category for one in three} == {town.categories["pipe"]}
    assert "另外 2 件也办了" in text(grid.case(first))
    told = Entry.objects.filter(verb="case.verify").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(one.pk for one in three)


def test_only_those_ticked_take_the_step(town: make.Town, desk: People, three: list[Case]) -> None:
    first, second, third = three
    verify(
        desk("grid"),
        first,
        town,
        [one for one in boxes(desk("grid").case(first, "verify")) if third.number in one],
    )
    assert [verified(one) for one in (first, second, third)] == [True, False, True]


def test_sent_twice_each_is_done_once(town: make.Town, desk: People, three: list[Case]) -> None:
    first, *_others = three
    grid = desk("grid")
    sent = grid.form(first, "verify") | {
        "choice": "up",
        "category": str(town.categories["pipe"].pk),
        "urgency": "yellow",
        "also": boxes(grid.case(first, "verify")),  # type: ignore[dict-item]
    }
    for _ in range(2):
        assert grid.send(first, "verify", sent).status_code == 302
    assert Entry.objects.filter(verb="case.verify").count() == 3
    assert "toast warn" not in grid.case(first).content.decode(), "nobody is told that it could not be done"


def test_what_changed_meanwhile_is_left_and_named_and_the_others_are_done(
    town: make.Town, desk: People, three: list[Case]
) -> None:
    first, second, third = three
    grid = desk("grid")
    offered = boxes(grid.case(first, "verify"))
    make.walk(town, "contact", case_=second, at=timezone.now())  # and whatever they said was not read here
    verify(grid, first, town, offered)
    assert [verified(one) for one in (first, second, third)] == [True, False, True]
    page = grid.case(first)
    assert second.spoken_number in text(page)
    assert 'class="toast warn" role="alert"' in page.content.decode()


def test_what_was_ticked_stays_ticked_where_an_answer_is_missing(
    town: make.Town, desk: People, three: list[Case]
) -> None:
    first, second, _third = three
    offered = boxes(desk("grid").case(first, "verify"))
    chosen = [one for one in offered if second.number in one]
    answer = verify(desk("grid"), first, town, chosen, category="")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{chosen[0]}" checked' in html
    assert html.count('name="also"') == 2
    assert not any(verified(one) for one in three)


@pytest.mark.parametrize("also", ["", "x", "12", "12.", ".3", "9" * 60 + ".1", "1.2.3", "26000000.1"])
def test_what_names_no_request_is_nothing(
    town: make.Town, desk: People, three: list[Case], also: str
) -> None:
    assert verify(desk("grid"), three[0], town, [also]).status_code == 302
    assert [verified(one) for one in three] == [True, False, False]


def test_nothing_is_offered_that_waits_for_another_step_or_is_in_another_hand(
    town: make.Town, desk: People, three: list[Case]
) -> None:
    first, second, third = three
    actions.release(second, by=town.actors["grid"], at=timezone.now())
    make.walk(town, "verify up", case_=third, at=timezone.now())
    assert boxes(desk("grid").case(first, "verify")) == []
    assert "一样办" not in text(desk("grid").case(first, "verify"))


def test_a_check_is_a_look_at_each(town: make.Town, desk: People, three: list[Case]) -> None:
    now = timezone.now() - timedelta(minutes=30)
    for one in three:
        make.walk(town, "verify here", "resolve", "take community", case_=one, at=now)
    assert boxes(desk("community").case(three[0], "pass_check")) == []
    sent = desk("community").form(three[0], "pass_check") | {"also": f"{three[1].number}.1"}
    desk("community").send(three[0], "pass_check", sent)
    three[1].refresh_from_db()
    assert three[1].task == "check"


def test_somebody_elses_request_is_not_touched(town: make.Town, desk: People, three: list[Case]) -> None:
    at = timezone.now() - timedelta(hours=1)
    far = make.walk(
        town,
        case_=make.case(town, entrance=None, area=town.areas["other_grid"], words=WORDS[0], at=at),
        at=at,
    )
    verify(desk("grid"), three[0], town, [f"{far.number}.{10**9}"])
    assert not verified(far)


def together(desk: Desk, *cases: Case | str) -> HttpResponse:
    return desk.client.post(
        "/desk/together/", {"case": [one if isinstance(one, str) else one.number for one in cases]}
    )


def test_those_chosen_in_the_list_go_on_together(town: make.Town, desk: People, three: list[Case]) -> None:
    at = timezone.now() - timedelta(hours=1)
    other = make.walk(town, "take grid", case_=make.case(town, words="楼下有人停车堵门", at=at), at=at)
    grid = desk("grid")
    assert "/desk/together/" in grid.get("?queue=mine").content.decode()
    leads = together(grid, other, *three[:2])["Location"]
    assert leads.startswith(f"/desk/cases/{other.number}/verify/?with=")
    page = grid.client.get(leads)
    ticked = re.findall(r'name="also" value="(\d+)\.\d+" checked', page.content.decode())
    assert ticked == [one.number for one in three[:2]]
    assert "在等别的步骤" not in text(page)


def test_those_chosen_that_wait_for_another_step_are_counted_and_stay(
    town: make.Town, desk: People, three: list[Case]
) -> None:
    first, second, third = three
    make.walk(town, "verify here", case_=third, at=timezone.now())
    leads = together(desk("grid"), third, first, second)["Location"]
    assert leads.startswith(f"/desk/cases/{first.number}/verify/"), "what most of them wait for"
    page = desk("grid").client.get(leads)
    assert [value.split(".")[0] for value in boxes(page)] == [second.number]
    assert "选中的有 1 件在等别的步骤" in text(page)


@pytest.mark.parametrize("chosen", [[], ["x"], ["99999999"]])
def test_where_nothing_was_chosen_or_nothing_can_go_on_the_list_says_so(
    town: make.Town, desk: People, chosen: list[str]
) -> None:
    grid = desk("grid")
    assert together(grid, *chosen)["Location"] == "/desk/"
    assert "toast warn" in grid.get().content.decode()
