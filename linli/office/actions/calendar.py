"""The calendar and the hours that deadlines are counted by (工作日历, 办公时间)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.worktime import Hours
from linli.journal.actions import record
from linli.office import registry
from linli.office.models import CalendarDay, DayKind, OfficeHours
from linli.office.queries import is_known_year

Day = tuple[date, str, str]  # day, kind, name


@transaction.atomic
def enter_year(year: int, days: Iterable[Day], *, notice: str, by: Actor, at: datetime) -> int:
    """Enter the notice of a year whole: what stood there of that year goes. Returns how many days it names.

    Refuses wrong_day (a day of another year, a kind that is none), empty_year.
    """
    by.require("keep.rules", registry.top(at))  # its days are those of everywhere
    rows = {day: (kind, name) for day, kind, name in days}
    for day, (kind, _) in rows.items():
        if day.year != year or kind not in DayKind.values:
            raise refuse("wrong_day", day=day.isoformat())
    if not rows:
        raise refuse("empty_year", year=year)
    CalendarDay.objects.filter(day__year=year).delete()
    made = [
        CalendarDay(day=day, kind=kind, name=name, notice=notice, changed_at=at)
        for day, (kind, name) in rows.items()
    ]
    CalendarDay.objects.bulk_create(made)
    last = CalendarDay.objects.get(day=max(rows))
    record("calendar.year_entered", last, by=by, at=at, year=year, days=len(made), notice=notice)
    return len(made)


@transaction.atomic
def change_day(day: date, kind: str, *, name: str = "", by: Actor, at: datetime) -> CalendarDay:
    """Say what one day is. Refuses wrong_day, year_not_entered: one day alone would pass for a whole notice."""
    by.require("keep.rules", registry.top(at))  # its days are those of everywhere
    if not is_known_year(day.year):
        raise refuse("year_not_entered", year=day.year)
    if kind not in DayKind.values:
        raise refuse("wrong_day", day=day.isoformat())
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"kind": kind, "name": name, "changed_at": at}
    )
    record("calendar.day_changed", row, by=by, at=at, day=day.isoformat(), kind=kind)
    return row


@transaction.atomic
def set_hours(area_path: str, week: list[str], make_up: str, *, by: Actor, at: datetime) -> OfficeHours:
    """When the offices of an area are open. Refuses wrong_hours."""
    by.require("keep.rules", area_path)
    try:
        hours = Hours.read(week, make_up)
    except (ValueError, AttributeError):
        raise refuse("wrong_hours") from None
    if not any(hours.week):
        raise refuse("never_open")
    row, _ = OfficeHours.objects.update_or_create(
        area_path=area_path, defaults={"week": week, "make_up": make_up, "changed_at": at}
    )
    record("hours.set", row, by=by, at=at, area_path=area_path)
    return row
