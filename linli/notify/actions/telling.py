"""Lines in the inboxes of those who serve here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.notify.models import Message, Weight
from linli.office.queries import setting

SETTLING = timedelta(seconds=10)  # an undo in the last second has its own delivery to be carried out


def may_show_at(entry: Entry, *, undoable: bool) -> datetime:
    """When what follows from an entry may be known: at once, or once its doer can take it back no more."""
    if not undoable:
        return entry.at
    return entry.at + timedelta(seconds=setting("cases.undo_seconds", entry.area_path)) + SETTLING


def undone(entry: Entry) -> bool:
    """Was this step taken back meanwhile?"""
    later = Entry.objects.filter(
        subject_type=entry.subject_type, subject_id=entry.subject_id, verb="case.undo", pk__gt=entry.pk
    )
    return later.filter(data__undone=entry.pk).exists()


def tell(
    entry: Entry,
    template: str,
    *,
    office_id: int | None = None,
    user_id: int | None = None,
    weight: int = Weight.DO,
    undoable: bool = False,
    times: int = 1,
) -> Message | None:
    """Put one line into an inbox. Safe to run twice: the same entry tells the same addressee once.

    `undoable`: it waits until its doer can take it back no more, and is not written at all where they did.
    """
    if undoable and undone(entry):
        return None
    message, _ = Message.objects.get_or_create(
        entry=entry,
        template=template,
        office_id=office_id,
        user_id=user_id,
        defaults={
            "subject_id": entry.subject_id,
            "weight": weight,
            "times": times,
            "sent_at": entry.at,
            "visible_at": may_show_at(entry, undoable=undoable),
        },
    )
    return message


def count_up(
    entry: Entry,
    template: str,
    *,
    times: int,
    office_id: int | None = None,
    user_id: int | None = None,
    weight: int = Weight.DO,
) -> None:
    """One unread line of a kind for a subject, however often it happens: it says how often so far (`times`).

    In whatever order and however often it is run, the newest entry counts.
    """
    lines = Message.objects.filter(subject_id=entry.subject_id, template=template)
    lines = lines.filter(user_id=user_id) if user_id else lines.filter(office_id=office_id or 0)
    if lines.filter(entry_id__gte=entry.pk).exists():
        return
    if lines.filter(read_at=None).update(entry=entry, times=times, sent_at=entry.at, visible_at=entry.at):
        return
    tell(entry, template, office_id=office_id, user_id=user_id, weight=weight, times=times)


def unsay(entry_id: int) -> int:
    """A step was taken back: nobody hears of it, and no resident either is told."""
    return Message.objects.filter(entry_id=entry_id).delete()[0]


def settle(
    subject_id: int, *, before: Entry, office_id: int | None, users: Collection[int | None] = ()
) -> int:
    """Mark what an office and these people were told of a subject before this entry as read: its step is over.

    Safe to run twice.
    """
    who = Q(office_id=office_id) if office_id else Q(pk__in=[])
    if people := [one for one in users if one]:
        who |= Q(user_id__in=people)
    earlier = Message.objects.filter(who, subject_id=subject_id, entry_id__lt=before.pk, read_at=None)
    return earlier.filter(template__startswith=before.verb.split(".")[0]).update(read_at=before.at)


def answered(subjects: QuerySet[Any, Any], template: str, *, before: Entry) -> int:
    """What was asked of anybody by this template about these subjects is done: their lines count as read."""
    asked = Message.objects.filter(subject_id__in=subjects, template=template, entry_id__lt=before.pk)
    return asked.filter(read_at=None).update(read_at=before.at)


@transaction.atomic
def mark_read(
    scope: Scope,
    *,
    at: datetime,
    upto: int | None = None,
    ids: Iterable[int] | None = None,
    users: frozenset[int] = frozenset(),
) -> int:
    """Mark what the reader saw as read: these lines (`ids`), or all up to one. What came meanwhile stays new."""
    lines: QuerySet[Any] = Message.objects.visible_to(scope, users).filter(read_at=None)
    lines = lines.filter(pk__in=list(ids)) if ids is not None else lines.filter(pk__lte=upto or 0)
    return lines.update(read_at=at)


@transaction.atomic
def drop_messages(before: datetime, *, most: int) -> int:
    """Lines that were read before then go; returns how many."""
    old = list(Message.objects.filter(read_at__lt=before).order_by("pk").values_list("pk", flat=True)[:most])
    Message.objects.filter(pk__in=old).delete()
    return len(old)
