"""Who hears of what."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from linli.journal.actions import claim, settle
from linli.journal.models import Delivery
from linli.notify.models import Message
from linli.reactions.management.commands.work import go_round, work_once
from tests import make
from tests.cases.test_seeing import scope_of
from tests.make import walk


def inbox(town: make.Town, name: str) -> list[str]:
    messages = Message.objects.visible_to(scope_of(town, name))
    return list(messages.order_by("id").values_list("template", flat=True))


def test_each_office_hears_when_a_case_comes_to_it(town) -> None:
    walk(town, "take grid", "verify up", "take community", "place up", "take township", "dispatch department")
    work_once()
    assert {name: inbox(town, name) for name in ("grid", "community", "township", "water")} == {
        "grid": ["case.ask"],
        "community": ["case.verify"],
        "township": ["case.place"],
        "water": ["case.dispatch"],
    }
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_case_that_stays_where_it_is_tells_nobody(town) -> None:
    walk(town, "take grid", "verify here")
    work_once()
    assert inbox(town, "community") == []
    assert inbox(town, "grid") == ["case.ask"]


def test_those_who_worked_hear_the_residents_word(town) -> None:
    walk(town, "take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    work_once()
    assert inbox(town, "grid") == ["case.ask", "case.rate"]
    assert inbox(town, "grid_2") == ["case.ask"]


def test_somebody_who_was_named_hears_of_it(town) -> None:
    from linli.cases.actions import assign

    case = make.case(town)
    assign(case, by=town.actors["community"], at=make.minutes(1), holder=town.users["grid_2"])
    work_once()
    assert inbox(town, "grid_2") == ["case.ask", "case.assign"]


def test_a_reaction_run_twice_tells_once(town) -> None:
    make.case(town)
    for _ in range(2):
        Delivery.objects.update(done_at=None, next_at=timezone.now() - timedelta(hours=1))
        for id, until in claim(timezone.now()):
            settle(id, until, timezone.now())
    assert inbox(town, "grid") == ["case.ask"]


def test_a_round_of_the_clock_closes_what_nobody_rated(town) -> None:
    case = walk(
        town,
        *("take grid", "verify here", "resolve", "take community", "pass_check"),
        at=make.NOON - timedelta(days=20),
    )
    go_round(make.NOON)
    case.refresh_from_db()
    assert case.outcome == "no_rating"
