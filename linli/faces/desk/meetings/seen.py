"""What this person sees and may do here."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.cases import meeting
from linli.cases.models import Case, ProblemItem, Reception
from linli.people.models import Office

KINDS: dict[str, Any] = {"reception": _("Leaders' reception day"), "friday": _("Friday, face to face")}
STATES: dict[str, Any] = {
    "new": _("nobody decided yet who does it"),
    "doing": _("being done"),
    "answered": _("answered"),
    "calling": _("to be called back"),
    "done": _("done"),
}
LATE: dict[str, Any] = {
    "hand": _("not handed on in time"),
    "due": _("its step is late"),
    "call": _("the call back is late"),
}
RESULTS: dict[str, Any] = {
    "reached": _("reached"),
    "unreachable": _("nobody answered"),
    "gone": _("opened again"),
}


def posts(request: HttpRequest) -> list[Any]:
    return list(request.posts)  # type: ignore[attr-defined]


def holds(request: HttpRequest) -> list[Office]:
    """Offices for which this person sets up reception days."""
    ids = meeting.holding(posts(request))
    return list(Office.objects.filter(pk__in=ids).select_related("area").order_by("area__path", "id"))


def reception(request: HttpRequest, pk: int) -> Reception:
    found = meeting.receptions_seen(request.scope).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def rows(request: HttpRequest, days: list[Reception]) -> dict[int, list[meeting.Row]]:
    return meeting.rows_of(days, request.scope, request.now)  # type: ignore[attr-defined]


def branches(request: HttpRequest) -> list[Office]:
    return list(meeting.branches_of(posts(request)))


def branch(request: HttpRequest, pk: int) -> Office:
    found = next((one for one in branches(request) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def item(request: HttpRequest, pk: int) -> ProblemItem:
    """A line of a list that this person writes or keeps the meeting of, of a case they see."""
    seen = Case.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    found = ProblemItem.objects.select_related("branch__superior", "case__area", "case__office")
    row = found.filter(pk=pk, branch__in=branches(request), case__in=seen).first()
    if row is None:
        raise Http404
    return row
