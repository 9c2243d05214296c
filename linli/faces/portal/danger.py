"""Danger first: the numbers of this place, and what "very urgent" means there at this hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.cases.actions.moving import clock
from linli.cases.models import Case
from linli.cases.queries import answerers
from linli.common.worktime import Span
from linli.faces import words
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting
from linli.people.models import Office, OfficeKind
from linli.people.queries import duty_over

ROLES = (
    "water",
    "gas",
    "power",
    "heating",
)  # of the catalogue: whoever answers for these is called before typing
MOST = 4
ALWAYS = ("110", "119", "120")  # stand in large print wherever danger is asked about


@dataclass(frozen=True, slots=True)
class Number:
    """One number to call: the water works, 0399-…"""

    name: str
    phone: str


def utilities(path: str, answers: dict[str, Office] | None = None) -> list[Number]:
    """Telephones of water, gas, power and heat at a place, then those of other utilities; each number once."""
    answers = answerers(path) if answers is None else answers
    above = [path[:n] for n in range(1, len(path) + 1)]
    named = [answers[role] for role in ROLES if role in answers]
    others = Office.objects.filter(kind=OfficeKind.UTILITY, area__path__in=above).order_by("id")[:MOST]
    found: dict[str, Number] = {}
    for office in (*named, *others):
        if office.phone:
            found.setdefault(office.phone, Number(localized(office, "name"), office.phone))
    return list(found.values())[:MOST]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears of danger at this hour. `who` is "" where nobody is on duty; then `first_look` says when it is read."""

    who: str
    phone: str
    within: str
    first_look: datetime | None = None


def watch(path: str, now: datetime) -> Watch:
    shift = duty_over(path, now)
    rule = setting("cases.urgent", path)
    if shift is not None:
        return Watch(shift.user.name, shift.phone, words.span_words(rule["red"]))
    return Watch("", "", "", clock(path).after(Span.read(rule["yellow"]), now))


def watch_of(case: Case, now: datetime) -> Watch | None:
    """Who is on duty for a red case while somebody still has to come; what is about staff goes past all of them."""
    if case.urgency != "red" or case.status != "open" or case.restricted:
        return None
    return watch(case.area_path, now)
