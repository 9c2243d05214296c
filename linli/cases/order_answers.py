"""Answers on their way back: which are ready, whom nobody told yet, what was given, what changed since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, Handling, Origin
from linli.cases.order_lists import ANSWERED, AT_ONCE, SENT, contacted, orders
from linli.cases.orders import Answer, Mapping, reply_row
from linli.common.bulk import batches
from linli.common.scope import Scope
from linli.common.sealed import unseal
from linli.journal.models import Entry
from linli.journal.queries import words_of

GIVEN = "given"  # what the journal calls the cells that went back
VERB = "case.reply"
# what stands in the file was learned after it went back
CHANGED = Q(case__contacted_at__gt=F("replied_at")) | Q(signed_at__gt=F("replied_at"))

Cells = list[tuple[str, str]]  # one answer as it goes back: (heading, cell)


def to_reply(
    scope: Scope,
    source: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    untold: Collection[int] = (),
) -> QuerySet[Origin]:
    """Answered and not sent back yet; or, in a period, all that was answered in it, sent or not.

    `untold`: orders that go back although nobody reached the resident.
    """
    found = orders(scope).filter(ANSWERED, contacted() | Q(pk__in=untold), case__source=source)
    if since is None or until is None:
        return found.exclude(SENT)
    done = Q(case__resolved_at__gte=since, case__resolved_at__lt=until)
    ended = Q(case__resolved_at=None, case__closed_at__gte=since, case__closed_at__lt=until)
    return found.filter(done | ended)


def not_told(scope: Scope) -> QuerySet[Origin]:
    """Done, checked, and nobody has reached the resident: no answer as long as that is so."""
    found = orders(scope).filter(ANSWERED, ~contacted()).exclude(SENT)
    found = found.select_related("case").defer("row", "case__words")
    return found.order_by(F("reply_by").asc(nulls_last=True), "pk")


def changed(scope: Scope, source: str) -> QuerySet[Origin]:
    """What was learned after the answer went back and would stand in it now."""
    return orders(scope).filter(ANSWERED, SENT, CHANGED, case__source=source)


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers that went back together."""

    source: str
    at: datetime
    number: int


def batches_sent(scope: Scope, *, most: int = 20) -> list[Batch]:
    """As the journal has them: an answer that goes back once more stays in the file it first stood in."""
    rows = list(
        _sent(scope)
        .order_by()
        .values_list("at")
        .annotate(n=Count("pk"), one=Min("subject_id"))
        .order_by("-at")[:most]
    )
    cases = [one for _, _, one in rows]
    sources = dict(Case.objects.filter(pk__in=cases).values_list("pk", "source"))
    return [Batch(sources[one], at, n) for at, n, one in rows]


def _sent(scope: Scope) -> QuerySet[Entry]:
    seen = orders(scope).order_by().values("case_id")
    return Entry.objects.filter(verb=VERB, subject_type=Case._meta.label_lower, subject_id__in=seen)


def given(scope: Scope, source: str, at: datetime, mapping: Mapping) -> list[Cells]:
    """The cells of a file as they went back, in its order; where they were erased or never kept, as they are now."""
    went = list(_sent(scope).filter(at=at).order_by("id").values_list("subject_id", flat=True))
    of_it = set(Case.objects.filter(pk__in=went, source=source).values_list("pk", flat=True))
    ids = [pk for pk in went if pk in of_it]
    kept = {
        pk: json.loads(text)
        for some in batches(ids, AT_ONCE)
        for pk, told in words_of(Case, some, (VERB,), GIVEN).items()
        for when, text in told
        if when == at
    }
    lost = Origin.objects.filter(case__in=[pk for pk in ids if pk not in kept])
    kept |= dict(cells_of(lost, mapping))
    return [[(heading, cell) for heading, cell in kept[pk]] for pk in ids]


def cells_of(origins: QuerySet[Origin], mapping: Mapping) -> Iterator[tuple[int, Cells]]:
    """(the case's id, what goes back of it now), late ones first."""
    headings, fields = [told for told, _ in mapping.reply], [field for _, field in mapping.reply]
    zone = timezone.get_default_timezone()
    for case_id, one in answers(origins):
        row = reply_row(one, fields, dates=mapping.reply_dates, zone=zone)
        yield case_id, list(zip(headings, row, strict=True))


def answers(origins: QuerySet[Origin]) -> Iterator[tuple[int, Answer]]:
    """By the case's id what goes back, late ones first; some hundred at a time, however many there are."""
    chosen = origins.order_by(F("reply_by").asc(nulls_last=True), "pk").values_list("pk", flat=True)
    for ids in batches(list(chosen), AT_ONCE):
        found = Origin.objects.select_related("case").in_bulk(ids)
        said = answer_words([one.case for one in found.values()])
        did = _who_did(one.case_id for one in found.values())
        for pk in ids:
            one = found[pk]
            answered_at, words = said.get(one.case_id, (None, ""))
            yield one.case_id, _answer(one, answered_at, words, did.get(one.case_id, ""))


def _answer(origin: Origin, answered_at: datetime | None, words: str, office: str) -> Answer:
    case = origin.case
    return Answer(
        number=case.source_number,
        own_number=case.number,
        title=case.title,
        asked=case.words,
        words=words,
        outcome=case.outcome,
        status=case.status,
        office=office,
        ordered_at=origin.ordered_at,
        signed_at=origin.signed_at,
        contacted_at=case.contacted_at,
        answered_at=answered_at or case.resolved_at or case.closed_at,
        row=json.loads(unseal(origin.row, "order") or "{}"),
    )


TOLD = ("case.resolve", "case.refuse", "case.refer", "case.list", "case.decide")


def answer_words(cases: Iterable[Case]) -> dict[int, tuple[datetime, str]]:
    """The last words for the resident of each case, and when they were said."""
    found = words_of(Case, [case.pk for case in cases], TOLD, "words")
    return {pk: told[-1] for pk, told in found.items()}


def _who_did(case_ids: Iterable[int]) -> dict[int, str]:
    """The office that worked on it last."""
    rows = Handling.objects.filter(case_id__in=list(case_ids)).exclude(task__in=("check", "rating"))
    return dict(rows.order_by("id").values_list("case_id", "office__name"))
