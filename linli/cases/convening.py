"""Meetings about one request (会商): who is to come when, and whose minutes are still to be written. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from linli.cases.models import Case
from linli.common.scope import Scope
from linli.journal.queries import Happened, happened_lately, words_of

BEFORE = timedelta(days=90)  # nobody calls a meeting further ahead, or writes its minutes later
LASTS = timedelta(hours=2)  # so long does a meeting stay among those to come
VERB = "case.convene"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. `case` is None for those who were called and do not see the request; `minutes`: theirs to write."""

    at: datetime
    case: Case | None
    called: tuple[int, ...]
    by_name: str
    office_id: int | None
    words: str = ""  # what about and where; "" for those who do not see the request
    minutes: bool = False


def meetings_of(
    users: Collection[int], offices: Collection[int], scope: Scope, now: datetime
) -> list[Meeting]:
    """Meetings to come that these people called, that one of their offices is called to, or about what they have in
    hand; and those that are over and whose minutes are theirs to write. The soonest first."""
    entries = happened_lately(Case, VERB, now - BEFORE)
    seen = Case.objects.visible_to(scope).filter(pk__in={one.subject_id for one in entries})
    cases = seen.select_related("area", "office", "entrance__building__estate").defer("words").in_bulk()
    later: set[int] = set()  # requests of which a newer meeting or its minutes stand in the journal
    found: list[Meeting] = []
    for one in entries:
        if one.subject_id not in later:
            later.add(one.subject_id)
            meeting = _meeting(one, cases.get(one.subject_id), users, offices, now)
            found += [meeting] if meeting is not None else []
    said = words_of(Case, [one.case.pk for one in found if one.case is not None], (VERB,), "words")
    told = [
        replace(one, words=said[one.case.pk][-1][1]) if one.case and one.case.pk in said else one
        for one in found
    ]
    return sorted(told, key=lambda meeting: meeting.at)


def _meeting(
    one: Happened, case: Case | None, users: Collection[int], offices: Collection[int], now: datetime
) -> Meeting | None:
    """What the newest word about meetings of a request means to these people; None: nothing."""
    at = parse_datetime(str(one.data.get("meets_at") or ""))
    if one.data.get("choice") != "call" or at is None or (case is not None and case.status != "open"):
        return None
    called = tuple(one.data.get("offices") or ())
    own = one.user_id in users
    over = at + LASTS <= now
    mine = own if over else own or bool(set(called) & set(offices)) or (case and case.holder_id in users)
    if not mine or (over and case is None):
        return None
    return Meeting(at, case, called, one.user_name, one.office_id, minutes=over)
