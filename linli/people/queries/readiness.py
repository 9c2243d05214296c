"""What an office looks at before it goes live and each Monday: what is missing, and where that is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from linli.common.authority import needs_second_factor
from linli.office.queries import is_known_year
from linli.people.models import AREA_OFFICES, HEADS, Office, OfficeKind, Post, Role, Shift, User
from linli.people.queries.duty import away_now, offices_in, tree

ROSTER_AHEAD = timedelta(days=7)
LIMITS_AHEAD = timedelta(days=60)  # promises made now reach so far: the notice of that year has to be here
ROSTERED = (
    OfficeKind.COMMUNITY,
    OfficeKind.TOWNSHIP,
    OfficeKind.COUNTY,
)  # a grid's telephone is its community's


@dataclass(frozen=True, slots=True)
class Lack:
    """One kind of thing that is missing. `things`: offices, posts, users or years that lack it; all of one kind."""

    code: str
    things: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """A year as a thing that can be lacking."""

    pk: int

    @property
    def name(self) -> str:
        return str(self.pk)


def years_needed(at: datetime) -> list[int]:
    """The years that the limits of today reach into."""
    first, last = localdate(at), localdate(at + LIMITS_AHEAD)
    return list(range(first.year, last.year + 1))


def lacks(paths: Iterable[str], at: datetime) -> list[Lack]:
    """All that is missing in these areas, the gravest first; nothing where all is well."""
    offices = offices_in(paths)
    lines = tree(offices, at)
    held = list(
        Post.objects.held(at)
        .filter(office__in=offices)
        .select_related("user", "office", "deputy__user")
        .order_by("id")
    )
    area_lines = [line for line in lines if line.office.kind in AREA_OFFICES]
    serving = {post.user_id: post.user for post in held}
    alone = [one.absence.post for one in away_now([o.pk for o in offices], at) if not one.by]
    found: dict[str, list[Any]] = {
        "no_calendar": [Year(year) for year in years_needed(at) if not is_known_year(year)],
        "nobody_acts": alone,
        "no_post": [line.office for line in lines if not line.held],
        "no_head": [line.office for line in area_lines if line.held and not line.heads],
        "gaps": [line.office for line in lines if line.office.kind == OfficeKind.GRID and line.gaps],
        "no_roster": _without_roster(offices, at),
        "no_office_phone": [line.office for line in area_lines if not line.office.phone],
        "no_deputy": [p for p in held if _needs_deputy(p) and not _has_deputy(p, at)],
        "no_code": _without_code(held),
        "never_entered": _never_entered(serving.values(), at),
        "not_invited": _not_invited(serving.values(), at),
    }
    return [Lack(code, tuple(things)) for code, things in found.items() if things]


def _without_roster(offices: list[Office], at: datetime) -> list[Office]:
    ahead = Shift.objects.filter(office__in=offices, until__gt=at, since__lt=at + ROSTER_AHEAD)
    have = set(ahead.values_list("office_id", flat=True))
    return [office for office in offices if office.kind in ROSTERED and office.pk not in have]


def _needs_deputy(post: Post) -> bool:
    """Those whom people wait for: heads, and grid workers in full time."""
    return post.role in (*HEADS, Role.GRID_WORKER)


def _has_deputy(post: Post, at: datetime) -> bool:
    deputy = post.deputy
    if deputy is None or not deputy.user.is_active or deputy.since > at:
        return False
    return deputy.until is None or deputy.until > at


def _without_code(held: list[Post]) -> list[User]:
    found = {p.user_id: p.user for p in held if needs_second_factor(p.role) and p.user.totp_since is None}
    return list(found.values())


def _never_entered(users: Iterable[User], at: datetime) -> list[User]:
    """A link was given and lies unused."""
    waiting = User.objects.filter(
        pk__in=[user.pk for user in users], invitations__used_at=None, invitations__expires_at__gt=at
    )
    return list(waiting.distinct().order_by("id"))


def _not_invited(users: Iterable[User], at: datetime) -> list[User]:
    """No password, and no link that still works."""
    without = [user.pk for user in users if not user.has_usable_password()]
    waiting = User.objects.filter(invitations__used_at=None, invitations__expires_at__gt=at)
    return list(User.objects.filter(pk__in=without).exclude(pk__in=waiting.values("pk")).order_by("id"))
