"""What goes back to where an order came from: a signature (签收), the answer in the source's own form (回复)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import note
from linli.cases.models import Origin
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people.models import Office

MOST_A_FILE = 5000


@transaction.atomic
def sign(origin: Origin, *, by: Actor, at: datetime) -> Origin:
    """Say that the order arrived (签收); the second time it is signed for already. Needs order.take at its place."""
    origin = Origin.objects.select_for_update(of=("self",)).select_related("case").get(pk=origin.pk)
    by.require("order.take", origin.case.area_path)
    if origin.signed_at is None:
        origin.signed_at = at
        origin.save(update_fields=["signed_at"])
        late = origin.sign_by is not None and at > origin.sign_by
        note(origin.case, "sign", by=by, at=at, late=late)
    return origin


@transaction.atomic
def reply(origins: Sequence[Origin], *, source: str, by: Actor, at: datetime) -> int:
    """Mark that these answers go back now, in one file; how many. Refuses nothing_to_reply, too_many_replies."""
    if not origins:
        raise refuse("nothing_to_reply")
    if len(origins) > MOST_A_FILE:
        raise refuse("too_many_replies", most=MOST_A_FILE)
    ids = [one.pk for one in origins]
    locked = list(Origin.objects.select_for_update(of=("self",)).select_related("case").filter(pk__in=ids))
    for path in {one.case.area_path for one in locked}:
        by.require("order.take", path)
    Origin.objects.filter(pk__in=ids).update(replied_at=at)
    for one in locked:
        late = one.reply_by is not None and at > one.reply_by
        note(one.case, "reply", by=by, at=at, late=late)
    return len(locked)


@transaction.atomic
def note_fetched(office_id: int, *, source: str, number: int, by: Actor, at: datetime) -> None:
    """A file of answers left the house once more: who took it, and how many."""
    office = Office.objects.select_related("area").get(pk=office_id)
    by.require("order.take", office.area.path)
    record("orders.fetched", office, by=by, at=at, area_path=office.area.path, source=source, number=number)
