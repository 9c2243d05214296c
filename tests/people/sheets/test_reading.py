"""Files as offices have them, and files that are none."""

from __future__ import annotations

import io
import zipfile

import pytest

from linli.common.refusals import Refused
from linli.people.sheets.layout import table_of
from linli.people.sheets.reading import OLE, cell_text, read
from linli.people.sheets.staging import blocks
from tests.people.sheet_files import HEAD, door, xlsx


def refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        read(content, name)
    return caught.value.refusal.code


def test_csv_in_either_encoding_with_any_separator() -> None:
    for text, encoding in (
        ("室,户主\n101,张三\n", "utf-8"),
        ("室\t户主\n101\t张三\n", "gb18030"),
        ("室;户主\n101;张三", "utf-8-sig"),
    ):
        assert read(text.encode(encoding), "a.csv")[0].rows == [["室", "户主"], ["101", "张三"]]
    assert read("室,户主\n101,张三\n".encode("utf-16"), "a.csv")[0].rows[1] == ["101", "张三"]


def test_what_is_no_sheet_is_refused_by_name() -> None:
    assert refused(b"") == "sheet_empty"
    assert refused(b"  \n") == "sheet_empty"
    assert refused(xlsx()) == "sheet_empty"
    assert refused(b"room,head\x00\n1,2\n", "a.csv") == "sheet_not_read"
    assert refused(b"PK\x03\x04 no zip") == "sheet_not_read"
    assert refused(OLE + b"\x00" * 2000, "old.xls") == "sheet_not_read"
    assert refused(b"x" * (40 * 1024 * 1024 + 1), "a.csv") == "sheet_too_large"


def test_a_locked_workbook_is_told_from_a_broken_one() -> None:
    assert refused(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")) == "sheet_locked"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()) == "sheet_bomb"


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers() -> None:
    sheet = read(
        xlsx(["槐荫社区台账"], [], ["填表人", "王"], HEAD, door("101", "张三"), [], door("102", "李四")), "a"
    )[0]
    table = table_of(sheet, "households")
    assert table.headings == HEAD
    assert table.numbers == [5, 7]


def test_merged_cells_stand_for_all_their_rows() -> None:
    rows = [HEAD, door("101", "张三"), [*door("102", "李四")], door("103", "王五")]
    rows[2][1] = rows[3][1] = ""
    table = table_of(read(xlsx(*rows, merge="B2:B4"), "a")[0], "households")
    assert [row[1] for row in table.rows] == ["槐树里"] * 3
    assert table.filled == 2


def test_a_row_without_a_door_belongs_to_the_household_above() -> None:
    rows = [HEAD, door("101", "张三"), ["", "", "", "", "", "李四", "", ""], door("102", "王五")]
    table = table_of(read(xlsx(*rows), "a")[0], "households")
    columns = ["grid", "estate", "building", "entrance", "room", "name", "phone", "size"]
    found, above = blocks(table, columns, "households")
    assert [[number for number, _ in group] for group in found[0]] == [[2, 3], [4]]
    assert above == [3]


def test_several_pages_are_offered_and_empty_ones_left_out() -> None:
    content = xlsx(HEAD, door("1", "张三"), sheets={"二月": [["x", "y"]], "空": []})
    assert [sheet.name for sheet in read(content, "a")] == ["Sheet", "二月"]


def test_a_sheet_without_header_or_rows() -> None:
    for content, code in ((xlsx([1], [2]), "sheet_without_header"), (xlsx(HEAD), "sheet_without_rows")):
        with pytest.raises(Refused, match=code):
            table_of(read(content, "a")[0], "households")


def test_cells_show_what_excel_shows() -> None:
    assert [cell_text(cell) for cell in (13800000001.0, 3.0, 1.5, True, None, 1.1010519491231e17)] == [
        *("13800000001", "3", "1.5", "是", "", "1.10105E+17")
    ]


def test_a_formula_comes_in_as_its_value_or_as_nothing() -> None:
    table = read(xlsx(HEAD, ["=1+1", "槐树里"]), "a")[0]
    assert not any(cell.startswith("=") for cell in table.rows[-1])
