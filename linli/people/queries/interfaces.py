"""Reading keys of other systems: which key a text is, in whose post it acts, which ones there are."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.common.actor import Actor
from linli.common.inside import inside
from linli.common.laid_out import select
from linli.people.models import ApiToken
from linli.people.queries.holding import HeldPost, posts_of, standings

KEY = re.compile(r"linli_([a-z2-7]{16})_([a-z2-7]{32})")
_NOBODY = ("0" * 32, "0" * 32)  # salt and hash of no key: a wrong handle takes as long as a wrong secret


def secret_hash(salt: str, secret: str) -> str:
    """What is kept of a secret: salted, and keyed with the ring that no backup holds."""
    return settings.KEY_RING.blind(salt + secret, "api_token")


def _of_handle(now: datetime, handle: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("post", "area").filter(handle=handle)


def token_of(text: str) -> ApiToken | None:
    """The key that this text is, whether it still works or not; None for anything else.

    The secret is never looked up: the row is found by the handle, then the hashes are compared in constant time.
    """
    found = KEY.fullmatch(text)
    handle, secret = found.groups() if found else ("", "")
    token: ApiToken | None = next(select(_of_handle, handle=handle), None)
    salt, kept = (token.salt, token.secret_hash) if token else _NOBODY
    return token if hmac.compare_digest(kept, secret_hash(salt, secret)) else None


@dataclass(frozen=True, slots=True)
class Held:
    """A key at work: whom it acts as, and the one post it may use, narrowed to its area."""

    token: ApiToken
    actor: Actor
    post: HeldPost


def at_work(token: ApiToken, at: datetime) -> Held | None:
    """None for a key that was revoked, is over or not begun, or whose post nobody holds any more."""
    if token.revoked_at is not None or not token.since <= at < token.until:
        return None
    held = (p for p in posts_of(token.post.user_id, at) if p.id == token.post_id and p.for_post_id is None)
    post = next(held, None)
    if post is None:
        return None
    if token.area is not None:
        post = replace(post, area_path=token.area.path, former_path=token.area.former_path)
    actor = Actor(
        "api",
        user_id=token.post.user_id,
        post_id=post.id,
        office_id=post.office_id,
        token_id=token.pk,
        standings=standings([post]),
    )
    return Held(token, actor, post)


def tokens_for(user_id: int | None, paths: Iterable[str]) -> list[ApiToken]:
    """Keys that act in somebody's own posts, and those of offices in these areas; the newest first."""
    mine = Q(post__user_id=user_id or 0)
    related = ("post__user", "post__office__area", "area", "created_by")
    found = ApiToken.objects.filter(mine | inside(paths, "post__office__area__path")).select_related(*related)
    return list(found.order_by("-id"))
