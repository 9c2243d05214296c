"""Reading the calendar: a year of twelve months, and when the offices are open."""

from __future__ import annotations

import calendar as months
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.common.worktime import Calendar, Kind
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen
from linli.faces.words.saying import MONTHS
from linli.office.models import CalendarDay, Job, OfficeHours
from linli.office.queries import calendar, hours_at, is_known_year, setting
from linli.office.registry import top
from linli.people.queries.readiness import years_needed
from linli.reactions.recounting import KIND
from linli.territory.models import Area

HERE: dict[str, Any] = {"here": "calendar"}
KEEP = "keep.rules"
FIRST, LAST = 2020, 2099
KINDS: dict[str, Any] = {
    "holiday": _("holiday"),
    "make_up": _("make-up workday"),
    "rest": _("rest day"),
    "workday": _("workday"),
}
SIGNS: dict[str, Any] = {"holiday": pgettext_lazy("day", "off"), "make_up": pgettext_lazy("day", "work")}


def missing(request: HttpRequest) -> list[int]:
    """Years that limits reach into and whose notice is not entered."""
    return [year for year in years_needed(request.now) if not is_known_year(year)]  # type: ignore[attr-defined]


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    seen.read(request)
    return redirect("desk:calendar_year", timezone.localdate(request.now).year)  # type: ignore[attr-defined]


@login_required
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months; what is not as its weekday says carries a word."""
    seen.read(request)
    if not FIRST <= year <= LAST:
        raise Http404
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    # the days are those of everywhere, so who keeps the area over all keeps them
    keeps = seen.keeps(request, top(request.now), verb=KEEP)  # type: ignore[attr-defined]
    known = is_known_year(year)
    named = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    notices = sorted({row.notice for row in named.values() if row.notice})
    days = calendar()
    context = {
        "year": year,
        "months": [
            (MONTHS[n - 1], _weeks(year, n, days, named, today), _names(year, n, named, days))
            for n in range(1, 13)
        ],
        "worked": [_named(day, days, named) for day in sorted(named) if days.kind(day) is Kind.MAKE_UP],
        "written": _written_day(request, year, days, named),
        "known": known,
        "notices": notices,
        "changed": max((row.changed_at for row in named.values()), default=None),
        "missing": missing(request),
        "keeps": keeps,
        "links": keeps and known,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "recount": last_recount(),
    }
    return shell.page(request, "desk/calendar/year.html", HERE | context)


def _weeks(
    year: int, month: int, days: Calendar, named: dict[date, CalendarDay], today: date
) -> list[list[dict[str, Any] | None]]:
    def cell(day: date) -> dict[str, Any] | None:
        if day.month != month:
            return None
        kind = days.kind(day)
        row = named.get(day)
        plain = kind in (Kind.WORKDAY, Kind.REST)
        return {
            "day": day,
            "kind": kind.value,
            "sign": SIGNS.get(kind.value, ""),
            "said": "" if plain and row is None else KINDS[kind.value],
            "name": row.name if row else "",
            "today": day == today,
        }

    return [[cell(day) for day in week] for week in months.Calendar().monthdatescalendar(year, month)]


def _named(day: date, days: Calendar, named: dict[date, CalendarDay]) -> dict[str, Any]:
    return {
        "day": day,
        "last": day,
        "said": words.day(day),
        "kind": days.kind(day).value,
        "sign": SIGNS.get(days.kind(day).value, ""),
        "name": named[day].name,
    }


def _names(year: int, month: int, named: dict[date, CalendarDay], days: Calendar) -> list[dict[str, Any]]:
    """What the days of a month are and are called: those alike in a row as 1–7, each day that is worked for another
    by itself."""
    found: list[dict[str, Any]] = []
    for day in sorted(one for one in named if (one.year, one.month) == (year, month)):
        one = _named(day, days, named)
        before = found[-1] if found else None
        if one["kind"] == Kind.MAKE_UP.value or before is None or not _goes_on(before, one):
            found += [one] if one["name"] or one["sign"] else []
        else:
            before["last"] = day
    return found


def _goes_on(before: dict[str, Any], one: dict[str, Any]) -> bool:
    """Is this the next day, and alike?"""
    alike = (before["kind"], before["name"]) == (one["kind"], one["name"])
    return alike and (one["day"] - before["last"]).days == 1


def _written_day(
    request: HttpRequest, year: int, days: Calendar, named: dict[date, CalendarDay]
) -> dict[str, Any] | None:
    """The day that was just changed, and what it is now: told in its month, where the page lands."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    if day.year != year or day not in named:
        return None
    return {
        "day": day,
        "weekday": WEEK[day.weekday()],
        "kind": KINDS[days.kind(day).value],
        "name": named[day].name,
    }


def last_recount() -> dict[str, Any] | None:
    """What the last change of the calendar or the hours came to, as figures."""
    job = Job.objects.filter(kind=KIND).order_by("-pk").first()
    if job is None:
        return None
    names = ("looked", "later", "earlier", "promises")
    return {"job": job, "done": job.state == "done", **{name: job.params.get(name, 0) for name in names}}


@login_required
@require_safe
def pick(request: HttpRequest, year: int) -> HttpResponse:
    """The day that somebody wants off: its own page, where it is confirmed. One that is none goes back to the year."""
    request.actor.require(KEEP, top(request.now))  # type: ignore[attr-defined]
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return redirect("desk:calendar_year", year)
    if not FIRST <= day.year <= LAST:
        raise Http404
    return redirect(reverse("desk:calendar_day", args=[day.year, day.month, day.day]) + "?kind=holiday")


@login_required
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """When the offices of one's areas are open; the nearest area that says so counts."""
    seen.read(request)
    places = seen.places(request)
    own = {row.area_path: row for row in OfficeHours.objects.filter(area_path__in=[a.path for a in places])}
    rule = setting("office.hours")
    lines = [
        {
            "area": area,
            "own": own.get(area.path),
            "days": _spoken(own[area.path]) if area.path in own else [],
            "keeps": seen.keeps(request, area.path, verb=KEEP),
        }
        for area in places
    ]
    top = hours_of(places[0], rule) if places else []
    context = {"lines": lines, "top": top, "recount": last_recount()}
    return shell.page(request, "desk/calendar/hours.html", HERE | context)


WEEK = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
MAKE_UP = _("Make-up workdays")


def week_at(area: Area) -> tuple[list[str], str]:
    """The hours that count at an area now, as they are written: Monday to Sunday, make-up day."""
    found = hours_at(area.path)
    return [_written(day) for day in found.week], _written(found.make_up)


def _written(day: Any) -> str:
    clock = "{:02d}:{:02d}"
    return " ".join(f"{clock.format(*divmod(a, 60))}-{clock.format(*divmod(b, 60))}" for a, b in day)


def hours_of(area: Area, rule: dict[str, Any]) -> list[tuple[str, str]]:
    week, make_up = week_at(area)
    return _together(week, make_up)


def _spoken(row: OfficeHours) -> list[tuple[str, str]]:
    return _together(row.week, row.make_up)


def _together(week: list[str], make_up: str) -> list[tuple[str, str]]:
    """Days that are alike in one line: Monday–Friday 09:00-12:00; closed days are said to be closed."""
    lines: list[tuple[str, str]] = []
    first = 0
    for n, day in enumerate(week):
        if n + 1 < len(week) and week[n + 1] == day:
            continue
        span = str(WEEK[first]) if first == n else f"{WEEK[first]}–{WEEK[n]}"
        lines.append((span, day))
        first = n + 1
    return [*lines, (str(MAKE_UP), make_up)]
