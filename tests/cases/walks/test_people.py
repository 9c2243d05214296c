"""Walks 2 and 3: a worker who is the subject, a resident who never answers. Dates by hand, autumn of 2026."""

from __future__ import annotations

import pytest

from linli.cases import actions
from linli.cases.actions.ringing import open_calls, open_number
from linli.cases.actions.waking import wake_due
from linli.cases.models import CallBack, Case, Supervision
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.notify.models import KEPT
from linli.people.actions import appoint
from linli.people.queries import actor_of
from tests import make
from tests.cases.test_seeing import sees
from tests.cases.walks.ledger import ASKER, on, owed, story, told, verify_here, whose
from tests.reactions.test_case_messages import inbox as heard
from tests.reactions.test_case_messages import react

# -- 2. a worker who is the subject -------------------------------------------------------------------------------


def test_a_worker_who_is_the_subject_never_meets_it(town) -> None:
    subject = town.users["grid"]
    case = make.case(town, about=(subject.pk,), words="网格员收了钱不办事", asker=ASKER)
    assert seen_by(town, case) == {"community", "community_2"}  # past the grid, to two of the office above
    # not even with a second post there
    post = appoint(
        subject, town.offices["community"], role="clerk", reach="subtree", by=SYSTEM, at=on(11, 23, 12, 2)
    )
    with pytest.raises(Refused, match="only_member"):
        actions.take(case, by=actor_of(subject.pk, on(11, 23, 12, 4), post_id=post.pk), at=on(11, 23, 12, 4))
    case = make.do(town, case, "take community", at=on(11, 23, 12, 6))
    case = verify_here(town, case, "community", on(11, 23, 12, 15), matter="noise")
    # Seven natural days after the 23rd are the 30th, a Monday. Until then there are 3.5 + 4 × 6.5 + 6.5 = 36 working
    # hours; three quarters of them, 27, are over after Thursday (23) and four more: Friday at 15:00.
    assert wake_due(on(11, 27, 14, 59)) == 0
    assert wake_due(on(11, 27, 15)) == 1
    assert wake_due(on(11, 30, 17, 31)) == 1
    # raised after closing, so on Tuesday; one working day after that is Wednesday. Two of the township see it now.
    row = Supervision.objects.get()
    assert (row.office, row.user, row.due_at) == (
        town.offices["township"],
        town.users["township"],
        on(12, 2, 17, 30),
    )
    case = make.do(town, case, "resolve", at=on(12, 1, 10))
    case = make.do(town, case, "take township_2", at=on(12, 2, 9))
    case = make.do(town, case, "pass_check", at=on(12, 2, 9, 30))
    react()  # before they answer: then there would be nothing left to tell them
    case = make.do(town, case, "rate solved", at=on(12, 4, 10))
    assert whose(case) == [
        ("community/verify", "–", "11-23 12:00", "11-24 17:30", "take"),  # one working day after Monday
        ("community/verify", "community", "11-23 12:06", "11-24 17:30", "verify:here"),
        ("community/do", "community", "11-23 12:15", "11-30 17:30", "resolve"),
        # checked above, never below; two working days after Tuesday
        ("township/check", "–", "12-01 10:00", "12-03 17:30", "take"),
        ("township/check", "township_2", "12-02 09:00", "12-03 17:30", "pass_check"),
        (
            "township/rating",
            "–",
            "12-02 09:30",
            "12-09 17:30",
            "rate:solved",
        ),  # seven natural days after the 2nd
    ]
    assert story(case) == [
        "11-23 12:00 ask",
        "11-23 12:06 take",
        "11-23 12:15 verify",
        "11-27 15:00 warn",
        "11-30 17:31 escalate",
        "12-01 10:00 resolve",
        "12-02 09:00 take",
        "12-02 09:30 pass_check",
        "12-04 10:00 rate",
    ]
    assert told(case) == "11-30 17:30"
    assert seen_by(town, case) == {"community", "community_2", "township", "township_2"}
    react()
    # that something happened, never what; one unread line, that counts: it came; it runs out and is late; it was rated
    assert heard(town, "community") == [KEPT] * 3
    assert heard(town, "community_2") == [KEPT]  # it came
    assert (
        heard(town, "township") == heard(town, "township_2") == [KEPT]
    )  # it is late, and then to be checked
    assert heard(town, "grid") == heard(town, "grid_2") == heard(town, "county") == []
    assert owed(case) == ["11-23 12:16 verify", "12-02 09:30 resolve"]


def seen_by(town: make.Town, case: Case) -> set[str]:
    return {name for name in town.users if sees(town, name, case, on(12, 8, 9))}


# -- 3. a resident who never answers --------------------------------------------------------------------------------


