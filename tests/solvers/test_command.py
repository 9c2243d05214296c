"""The command line: what the reference pages say runs, and bad input is one line and exit 2."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from shapely.geometry import shape
from shapely.ops import unary_union

from linli.solvers.command import main
from linli.solvers.command.tables import read

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "solvers"
PAGES = ("solvers-divide.md", "solvers-link.md")
COMMANDS = [
    shlex.split(line.strip())[3:]
    for page in PAGES
    for line in (ROOT / "docs/reference" / page).read_text(encoding="utf-8").splitlines()
    if line.startswith("    python -m linli.solvers ")
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Every documented command, one after the other, in a copy of the examples; what each printed."""
    folder = tmp_path_factory.mktemp("solvers")
    shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        assert [main(command) for command in COMMANDS] == [0] * len(COMMANDS)
    return folder


def test_every_documented_command_answers(answers):
    named = {command[command.index("--out") + 1] for command in COMMANDS}
    assert {"plan.geojson", "plan.csv", "moves.csv", "plan.svg", "links.csv", "rounds.geojson"} <= named
    assert all((answers / name).stat().st_size for name in named)
    assert "least possible" in (answers / "report.txt").read_text(encoding="utf-8")


def test_the_report_on_the_page_is_the_one_that_comes_out(capsys):
    page = (ROOT / "docs/reference/solvers-divide.md").read_text(encoding="utf-8")
    said = re.search(r"goes to the terminal:\n\n((?:    .*\n)+)", page)
    assert said
    files = [str(EXAMPLES / name) for name in ("buildings.csv", "borders.geojson")]
    assert main(["divide", *files, "--seed", "7"]) == 0
    assert capsys.readouterr().out == said[1].replace("    ", "")


def test_grids_meet_without_gap_and_hold_their_own_buildings(answers):
    rows = read([str(answers / "plan.geojson")]).rows
    grids = {
        row.text("grid"): shape({"type": "Polygon", "coordinates": row.parts})
        for row in rows
        if row.kind == "MultiPolygon"
    }
    points = [
        (row.text("grid"), shape({"type": "Point", "coordinates": row.place()}))
        for row in rows
        if row.kind == "Point"
    ]
    assert len(points) == 40
    assert all(grids[grid].contains(point) for grid, point in points)
    assert sum(one.area for one in grids.values()) == pytest.approx(unary_union(list(grids.values())).area)


@pytest.mark.parametrize(
    ("files", "more", "said"),
    [
        ({}, [], "No such file"),
        ({"a.csv": "x"}, [], "neither GeoJSON nor CSV"),
        ({"a.csv": "{"}, [], "broken JSON (line 1)"),
        (
            {"a.csv": "id,x,y,households\nb1,0,0,12.5\n"},
            [],
            "a.csv line 2: households is '12.5', not a whole number",
        ),
        ({"a.csv": "id,x,y,households\nb1,zero,0,12\n"}, [], "a.csv line 2: x is 'zero', not a number"),
        ({"a.csv": "id,x,y,households\nb1,nan,0,12\n"}, [], "coordinates are no numbers: b1"),
        ({"a.csv": "id,x,y,households\nb1,0,0,0\nb2,9,9,5\n"}, [], "has no household: b1"),
        ({"a.csv": "id,x,y,households\nb1,0,0,400\n"}, ["--band", "wide"], "'wide' is no band"),
        ({"a.csv": "id,x,y,households\nb1,0,0,400\n"}, ["--out", "a.pdf"], "written as .geojson or .csv"),
    ],
)
def test_bad_input_is_one_line_and_two(files, more, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["divide", "a.csv", "--seed", "1", *more]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_member_without_a_home_is_named(tmp_path, capsys):
    for name, row in (("h.csv", "h1,0,0"), ("m.csv", "li,,")):
        (tmp_path / name).write_text(f"id,x,y\n{row}\n", encoding="utf-8")
    assert main(["link", str(tmp_path / "h.csv"), str(tmp_path / "m.csv"), "--seed", "1"]) == 2
    assert capsys.readouterr().err == "linli.solvers: a member has no home: li\n"
