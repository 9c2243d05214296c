"""Reception days and problem lists: each row is followed to its end, by an office that had no hand in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.cases import actions, calling, meeting
from linli.cases.actions import Asker
from linli.cases.models import CallBack, Case, ProblemItem, Reception
from linli.common.actor import CLOCK, SYSTEM, Actor
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.journal.queries import lines_of
from linli.office.actions import set_setting
from linli.office.actions.calendar import change_day
from linli.people import actions as people
from linli.people.models import Office
from linli.reactions import receptions
from tests import make
from tests.make import LONG_AGO, NOON, walk

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


# -- the days -------------------------------------------------------------------------------------------------------


def test_a_weekly_day_is_set_up_for_so_many_weeks_and_each_has_its_entry(town) -> None:
    made = days(town, weeks=4)
    assert [(one.since - AFTER_LUNCH).days for one in made] == [0, 7, 14, 21]
    assert all(list(one.hosts.all()) == [town.users["township"]] for one in made)
    assert Entry.objects.filter(verb="reception.set_up").count() == 4


def test_a_week_in_which_that_day_is_a_public_holiday_is_left_out(town) -> None:
    change_day((NOON + timedelta(days=7)).date(), kind="holiday", name="", by=SYSTEM, at=NOON)
    assert [(one.since - AFTER_LUNCH).days for one in days(town, weeks=3)] == [0, 14]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"place": " "}, "say_where_held"),
        ({"kind": "party"}, "name_kind"),
        ({"until": AFTER_LUNCH}, "reception_ends_wrong"),
        ({"until": AFTER_LUNCH + timedelta(hours=13)}, "reception_ends_wrong"),
        ({"at": AFTER_LUNCH + timedelta(minutes=1)}, "date_is_past"),
        ({"weeks": 0}, "wrong_weeks"),
        ({"weeks": 27}, "wrong_weeks"),
        ({"hosts": ()}, "name_hosts"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_to_do(town, wrong: dict[str, Any], code: str) -> None:
    assert refusal(lambda: days(town, **wrong)) == code
    assert not Reception.objects.exists()


def test_only_those_who_hold_it_set_it_up_and_only_people_of_the_chain_sit_there(town) -> None:
    assert refusal(lambda: days(town, by=town.actors["grid"])) == "only_holding_office"
    assert refusal(lambda: days(town, by=town.actors["community"])) == "only_holding_office"
    assert refusal(lambda: days(town, hosts=(town.users["water"],))) == "name_hosts"
    above = days(
        town, "community", hosts=(town.users["county"],)
    )  # a leader of the county sits in the village
    assert above[0].hosts.get() == town.users["county"]


def test_a_day_is_called_off_until_somebody_said_something_there(town) -> None:
    first, second = days(town, weeks=2)
    by = town.actors["township"]
    assert actions.cancel_reception(second, by=by, at=NOON).cancelled_at == NOON
    assert second in meeting.coming(NOON)  # told as called off, not silently gone
    hear(town, first)
    assert refusal(lambda: actions.cancel_reception(first, by=by, at=AFTER_LUNCH)) == "reception_over"
    assert refusal(lambda: hear(town, second, at=second.since)) == "reception_not_today"
    assert (
        refusal(lambda: actions.cancel_reception(first, by=town.actors["grid"], at=NOON))
        == "only_holding_office"
    )


# -- at the table ---------------------------------------------------------------------------------------------------


def test_what_is_said_at_the_table_goes_to_the_grid_of_the_door_as_any_other(town) -> None:
    case = hear(town, day(town))
    assert (case.channel, case.level, case.task, case.office) == (
        "reception",
        "grid",
        "verify",
        town.offices["grid"],
    )
    assert case.reception is not None
    assert case.reporter.name == "王大妈"


def test_without_a_door_it_goes_to_the_sub_districts_desk(town) -> None:
    case = hear(town, day(town, "community"), entrance=None, by=town.actors["community"], place_words="村口")
    assert (case.level, case.task, case.office) == ("township", "dispatch", town.offices["township"])


def test_only_whoever_sits_there_or_their_office_writes_it_down_that_day_or_in_the_week_after(town) -> None:
    reception = day(town, "community", hosts=(town.users["county"],))
    assert refusal(lambda: hear(town, reception, by=town.actors["grid"])) == "only_those_who_sit_there"
    assert (
        hear(town, reception, by=town.actors["county"]).reception == reception
    )  # sits there, serves elsewhere
    by = town.actors["community_2"]
    late = reception.until + timedelta(days=6)
    assert hear(town, reception, by=by, at=late).asked_at == reception.until  # from paper, a few days later
    too_late = reception.until + timedelta(days=8)
    assert refusal(lambda: hear(town, reception, by=by, at=too_late)) == "reception_not_today"
    too_early = AFTER_LUNCH - timedelta(days=1)
    assert refusal(lambda: hear(town, reception, by=by, at=too_early)) == "reception_not_today"


def test_what_is_settled_at_the_table_is_closed_and_rung_about_by_the_office_above(town) -> None:
    case = actions.settle_there(
        day(town),
        words="低保怎么办？",
        done="告诉了要带的材料。",
        category=town.categories["lamp"],
        by=town.actors["township"],
        at=AFTER_LUNCH,
        asker=Asker("", "13900000007"),
    )
    assert (case.status, case.words) == ("closed", "低保怎么办？\n告诉了要带的材料。")
    react(case)
    call = CallBack.objects.get()
    assert (call.reason, call.office) == ("reception", town.offices["county"])  # the township did it itself


# -- the closed loop --------------------------------------------------------------------------------------------------


def test_a_row_is_followed_from_said_to_called_back(town) -> None:
    reception = day(town)
    case = hear(town, reception)
    assert (row(reception, AFTER_LUNCH).state, row(reception, AFTER_LUNCH).late) == ("new", "")
    walk(town, "take grid", case_=case, at=AFTER_LUNCH)
    walk(town, "verify here", case_=case, at=AFTER_LUNCH + timedelta(minutes=5))
    later = row(reception, AFTER_LUNCH + timedelta(hours=1))
    assert (later.state, later.handed_at) == ("doing", AFTER_LUNCH + timedelta(minutes=6))
    end = AFTER_LUNCH + timedelta(hours=1)
    walk(town, "resolve", "take community", "pass_check", case_=case, at=end)
    assert row(reception, end + timedelta(hours=1)).state == "answered"
    closed = walk(town, "rate solved", case_=case, at=end + timedelta(hours=2))
    react(closed)
    react(closed)  # a reaction may come twice
    call = CallBack.objects.get()
    # the day's own office had no hand in it, so it rings
    assert (call.office, call.case, row(reception, end + timedelta(hours=3)).state) == (
        town.offices["township"],
        case,
        "calling",
    )
    late = row(reception, call.due_at + timedelta(days=1))
    assert (late.state, late.late) == ("calling", "call")
    CallBack.objects.update(closed_at=end + timedelta(days=1), result="reached")
    assert row(reception, end + timedelta(days=2)).state == "done"


def test_what_nobody_handed_on_in_three_days_is_late(town) -> None:
    reception = day(town)
    hear(town, reception, entrance=None)
    assert (
        row(reception, AFTER_LUNCH + timedelta(days=3)).late == "due"
    )  # its step is, the three days are not
    assert row(reception, AFTER_LUNCH + timedelta(days=3, minutes=1)).late == "hand"


def test_the_office_that_held_the_day_and_did_it_leaves_the_call_to_the_one_above(town) -> None:
    case = hear(town, day(town))
    steps = ("take grid", "verify up", "take community", "place up", "take township", "dispatch here")
    walk(town, *steps, case_=case, at=AFTER_LUNCH)
    end = AFTER_LUNCH + timedelta(hours=1)
    closed = walk(town, "resolve", "take grid", "pass_check", "rate solved", case_=case, at=end)
    react(closed)
    assert CallBack.objects.get().office == town.offices["county"]


def test_nobody_is_rung_without_a_number_and_that_row_is_done(town) -> None:
    reception = day(town)
    case = hear(town, reception, asker=Asker("王大妈", ""))
    steps = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    react(walk(town, *steps, case_=case, at=AFTER_LUNCH))
    assert not CallBack.objects.exists()
    assert row(reception, AFTER_LUNCH + timedelta(hours=1)).state == "done"


def test_what_is_open_again_is_not_rung_about_until_it_ends_again(town) -> None:
    case = hear(town, day(town))
    steps = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    react(walk(town, *steps, case_=case, at=AFTER_LUNCH))
    react(walk(town, "reopen", case_=case, at=AFTER_LUNCH + timedelta(hours=1)))
    assert CallBack.objects.get().result == "gone"
    again = walk(town, "take community", "decide confirm", case_=case, at=AFTER_LUNCH + timedelta(hours=2))
    react(again)
    assert CallBack.objects.get(closed_at=None).office == town.offices["township"]


def test_rows_hold_only_what_one_sees(town) -> None:
    reception = day(town)
    hear(town, reception)
    elsewhere = Scope(areas=("370998001002",))
    assert meeting.rows_of([reception], elsewhere, NOON) == {}


# -- a branch's list --------------------------------------------------------------------------------------------------


@pytest.fixture
def branch(town: make.Town) -> Office:
    """A village's branch under its community, with a secretary and a linked member."""
    office = people.open_office(
        kind="branch",
        name="榆树村党支部",
        area=town.areas["community"],
        superior=town.offices["community"],
        by=SYSTEM,
        at=LONG_AGO,
    )
    town.offices["branch"] = office
    town.actors["secretary"] = town.serve(office, name="secretary", role="first_secretary", reach="handed")
    town.actors["member"] = town.serve(office, name="member", role="member", reach="handed")
    return office


