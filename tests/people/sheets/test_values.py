"""Single cells, as people and Excel write them."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.sheets import values
from linli.people.sheets.values import Wrong

TODAY = date(2026, 11, 23)


def wrong(read, *args) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Wrong) as caught:
        read(*args)
    return caught.value.code


@pytest.mark.parametrize(
    "cell", ["2025-3-1", "20250301", "2025/03/01", "2025年3月1日", "2025.3.1", "45717", "２０２５-０３-０１"]
)
def test_one_day_in_many_ways(cell: str) -> None:
    assert values.day(cell, TODAY) == date(2025, 3, 1)


@pytest.mark.parametrize("cell", ["20250230", "2025-2-30", "2025年13月1日", "昨天", "1950", "00000000"])
def test_a_day_that_does_not_exist(cell: str) -> None:
    assert wrong(values.day, cell, TODAY) == "no_such_day"


def test_a_day_to_come_is_no_birthday() -> None:
    assert wrong(values.day, "2027-01-01", TODAY) == "day_outside"


@given(st.dates(date(1930, 1, 1), TODAY))
def test_every_day_is_read_however_it_is_written(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    for cell in (
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        serial,
    ):
        assert values.day(cell, TODAY) == day


@pytest.mark.parametrize(
    ("cell", "number", "several"),
    [
        ("138 0000 0001", "13800000001", False),
        ("１３８００００００01", "13800000001", False),
        ("+86 138-0000-0001", "13800000001", False),
        ("13800000001/13900000002", "13800000001", True),
        ("13800000001 13900000002", "13800000001", True),
        ("13800000001、0531-88881234", "13800000001", True),
        ("0531-88881234", "053188881234", False),
    ],
)
def test_telephones(cell: str, number: str, several: bool) -> None:
    assert values.phones(cell) == (number, several)


def test_telephones_that_are_none() -> None:
    assert wrong(values.phones, "1380000") == "phone_short"
    assert wrong(values.phones, "无") == "phone_wrong"
    assert wrong(values.phones, "1.38E+10") == "digits_lost"


def test_identity_numbers() -> None:
    assert values.identity("11010519491231002x") == "11010519491231002X"
    assert values.identity("110105 19491231 002X") == "11010519491231002X"
    assert values.identity("110105491231002") == "11010519491231002X"  # the old ones of fifteen digits
    assert wrong(values.identity, "110105194912310021") == "identity_check"
    assert wrong(values.identity, "1101051949123100") == "identity_length"
    assert wrong(values.identity, "1.10105E+17") == "digits_lost"
    assert wrong(values.identity, "110105194912310000") == "digits_lost"
    body = "11010519490230002"
    assert wrong(values.identity, body + values.check_digit(body)) == "identity_birth"


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(day: date, order: int, place: int, by: int) -> None:
    body = f"110105{day:%Y%m%d}{order:03d}"
    number = body + values.check_digit(body)
    if not number.startswith("000") and not number.endswith("000"):
        assert values.identity(number) == number
    bad = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Wrong):
        values.identity(bad)


def test_buildings_entrances_and_rooms_have_one_name_each() -> None:
    assert {
        values.building(cell) for cell in ("3", "3栋", "3幢", "3号楼", "第三栋", "３ 栋", "03", "3#")
    } == {"3 栋"}
    assert values.building("A座") == "A座"
    assert [values.entrance(cell) for cell in ("", "2", "二单元", "乙", "3单元", "B")] == [1, 2, 2, 2, 3, 2]
    assert {values.room(cell) for cell in ("101", "101室", " 101 ", "１０１号")} == {"101"}
    assert wrong(values.entrance, "楼上") == "not_an_entrance"


def test_an_address_in_one_cell() -> None:
    for cell in (
        "桂花里3栋2单元101室",
        "桂花里 3 号楼 2 单元 101",
        "桂花里3-2-101",
        "桂花里３幢二单元１０１",
    ):
        parts = values.address(cell)
        assert (parts["estate"], parts["room"]) == ("桂花里", "101")
        assert (values.building(parts["building"]), values.entrance(parts["entrance"])) == ("3 栋", 2)
    assert wrong(values.address, "村东头") == "address_unread"


def test_numbers_of_people() -> None:
    assert [values.whole(cell, 60) for cell in ("3", "３", "3人", "三", "十二", "")] == [3, 3, 3, 3, 12, None]
    assert wrong(values.whole, "很多", 60) == "not_a_number"
    assert wrong(values.whole, "300", 60) == "not_a_number"


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(cell: str) -> None:
    for read in (
        values.phones,
        values.identity,
        values.address,
        values.entrance,
        values.building,
        values.room,
    ):
        with contextlib.suppress(Wrong):
            read(cell)
    for read in (values.whole, values.day):
        with contextlib.suppress(Wrong):
            read(cell, 60 if read is values.whole else date.today() + timedelta(days=1))


@pytest.mark.parametrize("cell", ["dangyuan", "xidu", "Xin Fang"])
def test_what_is_never_kept_is_refused_in_latin_letters_too(cell: str) -> None:
    with pytest.raises(values.Wrong) as wrong:
        values.text(cell, 40)
    assert wrong.value.code == "refused_subject"
