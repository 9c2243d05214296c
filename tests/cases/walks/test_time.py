"""Walks 1, 6 and 10: a night before a make-up Saturday, a clock that was down, a week of holiday.

Days of 2026 by the notice of the State Council: 14 February (Saturday) is worked, 15 to 23 February rest; 1 to 7
October rest, 10 October (Saturday) is worked. Offices are open 09:00–12:00 and 14:00–17:30: 6.5 hours.
"""

from __future__ import annotations

from datetime import datetime

from linli.cases.actions.recounting import recount_some
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, Supervision
from linli.common.actor import SYSTEM
from linli.office.actions.calendar import change_day
from linli.people.actions.rostering import enter_shift
from tests import make
from tests.cases.walks.ledger import ASKER, on, owed, story, told, verbs, verify_here, whose
from tests.reactions.test_case_messages import inbox as heard
from tests.reactions.test_case_messages import react


def on_duty(town: make.Town, key: str, since: datetime, until: datetime) -> None:
    phone, at = "0399-801 0000", on(2, 1, 9)
    enter_shift(town.offices[key], town.users[key], since=since, until=until, phone=phone, by=SYSTEM, at=at)


# -- 1. a water leak on Friday 22:40 before a make-up Saturday: 13 February 2026, spring festival from the 15th ----


def test_a_leak_at_night_before_a_make_up_saturday(town) -> None:
    on_duty(town, "community", on(2, 13, 18), on(2, 14, 8))
    case = make.case(town, urgency="red", at=on(2, 13, 22, 40), asker=ASKER)
    # thirty minutes, day and night; no office is open in them, so three quarters are 22.5 minutes
    assert wake_due(on(2, 13, 23, 2)) == 0
    assert wake_due(on(2, 13, 23, 3)) == 1
    # nobody of the grid took it: whoever is on duty at the community is answerable, for thirty minutes of their own
    assert wake_due(on(2, 13, 23, 11)) == 1
    row = Supervision.objects.get()
    assert (row.office, row.user, row.due_at) == (
        town.offices["community"],
        town.users["community"],
        on(2, 13, 23, 41),
    )
    case = make.do(town, case, "take grid_2", at=on(2, 13, 23, 20))
    case = make.do(town, case, "contact", at=on(2, 13, 23, 22))
    case = verify_here(town, case, "grid_2", on(2, 13, 23, 25), urgency="red")
    # three natural days: the 14th, 15th, 16th, and red does not wait for the holiday to be over
    assert told(case) == "02-17 00:00"
    assert not case.supervised
    case = make.do(town, case, "resolve", at=on(2, 14, 10))
    case = make.do(town, case, "take community_2", at=on(2, 14, 15))
    case = make.do(town, case, "pass_check", at=on(2, 14, 15, 30))
    react()  # before they answer: then there would be nothing left to tell them
    case = make.do(town, case, "rate solved", at=on(2, 16, 9))
    assert whose(case) == [
        ("grid/verify", "–", "02-13 22:40", "02-13 23:10", "take"),
        ("grid/verify", "grid_2", "02-13 23:20", "02-13 23:10", "verify:here"),
        # to be done by the date told: red runs on clock hours, and never has less than 24 of them
        ("grid/do", "grid_2", "02-13 23:25", "02-17 00:00", "resolve"),
        # the Saturday is worked, and the day it came; two working days after it are the 24th and the 25th
        ("community/check", "–", "02-14 10:00", "02-25 17:30", "take"),
        ("community/check", "community_2", "02-14 15:00", "02-25 17:30", "pass_check"),
        # seven natural days end on the 21st; whoever is asked has until the holiday is over
        ("community/rating", "–", "02-14 15:30", "02-24 17:30", "rate:solved"),
    ]
    assert story(case) == [
        "02-13 22:40 ask",
        "02-13 23:03 warn",
        "02-13 23:11 escalate",
        "02-13 23:20 take",
        "02-13 23:22 contact",
        "02-13 23:25 verify",
        "02-14 10:00 resolve",
        "02-14 15:00 take",
        "02-14 15:30 pass_check",
        "02-16 09:00 rate",
    ]
    react()
    assert heard(town, "grid") == ["case.ask:red", "case.warn", "case.escalate"]
    assert heard(town, "grid_2") == ["case.ask:red", "case.warn", "case.escalate", "case.rate"]
    # on duty: it is red, it is late (to the person and to the office); on Saturday it is to be checked
    assert heard(town, "community") == ["case.ask:red", *["case.escalate:above"] * 2, "case.resolve"]
    assert heard(town, "community_2") == ["case.escalate:above", "case.resolve"]
    # red is told at night too, once the minute is over in which the step can be taken back
    assert owed(case) == ["02-13 23:26 verify", "02-14 15:30 resolve"]


