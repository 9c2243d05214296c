"""Ten bad days, walked with the ledger they must leave: who had it, until when, what the resident was told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, rules
from linli.cases.actions.recounting import recount_some
from linli.cases.actions.waking import wake_due
from linli.cases.borders import disowned
from linli.cases.models import Case, Handling, Supervision
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions.calendar import change_day
from linli.people.actions.rostering import enter_absence, enter_shift
from linli.people.models import Post
from linli.people.queries import posts_of, stand_ins
from linli.territory.actions import move_buildings
from linli.territory.queries import impact_of_move
from tests import make
from tests.make import ZONE
from tests.reactions.test_case_messages import inbox as heard
from tests.reactions.test_case_messages import react, unread


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
    keeper = town.serve(town.offices["community"], name="keeper", role="registrar")
    town.serve(town.offices["community"], name="keeper_2", role="registrar")
    case = make.walk(town, "take grid", "transfer next_grid", "take next_grid")
    with pytest.raises(Refused, match="transferred_before"):
        make.do(town, case, "transfer grid", at=make.minutes(20))
    # the second time the level above names who does it, and that is final
    case = actions.assign(
        case, by=town.actors["community"], at=make.minutes(30), holder=town.users["next_grid"]
    )
    case = make.do(town, case, "verify here", at=make.minutes(40))
    # Verifying ends one working day after Monday, whoever has it: handing it sideways gains nobody an hour. The work
    # ends with the promise, three natural days after Monday: Thursday, which is a working day.
    assert ledger(case) == [
        ("grid/verify", "grid", "11-24 17:30", "take"),
        ("grid/verify", "grid", "11-24 17:30", "transfer"),
        ("grid/verify", "next_grid", "11-24 17:30", "take"),
        ("grid/verify", "next_grid", "11-24 17:30", "assign"),
        ("grid/verify", "next_grid", "11-24 17:30", "verify:here"),
        ("grid/do", "next_grid", "11-26 17:30", ""),
    ]
    assert told(case) == "11-26 17:30"
    react()
    assert heard(town, "next_grid") == ["case.transfer", "case.assign"]
    # its correction is opened: the register still says that the building is the first grid's
    assert heard(town, "keeper") == heard(town, "keeper_2") == ["case.transfer:register"]
    [border] = disowned(town.areas["community"].path, make.minutes(50))
    assert (border.building, border.own, border.other, border.cases) == (
        town.building,
        town.areas["grid"],
        town.areas["next_grid"],
        (case,),
    )
    assert not disowned(town.areas["other_community"].path, make.minutes(50))
    # put right, it is closed, and what is open at the door stays with whoever has it
    move_buildings(
        [town.building],
        town.areas["next_grid"],
        by=keeper,
        at=make.minutes(60),
        confirmed=impact_of_move([town.building], town.areas["next_grid"]).fingerprint,
    )
    react()
    assert disowned(town.areas["community"].path, make.minutes(61)) == []
    assert unread(town, "keeper") == unread(town, "keeper_2") == []
    case.refresh_from_db()
    assert (case.area, case.office, case.holder_id) == (
        town.areas["next_grid"],
        town.offices["next_grid"],
        town.users["next_grid"].pk,
    )
    assert len(ledger(case)) == 6


def test_a_border_building_may_stay_and_the_next_grid_that_disowns_it_asks_anew(town) -> None:
    keeper = town.serve(town.offices["community"], name="keeper", role="registrar")
    community = town.areas["community"].path
    make.walk(town, "take grid", "transfer next_grid")
    with pytest.raises(Refused, match="not_your_role"):
        actions.keep_building(town.building, by=town.actors["grid"], at=make.minutes(5))
    actions.keep_building(town.building, by=keeper, at=make.minutes(5))
    react()
    assert disowned(community, make.minutes(6)) == []
    assert unread(town, "keeper") == []
    again = make.walk(town, "take grid", "transfer next_grid", at=make.minutes(10))
    assert [border.cases for border in disowned(community, make.minutes(20))] == [(again,)]
    actions.keep_building(town.building, by=keeper, at=make.minutes(20))
    # taken back at once: nothing to correct
    undone = make.walk(town, "take grid", "transfer next_grid", at=make.minutes(50))
    actions.undo(undone, by=town.actors["grid"], at=make.minutes(52.5))
    assert disowned(community, make.minutes(60)) == []


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
    # From Monday noon to Tuesday 17:30 there are 3.5 + 6.5 = 10 working hours; three quarters are over after 7.5 of
    # them: on Tuesday after the 3 of the morning and one more, at 15:00.
    assert wake_due(on(11, 24, 14, 59)) == 0
    assert wake_due(on(11, 24, 15)) == 1
    assert wake_due(on(11, 24, 17, 31)) == 1
    # nobody of the community could be reached: it is told, and the township answers. Raised after closing, the day
    # counts as Wednesday; one working day after that is Thursday.
    row = Supervision.objects.get()
    assert (row.office, row.user_id, row.due_at) == (
        town.offices["township"],
        boss.user_id,
        on(11, 26, 17, 30),
    )
    assert Entry.objects.get(verb="case.escalate").data["passed"] == [town.offices["community"].pk]
    case = make.do(town, case, "take township_head", at=on(11, 24, 18))  # who acts for the absent can take it
    assert case.holder_id == boss.user_id
    case = make.do(town, case, "verify here", at=on(11, 25, 9))
    assert told(case) == "11-26 17:30"
    assert not case.supervised  # verified: whoever answered for that step is free
    case = make.do(town, case, "resolve", at=on(11, 25, 10))
    # Done by the grid (in whoever's name), so the community checks, in two working days. There nobody is; the one who
    # acts for them did the work himself.
    with pytest.raises(Refused, match="did_the_work"):
        make.do(town, case, "take township_head", at=on(11, 25, 11))
    # 5.5 + 6.5 + 6.5 = 18.5 working hours, of which three quarters are 13:52:30: Friday 10:52:30
    assert wake_due(on(11, 27, 10, 52)) == 0
    assert wake_due(on(11, 27, 10, 53)) == 1
    assert wake_due(on(11, 27, 17, 31)) == 1
    case = actions.take_over(case, by=town.actors["township"], at=on(11, 27, 18), words="我们去看")
    case = make.do(town, case, "pass_check", at=on(11, 30, 9))
    assert ledger(case) == [
        ("grid/verify", "grid", "11-24 17:30", "take"),
        ("grid/verify", "grid", "11-24 17:30", "verify:here"),
        ("grid/do", "grid", "11-26 17:30", "resolve"),
        ("community/check", "community", "11-27 17:30", "take_over"),
        ("township/check", "township", "12-02 17:30", "pass_check"),  # two working days after Monday the 30th
        ("township/rating", "township", "12-07 17:30", ""),  # seven natural days after Monday
    ]
    assert verbs(case) == [
        *("ask", "warn", "escalate", "take", "verify", "resolve"),
        *("warn", "escalate", "take_over", "pass_check"),
    ]


def test_when_nobody_at_all_acts_it_climbs_a_step_a_working_day_and_is_asked_for_at_the_top(town) -> None:
    case = make.case(town)
    # each step is raised after closing, so it counts as the next working day and ends at the closing of the one after
    for at, office, due in (
        (on(11, 24, 17, 31), "community", on(11, 26, 17, 30)),
        (on(11, 26, 17, 31), "township", on(11, 30, 17, 30)),  # Friday, then the weekend, then Monday
        (on(11, 30, 17, 31), "county", on(12, 2, 17, 30)),
        (on(12, 2, 17, 31), "prefecture", on(12, 4, 17, 30)),
    ):
        wake_due(at)
        row = Supervision.objects.get(ended_at=None)
        assert (row.office.name.split()[0], row.due_at) == (office, due)
        case.refresh_from_db()
        assert case.wake_at == due
    # at the top: whoever answers for it is asked again, on Friday after closing, so on Monday the 7th; and then every
    # third working day: after the 8th and the 9th on the 10th
    wake_due(on(12, 4, 17, 31))
    case.refresh_from_db()
    assert case.wake_at == on(12, 10, 17, 30)
    assert verbs(case) == ["ask", *["escalate"] * 4, "warn"]
    assert ledger(case) == [("grid/verify", "grid", "11-24 17:30", "")]


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

    def order(number: str) -> Case:
        return actions.take_in(
            source="12345",
            number=number,
            words="路灯不亮",
            by=by,
            at=make.NOON,
            office=town.offices["township"],
            reply_by=on(11, 30, 17, 30),  # five working days after Monday: 24, 25, 26, 27 and 30 November
        )

    case = order("SZ-1")
    assert told(case) == "11-30 17:30"
    large = make.category("road", "路面塌陷", "major")  # ours would be fifteen working days: 14 December
    small = town.categories["lamp"]  # three natural days: Thursday the 26th
    case = make.do(town, case, "take township", at=make.minutes(1))
    case = actions.dispatch(
        case,
        by=by,
        at=make.minutes(9),
        choice="department",
        department=town.offices["housing"],
        category=large,
    )
    case = make.walk(town, "take housing", "accept", case_=case, at=make.minutes(10))
    assert told(case) == "11-30 17:30"  # the earlier of the two
    case = make.do(town, case, "resolve", at=on(11, 27, 10))
    case = make.do(town, case, "take township_2", at=on(11, 30, 9))
    case = make.do(town, case, "pass_check", at=on(11, 30, 9, 5))
    assert ledger(case) == [
        ("township/dispatch", "township", "11-24 17:30", "take"),
        ("township/dispatch", "township", "11-24 17:30", "dispatch:department"),
        ("department/accept", "housing", "11-24 17:30", "take"),
        ("department/accept", "housing", "11-24 17:30", "accept"),
        ("department/do", "housing", "11-30 17:30", "resolve"),
        # no grid followed it: nobody knows the place below the sub-district, which checks in two working days
        ("township/check", "township", "12-01 17:30", "take"),
        ("township/check", "township", "12-01 17:30", "pass_check"),
        ("township/rating", "township", "12-07 17:30", ""),
    ]
    assert case.origin.reply_by == on(11, 30, 17, 30)
    sooner = make.do(town, order("SZ-2"), "take township", at=make.minutes(1))
    sooner = actions.dispatch(
        sooner,
        by=by,
        at=make.minutes(9),
        choice="department",
        department=town.offices["housing"],
        category=small,
    )
    assert told(sooner) == "11-26 17:30"
    with pytest.raises(Refused, match="order_known"):
        order("SZ-1")


# -- 8. a case reopened twice -----------------------------------------------------------------------------------------


def test_a_case_reopened_twice_sits_together_and_then_ends(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(11, 24, 10))
    case = make.do(town, case, "rate unsolved", at=on(11, 25, 9))
    case = make.walk(
        town, "take community_2", "decide name grid", "take grid_2", case_=case, at=on(11, 25, 10)
    )
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(11, 26, 10))
    case = make.do(town, case, "rate unsolved", at=on(11, 27, 9))
    case = make.do(town, case, "take community_2", at=on(11, 27, 10))
    with pytest.raises(Refused, match="convene_first"):
        make.do(town, case, "decide name grid", at=on(11, 27, 11))
    case = make.walk(
        *(town, "convene call", "convene minutes", "decide name grid", "take grid"),
        case_=case,
        at=on(11, 30, 10),
    )
    # one date was told, and it stays on record as missed; who is named gets a working day to do it
    assert told(case) == "11-26 17:30"
    case = make.walk(town, "resolve", "take community", "pass_check", case_=case, at=on(12, 1, 10))
    case = make.do(town, case, "rate unsolved", at=on(12, 2, 9))
    assert (case.status, case.outcome, case.reopened) == ("closed", "disagrees", 2)
    assert ledger(case) == [
        ("grid/verify", "grid", "11-24 17:30", "take"),
        ("grid/verify", "grid", "11-24 17:30", "verify:here"),
        ("grid/do", "grid", "11-26 17:30", "resolve"),  # the promise: three natural days after Monday
        ("community/check", "community", "11-26 17:30", "take"),  # two working days after Tuesday
        ("community/check", "community", "11-26 17:30", "pass_check"),
        ("community/rating", "community", "12-01 17:30", "rate:unsolved"),  # seven natural days after Tuesday
        ("community/review", "community", "11-30 17:30", "take"),  # three working days after Wednesday
        ("community/review", "community", "11-30 17:30", "decide:name"),
        (
            "grid/do",
            "grid",
            "11-26 17:30",
            "take",
        ),  # the promise, and one working day after Wednesday: the same
        ("grid/do", "grid", "11-26 17:30", "resolve"),
        ("community/check", "community", "11-30 17:30", "take"),  # Friday, Monday
        ("community/check", "community", "11-30 17:30", "pass_check"),
        ("community/rating", "community", "12-03 17:30", "rate:unsolved"),
        ("community/review", "community", "12-02 17:30", "take"),  # Monday, Tuesday, Wednesday
        ("community/review", "community", "12-02 17:30", "decide:name"),
        ("grid/do", "grid", "12-01 17:30", "take"),  # the promise is over: one working day after Monday
        ("grid/do", "grid", "12-01 17:30", "resolve"),
        ("community/check", "community", "12-03 17:30", "take"),
        ("community/check", "community", "12-03 17:30", "pass_check"),
        ("community/rating", "community", "12-08 17:30", "rate:disagrees"),
    ]
    with pytest.raises(Refused, match="reopened_before"):
        actions.reopen(case, by=make.asker(case), at=on(12, 3, 9), words="还是不行")


# -- 9. a department that sends back twice ----------------------------------------------------------------------------


def test_a_department_that_sends_back_twice_is_decided_above_and_bound(town) -> None:
    case = make.walk(
        town,
        *("take grid", "verify up", "take community", "place up", "take township", "dispatch department"),
        "take water",
    )
    case = make.walk(
        town, "send_back", "take township", "dispatch department", "take water", case_=case, at=on(11, 24, 9)
    )
    case = make.walk(town, "send_back", "take county", "decide name water", case_=case, at=on(11, 25, 10))
    assert (case.level, case.task, case.binding) == ("department", "do", True)
    case = make.do(town, case, "take water", at=on(11, 25, 11))
    with pytest.raises(Refused, match="not_at_this_step"):
        make.do(town, case, "send_back", at=on(11, 25, 12))
    with pytest.raises(Refused, match="decision_binds"):
        make.do(town, case, "transfer housing", at=on(11, 25, 12))
    case = make.do(town, case, "resolve", at=on(11, 26, 16))
    # each office that gets it has the whole of its own limit, one working day; the promise of Thursday stays through
    # all of it, and so does the end of the work: sending it to and fro costs those who do it, not the resident
    assert ledger(case) == [
        ("grid/verify", "grid", "11-24 17:30", "take"),
        ("grid/verify", "grid", "11-24 17:30", "verify:up"),
        ("community/place", "community", "11-24 17:30", "take"),
        ("community/place", "community", "11-24 17:30", "place:up"),
        ("township/dispatch", "township", "11-24 17:30", "take"),
        ("township/dispatch", "township", "11-24 17:30", "dispatch:department"),
        ("department/accept", "water", "11-24 17:30", "take"),
        ("department/accept", "water", "11-24 17:30", "send_back:back"),
        ("township/dispatch", "township", "11-25 17:30", "take"),  # sent back on Tuesday
        ("township/dispatch", "township", "11-25 17:30", "dispatch:department"),
        ("department/accept", "water", "11-25 17:30", "take"),
        ("department/accept", "water", "11-25 17:30", "send_back:review"),
        ("county/review", "county", "11-30 17:30", "take"),  # above the department; three working days
        ("county/review", "county", "11-30 17:30", "decide:name"),
        ("department/do", "water", "11-26 17:30", "take"),
        ("department/do", "water", "11-26 17:30", "resolve"),
        ("grid/check", "grid", "11-30 17:30", ""),  # the follower's grid, two working days after Thursday
    ]
    assert told(case) == "11-26 17:30"
    react()
    assert heard(town, "water") == ["case.dispatch", "case.dispatch", "case.decide"]
    assert heard(town, "township") == ["case.place", "case.send_back"]
    assert heard(town, "county") == ["case.send_back"]
    assert heard(town, "grid") == ["case.ask", "case.resolve"]


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
