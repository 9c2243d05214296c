"""Bars, rows and choices: hundreds on a page, so written here and not as templates of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from linli.faces.desk.figures.showing import Cell
    from linli.faces.desk.figures.tables import Row

register = template.Library()
_BAR = (
    '<svg class="fig-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="g" width="100" height="6"/><rect class="v" width="%d" height="6"/></svg>'
)


@register.filter
def bar(cell: Cell) -> SafeString:
    """{{ cell|bar }}: the words beside it say the same, so the bar itself is silent."""
    drawn = "" if cell.width is None else _BAR % cell.width
    small = f" <small>{escape(cell.small)}</small>" if cell.small else ""
    text = f'<a href="{escape(cell.link)}">{escape(cell.text)}</a>' if cell.link else escape(cell.text)
    return mark_safe(f'{drawn}<span class="n">{text}{small}</span>')  # texts and link are escaped


@register.filter
def lines(rows: Sequence[Row]) -> SafeString:
    """{{ table|lines }}: the rows of a table, each with its link, its bars, and what is open and late now."""
    standing = rows[0].now is not None
    return mark_safe("\n".join([_line(row, standing=standing) for row in rows]))  # all texts are escaped


def _line(row: Row, *, standing: bool) -> str:
    label, link = escape(row.label), escape(row.link)
    name = f'<a href="{link}">{label}</a>' if link else label
    shares = "".join(
        [f'<td class="share{" over" if cell.link else ""}">{bar(cell)}</td>' for cell in row.cells]
    )
    now = '<td class="r"></td><td class="r"></td>' if standing else ""
    if row.now is not None:
        late = " over" if row.now.overdue else ""
        open_, over = _now(row, "open_now", row.now.open), _now(row, "overdue_now", row.now.overdue)
        now = f'<td class="r">{open_}</td><td class="r{late}">{over}</td>'
    return f'<tr><th scope="row">{name}</th>{now}{shares}<td class="r nb">{escape(row.days)}</td></tr>'


def _now(row: Row, code: str, number: int) -> str:
    """How many, and the way to them."""
    if not number or not row.link:
        return str(number)
    return f'<a href="{reverse("desk:figure_rows")}{escape(row.link)}&amp;figure={code}">{number}</a>'


@register.filter
def options(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """{{ months|options:month }}: (value, label) as what a select offers."""
    return _options(choices, chosen, "")


@register.filter
def names(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """{{ places|names:path }}: the same with names that somebody wrote, whatever the language of the page."""
    return _options(choices, chosen, " data-said")


def _options(choices: Iterable[tuple[object, object]], chosen: object, mark: str) -> SafeString:
    found = []
    for value, label in choices:
        here = " selected" if value == chosen else ""
        found.append(f'<option value="{escape(str(value))}"{here}{mark}>{escape(str(label))}</option>')
    return mark_safe("".join(found))  # value and label are escaped
