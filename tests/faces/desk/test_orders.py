"""Orders of a sheet at the desk: what is said before it is taken in, what stays out, where each goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.cases.models import Case, Origin
from linli.cases.orders import Wrong
from linli.faces.desk.orders import wording
from linli.office.models import ImportRun
from linli.people.sheets.reading import read
from linli.territory.models import Building
from tests import make
from tests.cases import sheets_of_orders as sheets
from tests.faces.desk.conftest import Desk, text
from tests.pages import form
from tests.people.sheet_files import xlsx


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
