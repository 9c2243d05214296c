"""Somebody is in danger at home (安全求助): two trained people of the nearest office hear of it, and nobody else.

Entries of these verbs carry no area, no office and no id beside the call's own; what was said is sealed. Whoever asked
for help decides what happens next, except where the law wants it reported: a child, or somebody who cannot decide.
"""

from __future__ import annotations

import uuid as uuids
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.actions.moving import clock
from linli.cases.models import SafetyCall
from linli.cases.queries import danger_office, danger_offices, safety_calls, safety_token
from linli.common.actor import CLOCK, Actor
from linli.common.keys import hash_token
from linli.common.refusals import refuse
from linli.common.sealed import seal
from linli.common.text import tidy
from linli.journal.actions import erase_words, note_reading, record
from linli.journal.models import Reading
from linli.office.queries import setting
from linli.territory.models import Area

LONGEST_CONTACT = 400
OWN_WORD = "own_word"  # they decided; the first reason there is
REPORTED = "reported"  # the law's duty: told to the police
UNREACHED = "unreached"  # nobody could be reached, say both of the two
ENDS = (OWN_WORD, REPORTED, UNREACHED)


@transaction.atomic
def call_for_help(
    *,
    words: str,
    contact: str,
    minor: bool,
    area: Area,
    by: Actor,
    at: datetime,
    uuid: uuids.UUID | None = None,
) -> SafetyCall:
    """Tell the two trained people nearest to a place. `minor`: a child is concerned, so the law wants it reported.

    Refuses empty_words (where neither words nor a way to reach them are given), text_too_long, nobody_trained.
    """
    words, contact = tidy(words), tidy(contact)
    if not words and not contact:
        raise refuse("empty_words")
    for text, most in ((words, setting("cases.longest_text", area.path)), (contact, LONGEST_CONTACT)):
        if len(text) > most:
            raise refuse("text_too_long", length=len(text), most=most)
    found = danger_office(area.path, at)
    if found is None:
        raise refuse("nobody_trained")
    call = SafetyCall(
        uuid=uuid or uuids.uuid4(),
        office=found[0],
        area_path=area.path,
        words=seal(words, "safety"),
        contact=seal(contact, "safety"),
        minor=minor,
        asked_at=at,
    )
    call.follow_hash = hash_token(safety_token(call))
    call.save(force_insert=True)
    record("safety.called", call, by=by, at=at)
    return call


def _locked(call: SafetyCall, by: Actor, at: datetime) -> SafetyCall:
    """The row, for one of the two and nobody else. Refuses only_the_two, call_closed."""
    if not safety_calls(by.user_id, at).filter(pk=call.pk).exists():
        raise refuse("only_the_two")
    locked = SafetyCall.objects.select_for_update().get(pk=call.pk)
    if locked.closed_at is not None:
        raise refuse("call_closed")
    return locked


def open_call(call: SafetyCall, *, by: Actor, at: datetime) -> Reading:
    """Say that one reads it, kept before a word of it is opened; without its place, as its entries are.

    Refuses only_the_two.
    """
    if not safety_calls(by.user_id, at).filter(pk=call.pk).exists():
        raise refuse("only_the_two")
    return note_reading(call, level="L3", what="safety", purpose="safety", by=by, at=at)


@transaction.atomic
def take_call(call: SafetyCall, *, by: Actor, at: datetime) -> SafetyCall:
    """One of the two sees to it; the other one may take it over."""
    call = _locked(call, by, at)
    call.user_id, call.taken_at = by.user_id, call.taken_at or at
    call.save(update_fields=["user", "taken_at"])
    record("safety.taken", call, by=by, at=at)
    return call


def raise_untaken(now: datetime) -> int:
    """Calls that nobody took within the time of what is red are told once more, and to the next office above that has
    two trained people. Returns how many; a round of the clock."""
    waiting = SafetyCall.objects.filter(closed_at=None, taken_at=None, raised_at=None, asked_at__lt=now)
    return sum(_raise(call, now) for call in waiting.order_by("pk"))


@transaction.atomic
def _raise(call: SafetyCall, now: datetime) -> bool:
    call = SafetyCall.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=call.pk)
    if call.closed_at or call.taken_at or call.raised_at:
        return False
    time = clock(call.office.area.path)
    if time.after(time.urgent["red"], call.asked_at) > now:
        return False
    offices = [office for office, _ in danger_offices(call.area_path, now)]
    below = len(call.office.area.path)
    call.above = next((one for one in offices if len(one.area.path) < below), None)
    call.raised_at = now
    call.save(update_fields=["above", "raised_at"])
    record("safety.untaken", call, by=CLOCK, at=now)
    return True


@transaction.atomic
def note_call(call: SafetyCall, *, by: Actor, at: datetime, words: str) -> SafetyCall:
    """What was said or done, for the two of them. Refuses say_what_was_done."""
    call = _locked(call, by, at)
    if not tidy(words):
        raise refuse("say_what_was_done")
    record("safety.noted", call, by=by, at=at, words={"words": tidy(words)})
    return call


@transaction.atomic
def close_call(call: SafetyCall, *, by: Actor, at: datetime, how: str, words: str = "") -> SafetyCall:
    """It ends by the word of whoever asked, or because it was reported as the law wants it; `how` is one of ENDS.

    A call about a child ends only as reported; "nobody could be reached" is said by the one of the two who did not try.
    Refuses take_first, name_ending, child_is_reported, other_says_so.
    """
    call = _locked(call, by, at)
    if how not in ENDS:
        raise refuse("name_ending")
    if call.taken_at is None:
        raise refuse("take_first")
    if call.minor and how != REPORTED:
        raise refuse("child_is_reported")
    if how == UNREACHED and by.user_id == call.user_id:
        raise refuse("other_says_so")
    call.closed_at = at
    call.save(update_fields=["closed_at"])
    record("safety.closed", call, by=by, at=at, choice=how, words={"words": tidy(words)})
    return call


@transaction.atomic
def take_back_call(call: SafetyCall, *, by: Actor, at: datetime) -> SafetyCall:
    """Whoever asked takes it back: what they wrote is deleted at once, and so is what was noted.

    Safe to do twice. Refuses child_is_reported: then the law does not leave it to them.
    """
    call = SafetyCall.objects.select_for_update().get(pk=call.pk)
    if call.closed_at is not None:
        return call
    if call.minor:
        raise refuse("child_is_reported")
    call.words = call.contact = None
    call.closed_at = at
    call.save(update_fields=["words", "contact", "closed_at"])
    erase_words(SafetyCall._meta.label_lower, [call.pk], at=at)
    record("safety.taken_back", call, by=by, at=at)
    return call


@transaction.atomic
def drop_calls(before: datetime, *, most: int, at: datetime) -> int:
    """Empty calls that ended before then, their notes too; the rows stay as "there was one". Returns how many."""
    old: Any = (
        SafetyCall.objects.filter(closed_at__lt=before).exclude(words=None, contact=None).order_by("pk")
    )
    ids = list(old.values_list("pk", flat=True)[:most])
    SafetyCall.objects.filter(pk__in=ids).update(words=None, contact=None)
    erase_words(SafetyCall._meta.label_lower, ids, at=at)
    return len(ids)