def put(town: make.Town, branch: Office, at: datetime = NOON) -> ProblemItem:
    return actions.put_forward(make.case(town), branch=branch, by=town.actors["secretary"], at=at)


def months(branch: Office, month: str) -> list[tuple[int, bool]]:
    return [(one.months, one.owed) for one in meeting.problems(branch, month, EVERYTHING)]


def test_a_problem_is_carried_over_until_the_meeting_strikes_it_off(town, branch) -> None:
    item = put(town, branch)
    assert months(branch, "2026-10") == []
    assert months(branch, "2026-11") == [(1, True)]
    assert months(branch, "2027-01") == [(3, True)]
    january = datetime(2027, 1, 12, 9, tzinfo=make.ZONE)
    actions.strike_off(item, by=town.actors["community_2"], at=january, words="村里出钱换了灯杆。")
    assert months(branch, "2027-01") == [(3, False)]  # on the list of the month in which it was decided
    assert months(branch, "2027-02") == []
    assert months(branch, "2026-12") == [(2, False)]


def test_the_resident_is_answered_each_month_anew(town, branch) -> None:
    item = put(town, branch)
    actions.answer_item(item, by=town.actors["secretary"], at=NOON, words="已报镇里。")
    assert months(branch, "2026-11") == [(1, False)]
    assert months(branch, "2026-12") == [(2, True)]
    assert (
        refusal(lambda: actions.answer_item(item, by=town.actors["secretary"], at=NOON, words=" "))
        == "say_to_resident"
    )


