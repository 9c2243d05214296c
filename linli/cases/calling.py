"""Reading ratings and calls back: what a rating may be given with, who is to be rung, and who may ring.

Only an office and a person that had no hand in a request ask whether it was good. The one exception is whoever solved
something and left somebody discontent: there the office above, which reviews it, rings to hear why.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from linli.cases import rules
from linli.cases.models import CallBack, CallReason, CallTry, Case, CaseOffice, Handling, Rating, RatingSlip
from linli.common.actor import Actor
from linli.common.bulk import fetch
from linli.common.keys import hash_token
from linli.common.refusals import Refusal
from linli.common.scope import Scope
from linli.journal.queries import happened_since, last_reading
from linli.office.queries import decided
from linli.people.models import Office
from linli.people.queries import offices_over, posts_of

_RATED = "SELECT COUNT(*) FROM cases_rating WHERE case_id = %(case)s"
RINGS = ("community", "township", "county", "prefecture")  # the nearest of these that had no hand in it
OPENED_FOR = timedelta(hours=1)  # a number that somebody opened for the call; what came of it is noted within
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY3479"  # none that a hand or an eye takes for another
CODE_LENGTH = 8  # 24 to the 8th: nobody types through it before the days for a rating are over

# while one of these holds, there is still something to ring about
_APPLIES = {
    CallReason.RATING: Q(case__task="rating"),
    CallReason.SAMPLE: Q(case__status="closed"),
    CallReason.WITHDRAWN: Q(case__status="withdrawn"),
    CallReason.UNHAPPY: Q(case__status="resolved", case__task="review"),
    CallReason.RECEPTION: Q(case__closed_at__isnull=False),
}


# -- what a rating may be given with -----------------------------------------------------------------------------------


def round_of(case: Case) -> int:
    """Which rating of this case the next one is: each closing is rated once."""
    return int(fetch(_RATED, case=case.pk)[0][0])


def rating_token(case: Case, round_: int) -> str:
    """The 128-bit token of the resident's own link to rate one closing; derived, stored only as a hash."""
    return settings.KEY_RING.token(f"{case.uuid}:{round_}", "rating")


def slip_code(case: Case, round_: int) -> str:
    """The short code on the paper slip of one closing, as it is read out: K7QM-3XPA. Good for this request only."""
    lot = int(hash_token(settings.KEY_RING.token(f"{case.uuid}:{round_}", "rating_slip")), 16)
    letters = []
    for _ in range(CODE_LENGTH):
        lot, which = divmod(lot, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[which])
    code = "".join(letters)
    return f"{code[:4]}-{code[4:]}"


def is_slip_code(case: Case, round_: int, typed: str) -> bool:
    """Is that the code, however it was written down: small letters, blanks, the wide ones of a Chinese keyboard?"""
    return hmac.compare_digest(_plain(typed).encode(), _plain(slip_code(case, round_)).encode())


def _plain(code: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())


def slip_with(token: str) -> RatingSlip | None:
    """The slip that a rating link opens, or None."""
    related = ("case__area", "case__entrance__building__estate", "case__office", "case__category")
    hash_ = hash_token(token.strip().lower())
    return RatingSlip.objects.select_related(*related).filter(token_hash=hash_).first()


def rating_of(case: Case, round_: int) -> Rating | None:
    return Rating.objects.filter(case=case, round=round_).first()


def is_on_paper(case: Case) -> bool:
    """Was a slip printed for the rating it waits for? Then its link was in an office's hands as well."""
    row = Handling.objects.filter(case=case, left_at=None, task="rating").first()
    return row is not None and happened_since(case, "case.print_slip", row.taken_at)


def was_in_hands(case: Case, *, own_link: bool) -> bool:
    """Did an office hold the link that somebody rates with? The own one stands on the slip; the one to follow it, from
    which a click leads to the own one, on a receipt."""
    if case.received_at and happened_since(case, "case.print_receipt", case.received_at):
        return True
    return own_link and is_on_paper(case)


def waiting_of_number(index: str) -> Case | None:
    """The request of a telephone number (its blind index) that was last asked to be rated."""
    asked = Handling.objects.filter(
        left_at=None, task="rating", case__task="rating", case__reporter__phone_index=index
    )
    newest = asked.select_related("case").order_by("-taken_at", "-id").first() if index else None
    return newest.case if newest else None


# -- who is to be rung -------------------------------------------------------------------------------------------------


def has_phone(case: Case) -> bool:
    return (
        Case.objects.filter(pk=case.pk)
        .exclude(reporter__phone_index="")
        .filter(reporter__phone__isnull=False)
        .exists()
    )


def office_to_ring(case: Case) -> Office | None:
    """The nearest office over the place that had no hand in it; None where all had, or where only a few see it."""
    if case.restricted:
        return None
    had = set(CaseOffice.objects.filter(case=case).values_list("office_id", flat=True))
    return _nearest(offices_over(case.area_path), had)


