"""Sum what a person may see: each module grants, this file adds up, once per request."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest

from linli.cases import queries as cases
from linli.common.actor import RESIDENT, Actor
from linli.common.scope import NOTHING, Scope
from linli.people import queries as people
from linli.people.queries import HeldPost


def posts(request: HttpRequest) -> list[HeldPost]:
    user = request.user
    return people.posts_of(user.pk, request.now) if user.is_authenticated else []  # type: ignore[attr-defined]


def actor(request: HttpRequest) -> Actor:
    """The person in the first of their posts; `in_office` picks the post that a case asks for."""
    if not request.user.is_authenticated:
        return RESIDENT
    first = next(iter(request.posts), None)  # type: ignore[attr-defined]
    return Actor(
        "user",
        user_id=request.user.pk,
        post_id=first.id if first else None,
        office_id=first.office_id if first else None,
    )


def in_office(request: HttpRequest, office_id: int | None) -> Actor:
    """The same person, in the post they hold at this office if they hold one there."""
    for post in request.posts:  # type: ignore[attr-defined]
        if post.office_id == office_id:
            return replace(actor(request), post_id=post.id, office_id=post.office_id)
    return actor(request)


def scope(request: HttpRequest) -> Scope:
    held = list(request.posts)  # type: ignore[attr-defined]
    if not held:
        return NOTHING
    grants = people.grants(held) + cases.grants(held, request.now)  # type: ignore[attr-defined]
    return Scope.of(request.user.pk, grants, at=request.now)  # type: ignore[attr-defined]
