"""Where a list goes on: the id of the last row, in base 36."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST = 200  # rows of a page
USUAL = 50


def cursor_of(pk: int) -> str:
    text = ""
    while pk:
        pk, digit = divmod(pk, 36)
        text = DIGITS[digit] + text
    return text or "0"


def page(
    rows: QuerySet[Any], limit: int, cursor: str | None, *, newest_first: bool
) -> tuple[list[Any], str | None]:
    """So many rows after a cursor, and the cursor of the next page, None on the last one.

    A page is found by the id of the row before it, so rows that come in meanwhile move nothing.
    """
    if cursor is not None:
        after = int(cursor, 36)
        rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], cursor_of(found[limit - 1].pk) if more else None
