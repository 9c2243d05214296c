"""The export of another system comes in: whole where it is good, once, and through the loop."""

from __future__ import annotations

import csv
import random
import warnings
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.cases.orders import Order, read_rows, shipped, table_of
from linli.cases.orders.mapping import FOLDER
from linli.journal.models import Entry
from linli.office.models import ImportRun
from linli.office.queries import last_import
from linli.people.sheets.reading import read
from tests import make
from tests.make import NOON, ZONE

REAL = Path(__file__).resolve().parents[3] / "shared/data/requests/messages.csv"
SMALL = Path(__file__).resolve().parents[1] / "data/messages.csv"
SEED = 20261122  # of the 200 that walk the loop


def messages_file() -> Path:
    """The real messages where they lie beside the checkout; else our own small file, said aloud."""
    if REAL.exists():
        return REAL
    warnings.warn(f"{REAL.name} is not beside this clone: {SMALL.name} of our own is used", stacklevel=2)
    return SMALL


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as sheet:
        return list(csv.DictReader(sheet))


def write(path: Path, *rows: str, heading: str = "id,title,created_at,text") -> Path:
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return path


def test_all_messages_come_in_once_and_200_of_them_walk_the_loop(town, capsys) -> None:
    file = messages_file()
    rows = rows_of(file)
    call_command("import_hotline", str(file))
    assert Case.objects.count() == len(rows)
    call_command("import_hotline", str(file))
    assert Case.objects.count() == len(rows), "repeating it doubles nothing"
    assert f"0 new, {len(rows)} known already, 0 rows refused." in capsys.readouterr().out
    run = last_import("hotline")
    assert (run.made, run.known) == (0, len(rows))

    row = rows[len(rows) // 2]
    case = Case.objects.get(source_number=row["id"])
    assert case.words == row["text"].replace("\r\n", "\n").strip() or len(case.words) <= len(row["text"])
    assert case.asked_at.astimezone(ZONE).replace(tzinfo=None) in {
        datetime.strptime(row["created_at"], f)
        for f in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S")
        if _fits(row["created_at"], f)
    }
    assert (case.level, case.task, case.area) == ("township", "dispatch", town.areas["township"])

    chosen = random.Random(SEED).sample(list(Case.objects.order_by("id")), min(200, len(rows)))
    ends = {"closed": 0}
    for n, case in enumerate(chosen):
        ways = (
            ("take township", "dispatch department", "take water", "accept"),
            ("take township", "dispatch here"),
            ("take township", "dispatch down", "take community", "place here"),
            ("take township", "dispatch down", "take community", "place down", "take grid", "verify here"),
        )
        way = ways[n % 4]
        case = make.walk(town, *way, "resolve", case_=case, at=NOON)
        checker = next(
            k for k in ("grid", "community", "township", "county") if town.offices[k] == case.office
        )
        case = make.walk(
            town, f"take {checker}", "pass_check", "rate solved", case_=case, at=make.minutes(30)
        )
        ends[case.status] += 1
    assert ends == {"closed": len(chosen)}


def _fits(text: str, format_: str) -> bool:
    try:
        datetime.strptime(text, format_)
    except ValueError:
        return False
    return True


def test_columns_that_no_mapping_names_are_not_kept(town, tmp_path) -> None:
    file = write(
        tmp_path / "m.csv",
        "1,A00074795,灯,2019/2/14 20:00:00,路灯不亮,7",
        heading="id,author,title,created_at,text,votes_for",
    )
    call_command("import_hotline", str(file))
    rows = [str(list(model.objects.values())) for model in (Case, Entry, ImportRun)]
    assert "A00074795" not in " ".join(rows)


def test_bad_cells_are_named_and_nothing_is_loaded_unless_asked(town, tmp_path, capsys) -> None:
    file = write(
        tmp_path / "m.csv",
        "1,路灯,2019/2/14 20:00:00,路灯不亮",
        "2,日期,20250230,日期不对",
        "4,空,2019/2/14 20:00:00,",
        "5,短行",
    )
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("import_hotline", str(file))
    told = capsys.readouterr().err
    assert "row 3, created_at: 20250230 is no date" in told
    assert "row 4, text:  nothing stands there" in told
    assert "row 5, created_at:  the row ends before this column" in told
    assert Case.objects.count() == 0
    call_command("import_hotline", str(file), good_only=True)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\n1,2\n", "has no column id or text or created_at; it has a, b"),
        (b"id,title,created_at\n1,a,2019/2/14\n", "has no column text; it has id, title, created_at"),
        (b"id,title,created_at,text\n", "sheet_without_rows"),
        (b"", "sheet_empty"),
    ],
)
def test_another_sheet_is_told_apart(town, tmp_path, content: bytes, told: str) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=told):
        call_command("import_hotline", str(file))


def test_a_file_that_is_not_there_and_a_mapping_without_columns_say_so(town, tmp_path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_hotline", str(tmp_path / "none.csv"))
    mapping = tmp_path / "m.toml"
    mapping.write_text('source = "x"\ndates = []\n[columns]\nnumber = "id"\n')
    with pytest.raises(CommandError, match="does not say where to find words"):
        call_command("import_hotline", str(messages_file()), mapping=mapping)


def test_the_same_number_with_other_words_leaves_what_was_there_and_says_so(town, tmp_path, capsys) -> None:
    call_command("import_hotline", str(write(tmp_path / "a.csv", "1,灯,2019/2/14 20:00:00,路灯不亮")))
    call_command("import_hotline", str(write(tmp_path / "b.csv", "1,灯,2019/2/14 20:00:00,路灯又不亮")))
    assert "row 2 is known with other words" in capsys.readouterr().out
    assert Case.objects.get().words == "路灯不亮"


def test_a_known_grid_code_spares_the_placing(town, tmp_path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text((FOLDER / "city_messages.toml").read_text() + 'area = "grid"\n')
    rows = ("1,灯,2019/2/14 20:00:00,路灯不亮,370998001001001", "2,灯,2019/2/14 20:00:00,路灯不亮,99")
    file = write(tmp_path / "a.csv", *rows, heading="id,title,created_at,text,grid")
    call_command("import_hotline", str(file), mapping=mapping)
    assert [(c.level, c.area.path) for c in Case.objects.order_by("source_number")] == [
        ("grid", "370998001001001"),
        ("township", "370998001"),
    ]


def test_an_import_stopped_half_way_goes_on_where_it_was(town, monkeypatch) -> None:
    from linli.cases.actions import importing
    from linli.common.actor import SYSTEM

    monkeypatch.setattr(importing, "CHUNK", 10)
    file = messages_file()
    mapping = shipped()["city_messages"]
    table = table_of(read(file.read_bytes(), file.name)[0], mapping)
    rows = read_rows(table, mapping.fields_of(table.headings), mapping, zone=ZONE, at=NOON)
    some = [one for one in rows if isinstance(one, Order)][:25]

    def cut(done: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    inlet = importing.Inlet.of(mapping, town.offices["township"], NOON)
    with pytest.raises(KeyboardInterrupt):
        importing.import_orders(some, inlet, by=SYSTEM, at=NOON, progress=cut)
    assert Case.objects.count() == 20
    intake = importing.import_orders(some, inlet, by=SYSTEM, at=NOON)
    assert (intake.made, intake.known, Entry.objects.filter(verb="case.ask").count()) == (5, 20, 25)
