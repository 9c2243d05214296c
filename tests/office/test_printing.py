"""Papers as they come out of the printer: rendered to pictures, codes read back, nothing beside the page."""

from __future__ import annotations

import io

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.office import printing
from linli.office.printing import papers, typesetting

PHONE, OPERATOR = "0399-801 2345", "沂安市槐安区柳荫街道办事处"
LONG = "槐荫苑中央公园国际花园二期北区东组团一号"  # twenty characters
ENGLISH = "Osmanthus Lane Riverside Gardens Phase Two, Building 11, Entrance 12"


def door(n: int, name: str = "桂花里 3 栋 2 单元") -> printing.Plate:
    return printing.Plate(f"https://linli.example.cn/d/abcdefgh{n:04d}2/", name, "青石桥社区 · 第一网格")


def pictures(template: str, data: dict[str, object], ppi: float = 150) -> list[Image.Image]:
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in printing.picture(template, data, ppi=ppi)]


def codes(image: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(image)}


def test_every_code_of_a_sheet_is_read_back_from_the_picture() -> None:
    doors = [door(n) for n in range(13)]
    sheets = pictures("plates", papers.plate_data(doors, phone=PHONE, operator=OPERATOR))
    assert [len(codes(sheet)) for sheet in sheets] == [8, 5]
    assert set().union(*map(codes, sheets)) == {one.url for one in doors}


def test_a_single_plate_board_and_card_carry_a_code_that_is_read_back() -> None:
    (plate,) = pictures("plate", papers.plate_data([door(1)], phone=PHONE, operator=OPERATOR))
    assert codes(plate) == {door(1).url}
    (board,) = pictures("board", papers.board_data(a_board()), ppi=72)
    assert codes(board) == {door(1).url}
    cards = [printing.Card("陈淑敏", "专职网格员", PHONE, "青石桥社区", "", door(n).url) for n in range(10)]
    (sheet,) = pictures("cards", papers.cards_data(cards, foot=OPERATOR), ppi=200)
    assert codes(sheet) == {one.url for one in cards}


def a_board(**more: object) -> printing.Board:
    staff = [printing.Served("陈淑敏", "专职网格员", PHONE, "整个网格")]
    values = {
        "name": "第一网格",
        "code": "编码 370998001001001",
        "community": "柳荫街道 · 青石桥社区",
        "staff": staff,
        "hours": ["周一至周五 9:00–17:30"],
        "asks": ["水、电、路、灯"],
        "complaints": ["打街道电话"],
        "phone": PHONE,
        "url": door(1).url,
        "operator": OPERATOR,
        "made": "2026-11-23 制",
    }
    return printing.Board(**(values | more))  # type: ignore[arg-type]


def test_two_plates_differ_in_nothing_but_the_name_of_the_door_and_its_code() -> None:
    one, other = (
        papers.plate_data([each], phone=PHONE, operator=OPERATOR)
        for each in (door(1), door(2, "桂花里 5 栋 1 单元"))
    )
    assert {k: v for k, v in one.items() if k != "plates"} == {
        k: v for k, v in other.items() if k != "plates"
    }
    first, second = one["plates"][0], other["plates"][0]
    assert {key for key in first if first[key] != second[key]} == {"door", "svg"}


def ink_outside(image: Image.Image, box: tuple[float, float, float, float], ppi: float) -> int:
    """Dark pixels of a page outside a box given in mm."""
    left, top, right, bottom = (int(v / 25.4 * ppi) for v in box)
    blank = image.convert("L").copy()
    blank.paste(255, (left, top, right, bottom))
    return sum(blank.histogram()[:200])


def test_the_longest_names_stay_on_one_page_and_inside_the_plate() -> None:
    for name in (f"{LONG} 11 栋 12 单元", ENGLISH, "一" * 90):
        (page,) = pictures("plate", papers.plate_data([door(1, name)], phone=PHONE, operator=OPERATOR * 2))
        assert codes(page) == {door(1).url}, name
        assert ink_outside(page, (4, 4, 144, 101), 150) == 0, name


def test_a_board_with_many_people_and_long_words_stays_on_one_page() -> None:
    staff = [printing.Served("欧阳娜娜", "专职网格员", PHONE, f"{LONG} 1 栋、2 栋、3 栋", "代司马相如")] * 22
    assert len(pictures("board", papers.board_data(a_board(staff=staff, name=LONG * 2)), ppi=40)) == 1


def test_cards_with_long_names_stay_ten_on_a_page() -> None:
    cards = [
        printing.Card(ENGLISH, LONG * 2, PHONE, LONG * 2, "周一至周五 9:00–12:00，14:00–17:30", door(1).url)
    ] * 10
    assert len(pictures("cards", papers.cards_data(cards, foot=OPERATOR * 3), ppi=40)) == 1


@settings(max_examples=12, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_whatever_a_door_is_called_it_is_text_and_never_markup(name: str) -> None:
    content = printing.plate(door(1, name), phone=PHONE, operator=OPERATOR, title="#panic()")
    assert content.startswith(b"%PDF")


def test_a_name_that_no_typeface_here_can_draw_is_named() -> None:
    nowhere = "王\U0002ebf0"  # a character no font of this machine has
    assert printing.missing(["王芳", "欧阳娜娜", "陈淑敏", "丁囍燊堃喆昇頔"]) == []
    assert printing.missing(["王芳", nowhere, nowhere]) == [nowhere]


def test_our_typeface_covers_what_the_papers_themselves_say() -> None:
    from linli.office.printing import words

    said = "".join(str(value) for name, value in vars(words).items() if name.isupper())
    assert not typesetting._uncovered(said)


def test_a_volume_with_a_watermark_bears_it_on_each_page() -> None:
    rows = [(f"桂花里 3 栋 {n} 单元", "101", "王芳", "3", "*** **** 1234") for n in range(120)]
    table = printing.Table("住户", ("楼门", "房号", "户主", "人数", "电话"), (5, 1, 2, 1, 3), rows, "没有")

    def grey(watermark: str) -> list[int]:
        one = printing.Volume("第一网格", "社区", "制", "页脚", [("户", "120")], [table], watermark)
        sheets = pictures("volume", papers.asdict(one) | {"title": "x"}, ppi=50)
        return [sum(sheet.convert("L").histogram()[205:245]) for sheet in sheets]

    without, with_ = grey(""), grey("周泰章　2026-11-23 12:00　核对台账　第 1 号")
    assert len(with_) >= 3
    assert all(b > a + 3000 for a, b in zip(without, with_, strict=True)), (without, with_)
