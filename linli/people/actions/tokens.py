"""Verbs of keys for other systems: issue one, revoke it, count its calls."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from linli.common.actor import Actor
from linli.common.paths import covers
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.journal.actions import record
from linli.people import rules
from linli.people.models import SCOPES, ApiToken, Post
from linli.people.queries.interfaces import secret_hash
from linli.territory.models import Area

LONGEST = timedelta(days=366)  # nobody remembers a key that was made longer ago


@transaction.atomic
def issue_token(
    post: Post,
    *,
    name: str,
    scopes: Iterable[str],
    until: datetime,
    area: Area | None = None,
    by: Actor,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Make a key that acts in a post until a day; returns it with its text, which nobody can read again.

    It sees what the post sees, in `area` only where one is named. Refuses post_ended, name_token, name_scopes,
    token_days, area_outside_office, and like `by.require`.
    """
    path = post.office.area.path
    by.require("keep.tokens", path)
    if not rules.is_held(post, at):
        raise refuse("post_ended")
    name, wanted = tidy(name)[:60], [scope for scope in SCOPES if scope in set(scopes)]
    if not name:
        raise refuse("name_token")
    if not wanted:
        raise refuse("name_scopes")
    if not at < until <= at + LONGEST:
        raise refuse("token_days", days=LONGEST.days)
    own = post.area or post.office.area
    if area is not None and not covers(own.path, area.path):
        raise refuse("area_outside_office", area=area.name, office=post.office.name)
    handle, secret, salt = _letters(10), _letters(20), secrets.token_hex(16)
    token = ApiToken.objects.create(
        name=name,
        handle=handle,
        salt=salt,
        secret_hash=secret_hash(salt, secret),
        post=post,
        area=area if area is not None and area.pk != own.pk else None,
        scopes=wanted,
        since=at,
        until=until,
        created_by_id=by.user_id,
    )
    record(
        "token.issued",
        token,
        by=by,
        at=at,
        area_path=path,
        office_id=post.office_id,
        post=post.pk,
        scopes=wanted,
    )
    return token, f"linli_{handle}_{secret}"


def _letters(size: int) -> str:
    """So many random bytes in letters a–z and digits 2–7: 80 bits for the handle, 160 for the secret."""
    return base64.b32encode(secrets.token_bytes(size)).decode().lower()


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """From now on it opens nothing. Whoever may issue it, and the person in whose post it acts. Refuses token_ended."""
    token = (
        ApiToken.objects.select_for_update(of=("self",)).select_related("post__office__area").get(pk=token.pk)
    )
    office = token.post.office
    if by.user_id is None or by.user_id != token.post.user_id:
        by.require("keep.tokens", office.area.path)
    if token.revoked_at is not None or token.until <= at:
        raise refuse("token_ended")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record("token.revoked", token, by=by, at=at, area_path=office.area.path, office_id=office.pk)
    return token


# one statement: two processes never count the same call, and nobody waits longer than for one row
_COUNT = """UPDATE people_apitoken SET used = CASE WHEN minute = %s THEN used + %s ELSE %s END,
    minute = %s, last_used_on = %s WHERE id = %s RETURNING used"""


def count_calls(token_id: int, number: int, *, minute: int, on: date) -> int:
    """Take `number` calls of a minute for a key, whichever process asks; returns how many are taken by now.

    The day of the last use is noted with it, and nothing finer. Not in the journal: nobody's doings are counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [minute, number, number, minute, on, token_id])
        row = cursor.fetchone()
    return int(row[0]) if row else number
