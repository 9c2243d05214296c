"""Walks 4, 5 and 9: offices that disown a place, nobody there, a department that sends back twice."""

from __future__ import annotations

import pytest

from linli.cases import actions
from linli.cases.actions.waking import wake_due
from linli.cases.borders import disowned
from linli.cases.models import Supervision
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.people.actions.rostering import enter_absence
from linli.people.models import Post
from linli.people.queries import stand_ins
from linli.territory.actions import move_buildings
from linli.territory.queries import impact_of_move
from tests import make
from tests.cases.walks.ledger import head, ledger, on, told, verbs
from tests.reactions.test_case_messages import inbox as heard
from tests.reactions.test_case_messages import react, unread

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
