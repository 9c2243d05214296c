"""The pages of figures: of one's own areas, each number leading to its rows, nothing said of few."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils.translation import gettext as _

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.insights.actions import recount
from linli.insights.models import Tally
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.insights.test_recomputed import work_off
from tests.make import NOON, walk

TOWNSHIP, COMMUNITY, GRID = "370998001", "370998001001", "370998001001001"
VIEWS = ("all", "area", "matter", "office", "days", "time")
DONE = ("take grid", "verify here", "contact", "resolve", "take community", "pass_check", "rate solved")
MONTH = "month=2026-11"


def said(n: int) -> tuple[str, str, str]:
    """All of so many, in a table and on top."""
    top = ("%(n)s of %(base)s done or past their date", "%(n)s of %(base)s who rated")
    return (f"{n}/{n}", *(_(one) % {"n": n, "base": n} for one in top))  # type: ignore[return-value]


def test_figures_of_a_sub_district_in_every_view(town: make.Town, desk: Callable[[str], Desk]) -> None:
    for _n in range(5):
        walk(town, *DONE)
    walk(town, "take grid", "verify here", "propose pause", "grant")
    work_off()
    me = desk("township")
    for view in VIEWS:
        page = me.get(f"figures/?area={TOWNSHIP}&by={view}&{MONTH}")
        assert page.status_code == 200
        assert "6" in text(page)
    page = text(me.get(f"figures/?area={TOWNSHIP}&{MONTH}"))
    assert f"100% {said(5)[1]}" in page
    assert _("Of %(n)s done, half") % {"n": 5} in page
    assert "figure=solved" in me.get(f"figures/?area={TOWNSHIP}&{MONTH}").content.decode()


def test_what_four_residents_said_is_not_told(town: make.Town, desk: Callable[[str], Desk]) -> None:
    for _n in range(4):
        walk(town, *DONE)
    walk(town, "take grid", "verify here", "resolve")
    work_off()
    for view in ("all", "area", "matter", "office", "time"):
        html = desk("township").get(f"figures/?area={TOWNSHIP}&by={view}&{MONTH}").content.decode()
        assert not any(one in html for one in said(4)), view  # five were on time, four said something
        assert "figure=solved" not in html


def test_an_area_does_not_tell_what_would_give_its_neighbour_away(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    """Of two grids one has two answers; those of the other and the community's sum would tell them."""
    counts = {COMMUNITY: 11, GRID: 9, "370998001001002": 2}
    rows = {
        path: Tally.objects.create(
            **{
                "area_path": path,
                "slice": "all",
                "month": "2026-11",
                "received": n,
                "answered": n,
                "solved": n,
            }
        )
        for path, n in counts.items()
    }
    me, address = desk("township"), f"?area={GRID}&{MONTH}"
    for view in ("all", "time"):
        html = me.get(f"figures/{address}&by={view}").content.decode()
        assert not any(one in html for one in said(9)), view
        assert "figure=solved" not in html, view
    assert me.get(f"figures/rows/{address}&figure=solved").status_code == 404
    Tally.objects.filter(pk=rows["370998001001002"].pk).update(answered=5)  # then nobody is given away
    assert said(9)[2] in text(me.get(f"figures/{address}"))
    assert said(11)[2] in text(me.get(f"figures/?area={COMMUNITY}&{MONTH}"))


