"""Ten bad days, walked with the ledger they must leave: who had it, until when, what the resident was told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, rules
from linli.cases.actions.recounting import recount_some
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, Handling, Supervision
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions.calendar import change_day
from linli.people.actions.rostering import enter_absence, enter_shift
from linli.people.models import Post
from linli.people.queries import posts_of, stand_ins
from tests import make
from tests.make import ZONE


def on(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def ledger(case: Case) -> list[tuple[str, str, str, str]]:
    """The rows of a case: level/task, office, until when, how it left."""
    rows = Handling.objects.filter(case=case).select_related("office").order_by("id")
    return [
        (
            f"{r.level}/{r.task}",
            r.office.name.split()[0],
            f"{r.due_at.astimezone(ZONE):%m-%d %H:%M}",
            r.outcome,
        )
        for r in rows
    ]


def verbs(case: Case) -> list[str]:
    entries = Entry.objects.filter(subject_type="cases.case", subject_id=case.pk).order_by("id")
    return [entry.verb.removeprefix("case.") for entry in entries]


def told(case: Case) -> str:
    case.refresh_from_db()
    return f"{case.promise_at.astimezone(ZONE):%m-%d %H:%M}" if case.promise_at else "–"


def head(town: make.Town, key: str, **more: object):
    office = town.offices[key]
    role = "grid_head" if office.kind == "grid" else "leader"
    reach = "handed" if office.kind == "department" else "subtree"
    actor = town.serve(office, name=f"{key}_head", role=role, reach=reach)
    town.actors[f"{key}_head"] = actor
    return actor


# -- 1. a water leak on Friday 22:40 before a make-up Saturday: 13 February 2026, spring festival from the 15th ----


def test_a_leak_at_night_before_a_make_up_saturday(town) -> None:
    night = on(2, 13, 22, 40)
    duty = town.users["community"]
    enter_shift(
        town.offices["community"],
        duty,
        since=on(2, 13, 18),
        until=on(2, 14, 8),
        phone="0399-801 0000",
        by=SYSTEM,
        at=on(2, 1, 9),
    )
    case = make.case(town, urgency="red", at=night)
    assert case.urgency == "red"
    assert ledger(case) == [("grid/verify", "grid", "02-13 23:10", "")]
    # nobody of the grid took it: whoever is on duty at the community is answerable after thirty minutes
    assert wake_due(on(2, 13, 23, 11)) == 1
    row = Supervision.objects.get()
    assert (row.office, row.user, row.due_at) == (town.offices["community"], duty, on(2, 13, 23, 41))
    case = make.do(town, case, "take grid_2", at=on(2, 13, 23, 20))
    case = actions.verify(
        case,
        by=town.actors["grid_2"],
        at=on(2, 13, 23, 25),
        choice="here",
        category=town.categories["pipe"],
        urgency="red",
    )
    # three natural days: the 16th, and red does not wait for the holiday to be over
    assert told(case) == "02-17 00:00"  # the end of the 16th


def test_the_same_leak_not_red_waits_for_the_working_days_that_the_notice_names(town) -> None:
    case = make.case(town, at=on(2, 13, 22, 40))
    # received on the make-up Saturday; the next working day after the holiday is Tuesday the 24th
    assert ledger(case) == [("grid/verify", "grid", "02-24 17:30", "")]
    urgent = make.case(town, urgency="yellow", at=on(2, 13, 22, 40))
    assert urgent.due_at == on(2, 14, 15)  # four working hours of the make-up Saturday: 9–12 and 14–15
    case = make.do(town, case, "take grid", at=on(2, 14, 9))
    case = make.do(town, case, "verify here", at=on(2, 14, 9, 30))
    assert told(case) == "02-24 17:30"


# -- 2. a worker who is the subject -------------------------------------------------------------------------------


def test_a_worker_who_is_the_subject_never_meets_it(town) -> None:
    subject = town.actors["grid"]
    case = make.case(town, about=(subject.user_id,), words="网格员收了钱不办事")
    assert (case.level, case.task, case.restricted) == ("community", "verify", True)
    keepers = set(case.keepers.values_list("user_id", flat=True))
    assert keepers <= {town.users["community"].pk, town.users["community_2"].pk}
    for key in ("grid", "grid_2", "township"):
        actor = town.actors[key]
        assert rules.relations(actor, case, posts_of(actor.user_id, make.NOON)) <= frozenset(
            {"superior", "staff"} if key == "township" and actor.user_id in keepers else ()
        )
    case = make.walk(town, "take community", case_=case, at=make.minutes(5))
    case = actions.verify(
        case,
        by=town.actors["community"],
        at=make.minutes(9),
        choice="here",
        category=town.categories["noise"],
        urgency="blue",
    )
    case = make.do(town, case, "resolve", at=make.minutes(30))
    assert (case.level, case.task) == ("township", "check")  # checked above, never below


# -- 3. a resident who never answers --------------------------------------------------------------------------------


def test_a_resident_who_never_answers_ends_as_unrated_with_every_step_on_record(town) -> None:
    case = make.walk(town, "take grid", "verify up", "take community", "place here")
    case = make.do(town, case, "ask_more told", at=on(11, 24, 10))
    assert wake_due(on(12, 1, 17, 31)) == 1  # five working days later the clock runs again
    case = make.do(town, case, "resolve", at=on(12, 2, 10))
    case = make.walk(town, "take grid", "pass_check", case_=case, at=on(12, 2, 11))
    assert ledger(case)[-1][:3] == ("grid/rating", "grid", "12-09 17:30")
    wake_due(on(12, 9, 17, 31))
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "no_rating")
    assert verbs(case)[-6:] == ["ask_more", "resume", "resolve", "take", "pass_check", "close"]


# -- 4. two grids that disown a border building -----------------------------------------------------------------------


def test_two_grids_that_disown_a_border_building(town) -> None:
    case = make.walk(town, "take grid", "transfer next_grid", "take next_grid")
    due = case.due_at
    with pytest.raises(Refused, match="transferred_before"):
        make.do(town, case, "transfer grid", at=make.minutes(20))
    # the second time the level above names who does it, and that is final
    case = actions.assign(
        case, by=town.actors["community"], at=make.minutes(30), holder=town.users["next_grid"]
    )
    assert case.due_at == due
    assert [row[1] for row in ledger(case)] == ["grid", "grid", "next_grid", "next_grid", "next_grid"]


# -- 5. holder, deputy and superior all absent ------------------------------------------------------------------------


def test_holder_deputy_and_superior_all_absent(town) -> None:
    boss = head(town, "township")
    for key in ("grid", "community"):
        head(town, key)
    away = ["grid", "grid_2", "grid_head", "community", "community_2", "community_head"]
    for key in away:
        for post in Post.objects.filter(user__username=key):
            enter_absence(post, since=on(11, 23, 0), until=on(11, 30, 0), by=SYSTEM, at=on(11, 20, 9))
    case = make.case(town)
    posts = list(Post.objects.filter(office=case.office))
    assert {p.user_id for p in stand_ins(posts, make.NOON).values() if p} == {boss.user_id}
    wake_due(on(11, 24, 17, 31))
    row = Supervision.objects.get()
    assert (row.office, row.user_id) == (town.offices["township"], boss.user_id)
    assert Entry.objects.get(verb="case.escalate").data["passed"] == [town.offices["community"].pk]
    mine = actions.take(case, by=town.actors["township_head"], at=on(11, 24, 18))
    assert mine.holder_id == boss.user_id  # whoever acts for the absent can take it


# -- 6. the clock process down for a day ------------------------------------------------------------------------------


def test_the_clock_down_for_a_day_raises_each_step_once_and_late_by_nobody_s_fault(town) -> None:
    case = make.case(town)  # verify until Tuesday 17:30; the clock comes back on Thursday
    back = on(11, 26, 9)
    assert wake_due(back) == 1
    assert wake_due(back) == 0
    assert [s.step for s in Supervision.objects.all()] == [1]
    assert Supervision.objects.get().due_at == on(11, 27, 17, 30)
    assert verbs(case) == ["ask", "escalate"]  # no warning after the end


# -- 7. the town's 12345 order with its own deadline of five working days ---------------------------------------------


def test_an_order_of_the_town_with_its_own_deadline(town) -> None:
    by = town.actors["township"]
    reply_by = on(11, 30, 17, 30)  # five working days after Monday the 23rd
    case = actions.take_in(
        source="12345",
        number="SZ-1",
        words="路灯不亮",
        by=by,
        at=make.NOON,
        office=town.offices["township"],
        reply_by=reply_by,
    )
    assert told(case) == "11-30 17:30"
    case = make.walk(town, "take township", case_=case)
    noise = town.categories["noise"]  # general: seven natural days
    case = actions.dispatch(
        case,
        by=by,
        at=make.minutes(9),
        choice="department",
        department=town.offices["housing"],
        category=noise,
    )
    assert told(case) == "11-30 17:30"
    with pytest.raises(Refused, match="order_known"):
        actions.take_in(
            source="12345",
            number="SZ-1",
            words="别的话",
            by=by,
            at=make.NOON,
            office=town.offices["township"],
        )


# -- 8. a case reopened twice -----------------------------------------------------------------------------------------


def test_a_case_reopened_twice_sits_together_and_then_ends(town) -> None:
    again = ("decide name grid", "take grid", "resolve", "take community", "pass_check", "rate unsolved")
    case = make.walk(
        town,
        *("take grid", "verify here", "resolve", "take community", "pass_check", "rate unsolved"),
        *("take community", *again),
        *("take community", "convene call", "convene minutes", *again),
    )
    assert (case.status, case.outcome, case.reopened) == ("closed", "disagrees", 2)
    with pytest.raises(Refused, match="reopened_before"):
        actions.reopen(case, by=make.asker(case), at=make.minutes(99), words="还是不行")


# -- 9. a department that sends back twice ----------------------------------------------------------------------------


def test_a_department_that_sends_back_twice_is_decided_above_and_bound(town) -> None:
    case = make.walk(
        town,
        *("take grid", "verify up", "take community", "place up", "take township", "dispatch department"),
        *("take water", "send_back", "take township", "dispatch department", "take water", "send_back"),
    )
    assert (case.level, case.task) == ("county", "review")
    case = make.walk(town, "take county", "decide name water", "take water", case_=case, at=make.minutes(40))
    assert (case.level, case.task, case.binding) == ("department", "do", True)
    with pytest.raises(Refused):
        make.do(town, case, "send_back", at=make.minutes(60))
    with pytest.raises(Refused, match="decision_binds"):
        make.do(town, case, "transfer housing", at=make.minutes(60))


# -- 10. seven days of holiday with natural-day matters ---------------------------------------------------------------


def test_seven_days_of_holiday_with_a_natural_day_matter(town) -> None:
    case = make.case(town, at=on(9, 30, 16))  # Wednesday before the holiday of 1 to 7 October
    assert case.due_at == on(10, 8, 17, 30)  # verify: one working day
    case = make.walk(town, "take grid", "verify here", case_=case, at=on(9, 30, 16, 30))
    assert (
        told(case) == "10-08 17:30"
    )  # three natural days end on the 3rd, which rests: the first working day
    lamp = make.case(town, at=on(10, 3, 23, 30))
    lamp = make.walk(town, "take grid", "verify here", case_=lamp, at=on(10, 8, 9))
    assert told(lamp) == "10-08 17:30"  # received on the 3rd, the 6th is its last day


def test_a_calendar_edit_never_makes_a_told_promise_later(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    promised = told(case)
    assert promised == "11-26 17:30"
    change_day(on(11, 26, 0).date(), "holiday", name="停工", by=SYSTEM, at=make.minutes(30))
    assert recount_some(0, at=make.minutes(31)).looked == 1
    assert told(case) == promised


def test_a_stranger_with_a_guessed_link_does_nothing(town) -> None:
    case = make.walk(town, "take grid")
    with pytest.raises(Refused, match="only_asker"):
        actions.remind(case, by=RESIDENT, at=make.NOON + timedelta(hours=1))
