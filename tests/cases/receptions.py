"""What the tests of reception days and problem lists share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.cases import actions, meeting
from linli.cases.actions import Asker
from linli.cases.models import Case, Reception
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.reactions import receptions
from tests import make
from tests.make import NOON

AFTER_LUNCH = NOON + timedelta(hours=3)  # Monday 15:00
EVERYTHING = Scope(areas=("3709",))


def day(
    town: make.Town, office: str = "township", *, since: datetime = AFTER_LUNCH, **more: Any
) -> Reception:
    """A reception day on this Monday at 15:00, set up by a clerk at noon."""
    return days(town, office, since=since, **more)[0]


def days(
    town: make.Town, office: str = "township", *, since: datetime = AFTER_LUNCH, **more: Any
) -> list[Reception]:
    said: dict[str, Any] = {
        "kind": "reception",
        "place": "榆树村委会 102 室",
        "since": since,
        "until": since + timedelta(hours=2),
        "hosts": (town.users[office],),
        "by": town.actors[f"{office}_2"],
        "at": NOON,
    }
    return actions.set_up_reception(town.offices[office], **{**said, **more})


def hear(town: make.Town, reception: Reception, **more: Any) -> Case:
    said: dict[str, Any] = {
        "words": "村口的路灯坏了半个月。",
        "by": town.actors["township"],
        "at": AFTER_LUNCH,
        "entrance": town.entrance,
        "asker": Asker("王大妈", "13900000007"),
    }
    return actions.hear(reception, **{**said, **more})


def refusal(work: Any) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal.code


def react(case: Case) -> None:
    """What the worker does for the newest entry of a case."""
    entry = Entry.objects.filter(subject_type="cases.case", subject_id=case.pk).latest("id")
    if entry.verb in receptions.ENDINGS:
        receptions.owe_call(entry)
    if entry.verb in receptions.REOPENINGS:
        receptions.drop_call(entry)


def row(reception: Reception, now: datetime) -> meeting.Row:
    return meeting.rows_of([reception], EVERYTHING, now)[reception.pk][0]