def test_an_area_that_keeps_silent_does_not_tell_itself_by_its_parts(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    for path, n in {TOWNSHIP: 11, COMMUNITY: 9, "370998001002": 2, GRID: 9}.items():
        Tally.objects.create(
            **{
                "area_path": path,
                "slice": "all",
                "month": "2026-11",
                "received": n,
                "answered": n,
                "solved": n,
            }
        )
    me = desk("township")
    for view in ("all", "area", "time"):
        html = me.get(f"figures/?area={COMMUNITY}&by={view}&{MONTH}").content.decode()
        assert not any(one in html for one in said(9)), view


def test_rows_of_what_few_said_are_not_found_by_address(town: make.Town, desk: Callable[[str], Desk]) -> None:
    for _n in range(4):
        walk(town, *DONE[:-1], "rate unsolved")
    work_off()
    me = desk("township")
    for code in ("not_solved", "solved", "satisfied", "so_so", "unhappy"):
        assert me.get(f"figures/rows/?area={TOWNSHIP}&figure={code}&{MONTH}").status_code == 404, code
    walk(town, *DONE[:-1], "rate unsolved")
    work_off()
    page = me.get(f"figures/rows/?area={TOWNSHIP}&figure=not_solved&{MONTH}")
    assert page.content.decode().count("data-row") == 5


def test_a_month_of_few_is_not_what_is_left_of_the_others(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    for days, number in ((0, 2), (31, 6), (62, 7)):
        for _n in range(number):
            walk(town, *DONE, at=NOON - timedelta(days=days))
    work_off()
    page = text(desk("township").get(f"figures/?area={TOWNSHIP}&by=time&span=3&{MONTH}"))
    assert said(15)[1] in page
    assert page.count("7/7") == 3, "on time, solved, satisfied"
    assert page.count("6/6") == 1, "on time only: 15 less 6 less 7 would tell what the two said"
    assert page.count("2/2") == 1


def test_an_export_leaves_one_entry_of_numbers(town: make.Town, desk: Callable[[str], Desk]) -> None:
    make.case(town)
    work_off()
    desk("grid").get(f"figures/export.csv?{MONTH}")
    entry = Entry.objects.get(verb="figures.exported")
    assert entry.data == {"first": 202611, "last": 202611, "number": 1}
    assert entry.area_path == GRID
    assert entry.user_id == town.users["grid"].pk
    desk("other_grid").get(f"figures/export.csv?area={GRID}")
    assert Entry.objects.filter(verb="figures.exported").count() == 1


def test_every_number_leads_to_as_many_rows(town: make.Town, desk: Callable[[str], Desk]) -> None:
    for _n in range(5):
        walk(town, *DONE)
    walk(town, "take grid", "verify direct", "take water", "send_back")
    work_off()
    me = desk("community")
    for figure, number in (
        ("received", 6),
        ("solved", 5),
        ("sent_back", 1),
        ("standing", 1),
        ("not_solved", 0),
    ):
        page = me.get(f"figures/rows/?area={COMMUNITY}&figure={figure}&{MONTH}")
        assert page.content.decode().count("data-row") == number, figure


def test_what_an_office_has_and_what_is_late_lead_to_its_rows(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    late = walk(town, "take grid", "verify direct", "take water")
    make.case(town)
    Case.objects.filter(pk=late.pk).update(due_at=NOON - timedelta(days=400))
    work_off()
    me = desk("township")
    water = town.offices["water"].pk
    for figure in ("open_now", "overdue_now"):
        for page in (f"by=office&{MONTH}", f"office={water}&{MONTH}"):
            html = me.get(f"figures/?area={TOWNSHIP}&{page}").content.decode()
            link = next(
                one
                for one in re.findall(r'href="([^"]*)"', html)
                if f"office={water}" in one and f"figure={figure}" in one
            )
            rows = me.client.get(link.replace("&amp;", "&"))
            assert [case.pk for case in rows.context["cases"]] == [late.pk], (figure, page)
            assert "/desk/figures/?" in rows.content.decode(), "the way back"
            answer = me.get(f"figures/export.csv?area={TOWNSHIP}&office={water}&figure={figure}&{MONTH}")
            told = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
            assert [row[0] for row in told[1:]] == [late.number]
    for figure, most in (("open_now", 2), ("overdue_now", 1)):
        assert len(me.get(f"figures/rows/?area={TOWNSHIP}&figure={figure}").context["cases"]) == most
        assert not me.get(f"figures/rows/?area={COMMUNITY[:-1]}2&figure={figure}").context["cases"]


def test_the_office_that_is_late_most_stands_first_with_what_it_is_late_with(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    for _n in range(3):
        walk(town, *DONE)
    kept = walk(town, "take grid", "verify direct", "take water", "accept")
    assert kept.first_promise_at is not None
    Case.objects.filter(pk=kept.pk).update(
        first_promise_at=NOON - timedelta(days=1), category=town.categories["lamp"]
    )
    recount([kept.pk])
    work_off()
    page = desk("township").get(f"figures/?area={TOWNSHIP}&by=office&{MONTH}")
    water = town.offices["water"]
    latest = page.context["latest"]
    assert (latest.name, latest.number) == (water.name, 1)
    assert latest.matters == f"{town.categories['lamp'].name} 1"
    assert page.context["table"][0].label == water.name
    rows = desk("township").client.get(latest.link.replace("&amp;", "&"))
    assert [case.pk for case in rows.context["cases"]] == [kept.pk]


def test_rows_stand_by_the_moment_they_came_in_newest_first(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    days = (3, 1, 5, 2)
    known = {n: make.case(town, at=NOON - timedelta(days=n)).pk for n in days}
    work_off()
    page = desk("township").get(f"figures/rows/?area={TOWNSHIP}&figure=received&{MONTH}")
    assert [case.pk for case in page.context["cases"]] == [known[n] for n in sorted(days)]


def test_the_sheet_of_one_figure_holds_its_rows_and_its_name_says_of_whom(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    back = walk(town, "take grid", "verify direct", "take water", "send_back")
    make.case(town)
    work_off()
    me = desk("township")
    assert (
        "figures/export.csv?"
        in me.get(f"figures/rows/?area={TOWNSHIP}&figure=sent_back&{MONTH}").content.decode()
    )
    answer = me.get(f"figures/export.csv?area={TOWNSHIP}&figure=sent_back&{MONTH}")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [back.number]
    assert me.get(f"figures/export.csv?area={TOWNSHIP}&figure=x&{MONTH}").status_code == 404
    for _n in range(2):
        walk(town, *DONE)
    work_off()
    assert me.get(f"figures/export.csv?area={TOWNSHIP}&figure=solved&{MONTH}").status_code == 404, (
        "what two residents said is not told by its rows"
    )
    office = town.offices["water"]
    named = me.get(f"figures/export.csv?area={TOWNSHIP}&office={office.pk}&{MONTH}")
    assert office.name in unquote(named.headers["Content-Disposition"])


def test_figures_and_rows_of_a_foreign_area_are_not_there(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    work_off()
    for page in ("", "rows/", "export.csv", "sheet.pdf", "chain/"):
        assert desk("other_grid").get(f"figures/{page}?area={GRID}&figure=received").status_code == 404, page
        assert desk("grid").get(f"figures/{page}?area={TOWNSHIP}&figure=received").status_code == 404, page


def test_a_department_counts_what_it_was_handed_and_nothing_else(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    kept = walk(town, "take grid", "verify here")
    handed = walk(town, "take grid", "verify direct", "take water", "accept")
    work_off()
    rows = desk("water").get(f"figures/rows/?figure=received&{MONTH}&area={TOWNSHIP}").content.decode()
    assert handed.number in rows.replace(" ", "")
    assert kept.number not in rows.replace(" ", "")
    assert "data-row" not in desk("housing").get(f"figures/rows/?figure=received&{MONTH}").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=20٢٦-11",
        "month=2026-11%0A",
        "month=x",
        "span=9",
        "by=who",
        "office=²",
        "matter=99999999999999999999",
        "page=0",
        "area=",
    ],
)
def test_odd_addresses_are_answered(town: make.Town, desk: Callable[[str], Desk], query: str) -> None:
    work_off()
    for page in ("", "rows/", "export.csv"):
        response = desk("grid").get(f"figures/{page}?figure=received&{query}")
        assert response.status_code == 200, page
        if page == "":
            assert "%D9%A2" not in response.content.decode(), "what is no month goes into no address"


def test_the_sheet_comes_in_pieces_and_names_nobody(town: make.Town, desk: Callable[[str], Desk]) -> None:
    case = make.case(town, asker=cases.Asker("张三丰", "13800001234"), words="张三丰家漏水")
    work_off()
    response = desk("grid").get(f"figures/export.csv?{MONTH}")
    assert response.streaming
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 2
    assert rows[1][0] == case.number
    assert len(rows[0]) == len(rows[1])
    assert "张三丰" not in content
    assert "1234" not in content.replace(case.number, "")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_whom_to_turn_to_instead_has_no_rows(town: make.Town, desk: Callable[[str], Desk]) -> None:
    walk(town, "take grid", "refer")
    work_off()
    assert desk("grid").get(f"figures/rows/?figure=referred&{MONTH}").status_code == 404
    assert "data-row" not in desk("grid").get(f"figures/rows/?figure=received&{MONTH}").content.decode()
    assert Case.objects.filter(status="referred").count() == 1


def test_the_chain_is_told_for_an_area_and_for_a_building(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    for address in (f"?area={GRID}", f"?building={town.building.pk}"):
        page = text(desk("grid").get(f"figures/chain/{address}"))
        for key in ("county", "township", "community", "grid"):
            assert f"{key} 办" in page
    assert desk("grid").get("figures/chain/?building=²").status_code == 404


def test_the_sheet_for_the_wall_is_a_pdf_and_only_of_a_community_or_grid(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    work_off()
    assert desk("community").get(f"figures/sheet.pdf?area={COMMUNITY}").content.startswith(b"%PDF")
    assert desk("township").get(f"figures/sheet.pdf?area={TOWNSHIP}").status_code == 404
