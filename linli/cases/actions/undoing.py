"""Take a step back, for a minute, if nothing came after (撤回): for the slip of a finger, not for second thoughts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.cases import rules, workflow
from linli.cases.actions.moving import KEPT, MOMENTS, clock, first_look, hand, leave_row, open_row
from linli.cases.models import Case, CaseOffice, Handling
from linli.common.actor import Actor
from linli.common.refusals import Refusal, Refused
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.journal.queries import newest_entry
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import posts_of


def may_undo(case: Case, by: Actor, at: datetime, last: Entry | None = None) -> Refusal | None:
    """Only the one who did it, only the last thing that happened, only what the table names, only for a short while."""
    last = last or newest_entry(case)
    verb = last.verb.removeprefix("case.") if last else ""
    if last is None or verb not in workflow.UNDOABLE or "was" not in last.data:
        return Refusal("nothing_to_undo")
    if by.kind != "user" or last.user_id != by.user_id:
        return Refusal("not_yours_to_undo")
    if not posts_of(by.user_id, at):
        return Refusal("no_post_now")
    if rules.stays_out(case, by.user_id):
        return Refusal("stays_out")
    if at > last.at + timedelta(seconds=setting("cases.undo_seconds", case.area_path)):
        return Refusal("too_late_to_undo")
    return None


@transaction.atomic
def undo(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Put the case back where it was before its last step. What was done stays on record, and that it was undone."""
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    last = newest_entry(case)
    if seen is not None and last is not None and last.pk > seen:
        raise Refused(Refusal("nothing_to_undo"))
    rules.require(may_undo(case, by, at, last))
    assert last is not None
    was: dict[str, Any] = last.data["was"]
    came_from = case.office_id
    rows = list(Handling.objects.filter(case=case).order_by("-id")[:2])
    leave_row(case, at, workflow.UNDONE)
    # the row that was left by mistake was not left by that verb: it may be done once more
    left = rows[0] if rows[0].left_at is not None else rows[1]
    Handling.objects.filter(pk=left.pk).update(outcome=f"{workflow.UNDONE}:{left.outcome}"[:30])
    others = Handling.objects.filter(case=case, office_id=came_from or 0).exclude(outcome=workflow.UNDONE)
    if came_from and not others.exists():
        CaseOffice.objects.filter(case=case, office_id=came_from).delete()
    for name in KEPT:
        setattr(case, name, was[name])
    for name in MOMENTS:
        setattr(case, name, datetime.fromisoformat(was[name]) if was[name] else None)
    case.status, case.level, case.task = "open", was["level"], was["task"]
    case.paused, case.closed_at, case.outcome = False, None, ""
    case.office = Office.objects.select_related("area").get(pk=was["office_id"])
    case.holder_id = was["holder_id"]
    case.wake_at = first_look(case, at, clock(case.area_path))
    open_row(case, at, by=by)
    hand(case, case.office, at)
    case.save()
    record(
        "case.undo",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=came_from or case.office_id,
        undone=last.pk,
        what=last.verb.removeprefix("case."),
        to={"status": case.status, "level": case.level, "task": case.task, "office": case.office_id},
    )
    return case