def test_the_same_leak_not_red_is_received_on_the_make_up_saturday(town) -> None:
    night = on(2, 13, 22, 40)
    blue = make.case(town, at=night)
    case = make.case(town, urgency="red", at=night)
    assert case.urgency == "yellow"  # nobody is on duty anywhere
    # four working hours of the Saturday end at 15:00, three quarters of them at noon
    assert wake_due(on(2, 14, 11, 59)) == 0
    assert wake_due(on(2, 14, 12)) == 1
    case = make.do(town, case, "take grid", at=on(2, 14, 12, 10))
    case = verify_here(town, case, "grid", on(2, 14, 14, 30), urgency="yellow")
    # three natural days end on the 16th, which rests: the first working day after the holiday, Tuesday the 24th.
    # Three quarters of the time would be over on that day; the last closing before it is today's.
    assert wake_due(on(2, 14, 17, 29)) == 0
    assert wake_due(on(2, 14, 17, 30)) == 1
    # a common one: one working day after the Saturday. From there on there are 6.5 + 6.5 = 13 working hours; three
    # quarters, 9.75, are over 3.25 hours into the 24th
    assert wake_due(on(2, 24, 14, 14)) == 0
    assert wake_due(on(2, 24, 14, 15)) == 1
    assert told(case) == "02-24 17:30"
    assert whose(case) == [
        ("grid/verify", "–", "02-13 22:40", "02-14 15:00", "take"),
        ("grid/verify", "grid", "02-14 12:10", "02-14 15:00", "verify:here"),
        ("grid/do", "grid", "02-14 14:30", "02-24 17:30", ""),
    ]
    assert story(case)[1:] == [
        "02-14 12:00 warn",
        "02-14 12:10 take",
        "02-14 14:30 verify",
        "02-14 17:30 warn",
    ]
    assert whose(blue) == [("grid/verify", "–", "02-13 22:40", "02-24 17:30", "")]
    assert story(blue) == ["02-13 22:40 ask", "02-24 14:15 warn"]


# -- 6. the clock process down for a day ------------------------------------------------------------------------------


