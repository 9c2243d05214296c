"""The lines of a list: fifty on a page, so written here and not as a template of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.models import Case
from linli.faces import words
from linli.faces.desk.templatetags.desk import urgency
from linli.faces.templatetags.linli import icon, localized

if TYPE_CHECKING:
    from linli.faces.desk.lists import Row
    from linli.faces.desk.mapping import Pin

register = template.Library()


@register.simple_tag(takes_context=True)
def list_lines(context: dict[str, Any], rows: Sequence[Row]) -> SafeString:
    """{% list_lines rows %}: what and where, who has it, by when; with `pick` each can be chosen for many at once."""
    address = reverse("desk:case", args=["-"]).removesuffix("-/")
    pick, now, ended = bool(context.get("pick")), context["now"], context.get("name") == "closed"
    lines = [_line(row, n, address, now, pick=pick, ended=ended) for n, row in enumerate(rows, start=1)]
    return mark_safe("\n".join(lines))  # what people wrote is escaped where it is put in


def _line(row: Row, n: int, address: str, now: datetime, *, pick: bool, ended: bool) -> str:
    """Nobody has what has ended."""
    case = row.case
    bar = f" bar-{row.bar}" if row.bar else ""
    css = f"row{bar}{' picks' if pick else ''}{' ended' if ended else ''}"
    asked = f'<span class="nb">{escape(words.moment(case.asked_at, now))}</span>'
    small = "\u00a0· ".join([escape(place(case)), asked, *_marks(case)])  # no line begins with the point
    who = "" if ended else f'<div class="c-who">{_who(row)}</div>'
    late = " over" if row.overdue else ""
    return (
        f'<li class="{css}" data-row="{n}">{_pick(case) if pick else ""}'
        f'<span class="c-no" aria-hidden="true">{n}</span><div class="c-urg">{urgency(case.urgency)}</div>'
        f'<div class="c-what"><a href="{address}{escape(case.number)}/">{escape(case.title)}</a>'
        f"<small>{small}</small></div>"
        f'{who}<div class="c-due{late}">{_due(row, now)}</div></li>'
    )


@register.simple_tag
def map_pins(pins: Sequence[Pin], closer: str) -> SafeString:
    """{% map_pins picture.pins closer %}: each a link to its request; several together to the map from near."""
    address = reverse("desk:case", args=["-"]).removesuffix("-/")
    return mark_safe("\n".join([_pin(pin, address, closer) for pin in pins]))


def _pin(pin: Pin, address: str, closer: str) -> str:
    late = " over" if pin.overdue else ""
    said = escape(" · ".join([row.case.title for row in pin.rows]))
    drawn = f'<title>{said}</title><circle cx="{pin.x}" cy="{pin.y}" r="12"/><text x="{pin.x}" y="{pin.y}">'
    if (n := len(pin.rows)) == 1:
        to, css, label, text = (
            f"{address}{escape(pin.row.case.number)}/",
            "mp",
            f"{pin.number} {said}",
            f"{pin.number}",
        )
    else:
        to = f"{escape(closer)}&amp;only={'-'.join(map(str, pin.numbers))}"
        css, text = "mp many", f"×{n}"
        label = ngettext("%(n)s request here, look closer", "%(n)s requests here, look closer", n) % {"n": n}
    which = " ".join(map(str, pin.numbers))
    return (
        f'<a href="{to}" class="{css}{late}" data-pin="{which}" aria-label="{label}">{drawn}{text}</text></a>'
    )


@register.filter
def place(case: Case) -> str:
    """Where it is: the door and what was said of it, or the area. Needs `entrance.building.estate` loaded."""
    if case.entrance is not None:
        door = words.door_name(case.entrance)
        return f"{door}\u00a0· {case.place_words}" if case.place_words else door
    return case.place_words or localized(case.area, "name")


def _pick(case: Case) -> str:
    label = _("Choose “%(title)s”") % {"title": case.title}
    return (
        f'<label class="c-pick"><input type="checkbox" name="case" form="bulk" value="{escape(case.number)}">'
        f'<span class="vh">{escape(label)}</span></label>'
    )


def _marks(case: Case) -> list[str]:
    found = []
    if case.proposed:
        found.append(("hourglass", _("waits for a yes or no")))
    if case.supervised:
        found.append(("eye", _("answered for above")))
    if case.restricted:
        found.append(("lock", _("only those named see it")))
    return [f'<span class="nb">{icon(name)} {escape(said)}</span>' for name, said in found]


def _who(row: Row) -> str:
    case, task = row.case, escape(str(row.task))
    if case.task == "rating":
        return f"{escape(_('the resident'))}<small>{task}</small>"
    if case.office is None:
        return ""
    label, office = (
        f'<span class="vh">{escape(_("Who has it"))} </span>',
        escape(localized(case.office, "name")),
    )
    if case.holder is not None:
        return f"{label}{escape(case.holder.name)}<small>{office}\u00a0· {task}</small>"
    return f"{label}{office}<small>{task}\u00a0· {escape(_('not taken yet'))}</small>"


def _due(row: Row, now: datetime) -> str:
    case = row.case
    if case.paused:
        return f'<span class="tag st-wait">{icon("pause")}{escape(_("clock stands"))}</span>'
    if case.due_at is None:
        if not case.outcome:
            return ""
        ended = escape(words.moment(case.closed_at, now)) if case.closed_at else ""
        how = str(words.CLOSINGS.get(case.outcome, case.outcome))
        return f"<b>{escape(how)}</b><small>{ended}</small>"
    due = f"<b>{escape(words.moment(case.due_at, now))}</b>"
    if case.status == "listed":
        again = escape(_("looked at again"))
        return f"{due}<small>{icon('book-open')} {again}</small>"
    left = escape(words.left(case.due_at, now, urgency=case.urgency))
    label = f'<span class="vh">{escape(_("By when"))} </span>'
    return f"{label}{due}<small>{icon('clock') if row.overdue else ''}{left}</small>"
