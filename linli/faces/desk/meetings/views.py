"""Reception days: those to come, those that were, one of them with its rows, a new one, calling one off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions, convening, meeting
from linli.cases.models import Reception
from linli.common.refusals import refuse
from linli.faces import scope, words
from linli.faces.desk import reading, sheets, shell
from linli.faces.desk.meetings import seen
from linli.faces.desk.meetings.forms import DayForm
from linli.people.models import Office

COMING, PAST = 40, 30


@dataclass(frozen=True, slots=True)
class Day:
    """One reception day in a list, with what of it is still open."""

    reception: Reception
    rows: int = 0
    open: int = 0
    late: int = 0
    today: bool = False

    def sits(self, users: Collection[int]) -> bool:
        """Is one of these people at the table?"""
        return any(host.pk in users for host in self.reception.hosts.all())

    @property
    def kind(self) -> str:
        return str(seen.KINDS[self.reception.kind])


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting about a request, in words: who called it, who comes, which request where it may be seen."""

    meeting: convening.Meeting
    by_office: Office | None
    called: list[Office]
    today: bool = False


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    if not seen.posts(request):
        raise refuse("no_post_now")
    now = request.now  # type: ignore[attr-defined]
    days = meeting.receptions_seen(request.scope)  # type: ignore[attr-defined]
    coming = list(days.filter(until__gt=now).order_by("since", "id")[:COMING])
    past = list(days.filter(until__lte=now, cancelled_at=None).order_by("-since", "-id")[:PAST])
    rows = seen.rows(request, [*coming, *past])
    all_coming, all_past = ([_day(one, rows, request) for one in some] for some in (coming, past))
    users = shell.users(request)
    mine = [day for day in all_coming if day.sits(users) and day.reception.cancelled_at is None]
    left = [day for day in reversed(all_past) if day.sits(users) and day.open]
    context = {
        "here": "meetings",
        "mine": mine,
        "left": left,
        "sittings": _sittings(request),
        "coming": [day for day in all_coming if day not in mine],
        "past": [day for day in all_past if day not in left],
        "may_set_up": bool(seen.holds(request)),
        "branches": seen.branches(request),
        "public": request.build_absolute_uri(reverse("portal:receptions")),
    }
    return shell.page(request, "desk/meetings/start.html", context)


def _day(one: Reception, rows: dict[int, list[meeting.Row]], request: HttpRequest) -> Day:
    mine = rows.get(one.pk, [])
    today = timezone.localtime(one.since).date() == timezone.localtime(request.now).date()  # type: ignore[attr-defined]
    late = sum(bool(row.late) for row in mine)
    return Day(one, len(mine), sum(row.is_open for row in mine), late, today)


def _sittings(request: HttpRequest) -> list[Sitting]:
    """Meetings about requests to which this person goes, or whose minutes they still have to write."""
    found = convening.meetings_of(shell.users(request), shell.offices(request), request.scope, request.now)  # type: ignore[attr-defined]
    ids = {pk for one in found for pk in (*one.called, one.office_id) if pk is not None}
    offices = Office.objects.in_bulk(ids)
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    return [
        Sitting(
            one,
            offices.get(one.office_id or 0),
            [offices[pk] for pk in one.called if pk in offices],
            timezone.localdate(one.at) == today,
        )
        for one in found
    ]


def crumbs() -> list[tuple[str, str]]:
    return [(_("Receptions and meetings"), reverse("desk:meetings"))]


