"""Tell somebody, once for an entry; mark as read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.notify.models import Message


def tell(entry: Entry, template: str, *, office_id: int | None = None, user_id: int | None = None) -> Message:
    """Put one line into an inbox. Safe to run twice: the same entry tells the same addressee once."""
    message, _ = Message.objects.get_or_create(
        entry=entry,
        template=template,
        office_id=office_id,
        user_id=user_id,
        defaults={"subject_id": entry.subject_id, "sent_at": entry.at},
    )
    return message


def settle(subject_id: int, *, before: Entry, office_id: int | None) -> int:
    """Mark what an office was told of a subject before this entry as read: its step is over. Safe to run twice."""
    if office_id is None:
        return 0
    earlier = Message.objects.filter(
        subject_id=subject_id, office_id=office_id, entry_id__lt=before.pk, read_at=None
    )
    return earlier.filter(template__startswith=before.verb.split(".")[0]).update(read_at=before.at)


@transaction.atomic
def mark_read(scope: Scope, *, upto: int, at: datetime) -> int:
    """Mark what the reader saw (ids up to `upto`) as read; what came in meanwhile stays new."""
    return Message.objects.visible_to(scope).filter(read_at=None, id__lte=upto).update(read_at=at)
