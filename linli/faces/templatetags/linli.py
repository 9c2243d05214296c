"""Tags and filters every template may use: icons, dates in words, words for codes, the right language of a name."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from linli.faces import words

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """{% icon "phone" "lg" %}: a symbol of the sprite; decoration only, the word stands beside it."""
    return _icon(name, f"i {extra}".strip())


@cache  # dozens on every page, and what they are made of is in our own templates
def _icon(name: str, css: str) -> SafeString:
    sprite = static("linli/icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


@register.simple_tag
def mark() -> SafeString:
    """Our mark, beside the name."""
    sprite = static("linli/icons.svg")
    return format_html('<svg class="ll-mark" aria-hidden="true"><use href="{}#mark"/></svg>', sprite)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: datetime | None) -> str:
    """{% moment case.asked_at %}: today 14:10."""
    return words.moment(at, context["now"]) if at else ""


@register.simple_tag(takes_context=True)
def until(context: dict[str, Any], at: datetime | None) -> str:
    """{% until case.promise_at %}: by tomorrow 18:00."""
    return words.until(at, context["now"]) if at else ""


@register.simple_tag(takes_context=True)
def left(context: dict[str, Any], at: datetime | None, urgency: str = "") -> str:
    """{% left case.due_at case.urgency %}: 3 days left; of what is red, 28 minutes left."""
    return words.left(at, context["now"], urgency=urgency) if at else ""


@register.filter
def local_name(thing: Any) -> str:
    """The name of an area, office, category … in the reader's language, Chinese where there is no other."""
    return localized(thing, "name")


@register.filter
def in_words(code: str, table: str) -> str:
    """{{ case.urgency|in_words:"URGENCIES" }}"""
    return str(getattr(words, table).get(code, code))


@register.filter
def tel(number: str) -> str:
    """0399-801 2345 → 03998012345, for a tel: link."""
    return "".join(c for c in number if c.isdigit() or c == "+")


def localized(thing: Any, field: str) -> str:
    """A field or its `_en` twin; the Chinese stands where an office has not written the other."""
    if (get_language() or "").startswith("en"):
        return getattr(thing, f"{field}_en", "") or getattr(thing, field)
    return str(getattr(thing, field))


MATTER_LINE = re.compile(r"\n(?=〔[^〔〕\n]+〕(?:\n|$))")  # after it: what the form asked, and the answers


@register.filter
def own_words(text: str) -> str:
    """What somebody said themselves: without the matter and the answers that the form put behind it."""
    return MATTER_LINE.split(text)[0]


@register.filter
def form_answers(text: str) -> str:
    """The matter and the answers that the form put behind somebody's words; "" where there are none."""
    return "\n".join(MATTER_LINE.split(text)[1:])


@register.filter
def door_name(entrance: Any) -> str:
    """桂花里 3 栋 2 单元; Osmanthus Lane, Building 3, Entrance 2. Needs entrance.building loaded."""
    return words.door_name(entrance)


@register.filter
def home_name(dwelling: Any) -> str:
    """桂花里 3 栋 2 单元 302; Osmanthus Lane, Building 3, Entrance 2, 302. Needs entrance.building loaded."""
    return words.home_name(dwelling)


@register.filter
def building_name(building: Any) -> str:
    """桂花里 3 栋; Osmanthus Lane, Building 3. Needs the estate loaded."""
    return words.building_name(building)
