"""Who holds what now, and what that lets them see and do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.common.actor import Actor
from linli.common.authority import Standing, sees_homes
from linli.common.bulk import fetch
from linli.common.scope import Grant
from linli.people.models import AREA_OFFICES, HEADS, Reach
from linli.people.queries.standing_in import AWAY, HELD, IS_HEAD, POST, acted_for


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


# In the same statement: is there anybody for whom this person might act?
_HELD = (
    POST.format(
        source="people_post q",
        more=f""",
    EXISTS (SELECT 1 FROM people_post w WHERE w.deputy_id = q.id
        AND EXISTS (SELECT 1 FROM people_absence x WHERE x.post_id = w.id AND {AWAY.format(a="x")}))
    OR EXISTS (SELECT 1 FROM people_absence n WHERE n.deputy_id = q.id AND {AWAY.format(a="n")})
    OR ({IS_HEAD.format(p="q")} AND EXISTS (SELECT 1 FROM people_absence x WHERE {AWAY.format(a="x")}))
""",
    )
    + f"WHERE q.user_id = %(user)s AND {HELD.format(p='q')} ORDER BY q.id"
)


def posts_of(user_id: int | None, at: datetime) -> list[HeldPost]:
    """Posts a user holds at this moment, then those they act for; a post that ended this morning is not among them."""
    if user_id is None:
        return []
    found = fetch(_HELD, at=at, user=user_id)
    own = [_post(row) for row in found]
    if not any(row[-1] for row in found):
        return own
    headed = {post.office_id for post in own if post.is_head}
    for_others = [_post(row, acting=True) for row in acted_for({post.id for post in own}, headed, at)]
    for_others = [post for post in for_others if post.for_user_id != user_id]
    if not any(sees_homes(p.role) for p in own):  # standing in opens no home to whoever sees none
        for_others = [post for post in for_others if not sees_homes(post.role)]
    elif not any(_is_of_homes(p) for p in own):  # a bureau's head stands in for bureaus, whatever hangs below
        for_others = [post for post in for_others if not _is_of_homes(post)]
    return own + for_others


def _is_of_homes(post: HeldPost) -> bool:
    return sees_homes(post.role) and post.office_kind in AREA_OFFICES


def posts_as(actor: Actor, at: datetime) -> list[HeldPost]:
    """The posts in which somebody acts: all of theirs, or, with a key (kind "api"), only the one it was issued for."""
    found = posts_of(actor.user_id, at)
    if actor.kind != "api":
        return found
    return [post for post in found if post.id == actor.post_id and post.for_post_id is None]


def _post(row: tuple[Any, ...], *, acting: bool = False) -> HeldPost:
    """From the columns of `standing_in.POST`."""
    pk, user, office, name, name_en, kind, superior, path, former_path, role, reach = row[:11]
    return HeldPost(
        id=pk,
        office_id=office,
        office_name=name,
        office_name_en=name_en,
        office_kind=kind,
        superior_id=superior,
        area_path=path,
        role=role,
        reach=reach,
        former_path=former_path,
        for_post_id=pk if acting else None,
        for_user_id=user if acting else None,
    )


def standings(posts: list[HeldPost]) -> tuple[Standing, ...]:
    """The posts as the authority table asks for them."""
    return tuple(
        Standing(p.role, p.office_kind, p.reach, path, acting=p.for_post_id is not None)
        for p in posts
        for path in (p.area_path, p.former_path)
        if path
    )


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
    areas = [Grant(area_path=one.area_path) for one in standings(posts) if one.may("door.see")]
    return areas + [Grant(office_id=p.office_id) for p in posts if p.reach != Reach.NONE]
