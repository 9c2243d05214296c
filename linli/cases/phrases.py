"""Canned answers: which ones somebody is offered in the form of a verb."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.cases.models import Phrase
from linli.people.models import Office
from linli.people.queries import chain_of


def offered(office: Office | None, step: str) -> list[Phrase]:
    """Those of an office for a step of the desk, then those of the offices above it, in the order of their names."""
    if office is None:
        return []
    chain = [one.pk for one in chain_of(office)]
    found = kept().filter(office__in=chain, verb=step).order_by("name", "id")
    return sorted(found, key=lambda one: chain.index(one.office_id))


def kept() -> QuerySet[Phrase]:
    return Phrase.objects.filter(retired_at=None)
