"""What the tests of ratings and calls share: a request that waits for its rating, and somebody who is rung."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions
from linli.cases.actions.ringing import open_calls
from linli.cases.models import CallBack, Case, Rating
from linli.common.refusals import Refused
from tests import make
from tests.make import NOON, Town, walk

PHONE = "13800002046"
DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")
DAY = timedelta(days=1)


def waits(town: Town, *, at: datetime = NOON, phone: str = PHONE) -> Case:
    """A request that the grid did and the community checked, waiting for its rating."""
    asker = actions.Asker("周阿姨", phone) if phone else None
    return walk(town, *DONE, case_=make.case(town, asker=asker, at=at), at=at)


def refused(code: str, action, /, *args, **kwargs) -> None:
    with pytest.raises(Refused) as error:
        action(*args, **kwargs)
    assert error.value.refusal.code == code


def through(case: Case) -> str:
    return Rating.objects.get(case=case).through


def listed(town: Town, *, at: datetime = NOON + 4 * DAY) -> CallBack:
    case = waits(town)
    assert open_calls(at) == 1
    return CallBack.objects.get(case=case)


def ring(call: CallBack, town: Town, who: str = "township", *, at: datetime) -> None:
    actions.open_number(call, by=town.actors[who], at=at)
