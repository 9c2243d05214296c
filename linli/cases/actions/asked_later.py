"""What a step leaves behind for later: the slip a rating is given with, a line on the list of those to be rung."""

from __future__ import annotations

import hashlib
from datetime import datetime

from linli.cases.actions.moving import clock
from linli.cases.calling import has_phone, office_to_ring, rating_token, round_of
from linli.cases.models import CallBack, CallReason, Case, RatingSlip
from linli.common import rows
from linli.common.keys import hash_token
from linli.common.worktime import Span, Unit
from linli.office.queries import setting
from linli.people.models import Office


def make_slip(case: Case, at: datetime) -> int:
    """Lay out the slip of the rating it waits for, and say of which round; a closing that nobody rated keeps its slip
    when it is done once more."""
    now = round_of(case)
    slip = RatingSlip(case=case, round=now, token_hash=hash_token(rating_token(case, now)), made_at=at)
    rows.add_many([slip], known_stay=True)
    return now


def drawn(case: Case) -> bool:
    """Is it among the published share that is called back? By chance, yet the same whoever asks again."""
    lot = int(hashlib.sha256(f"{case.uuid}:sample".encode()).hexdigest(), 16) % 100
    return lot < int(setting("cases.sampled_percent", case.area_path))


def sample(case: Case, reason: str, at: datetime) -> CallBack | None:
    """Put it on the list of the nearest office that had no hand in it, if chance draws it and a number was left."""
    if not drawn(case) or not has_phone(case) or (office := office_to_ring(case)) is None:
        return None
    return ring_later(case, reason, office, at)


def ring_later(
    case: Case, reason: str, office: Office, at: datetime, *, due: datetime | None = None
) -> CallBack:
    """Put it on the list of those an office rings."""
    if due is None:
        time = clock(case.area_path)
        due = time.after(_span(case, reason, time.limits["rating"]), at)
    return CallBack.objects.create(case=case, reason=reason, office=office, opened_at=at, due_at=due)


def _span(case: Case, reason: str, usual: Span) -> Span:
    """Who is not content hears from somebody within two working days; the others within the days of a rating."""
    if reason == CallReason.UNHAPPY:
        return Span(setting("cases.call_back", case.area_path)["unhappy"], Unit.WORKING_DAYS)
    return usual