def test_the_clock_down_for_a_day_raises_each_step_once_and_late_by_nobody_s_fault(town) -> None:
    """It stands from Tuesday 24 November, noon, to Thursday, 09:00."""
    waiting = paused_until_tuesday(town)
    unrated = make.walk(
        *(town, "take grid", "verify here", "resolve", "take community", "pass_check"),
        case_=make.case(town, at=on(11, 16, 12)),
        at=on(11, 17, 10),
    )
    late = make.case(town)
    new = make.case(town, at=on(11, 25, 16))
    assert wake_due(on(11, 24, 12)) == 0
    back = on(11, 26, 9)
    assert wake_due(back) == 3
    assert wake_due(back) == 0
    # what came meanwhile is warned of in time: of its 1.5 + 6.5 = 8 hours six are over on Thursday at 15:30
    assert wake_due(on(11, 26, 15, 29)) == 0
    assert wake_due(on(11, 26, 15, 30)) == 1
    make.do(town, new, "withdraw", at=on(11, 26, 16))
    assert story(new) == ["11-25 16:00 ask", "11-26 15:30 warn", "11-26 16:00 withdraw"]
    assert wake_due(on(11, 26, 17, 30)) == 1  # the one that waited: the last closing before Friday

    # No warning after the end. What was due on Tuesday and, one step up, on Wednesday, is raised one step now; who
    # answers for it has a working day from now. The next step comes when that is over, at closing, which is still
    # Friday, and ends one working day later.
    assert story(late) == ["11-23 12:00 ask", "11-26 09:00 escalate"]
    assert wake_due(on(11, 27, 17, 30)) == 2  # and the one that waited
    steps = Supervision.objects.filter(case=late).order_by("id")
    assert [(s.step, s.office, s.since, s.due_at) for s in steps] == [
        (1, town.offices["community"], back, on(11, 27, 17, 30)),
        (2, town.offices["township"], on(11, 27, 17, 30), on(11, 30, 17, 30)),
    ]
    assert whose(late) == [("grid/verify", "–", "11-23 12:00", "11-24 17:30", "")]

    # whoever was asked had until Tuesday, seven natural days after the 17th; it closes late, and that is all
    assert whose(unrated)[-1] == ("community/rating", "–", "11-17 10:05", "11-24 17:30", "close")
    assert story(unrated)[-1] == "11-26 09:00 close"

    # the pause was over on Tuesday: the outage makes it no longer, and the date told stays
    assert told(waiting) == "11-27 17:30"
    assert whose(waiting)[-2:] == [
        ("grid/do", "grid", "11-17 10:00", "11-27 17:30", "resume"),
        ("grid/do", "grid", "11-26 09:00", "11-27 17:30", ""),
    ]
    assert verbs(waiting) == ["ask", "take", "verify", "ask_more", "resume", "warn", "escalate"]

    react()
    assert (
        heard(town, "township") == ["case.escalate:above"] * 2
    )  # the second step of one, to person and office


def paused_until_tuesday(town: make.Town) -> Case:
    """Promised for Thursday 19 November; what was asked on Tuesday the 17th lets the clock stand for five working days,
    until the 24th. The eight days that end meanwhile do not count: the 25th, the 26th, the 27th, a Friday."""
    case = make.do(town, make.case(town, at=on(11, 16, 12)), "take grid", at=on(11, 16, 12, 1))
    case = verify_here(town, case, "grid", on(11, 16, 12, 2))
    assert told(case) == "11-19 17:30"
    case = make.do(town, case, "ask_more told", at=on(11, 17, 10))
    assert told(case) == "11-27 17:30"
    return case


# -- 10. seven days of holiday with natural-day matters ---------------------------------------------------------------


def test_seven_days_of_holiday_with_a_natural_day_matter(town) -> None:
    case = make.case(town, at=on(9, 30, 16), asker=ASKER)  # Wednesday, the last working day
    case = make.do(town, case, "take grid", at=on(9, 30, 16, 1))
    case = verify_here(town, case, "grid", on(9, 30, 16, 2))
    # three natural days end on 3 October, which rests: Thursday the 8th. It is said at the closing before, not on the
    # 8th, when it would be too late to do anything
    assert wake_due(on(9, 30, 17, 29)) == 0
    assert wake_due(on(9, 30, 17, 30)) == 1
    assert wake_due(on(10, 8, 17, 29)) == 0  # in seven days nobody is late
    assert wake_due(on(10, 8, 17, 31)) == 1
    # raised after closing, so on Friday the 9th; the working day after it is Saturday the 10th
    assert Supervision.objects.get().due_at == on(10, 10, 17, 30)
    case = make.do(town, case, "resolve", at=on(10, 9, 10))
    case = make.do(town, case, "take community", at=on(10, 10, 9))
    case = make.do(town, case, "pass_check", at=on(10, 10, 9, 30))
    assert wake_due(on(10, 19, 17, 29)) == 0
    assert wake_due(on(10, 19, 17, 30)) == 1
    assert told(case) == "10-08 17:30"
    assert whose(case) == [
        ("grid/verify", "–", "09-30 16:00", "10-08 17:30", "take"),  # one working day after Wednesday
        ("grid/verify", "grid", "09-30 16:01", "10-08 17:30", "verify:here"),
        ("grid/do", "grid", "09-30 16:02", "10-08 17:30", "resolve"),
        ("community/check", "–", "10-09 10:00", "10-12 17:30", "take"),  # Saturday the 10th, Monday the 12th
        ("community/check", "community", "10-10 09:00", "10-12 17:30", "pass_check"),
        ("community/rating", "–", "10-10 09:30", "10-19 17:30", "close"),  # Saturday the 17th rests: Monday
    ]
    assert story(case) == [
        *("09-30 16:00 ask", "09-30 16:01 take", "09-30 16:02 verify", "09-30 17:30 warn"),
        *("10-08 17:31 escalate", "10-09 10:00 resolve", "10-10 09:00 take", "10-10 09:30 pass_check"),
        "10-19 17:30 close",
    ]
    react()
    assert heard(town, "grid") == ["case.ask", "case.warn", "case.escalate"]
    assert heard(town, "community") == [*["case.escalate:above"] * 2, "case.resolve"]
    assert owed(case) == ["09-30 16:03 verify", "10-10 09:30 resolve", "10-19 17:30 close"]


