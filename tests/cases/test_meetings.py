"""Reception days: each row is followed to its end, by an office that had no hand in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.cases import actions, calling, meeting
from linli.cases.actions import Asker
from linli.cases.models import CallBack, Case, Reception
from linli.common.actor import SYSTEM
from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.journal.queries import lines_of
from linli.office.actions import set_setting
from linli.office.actions.calendar import change_day
from tests import make
from tests.cases.receptions import AFTER_LUNCH, EVERYTHING, day, days, hear, react, refusal, row
from tests.make import LONG_AGO, NOON, walk

# -- the days ----------------------------------------------------------------------------------------------------------


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


# -- at the table ------------------------------------------------------------------------------------------------------


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


# -- the closed loop ---------------------------------------------------------------------------------------------------


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
    again = walk(town, "take community_2", "decide confirm", case_=case, at=AFTER_LUNCH + timedelta(hours=2))
    react(again)
    assert CallBack.objects.get(closed_at=None).office == town.offices["township"]


def test_rows_hold_only_what_one_sees(town) -> None:
    reception = day(town)
    hear(town, reception)
    elsewhere = Scope(areas=("370998001002",))
    assert meeting.rows_of([reception], elsewhere, NOON) == {}


# -- ends that are no closing ------------------------------------------------------------------------------------------

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
