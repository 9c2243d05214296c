"""What the figures are called, and what is not counted in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.faces.words import month

# code → what it is called, and how it is counted
FIGURES: dict[str, tuple[Any, Any]] = {
    "received": (_("Requests received"), _("Every way in, done on the spot and orders from above too.")),
    "on_the_spot": (
        _("Done on the spot"),
        _("Asked and done at the same place; nobody is asked for a rating."),
    ),
    "ordered": (_("Orders from above"), _("Such as 12345; they bring their own date.")),
    "standing": (_("Not ended yet"), _("Of what came in these months.")),
    "contacted": (
        _("Contacted in time"),
        _("Somebody reached them before the first step was due; who still has time for it is left out."),
    ),
    "on_time": (
        _("On time"),
        _("Done by the first date that was told; late ones that are still open count as not."),
    ),
    "on_time_net": (
        _("On time, without pauses"),
        _("The same, without the hours in which the clock stood for a reason."),
    ),
    "solved": (_("Solved"), _("By their own last word; asking for it again takes it back.")),
    "satisfied": (_("Satisfied"), _("By their own word: satisfied, not so-so.")),
    "so_so": (pgettext_lazy("rating", "So-so"), ""),
    "unhappy": (_("Dissatisfied"), ""),
    "no_rating": (_("Closed without a rating"), _("Never counted as satisfied.")),
    "unreachable": (_("Nobody could be reached"), _("Rung three times on two days.")),
    "by_staff": (
        _("Rated through those who did it"),
        _("Entered by an office that handled it: kept out of the figures above."),
    ),
    "by_staff_solved": (_("… of these, solved"), ""),
    "by_staff_satisfied": (_("… of these, satisfied"), ""),
    "sent_back": (_("Sent back"), _("At least once; what was taken back at once does not count.")),
    "redone": (_("Done again after a check"), _("The check found something missing.")),
    "reopened": (_("Taken up again"), _("The resident said it was not solved.")),
    "refused": (_("Not accepted"), ""),
    "listed": (_("Listed for later"), _("Standing on the long list now.")),
    "withdrawn": (_("Taken back by the asker"), ""),
    "referred": (_("Shown the right way"), _("How many only: no list, and nothing below five.")),
}
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("How much"), ("received", "on_the_spot", "ordered", "standing")),
    (_("How soon"), ("contacted", "on_time", "on_time_net")),
    (
        _("What residents say"),
        (
            *("solved", "satisfied", "so_so", "unhappy", "no_rating", "unreachable"),
            *("by_staff", "by_staff_solved", "by_staff_satisfied"),
        ),
    ),
    (_("On the way"), ("sent_back", "redone", "reopened", "refused", "listed", "withdrawn", "referred")),
)
LEFT_OUT: dict[str, Any] = {
    "first_not_due": _("first step not due yet"),
    "on_the_spot": _("done on the spot"),
    "referred": _("shown the right way"),
    "not_due": _("not due yet"),
    "no_date": _("no date told yet"),
    "otherwise": _("ended or listed otherwise"),
    "paused_late": _("late, but the clock stood"),
    "by_staff": _("rated through those who did it"),
    "no_rating": _("no rating"),
    "unreachable": _("not reached"),
    "not_asked": _("not asked yet, or ended before"),
    "answered": _("rated themselves"),
    "unanswered": _("no rating at all"),
}
UNWANTED: dict[str, Any] = {
    "not_contacted": _("Not contacted in time"),
    "not_on_time": _("Not on time"),
    "not_on_time_net": _("Not on time, without pauses"),
    "not_solved": _("Not solved"),
}
NOW: dict[str, Any] = {"open_now": _("Open now"), "overdue_now": _("Overdue now")}
VIEWS: dict[str, Any] = {
    "all": _("All figures"),
    "area": _("By place"),
    "matter": _("By matter"),
    "office": _("By office"),
    "days": _("How long it took"),
    "time": _("Month by month"),
}
COLUMNS: dict[str, Any] = {  # of the sheet
    "number": _("Number"),
    "received": _("Received at"),
    "way": _("Way in"),
    "community": _("Community"),
    "grid": _("Grid"),
    "matter": _("Matter"),
    "class": _("Class"),
    "urgency": _("Urgency"),
    "status": _("Status"),
    "level": _("With whom"),
    "office": _("Office"),
    "outcome": _("How it ended"),
    "first_promise": _("First date told"),
    "promise": _("Date told"),
    "contacted": _("First contact"),
    "resolved": _("Reported done"),
    "closed": _("Closed"),
    "days": _("Days"),
    "reopened": _("Taken up again"),
    "sent_back": _("Sent back"),
    "source": _("Source"),
    "source_number": _("Number at the source"),
}
SPANS = {1: _("one month"), 3: _("three months"), 12: _("twelve months")}


def name(code: str) -> str:
    if code in NOW:
        return str(NOW[code])
    return str(UNWANTED[code] if code in UNWANTED else FIGURES[code][0])


def months(first: str, last: str) -> str:
    if first == last:
        return month(last)
    return gettext("%(first)s to %(last)s") % {"first": month(first), "last": month(last)}


def half(value: float | None) -> str:
    """Of the median, as one says it: half were done the same day, within 3 days."""
    if value is None:
        return "–"
    if value == 0:
        return gettext("the same day")
    return ngettext("within %(n)s day", "within %(n)s days", 1 if value == 1 else 2) % {"n": f"{value:g}"}


def days(value: float | None) -> str:
    """3 天, 2.5 天; the same day is told so."""
    if value is None:
        return "–"
    if value == 0:
        return gettext("same day")
    shown = f"{value:g}"
    return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": shown}
