"""Somebody is in danger at home: two trained people hear of it, nobody else sees that there is anything."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from linli.cases.actions import safety
from linli.cases.actions.safety import raise_untaken
from linli.cases.actions.trusting import dismiss_trustee, name_trustee
from linli.cases.models import SafetyCall, Trustee, TrustKind
from linli.cases.queries import danger_office, safety_call_of, safety_calls, safety_token
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.common.sealed import unseal
from linli.journal.models import Entry, EntryDetail, Reading
from linli.notify.models import Message
from linli.office.actions import set_setting
from linli.people.actions import end_post, enter_absence
from linli.people.models import Post
from linli.reactions import carriers  # noqa: F401 — the table must be known
from linli.reactions.retention import forget
from linli.reactions.safety_messages import tell_the_two
from tests.make import LONG_AGO, NOON, Town, minutes

WORDS = "他又动手了，孩子在哭"


@pytest.fixture
def two(town: Town) -> Town:
    for who in ("community", "community_2"):
        train(town, who)
    return town


def train(town: Town, who: str, office: str = "community") -> Trustee:
    return name_trustee(town.offices[office], town.users[who], kind=TrustKind.DANGER, by=SYSTEM, at=LONG_AGO)


def call(town: Town, **more: object) -> SafetyCall:
    said = {"words": WORDS, "contact": "上午打我姐 13900001111", "minor": False, **more}
    return safety.call_for_help(**said, area=town.areas["grid"], by=RESIDENT, at=NOON)  # type: ignore[arg-type]


def code(function, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value.refusal.code


def test_it_goes_to_the_nearest_office_with_two_trained_people(two: Town):
    train(two, "township", "township")
    train(two, "township_2", "township")

    assert call(two).office == two.offices["community"]


def test_one_trained_person_or_one_who_left_are_not_two(town: Town):
    train(town, "community")
    assert danger_office(town.areas["grid"].path, NOON) is None
    train(town, "community_2")
    assert danger_office(town.areas["grid"].path, NOON) is not None

    end_post(Post.objects.get(user=town.users["community_2"]), by=SYSTEM, at=minutes(1))

    assert danger_office(town.areas["grid"].path, minutes(2)) is None
    assert code(
        safety.call_for_help,
        words=WORDS, contact="", minor=False, area=town.areas["grid"], by=RESIDENT, at=minutes(2),
    ) == "nobody_trained"  # fmt: skip
    assert SafetyCall.objects.count() == 0


def test_only_the_two_see_it_whoever_else_serves(two: Town):
    made = call(two)

    seers = {who for who, user in two.users.items() if made in safety_calls(user.pk, NOON)}
    assert seers == {"community", "community_2"}
    assert made not in safety_calls(None, NOON)


def test_whoever_is_named_no_more_sees_nothing_of_it(two: Town):
    made = call(two)
    dismiss_trustee(Trustee.objects.get(user=two.users["community"]), by=SYSTEM, at=NOON)

    assert made not in safety_calls(two.users["community"].pk, NOON)


def test_nobody_else_takes_notes_or_ends_it(two: Town):
    made = call(two)
    for who in ("grid", "township", "county", "housing"):
        by = two.actors[who]
        assert code(safety.take_call, made, by=by, at=NOON) == "only_the_two"
        assert code(safety.note_call, made, by=by, at=NOON, words="x") == "only_the_two"
        assert code(safety.close_call, made, by=by, at=NOON, how=safety.OWN_WORD) == "only_the_two"


def test_the_words_are_sealed_and_the_journal_tells_neither_place_nor_office(two: Town):
    made = call(two)
    safety.take_call(made, by=two.actors["community"], at=minutes(1))
    safety.note_call(made, by=two.actors["community"], at=minutes(2), words="她去了姐姐家")

    row = SafetyCall.objects.values().get()
    assert WORDS.encode() not in bytes(row["words"] or b"")
    assert unseal(made.words, "safety") == WORDS
    for entry in Entry.objects.filter(verb__startswith="safety."):
        assert (entry.area_path, entry.office_id, entry.data) == ("", None, {})
    kept = b"".join(bytes(one.ciphertext or b"") for one in EntryDetail.objects.exclude(ciphertext=None))
    assert "姐姐".encode() not in kept
    assert WORDS not in json.dumps(list(Entry.objects.values_list("data", flat=True)), ensure_ascii=False)


def test_the_two_are_told_with_a_line_that_names_nothing(two: Town):
    call(two)
    tell_the_two(Entry.objects.get(verb="safety.called"))

    told = Message.objects.filter(template="safety.called")
    assert {one.user_id for one in told} == {two.users["community"].pk, two.users["community_2"].pk}
    assert {one.office_id for one in told} == {None}


def test_an_adult_decides_it_ends_by_their_word(two: Town):
    made = call(two)
    by = two.actors["community"]
    assert code(safety.close_call, made, by=by, at=NOON, how=safety.OWN_WORD) == "take_first"
    safety.take_call(made, by=by, at=minutes(1))
    assert code(safety.close_call, made, by=by, at=minutes(2), how="done") == "name_ending"

    safety.close_call(made, by=by, at=minutes(3), how=safety.OWN_WORD)

    assert Entry.objects.get(verb="safety.closed").data == {"choice": "own_word"}
    assert code(safety.note_call, made, by=by, at=minutes(4), words="x") == "call_closed"


def test_about_a_child_it_ends_only_as_reported_and_is_not_taken_back(two: Town):
    made, by = call(two, minor=True), two.actors["community"]
    safety.take_call(made, by=by, at=NOON)

    for how in (safety.OWN_WORD, safety.UNREACHED):
        assert code(safety.close_call, made, by=by, at=NOON, how=how) == "child_is_reported"
    assert code(safety.take_back_call, made, by=RESIDENT, at=NOON) == "child_is_reported"
    assert safety.close_call(made, by=by, at=NOON, how=safety.REPORTED).closed_at == NOON


def test_that_nobody_can_be_reached_is_said_by_the_other_one(two: Town):
    made = call(two)
    safety.take_call(made, by=two.actors["community"], at=NOON)

    assert code(
        safety.close_call, made, by=two.actors["community"], at=NOON, how=safety.UNREACHED
    ) == "other_says_so"  # fmt: skip
    safety.close_call(made, by=two.actors["community_2"], at=NOON, how=safety.UNREACHED)


def test_taking_it_back_deletes_words_and_notes_at_once(two: Town):
    made = call(two)
    safety.take_call(made, by=two.actors["community"], at=NOON)
    safety.note_call(made, by=two.actors["community"], at=NOON, words="打过电话")

    safety.take_back_call(made, by=RESIDENT, at=minutes(5))
    safety.take_back_call(made, by=RESIDENT, at=minutes(6))

    made.refresh_from_db()
    assert (made.words, made.contact, made.closed_at) == (None, None, minutes(5))
    assert not EntryDetail.objects.exclude(ciphertext=None).filter(entry__verb="safety.noted").exists()
    assert Entry.objects.filter(verb="safety.taken_back").count() == 1


def test_nothing_said_at_all_is_told_and_one_of_the_two_is_enough(two: Town):
    assert code(call, two, words=" \u202e", contact="") == "empty_words"
    assert code(call, two, words="字" * 20_001) == "text_too_long"
    assert call(two, words="", contact="找我妈").contact is not None


def test_a_year_after_the_end_what_was_written_goes_and_an_open_one_stays(two: Town):
    ended, open_ = call(two), call(two)
    safety.take_call(ended, by=two.actors["community"], at=NOON)
    safety.close_call(ended, by=two.actors["community"], at=NOON, how=safety.OWN_WORD, words="她说好了")
    set_setting("retention.safety", 30, by=SYSTEM, at=NOON)

    forget(NOON + timedelta(days=29))
    assert SafetyCall.objects.get(pk=ended.pk).words is not None
    forget(NOON + timedelta(days=31))

    assert SafetyCall.objects.get(pk=ended.pk).words is None
    assert SafetyCall.objects.get(pk=open_.pk).words is not None
    assert not EntryDetail.objects.exclude(ciphertext=None).filter(entry__verb="safety.closed").exists()


def test_the_token_of_a_call_has_128_bits_and_opens_only_it(two: Town):
    made = call(two)
    token = safety_token(made)

    assert len(token) == 26
    assert safety_call_of(token) == made
    assert safety_call_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert made.follow_hash != token


# -- who is there, and what nobody takes ------------------------------------------------------------------------------


def away(town: Town, who: str) -> None:
    post = Post.objects.get(user=town.users[who])
    enter_absence(post, since=NOON, until=NOON + timedelta(days=2), by=SYSTEM, at=NOON)


def test_two_who_are_there_are_asked_before_two_of_whom_one_is_away(two: Town):
    train(two, "township", "township")
    train(two, "township_2", "township")
    away(two, "community_2")

    assert call(two).office == two.offices["township"]


def test_where_nowhere_both_are_there_the_nearest_two_are_asked(two: Town):
    train(two, "township", "township")
    train(two, "township_2", "township")
    away(two, "community_2")
    away(two, "township")

    assert call(two).office == two.offices["community"]


def test_what_nobody_takes_in_time_is_told_again_and_to_those_above_once(two: Town):
    for who in ("county", "county_2"):  # the sub-district trained nobody
        train(two, who, "county")
    made = call(two)

    assert raise_untaken(minutes(29)) == 0
    assert made not in safety_calls(two.users["county"].pk, minutes(29))
    assert raise_untaken(minutes(30)) == 1
    assert raise_untaken(minutes(31)) == 0

    entry = Entry.objects.get(verb="safety.untaken")
    assert (entry.area_path, entry.office_id, entry.data) == ("", None, {})
    tell_the_two(entry)
    told = set(Message.objects.filter(template="safety.untaken").values_list("user_id", "office_id"))
    everybody = ("community", "community_2", "county", "county_2")
    assert told == {(two.users[who].pk, None) for who in everybody}
    assert {who for who, user in two.users.items() if made in safety_calls(user.pk, minutes(31))} == {
        *everybody
    }
    assert safety.take_call(made, by=two.actors["county"], at=minutes(32)).user == two.users["county"]


def test_what_somebody_took_or_what_ended_is_not_told_again(two: Town):
    taken, ended = call(two), call(two)
    safety.take_call(taken, by=two.actors["community"], at=minutes(5))
    safety.take_back_call(ended, by=RESIDENT, at=minutes(5))

    assert raise_untaken(minutes(60)) == 0


def test_where_nobody_above_is_trained_the_two_are_told_again(two: Town):
    call(two)

    assert raise_untaken(minutes(30)) == 1
    tell_the_two(Entry.objects.get(verb="safety.untaken"))
    assert Message.objects.filter(template="safety.untaken").count() == 2


def test_whoever_reads_a_call_is_on_record_and_nobody_but_the_two_can(two: Town):
    asked = call(two)
    assert code(safety.open_call, asked, by=two.actors["township"], at=NOON) == "only_the_two"
    assert not Reading.objects.exists()

    safety.open_call(asked, by=two.actors["community"], at=NOON)

    read = Reading.objects.get()
    assert (read.subject_type, read.subject_id, read.level) == ("cases.safetycall", asked.pk, "L3")
    assert (read.user_id, read.at, read.area_path) == (two.users["community"].pk, NOON, "")