def _nearest(over: dict[str, Office], had: set[int]) -> Office | None:
    return next((over[kind] for kind in RINGS if kind in over and over[kind].pk not in had), None)


def to_be_listed(at: datetime) -> Iterable[tuple[Case, Office]]:
    """What waited some days for a rating, with a number left, and stands on no list yet; with the office that rings.

    Rung about one closing once: a list that ended, whatever came of it, is not opened anew.
    """
    asked = Handling.objects.filter(case=OuterRef("pk"), left_at=None)
    ripe = Q(pk__in=[])
    for there, rule in decided().ruled("cases.call_back"):
        since = at - timedelta(days=rule["after"])
        ripe |= Q(there, Exists(asked.filter(taken_at__lte=since)))
    known = CallBack.objects.filter(case=OuterRef("pk"), reason=CallReason.RATING)
    step = Handling.objects.filter(
        case=OuterRef("case_id"), left_at=None, taken_at__lte=OuterRef("opened_at")
    )
    waiting = Case.objects.filter(closed_at=None, task="rating", restricted=False)
    waiting = waiting.filter(reporter__phone__isnull=False).exclude(reporter__phone_index="")
    waiting = waiting.filter(ripe, ~Exists(known.filter(Exists(step))))
    cases = list(waiting.order_by("due_at", "id"))
    had: dict[int, set[int]] = {}
    handed = CaseOffice.objects.filter(case__in=[case.pk for case in cases])
    for case_id, office_id in handed.values_list("case_id", "office_id"):
        had.setdefault(case_id, set()).add(office_id)
    over: dict[str, dict[str, Office]] = {}
    for case in cases:
        if case.area_path not in over:
            over[case.area_path] = offices_over(case.area_path)
        if (office := _nearest(over[case.area_path], had.get(case.pk, set()))) is not None:
            yield case, office


def without_reason() -> QuerySet[CallBack]:
    """Open calls back about something that came to another end meanwhile."""
    applies = Q(pk__in=[])
    for reason, when in _APPLIES.items():
        applies |= Q(reason=reason) & when
    return CallBack.objects.filter(closed_at=None).exclude(applies)


# -- who may ring, and when --------------------------------------------------------------------------------------------


def calls_of(offices: frozenset[int], scope: Scope) -> QuerySet[CallBack]:
    """Whom these offices have to ring, soonest due first; only about what this person sees."""
    applies = Q(pk__in=[])
    for reason, when in _APPLIES.items():
        applies |= Q(reason=reason) & when
    seen = Case.objects.visible_to(scope)
    rows = CallBack.objects.filter(office_id__in=offices, closed_at=None, case__in=seen).filter(applies)
    return rows.order_by("due_at", "id")


def may_ring(call: CallBack, by: Actor, at: datetime) -> Refusal | None:
    """Why this person may not ring here, or None."""
    case = call.case
    if call.closed_at is not None or not CallBack.objects.filter(
        _APPLIES[CallReason(call.reason)], pk=call.pk
    ):
        return Refusal("call_over")
    posts = posts_of(by.user_id, at)
    if all(post.office_id != call.office_id for post in posts):
        return Refusal("other_office_rings")
    if call.reason != CallReason.UNHAPPY:
        return rules.may("call_back", by, case, at, posts=posts)
    if rules.stays_out(case, by.user_id):
        return Refusal("stays_out")
    return Refusal("did_the_work") if rules.did_the_work(case, by.user_id) else None


def number_opened(case: Case, by: Actor, at: datetime) -> bool:
    """Did this person open the number for a call just now?"""
    if by.user_id is None:
        return False
    seen = last_reading(user_id=by.user_id, subject=case, what="phone", since=at - OPENED_FOR)
    return seen is not None and seen.purpose == "call_back"


@dataclass(frozen=True, slots=True)
class Tried:
    """How often it rang in vain, on how many days, and from when the next try is fair."""

    times: int
    days: int
    next_at: datetime | None

    def is_enough(self, rule: dict[str, int]) -> bool:
        """By `cases.call_back` of its area."""
        return self.times >= rule["tries"] and self.days >= rule["days"]


def tried(call: CallBack) -> Tried:
    moments = list(
        CallTry.objects.filter(call_back=call, reached=False).order_by("at").values_list("at", flat=True)
    )
    days = {timezone.localdate(moment) for moment in moments}
    return Tried(len(moments), len(days), next_half_day(moments[-1]) if moments else None)


def next_half_day(at: datetime) -> datetime:
    """Noon after a try of the morning, midnight after one of the afternoon."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (timedelta(hours=12) if local.hour < 12 else timedelta(days=1))
