"""The calendar by page: a year at a glance, next year's notice pasted, one day, the hours of an area."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.common.worktime.seed import DAYS
from linli.faces.desk.calendar import notices
from linli.office.models import CalendarDay, OfficeHours
from linli.office.queries import hours_at, is_known_year
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.faces.desk.test_catalogue_pages import send

NOTICE = """\
2027-01-01 至 2027-01-03 放假 元旦
2月6日至2月12日 放假 春节
2027年2月14日（星期日） 上班 春节
4/5 放假 清明
2027-05-01,2027-05-05,holiday,劳动节
20270508 上班 劳动节
# 余下的以后再说
10月1日—10月7日 放假 国庆节
"""


@pytest.fixture
def keeper(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="keeper", role="administrator", reach="none")
    return desk("keeper")


def test_a_notice_is_read_in_the_ways_people_have_it() -> None:
    read = notices.read(NOTICE, 2027)
    assert read.wrong == ()
    days = {day: (kind, name) for day, kind, name in read.days}
    assert len(days) == 3 + 7 + 1 + 1 + 5 + 1 + 7
    assert days[date(2027, 2, 12)] == ("holiday", "春节")
    assert days[date(2027, 2, 14)] == ("make_up", "春节")
    assert days[date(2027, 4, 5)] == ("holiday", "清明")
    assert days[date(2027, 5, 3)] == ("holiday", "劳动节")
    assert days[date(2027, 5, 8)] == ("make_up", "劳动节")
    toml = '[[days]]\nfirst = 2027-10-01\nlast = 2027-10-02\nkind = "holiday"\nname = "国庆节"\n'
    assert notices.read(toml, 2027).days == tuple((date(2027, 10, n), "holiday", "国庆节") for n in (1, 2))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("春节放假七天", "no_day"),
        ("2027-02-06 春节", "no_kind"),
        ("2027-02-30 放假", "no_such_day"),
        ("2026-02-06 放假", "other_year"),
        ("2027-02-12 至 2027-02-06 放假", "backwards"),
        ("2027-02-01 至 2027-05-06 放假", "too_long"),
        ("[[days]]\nfirst = ", "no_day"),
    ],
)
def test_a_line_that_names_no_day_is_told(line: str, kind: str) -> None:
    assert [one.kind for one in notices.read(line, 2027).wrong] == [kind]


def test_a_day_named_twice_and_not_alike_is_told() -> None:
    assert [w.kind for w in notices.read("2027-02-06 放假\n2027-02-06 上班", 2027).wrong] == ["twice"]
    assert notices.read("2027-02-06 放假\n2027-02-06 放假", 2027).wrong == ()


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(said: str) -> None:
    found = notices.read(said, 2027)
    assert all(day.year == 2027 for day, _, _ in found.days)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_what_is_written_is_read_again(year: int) -> None:
    rows = [(one.day, one.kind.value, one.name) for one in DAYS if one.day.year == year]
    assert rows
    assert list(notices.read(notices.write(rows), year).days) == rows


def test_the_year_says_in_words_what_a_day_is(keeper: Desk) -> None:
    page = keeper.get("calendar/2026/")
    shown = text(page)
    assert "2月" in shown or "February" in shown
    assert (
        page.content.decode().count('class="make_up')
        == CalendarDay.objects.filter(day__year=2026, kind="make_up").count()
    )
    assert "春节" in shown


def test_a_year_without_a_notice_says_so_where_it_matters(keeper: Desk) -> None:
    assert not is_known_year(2027)
    for path in ("calendar/2027/", "calendar/2026/"):
        assert "2027" in " ".join(str(one) for one in keeper.get(path).context["missing"]), path
    lacks = keeper.get("staff/readiness/").context["lacks"]
    assert lacks[0]["code"] == "no_calendar"
    send(keeper, "calendar/2027/notice/", notice="国办发明电〔2026〕9号", days=NOTICE)
    assert keeper.get("calendar/2026/").context["missing"] == []
    assert "no_calendar" not in [lack["code"] for lack in keeper.get("staff/readiness/").context["lacks"]]


def test_next_years_notice_is_pasted_and_a_wrong_line_keeps_the_rest_typed(keeper: Desk) -> None:
    bad = send(keeper, "calendar/2027/notice/", notice="9号", days=NOTICE + "什么也没有\n")
    assert bad.status_code == 422
    assert "什么也没有" in text(bad)
    assert not is_known_year(2027)
    answer = send(keeper, "calendar/2027/notice/", notice="国办发明电〔2026〕9号", days=NOTICE)
    assert answer.status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 25
    assert CalendarDay.objects.get(day=date(2027, 2, 14)).kind == "make_up"


def test_one_day_is_changed_but_not_in_a_year_without_a_notice(keeper: Desk) -> None:
    done = send(keeper, "calendar/2026/12/25/", kind="holiday", name="本地放假")
    assert done["Location"].endswith("/desk/calendar/2026/?day=2026-12-25#m12"), (
        "the month that changed is shown"
    )
    month = keeper.client.get(done["Location"]).content.decode().split('id="m12"')[1]
    assert 'role="status"' in month, "and in it, what the day is now"
    assert "2026-12-25" in month
    assert named_days(keeper.client.get(done["Location"]))[-1][2] == "本地放假", "what its days are"
    assert 'role="status"' not in keeper.get("calendar/2026/?day=2026-13-77").content.decode()
    assert CalendarDay.objects.get(day=date(2026, 12, 25)).name == "本地放假"
    answer = keeper.get("calendar/2027/5/1/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/desk/calendar/2027/notice/")


def named_days(page: Any) -> list[tuple[str, ...]]:
    """What stands under the months: number of the month, sign of the days, their name."""
    found = []
    for n, month in enumerate(page.content.decode().split('<section class="pane" id="m')[1:], 1):
        for line in re.findall(r"<li>(.*?)</li>", month, re.S):
            sign, name = (
                re.findall(r'<b class="[hm]">(.*?)</b>', line),
                re.findall(r"<span.*?>(.*?)</span>", line),
            )
            found.append((str(n), "".join(sign), "".join(name)))
    return found


def test_a_day_that_is_worked_for_a_holiday_stands_by_itself_and_is_told_at_once(keeper: Desk) -> None:
    keeper.client.cookies["django_language"] = "zh-hans"
    page = keeper.get("calendar/2026/")
    html = page.content.decode()
    assert [one["day"] for one in page.context["worked"]] == list(
        CalendarDay.objects.filter(day__year=2026, kind="make_up")
        .order_by("day")
        .values_list("day", flat=True)
    )
    before_the_months = html.split('<div class="year">')[0]
    assert before_the_months.count('<b class="m">') == len(page.context["worked"]) + 1, "and the legend"
    assert 'href="/desk/calendar/2026/2/14/">2月14日 周六' in before_the_months
    february = [(one[1], one[2]) for one in named_days(page) if one[0] == "2"]
    assert february == [("班", "春节"), ("休", "春节"), ("班", "春节")]
    assert "1–4" not in html, "New Year is three days off, and on the fourth one works"
    for day in ("26", "27"):
        send(keeper, f"calendar/2026/12/{day}/", kind="make_up", name="盘点")
    december = [one[1:] for one in named_days(keeper.get("calendar/2026/")) if one[0] == "12"]
    assert december == [("班", "盘点")] * 2, "two in a row are two days"


def test_a_day_off_is_the_first_thing_and_is_seen_before_it_counts(keeper: Desk, desk: Any) -> None:
    html = keeper.get("calendar/2026/").content.decode()
    form, first_link = html.index('class="pane spaced cal-off"'), html.index('class="cat-links"')
    assert form < first_link
    assert html.count("btn-primary") == 1
    there = keeper.get("calendar/2026/day/?day=2026-12-25")["Location"]
    assert there == "/desk/calendar/2026/12/25/?kind=holiday"
    page = keeper.client.get(there)
    assert page.context["form"]["kind"].value() == "holiday"
    assert {code for code, _ in page.context["form"].fields["kind"].choices} == {"workday", "holiday"}
    assert not CalendarDay.objects.filter(day=date(2026, 12, 25)).exists()
    sent = send(keeper, "calendar/2026/12/25/?kind=holiday")
    assert sent.status_code == 302
    assert CalendarDay.objects.get(day=date(2026, 12, 25)).kind == "holiday"
    assert keeper.get("calendar/2026/day/?day=x")["Location"] == "/desk/calendar/2026/"
    for who, path in ((keeper, "calendar/2027/"), (desk("grid"), "calendar/2026/")):
        assert "cal-off" not in who.get(path).content.decode(), "not before the notice, and not for everybody"


def test_a_weekday_is_off_or_worked_and_only_the_weekend_rests(keeper: Desk) -> None:
    def offered(path: str) -> set[str]:
        return {code for code, _ in keeper.get(path).context["form"].fields["kind"].choices}

    assert offered("calendar/2026/12/25/") == {"workday", "holiday"}
    assert offered("calendar/2026/12/26/") == {"make_up", "rest", "holiday"}
    assert send(keeper, "calendar/2026/12/25/", kind="rest").status_code == 422


def test_hours_belong_to_an_area_and_all_below_it(town: make.Town, keeper: Desk) -> None:
    area = town.areas["community"]
    odd = send(keeper, f"calendar/hours/{area.pk}/", day0="nine to five")
    assert odd.status_code == 422
    assert "day0" in odd.context["form"].errors
    never: dict[str, Any] = {f"day{n}": "" for n in range(8)}
    assert send(keeper, f"calendar/hours/{area.pk}/", **never).status_code == 422
    assert not OfficeHours.objects.exists()
    assert send(keeper, f"calendar/hours/{area.pk}/", day0="10:00-16:00", day6="").status_code == 302
    assert hours_at(town.areas["grid"].path).week[0] == ((600, 960),)
    assert hours_at(town.areas["other_grid"].path).week[0] != ((600, 960),)


def test_only_who_keeps_the_rules_writes(town: make.Town, keeper: Desk, desk: Any) -> None:
    for path in ("calendar/2027/notice/", "calendar/2026/5/1/", f"calendar/hours/{town.areas['grid'].pk}/"):
        assert desk("grid").get(path).status_code == 403
    assert desk("grid").get("calendar/2026/").status_code == 200
    assert keeper.get(f"calendar/hours/{town.areas['county'].pk}/").status_code == 403
