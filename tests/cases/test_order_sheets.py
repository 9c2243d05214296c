"""Sheets of other systems are read: dates, headings, mistakes named by row and column, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.orders import Bad, MappingError, Order, dates, pack, parse, shipped, unpack
from linli.common.refusals import Refused
from tests.cases import sheets_of_orders as sheets
from tests.make import ZONE

HOTLINE = shipped()["12345"]
HALF_NINE = datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 09:30",
        "2026/11/22 9:30:00",
        "2026.11.22 9:30",
        "2026年11月22日 9:30",
        "2026年11月22日上午9时30分",
        "２０２６年１１月２２日　９：３０",
        "2026-11-22T09:30:00",
        "20261122 0930",
        "20261122093000",
        "46348.395833333336",
        "46348.39583",
    ],
)
def test_one_moment_is_understood_however_a_sheet_writes_it(text: str) -> None:
    assert dates.read(text, (), ZONE) == HALF_NINE


def test_a_bare_day_is_a_limit_until_its_last_minute_and_an_afternoon_is_one() -> None:
    assert dates.read("2026/11/22", (), ZONE, ends=True) == datetime(2026, 11, 22, 23, 59, tzinfo=ZONE)
    assert dates.read("2026年11月22日 17:30", (), ZONE, ends=True) == datetime(
        2026, 11, 22, 17, 30, tzinfo=ZONE
    )
    assert dates.read("2026年11月22日下午3点", (), ZONE) == datetime(2026, 11, 22, 15, 0, tzinfo=ZONE)
    assert dates.read("22/11/2026 09:30", ("%d/%m/%Y %H:%M",), ZONE) == HALF_NINE


@pytest.mark.parametrize(
    "text", ["昨天", "2026-13-01", "3/4/2026", "11-22", "0", "99999", "2026-02-30", "1850-01-01", "²"]
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert dates.read(text, (), ZONE) is None


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31)))
def test_every_minute_comes_back_from_the_number_that_excel_keeps(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    days = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    assert dates.read(f"{days:.10g}", (), ZONE) == at.replace(tzinfo=ZONE)


def test_five_forms_of_dates_in_one_workbook_are_one_day() -> None:
    forms = [
        datetime(2026, 11, 22, 9, 30),
        "2026/11/22 9:30",
        "2026.11.22 09:30",
        "2026年11月22日 9:30",
        46348.395833333336,
    ]
    content = sheets.workbook(*(sheets.order(f"GD{n}", ordered=one) for n, one in enumerate(forms)))
    rows = sheets.rows_of(content, HOTLINE)[2]
    assert [one.ordered_at for one in rows if isinstance(one, Order)] == [HALF_NINE] * 5


def test_a_csv_of_either_encoding_says_what_the_workbook_says() -> None:
    rows = [sheets.order("GD1"), sheets.order("GD2", "两行\n文字")]
    from_xlsx = sheets.rows_of(sheets.workbook(*rows, above=(["柳荫街道 12345 工单"],)), HOTLINE)[2]
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        found = sheets.rows_of(sheets.as_csv(*rows, encoding=encoding), HOTLINE)[2]
        assert [replace(one, row=0) for one in found] == [replace(one, row=0) for one in from_xlsx]
    assert [one.row for one in from_xlsx] == [3, 4], "rows are counted as the sheet shows them"


def test_every_mistake_is_named_by_row_and_column() -> None:
    content = sheets.workbook(
        sheets.order("GD1", ""),
        sheets.order("GD2", ordered="昨天", reply_by="尽快"),
        sheets.order("GD3", ordered="2027-11-23"),
        sheets.order("GD4", reply_by="2026-11-01"),
        sheets.order("x" * 61),
        sheets.order(""),
        [123456789012345678, "t", "w"],
        sheets.order("GD8"),
    )
    rows = sheets.rows_of(content, HOTLINE)[2]
    wrong = [(one.row, one.heading, one.code) for row in rows if isinstance(row, Bad) for one in row.wrong]
    assert wrong == [
        (2, "诉求内容", "missing"),
        (3, "交办时间", "not_a_date"),
        (3, "办结期限", "not_a_date"),
        (4, "交办时间", "in_future"),
        (5, "办结期限", "before_order"),
        (6, "工单编号", "too_long"),
        (7, "工单编号", "missing"),
        (8, "工单编号", "number_lost"),
    ]
    assert [one.number for one in rows if isinstance(one, Order)] == ["GD8"]


@pytest.mark.parametrize("heading", ["政治面貌", "是否重点人员", "信访次数", "民族"])
def test_a_heading_that_linli_never_holds_stops_the_sheet(heading: str) -> None:
    with pytest.raises(Refused) as refused:
        sheets.rows_of(sheets.workbook([*sheets.order("GD1"), "x"], head=[*sheets.HEAD, heading]), HOTLINE)
    assert refused.value.refusal.code == "refused_subject"


def test_a_label_on_somebody_stops_the_sheet_and_what_people_say_does_not() -> None:
    labelled = sheets.workbook([*sheets.order("GD1"), "重点人员"], head=[*sheets.HEAD, "备注"])
    with pytest.raises(Refused):
        sheets.rows_of(labelled, HOTLINE)
    said = "有人在楼道吸毒，我要去信访，请来人处理。"
    assert isinstance(sheets.rows_of(sheets.workbook(sheets.order("GD1", said)), HOTLINE)[2][0], Order)


@given(
    st.builds(
        Order,
        row=st.integers(1, 9999),
        number=st.text(min_size=1, max_size=20),
        words=st.text(min_size=1, max_size=50),
        reply_by=st.none()
        | st.datetimes(datetime(2000, 1, 1), timezones=st.just(ZONE)),  # no summer time since
        echo=st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=3),
    )
)
def test_an_order_comes_out_of_its_sealed_block_as_it_went_in(one: Order) -> None:
    assert unpack(pack(one)) == one


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("source = ", "Invalid value"),
        ('source = "x"', "'columns' is missing"),
        ('source = "x"\n[columns]\nnumber = "a"', "words"),
        ('source = "x"\nway = "both"\n[columns]\nnumber = "a"\nwords = "b"', "way is one of"),
        ('source = "x"\nreply = [["a", "mood"]]\n[columns]\nnumber = "a"\nwords = "b"', "reply names mood"),
        ('source = "x"\nreply_within = "soon"\n[columns]\nnumber = "a"\nwords = "b"', "is no limit"),
        ('source = "街 道"\n[columns]\nnumber = "a"\nwords = "b"', "source takes letters"),
        ('source = "x"\n[columns]\nnumber = "a"\nwords = "b"\nmood = "c"', "columns names mood"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_change(text: str, told: str) -> None:
    with pytest.raises(MappingError, match=told):
        parse(text)
