"""Canned answers: added, changed and retired by whoever keeps the catalogue where the office is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.models import Phrase
from linli.cases.phrases import kept
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.journal.actions import record
from linli.people.models import Office

KEEP = "keep.matters"
LONGEST_NAME, LONGEST_WORDS = 30, 1000


@transaction.atomic
def add_phrase(office: Office, *, verb: str, name: str, words: str, by: Actor, at: datetime) -> Phrase:
    """Words that this office and all below it may put into the form of `verb`, from now on.

    Refuses phrase_without_name, empty_words, phrase_too_long, phrase_known.
    """
    by.require(KEEP, office.area.path)
    name, words = _checked(name, words)
    _only_one(office, verb, name)
    phrase = Phrase.objects.create(office=office, verb=verb, name=name, words=words, since=at)
    _note("phrase.added", phrase, by=by, at=at)
    return phrase


@transaction.atomic
def change_phrase(phrase: Phrase, *, name: str, words: str, by: Actor, at: datetime) -> Phrase:
    """Another name or other words; what was written with the old ones stays as it was written.

    Refuses phrase_gone and what `add_phrase` refuses.
    """
    phrase = _held(phrase)
    by.require(KEEP, phrase.office.area.path)
    name, words = _checked(name, words)
    if name != phrase.name:
        _only_one(phrase.office, phrase.verb, name)
    phrase.name, phrase.words = name, words
    phrase.save(update_fields=["name", "words"])
    _note("phrase.changed", phrase, by=by, at=at)
    return phrase


@transaction.atomic
def retire_phrase(phrase: Phrase, *, by: Actor, at: datetime) -> Phrase:
    """Offered no more. Refuses phrase_gone."""
    phrase = _held(phrase)
    by.require(KEEP, phrase.office.area.path)
    phrase.retired_at = at
    phrase.save(update_fields=["retired_at"])
    _note("phrase.retired", phrase, by=by, at=at)
    return phrase


def _held(phrase: Phrase) -> Phrase:
    rows = Phrase.objects.select_for_update(of=("self",)).select_related("office__area")
    held = rows.get(pk=phrase.pk)
    if held.retired_at is not None:
        raise refuse("phrase_gone")
    return held


def _checked(name: str, words: str) -> tuple[str, str]:
    name, words = tidy(name), tidy(words)
    if not name:
        raise refuse("phrase_without_name")
    if not words:
        raise refuse("empty_words")
    if len(name) > LONGEST_NAME or len(words) > LONGEST_WORDS:
        raise refuse("phrase_too_long", name=LONGEST_NAME, words=LONGEST_WORDS)
    return name, words


def _only_one(office: Office, verb: str, name: str) -> None:
    if kept().filter(office=office, verb=verb, name=name).exists():
        raise refuse("phrase_known")


def _note(what: str, phrase: Phrase, *, by: Actor, at: datetime) -> None:
    office = phrase.office
    record(what, phrase, by=by, at=at, area_path=office.area.path, office_id=office.pk, step=phrase.verb)
