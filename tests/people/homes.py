"""A home with somebody in it, for the tests of the register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linli.people import actions
from linli.people.models import Consent, Resident, SupportNeed
from linli.territory.models import Household
from tests import make
from tests.make import NOON, Town

PHONE = "13800002046"


def home(town: Town, room: str = "101") -> Household:
    return Household.objects.get(dwelling__entrance=town.entrance, dwelling__room=room)


def resident(town: Town, name: str = "张三丰", phone: str = PHONE, **more: Any) -> Resident:
    return actions.enter_resident(
        home(town), name=name, phone=phone, by=town.actors["grid"], at=make.LONG_AGO, **more
    )


def consent(
    town: Town, who: Resident, purpose: str = "support", way: str = "paper", at: Any = NOON
) -> Consent:
    return actions.ask_consent(who, purpose=purpose, way=way, by=town.actors["grid"], at=at)


def need(town: Town, who: Resident, kind: str = "alone_old", detail: str = "", at: Any = NOON) -> SupportNeed:
    review_on = (at + timedelta(days=30)).date()
    return actions.open_need(
        who, kind=kind, detail=detail, review_on=review_on, by=town.actors["grid"], at=at
    )