def test_whoever_does_not_lead_the_branch_or_keep_its_meeting_writes_nothing(town, branch) -> None:
    case = make.case(town)
    for name in ("member", "grid", "community", "township"):
        by: Actor = town.actors[name]
        assert (
            refusal(lambda by=by: actions.put_forward(case, branch=branch, by=by, at=NOON)) == "only_branch"
        )
    item = put(town, branch)
    for name in ("secretary", "grid", "other_community", "township"):
        by = town.actors[name]
        assert refusal(lambda by=by: actions.strike_off(item, by=by, at=NOON, words="办了")) == "only_meeting"
    for name in ("member", "grid", "other_community"):
        by = town.actors[name]
        assert refusal(lambda by=by: actions.answer_item(item, by=by, at=NOON, words="等等")) == "only_branch"


def test_a_case_stands_on_one_list_only_and_is_struck_off_once(town, branch) -> None:
    item = put(town, branch)
    again = lambda: actions.put_forward(item.case, branch=branch, by=town.actors["secretary"], at=NOON)  # noqa: E731
    assert refusal(again) == "on_a_list_already"
    off = lambda: actions.strike_off(item, by=town.actors["community"], at=NOON, words="办了")  # noqa: E731
    off()
    assert refusal(off) == "struck_off_before"
    again()  # a new problem of the same case can come up later


def test_the_branch_goes_on_seeing_what_it_put_forward_and_the_case_goes_on_where_it_is(town, branch) -> None:
    item = put(town, branch)
    scope = Scope(offices=frozenset({branch.pk}), handed=frozenset({branch.pk}), at=NOON)
    assert list(Case.objects.visible_to(scope)) == [item.case]
    item.case.refresh_from_db()
    assert (item.case.office, item.case.task) == (town.offices["grid"], "verify")


def test_what_ended_meanwhile_can_still_be_struck_off(town, branch) -> None:
    item = put(town, branch)
    steps = ("take grid", "verify here", "resolve", "take community", "pass_check", "rate solved")
    walk(town, *steps, case_=item.case)
    off = actions.strike_off(
        item, by=town.actors["community"], at=NOON + timedelta(hours=1), words="灯亮了。"
    )
    assert off.struck_at is not None


