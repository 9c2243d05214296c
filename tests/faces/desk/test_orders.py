"""Orders at the desk: a sheet at 8:30, the answers at 16:30, a message from a group, a slip on paper."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.cases.calling import was_in_hands
from linli.cases.models import Case, Origin
from linli.cases.orders import Wrong
from linli.cases.queries import follow_token
from linli.faces.desk.orders import wording
from linli.journal.models import Entry
from linli.notify.models import Outgoing
from linli.office.actions import set_setting
from linli.office.models import ImportRun
from linli.people.sheets.reading import read
from linli.territory.models import Building
from tests import make
from tests.cases import sheets_of_orders as sheets
from tests.faces.desk.conftest import Desk, text
from tests.pages import form
from tests.people.sheet_files import xlsx
from tests.reactions.test_case_messages import react


def upload(me: Desk, content: bytes, **more: Any) -> Any:
    """Choose a sheet and send it, as a browser does."""
    sent = form(me.get("orders/sheet/").content, having="office")
    file = SimpleUploadedFile("工单.xlsx", content)
    return me.client.post("/desk/orders/sheet/", sent.values | {"kind": "12345", "file": file} | more)


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def take(me: Desk, content: bytes, **more: Any) -> Any:
    page = me.client.get(upload(me, content).url)
    sent = form(page.content, having="key")
    return me.client.post(sent.action, sent.values | more, follow=True)


def test_a_sheet_is_read_shown_and_taken_in_with_two_clicks(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township_2")
    assert "GD1" not in text(me.get("orders/"))
    page = me.client.get(upload(me, sheets.workbook(sheets.order("GD1"), sheets.order("GD2", ""))).url)
    said = text(page)
    assert "GD1" in said
    assert "诉求内容" in said, "the row with the mistake is named by its column"
    assert Case.objects.count() == 0
    sent = form(page.content, having="key")
    assert "signs" not in sent.values, "nobody signs without having said so"
    sent.values["signs"] = "1"
    for _ in range(2):
        done = me.client.post(sent.action, sent.values, follow=True)
        assert done.status_code == 200
    assert [one.signed_at is not None for one in Origin.objects.all()] == [True]
    assert "路灯不亮" in text(me.get("orders/"))
    assert ImportRun.objects.get().state == "shown"


def test_what_is_read_as_what_and_what_is_left_out_is_said_before_it_is_taken_in(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    head = [*("办理时限" if one == "办结期限" else one for one in sheets.HEAD), "紧急程度", "备注"]
    page = me.client.get(upload(me, sheets.workbook([*sheets.order("GD1"), "急", "内部"], head=head)).url)
    said = " ".join(text(page).split())
    assert page.context["not_read"] == ["紧急程度", "备注"]
    assert page.context["unread"] == 0, "the number at the messages stays a number"
    assert "紧急程度、备注" in said
    assert "办理时限 回复期限" in said
    assert "内部" not in said
    head = ["没有期限" if one == "办结期限" else one for one in sheets.HEAD]
    page = me.client.get(
        upload(me, sheets.workbook(sheets.order("GD2", reply_by="2026-12-09"), head=head)).url
    )
    assert not page.context["has_limit"]
    assert timezone.localtime(page.context["first"][0].due).strftime("%m-%d %H:%M") == "11-30 17:30"


def test_the_page_before_says_which_office_has_each_order_as_it_comes_in(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    content = sheets.workbook(
        sheets.order("GD1", area=""),
        sheets.order("GD2", area="", address="桂花里3栋"),
        sheets.order("GD3", area="", address="桂花里3栋2单元"),
        sheets.order("GD4", area="火星社区", address="青石路口"),
        sheets.order("GD5", area=town.areas["other_community"].name),
    )
    page = me.client.get(upload(me, content).url)
    told = {one.order.number: one.office.pk for one in page.context["first"]}
    cells = [text_of(row) for row in page.content.decode().split("<tr>")[1:] if "GD" in row]
    for one, cell in zip(page.context["first"], cells, strict=True):
        assert one.office.name in cell
    sent = form(page.content, having="key")
    me.client.post(sent.action, sent.values)
    assert told == dict(Case.objects.values_list("source_number", "office_id"))
    assert len(set(told.values())) == 3


def test_a_community_that_is_none_here_is_marked_with_those_it_may_be(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    near = town.areas["community"].name[:-1] + "社区"
    town.areas["next_grid"].name = town.areas["grid"].name
    town.areas["next_grid"].save()
    names = ("火星社区", near, "", "community 区", town.areas["grid"].path, town.areas["grid"].name)
    rows = [sheets.order(f"GD{n}", area=area) for n, area in enumerate(names)]
    page = me.client.get(upload(me, sheets.workbook(*rows)).url)
    first = page.context["first"]
    assert [one.called for one in first] == [0, 0, None, None, None, 2]
    assert {area.level for area in first[0].like} == {"community"}, "nothing is like it: all that there are"
    assert first[1].like[0] == town.areas["community"]
    cell = text_of(page.content.decode().split("GD0")[1].partition("</tr>")[0])
    assert "火星社区" in cell
    assert town.areas["community"].name in cell
    assert town.offices["township"].name in cell


def test_a_community_that_is_none_here_is_chosen_for_all_its_rows_and_remembered(
    town, desk: Callable[[str], Desk]
) -> None:
    me, right = desk("township"), town.areas["community"]
    rows = [sheets.order(f"GD{n}", area="火星社区", address="") for n in range(3)]
    page = me.client.get(upload(me, sheets.workbook(*rows[:2])).url)
    [one] = page.context["asked"]
    assert (one.called, one.number, one.area) == ("火星社区", 2, None)
    assert right in one.areas
    sent = form(page.content, having="key")
    me.client.post(sent.action, sent.values | {"called": ["火星社区"], "meant": [right.path]})
    assert {case.area for case in Case.objects.all()} == {right}
    page = me.client.get(upload(me, sheets.workbook(rows[2])).url)
    assert [one.area for one in page.context["asked"]] == [right], "it is still shown, and can be changed"
    sent = form(page.content, having="key")
    foreign = town.areas["next_township"].path if "next_township" in town.areas else "x"
    me.client.post(sent.action, sent.values | {"called": ["火星社区"], "meant": [foreign]})
    assert Case.objects.get(source_number="GD2").area == right, "what lies elsewhere is no choice"


def test_rows_that_were_left_out_are_named_after_the_sheet_is_taken_in_and_can_be_fetched(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    done = take(me, sheets.workbook(sheets.order("GD1"), sheets.order("GD2", reply_by="2026-13-45")))
    assert "2026-13-45" in text(done)
    run = ImportRun.objects.get()
    file = me.get(f"orders/sheet/{run.pk}/left-out.xlsx")
    rows = read(file.content, "a.xlsx")[0].rows
    row = dict(zip(*rows, strict=True))
    assert [*row][:-2] == [one for one in sheets.HEAD if one in row], (
        "the columns that were read, in their order"
    )
    assert (row["工单编号"], row["诉求内容"], row["办结期限"]) == ("GD2", sheets.order("")[2], "2026-13-45")
    assert [*row.values()][-2].startswith("行 3：办结期限：")
    mended = [[{"2026-13-45": "2026-12-01 17:30"}.get(cell, cell) for cell in one] for one in rows[1:]]
    back = take(me, sheets.workbook(*mended, head=rows[0]))
    assert (back.context["run"].made, back.context["run"].refused) == (1, 0), "mended, it comes in as it is"
    assert "没有读" not in text(back), "what we added ourselves is no column that anybody misses"
    assert file.headers["Cache-Control"] == "private, no-store"
    assert desk("other_community").get(f"orders/sheet/{run.pk}/left-out.xlsx").status_code == 404
    take(me, sheets.workbook(sheets.order("GD3")))
    whole = ImportRun.objects.order_by("-pk")[0]
    assert me.get(f"orders/sheet/{whole.pk}/left-out.xlsx").status_code == 404


def test_each_mistake_is_told_with_its_row_its_order_its_column_and_what_to_do(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    me.client.cookies["django_language"] = "en"
    rows = (sheets.order("GD1"), sheets.order("GD2", "", reply_by="2026-13-45"), sheets.order(""))
    page = me.client.get(upload(me, sheets.workbook(*rows)).url)
    for shown in (page, take(me, sheets.workbook(*rows))):
        html = shown.content.decode().split('aria-label="Rows with mistakes"')[1].partition("</table>")[0]
        told = [
            [" ".join(text_of(cell).split()) for cell in line.split("</td>")[:-1]]
            for line in html.split("<tr>")[2:]
        ]
        assert [line[:4] for line in told] == [
            ["row 3", "GD2", "诉求内容", "–"],
            ["row 3", "GD2", "办结期限", "2026-13-45"],
            ["row 4", "–", "工单编号", "–"],
        ]
        assert told[0][4] == "nothing stands there Write it into this cell."
        assert told[1][4].startswith("is no date we can read Write a day that there is, such as ")


def test_every_mistake_of_a_sheet_has_words_and_says_what_to_do() -> None:
    codes = set(re.findall(r"\w+", (Wrong.__doc__ or "").partition("`code`: ")[2]))
    assert wording.WRONG.keys() == wording.TODO.keys() == codes


def test_an_empty_sheet_of_a_source_comes_in_as_it_is_filled(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    page = me.get("orders/sheet/").content.decode()
    for source in ("12345", "city_messages"):
        assert f'href="/desk/orders/sheet/empty.xlsx?source={source}"' in page
    head, example = read(me.get("orders/sheet/empty.xlsx?source=12345").content, "a.xlsx")[0].rows
    assert town.areas["community"].name in example or town.areas["other_community"].name in example
    assert {"工单编号", "诉求内容", "办结期限"} <= set(head)
    filled = {"工单编号": "GD1", "诉求内容": "路灯不亮。", "办结期限": "2026-11-30"}
    row = [filled.get(one, "") for one in head]
    page = me.client.get(upload(me, sheets.workbook(example, row, head=head)).url)
    assert (page.context["not_read"], page.context["found"].new) == ([], 1)
    assert me.get("orders/sheet/empty.xlsx").status_code == 200
    assert me.get("orders/sheet/empty.xlsx?source=x").status_code == 404


def test_both_texts_are_shown_and_the_ticked_one_is_added(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    take(me, sheets.workbook(sheets.order("GD1", "路灯不亮。")))
    content = sheets.workbook(sheets.order("GD1", "路灯和井盖都坏了。"))
    page = me.client.get(upload(me, content).url)
    assert "路灯不亮。" in text(page)
    assert "路灯和井盖都坏了。" in text(page)
    sent = form(page.content, having="key")
    me.client.post(sent.action, sent.values | {"add": "2"})
    assert Case.objects.get().words == "路灯不亮。"
    case = Case.objects.get()
    assert "路灯和井盖都坏了。" in text(me.case(case)), "the story of the request tells what came later"


def test_another_community_in_a_later_sheet_is_told_and_the_order_goes_there(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    wrong, right = town.areas["community"], town.areas["other_community"]
    numbers = ("GD1", "GD2", "GD3", "GD4")
    first = [sheets.order(one, area="" if one == "GD2" else wrong.name, address="") for one in numbers]
    take(me, sheets.workbook(*first))
    begun = Case.objects.get(source_number="GD3")
    make.walk(town, "take community", case_=begun, at=timezone.now())
    again = [sheets.order(one, area=right.name, address="") for one in numbers[:3]]
    page = me.client.get(upload(me, sheets.workbook(*again, first[3])).url)
    told = {one.order.number: (one.case.area, one.area, one.begun) for one in page.context["found"].elsewhere}
    assert told == {
        "GD1": (wrong, right, False),
        "GD2": (town.areas["township"], right, False),
        "GD3": (wrong, right, True),
    }, "the fourth is where the sheet says"
    sent = form(page.content, having="key")
    after = me.client.post(sent.action, sent.values | {"move": ["2", "3", "4"]}, follow=True)
    assert (after.context["run"].made, after.context["run"].changed) == (0, 2)
    for number in ("GD1", "GD2"):
        case = Case.objects.get(source_number=number)
        assert (case.area, case.office) == (right, town.offices["other_community"])
        assert (case.task, case.holder) == ("place", None)
    begun.refresh_from_db()
    assert begun.area == wrong, "whoever has it in hand sends it on"
    page = me.client.get(upload(me, sheets.workbook(*again[:2])).url)
    assert page.context["found"].moved == 0, "the same sheet says nothing new"


def test_a_sheet_given_up_leaves_nothing(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    page = me.client.get(upload(me, sheets.workbook(sheets.order("GD1"))).url)
    sent = form(page.content, having="key")
    me.client.post(sent.action.replace("take", "drop"), sent.values)
    run = ImportRun.objects.get()
    assert (run.state, run.chunks.count(), Case.objects.count()) == ("dropped", 0, 0)
    again = me.client.post(sent.action, sent.values | {"key": "6f6c6f4e-0000-4000-8000-000000000001"})
    assert again.status_code == 409


def test_unknown_headings_are_matched_once_and_then_known(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    content = xlsx(["流水", "说了什么", "别的"], ["7", "楼道灯不亮，晚上看不见。", "内部"])
    asked = upload(me, content, kind="other", other="区长信箱")
    assert asked.status_code == 422
    assert "说了什么" in text(asked)
    told = upload(
        me,
        content,
        kind="other",
        other="区长信箱",
        **{"column-0": "number", "column-1": "words", "column-2": ""},
    )
    assert told.status_code == 302
    assert upload(me, content, kind="区长信箱").status_code == 302, "the next sheet needs no question"


def test_odd_uploads_are_told_apart_in_words(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    for content in (
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04broken",
        "政治面貌,工单编号,诉求内容\n群众,1,x".encode(),
    ):
        assert upload(me, content).status_code == 422
    assert upload(me, sheets.workbook(sheets.order("GD1")), office="0").status_code == 422
    assert upload(me, sheets.workbook(sheets.order("GD1")), kind="other", other="").status_code == 422
    assert me.client.post("/desk/orders/sheet/", {"key": "x"}).status_code == 400
    assert not ImportRun.objects.exists()


def test_files_and_their_tabs_are_called_in_the_language_of_who_fetches_them(
    town, desk: Callable[[str], Desk]
) -> None:
    file = desk("township").get("orders/sheet/empty.xlsx?source=12345")
    assert read(file.content, "a.xlsx")[0].name.startswith("12345 热线")
    assert "12345%20%E7%83%AD%E7%BA%BF" in file.headers["Content-Disposition"]


def test_whoever_sees_orders_and_takes_none_in_is_told_who_does(town, desk: Callable[[str], Desk]) -> None:
    town.offices["township"].phone = "0399-801 2345"
    town.offices["township"].save()
    page = desk("community").get("orders/")
    assert (page.context["takes_in"], page.context["taken_in_by"]) == (False, town.offices["township"])
    assert town.offices["township"].name in text(page)
    assert 'href="tel:03998012345"' in page.content.decode()
    assert desk("township").get("orders/").context["taken_in_by"] is None


def test_what_is_done_but_not_to_be_answered_yet_names_whom_it_waits_for(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township_2")
    take(me, sheets.workbook(sheets.order("GD1", area=""), sheets.order("GD2", area="")))
    assert me.get("orders/replies/").context["awaited"] == []
    case = Case.objects.get(source_number="GD1")
    make.walk(town, "take township", "dispatch here", "resolve", case_=case, at=timezone.now())
    case.refresh_from_db()
    page = me.get("orders/replies/")
    assert [(one.office, one.task, one.cases) for one in page.context["awaited"]] == [
        (case.office, "check", [case])
    ]
    assert case.office.name in text(page)
    assert f'href="/desk/cases/{case.number}/"' in page.content.decode()
    assert desk("other_community").get("orders/replies/").context["awaited"] == []


def test_where_nobody_verifies_an_order_it_is_said_who_brings_the_answer(
    town, desk: Callable[[str], Desk]
) -> None:
    take(desk("township"), sheets.workbook(sheets.order("GD1")))
    said = text(desk("community").case(Case.objects.get()))
    assert "谁核单谁跟到底" not in said
    assert "谁核单谁跟到底" in text(desk("grid").case(make.case(town)))


def test_an_order_that_names_a_building_and_no_door_stands_on_the_map(
    town, desk: Callable[[str], Desk]
) -> None:
    Building.objects.filter(pk=town.building.pk).update(longitude=118.0, latitude=35.0)
    addresses = ("桂花里3栋", "桂花里3栋9单元", "桂花里3栋2单元", "青石路口")
    rows = [sheets.order(f"GD{n}", area="", address=one) for n, one in enumerate(addresses)]
    take(desk("township"), sheets.workbook(*rows))
    me = desk("township")
    page = me.get("map/?queue=open")
    assert (page.context["picture"].shown, page.context["unplaced"]) == (3, 1)
    assert "桂花里 3 栋" in text(me.get("?queue=open"))


def test_orders_that_wait_are_signed_for_with_one_click(town, desk: Callable[[str], Desk]) -> None:
    me = desk("township")
    take(me, sheets.workbook(sheets.order("GD1"), sheets.order("GD2")), signs="")
    sent = form(me.get("orders/?list=unsigned").content, having="source")
    me.client.post(sent.action, sent.values)
    assert not Origin.objects.filter(signed_at=None).exists()


def test_the_answers_of_the_day_go_back_in_one_file_as_often_as_needed(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township_2")
    take(me, sheets.workbook(sheets.order("GD1", area=""), sheets.order("GD2", area="")))
    early = me.get("orders/replies/")
    assert "现在没有可以回复的答复" in text(early), "no file is offered of nothing"
    assert 'value="new"' not in early.content.decode()
    case = Case.objects.get(source_number="GD1")
    hour_ago = timezone.now() - timedelta(hours=1)
    make.walk(town, "take township", "dispatch here", "resolve", case_=case, at=hour_ago)
    case.refresh_from_db()
    checker = next(key for key, office in town.offices.items() if office.pk == case.office_id)
    make.walk(town, f"take {checker}", "pass_check", case_=case, at=hour_ago + timedelta(minutes=20))
    Case.objects.filter(pk=case.pk).update(contacted_at=hour_ago)
    sent = form(me.get("orders/replies/").content, having="which")
    page = me.client.post(sent.action or "/desk/orders/replies/", sent.values, follow=True)
    assert "现在没有可以回复的答复" not in text(page), "the page leads with the file that was made"
    assert page.context["fresh"][0].number == 1
    back = form(page.content, having="at")
    contents = set()
    for _ in range(2):
        Case.objects.filter(pk=case.pk).update(contacted_at=timezone.now())
        file = me.client.post(back.action, back.values | {"form": "xlsx"})
        contents.add(file.content)
        rows = read(file.content, "a.xlsx")[0].rows
        assert [row[0] for row in rows] == ["工单编号", "GD1"]
        assert "换了接头，不漏了" in rows[1]
        assert file.headers["Cache-Control"] == "private, no-store"
    packed = zipfile.ZipFile(io.BytesIO(file.content))
    assert {part.date_time[0] for part in packed.infolist()} == {1980}, (
        "no hour of packing makes two files of one"
    )
    assert b"<cols><col " in packed.read("xl/worksheets/sheet1.xml"), "its columns can be read as they open"
    assert len(contents) == 1, "what was given stays as it was given, to the byte"
    assert Entry.objects.filter(verb="orders.fetched").count() == 2, "each time on the record"
    assert desk("other_community").client.post(back.action, back.values | {"form": "csv"}).status_code == 404
    nothing = me.client.post(
        "/desk/orders/replies/", sent.values | {"key": "6f6c6f4e-0000-4000-8000-000000000002"}
    )
    assert nothing.status_code == 422
    wrong = {
        "which": "period",
        "since": "2026-12-01",
        "until": "2026-11-01",
        "key": "6f6c6f4e-0000-4000-8000-000000000003",
    }
    days = me.client.post("/desk/orders/replies/", sent.values | wrong)
    assert (days.status_code, days.context["problem"][0]) == (422, "日期不对")
    empty = me.client.post("/desk/orders/replies/", sent.values | wrong | {"since": "", "until": ""})
    assert (empty.status_code, empty.context["problem"][0]) != (422, "日期不对"), (
        "which days is asked for first"
    )
    for at in ("", "x", "2026-99-99T00:00:00", "2026-11-23T00:00:00"):
        assert me.client.post(back.action, back.values | {"form": "csv", "at": at}).status_code == 404


def done_order(town, me: Desk, number: str = "GD1") -> Case:
    """Done and checked an hour ago; nobody spoke with whoever asked."""
    take(me, sheets.workbook(sheets.order(number, area="")))
    case = Case.objects.get(source_number=number)
    hour_ago = timezone.now() - timedelta(hours=1)
    make.walk(town, "take township", "dispatch here", "resolve", case_=case, at=hour_ago)
    case.refresh_from_db()
    checker = next(key for key, office in town.offices.items() if office.pk == case.office_id)
    make.walk(town, f"take {checker}", "pass_check", case_=case, at=hour_ago + timedelta(minutes=20))
    return case


def test_an_order_whose_resident_nobody_reached_does_not_go_back_until_somebody_did(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township_2")
    case = done_order(town, me)
    lists = me.get("orders/").context["sizes_of"]
    assert (lists["open"], lists["answered"]) == (1, 0), "telling them is still to be done"
    page = me.get("orders/replies/")
    assert [one.order.case for one in page.context["untold"]] == [case]
    assert [one.number for one in page.context["ready"]] == [0]
    sent = form(page.content, having="which")
    assert case.source_number in text(page)
    back = me.client.post("/desk/orders/replies/", sent.values)
    assert back.status_code == 422
    assert not Origin.objects.exclude(replied_at=None).exists()
    # whoever reached them says so right here
    said = sent.values | {"reached": str(case.origin.pk), "key": "6f6c6f4e-0000-4000-8000-000000000011"}
    me.client.post("/desk/orders/replies/", said)
    case.refresh_from_db()
    assert case.contacted_at is not None
    assert Entry.objects.get(verb="case.told").subject_id == case.pk
    sent = form(me.get("orders/replies/").content, having="which")
    page = me.client.post("/desk/orders/replies/", sent.values, follow=True)
    back = form(page.content, having="at")
    file = me.client.post(back.action, back.values | {"form": "xlsx"})
    head, row = read(file.content, "a.xlsx")[0].rows
    assert row[head.index("首次联系时间")] == f"{timezone.localtime(case.contacted_at):%Y-%m-%d %H:%M}"


def test_who_tells_the_resident_is_named_where_it_is_somebody_else(town, desk: Callable[[str], Desk]) -> None:
    set_setting("notify.quiet", "", by=make.SYSTEM, at=make.LONG_AGO)  # tests run at night, too
    case = done_order(town, desk("township_2"))
    react()
    rows = Outgoing.objects.filter(subject_id=case.pk)
    assert rows.update(office_id=town.offices["water"].pk) > 0
    Case.objects.filter(pk=case.pk).update(follower=None)
    tell = f"/desk/notices/{case.number}/"
    page = desk("township_2").get("orders/replies/")
    assert f"由{town.offices['water'].name}告知" in text(page)
    assert tell not in page.content.decode(), "what one may not do is not offered"
    rows.update(office_id=town.offices["township"].pk)
    assert tell in desk("township_2").get("orders/replies/").content.decode()


def test_where_nobody_could_be_reached_an_order_goes_back_by_its_own_tick(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township_2")
    case = done_order(town, me)
    sent = form(me.get("orders/replies/").content, having="which")
    me.client.post("/desk/orders/replies/", sent.values | {"untold": str(case.origin.pk)})
    assert Origin.objects.get().replied_at is not None
    assert me.get("orders/replies/").context["untold"] == []


def test_what_is_learned_after_an_answer_went_back_is_told_and_goes_back_as_an_addition(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township_2")
    case = done_order(town, me)
    sent = form(me.get("orders/replies/").content, having="which")
    page = me.client.post("/desk/orders/replies/", sent.values | {"untold": str(case.origin.pk)}, follow=True)
    first = form(page.content, having="at")
    given = me.client.post(first.action, first.values | {"form": "csv"}).content
    Case.objects.filter(pk=case.pk).update(contacted_at=timezone.now())
    page = me.get("orders/replies/")
    assert [one.changed for one in page.context["ready"]] == [1]
    more = form(page.content, having="which").values | {"which": "changed"}
    page = me.client.post("/desk/orders/replies/", more, follow=True)
    assert [one.changed for one in page.context["ready"]] == [0]
    assert len(page.context["sent"]) == 1, "the first file is still there beside the new one"
    added = form(page.content, having="at")
    assert me.client.post(added.action, added.values | {"form": "csv"}).content != given
    assert me.client.post(first.action, first.values | {"form": "csv"}).content == given


def test_the_page_of_an_order_asks_for_the_first_contact_before_anything_is_folded(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    take(me, sheets.workbook(sheets.order("GD1", area="")))
    case = Case.objects.get()
    make.walk(town, "take township", case_=case, at=timezone.now())
    offer = me.case(case).context["offer"]
    assert "contact" in [one["verb"] for one in offer.first]
    assert offer.reach_by == case.handlings.order_by("pk")[0].due_at
    Case.objects.update(contacted_at=timezone.now())
    offer = me.case(case).context["offer"]
    assert "contact" not in [one["verb"] for one in offer.first]
    assert offer.reach_by is None


# -- one order, typed in ----------------------------------------------------------------------------------


def type_in(me: Desk, **more: str) -> Any:
    sent = form(me.get("orders/one/").content, having="number")
    values = {"source": "12345 热线", "number": "ＧＤ77", "words": "3 号楼的路灯三天不亮了。"}
    return me.client.post("/desk/orders/one/", sent.values | values | more)


def test_one_order_is_typed_in_goes_to_its_community_and_is_there_once(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    assert 'href="/desk/orders/one/"' in me.get("orders/").content.decode()
    sent = form(me.get("orders/one/").content, having="number")
    values = sent.values | {
        "source": "12345 热线",
        "number": "ＧＤ77",
        "words": "3 号楼的路灯三天不亮了。",
        "place": town.areas["community"].name,
        "place_words": "3 号楼门口",
        "name": "周阿姨",
        "phone": "100 0000 2046",
        "ordered_at": "2026年11月20日 9:30",
        "reply_by": "2026/11/27",
    }
    for _ in range(2):
        done = me.client.post("/desk/orders/one/", values)
    case = Case.objects.get()
    assert done.url == f"/desk/cases/{case.number}/"
    assert (case.source, case.source_number, case.channel) == ("12345", "GD77", "order")
    assert (case.office, case.area) == (town.offices["community"], town.areas["community"])
    origin = case.origin
    local = timezone.localtime
    assert f"{local(origin.ordered_at):%F %H:%M}" == "2026-11-20 09:30"
    assert f"{local(origin.reply_by):%F %H:%M}" == "2026-11-27 23:59", (
        "a bare day is a limit: all of it counts"
    )
    assert f"{local(origin.sign_by):%F %H:%M}" == "2026-11-20 15:30", (
        "12345 wants a signature in 4 working hours"
    )
    assert case.reporter.phone is not None
    assert "GD77" in text(me.get("orders/"))


def test_an_order_of_a_system_without_limits_has_none_and_waits_at_the_sub_district(
    town, desk: Callable[[str], Desk]
) -> None:
    assert type_in(desk("township"), source="区长信箱").status_code == 302
    case = Case.objects.get()
    assert (case.source, case.office) == ("区长信箱", town.offices["township"])
    assert (case.origin.sign_by, case.origin.reply_by) == (None, None)


def test_a_number_that_is_here_leads_to_its_request_and_nothing_typed_is_lost(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    type_in(me)
    case = Case.objects.get()
    again = type_in(me, source="12345", number="gd77", words="别的话，一样的编号", place_words="桥头")
    assert again.status_code == 422
    page = again.content.decode()
    assert f'href="/desk/cases/{case.number}/"' in page
    assert "别的话，一样的编号" in page
    assert "桥头" in page
    assert Case.objects.get().words == "3 号楼的路灯三天不亮了。"


def test_odd_dates_numbers_and_places_of_a_typed_order_are_told_at_their_fields(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    for name, wrong in (
        ("source", " "),
        ("number", ""),
        ("words", "\u200b"),
        ("place", "没有的社区"),
        ("place", "370998"),
        ("phone", "12x"),
        ("ordered_at", "明天"),
        ("ordered_at", "2099-01-01"),
        ("reply_by", "2026-13-40"),
        ("sign_by", "2020-01-01"),
        ("title", "长" * 201),
    ):
        answer = type_in(me, **{name: wrong})
        assert answer.status_code == 422, name
        assert answer.context["form"].errors.keys() == {name}
    assert not Case.objects.exists()
    assert me.client.post("/desk/orders/one/", {"key": "x"}).status_code == 400
    assert desk("community").get("orders/one/").status_code == 403
    assert 'href="/desk/orders/one/"' not in desk("community").get("orders/").content.decode()


# -- a message from a group ------------------------------------------------------------------------------


def paste(me: Desk, words: str, **more: str) -> Any:
    sent = form(me.get("orders/group/").content, having="words")
    return me.client.post("/desk/orders/group/", sent.values | {"words": words} | more)


def test_a_pasted_message_is_a_request_with_three_fields(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    done = paste(me, "张三 11-22 08:31\n张三：楼道灯坏了，看不见路", where="桂花里3号楼2单元", yes="1")
    case = Case.objects.get()
    assert done.url == f"/desk/orders/group/{case.number}/"
    assert (case.channel, case.words, case.entrance) == ("group", "楼道灯坏了，看不见路", town.entrance)
    assert not hasattr(case, "reporter"), "nothing of the sender is kept"
    page = me.client.get(done.url).content.decode()
    assert follow_token(case) not in page, "with it one acts as the sender"
    assert case.spoken_number in page
    assert desk("grid_2").client.get(done.url).status_code == 404, "the page is for whoever wrote it down"


def test_the_senders_link_is_shown_once_on_record_and_what_it_rates_counts_as_paper(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("grid")
    address = paste(me, "楼道灯坏了", where="桂花里3号楼2单元", yes="1").url
    case = Case.objects.get()
    assert not was_in_hands(case, own_link=False)
    sent = form(me.client.get(address).content, having="key")
    shown = me.client.post(address, sent.values)
    assert follow_token(case) in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = Entry.objects.get(verb="case.print_receipt")
    assert (entry.user_id, entry.data["choice"]) == (town.actors["grid"].user_id, "message")
    assert was_in_hands(case, own_link=False)
    later = me.client.get(address).content.decode()
    assert follow_token(case) not in later
    assert town.users["grid"].name in later
    again = me.client.post(address, sent.values | {"key": "6f6c6f4e-0000-4000-8000-000000000007"})
    assert again.status_code in (409, 422)
    assert follow_token(case) not in again.content.decode()
    assert desk("grid_2").client.post(address, sent.values).status_code == 404
    assert Entry.objects.filter(verb="case.print_receipt").count() == 1


def test_the_link_of_what_was_done_is_passed_on_to_nobody(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    address = paste(me, "楼道灯坏了", where="桂花里3号楼2单元", yes="1").url
    hour_ago = timezone.now() - timedelta(hours=1)
    Case.objects.update(asked_at=hour_ago, received_at=hour_ago)
    make.walk(town, "take grid", "verify here", "resolve", case_=Case.objects.get(), at=hour_ago)
    assert me.client.get(address).status_code == 404
    assert me.client.post(address, {"key": "6f6c6f4e-0000-4000-8000-000000000008"}).status_code == 404


def test_without_the_senders_yes_nothing_is_written_and_nothing_typed_is_lost(
    town, desk: Callable[[str], Desk]
) -> None:
    answer = paste(desk("grid"), "楼道灯坏了", where="桂花里 3 栋")
    assert answer.status_code == 422
    assert "楼道灯坏了" in answer.content.decode()
    assert "桂花里 3 栋" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_plates_code_a_building_and_a_grid_are_found_and_other_areas_are_not(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("community")
    paste(me, "第一件事", where=f"https://x/d/{town.plate.token}/", yes="1")
    paste(me, "第二件事", where="桂花里 3 栋", yes="1")
    paste(me, "第三件事", spot=f"g{town.areas['next_grid'].pk}", yes="1")
    first, second, third = Case.objects.order_by("id")
    assert first.entrance == town.entrance
    assert (second.entrance, second.area, second.place_words) == (None, town.areas["grid"], "桂花里 3 栋")
    assert third.area == town.areas["next_grid"]
    for more in (
        {"where": "没有的地方"},
        {"where": ""},
        {"spot": f"g{town.areas['other_grid'].pk}"},
        {"spot": "e²"},
    ):
        assert paste(me, "第四件事", yes="1", **more).status_code == 422
    assert paste(desk("other_grid"), "第五件事", where=town.plate.token, yes="1").status_code in (302, 422)
    assert not Case.objects.filter(words="第五件事", entrance=town.entrance).exists()


def test_where_several_buildings_fit_they_are_offered(town, desk: Callable[[str], Desk]) -> None:
    from linli.common.actor import SYSTEM
    from linli.territory import actions as territory

    for name in ("5 栋", "15 栋"):
        territory.enter_building(
            town.areas["grid"], estate="槐树里", name=name, doors={1: ["101"]}, by=SYSTEM, at=make.LONG_AGO
        )
    territory.enter_building(
        town.areas["grid"], estate="桂花里", name="5 栋", doors={1: ["101"]}, by=SYSTEM, at=make.LONG_AGO
    )
    me = desk("grid")
    asked = paste(me, "漏水", where="5 栋", yes="1")
    assert asked.status_code == 422
    said = text(asked)
    assert "Osmanthus" in said or "桂花里" in said
    assert "15 栋" not in said
    sent = form(asked.content, having="spot")
    assert (
        me.client.post("/desk/orders/group/", sent.values | {"yes": "1", "words": "漏水"}).status_code == 302
    )


def test_the_number_of_an_entrance_is_no_building(town, desk: Callable[[str], Desk]) -> None:
    from linli.common.actor import SYSTEM
    from linli.territory import actions as territory

    doors = {1: ["101"], 2: ["102"]}
    more = {"estate": "桂花里", "name": "2 栋", "doors": doors}
    territory.enter_building(town.areas["grid"], **more, by=SYSTEM, at=make.LONG_AGO)
    assert paste(desk("grid"), "漏水", where="桂花里 3 栋 2 单元", yes="1").status_code == 302
    assert Case.objects.get().entrance == town.entrance


# -- paper -----------------------------------------------------------------------------------------------


def test_whoever_sees_a_request_prints_its_slips_and_nobody_else(town, desk: Callable[[str], Desk]) -> None:
    case = make.walk(town, "take grid", "verify direct")
    assert f"/desk/orders/slips/{case.number}/" in desk("grid").case(case).content.decode()
    for name, status in (("grid", 200), ("water", 200), ("housing", 404), ("other_grid", 404)):
        for end in ("", "hand.pdf", "receipt.pdf"):
            assert desk(name).get(f"orders/slips/{case.number}/{end}").status_code == status
    assert desk("grid").get(f"orders/slips/{case.number}/press.pdf").status_code == 404
    assert desk("grid").get(f"orders/slips/{case.number}/hand.pdf").content.startswith(b"%PDF")


def test_the_link_of_the_resident_is_printed_by_a_form_only_and_that_is_on_record(
    town, desk: Callable[[str], Desk]
) -> None:
    case = make.walk(town, "take grid", "verify direct")
    worker, address = desk("grid"), f"/desk/orders/slips/{case.number}/receipt.pdf"
    plain = worker.client.get(address)
    assert plain.status_code == 200
    assert not Entry.objects.filter(verb="case.print_receipt").exists()
    linked = worker.client.post(address)
    assert linked.content.startswith(b"%PDF")
    assert len(linked.content) > len(plain.content) + 1000, (
        "the code stands on what the form printed, and only there"
    )
    assert Entry.objects.get(verb="case.print_receipt").user_id == town.actors["grid"].user_id
    assert f'method="post" action="{address}"' in worker.get(f"orders/slips/{case.number}/").content.decode()
    assert desk("other_grid").client.post(address).status_code == 404


def test_the_receipt_of_what_was_done_has_no_link_and_leaves_no_trace(
    town, desk: Callable[[str], Desk]
) -> None:
    case = make.walk(town, "take grid", "verify here", "resolve")
    answer = desk("grid").client.post(f"/desk/orders/slips/{case.number}/receipt.pdf")
    assert answer.status_code == 200
    assert not Entry.objects.filter(verb="case.print_receipt").exists()
