"""What goes back to where an order came from: a signature (签收), the answer in the source's own form (回复)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import note
from linli.cases.models import Case, Origin
from linli.cases.order_answers import GIVEN, cells_of
from linli.cases.order_lists import ANSWERED, contacted, mapping_of
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
def reached(origin: Origin, *, by: Actor, at: datetime) -> Origin:
    """Say that the resident of a finished order was reached by telephone, where no text is owed to them any more.

    Needs order.take at its place. Refuses not_at_this_step while it is still being done: then `contact` is for that.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=origin.case_id)
    by.require("order.take", case.area_path)
    if not Origin.objects.filter(ANSWERED, pk=origin.pk).exists():
        raise refuse("not_at_this_step")
    if case.contacted_at is None:
        case.contacted_at = at
        case.save(update_fields=["contacted_at"])
        note(case, "told", by=by, at=at, reached=True, way="phone", texts=[])
    return origin


@transaction.atomic
def reply(
    origins: Sequence[Origin], *, source: str, by: Actor, at: datetime, untold: Collection[int] = ()
) -> int:
    """Give these answers back now, in one file; how many. Each is kept as given, sealed in the journal.

    `untold`: orders that go back although nobody reached the resident, because somebody says so.
    Refuses nothing_to_reply, too_many_replies, resident_not_told.
    """
    if not origins:
        raise refuse("nothing_to_reply")
    if len(origins) > MOST_A_FILE:
        raise refuse("too_many_replies", most=MOST_A_FILE)
    ids = [one.pk for one in origins]
    chosen = Origin.objects.filter(pk__in=ids)
    locked = {one.case_id: one for one in chosen.select_for_update(of=("self",)).select_related("case")}
    for path in {one.case.area_path for one in locked.values()}:
        by.require("order.take", path)
    if chosen.exclude(contacted()).exclude(pk__in=untold).exclude(replied_at__isnull=False).exists():
        raise refuse("resident_not_told")
    rows = list(cells_of(chosen, mapping_of(by.office_id, source)))
    chosen.update(replied_at=at)
    for case_id, cells in rows:
        one = locked[case_id]
        late = one.reply_by is not None and at > one.reply_by
        words = {GIVEN: json.dumps(cells, ensure_ascii=False)}
        note(one.case, "reply", by=by, at=at, late=late, words=words)
    return len(rows)


@transaction.atomic
def note_fetched(office_id: int, *, source: str, number: int, by: Actor, at: datetime) -> None:
    """A file of answers left the house once more: who took it, and how many."""
    office = Office.objects.select_related("area").get(pk=office_id)
    by.require("order.take", office.area.path)
    record("orders.fetched", office, by=by, at=at, area_path=office.area.path, source=source, number=number)
