"""The one way in which a case moves: lock it, ask, note who left and who has it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from linli.cases import rules, workflow
from linli.cases.models import Case, CaseOffice, Handling
from linli.cases.workflow import Clock
from linli.common.actor import Actor
from linli.common.paths import covers
from linli.common.refusals import Stale
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.journal.queries import last_entry_id
from linli.office.queries import settings_named
from linli.people.models import Office


def clock(known: dict[str, Any] | None = None) -> Clock:
    """The office's rules about days, as they stand now (one query, none where the settings are `known`)."""
    rules_ = known or settings_named("cases.promise", "cases.limits")
    return Clock(
        promise=rules_["cases.promise"],
        limits=rules_["cases.limits"],
        closing=settings.CLOSING_TIME,
        zone=timezone.get_default_timezone(),
    )


def hold(case: Case, verb: str, *, by: Actor, at: datetime, seen: int | None) -> Case:
    """Lock the row, and refuse what may not be, or what was decided on an older sight of the case.

    `seen` is the last entry that the form showed; None where there is no form (commands, the clock).
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    if seen is not None and (now := last_entry_id(locked)) > seen:
        raise Stale(seen, now)
    rules.require(rules.may(verb, by, locked, at))
    return locked


def move(
    case: Case,
    verb: str,
    *,
    choice: str = "",
    level: str = "",
    by: Actor,
    at: datetime,
    office: Office | None = None,
    holder_id: int | None = None,
    keep_due: bool = False,
    time: Clock | None = None,
    words: dict[str, str] | None = None,
    **facts: Any,
) -> Entry:
    """Make one legal move: the current row is left, the next one opened, the case and the journal agree.

    `office` is the next office (default: it stays); `keep_due` lets the clock of the level go on (take, transfer).
    `words` (name → text) are sealed, further keywords stand in the entry as they are. Raises IllegalMove.
    """
    before = case.position
    to = workflow.after(verb, before, choice, level=level)
    outcome = f"{verb}:{choice}" if choice else verb
    Handling.objects.filter(case=case, left_at=None).update(left_at=at, outcome=outcome)
    came_from = case.office_id
    case.status, case.level, case.task = to.status, to.level, to.task
    if to.task:
        case.office = office or case.office
        assert case.office is not None
        case.holder_id = holder_id if to.held else None
        if not keep_due:
            case.due_at = (time or clock()).due(to.task, at, case.promise_at)
        Handling.objects.create(
            case=case,
            level=to.level,
            task=to.task,
            office=case.office,
            holder_id=case.holder_id,
            post_id=by.post_id if holder_id and holder_id == by.user_id else None,
            taken_at=at,
            due_at=case.due_at,
        )
        if case.office_id != came_from:
            beyond = not covers(case.office.area.path, case.area_path)
            first = CaseOffice(case=case, office=case.office, since=at, beyond=beyond)
            CaseOffice.objects.bulk_create(
                [first], ignore_conflicts=True
            )  # the second time it is there already
    else:
        case.office = case.holder = case.due_at = None
        case.closed_at = at
    case.save()
    return record(
        f"case.{verb}",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=came_from or case.office_id,
        words=words,
        choice=choice,
        to={"status": to.status, "level": to.level, "task": to.task, "office": case.office_id},
        **facts,
    )