def asked_in_vain(town: make.Town, **more: object) -> Case:
    """Asked on Tuesday 24 November what is missing, done without an answer, checked on 2 December."""
    case = make.walk(
        town, "take grid", "verify up", "take community", "place here", case_=make.case(town, **more)
    )
    assert told(case) == "11-26 17:30"
    case = make.do(town, case, "ask_more told", at=on(11, 24, 10))
    # The clock stands for five working days after Tuesday: until Tuesday 1 December, 17:30. Of the three natural days
    # after Monday none had ended, and all that end until then do not count: the 2nd, the 3rd, the 4th, a Friday.
    assert told(case) == "12-04 17:30"
    assert wake_due(on(12, 1, 17, 29)) == 0  # and nobody is warned of what stands
    assert wake_due(on(12, 1, 17, 30)) == 1
    case.refresh_from_db()
    case = actions.resolve(
        case,
        by=town.actors["community"],
        at=on(12, 2, 10),
        outcome="no_answer",
        words="没有联系上，先修了公共管",
    )
    return make.walk(town, "take grid", "pass_check", case_=case, at=on(12, 2, 11))


STEPS_IN_VAIN = [
    ("grid/verify", "–", "11-23 12:00", "11-24 17:30", "take"),
    ("grid/verify", "grid", "11-23 12:01", "11-24 17:30", "verify:up"),
    ("community/place", "–", "11-23 12:02", "11-24 17:30", "take"),
    ("community/place", "community", "11-23 12:03", "11-24 17:30", "place:here"),
    ("community/do", "community", "11-23 12:04", "11-26 17:30", "ask_more:told"),
    ("community/do", "community", "11-24 10:00", "12-04 17:30", "resume"),
    ("community/do", "community", "12-01 17:30", "12-04 17:30", "resolve"),
    ("grid/check", "–", "12-02 10:00", "12-04 17:30", "take"),  # two working days after Wednesday
    ("grid/check", "grid", "12-02 11:01", "12-04 17:30", "pass_check"),
    ("grid/rating", "–", "12-02 11:02", "12-09 17:30", "close"),  # seven natural days after Wednesday
]
STORY_IN_VAIN = [
    *("11-23 12:00 ask", "11-23 12:01 take", "11-23 12:02 verify", "11-23 12:03 take", "11-23 12:04 place"),
    *("11-24 10:00 ask_more", "12-01 17:30 resume", "12-02 10:00 resolve", "12-02 11:01 take"),
    "12-02 11:02 pass_check",
]


def test_a_resident_who_never_answers_ends_as_unrated_with_every_step_on_record(town) -> None:
    case = asked_in_vain(town)
    assert open_calls(on(12, 7, 9)) == 0  # no number was left
    assert wake_due(on(12, 9, 17, 29)) == 0
    assert wake_due(on(12, 9, 17, 30)) == 1
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "no_rating")
    assert whose(case) == STEPS_IN_VAIN
    assert story(case) == [*STORY_IN_VAIN, "12-09 17:30 close"]
    react()
    assert owed(case) == []  # nobody to send it to: it stands on their page
    assert heard(town, "grid") == ["case.ask", "case.resolve"]
    assert heard(town, "community") == ["case.verify", "case.resume"]
    with pytest.raises(Refused, match="reopen_too_late"):
        actions.reopen(
            case, by=make.asker(case), at=on(12, 9, 17, 30).replace(year=2027, month=1, day=9), words="?"
        )


def test_who_left_a_number_is_rung_three_times_on_two_days_and_ends_as_unreachable(town) -> None:
    case = asked_in_vain(town, asker=ASKER, by=RESIDENT)
    assert open_calls(on(12, 5, 11)) == 0  # three days after Wednesday 11:02
    assert open_calls(on(12, 7, 9)) == 1
    call = CallBack.objects.get()
    assert call.office == town.offices["township"]  # the nearest that had no hand in it
    for at in (on(12, 7, 10), on(12, 7, 15), on(12, 8, 10)):
        open_number(call, by=town.actors["township"], at=at)
        actions.not_reached(call, by=town.actors["township"], at=at)
    call.refresh_from_db()
    assert call.result == "unreachable"
    assert wake_due(on(12, 9, 17, 30)) == 1
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "unreachable")  # never counted as content
    assert whose(case) == STEPS_IN_VAIN
    assert story(case) == [
        *STORY_IN_VAIN,
        *("12-07 10:00 call_back", "12-07 15:00 call_back", "12-08 10:00 call_back", "12-09 17:30 close"),
    ]
    react()
    # what was asked of them was said by telephone, so no text of it
    assert owed(case) == ["11-23 12:03 verify", "12-02 11:02 resolve", "12-09 17:30 close"]


def test_a_stranger_with_a_guessed_link_does_nothing(town) -> None:
    case = make.walk(town, "take grid")
    with pytest.raises(Refused, match="only_asker"):
        actions.remind(case, by=RESIDENT, at=make.minutes(60))
