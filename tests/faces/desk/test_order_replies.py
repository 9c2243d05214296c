"""Answers of orders on their way back: who must be told first, what went back stays as it went, what changed since."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from linli.cases.models import Case, Origin
from linli.journal.models import Entry
from linli.notify.models import Outgoing
from linli.office.actions import set_setting
from linli.people.sheets.reading import read
from tests import make
from tests.cases import sheets_of_orders as sheets
from tests.faces.desk.conftest import Desk, text
from tests.faces.desk.test_orders import take
from tests.pages import form
from tests.reactions.test_case_messages import react


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
