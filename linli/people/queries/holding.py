"""Who holds what now, and what that lets them see and do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.common.actor import Actor
from linli.common.authority import Standing, sees_homes
from linli.common.paths import LONGEST
from linli.common.scope import Grant
from linli.people.models import HEADS, Post, Reach
from linli.people.queries.standing_in import acted_for


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


# Asked by every request of the desk, so it is written out: the ORM's making of this one statement and of its rows would
# cost more than all else that a scope needs. In the same statement: is there anybody for whom this person might act?
_PRESENT = """EXISTS (SELECT 1 FROM people_user {u} WHERE {u}.id = {p}.user_id AND {u}.is_active)
    AND {p}.since <= %(at)s AND ({p}.until IS NULL OR {p}.until > %(at)s)"""
_AWAY = """{a}.cancelled_at IS NULL AND {a}.since <= %(at)s AND {a}.until > %(at)s"""
_NOT_AWAY = (
    f"NOT EXISTS (SELECT 1 FROM people_absence z WHERE z.post_id = {{p}}.id AND {_AWAY.format(a='z')})"
)
_HELD = f"""
SELECT p.id, p.user_id, p.office_id, o.name, o.name_en, o.kind, o.superior_id,
    COALESCE(pa.path, oa.path), COALESCE(pa.former_path, oa.former_path), p.role, p.reach,
    EXISTS (SELECT 1 FROM people_absence x JOIN people_post q ON q.id = x.post_id
        WHERE q.deputy_id = p.id AND {_AWAY.format(a="x")})
    OR (p.role IN ({", ".join(f"'{role}'" for role in HEADS)}) AND EXISTS (
        SELECT 1 FROM people_absence x JOIN people_post q ON q.id = x.post_id
        JOIN people_office qo ON qo.id = q.office_id JOIN territory_area qa ON qa.id = qo.area_id
        WHERE {_AWAY.format(a="x")} AND q.user_id <> p.user_id
        AND qa.path >= oa.path AND qa.path <= oa.path || '{"9" * LONGEST}'
        AND NOT EXISTS (SELECT 1 FROM people_post d
            WHERE d.id = q.deputy_id AND {_PRESENT.format(u="du", p="d")} AND {_NOT_AWAY.format(p="d")})
        AND (qo.id = o.id OR NOT EXISTS (SELECT 1 FROM people_post h
            WHERE h.office_id = qo.id AND h.id <> q.id
            AND h.role IN ({", ".join(f"'{role}'" for role in HEADS)})
            AND {_PRESENT.format(u="hu", p="h")} AND {_NOT_AWAY.format(p="h")}))))
FROM people_post p
JOIN people_office o ON o.id = p.office_id
JOIN territory_area oa ON oa.id = o.area_id
LEFT JOIN territory_area pa ON pa.id = p.area_id
WHERE p.user_id = %(user)s AND {_PRESENT.format(u="u", p="p")}
ORDER BY p.id
"""


def posts_of(user_id: int | None, at: datetime) -> list[HeldPost]:
    """Posts a user holds at this moment, then those they act for; a post that ended this morning is not among them."""
    if user_id is None:
        return []
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"user": user_id, "at": moment})
        rows = cursor.fetchall()
    own = [
        HeldPost(
            id=row[0],
            office_id=row[2],
            office_name=row[3],
            office_name_en=row[4],
            office_kind=row[5],
            superior_id=row[6],
            area_path=row[7],
            former_path=row[8],
            role=row[9],
            reach=row[10],
        )
        for row in rows
    ]
    if not any(row[11] for row in rows):
        return own
    headed = {post.office_id for post in own if post.is_head}
    for_others = [p for p in acted_for({post.id for post in own}, headed, at) if p.user_id != user_id]
    if not any(sees_homes(p.role) for p in own):  # standing in opens no home to whoever sees none
        for_others = [post for post in for_others if not sees_homes(post.role)]
    return own + [_acting(post) for post in for_others]


def _acting(post: Post) -> HeldPost:
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
        for_post_id=post.pk,
        for_user_id=post.user_id,
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
