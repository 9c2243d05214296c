"""A slip of the finger is taken back for a moment; what was settled on the spot is one entry."""

from __future__ import annotations

from datetime import timedelta

from linli.cases import actions
from linli.cases.workflow import Position
from linli.journal.models import Entry
from linli.office.actions import set_setting
from tests import make
from tests.cases.steps import refused
from tests.make import NOON, walk

# -- undo --------------------------------------------------------------------------------------------------------------


def test_a_step_is_taken_back_within_a_minute_if_nothing_came_after(town) -> None:
    case = walk(town, "take grid")
    before = {f: getattr(case, f) for f in ("category_id", "promise_at", "due_at", "holder_id", "office_id")}
    done = make.minutes(5)
    case = make.do(town, case, "verify up", at=done)
    case = actions.undo(case, by=town.actors["grid"], at=done + timedelta(seconds=50))
    assert case.position == Position("open", "grid", "verify", held=True)
    assert {f: getattr(case, f) for f in before} == before
    assert [
        e.verb for e in Entry.objects.filter(subject_id=case.pk, verb__startswith="case.").order_by("id")
    ] == [
        "case.ask",
        "case.take",
        "case.verify",
        "case.undo",
    ]


def test_an_undo_is_refused_later_to_others_and_after_the_next_step(town) -> None:
    case = walk(town, "take grid")
    done = make.minutes(5)
    case = make.do(town, case, "verify up", at=done)
    grid, soon = town.actors["grid"], done + timedelta(seconds=9)
    refused("not_yours_to_undo", actions.undo, case, by=town.actors["grid_2"], at=soon)
    refused("too_late_to_undo", actions.undo, case, by=grid, at=done + timedelta(seconds=61))
    case = make.do(town, case, "take community", at=soon)
    refused("nothing_to_undo", actions.undo, case, by=grid, at=soon + timedelta(seconds=1))


def test_the_length_of_the_minute_is_a_rule(town) -> None:
    set_setting("cases.undo_seconds", 5, by=make.SYSTEM, at=NOON)
    case = walk(town, "take grid", "verify up")
    refused("too_late_to_undo", actions.undo, case, by=town.actors["grid"], at=make.minutes(2.2))


# -- on the spot -------------------------------------------------------------------------------------------------------


def test_what_is_done_on_the_spot_is_one_entry_and_is_closed(town) -> None:
    case = actions.do_now(
        words="楼道灯泡换了",
        category=town.categories["lamp"],
        by=town.actors["grid"],
        at=NOON,
        entrance=town.entrance,
    )
    assert (case.status, case.outcome, case.follower_id) == ("closed", "done", town.actors["grid"].user_id)
    assert [e.verb for e in Entry.objects.filter(subject_id=case.pk, verb__startswith="case.")] == [
        "case.do_now"
    ]
    case = actions.reopen(case, by=make.asker(case), at=NOON + timedelta(days=2), words="又不亮了")
    assert (case.level, case.task) == ("community", "review")


def test_red_needs_somebody_on_duty(town) -> None:
    case = make.case(town, urgency="red")
    assert case.urgency == "yellow"
    case = make.do(town, case, "take grid", at=make.minutes(1))
    refused(
        "no_roster",
        actions.verify,
        case,
        by=town.actors["grid"],
        at=make.minutes(2),
        choice="here",
        category=town.categories["pipe"],
        urgency="red",
    )
