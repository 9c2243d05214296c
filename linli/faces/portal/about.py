"""A complaint about somebody who serves here: whom one may choose at a door, and past whom it goes.

What was chosen is kept in the draft as codes: `u12` a person, `o5` an office or firm, `write` for "I would write it".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.actions.trusting import office_past
from linli.cases.queries import answerers
from linli.common.refusals import Refused
from linli.faces.portal.phrases import ROLES
from linli.faces.templatetags.linli import localized
from linli.people.models import Office, OfficeKind, Post
from linli.people.queries import chain_of, members, offices_over
from linli.territory.queries import Door

WRITE = "write"
MOST_FIRMS = 3
_UP = ("grid", "community", "township", "county", "prefecture")


@dataclass(frozen=True, slots=True)
class Board:
    """Whom one can choose: those who serve at this door's grid and community, their offices, the firms here."""

    people: list[Post]
    offices: list[Office]
    firms: list[Office]

    @property
    def codes(self) -> set[str]:
        people = {f"u{post.user_id}" for post in self.people}
        return people | {f"o{office.pk}" for office in (*self.offices, *self.firms)} | {WRITE}


@dataclass(frozen=True, slots=True)
class Way:
    """Where such a complaint goes: past whom (`about`, `past`), in words (`names`), and who looks into it.

    `looks` is None where nobody is above.
    """

    about: tuple[int, ...]
    past: tuple[Office, ...]
    names: list[str]
    looks: Office | None


def board(door: Door, at: datetime) -> Board:
    over = offices_over(door.grid.path)
    near = [over[kind] for kind in ("grid", "community") if kind in over]
    people: dict[int, Post] = {}
    for office in near:
        for post in members(office.pk, at):
            people.setdefault(post.user_id, post)
    return Board(list(people.values()), near, _firms(door.grid.path))


@dataclass(frozen=True, slots=True)
class Choice:
    """One line one may tick; `heading` stands above the first of its kind."""

    code: str
    name: str
    note: str = ""
    heading: str = ""


def choices(board: Board) -> list[Choice]:
    lines = [
        Choice(f"u{post.user_id}", post.user.name, str(ROLES.get(post.role, "")), _("A person") * (n == 0))
        for n, post in enumerate(board.people)
    ]
    lines += [
        Choice(f"o{office.pk}", localized(office, "name"), heading=_("An office or a firm") * (n == 0))
        for n, office in enumerate((*board.offices, *board.firms))
    ]
    write = Choice(WRITE, _("I would rather write it"), _("Or you do not know the name."), _("Otherwise"))
    return [*lines, write]


def office_to_call(looks: Office | None, path: str) -> Office | None:
    """Whose number is shown: that of who looks into it; where it rings at an office below it too, the next above.

    None where nobody has a number of their own; then the one that is always answered is shown.
    """
    if looks is None:
        return None
    lower = _UP[: _UP.index(looks.kind)] if looks.kind in _UP else _UP
    below = {office.phone for kind, office in offices_over(path).items() if kind in lower}
    return next((one for one in chain_of(looks) if one.phone and one.phone not in below), None)


def _firms(path: str) -> list[Office]:
    """Property firms of this place: who answers for it, and those whose area covers the door, the nearest first."""
    above = [path[:n] for n in range(1, len(path) + 1)]
    found = Office.objects.filter(kind=OfficeKind.PROPERTY, area__path__in=above).select_related("area")
    firms = {office.pk: office for office in sorted(found, key=lambda one: -len(one.area.path))}
    if (answers := answerers(path).get("property")) is not None and answers.kind == OfficeKind.PROPERTY:
        firms = {answers.pk: answers, **firms}
    return list(firms.values())[:MOST_FIRMS]


def way(door: Door, codes: list[str], at: datetime) -> Way:
    """What these codes mean at this door now; codes that are not on its board count for nothing."""
    on = board(door, at)
    people = [post for post in on.people if f"u{post.user_id}" in codes]
    offices = [office for office in (*on.offices, *on.firms) if f"o{office.pk}" in codes]
    writes = WRITE in codes or not (people or offices)
    past = tuple(offices) if not writes else tuple({o.pk: o for o in (*offices, *on.offices)}.values())
    about = tuple(post.user_id for post in people)
    names = [post.user.name for post in people] + [localized(office, "name") for office in offices]
    grid = next((office for office in on.offices if office.kind == "grid"), None)
    try:
        looks = office_past(grid, about, at, past=past) if grid is not None else None
    except Refused:
        looks = None
    return Way(about, past, names, looks)
