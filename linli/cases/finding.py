"""A request found by what somebody says of it: a word, its number at the system it came from, who asked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.cases.models import Case
from linli.cases.queries import URGENT_FIRST
from linli.common.scope import Scope
from linli.common.text import same_number

A_YEAR = timedelta(days=365)
MOST_WORDS = 4  # tried one by one, each by a walk through what may be seen
MOST_ENDED = 20_000  # looked through for a word
SIGNS = re.compile(r"[\s,.;:!?，。、；：！？…·“”‘’\"'（）()《》]+")
SAYS_NOTHING = re.compile(r"^(?:那个|姓)+|(?:的|先生|女士|那个)+$")  # how one speaks of somebody


def sought(text: str) -> str:
    """The words of what was typed, parted by blanks: 姓王的，漏水 is 王 漏水. What says nothing alone falls off."""
    parts = (SAYS_NOTHING.sub("", part) for part in SIGNS.split(text))
    return " ".join(part for part in parts if part)


def under_way_with(scope: Scope, words: str) -> QuerySet[Case]:
    """Open cases with each of these words in their title, place or own words, the urgent first. None without a word."""
    found = _with(Case.objects.visible_to(scope).open(), words, own=True)
    return found.order_by(URGENT_FIRST, "due_at", "id")


def ended_with(scope: Scope, words: str, now: datetime) -> QuerySet[Case]:
    """Cases that ended within a year and have these words, newest first; the newest `MOST_ENDED` are looked through."""
    ended = Case.objects.visible_to(scope).filter(closed_at__gte=now - A_YEAR).order_by("-closed_at", "-id")
    lately = Case.objects.filter(pk__in=ended.values("pk")[:MOST_ENDED])
    return _with(lately, words).order_by("-closed_at", "-id")


def known_words(scope: Scope, words: str, now: datetime) -> str:
    """Those of several words that some case has, where none has all of them; "" where that helps nothing.

    A resident's name is never among them: names are sealed, and no list of them is built to be searched.
    """
    asked = words.split()
    if not 1 < len(asked) <= MOST_WORDS:
        return ""
    known = [one for one in asked if _found_alone(scope, one, now)]
    return " ".join(known) if len(known) < len(asked) else ""


def _found_alone(scope: Scope, word: str, now: datetime) -> bool:
    return under_way_with(scope, word).exists() or ended_with(scope, word, now).exists()


def _with(found: QuerySet[Case], words: str, *, own: bool = False) -> QuerySet[Case]:
    """`own`: what the resident said counts too; whoever sees the request reads it anyway."""
    for word in words.split():
        said = Q(words__icontains=word) if own else Q()
        place = Q(entrance__building__name__icontains=word) | Q(
            entrance__building__estate__name__icontains=word
        )
        found = found.filter(Q(title__icontains=word) | Q(place_words__icontains=word) | place | said)
    return found if words.split() else found.none()


def of_source_number(scope: Scope, number: str) -> QuerySet[Case]:
    """Cases with this number at the system they came from (12345), newest first; None for what is no number."""
    key = same_number(number)
    if not any(sign.isdigit() for sign in key):
        return Case.objects.none()
    return Case.objects.visible_to(scope).filter(source_key=key).exclude(source_key="").order_by("-id")


def in_hand_of_number(scope: Scope, users: frozenset[int], index: str) -> QuerySet[Case]:
    """What these people have in hand of whoever has a telephone number (its blind index): nobody else may open it."""
    if not index:
        return Case.objects.none()
    mine = Case.objects.visible_to(scope).open().filter(holder_id__in=users)
    return mine.filter(reporter__phone_index=index).order_by("due_at", "id")
