"""Offices: which one answers for a place, what stands above it, who works there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from linli.common.authority import MAY, Standing
from linli.common.laid_out import select
from linli.common.paths import LENGTHS, covers
from linli.common.sealed import unseal
from linli.people.models import AREA_OFFICES, HEADS, Office, Post, User


def office_of_area(path: str, kind: str) -> Office | None:
    return next(select(_of_area, path=path, kind=kind), None)


def _of_area(now: datetime, path: str, kind: str) -> QuerySet[Office]:
    return Office.objects.filter(area__path=path, kind=kind).select_related("superior", "area").order_by("id")


def offices_over(path: str) -> dict[str, Office]:
    """Area offices from the top down to this path, by kind: {"township": …, "community": …, "grid": …}."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    paths: dict[str, Any] = {f"path_{n}": one for n, one in enumerate(above)}
    return {office.kind: office for office in select(_over, **paths)}


def _over(now: datetime, **paths: str) -> QuerySet[Office]:
    found = Office.objects.filter(area__path__in=list(paths.values()), kind__in=AREA_OFFICES)
    return found.select_related("area").order_by("id")


def chain_of(office: Office) -> list[Office]:
    """This office, then its superior, and so on up; it ends where a circle would begin."""
    chain: list[Office] = []
    step: Office | None = office
    while step is not None and step not in chain:
        chain.append(step)
        step = step.superior
    return chain


def departments_of(office: Office) -> list[Office]:
    """Departments this office can dispatch to: its own, and those of the offices above it."""
    found = Office.objects.filter(kind="department", superior__in=chain_of(office))
    return list(found.select_related("area").order_by("id"))


def members(office_id: int, at: datetime) -> list[Post]:
    """Posts held at an office now, heads first."""
    posts = list(Post.objects.held(at).filter(office_id=office_id).select_related("user").order_by("id"))
    return sorted(posts, key=lambda p: p.role not in HEADS)


def able(verb: str, path: str, at: datetime) -> list[User]:
    """Who may do a verb of the authority table at this path now, the nearest first; nobody who only stands in."""
    return [post.user for post in able_posts(verb, path, at)]


def able_posts(verb: str, path: str, at: datetime) -> list[Post]:
    """The same people, each by the nearest post that lets them."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    roles = [role for role, verbs in MAY.items() if verb in verbs]
    held = Post.objects.held(at).filter(office__area__path__in=above, role__in=roles)
    found = held.select_related("user", "office__area", "area").order_by("-office__area__path", "id")
    nearest: dict[int, Post] = {}
    for post in found:
        standing = Standing(post.role, post.office.kind, post.reach, post.office.area.path)
        if standing.may(verb) and (post.area is None or covers(post.area.path, path)):
            nearest.setdefault(post.user_id, post)
    return list(nearest.values())


def who_may_invite(user: User, at: datetime) -> list[Post]:
    """Administrators whose areas hold all that somebody serves, or will; by the post that lets them. Not themselves."""
    posts = Post.objects.not_ended(at).filter(user=user).select_related("office__area")
    paths = sorted({post.office.area.path for post in posts})
    each = [able_posts("staff.invite", path, at) for path in paths]
    everywhere = set.intersection(*({post.user_id for post in some} for some in each)) if each else set()
    return [post for post in (each[0] if each else []) if post.user_id in everywhere - {user.pk}]


def open_phone(sealed: bytes | None) -> str:
    """The number behind its seal; empty where there is none or its key is lost."""
    return unseal(sealed, "phone")
