"""Small helpers of the desk's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from linli.cases.workflow import URGENCIES
from linli.faces import words

register = template.Library()


@register.filter
def of(table: dict[str, Any], name: str) -> Any:
    """{{ sizes|of:name }}: one value of a table, nothing where it has none."""
    return table.get(name, "")


@register.simple_tag
def urgency(code: str) -> SafeString:
    """Bars and a word: three, two, one."""
    level = 1 + URGENCIES.index(code)
    return format_html(
        '<span class="urg urg-{}"><span class="bars" aria-hidden="true"><i></i><i></i><i></i></span>{}</span>',
        level,
        words.URGENCIES[code],
    )


ROLES = {
    "grid_head": _("grid head"),
    "grid_worker": _("full-time grid worker"),
    "part_time": _("part-time grid worker"),
    "dispatcher": _("dispatcher"),
    "leader": _("head of office"),
    "clerk": _("clerk"),
}


@register.filter
def role(code: str) -> str:
    """What somebody is at their office, in the reader's language."""
    return str(ROLES.get(code, ""))
