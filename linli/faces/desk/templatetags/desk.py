"""Small helpers of the desk's templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from linli.cases.workflow import URGENCIES
from linli.faces import words
from linli.faces.desk.staff import words as staff_words
from linli.faces.templatetags.linli import localized

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
    "helper": _("grid helper"),
    "building_head": _("building head"),
    "group_head": _("villagers' group head"),
    "centre_host": _("host of a centre household"),
    "member": _("linked Party member"),
    "first_secretary": _("first secretary"),
    "legal_officer": _("legal officer"),
    "property_manager": _("property manager"),
    "volunteer": _("volunteer"),
    "registrar": _("registrar"),
    "administrator": _("administrator of LinLi"),
    "dispatcher": _("dispatcher"),
    "leader": _("head of office"),
    "clerk": _("clerk"),
}


@register.filter
def role(code: str) -> str:
    """What somebody is at their office, in the reader's language."""
    return str(ROLES.get(code, ""))


@register.filter
def local_office(post: Any) -> str:
    """The office of a held post, in the reader's language."""
    return localized(post, "office_name")


@register.filter
def kind_of_office(code: str) -> str:
    return str(staff_words.OFFICE_KINDS.get(code, code))


@register.filter
def skill(code: str) -> str:
    return str(staff_words.SKILLS.get(code, code))


@register.simple_tag
def span(since: datetime, until: datetime) -> str:
    """{% span absence.since absence.until %}: the days from–to, the last one included."""
    return staff_words.span(since, until)


@register.filter
def day(at: datetime) -> str:
    """Fri 27 Nov"""
    return staff_words.day(at)


@register.filter
def clock(at: datetime) -> str:
    """08:30"""
    return f"{timezone.localtime(at):%H:%M}"
