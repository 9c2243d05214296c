"""Rows on their way out: csv or a small xlsx, written line by line. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape

from linli.common.text import neutral

NARROWEST, WIDEST = 8, 60
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACK}/content-types"><Default Extension="rels" '
    f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    f'ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACK}/relationships"><Relationship Id="r1" '
    f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="{{}}" sheetId="1" '
    f'r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_PACK}/relationships"><Relationship Id="r1" '
    f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def lines(rows: Iterable[Sequence[str]], form: str) -> bytes:
    """Rows as they stand in the file, csv or the rows of a worksheet."""
    if form == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows([neutral(cell) for cell in row] for row in rows)
        return out.getvalue().encode()
    return "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_UNFIT.sub("", neutral(cell)))}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    ).encode()


def whole(spool: BinaryIO, form: str, title: str, *, widths: Sequence[int] = ()) -> bytes:
    """The finished file around the lines that were written so far, the same bytes each time.

    `title`: of the sheet's tab, in 31 signs; `widths`: of its columns, in signs of one width (`widths_of`).
    """
    if form == "csv":
        return b"\xef\xbb\xbf" + spool.read()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in PARTS.items():
            packed.writestr(
                _part(name), content.format(_tab(title)) if name == "xl/workbook.xml" else content
            )
        with packed.open(_part("xl/worksheets/sheet1.xml"), "w") as page:
            columns = "".join(
                f'<col min="{i}" max="{i}" width="{wide}" customWidth="1"/>'
                for i, wide in enumerate(widths, 1)
            )
            cols = f"<cols>{columns}</cols>" if columns else ""
            page.write(f'{HEAD}<worksheet xmlns="{_MAIN}">{cols}<sheetData>'.encode())
            while block := spool.read(1 << 20):
                page.write(block)
            page.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    """A part of the package without the hour in which it was packed."""
    part = zipfile.ZipInfo(name)
    part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return part


def widths_of(rows: Iterable[Sequence[str]]) -> list[int]:
    """How wide each column has to be to be read: a Chinese sign is two wide, and a long text is no wide column."""
    found: list[int] = []
    for row in rows:
        found += [NARROWEST] * (len(row) - len(found))
        for i, cell in enumerate(row):
            wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell[:WIDEST]) + 2
            found[i] = min(WIDEST, max(found[i], wide))
    return found


def _tab(title: str) -> str:
    """As Excel takes it: no more than 31 signs, none of those it keeps for addresses."""
    fit = re.sub(r"[\[\]:*?/\\]", " ", _UNFIT.sub("", title)).strip(" '")[:31]
    return escape(fit, {'"': "&quot;"}) or "1"
