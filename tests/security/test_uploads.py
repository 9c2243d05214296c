"""Files that are made to hurt. EXIF, bombs of pixels, HTML named .jpg, forty megabytes: tests/office/test_photos.py;
sheets that are none, locked or bombs of zeros: tests/people/sheets/test_reading.py; no room: tests/ops/test_faults.py.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.common.refusals import Refused
from linli.faces import uploads
from linli.office import photos
from linli.office.models import Attachment
from linli.people.sheets.reading import read
from linli.people.sheets.writing import PARTS
from tests import make
from tests.faces.portal.phone import WORDS, Phone, jpeg, text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_what_hangs_on_behind_a_photo_is_not_kept() -> None:
    """A file that is a photo to one program and a page or an archive to another."""
    both = jpeg().read() + b"<script>alert(1)</script>PK\x03\x04"
    kept = photos.clean(io.BytesIO(both), name="a.jpg", size=len(both)).content
    assert b"script" not in kept
    assert kept.startswith(b"\xff\xd8\xff")
    assert kept.endswith(b"\xff\xd9")


def test_a_name_with_a_path_leads_nowhere_and_the_photo_is_served_as_a_photo(town: make.Town) -> None:
    phone = Phone(town.plate.token)
    photo = jpeg("x.jpg")
    photo._name = "../../../../tmp/linli-evil.html"
    phone.write(photos=photo)
    kept = Attachment.objects.get()
    path = photos.path_of(settings.ATTACHMENT_DIR, kept.sha256)
    assert path.is_relative_to(settings.ATTACHMENT_DIR)
    assert path.name == f"{kept.sha256}.jpg"
    answer = phone.get(f"/d/{town.plate.token}/photo/{kept.uuid}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    b"".join(answer)


def test_two_hundred_and_one_files_are_too_many_and_two_hundred_empty_ones_cost_nothing(
    town: make.Town,
) -> None:
    phone = Phone(town.plate.token)
    many = [SimpleUploadedFile(f"{n}.jpg", b"x", content_type="image/jpeg") for n in range(201)]
    assert phone.write(photos=many).status_code == 400
    assert Attachment.objects.count() == 0


def test_of_a_file_that_is_too_large_no_more_is_written_than_of_the_largest_we_take() -> None:
    handler = uploads.Patient()
    handler.new_file("photos", "a.jpg", "image/jpeg", None)
    piece = b"\0" * (1 << 20)
    for n in range(60):
        handler.receive_data_chunk(piece, n << 20)
    file = handler.file_complete(60 << 20)
    assert file is not None
    assert file.size == 60 << 20  # it is told how large it was
    assert Path(file.temporary_file_path()).stat().st_size == uploads.LARGEST  # type: ignore[attr-defined]
    file.close()


def test_the_last_of_the_disk_belongs_to_words(town: make.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has a plate's address could send photos all night: requests and the database go on all the same."""
    monkeypatch.setattr(photos, "RESERVE", 1.0)
    phone = Phone(town.plate.token)
    page = phone.write(photos=jpeg(colour="navy"))
    assert page.status_code == 422
    assert WORDS in text(page)
    assert Attachment.objects.count() == 0
    assert phone.write().status_code == 302


def book(rows: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**PARTS, **parts}.items():
            packed.writestr(name, content)
        packed.writestr("xl/worksheets/sheet1.xml", rows)
    return out.getvalue()


def sheet(cells: str, after: str = "", begin: str = "<worksheet") -> str:
    return f'{begin} xmlns="{MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>'


def cell(at: str) -> str:
    return f'<row><c r="{at}" t="inlineStr"><is><t>x</t></is></c></row>'


CORNERS = cell("A1") + cell("XFD1048576")
SIX = "x:".join(
    ("<", "row><", 'c r="A1"><', "v>1</", "v></", "c><", 'c r="XFD9999"><', "v>1</", "v></", "c></", "row>")
)
HURTING = {
    "two cells in two corners": sheet(CORNERS),
    "in single quotes": sheet(CORNERS.replace('"A1"', "'A1'").replace('"XFD1048576"', "'XFD1048576'")),
    "the address last": sheet(
        CORNERS.replace('<c r="XFD1048576" t="inlineStr"', '<c t="inlineStr" r="XFD1048576"')
    ),
    "on a new line": sheet(CORNERS.replace("<c r", "<c\nr")),
    "with a prefix": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{SIX}</x:sheetData></x:worksheet>',
    "without addresses in the last row": sheet(cell("XFD1") + '<row r="1048576"><c><v>1</v></c></row>'),
    "a hundred thousand times the same merged column": sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 300)),
        "".join(f'<mergeCell ref="A{n % 97 + 1}:A299"/>' for n in range(100_000)).join(
            ("<mergeCells>", "</mergeCells>")
        ),
    ),
}


@pytest.mark.parametrize("how", HURTING)
def test_a_small_sheet_that_would_lay_out_as_an_enormous_one_is_refused_at_once(how: str) -> None:
    with pytest.raises(Refused) as caught:
        read(book(HURTING[how]), "a.xlsx")
    assert caught.value.refusal.code == "sheet_too_long"


def test_rows_and_columns_that_are_only_coloured_do_no_harm() -> None:
    styled = '<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    rows = '<row r="1"><c r="A1"><v>7</v></c></row>' + styled
    assert read(book(sheet(rows)), "a.xlsx")[0].rows == [["7"]]


def test_other_kinds_of_workbook_in_the_same_wrapping_are_no_sheets_of_ours() -> None:
    for part in ("content.xml", "xl/workbook.bin"):
        with pytest.raises(Refused) as caught:
            read(book(sheet(cell("A1")), **{part: "<x/>"}), "a.xlsx")
        assert caught.value.refusal.code == "sheet_not_read"


def test_an_entity_of_an_xml_is_not_fetched_and_not_multiplied() -> None:
    """From a file of this machine, or ten thousand million times "lol"."""
    head = '<!DOCTYPE w [<!ENTITY a "lollol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&f;</t></is></c><c r="B1"><v>1</v></c></row>'
    try:
        found = str(read(book(head + sheet(row)), "a.xlsx"))
    except Refused as refused:
        found = refused.refusal.code
    assert "root:" not in found
    assert "lollol" not in found
