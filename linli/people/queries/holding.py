"""Who holds what now, and what that lets them see and do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.common.actor import Actor
from linli.common.authority import Standing
from linli.common.scope import Grant
from linli.people.models import HEADS, Post, Reach
from linli.people.queries.standing_in import acted_for, somebody_away


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post of one user at one moment, with what rules ask about it."""

    id: int
    office_id: int
    office_name: str
    office_name_en: str
    office_kind: str
    superior_id: int | None
    area_path: str
    role: str
    reach: str
    former_path: str = ""  # while its area's code changes, rows not yet rewritten lie here
    for_post_id: int | None = None  # acting for whoever holds this post
    for_user_id: int | None = None  # … and who that is

    @property
    def is_head(self) -> bool:
        return self.role in HEADS


def posts_of(user_id: int | None, at: datetime) -> list[HeldPost]:
    """Posts a user holds at this moment, then those they act for; a post that ended this morning is not among them."""
    if user_id is None:
        return []
    held = Post.objects.held(at).filter(user_id=user_id).select_related("office__area", "area")
    own: list[Any] = list(held.annotate(**somebody_away(at)).order_by("id"))
    asked = any(p.deputises or (p.below_away and p.role in HEADS) for p in own)
    for_others = [post for post in acted_for(own, at) if post.user_id != user_id] if asked else []
    return [_held(p) for p in own] + [_held(p, for_other=True) for p in for_others]


def _held(post: Post, *, for_other: bool = False) -> HeldPost:
    area = post.area or post.office.area
    return HeldPost(
        id=post.pk,
        office_id=post.office_id,
        office_name=post.office.name,
        office_name_en=post.office.name_en,
        office_kind=post.office.kind,
        superior_id=post.office.superior_id,
        area_path=area.path,
        former_path=area.former_path,
        role=post.role,
        reach=post.reach,
        for_post_id=post.pk if for_other else None,
        for_user_id=post.user_id if for_other else None,
    )


def standings(posts: list[HeldPost]) -> tuple[Standing, ...]:
    """The posts as the authority table asks for them."""
    return tuple(Standing(p.role, p.office_kind, p.reach, p.area_path) for p in posts)


def actor_of(user_id: int, at: datetime, *, post_id: int | None = None) -> Actor:
    """Somebody as an actor, in one of their posts (the first, unless told): for jobs, commands and tests."""
    posts = posts_of(user_id, at)
    post = next((p for p in posts if p.id == post_id), posts[0] if posts else None)
    return as_actor(user_id, posts, post)


def as_actor(user_id: int, posts: list[HeldPost], post: HeldPost | None) -> Actor:
    return Actor(
        "user",
        user_id=user_id,
        post_id=post.id if post else None,
        for_post_id=post.for_post_id if post else None,
        office_id=post.office_id if post else None,
        standings=standings(posts),
    )


def grants(posts: list[HeldPost]) -> list[Grant]:
    """What these posts let their holder see: areas (if the authority table lets the role see doors), and their offices.

    The table is asked once more here, so that a row that says `subtree` where it may not opens nothing.
    """
    reaching = [p for p, one in zip(posts, standings(posts), strict=True) if one.may("door.see")]
    areas = [Grant(area_path=path) for p in reaching for path in (p.area_path, p.former_path) if path]
    return areas + [Grant(office_id=p.office_id) for p in posts if p.reach != Reach.NONE]
