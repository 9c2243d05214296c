"""The week of an office: who is away and who acts, who is on duty, what its grid lacks of the standard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.common.paths import LENGTHS, covering, subtree
from linli.office.queries import Decided, decided
from linli.people.models import HEADS, Absence, Office, OfficeKind, Post, Role, Shift
from linli.people.queries.standing_in import stand_ins
from linli.people.staffing import Gap, gaps, together

GRID = LENGTHS[5]  # digits of a grid's path


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away now, and who acts for them; `by` is None where nobody in the chain is there."""

    absence: Absence
    by: Post | None


@dataclass(frozen=True, slots=True)
class Line:
    """One office as the tree shows it. `gaps` are its own for a grid, those of all grids below for any other."""

    office: Office
    depth: int
    heads: tuple[Post, ...]
    held: int
    away: tuple[Away, ...]
    gaps: tuple[Gap, ...]
    hosts: int

    @property
    def missing(self) -> int:
        return sum(gap.missing for gap in self.gaps)


def offices_in(paths: Iterable[str]) -> list[Office]:
    """Offices of these areas and all below, those of areas before departments and teams."""
    found: list[Office] = []
    for path in covering(paths):
        rows = Office.objects.filter(area__path__range=subtree(path)).select_related("area", "superior")
        found += rows.order_by("area__path", "id")
    return found


def away_now(offices: Iterable[int], at: datetime) -> list[Away]:
    """Who is away at these offices now, with whoever acts for them."""
    found = list(
        Absence.objects.on(at)
        .filter(post__office__in=list(offices), post__in=Post.objects.held(at))
        .select_related("post__user", "post__office", "post__deputy__user")
        .order_by("until", "id")
    )
    answer = stand_ins({one.post_id: one.post for one in found}.values(), at)
    return [Away(one, answer[one.post_id]) for one in found]


def gaps_of(office: Office, held: Counter[str], rules: Decided) -> tuple[Gap, ...]:
    """What this grid lacks of the standard of its area (`rules`: `decided()`); nothing for any other office."""
    if office.kind != OfficeKind.GRID:
        return ()
    path = office.area.path
    wanted = rules.setting("people.staffing", path)[office.area.kind]
    return gaps({**wanted, Role.CENTRE_HOST: rules.setting("people.centre_hosts", path)["least"]}, held)


def roles_held(offices: Iterable[Office], at: datetime) -> dict[int, Counter[str]]:
    """Office → role → how many hold it now. A host serves at a branch and counts for the grid of their home."""
    rows = list(offices)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for office, role in Post.objects.held(at).filter(office__in=rows).values_list("office", "role"):
        counts[office][role] += 1
    grids = {office.area.path: office.pk for office in rows if office.kind == OfficeKind.GRID}
    hosts = Post.objects.held(at).filter(role=Role.CENTRE_HOST).exclude(office__kind=OfficeKind.GRID)
    homes = hosts.exclude(user__member__home=None).values_list("user__member__home__area_path", flat=True)
    for path in homes:  # a home in a micro-grid lies in its grid all the same
        if (grid := grids.get(path[:GRID])) is not None:
            counts[grid][Role.CENTRE_HOST] += 1
    return counts


def tree(offices: list[Office], at: datetime) -> list[Line]:
    """Offices as an indented list, each under its superior, with heads, who is away, and what is missing."""
    ids = {office.pk for office in offices}
    held = roles_held(offices, at)
    serving = Counter(Post.objects.held(at).filter(office__in=ids).values_list("office", flat=True))
    heads: dict[int, list[Post]] = defaultdict(list)
    rows = Post.objects.held(at).filter(office__in=ids, role__in=HEADS).select_related("user")
    for post in rows.order_by("id"):
        heads[post.office_id].append(post)
    away: dict[int, list[Away]] = defaultdict(list)
    for one in away_now(ids, at):
        away[one.absence.post.office_id].append(one)
    below: dict[int | None, list[Office]] = defaultdict(list)
    for office in offices:
        below[office.superior_id if office.superior_id in ids else None].append(office)
    rules = decided()
    lines: list[Line] = []

    def hang(office: Office, depth: int) -> tuple[Gap, ...]:
        place = len(lines)
        own = gaps_of(office, held[office.pk], rules)
        found = together([own, *[hang(one, depth + 1) for one in below[office.pk]]])
        lines.insert(
            place,
            Line(
                office,
                depth,
                tuple(heads[office.pk]),
                serving[office.pk],
                tuple(away[office.pk]),
                found,
                held[office.pk][Role.CENTRE_HOST],
            ),
        )
        return found

    for office in below[None]:
        hang(office, 0)
    return lines


def shifts_of(office_id: int, since: datetime, until: datetime) -> list[Shift]:
    """Who is on duty at an office between two moments, in order."""
    found = Shift.objects.filter(office_id=office_id, until__gt=since, since__lt=until)
    return list(found.select_related("user").order_by("since", "id"))


def on_duty(office_id: int, at: datetime) -> Shift | None:
    return next(iter(shifts_of(office_id, at, at + timedelta(seconds=1))), None)


def absences_ahead(posts: Iterable[int], at: datetime) -> list[Absence]:
    """What lasts now or is to come of these posts."""
    found = Absence.objects.filter(post__in=list(posts), cancelled_at=None, until__gt=at)
    return list(found.select_related("post__office", "post__user", "deputy__user").order_by("since", "id"))


def stands_in_ahead(user_id: int, at: datetime) -> list[Absence]:
    """Absences that somebody was named for and that last now or are to come."""
    found = Absence.objects.filter(deputy__user=user_id, cancelled_at=None, until__gt=at)
    return list(found.select_related("post__office", "post__user").order_by("since", "id"))
