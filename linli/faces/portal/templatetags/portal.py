"""Filters of the residents' pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import template

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
def local_parts(thing: Any, field: str) -> list[str]:
    """Opening hours are one text; each part between semicolons gets its own line."""
    return [part for part in re.split(r"[；;]\s*", localized(thing, field)) if part]


@register.filter
def local_name_or_none(thing: Any) -> str:
    """The name of an office, "" where there is none."""
    return localized(thing, "name") if thing else ""


@register.filter
def until_of(at: datetime | None, now: datetime) -> str:
    """As {% until %}, for use inside blocktranslate."""
    return words.until(at, now) if at else ""
