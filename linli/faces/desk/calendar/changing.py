"""Writing the calendar: a year's notice whole, one day, the hours of an area."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from linli.common.worktime import Hours
from linli.faces import words
from linli.faces.desk.calendar import notices
from linli.faces.desk.calendar.views import FIRST, HERE, KEEP, KINDS, LAST, MAKE_UP, WEEK, week_at
from linli.faces.desk.forms import Option, Tidy, told
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.templatetags.linli import localized
from linli.office.actions import calendar as actions
from linli.office.models import CalendarDay
from linli.office.queries import calendar, is_known_year
from linli.office.registry import top
from linli.territory.models import Area

either = require_http_methods(["GET", "HEAD", "POST"])
LARGEST = 200_000  # bytes of a file with days
LATER = gettext_lazy("Running limits are counted anew now. What was told to a resident does not get later.")
WRONG: dict[str, Any] = {
    "no_day": gettext_lazy("no day found, or more than two; write 2027-02-06 至 2027-02-12"),
    "no_kind": gettext_lazy("it does not say what the day is; write 放假 or 上班"),
    "no_such_day": gettext_lazy("there is no such day"),
    "other_year": gettext_lazy("a day of another year"),
    "backwards": gettext_lazy("it ends before it begins"),
    "too_long": gettext_lazy("longer than forty days"),
    "twice": gettext_lazy("this day stands there twice, and not alike"),
}


def around(title: str, year: int, **more: Any) -> dict[str, Any]:
    back = reverse("desk:calendar_year", args=[year])
    crumbs = [(_("Calendar"), reverse("desk:calendar")), (str(year), back)]
    return {**HERE, "title": title, "crumbs": crumbs, "back": back, "lead": LATER, **more}


MEANS: dict[str, Any] = {
    "holiday": gettext_lazy("Off by law or by a notice, also on a weekday. No limit counts it."),
    "make_up": gettext_lazy("Worked although it is a Saturday or Sunday, for a day off elsewhere."),
    "rest": gettext_lazy("An ordinary Saturday or Sunday. No limit counts it."),
    "workday": gettext_lazy("An ordinary day at the office. Limits count it."),
}


class NoticeSheet(Sheet):
    about = {"empty_year": "days"}
    notice = Tidy(
        label=gettext_lazy("Which notice?"),
        help_text=gettext_lazy("Its number, such as 国办发明电〔2026〕7号."),
        max_length=60,
        error_messages={"required": gettext_lazy("Say which notice it is.")},
    )
    days = forms.CharField(
        label=gettext_lazy("The days it names"),
        help_text=gettext_lazy(
            "One line each: the day or the range, 放假 or 上班, the name. "
            "For example 2027-02-06 至 2027-02-12 放假 春节. "
            "Lines from a sheet (CSV) or TOML fit too. What stood there of this year goes."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        strip=False,
        max_length=60_000,
        error_messages={"required": gettext_lazy("Paste the days that the notice names.")},
    )

    def __init__(self, data: Any = None, *, year: int, **more: Any) -> None:
        super().__init__(data, **more)
        self.year = year

    def clean_days(self) -> tuple[tuple[date, str, str], ...]:
        found = notices.read(self.cleaned_data["days"], self.year)
        if found.wrong:
            raise ValidationError(
                [
                    _("Line %(line)s, “%(found)s”: %(why)s")
                    % {"line": one.line, "found": one.found, "why": WRONG[one.kind]}
                    for one in found.wrong[:20]
                ]
            )
        return found.days


@login_required
@either
def notice(request: HttpRequest, year: int) -> HttpResponse:
    """Enter the notice of a year whole."""
    request.actor.require(KEEP, top(request.now))  # type: ignore[attr-defined]
    _real(year)
    rows = CalendarDay.objects.filter(day__year=year).order_by("day")
    stands = notices.write(list(rows.values_list("day", "kind", "name")))
    said = rows.exclude(notice="").values_list("notice", flat=True).first() or ""
    sheet = NoticeSheet(request.POST or None, year=year, initial={"days": stands, "notice": said})

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        n = actions.enter_year(year, values["days"], notice=values["notice"], by=by, at=at)
        return {"number": n}

    def then(answer: dict[str, Any]) -> HttpResponse:
        n = answer["number"]
        said = ngettext("%(n)s day of %(year)s written.", "%(n)s days of %(year)s written.", n)
        return _done(request, said % {"n": n, "year": year}, year)

    title = _("The holiday notice for %(year)s") % {"year": year}
    return handle(request, sheet, around(title, year, button=_("Write these days")), work, then)


def _done(request: HttpRequest, said: str, year: int) -> HttpResponse:
    notes.success(request, f"{said} {LATER}")
    return redirect("desk:calendar_year", year)


def _real(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise Http404


class DaySheet(Sheet):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is this day?"),
        choices=[(code, Option(label, MEANS[code])) for code, label in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one."),
        },
    )
    name = Tidy(
        label=gettext_lazy("What is it called?"),
        help_text=gettext_lazy("May stay empty."),
        max_length=40,
        required=False,
    )

    def offer(self, day: date) -> None:
        """What such a weekday can be: Monday to Friday are off or worked, only the weekend rests and makes up."""
        kinds = ("make_up", "rest", "holiday") if day.weekday() > 4 else ("workday", "holiday")
        kinds = kinds if self.initial["kind"] in kinds else (*kinds, self.initial["kind"])
        self.fields["kind"].choices = [(code, Option(KINDS[code], MEANS[code])) for code in kinds]  # type: ignore[attr-defined]


@login_required
@either
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """Change one day of a year whose notice is entered."""
    request.actor.require(KEEP, top(request.now))  # type: ignore[attr-defined]
    _real(year)
    try:
        found = date(year, month, day)
    except ValueError:
        raise Http404 from None
    if not is_known_year(year):
        return redirect("desk:calendar_notice", year)
    row = CalendarDay.objects.filter(day=found).first()
    off = request.GET.get("kind") == "holiday"  # somebody came to make it a day off
    kind = "holiday" if off else calendar().kind(found).value
    first = {"kind": kind, "name": row.name if row else ""}
    sheet = DaySheet(request.POST or None, initial=first)
    sheet.offer(found)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        actions.change_day(found, values["kind"], name=values["name"], by=by, at=at)
        return {}

    title = f"{found:%Y-%m-%d} · {WEEK[found.weekday()]}"
    page = around(title, year, button=_("Write it"))
    month_of = f"{reverse('desk:calendar_year', args=[year])}?day={found:%Y-%m-%d}#m{month}"
    return handle(request, sheet, page, work, lambda answer: redirect(month_of))


class HoursSheet(Sheet):
    about = {"never_open": "day0"}

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        for n, label in enumerate((*WEEK, MAKE_UP)):
            hint = (
                gettext_lazy("Like 09:00-12:00 14:00-17:30; empty where it is closed.") if n in (0, 7) else ""
            )
            self.fields[f"day{n}"] = Tidy(label=label, help_text=hint, required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for n in range(8):
            text = said.get(f"day{n}", "")
            try:
                Hours.read([text, "", "", "", "", "", ""], "")
            except ValueError:
                self.add_error(f"day{n}", told(*words.refusal_words("wrong_hours", {})))
        return said


@login_required
@either
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """When the offices of one area, and all below it that say nothing else, are open."""
    area = get_object_or_404(Area, pk=pk)
    request.actor.require(KEEP, area.path)  # type: ignore[attr-defined]
    week, make_up = week_at(area)
    sheet = HoursSheet(request.POST or None, initial={f"day{n}": t for n, t in enumerate((*week, make_up))})

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        actions.set_hours(area.path, [values[f"day{n}"] for n in range(7)], values["day7"], by=by, at=at)
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        said = _("Written.")
        notes.success(request, f"{said} {LATER}")
        return redirect("desk:office_hours")

    back = reverse("desk:office_hours")
    crumbs = [(_("Calendar"), reverse("desk:calendar")), (_("Office hours"), back)]
    title = _("Hours of %(area)s") % {"area": localized(area, "name")}
    page = {
        **HERE,
        "title": title,
        "crumbs": crumbs,
        "back": back,
        "lead": LATER,
        "button": _("Write the hours"),
    }
    return handle(request, sheet, page, work, then)
