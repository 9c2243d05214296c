"""Sum what a person may see: each module grants, this file adds up, once per request."""

from __future__ import annotations

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
    posts: list[HeldPost] = list(request.posts)  # type: ignore[attr-defined]
    return people.as_actor(request.user.pk, posts, posts[0] if posts else None)


def in_office(request: HttpRequest, office_id: int | None) -> Actor:
    """The same person, in the post they hold at this office if they hold one there."""
    for post in request.posts:  # type: ignore[attr-defined]
        if post.office_id == office_id:
            return actor(request).in_post(post.id, post.office_id, post.for_post_id)
    return actor(request)


def scope(request: HttpRequest) -> Scope:
    held = list(request.posts)  # type: ignore[attr-defined]
    if not held:
        return NOTHING
    grants = people.grants(held) + cases.grants(held, request.now)  # type: ignore[attr-defined]
    return Scope.of(request.user.pk, grants, at=request.now)  # type: ignore[attr-defined]
