"""What goes out as a file or in a header does nothing on its way. Cells that begin like a formula are held down in one
place (`common.text.neutral`: tests/insights/test_counting.py); markup in a PDF: tests/office/test_printing.py.
"""

from __future__ import annotations

import ast
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from linli.cases.queries import follow_token
from linli.people.sheets.writing import lines, whole
from linli.territory.models import Area
from tests import make
from tests.faces.desk.conftest import Desk
from tests.make import walk

LINLI = Path(__file__).resolve().parents[2] / "linli"
FORMULAS = ('=HYPERLINK("http://evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1", "\r=1")
SCRIPT = "<script>alert(1)</script>\"'><svg/onload=alert(2)>{{7*7}}"


def test_only_these_write_sheets_for_an_office_and_each_holds_formulas_down() -> None:
    writers = {
        str(path.relative_to(LINLI)): "neutral(" in text or "neutral," in text
        for path in LINLI.rglob("*.py")
        if re.search(r"csv\.(?:DictW|w)riter|openpyxl|xlsxwriter", text := path.read_text())
    }
    assert writers.pop("solvers/command/tables.py") is False  # of the command line: ids and numbers of ours
    assert writers == dict.fromkeys(
        ("insights/export.py", "people/sheets/writing.py", "faces/desk/imports/runs.py"), True
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_sheet_is_a_formula(form: str) -> None:
    made = whole(io.BytesIO(lines([FORMULAS], form)), form, "=1[表]")
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            page = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "<f" not in page
        cells = re.findall(r"<t [^>]*>([^<]*)</t>", page)
    else:
        cells = [one.strip('"') for one in re.split(r',(?=["\'])', made.decode("utf-8-sig").strip())]
    assert len(cells) == len(FORMULAS)
    assert all(one.startswith("'") for one in cells), cells


def test_a_name_in_the_name_of_a_file_adds_no_header(town: make.Town) -> None:
    Area.objects.filter(pk=town.areas["township"].pk).update(name='柳荫"; x="\r\nSet-Cookie: evil=1')
    month = f"{timezone.now():%Y-%m}"
    place = town.areas["township"].path
    answer = Desk(town, "township").get(f"figures/export.csv?area={place}&first={month}&last={month}")
    b"".join(answer)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert "evil" not in answer.cookies
    assert "\n" not in answer.headers["Content-Disposition"]


def test_what_a_resident_wrote_and_what_a_place_is_called_is_text_on_every_page(town: make.Town) -> None:
    case = walk(town, "take grid", "verify here")
    type(case).objects.filter(pk=case.pk).update(title=SCRIPT, words=SCRIPT, place_words=SCRIPT)
    Area.objects.filter(pk=case.area_id).update(name=SCRIPT[:60])
    desk = Desk(town, "community")
    pages = [
        desk.client.get(f"/f/{follow_token(case)}/"),
        desk.case(case),
        *(desk.get(part) for part in ("", "map/", "map/?queue=open&part=1", "figures/")),
        desk.client.get("/d/" + town.plate.token + "/"),
    ]
    for page in pages:
        assert page.status_code == 200
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<svg/onload" not in html
        assert ">49<" not in html


def test_no_statement_is_built_of_what_somebody_typed() -> None:
    """Only names that stand in the code go into a statement's text: constants, columns, ids made numbers, groups."""
    known = {
        "common/bulk.py",
        "common/rows.py",
        "cases/queries.py",
        "cases/matters.py",
        "insights/queries/days.py",
        "insights/queries/sums.py",
        "people/queries/standing_in.py",
        "office/backup/restoring.py",
        "office/actions/finding.py",
        "insights/actions.py",
    }
    found = set()
    for path in LINLI.rglob("*.py"):
        text = path.read_text()
        if "migrations" in path.parts or not re.search(
            r"\b(?:execute(?:many)?|fetch|raw|RawSQL|extra)\(", text
        ):
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0] if node.args else None
            built = isinstance(first, (ast.JoinedStr, ast.BinOp)) or (
                isinstance(first, ast.Call) and getattr(first.func, "attr", "") == "format"
            )
            if name in ("execute", "executemany", "fetch", "raw", "RawSQL", "extra") and built:
                found.add(str(path.relative_to(LINLI)))
    assert found <= known, found - known


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "%s%(x)s%%", "{group}{0}", "𠮷" * 300, "../../etc/passwd"])
def test_odd_input_in_an_address_is_answered_and_is_no_accident(town: make.Town, typed: str) -> None:
    client = Desk(town, "township").client
    client.raise_request_exception = False
    places = (
        "find/",
        "map/",
        "figures/",
        "",
        "register/",
        "calendar/",
        "imports/",
        "messages/",
        "territory/",
    )
    for place in places:
        asked = dict.fromkeys(
            ("q", "area", "first", "last", "queue", "page", "slice", "key", "next", "part"), typed
        )
        assert client.get(f"/desk/{place}", asked).status_code < 500, place
