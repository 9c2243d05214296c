"""What goes because its time is over (保存期限): one table of kinds, counted for a dry run, dropped in short steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog
from django.db import transaction
from django.db.models import QuerySet

from linli.cases.actions.forgetting import (
    drop_reporters,
    drop_shown_elsewhere,
    empty_orders,
    old_orders,
    old_reporters,
    shown_elsewhere,
)
from linli.cases.actions.safety import drop_calls
from linli.cases.models import SafetyCall
from linli.common.actor import CLOCK
from linli.journal.actions import drop_readings, record
from linli.journal.models import Reading
from linli.notify.actions import drop_messages, drop_outgoing
from linli.notify.models import Message, Outgoing
from linli.office.actions.forgetting import (
    drop_old_chunks,
    drop_old_commands,
    empty_log,
)
from linli.office.actions.jobs import drop_old_results
from linli.office.models import Command, ImportChunk, Job, Setting
from linli.office.queries import setting
from linli.people.actions import drop_glasses, drop_needs
from linli.people.models import BreakGlass, Resident, SupportNeed
from linli.reactions.erasing import DOOR, erase_a_step

A_STEP = 200  # rows of one kind that one round drops
PEOPLE_A_STEP = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """Something with an end: the setting that says how many days, what is over, and how some of it is dropped.

    `dated`: dropping it writes entries of its own, so it is told the moment (`at`).
    """

    setting: str
    over: Callable[[datetime], QuerySet[Any]]
    drop: Callable[..., int]
    dated: bool = False

    def before(self, now: datetime) -> datetime:
        return now - timedelta(days=setting(f"retention.{self.setting}"))


def _drop_moved(before: datetime, *, most: int, at: datetime) -> int:
    """Whoever moved away long ago is erased as if they had asked for it."""
    people = Resident.objects.filter(until__lt=before.date(), erased_at=None).select_related(DOOR)
    some = list(people.order_by("pk")[:PEOPLE_A_STEP])
    for resident in some:
        while not erase_a_step(resident, at):
            pass
    return len(some)


def _drop_log_ins(before: datetime, *, most: int) -> int:
    number = 0
    for model in (AccessAttempt, AccessFailureLog):
        old = list(model.objects.filter(attempt_time__lt=before).values_list("pk", flat=True)[:most])
        model.objects.filter(pk__in=old).delete()  # writes: rows of the package that counts wrong passwords
        number += len(old)
    return number


KINDS: dict[str, Kind] = {
    "need": Kind("need", lambda before: SupportNeed.objects.filter(ended_at__lt=before), drop_needs),
    "moved": Kind(
        "moved",
        lambda before: Resident.objects.filter(until__lt=before.date(), erased_at=None),
        _drop_moved,
        dated=True,
    ),
    "reading": Kind(
        "reading", lambda before: Reading.objects.filter(at__lt=before), drop_readings, dated=True
    ),
    "glass": Kind("reading", lambda before: BreakGlass.objects.filter(since__lt=before), drop_glasses),
    "reporter": Kind("reporter", old_reporters, drop_reporters),
    "referred": Kind("referred", shown_elsewhere, drop_shown_elsewhere),
    "order": Kind("reporter", old_orders, empty_orders),
    "safety": Kind(
        "safety",
        lambda before: SafetyCall.objects.filter(closed_at__lt=before).exclude(words=None, contact=None),
        drop_calls,
        dated=True,
    ),
    "message": Kind("message", lambda before: Message.objects.filter(read_at__lt=before), drop_messages),
    "outgoing": Kind("outgoing", lambda before: Outgoing.objects.filter(done_at__lt=before), drop_outgoing),
    "job_result": Kind(
        "job_result",
        lambda before: Job.objects.exclude(result=None).filter(finished_at__lt=before),
        drop_old_results,
    ),
    "import_chunk": Kind(
        "import_chunk", lambda before: ImportChunk.objects.filter(run__started_at__lt=before), drop_old_chunks
    ),
    "command": Kind("command", lambda before: Command.objects.filter(at__lt=before), drop_old_commands),
    "failed_login": Kind(
        "failed_login", lambda before: AccessAttempt.objects.filter(attempt_time__lt=before), _drop_log_ins
    ),
}
# machines' own leftovers: no entry for each handful; and readings, whose own entry names their numbers
QUIET = ("command", "failed_login", "job_result", "message", "reading", "safety")


def would_go(now: datetime) -> dict[str, int]:
    """How many rows of each kind are over."""
    return {name: kind.over(kind.before(now)).count() for name, kind in KINDS.items()}


def forget(now: datetime) -> int:
    """Drop some of every kind that is over; one entry per kind says how many. The clock's round."""
    total = 0
    for name, kind in KINDS.items():
        number = kind.drop(kind.before(now), most=A_STEP, **({"at": now} if kind.dated else {}))
        if number and name not in QUIET:
            _note(name, number, now)
        total += number
    if total:
        empty_log()
    return total


@transaction.atomic
def _note(name: str, number: int, now: datetime) -> None:
    """The tombstone: that so many rows of a kind are gone."""
    record("retention.dropped", Setting(pk=0), by=CLOCK, at=now, kind=name, number=number)
