"""Bringing in a sheet as a clerk does: choose, look, write, take back; and lists that go out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from linli.common.actor import SYSTEM
from linli.faces.desk.imports import runs
from linli.office.actions import ask_job
from linli.office.actions.forgetting import drop_old_chunks
from linli.office.actions.importing import content_of
from linli.office.models import ColumnMapping, ImportChunk, ImportRun, Job
from linli.people.actions import appoint
from linli.people.models import Post, Resident, User
from linli.territory.models import Household, Venue
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.people.sheet_files import GRID, work, xlsx

VENUE = ("grid", "venue", "venue_kind", "venue_phone")
OWN = ["序号", "所属网格", "小区名称", "幢", "单元", "室号", "户主姓名", "联系电话", "备注"]
ROWS = [
    [1, GRID, "槐树里", "5幢", "1", "101室", "张三丰", "138 0000 0001", "养狗"],
    [2, GRID, "槐树里", "5幢", "1", "102室", "李四", "1380000", ""],
]
SHEET = xlsx(["槐荫社区居民台账"], OWN, *ROWS)


@pytest.fixture
def clerk(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="registrar", role="registrar")
    town.serve(town.offices["township"], name="registrar_2", role="registrar")
    return desk("registrar")


def send(
    clerk: Desk, town: make.Town, content: bytes, name: str = "台账.xlsx", url: str = "new/", **more: Any
) -> HttpResponse:
    data = {"kind": "households", "area": town.areas["township"].pk, "key": str(uuid.uuid4())} | more
    return clerk.client.post(f"/desk/imports/{url}", data | {"file": SimpleUploadedFile(name, content)})


def sheet_of(response: HttpResponse) -> list[list[str]]:
    from linli.people.sheets.reading import read

    return read(response.content, "x")[0].rows


def key(response: HttpResponse) -> str:
    return re.findall(r'name="key" value="([^"]+)"', response.content.decode())[0]


def do(clerk: Desk, pk: int, verb: str, **more: str) -> HttpResponse:
    page = clerk.get(f"imports/{pk}/")
    return clerk.client.post(f"/desk/imports/{pk}/{verb}/", {"key": key(page)} | more)


CHOSEN = {
    "column-1": "grid",
    "column-2": "estate",
    "column-3": "building",
    "column-4": "entrance",
    "column-5": "room",
}
CHOSEN |= {"column-6": "head", "column-7": "phone", "column-0": "", "column-8": ""}


def test_choosing_a_file_shows_its_columns_guessed_and_keeps_nothing(clerk: Desk, town: make.Town) -> None:
    response = send(clerk, town, SHEET, url="columns/")
    page = response.content.decode()
    assert "户主姓名" in page
    assert "13* **** **01" in page
    assert "138 0000 0001" not in page
    assert re.search(r'<option value="room" selected>', page)
    assert not ImportRun.objects.exists()
    assert not ImportChunk.objects.exists()
    assert not ColumnMapping.objects.exists()


def test_from_the_file_to_the_register_and_back(clerk: Desk, town: make.Town) -> None:
    response = send(clerk, town, SHEET, **CHOSEN)
    run = ImportRun.objects.get()
    assert response.url == f"/desk/imports/{run.pk}/"
    assert "data-waits" in clerk.get(f"imports/{run.pk}/").content.decode()
    work()
    page = clerk.get(f"imports/{run.pk}/")
    assert "1*****0" in text(page)  # the cell that is wrong, its middle masked
    assert "1380000" not in page.content.decode()
    assert "养狗" not in page.content.decode()
    refused = do(clerk, run.pk, "apply", rows="all")
    assert refused.status_code == 409
    do(clerk, run.pk, "apply", rows="good")
    work()
    assert Resident.objects.living().filter(name="张三丰").exists()
    do(clerk, run.pk, "reverse")
    work()
    assert not Resident.objects.filter(name="张三丰").exists()
    assert clerk.get(f"imports/{run.pk}/").status_code == 200


def test_the_same_headings_need_no_question_the_next_time(clerk: Desk, town: make.Town) -> None:
    assert send(clerk, town, SHEET).status_code == 422  # nobody has said yet what is what
    send(clerk, town, SHEET, **CHOSEN)
    assert send(clerk, town, xlsx(OWN, *ROWS)).status_code == 302
    assert ImportRun.objects.count() == 2


def test_a_sheet_sent_twice_is_one_import(clerk: Desk, town: make.Town) -> None:
    same = str(uuid.uuid4())
    first, second = (send(clerk, town, SHEET, key=same, **CHOSEN) for _ in range(2))
    assert first.url == second.url
    assert ImportRun.objects.count() == 1


def test_rows_with_mistakes_come_back_as_a_workbook_that_says_why(clerk: Desk, town: make.Town) -> None:
    from linli.people.sheets.reading import read

    rows = [*ROWS, [3, GRID, "=HYPERLINK(1)", "5幢", "1", "", "王五", "", ""]]
    send(clerk, town, xlsx(OWN, *rows[:2], ["3", GRID, "@槐树里", "5幢", "1", "", "王五", "", ""]), **CHOSEN)
    work()
    response = clerk.get(f"imports/{ImportRun.objects.get().pk}/left-out.xlsx")
    page = read(response.content, "x")[0].rows
    assert page[0][:7] == ["所属网格", "小区名称", "幢", "单元", "室号", "户主姓名", "联系电话"]
    assert page[1][6:8] == ["1380000", "3"]  # the office's own columns, then where it stood, then why
    assert page[1][8].startswith("联系电话")
    assert page[2][1] == "'@槐树里"
    assert [len(row) for row in page] == [9, 9, 9]


def test_rows_left_out_are_handed_to_whoever_brought_the_sheet_only(
    clerk: Desk, town: make.Town, desk: Callable[[str], Desk]
) -> None:
    send(clerk, town, SHEET, **CHOSEN)
    work()
    pk = ImportRun.objects.get().pk
    page = desk("registrar_2").get(f"imports/{pk}/")
    assert page.status_code == 200
    assert "left-out.xlsx" not in page.content.decode()
    assert desk("registrar_2").get(f"imports/{pk}/left-out.xlsx").status_code == 404
    assert "left-out.xlsx" in clerk.get(f"imports/{pk}/").content.decode()
    assert clerk.get(f"imports/{pk}/left-out.xlsx").status_code == 200


def test_rows_left_out_are_still_there_after_the_others_were_written(
    clerk: Desk, town: make.Town, desk: Callable[[str], Desk]
) -> None:
    send(clerk, town, SHEET, **CHOSEN)
    work()
    run = ImportRun.objects.get()
    address = f"imports/{run.pk}/left-out.xlsx"
    do(clerk, run.pk, "apply", rows="good")
    work()
    assert address in clerk.get(f"imports/{run.pk}/").content.decode()
    page = sheet_of(clerk.get(address))
    assert [row[5] for row in page[1:]] == ["李四"]
    assert "张三丰" not in str(
        [content_of(chunk) for chunk in run.chunks.all()]
    )  # what was taken is not kept
    assert address not in desk("registrar_2").get(f"imports/{run.pk}/").content.decode()
    assert desk("registrar_2").get(address).status_code == 404
    drop_old_chunks(run.started_at + timedelta(days=1), most=10)  # the retention's round, fourteen days later
    assert clerk.get(address).status_code == 404
    assert address not in clerk.get(f"imports/{run.pk}/").content.decode()


def test_nothing_of_a_sheet_stays_when_it_is_taken_back_or_all_of_it_was_taken(
    clerk: Desk, town: make.Town
) -> None:
    send(clerk, town, SHEET, **CHOSEN)
    work()
    first = ImportRun.objects.get()
    do(clerk, first.pk, "apply", rows="good")
    work()
    assert first.chunks.exists()
    do(clerk, first.pk, "reverse")
    work()
    assert not first.chunks.exists()
    send(clerk, town, xlsx(OWN, ROWS[0]), **CHOSEN)
    work()
    second = ImportRun.objects.latest("pk")
    do(clerk, second.pk, "apply")
    work()
    assert not ImportChunk.objects.exists()


def test_a_heading_that_was_explained_once_is_guessed_in_the_rows_that_come_back(
    clerk: Desk, town: make.Town
) -> None:
    odd = [*OWN[:6], "当家的", *OWN[7:]]
    send(clerk, town, xlsx(odd, *ROWS), **CHOSEN)
    work()
    back = clerk.get(f"imports/{ImportRun.objects.get().pk}/left-out.xlsx").content
    page = send(clerk, town, back, url="columns/").content.decode()
    asked = re.search(r"当家的.*?</select>", page, re.S)
    assert asked is not None
    assert re.search(r'value="head" selected', asked[0])


@pytest.mark.parametrize(
    ("field", "cell", "shown"),
    [
        ("identity", "37010119800101123X", "370************23X"),
        ("identity", "370101198001", "37********01"),
        ("phone", "138 0000 0001", "13* **** **01"),
        ("phone", "０５３１", "****"),
        ("room", "101室 13800000001", "10*室 *********01"),
        ("room", "101室", "101室"),
        ("grid", "370998001001009", "370998001001009"),
        ("grid", "13800000001", "13*******01"),
        ("head", "张三丰", "张三丰"),
    ],
)
def test_numbers_of_people_are_masked_in_cells_whatever_their_column(
    field: str, cell: str, shown: str
) -> None:
    assert runs.masked_cell(field, cell) == shown


@pytest.mark.parametrize(
    "person",
    [
        ["槐荫第一网格", "槐树里", "幢五", "甲", "", "张三丰", "138 0000 0001"],
        ["槐荫第一网格", "槐树里", "幢五", "甲", "", "张三丰", "37010119800101123X"],
        ["槐荫第一网格", "槐树里", "5幢", "1单元", "101室", "张三丰", ""],
    ],
)
def test_a_first_row_with_a_person_is_not_taken_for_headings(
    clerk: Desk, town: make.Town, person: list[str]
) -> None:
    chosen = {f"column-{i}": field for i, field in enumerate(("grid", "estate", "building"))}
    chosen |= {"column-3": "entrance", "column-4": "room", "column-5": "head", "column-6": "phone"}
    without = xlsx(person, ["槐荫第一网格", "槐树里", "6幢", "1", "102室", "李四", ""])
    response = send(clerk, town, without, **chosen)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not ColumnMapping.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_long_number_in_a_heading_is_not_remembered(clerk: Desk, town: make.Town) -> None:
    send(clerk, town, xlsx([*OWN[:-1], "备注2026年11月"], *ROWS), **(CHOSEN | {"column-8": "size"}))
    assert ColumnMapping.objects.get().columns[8] == ["备注****年**月", "size"]
    assert ImportRun.objects.get().columns[-1] == ["备注****年**月", "size"]
    assert (
        send(clerk, town, xlsx([*OWN[:-1], "备注2026年11月"], *ROWS)).status_code == 302
    )  # read the same way


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04rubbish", "a.xlsx"),
        (b"a\x00b", "a.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xls"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_words(
    clerk: Desk, town: make.Town, content: bytes, name: str
) -> None:
    response = send(clerk, town, content, name)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert send(clerk, town, content, name, url="columns/").status_code == 200


def test_somebody_elses_import_is_not_there(
    clerk: Desk, town: make.Town, desk: Callable[[str], Desk]
) -> None:
    send(clerk, town, SHEET, **CHOSEN)
    pk = ImportRun.objects.get().pk
    town.serve(town.offices["other_community"], name="elsewhere", role="registrar")
    other = desk("elsewhere")
    assert other.get(f"imports/{pk}/").status_code == 404
    assert other.client.post(f"/desk/imports/{pk}/drop/", {"key": str(uuid.uuid4())}).status_code == 404
    assert desk("grid").get(f"imports/{pk}/").status_code == 404
    assert desk("grid").get("imports/new/").status_code == 403
    assert send(other, town, SHEET, **CHOSEN).status_code == 422  # the area of the form is not theirs
    assert ImportRun.objects.count() == 1


def ask(clerk: Desk, town: make.Town, **more: str) -> HttpResponse:
    page = clerk.get("imports/export/")
    data = {"kind": "households", "area": str(town.areas["township"].pk), "form": "csv", "reason": "work"}
    return clerk.client.post("/desk/imports/export/", data | {"key": key(page)} | more)


def many(clerk: Desk, town: make.Town) -> None:
    rows = [[n, GRID, "槐树里", "5", "1", str(n), f"王{chr(0x4E00 + n)}", "", ""] for n in range(100, 220)]
    send(clerk, town, xlsx(OWN, *rows), **CHOSEN)
    work()
    do(clerk, ImportRun.objects.get().pk, "apply")
    work()
    assert Household.objects.standing().count() > 100


def test_a_list_with_many_names_waits_for_a_colleague(
    clerk: Desk, town: make.Town, desk: Callable[[str], Desk]
) -> None:
    many(clerk, town)
    address = ask(clerk, town, names="1").url
    job = Job.objects.get(kind="export")
    assert clerk.client.post(address).status_code == 403  # not oneself
    assert desk("registrar_2").client.post(address).status_code == 302
    assert "registrar" in text(desk("registrar_2").get("imports/"))
    work()
    job.refresh_from_db()
    assert job.state == "done"
    assert clerk.client.get(address).status_code == 200


def test_a_list_may_be_of_a_single_grid_and_no_other_office_s(clerk: Desk, town: make.Town) -> None:
    assert ask(clerk, town, area=str(town.areas["next_grid"].pk)).status_code == 422  # no household there yet
    assert ask(clerk, town, area=str(town.areas["grid"].pk)).status_code == 302
    assert Job.objects.get(kind="export").area_path == GRID
    assert ask(clerk, town, area=str(town.areas["county"].pk)).status_code == 422


def test_who_could_confirm_is_told_before_and_after_asking_and_nobody_too(
    clerk: Desk, town: make.Town
) -> None:
    many(clerk, town)
    assert "registrar_2 甲" in text(clerk.get("imports/export/"))
    address = ask(clerk, town, names="1").url
    job = Job.objects.get(kind="export")
    pages = [address.removeprefix("/desk/"), f"prints/jobs/{job.uuid}/"]
    assert all("registrar_2 甲" in text(clerk.get(page)) for page in pages)
    Post.objects.filter(user=town.users["registrar_2"]).update(until=make.LONG_AGO)
    for page in ("imports/export/", pages[0]):
        shown = clerk.get(page)
        assert shown.context["colleagues"] == []
        assert "registrar_2" not in text(shown)
    assert clerk.get(pages[1]).context["confirmers"] == []
    assert clerk.client.post(f"/desk/prints/jobs/{job.uuid}/stop/").status_code == 302  # taken back
    job.refresh_from_db()
    assert job.state == "stopped"


def test_venues_that_a_sheet_says_otherwise_are_told_and_left_as_they_are(
    clerk: Desk, town: make.Town
) -> None:
    head = ["网格", "场所名称", "类型", "联系电话"]
    shop = [GRID, "好又多", "商铺", "0531-88881234"]
    chosen = {"kind": "venues"} | {f"column-{i}": name for i, name in enumerate(VENUE)}
    other = [GRID, "好又多", "商铺", "0531-88889999"]
    send(clerk, town, xlsx(head, shop, other), **chosen)
    work()
    first = ImportRun.objects.get()
    assert [one.twice for _, one in clerk.get(f"imports/{first.pk}/").context["venues_differ"]] == [True]
    do(clerk, first.pk, "apply")
    work()
    send(clerk, town, xlsx(head, other), **chosen)
    work()
    second = ImportRun.objects.latest("pk")
    page = clerk.get(f"imports/{second.pk}/")
    venue = Venue.objects.get(name="好又多")
    assert f"/venues/{venue.pk}/" in page.content.decode()
    assert "053188881234" in text(page)
    assert "053188889999" in text(page)
    do(clerk, second.pk, "apply", values="sheet")
    work()
    venue.refresh_from_db()
    assert venue.phone == "053188881234"


def test_a_row_that_adds_others_up_is_not_said_to_be_taken(clerk: Desk, town: make.Town) -> None:
    send(clerk, town, xlsx(OWN, *ROWS, ["合计", "", "", "", "", "", "2户", "", ""]), **CHOSEN)
    work()
    found = runs.kinds(ImportRun.objects.get())
    assert {one.code: one.taken for one in found} == {"phone_short": False, "total_row": False}


def test_a_list_without_a_reason_is_not_made(clerk: Desk, town: make.Town) -> None:
    assert ask(clerk, town, reason="").status_code == 422
    assert not Job.objects.filter(kind="export").exists()


@pytest.mark.parametrize(("names", "verb"), [("1", "contact.export"), ("", "door.export")])
def test_a_list_is_not_handed_out_after_the_post_has_ended(
    clerk: Desk, town: make.Town, names: str, verb: str
) -> None:
    Household.objects.exclude(dwelling__entrance=town.entrance).update(until=make.LONG_AGO.date())
    ask(clerk, town, names=names)
    work()
    job = Job.objects.get(kind="export")
    address = f"prints/jobs/{job.uuid}/result/"
    assert job.params["verb"] == verb
    assert clerk.get(address).status_code == 200
    Job.objects.filter(pk=job.pk).update(params={**job.params, "verb": None})
    assert clerk.get(address).status_code == 404  # one that does not say who may have it
    Job.objects.filter(pk=job.pk).update(params=job.params)
    user = User.objects.get(username="registrar")
    appoint(user, town.offices["other_community"], role="clerk", reach="subtree", by=SYSTEM, at=make.LONG_AGO)
    Post.objects.filter(user_id=job.user_id or 0, role="registrar").update(until=make.LONG_AGO)
    assert clerk.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["erase", "import.erase", "recode"])
def test_work_that_must_end_has_no_button_to_stop_it(clerk: Desk, town: make.Town, kind: str) -> None:
    job = ask_job(kind, {}, by=SYSTEM, at=make.NOON)
    Job.objects.filter(pk=job.pk).update(user_id=Post.objects.get(user__username="registrar").user_id)
    assert "/stop/" not in clerk.get(f"prints/jobs/{job.uuid}/").content.decode()
    assert clerk.client.post(f"/desk/prints/jobs/{job.uuid}/stop/").status_code >= 400
    job.refresh_from_db()
    assert (job.state, job.stop_asked) == ("queued", False)
