"""Words of the register in templates."""

from __future__ import annotations

from django import template

from linli.common.sealed import unseal
from linli.faces.desk.register import wording
from linli.faces.desk.territory.finding import ESTATE_KINDS
from linli.people.models import BreakGlass

register = template.Library()


@register.filter
def in_register(code: str, table: str) -> str:
    """{{ one.what|in_register:"OPENED" }}"""
    return str(getattr(wording, table).get(code, code))


@register.filter
def estate_kind(code: str) -> str:
    return str(ESTATE_KINDS.get(code, code))


@register.filter
def read_for(code: str) -> str:
    return str(wording.purpose(code))


@register.filter
def glass_words(glass: BreakGlass) -> str:
    """What somebody wrote when they opened a household; for their superior."""
    return unseal(glass.words, "glass")
