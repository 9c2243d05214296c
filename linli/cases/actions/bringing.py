"""Bring the resident what they have to hear (告知): by telephone or at the door, where no text reaches them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import note
from linli.cases.models import Case
from linli.cases.rules import may_bring, require
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import note_reading
from linli.journal.models import Reading
from linli.notify.actions import missed, told
from linli.notify.queries import owed_of

WAYS = ("phone", "visit")


@transaction.atomic
def bring(
    case: Case, *, by: Actor, at: datetime, reached: bool, way: str = "phone", upto: int | None = None
) -> Case:
    """Somebody told the resident what was owed to them, or tried to. `upto`: the newest entry they had before them.

    Being reached counts as the first contact, as with `contact`. Refuses name_way, nothing_to_tell, not_yours_to_tell.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    owed = owed_of(case.pk, at)
    if not owed:
        raise refuse("nothing_to_tell")
    require(may_bring(by, case, at, {row.office_id for row in owed}))
    if way not in WAYS:
        raise refuse("name_way")
    if reached:
        told(case.pk, upto=upto, user_id=by.user_id, at=at)
    else:
        missed(case.pk, at=at)
    if reached and case.contacted_at is None:
        case.contacted_at = at
        case.save(update_fields=["contacted_at"])
    note(case, "told", by=by, at=at, reached=reached, way=way, texts=[row.template for row in owed])
    return case


def open_number(case: Case, *, by: Actor, at: datetime) -> Reading:
    """Say that one opens the number, to tell them; kept before it is shown.

    Refuses nothing_to_tell, not_yours_to_tell.
    """
    owed = owed_of(case.pk, at)
    if not owed:
        raise refuse("nothing_to_tell")
    require(may_bring(by, case, at, {row.office_id for row in owed}))
    return note_reading(
        case, level="L1", what="phone", purpose="tell", by=by, at=at, area_path=case.area_path
    )
