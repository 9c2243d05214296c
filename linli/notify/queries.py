"""The inbox, and what residents still have to hear."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.common.laid_out import counts, select
from linli.common.scope import Scope
from linli.notify import gateways
from linli.notify.models import OWED, Message, Outgoing
from linli.office.queries import TEXT, decided

NOT_MINE: tuple[int, ...] = ()


def worded(name: str, path: str = "") -> dict[str, str]:
    """How an area (or the nearest above it that does) words a text that residents hear, by `Template.keys`; what is not
    there stays as it comes."""
    found = decided().stands(setting_of(name), path)
    return dict(found[1]) if found else {}


def setting_of(name: str) -> str:
    """Under which name the versions of a text's own words are kept."""
    return TEXT + name


def _lines(scope: Scope, users: frozenset[int], out: Iterable[int] | QuerySet) -> QuerySet[Message]:
    """`out`: ids of cases with which this person has nothing to do, whatever office they serve in."""
    messages = Message.objects.visible_to(scope, users)
    if isinstance(out, tuple) and not out:
        return messages
    return messages.exclude(template__startswith="case.", subject_id__in=out)


def unread(
    scope: Scope, users: frozenset[int], out_of: Callable[[int | None], QuerySet[Any]], now: datetime
) -> int:
    """How many lines are new. `out_of`: from a user's id, the ids of the cases with which they have nothing to do."""
    return counts(_unread, scope.moved(None), users, out_of, now=now)["unread"]


def _unread(
    scope: Scope, users: frozenset[int], out_of: Callable[[int | None], QuerySet[Any]], now: datetime
) -> tuple[QuerySet[Message], dict[str, Count]]:
    lines = _lines(scope.moved(now), users, out_of(scope.user_id))
    return lines.filter(read_at=None), {"unread": Count("pk")}


def new_lines(
    scope: Scope,
    users: frozenset[int] = frozenset(),
    out: Iterable[int] | QuerySet = NOT_MINE,
    *,
    most: int,
    skip: int = 0,
) -> list[Message]:
    """Unread ones, the most urgent first, in each weight the newest first."""
    rows = _lines(scope, users, out).filter(read_at=None).order_by("weight", "-visible_at", "-id")
    return list(rows[skip : skip + most])


def read_lines(
    scope: Scope,
    users: frozenset[int] = frozenset(),
    out: Iterable[int] | QuerySet = NOT_MINE,
    *,
    most: int,
) -> list[Message]:
    """What was read, newest first."""
    return list(_lines(scope, users, out).exclude(read_at=None).order_by("-visible_at", "-id")[:most])


def owed(now: datetime) -> QuerySet[Outgoing]:
    """What somebody still has to say to a resident themselves.

    A gateway takes what has a number, until it fails; without one, whoever has a page of their own reads it there,
    but for a question, which waits for an answer.
    """
    return _owed(gateways.current() is not None, now)


def _owed(gateway: bool, now: datetime) -> QuerySet[Outgoing]:
    found = Outgoing.objects.filter(state__in=OWED, not_before__lte=now)
    if gateway:
        return found.filter(Q(state="failed") | Q(by_phone=False, has_link=False))
    return found.filter(Q(has_link=False) | Q(template="ask_more", by_phone=True))


def owed_of(case_id: int, now: datetime) -> list[Outgoing]:
    """What its resident was not told yet, oldest first."""
    return list(select(_owed_of, gateways.current() is not None, now=now, case_id=case_id))


def _owed_of(gateway: bool, now: datetime, case_id: int) -> QuerySet[Outgoing]:
    return _owed(gateway, now).filter(subject_id=case_id).order_by("id")


def owed_by(offices: frozenset[int], now: datetime) -> QuerySet[Outgoing]:
    """The same, of these offices."""
    return owed(now).filter(office_id__in=offices)


def due_to_send(now: datetime) -> QuerySet[Outgoing]:
    """What a gateway takes now, in the order in which it was said."""
    rows = Outgoing.objects.filter(state="waiting", by_phone=True, not_before__lte=now).select_related(
        "entry"
    )
    return rows.order_by("id")
