"""Filters of the residents' pages."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from linli.faces import words
from linli.faces.portal.phrases import ROLES
from linli.faces.templatetags.linli import localized

register = template.Library()


@register.filter
def portal_role(role: str) -> str:
    """grid_worker → 网格员."""
    return str(ROLES.get(role, ""))


@register.filter
def local_text(thing: Any, field: str) -> str:
    """{{ office|local_text:"address" }}: any field with an `_en` twin, in the reader's language."""
    return localized(thing, field)


@register.filter
def opening_hours(office: Any) -> list[tuple[str, str]]:
    """周一至周五 9:00–12:00；周六 9:00 → [("周一至周五", "9:00–12:00"), ("周六", "9:00")]; "" where no days lead."""
    parts = [part for part in re.split(r"[；;]\s*", localized(office, "hours")) if part]
    split = [re.fullmatch(r"(\D\S*)\s+(\d.*)", part) for part in parts]
    return [(m[1], m[2]) if m else ("", part) for m, part in zip(split, parts, strict=True)]


@register.filter
def local_name_or_none(thing: Any) -> str:
    """The name of an office, "" where there is none."""
    return localized(thing, "name") if thing else ""


@register.filter
def until_of(at: datetime | None, now: datetime) -> str:
    """As {% until %}, for use inside blocktranslate."""
    return words.until(at, now) if at else ""


@register.filter(expects_localtime=True)
def day_words(day: date) -> str:
    """周五 11月27日."""
    return words.day(day)


@register.filter
def hour(at: datetime) -> str:
    """08:30."""
    return f"{timezone.localtime(at):%H:%M}"
