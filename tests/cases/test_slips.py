"""Slips of paper: which there are, what stands on them, and that nobody's number leaves the house."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import timedelta

import zxingcpp
from PIL import Image

from linli.cases import actions as cases
from linli.cases import slips
from linli.cases.models import Case
from linli.cases.queries import follow_token
from linli.office.printing import picture
from linli.office.printing.slips import slip_data
from tests import make
from tests.make import NOON


def told(case: Case, kind: str) -> str:
    """Everything that stands on a slip, as one text."""
    case = Case.objects.select_related("office", "area", "category", "entrance__building__estate").get(
        pk=case.pk
    )
    one = slips.slip(case, kind, NOON)
    assert one is not None
    return json.dumps(asdict(one), ensure_ascii=False)


def known(town: make.Town) -> Case:
    words = "水管漏水，我电话 138 0000 0001，叫我老张。"
    return make.case(town, words=words, asker=cases.Asker("张三丰", "13900000002"))


def test_the_code_of_the_receipt_opens_the_link_of_its_case_and_of_no_other(town, settings) -> None:
    settings.BASE_URL = "https://linli.example"
    case = known(town)
    one = slips.slip(case, "receipt", NOON)
    assert one is not None
    page = picture("slip", slip_data(one), ppi=150)[0]
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    assert [code.text for code in codes] == [f"https://linli.example/f/{follow_token(case)}/"]


def test_only_the_receipt_of_a_case_that_is_open_has_a_code(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    for kind in slips.kinds(case):
        one = slips.slip(case, kind, NOON)
        assert one is not None
        assert bool(one.url) == (kind == "receipt")
    case = make.walk(town, "resolve", case_=case, at=make.minutes(5))
    one = slips.slip(case, "receipt", NOON)
    assert one is not None
    assert not one.url, "the office that did it does not hold the link that rates it"


def test_no_slip_holds_the_name_or_a_number_of_whoever_asked(town) -> None:
    case = make.walk(town, "take grid", "verify up", "take community", case_=known(town))
    cases.instruct(case, by=town.actors["township"], at=make.minutes(9), words="抓紧，电话 13900000002。")
    cases.supervise(case, by=town.actors["township"], at=make.minutes(10), words="已拖延")
    cases.propose(
        case, by=town.actors["community"], at=make.minutes(11), choice="refuse", words="x", reason="no_facts"
    )
    for kind in ("hand", "press"):
        text = told(case, kind)
        assert "张三丰" not in text
        assert "13900000002" not in text
        assert "138 0000 0001" not in text
        assert "〔号码略〕" in text


def test_the_order_slip_says_the_last_word_from_above_and_until_when(town) -> None:
    case = make.walk(town, "take grid", "verify direct")
    until = NOON + timedelta(days=2)
    cases.instruct(case, by=town.actors["county"], at=make.minutes(9), words="先断水，再修。", until=until)
    text = told(case, "hand")
    for words in (
        "交办单",
        "grid 办",
        "water 办",
        "先断水，再修。",
        "2026年11月25日（周三）12:00",
        "桂花里 3 栋 2 单元",
        "签收人",
    ):
        assert words in text


def test_the_supervision_slip_says_who_presses_and_until_when(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    assert "press" not in slips.kinds(case)
    cases.supervise(case, by=town.actors["community"], at=make.minutes(9), words="三天没有动静")
    row = case.supervisions.get()
    text = told(case, "press")
    for words in ("督办单", "community 办", "三天没有动静", f"{row.due_at.astimezone(make.ZONE):%H:%M}"):
        assert words in text


def test_the_notice_of_a_refusal_says_why_and_how_to_object_until_when(town) -> None:
    case = make.walk(town, "take grid", "verify up", "take community")
    cases.propose(
        case,
        by=town.actors["community"],
        at=make.minutes(9),
        choice="refuse",
        words="核实过",
        reason="out_of_duty",
        channel="property",
    )
    cases.refuse(
        case, by=town.actors["township"], at=make.minutes(10), words="这是开发商的质保。", channel="court"
    )
    case.refresh_from_db()
    assert slips.kinds(case) == ["inform", "receipt"]
    text = told(case, "inform")
    for words in (
        "告知书",
        "不属于本机构职责",
        "这是开发商的质保。",
        "向人民法院起诉",
        "2026年12月23日",
        case.spoken_number,
    ):
        assert words in text


def test_the_notice_of_a_longer_time_says_both_dates(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    first = case.promise_at
    cases.extend(case, by=town.actors["community"], at=make.minutes(9), words="配件下周到", days=3)
    case.refresh_from_db()
    text = told(case, "inform")
    assert first is not None
    assert case.promise_at is not None
    for words in ("配件下周到", slips._moment(first), slips._moment(case.promise_at)):
        assert words in text


def test_a_referral_tells_the_way_and_a_listing_the_day_of_its_review(town) -> None:
    case = make.walk(town, "take grid", "verify up", "take community")
    cases.refer(
        case, by=town.actors["community"], at=make.minutes(9), channel="labour", words="欠薪由劳动监察处理"
    )
    assert "向劳动监察部门反映" in told(case, "inform")
    assert "没有人会因此为难您" in told(case, "inform")
