"""What residents have to hear: kept as codes, sent by a gateway where there is one, else told by a person."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.journal.models import Entry
from linli.notify import gateways
from linli.notify.actions.telling import may_show_at, undone
from linli.notify.models import OWED, Outgoing, State
from linli.notify.queries import due_to_send, worded
from linli.notify.rules import after_quiet
from linli.notify.templates import check, render, texts
from linli.office.queries import setting

log = logging.getLogger("linli.worker")

MOST_TRIES = 3
BACK_OFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
STALE = timedelta(
    days=2
)  # older texts do not leave any more: a gateway that was just installed floods nobody
A_ROUND = 200


@dataclass(frozen=True, slots=True)
class Hearer:
    """How a resident can be reached, and which office sees to it where no gateway does."""

    office_id: int | None
    by_phone: bool
    has_link: bool
    language: str = "zh"


def owe(
    entry: Entry,
    template: str,
    params: dict[str, str],
    hearer: Hearer,
    *,
    red: bool = False,
    undoable: bool = False,
) -> Outgoing | None:
    """Owe a resident one text (告知), and drop the earlier ones that it makes needless. Safe to run twice.

    It waits for the end of the quiet hours, unless it is `red`, and of the time in which the step may be taken back.
    Raises ValueError where `params` are not those the template declares.
    """
    check(template, params)
    if undoable and undone(entry):
        return None
    first = may_show_at(entry, undoable=undoable)
    zone = timezone.get_default_timezone()
    row, new = Outgoing.objects.get_or_create(
        entry=entry,
        template=template,
        defaults={
            "subject_id": entry.subject_id,
            "office_id": hearer.office_id,
            "language": hearer.language,
            "params": params,
            "by_phone": hearer.by_phone,
            "has_link": hearer.has_link,
            "made_at": entry.at,
            "not_before": first
            if red
            else after_quiet(first, setting("notify.quiet", entry.area_path), zone),
        },
    )
    if new:
        call_off(entry, templates=texts().templates[template].replaces)
    return row


def call_off(entry: Entry, *, templates: Collection[str] | None = None, of: int | None = None) -> int:
    """Because of this entry nobody has to say any more what was owed before it. Safe to run twice.

    Only these `templates` (None: all), or what was owed `of` one entry.
    """
    rows = Outgoing.objects.filter(subject_id=entry.subject_id, state__in=OWED, entry_id__lt=entry.pk)
    if templates is not None:
        rows = rows.filter(template__in=templates)
    if of is not None:
        rows = rows.filter(entry_id=of)
    return rows.update(state=State.CANCELLED, done_at=entry.at)


def told(subject_id: int, *, upto: int | None = None, user_id: int | None, at: datetime) -> int:
    """Somebody told them what stood there (`upto` an entry); returns how many texts that settled."""
    rows = Outgoing.objects.filter(subject_id=subject_id, state__in=OWED, made_at__lte=at)
    if upto is not None:
        rows = rows.filter(entry_id__lte=upto)
    return rows.update(state=State.CALLED, done_at=at, user_id=user_id)


def missed(subject_id: int, *, at: datetime) -> int:
    """Nobody answered: counted; they are still to be told."""
    rows = Outgoing.objects.filter(subject_id=subject_id, state__in=OWED, not_before__lte=at)
    return rows.update(tries=F("tries") + 1)


Reach = Callable[
    [Outgoing], tuple[str, str]
]  # (number, link) of whoever is to hear it; ("", "") where it is gone


def send_due(now: datetime, reach: Reach) -> int:
    """Let the gateway take what is due; returns how many left. Not in a transaction: a network may be slow.

    Each row is claimed first, by putting its next try off: a worker that dies in between sends it once more at worst.
    """
    _let_lie(now)
    gateway = gateways.current()
    if gateway is None:
        return 0
    sent = 0
    for row in list(due_to_send(now)[:A_ROUND]):
        if _claim(row, now):
            sent += _send(gateway, row, now, reach)
    return sent


def _let_lie(now: datetime) -> None:
    """What is too old to be sent: whoever has a page of their own has it there, the others are called."""
    old = Outgoing.objects.filter(state=State.WAITING, tries=0, made_at__lt=now - STALE)
    old.filter(has_link=True).exclude(template="ask_more").update(state=State.CANCELLED, done_at=now)
    old.filter(has_link=False, by_phone=True).update(state=State.FAILED)


def _claim(row: Outgoing, now: datetime) -> bool:
    again = now + BACK_OFF[min(row.tries, MOST_TRIES - 1)]
    mine = Outgoing.objects.filter(pk=row.pk, state=State.WAITING, tries=row.tries)
    return bool(mine.update(tries=F("tries") + 1, not_before=again))


def _send(gateway: gateways.Gateway, row: Outgoing, now: datetime, reach: Reach) -> bool:
    here = Outgoing.objects.filter(pk=row.pk, state=State.WAITING)
    number, link = reach(row)
    if not number:  # it was deleted meanwhile
        here.update(state=State.CANCELLED, done_at=now)
        return False
    try:
        own = worded(row.template, row.entry.area_path)
        ref = gateway.send(number, render(row.template, row.language, row.params, link=link, own=own))
    except (
        Exception
    ) as error:  # whatever a carrier does; its text may quote the number, so only its kind is kept
        log.warning("gateway failed", extra={"outgoing": row.pk, "error": type(error).__name__})
        if row.tries + 1 >= MOST_TRIES:
            here.update(state=State.FAILED)
        return False
    here.update(state=State.SENT, done_at=now, ref=ref[:60])
    return True


@transaction.atomic
def drop_outgoing(before: datetime, *, most: int) -> int:
    """What was told, sent or called off before then goes; returns how many."""
    old: Any = Outgoing.objects.filter(done_at__lt=before).order_by("pk").values_list("pk", flat=True)
    ids = list(old[:most])
    Outgoing.objects.filter(pk__in=ids).delete()
    return len(ids)