def test_what_comes_in_on_a_holiday_is_verified_after_it_and_counts_from_its_own_date(town) -> None:
    first = make.case(town, at=on(10, 1, 10))
    third = make.case(town, at=on(10, 3, 23, 30))
    first = make.do(town, first, "take grid", at=on(10, 8, 9))
    first = verify_here(town, first, "grid", on(10, 8, 9, 30), matter="noise")
    third = make.do(town, third, "take grid_2", at=on(10, 8, 9))
    third = verify_here(town, third, "grid_2", on(10, 8, 9, 30))
    # the verifying: received on the first working day, the 8th, and one working day after it. The promise: the date of
    # receipt is not counted, also on a rest day, so seven days after the 1st are the 8th, and three after the 3rd the
    # 6th, which moves to the 8th. The work never has less than a working day.
    assert told(first) == told(third) == "10-08 17:30"
    assert whose(first) == [
        ("grid/verify", "–", "10-01 10:00", "10-09 17:30", "take"),
        ("grid/verify", "grid", "10-08 09:00", "10-09 17:30", "verify:here"),
        ("grid/do", "grid", "10-08 09:30", "10-09 17:30", ""),
    ]
    assert [row[3] for row in whose(third)] == ["10-09 17:30"] * 3


def test_red_in_the_holiday_is_done_in_the_holiday(town) -> None:
    on_duty(town, "grid", on(10, 3, 18), on(10, 4, 8))
    case = make.case(town, urgency="red", at=on(10, 3, 23, 30))
    case = make.do(town, case, "take grid", at=on(10, 3, 23, 40))
    case = verify_here(town, case, "grid", on(10, 3, 23, 50), urgency="red")
    # Until the end of the 6th, its third natural day, there are 72 hours and ten minutes, and no office is open in
    # them; three quarters, 54:07:30, are over on the 6th at 05:57:30.
    assert wake_due(on(10, 6, 5, 57)) == 0
    assert wake_due(on(10, 6, 5, 58)) == 1
    assert wake_due(on(10, 7, 0)) == 1
    assert Supervision.objects.get().due_at == on(10, 7, 0, 30)
    assert told(case) == "10-07 00:00"
    assert whose(case) == [
        ("grid/verify", "–", "10-03 23:30", "10-04 00:00", "take"),
        ("grid/verify", "grid", "10-03 23:40", "10-04 00:00", "verify:here"),
        ("grid/do", "grid", "10-03 23:50", "10-07 00:00", ""),
    ]
    assert verbs(case) == ["ask", "take", "verify", "warn", "escalate"]


def test_a_calendar_edit_never_makes_a_told_promise_later(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    promised = told(case)
    assert promised == "11-26 17:30"
    change_day(on(11, 26, 0).date(), "holiday", name="停工", by=SYSTEM, at=make.minutes(30))
    assert recount_some(0, at=make.minutes(31)).looked == 1
    assert told(case) == promised
