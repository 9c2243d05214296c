"""The page of one case: what it says, to whom, and which verbs it offers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone
from PIL import Image

from linli.cases.actions import Asker
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.faces.desk.step_table import STEPS
from linli.office.actions import store_photo
from linli.people.actions import appoint
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


def walked(town: make.Town, *steps: str, **more: object) -> Case:
    at = timezone.now() - timedelta(hours=1)
    return make.walk(town, *steps, case_=make.case(town, at=at, **more), at=at)


def offered(response: HttpResponse, *, folded: bool = False) -> set[str]:
    """The verbs in sight; with `folded` those below "more" as well."""
    block = response.content.decode().split('id="h-next"')[1].split('data-part="')[0]
    block = block if folded else block.split("</section>")[0]
    return set(re.findall(r"/desk/cases/\w+/(\w+)/", block))


@pytest.mark.parametrize(
    ("steps", "who", "may"),
    [
        ((), "grid", {"take"}),
        ((), "community", {"assign", "remind"}),  # the office above names somebody, or asks for it to go on
        ((), "township", set()),
        (("take grid",), "grid", {"verify", "ask_more"}),
        (("take grid",), "grid_2", set()),
        (("take grid", "verify here"), "grid", {"resolve", "pass_up", "contact", "ask_more"}),
        (("take grid", "verify up", "take community"), "community", {"place", "send_back", "contact"}),
        (
            ("take grid", "verify up", "take community", "place up", "take township"),
            "township",
            {"dispatch", "send_back", "contact"},
        ),
        (("take grid", "verify direct", "take water"), "water", {"accept", "send_back", "contact"}),
        (("take grid", "verify direct", "take water", "accept"), "water", {"resolve", "contact", "ask_more"}),
        (
            ("take grid", "verify here", "resolve", "take community"),
            "community",
            {"pass_check", "fail_check", "contact"},
        ),
        (("take grid", "verify here", "resolve", "take community", "pass_check"), "community", set()),
        (("take grid", "verify here", "propose pause"), "community", {"pause", "decline"}),
        (("take grid", "verify here", "supervise"), "community", {"take_over"}),
        (("take grid", "verify here", "ask_more told"), "grid", {"resume", "contact"}),
    ],
)
def test_only_what_usually_comes_next_is_in_sight(
    town: make.Town, desk: People, steps: tuple[str, ...], who: str, may: set[str]
):
    assert offered(desk(who).case(walked(town, *steps))) == may


@pytest.mark.parametrize(
    ("steps", "who", "may"),
    [
        ((), "grid", {"take"}),
        (
            ("take grid",),
            "grid",
            {
                "verify",
                "release",
                "transfer",
                "recuse",
                "contact",
                "ask_more",
                "propose_refuse",
                "refer",
            },
        ),
        (("take grid",), "grid_2", set()),
        (("take grid",), "township", set()),
        (
            ("take grid", "verify direct", "take water", "accept"),
            "water",
            {
                *("resolve", "release", "transfer", "recuse", "contact", "ask_more", "propose_pause"),
                *("propose_extend", "propose_list", "convene"),
            },
        ),
        (
            ("take grid", "verify here"),
            "community",
            {
                *(
                    "assign",
                    "transfer",
                    "recuse_other",
                    "extend",
                    "convene",
                    "instruct",
                    "remind",
                    "supervise",
                ),
            },
        ),
    ],
)
def test_only_the_legal_verbs_are_offered(
    town: make.Town, desk: People, steps: tuple[str, ...], who: str, may: set[str]
):
    assert offered(desk(who).case(walked(town, *steps)), folded=True) == may


def test_there_is_one_primary_button_and_it_is_the_way_forward(town: make.Town, desk: People):
    case = walked(town, "take grid")

    page = desk("grid").case(case).content.decode()
    assert page.count("btn-primary") == 1
    assert re.search(r'btn-primary" href="/desk/cases/\d+/verify/"', page)


def test_who_cannot_act_reads_who_has_it_now(town: make.Town, desk: People):
    case = walked(town, "take grid")

    page = text(desk("grid_2").case(case))
    assert "现在在grid 办 grid 甲手里，等核单" in page
    assert "现在在您手里" in text(desk("grid").case(case))


def test_somebody_who_did_the_work_reads_why_they_cannot_check_it(town: make.Town, desk: People):
    community = town.offices["community"]
    town.actors["both"] = town.serve(town.offices["grid"], name="both")
    both = town.users["both"]
    appoint(both, community, role="clerk", reach="subtree", by=SYSTEM, at=make.LONG_AGO)
    case = walked(town, "take both", "verify here", "resolve")

    page = desk("both").case(case)
    assert "take" not in offered(page)
    assert "这件事是您自己办的" in text(page)


def test_whoever_passed_its_check_is_not_offered_the_review_and_their_colleague_is(
    town: make.Town, desk: People
):
    checked = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate unsolved")
    case = walked(town, *checked)

    assert "take" not in offered(desk("community").case(case))
    assert "take" in offered(desk("community_2").case(case))


def test_the_six_slips_say_who_and_which_were_not_needed(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify direct", "take water")

    chain = text(desk("water").case(case)).split("谁在办")[1].split("什么事")[0]
    assert re.search(r"点单 +扫门牌码", chain)
    assert re.search(r"核单 +grid 甲", chain)
    assert re.search(r"下单 +不用这一步 +派单 +不用这一步", chain)
    assert re.search(r"接单办理 +water 甲", chain)
    assert re.search(r"评单 +还没到", chain)


def test_the_timeline_tells_it_in_sentences_newest_first(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify up", "take community", "place up")

    log = text(desk("township").case(case)).split("经过")[1]
    told = [
        "community 甲报到township 办",
        "请办",
        "community 甲接手了",
        "grid 甲核过了，交给community 办",
        "看过了",
        "居民说了",
    ]
    places = [log.index(sentence) for sentence in told]
    assert places == sorted(places)


def test_name_and_number_open_only_for_whoever_has_it_in_hand(town: make.Town, desk: People):
    case = walked(town, "take grid", asker=Asker("周阿姨", "13800002046"))

    mine = text(desk("grid").case(case))
    assert "周阿姨" in mine
    assert "13800002046" in mine
    for other in ("grid_2", "community", "township"):
        theirs = text(desk(other).case(case))
        assert "周阿姨" not in theirs
        assert "13800002046" not in theirs
        assert "周**" in theirs
        assert "2046" in theirs


def test_a_department_that_passed_it_on_no_longer_sees_the_number(town: make.Town, desk: People):
    steps = ("take grid", "verify direct", "take water", "accept", "resolve")
    case = walked(town, *steps, asker=Asker("周阿姨", "13800002046"))

    page = text(desk("water").case(case))
    assert "13800002046" not in page
    assert "周阿姨" not in page


def test_who_left_no_name_is_nobody(town: make.Town, desk: People):
    assert "没留姓名" in text(desk("grid").case(walked(town)))


def test_a_photo_opens_for_those_who_see_the_case(town: make.Town, desk: People, tmp_path: object):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    size = file.tell()
    file.seek(0)
    photo = store_photo(file, name="1.jpg", size=size, at=timezone.now())
    case = walked(town, photos=[photo.uuid])
    address = f"cases/{case.number}/photo/{photo.uuid}/"

    assert f"/desk/{address}" in desk("grid").case(case).content.decode()
    shown = desk("grid").get(address)
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "private, no-store"
    assert desk("other_community").get(address).status_code == 404
    assert desk("water").get(address).status_code == 404


@pytest.mark.parametrize("who", ["grid", "community", "township", "water", "county"])
@pytest.mark.parametrize(
    "steps",
    [
        (),
        ("take grid", "verify direct", "take water"),
        ("take grid", "verify direct", "take water", "accept", "resolve"),
        ("take grid", "verify direct", "take water", "accept", "resolve", "take grid", "pass_check"),
        (
            "take grid",
            "verify direct",
            "take water",
            "accept",
            "resolve",
            "take grid",
            "pass_check",
            "rate solved",
        ),
    ],
)
def test_a_case_costs_at_most_twelve_queries(
    town: make.Town,
    desk: People,
    django_assert_max_num_queries: Callable,
    who: str,
    steps: tuple[str, ...],
):
    case = walked(town, *steps, asker=Asker("周阿姨", "13800002046"))
    reader = desk(who)
    reader.get("")  # once a minute a click is noted in the session: here

    with django_assert_max_num_queries(12):
        reader.case(case)


def test_a_question_that_waits_for_its_answer_stands_above_the_request(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here", "ask_more sent")
    signs = desk("grid").case(case).content.decode().split('<ul class="signs">')[1].split("</ul>")[0]
    assert "是哪一户？" in signs
    make.walk(town, "answer", case_=case, at=timezone.now())
    assert '<ul class="signs">' not in desk("grid").case(case).content.decode()


def test_whoever_proposed_takes_it_back_on_the_page_and_nobody_else_does(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here", "propose pause")
    assert "unpropose" in offered(desk("grid").case(case))
    assert "unpropose" not in offered(desk("community").case(case), folded=True)
    assert desk("grid").do(case, "unpropose").status_code == 302
    assert "unpropose" not in offered(desk("grid").case(case), folded=True)
    assert "propose_pause" in offered(desk("grid").case(case), folded=True)


def test_what_may_wait_says_what_it_does_and_before_it_is_done_when_it_is_possible(town, desk: People):
    case = walked(town, "take grid", "verify here")
    page = text(desk("grid").case(case))
    assert str(STEPS["propose_list"].lead) in page
    case = walked(town, "take grid", "verify up", "take community")
    page = desk("community").case(case)
    assert page.context["offer"].later
    assert str(page.context["offer"].later) in text(page)


def test_yes_no_and_what_is_proposed_stand_before_the_story(town: make.Town, desk: People):
    case = walked(town, "take grid", "verify here", "propose pause")
    page = desk("community").case(case, "pause").content.decode()
    proposed, yes = page.index("要等一等"), page.index('name="words"')
    no, story = page.index("/decline/"), page.index('<ol class="log">')
    assert proposed < yes < no < story
