"""Which offices and people somebody may read: those of area offices all, others their own and those above."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from linli.common.authority import areas
from linli.people.models import Office, Post, User
from linli.people.queries import chain_of


def everywhere(request: HttpRequest) -> bool:
    """Who serves where is no secret inside (`staff.see`)."""
    return request.actor.refusal("staff.see") is None  # type: ignore[attr-defined]


def may(request: HttpRequest, verb: str, path: str | None = None) -> bool:
    return request.actor.refusal(verb, path) is None  # type: ignore[attr-defined]


def my_areas(request: HttpRequest, verb: str = "staff.see") -> tuple[str, ...]:
    return areas(request.actor.standings, verb)  # type: ignore[attr-defined]


def own_chain(request: HttpRequest) -> list[Office]:
    """Offices one works at, and those above them; from the top down."""
    found: dict[int, Office] = {}
    ids = {post.office_id for post in request.posts}  # type: ignore[attr-defined]
    for office in Office.objects.filter(pk__in=ids).select_related("area", "superior"):
        found |= {one.pk: one for one in chain_of(office)}
    return sorted(found.values(), key=lambda one: (one.area.path, one.pk))


def office(request: HttpRequest, pk: int) -> Office:
    found = get_object_or_404(Office.objects.select_related("area", "superior"), pk=pk)
    if not everywhere(request) and found not in own_chain(request):
        raise Http404
    return found


def post(request: HttpRequest, pk: int) -> Post:
    found = get_object_or_404(Post.objects.select_related("user", "office__area", "deputy__user"), pk=pk)
    office(request, found.office_id)
    return found


def person(request: HttpRequest, pk: int) -> User:
    """Oneself, whoever serves at an office one may read, and for those who enter people also who has no post yet."""
    found = get_object_or_404(User, pk=pk)
    if found.pk == request.user.pk:
        return found
    held: Any = Post.objects.held(request.now).filter(user=found)  # type: ignore[attr-defined]
    if everywhere(request):
        if held.exists() or may(request, "staff.appoint"):
            return found
    elif held.filter(office__in=own_chain(request)).exists():
        return found
    raise Http404