def day_name(one: Reception) -> str:
    local, end = timezone.localtime(one.since), timezone.localtime(one.until)
    return f"{words.day(local.date())} {local:%H:%M}–{end:%H:%M}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_day(request: HttpRequest) -> HttpResponse:
    offices = seen.holds(request)
    if not offices:
        raise PermissionDenied
    form = DayForm(offices, request.now, request.POST if request.method == "POST" else None)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        given = form.arguments(values)
        office = given.pop("office")
        by = scope.in_office(request, office.pk)
        made = actions.set_up_reception(office, **given, by=by, at=request.now)  # type: ignore[attr-defined]
        return {"made": len(made), "left_out": given["weeks"] - len(made), "first": made[0].pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        n, out = answer["made"], answer["left_out"]
        told = ngettext("%(n)s day is set up.", "%(n)s days are set up.", n) % {"n": n}
        if out:
            told += " " + ngettext(
                "%(n)s week is left out: a public holiday.", "%(n)s weeks are left out: public holidays.", out
            ) % {"n": out}
        messages.success(request, told)
        return redirect("desk:meetings")

    page = {
        "here": "meetings",
        "title": _("Set up reception days"),
        "button": _("Set them up"),
        "icon": "calendar",
        "back": reverse("desk:meetings"),
        "crumbs": crumbs(),
    }
    return sheets.handle(request, form, page, work, then)


@login_required
@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day: each thing that was said, on its way to being called back."""
    one = seen.reception(request, pk)
    rows = seen.rows(request, [one]).get(pk, [])
    now, by = request.now, seen.posts(request)  # type: ignore[attr-defined]
    sits = meeting.sits_there(one, request.user.pk, by)
    context = {
        "here": "meetings",
        "one": one,
        "kind": seen.KINDS[one.kind],
        "name": day_name(one),
        "rows": told(rows, request),
        "counts": counts(rows),
        "may_write": sits and one.cancelled_at is None and _is_open(one, now),
        "may_cancel": one.office_id in meeting.holding(by)
        and one.cancelled_at is None
        and one.until > now
        and not rows,
        "crumbs": crumbs(),
    }
    return shell.page(request, "desk/meetings/day.html", context)


def _is_open(one: Reception, now: Any) -> bool:
    first_hour = timezone.localtime(one.since).replace(hour=0, minute=0)
    return bool(first_hour <= now <= one.until + meeting.AFTER)


@dataclass(frozen=True, slots=True)
class Told:
    """A row in words."""

    row: meeting.Row
    where: str
    state: str
    late: str
    result: str


def told(rows: list[meeting.Row], request: HttpRequest) -> list[Told]:
    found = []
    for row in rows:
        result = seen.RESULTS.get(row.call.result, "") if row.call is not None and row.call.closed_at else ""
        late = str(seen.LATE[row.late]) if row.late else ""
        where = reading.where_now(row.case, request.user.pk)
        found.append(Told(row, where, str(seen.STATES[row.state]), late, str(result)))
    return found


def counts(rows: list[meeting.Row]) -> dict[str, int]:
    """How many were said, handed on, answered, called back; and how many are late."""
    states = Counter(row.state for row in rows)
    return {
        "said": len(rows),
        "handed": len(rows) - states["new"],
        "answered": states["answered"] + states["calling"] + states["done"],
        "done": states["done"],
        "late": sum(bool(row.late) for row in rows),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    one = seen.reception(request, pk)
    if one.office_id not in meeting.holding(seen.posts(request)):
        raise PermissionDenied
    form = sheets.Sheet(request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by = scope.in_office(request, one.office_id)
        actions.cancel_reception(one, by=by, at=request.now)  # type: ignore[attr-defined]
        return {"cancelled": one.pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("Called off. The public page says so."))
        return redirect("desk:meetings")

    page = {
        "here": "meetings",
        "title": _("Call this day off"),
        "lead": _(
            "%(day)s, %(place)s. It stays on the public page, struck through, so that nobody comes in vain."
        )
        % {"day": day_name(one), "place": one.place},
        "button": _("Call it off"),
        "icon": "x",
        "back": reverse("desk:reception", args=[pk]),
        "crumbs": [*crumbs(), (day_name(one), reverse("desk:reception", args=[pk]))],
    }
    return sheets.handle(request, form, page, work, then)
