"""A share as a bar and a number: hundreds on a page, so written here and not as a template of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from linli.faces.desk.figures.showing import Cell

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
    return mark_safe(f'{drawn}<span class="n">{escape(cell.text)}{small}</span>')  # both texts are escaped


@register.filter
def bars(cells: Iterable[Cell]) -> SafeString:
    """{{ row.cells|bars }}: the cells of a row of a table, each with its bar."""
    return mark_safe("".join([f'<td class="share">{bar(cell)}</td>' for cell in cells]))