def test_a_new_problem_of_the_meeting_is_asked_and_put_forward_in_one(town, branch) -> None:
    item = actions.raise_problem(
        branch=branch,
        words="三组的桥栏杆断了。",
        area=town.areas["grid"],
        by=town.actors["secretary"],
        at=NOON,
    )
    assert (item.case.channel, item.case.office, item.month) == ("meeting", town.offices["grid"], "2026-11")
    desk = actions.raise_problem(branch=branch, words="全村没有公交。", by=town.actors["secretary"], at=NOON)
    assert desk.case.office == town.offices["township"]
    assert (
        refusal(lambda: actions.raise_problem(branch=branch, words="x", by=town.actors["member"], at=NOON))
        == "only_branch"
    )


def test_what_only_a_few_see_stands_on_no_list(town, branch) -> None:
    case = make.case(town, about=(town.users["grid"].pk,), words="网格员收了钱。")
    assert case.restricted
    town.actors["keeper"] = town.actors["secretary"]
    case.keepers.create(user=town.users["secretary"], since=NOON)
    assert (
        refusal(lambda: actions.put_forward(case, branch=branch, by=town.actors["secretary"], at=NOON))
        == "kept_to_few"
    )


@pytest.mark.parametrize(
    ("month", "before"), [("2026-11", "2026-10"), ("2026-01", "2025-12"), ("2026-12", "2026-11")]
)
def test_the_month_before(month: str, before: str) -> None:
    assert meeting.month_before(month) == before


def test_the_clock_is_nobody_who_holds_a_day(town) -> None:
    assert refusal(lambda: hear(town, day(town), by=CLOCK)) == "only_those_who_sit_there"


# -- ends that are no closing ---------------------------------------------------------------------------------------

REFUSED = ("take grid", "propose refuse", "grant")


@pytest.mark.parametrize("steps", [REFUSED, ("take grid", "refer"), ("contact", "withdraw"), ("withdraw",)])
def test_whatever_its_end_what_was_said_there_is_called_back_once(town, steps: tuple[str, ...]) -> None:
    set_setting("cases.sampled_percent", 100, by=SYSTEM, at=LONG_AGO)
    reception = day(town)
    case = hear(town, reception)
    if "contact" in steps:
        case = walk(town, "take grid", case_=case, at=AFTER_LUNCH)
    case = walk(town, *steps, case_=case, at=AFTER_LUNCH + timedelta(minutes=5))
    react(case)
    react(case)

    call = CallBack.objects.get()

    assert (call.reason, call.closed_at) == ("reception", None)
    assert row(reception, call.due_at).state == "calling"
    assert call in calling.calls_of(frozenset({call.office_id}), EVERYTHING)
    assert call not in calling.without_reason()
    ring(town, call, actions.heard, words="听明白了。")
    assert row(reception, call.due_at).state == "done"


def ring(town: make.Town, call: CallBack, verb: Any, **said: Any) -> Case:
    by, at = make.somebody(town, call.office_id), AFTER_LUNCH + timedelta(hours=2)
    actions.open_number(call, by=by, at=at)
    return verb(call, by=by, at=at, **said).case


def test_the_office_that_granted_a_refusal_does_not_ring_about_it(town) -> None:
    case = walk(town, *REFUSED, case_=hear(town, day(town, "community"), by=town.actors["community"]))
    react(case)
    assert CallBack.objects.get().office == town.offices["township"]


def test_whoever_does_not_accept_a_refusal_appeals_by_telephone(town) -> None:
    case = walk(town, *REFUSED, case_=hear(town, day(town)), at=AFTER_LUNCH)
    react(case)
    case = ring(town, CallBack.objects.get(), actions.not_done, words="就该你们管。")
    case.refresh_from_db()
    assert (case.status, case.task, case.appealed) == ("open", "review", True)
    react(case)
    assert CallBack.objects.get().result == "not_done"


def test_what_was_referred_stays_so_and_the_words_are_kept(town) -> None:
    case = walk(town, "take grid", "refer", case_=hear(town, day(town)), at=AFTER_LUNCH)
    react(case)
    case = ring(town, CallBack.objects.get(), actions.not_done, words="找不到门。")
    case.refresh_from_db()
    assert case.status == "referred"
    assert lines_of(case)[-1].words == {"words": "找不到门。"}


@pytest.mark.parametrize(("steps", "back"), [(REFUSED, "appeal"), (("take grid", "refer"), "undo")])
def test_what_goes_on_after_all_is_not_rung_about_yet(town, steps: tuple[str, ...], back: str) -> None:
    case = walk(town, *steps, case_=hear(town, day(town)), at=AFTER_LUNCH)
    react(case)
    react(walk(town, back, case_=case, at=AFTER_LUNCH + timedelta(minutes=2)))
    assert CallBack.objects.get().result == "gone"
