"""The month of a community as the phone tells it, in the reader's language: the same numbers as on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.cases.models import Category
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.faces.words.saying import MONTHS
from linli.insights.monthly import Month, StillOpen


@dataclass(frozen=True, slots=True)
class Line:
    """A matter, and what is told of it."""

    matter: str
    said: str


@dataclass(frozen=True, slots=True)
class Told:
    """`figures`: what, and how many; all that came in stands first. Sentences are "" where there is nothing to say."""

    figures: list[tuple[str, int]]
    said: list[str]
    asked: list[Line]
    open_line: str
    still_open: list[Line]
    more_open: str


def tell(month: Month, of: str, now: datetime) -> Told:
    """`of`: which month, 2026-11."""
    return Told(
        _figures(month),
        _said(month),
        [Line(_matter(one.matter), _asked(one.number, one.done, one.days)) for one in month.asked],
        _open_line(month, str(MONTHS[int(of[5:]) - 1])),
        [
            Line(
                f"{_matter(one.matter)} · {one.number}" if one.number > 1 else _matter(one.matter),
                _open(one, now),
            )
            for one in month.still_open
        ],
        _more(month.left),
    )


def _matter(matter: Category | None) -> str:
    return localized(matter, "name") if matter else _("Other matters")


def _figures(month: Month) -> list[tuple[str, int]]:
    """How many came in, and the groups that are together all of them."""
    found = [
        (pgettext("month", "Received"), month.received),
        (pgettext("month", "Done"), month.done),
        (pgettext("month", "Under way"), month.open),
    ]
    if month.otherwise:
        found.append((pgettext("month", "Taken back, joined, not for here"), month.otherwise))
    return found


def _said(month: Month) -> list[str]:
    """How long it took, and what residents said where enough of them did."""
    found = []
    if month.days is not None:
        found.append(_soon(month.done, month.days))
    if month.answered:
        numbers = {"n": month.answered, "solved": month.solved}
        found.append(_("%(n)s rated it, %(solved)s said it was solved.") % numbers)
    return found


def _soon(number: int, days: float) -> str:
    """Of one it is told, of more of half of them."""
    plural = 1 if days == 1 else 2
    if number == 1 and not days:
        text = _("The one that is done was done the same day.")
    elif number == 1:
        text = ngettext(
            "The one that is done was done within %(days)s day.",
            "The one that is done was done within %(days)s days.",
            plural,
        )
    elif not days:
        text = _("Half of the %(n)s that are done were done the same day.")
    else:
        text = ngettext(
            "Half of the %(n)s that are done were done within %(days)s day.",
            "Half of the %(n)s that are done were done within %(days)s days.",
            plural,
        )
    return text % {"n": number, "days": f"{days:g}"}


def _asked(number: int, done: int, days: float | None) -> str:
    said = _("%(n)s asked, %(done)s done") % {"n": number, "done": done}
    if days is None:
        return said
    soon = _("usually done the same day")
    usually = ngettext("usually done in %(n)s day", "usually done in %(n)s days", 1 if days == 1 else 2)
    return f"{said} · {usually % {'n': f'{days:g}'} if days else soon}"


def _open_line(month: Month, name: str) -> str:
    """How what is listed as under way goes with the number on top."""
    numbers = {
        "all": month.open + month.elsewhen,
        "here": month.open,
        "elsewhen": month.elsewhen,
        "month": name,
    }
    if not numbers["all"]:
        return ""
    if not month.elsewhen:
        return _("Under way now: %(all)s, all received in %(month)s.") % numbers
    return (
        _("Under way now: %(all)s. Received in %(month)s: %(here)s, in other months: %(elsewhen)s.") % numbers
    )


def _open(one: StillOpen, now: datetime) -> str:
    given, colon = pgettext("portal", "Date given"), _(": ")
    return f"{_why(one)} · {given}{colon}{_until(one.until, now)}"


def _why(one: StillOpen) -> str:
    office = localized(one.office, "name") if one.office else ""
    if one.status == "listed":
        return _("cannot be done for now, on the long list")
    if one.pause:
        return _("%(reason)s (%(office)s)") % {"reason": words.PAUSES[one.pause], "office": office}
    if one.status == "resolved":
        return _("done, %(office)s checks it") % {"office": office}
    return _("with %(office)s") % {"office": office}


def _until(until: datetime | None, now: datetime) -> str:
    if until is None:
        return _("not known yet")
    day = words.day(timezone.localdate(until))
    return _("%(day)s, overdue") % {"day": day} if until < now else day


def _more(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(n)s more is under way; ask and you are told.",
        "%(n)s more are under way; ask and you are told.",
        number,
    ) % {"n": number}
