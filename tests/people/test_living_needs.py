"""Consent for one purpose, needs that rest on it, and looking with a purpose or in an emergency."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.common.refusals import Refused
from linli.journal.models import Entry, Reading
from linli.notify.models import Message
from linli.people import actions, lookup
from linli.people import register_rules as rules
from linli.people.models import BreakGlass, NeedKind, SupportNeed
from linli.reactions import glass_messages
from tests.make import NOON, Town, minutes
from tests.people.homes import consent, home, need, resident

DAY = timedelta(days=1)


def code(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusal.code


def test_a_need_rests_on_a_consent_for_its_own_purpose(town: Town) -> None:
    who = resident(town)
    with pytest.raises(Refused) as error:
        need(town, who)
    assert code(error) == "consent_needed"
    consent(town, who, "health")
    with pytest.raises(Refused) as error:
        need(town, who)  # old and alone is help at home, not health
    assert code(error) == "consent_needed"
    consent(town, who, "support")
    assert [one.kind for one in [need(town, who)]] == ["alone_old"]
    with pytest.raises(Refused) as error:
        need(town, who)
    assert code(error) == "need_exists"


def test_every_kind_has_a_colour_and_none_is_yellow() -> None:
    assert set(rules.KINDS) == set(NeedKind.values)
    assert {kind.colour for kind in rules.KINDS.values()} == {"red", "orange", "blue"}


def test_withdrawing_closes_what_rested_on_it_in_the_same_moment(town: Town) -> None:
    who = resident(town)
    yes = consent(town, who)
    need(town, who)
    actions.withdraw_consent(yes, by=town.actors["grid"], at=minutes(1))
    assert lookup.needs_of(home(town), minutes(1)) == []
    assert SupportNeed.objects.get().ended_at == minutes(1)
    with pytest.raises(Refused) as error:
        actions.withdraw_consent(yes, by=town.actors["grid"], at=minutes(2))
    assert code(error) == "consent_over"


def test_a_spoken_yes_lapses_after_fourteen_days_unless_confirmed(town: Town) -> None:
    who = resident(town)
    yes = consent(town, who, way="oral")
    need(town, who)
    assert len(lookup.needs_of(home(town), NOON + 13 * DAY)) == 1
    assert lookup.needs_of(home(town), NOON + 14 * DAY) == []  # before any round went by
    assert actions.close_lapsed(NOON + 14 * DAY) == 1
    assert SupportNeed.objects.get().ended_at == NOON + 14 * DAY
    with pytest.raises(Refused):
        actions.confirm_consent(yes, by=town.actors["grid"], at=NOON + 15 * DAY)


def test_a_confirmed_yes_stands_a_year(town: Town) -> None:
    who = resident(town)
    yes = consent(town, who, way="oral")
    actions.confirm_consent(yes, by=town.actors["grid"], at=NOON + 10 * DAY)
    need(town, who)
    assert len(lookup.needs_of(home(town), NOON + 364 * DAY)) == 1
    assert lookup.needs_of(home(town), NOON + 365 * DAY) == []


def test_one_yes_of_a_purpose_and_a_lapsed_one_gives_way(town: Town) -> None:
    who = resident(town)
    consent(town, who, way="oral")
    with pytest.raises(Refused) as error:
        consent(town, who)
    assert code(error) == "consent_exists"
    consent(town, who, at=NOON + 20 * DAY)
    assert len(lookup.consents_of([who.pk], NOON + 20 * DAY)) == 1


def test_for_a_child_a_guardian_says_yes(town: Town) -> None:
    child = resident(town, name="小宝", birth=date(2015, 1, 1))
    with pytest.raises(Refused) as error:
        consent(town, child)
    assert code(error) == "guardian_needed"
    assert consent(town, child, way="guardian").pk


@pytest.mark.parametrize(
    ("birth", "years"), [("2012-11-23", 14), ("2012-11-24", 13), ("", None), ("20250230", None)]
)
def test_age_counts_whole_years(birth: str, years: int | None) -> None:
    assert rules.age(birth, NOON.date()) == years


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_review_is_within_ninety_days(town: Town, days: int) -> None:
    who = resident(town)
    consent(town, who)
    with pytest.raises(Refused) as error:
        actions.open_need(
            who, kind="alone_old", review_on=NOON.date() + days * DAY, by=town.actors["grid"], at=NOON
        )
    assert code(error) == "review_too_far"


def test_entries_name_neither_the_kind_nor_the_household(town: Town) -> None:
    who = resident(town)
    consent(town, who, "health")
    need(town, who, kind="disability", detail="左腿不便")
    [entry] = Entry.objects.filter(verb="need.opened")
    assert entry.data == {}
    assert entry.details.count() == 0


def test_a_registrar_notes_a_need_but_not_the_words_behind_it(town: Town) -> None:
    who = resident(town)
    consent(town, who)
    registrar = town.serve(town.offices["community"], name="registrar", role="registrar")
    more = {"kind": "alone_old", "review_on": NOON.date() + DAY, "by": registrar, "at": NOON}
    with pytest.raises(Refused) as error:
        actions.open_need(who, detail="左腿不便", **more)
    assert code(error) == "not_your_role"
    assert actions.open_need(who, **more).detail is None


# -- looking --------------------------------------------------------------------------------------------------------


def test_looking_takes_a_purpose_of_the_list(town: Town) -> None:
    who = resident(town)
    for purpose in ("", "other", "curious"):
        with pytest.raises(Refused) as error:
            actions.read(who, home(town), "phone", purpose=purpose, by=town.actors["grid"], at=NOON)
        assert code(error) == "purpose_missing"
    assert not Reading.objects.exists()
    actions.read(who, home(town), "phone", purpose="visit", by=town.actors["grid"], at=NOON)
    [reading] = lookup.who_looked(home(town))
    assert (reading.level, reading.what, reading.purpose, reading.user) == (
        "L1",
        "phone",
        "visit",
        town.users["grid"],
    )


@pytest.mark.parametrize("who", ["grid_2", "community", "next_grid", "water"])
def test_whoever_may_not_look_leaves_no_reading(town: Town, who: str) -> None:
    one = resident(town)
    with pytest.raises(Refused):
        actions.read(one, home(town), "phone", purpose="visit", by=town.actors[who], at=NOON)
    assert not Reading.objects.exists()


def test_a_glass_opens_one_household_for_three_hours_and_the_superior_is_told(town: Town) -> None:
    clerk = town.actors["grid_2"]
    leader = town.serve(town.offices["community"], name="leader", role="leader")
    assert lookup.may_read(clerk, home(town), "detail", NOON) is not None
    glass = actions.open_glass(home(town), reason="life", words="敲门没有人应", by=clerk, at=NOON)
    for what in rules.SIGHTS:
        assert lookup.may_read(clerk, home(town), what, minutes(179)) is None
        assert lookup.may_read(clerk, home(town), what, minutes(180)) is not None
        assert lookup.may_read(clerk, home(town, "102"), what, NOON) is not None
    glass_messages.tell_superior(Entry.objects.get(verb="glass.opened"))
    glass_messages.tell_superior(Entry.objects.get(verb="glass.opened"))
    [message] = Message.objects.all()
    assert message.office_id == leader.office_id
    with pytest.raises(Refused) as error:
        actions.end_glass(glass, by=leader, at=minutes(5))
    assert code(error) == "not_yours"
    actions.end_glass(glass, by=clerk, at=minutes(5))
    assert lookup.may_read(clerk, home(town), "detail", minutes(6)) is not None
    assert [g.pk for g in lookup.glasses(("370998001",))] == [glass.pk]
    assert lookup.glasses(("370998002",)) == []


@pytest.mark.parametrize(("words", "why"), [("", "say_why"), ("急", "say_why")])
def test_a_glass_needs_words(town: Town, words: str, why: str) -> None:
    with pytest.raises(Refused) as error:
        actions.open_glass(home(town), reason="life", words=words, by=town.actors["grid_2"], at=NOON)
    assert code(error) == why
    assert not BreakGlass.objects.exists()


def test_whoever_has_no_glass_in_their_role_breaks_none(town: Town) -> None:
    for who in ("next_grid_2", "water"):
        with pytest.raises(Refused):
            actions.open_glass(home(town), reason="life", words="敲门没有人应", by=town.actors[who], at=NOON)
