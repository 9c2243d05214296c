"""Reading orders (来单): what of a sheet is new, known or different, what waits, what there is to answer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from linli.cases.models import Case, Handling, Origin
from linli.cases.orders import Answer, Bad, Mapping, Order, Wrong, shipped, unpack
from linli.common.bulk import batches
from linli.common.scope import Scope
from linli.common.sealed import unseal
from linli.common.text import same_number, tidy
from linli.journal.queries import words_of
from linli.office.actions.importing import content_of
from linli.office.models import ColumnMapping, ImportRun
from linli.people.models import Office

KIND = "orders"  # of import runs
MOST_SHOWN = 100
AT_ONCE = 200  # orders looked up with one query


# -- sources --------------------------------------------------------------------------------------------------


def remembered(source: str) -> str:
    """Under which name the headings of a source are remembered (`ColumnMapping.kind`)."""
    return f"{KIND}:{source}"[:40]


def sources(office_id: int | None) -> dict[str, Mapping]:
    """The mappings that come with LinLi, those beside its data, and what this office matched by hand."""
    found = shipped(settings.DATA_DIR / "mappings")
    prefix = f"{KIND}:"
    own = ColumnMapping.objects.filter(kind__startswith=prefix, office_id=office_id).order_by("used_at")
    for one in own:
        source = one.kind.removeprefix(prefix)
        columns = [(heading, name) for heading, name in one.columns if name]
        found[source] = _matched(source, columns, found.get(source))
    return found


def _matched(source: str, columns: list[tuple[str, str]], known: Mapping | None) -> Mapping:
    """What was matched by hand goes before what the mapping says; without one the answer has our usual form."""
    by_hand: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for heading, name in columns:
        by_hand[name] += (heading,)
    if known is None:
        return Mapping(source, source, "order", dict(by_hand), reply=usual_reply(columns))
    merged = known.columns | {name: told + known.columns.get(name, ()) for name, told in by_hand.items()}
    return Mapping(
        source,
        known.name,
        known.way,
        merged,
        known.dates,
        _as_they_call_it(known, by_hand) or usual_reply(columns),
        known.sign_within,
        known.reply_within,
        known.reply_dates,
    )


# field of an answer → the field of an order whose heading it goes back under
_SAME = {"number": "number", "title": "title", "asked": "words", "ordered_at": "ordered_at"}


def _as_they_call_it(known: Mapping, by_hand: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """The form of the answer under the headings of the sheet that came in last; a heading of the form that is no name
    of that column stays as the mapping has it."""

    def heading(told: str, field: str) -> str:
        ours = _SAME.get(field, "")
        return by_hand[ours][0] if by_hand.get(ours) and told in known.columns.get(ours, ()) else told

    return tuple((heading(told, field), field) for told, field in known.reply)


def usual_reply(columns: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The form of an answer where the source has named none: under its own heading of the number, then the answer."""
    number = next((heading for heading, name in columns if name == "number"), "工单编号")
    return (
        (number, "number"),
        ("承办单位", "office"),
        ("首次联系时间", "contacted_at"),
        ("办结时间", "answered_at"),
        ("办理结果", "outcome"),
        ("办理情况", "answer"),
    )


# -- a sheet --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differing:
    """An order whose number is known with other words. `ours` is what the case says, or an earlier row (`twice`)."""

    order: Order
    ours: str
    case_number: str = ""
    twice: bool = False


@dataclass(slots=True)
class Looked:
    """What a sheet would bring. Lists hold the first `MOST_SHOWN`, the figures count all."""

    new: int = 0
    known: int = 0
    differ: int = 0
    bad: int = 0
    first: list[Order] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)


def rows_of(run: ImportRun, *, left: bool = True) -> Iterator[list[Order | Bad]]:
    """The rows of a sheet, block by block; `left`: only of blocks that are not taken in yet."""
    chunks = run.chunks.order_by("number")
    for chunk in (chunks.filter(applied_at=None) if left else chunks).iterator(chunk_size=10):
        yield rows_in(content_of(chunk))


def rows_in(content: dict[str, Any]) -> list[Order | Bad]:
    bad = [Bad(row, tuple(Wrong(row, *one) for one in said)) for row, said in content["bad"]]
    return sorted([*map(unpack, content["good"]), *bad], key=lambda one: one.row)


def look(run: ImportRun) -> Looked:
    """Compare a sheet with what is there now."""
    found = Looked()
    in_sheet: dict[str, str] = {}
    for block in rows_of(run):
        orders = [one for one in block if isinstance(one, Order)]
        there = known_cases(run.source, [one.number for one in orders])
        for one in block:
            if isinstance(one, Bad):
                found.bad += 1
                continue
            number = same_number(one.number)
            case = there.get(number)
            if case is None and number not in in_sheet:
                in_sheet[number] = one.words
                found.new += 1
                _keep(found.first, one)
                continue
            ours = case.all_words if case else (in_sheet[number],)
            if same_text(one.words, *ours):
                found.known += 1
                continue
            found.differ += 1
            own = case.number if case else ""
            _keep(found.differing, Differing(one, ours[0], own, twice=case is None))
    return found


def wrong_in(run: ImportRun) -> list[Wrong]:
    """What is wrong in the rows of a sheet, by row; after it was taken in, as long as it is kept."""
    return [one for block in rows_of(run) for bad in block if isinstance(bad, Bad) for one in bad.wrong]


def _keep(those: list[Any], *more: Any) -> None:
    those.extend(more[: max(0, MOST_SHOWN - len(those))])


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case of this source: what it said at first, then what was added to it from later sheets."""

    id: int
    number: str
    all_words: tuple[str, ...]


def known_cases(source: str, numbers: Sequence[str]) -> dict[str, KnownCase]:
    """By their number as `same_number` spells it; two queries."""
    rows = with_numbers(source, numbers).values_list("source_number", "pk", "number", "words")
    cases = {same_number(number): (pk, own, words) for number, pk, own, words in rows}
    added = (
        words_of(Case, [pk for pk, _, _ in cases.values()], ("case.supplement",), "words") if cases else {}
    )
    return {
        number: KnownCase(pk, own, (words, *(text for _, text in added.get(pk, ()))))
        for number, (pk, own, words) in cases.items()
    }


def with_numbers(source: str, numbers: Iterable[str]) -> QuerySet[Case]:
    """The cases of a source with these numbers, however they are spelled."""
    keys = {same_number(one) for one in numbers} - {""}
    return Case.objects.filter(source=source, source_key__in=keys).exclude(source_key="")


def same_text(text: str, *known: str) -> bool:
    """Line ends, widths of blanks and control characters are no difference."""
    one = " ".join(tidy(text).split())
    return any(one == " ".join(tidy(other).split()) for other in known)


# -- orders that are here -------------------------------------------------------------------------------------

ANSWERED = Q(case__status__in=("closed", "refused", "referred", "listed", "withdrawn")) | Q(
    case__status="resolved", case__task="rating"
)
SENT = Q(replied_at__isnull=False) & ~Q(
    case__resolved_at__gt=F("replied_at")
)  # taken up again: it is owed anew
LISTS = ("open", "unsigned", "answered", "sent")
_LIST = {
    "open": ~ANSWERED & ~SENT,
    "unsigned": Q(signed_at=None) & ~SENT,
    "answered": ANSWERED & ~SENT,
    "sent": SENT,
}


def orders(scope: Scope) -> QuerySet[Origin]:
    return Origin.objects.filter(case__in=Case.objects.visible_to(scope))


def listed(name: str, scope: Scope, *, source: str = "") -> QuerySet[Origin]:
    """One list, the most pressing on top; what went back, newest first."""
    found = orders(scope).filter(_LIST[name])
    if source:
        found = found.filter(case__source=source)
    found = found.select_related(
        "case__area", "case__office", "case__holder", "case__entrance__building__estate"
    )
    found = found.defer("row", "case__words")
    return (
        found.order_by("-replied_at", "-pk")
        if name == "sent"
        else found.order_by(F("reply_by").asc(nulls_last=True), "pk")
    )


@dataclass(frozen=True, slots=True)
class Awaited:
    """Done, but not to be answered yet: whose check or review it waits for."""

    office: Office
    task: str
    cases: list[Case]


def awaited(scope: Scope) -> list[Awaited]:
    """Whom the answers wait for, most of them first; at most `AT_ONCE` orders are looked at."""
    found = orders(scope).filter(~ANSWERED & ~SENT, case__status="resolved")
    held: dict[tuple[Office, str], list[Case]] = defaultdict(list)
    for one in found.select_related("case__office").defer("row", "case__words").order_by("pk")[:AT_ONCE]:
        if one.case.office is not None:
            held[one.case.office, one.case.task].append(one.case)
    groups = [Awaited(office, task, cases) for (office, task), cases in held.items()]
    return sorted(groups, key=lambda one: -len(one.cases))


def sizes(scope: Scope, source: str = "") -> dict[str, int]:
    """How many each list holds; one query."""
    found = orders(scope)
    if source:
        found = found.filter(case__source=source)
    return found.aggregate(**{name: Count("pk", filter=condition) for name, condition in _LIST.items()})


def sources_here(scope: Scope) -> list[str]:
    return sorted(set(orders(scope).order_by().values_list("case__source", flat=True).distinct()))


def to_reply(
    scope: Scope, source: str, *, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Origin]:
    """Answered and not sent back yet; or, in a period, all that was answered in it, sent or not."""
    found = orders(scope).filter(ANSWERED, case__source=source)
    if since is None or until is None:
        return found.exclude(SENT)
    done = Q(case__resolved_at__gte=since, case__resolved_at__lt=until)
    ended = Q(case__resolved_at=None, case__closed_at__gte=since, case__closed_at__lt=until)
    return found.filter(done | ended)


def sent_together(scope: Scope, source: str, at: datetime) -> QuerySet[Origin]:
    return orders(scope).filter(case__source=source, replied_at=at)


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers that went back together."""

    source: str
    at: datetime
    number: int


def batches_sent(scope: Scope, *, most: int = 20) -> list[Batch]:
    rows = (
        orders(scope)
        .exclude(replied_at=None)
        .values_list("case__source", "replied_at")
        .annotate(n=Count("pk"))
        .order_by("-replied_at")[:most]
    )
    return [Batch(source, at, n) for source, at, n in rows]


def answers(origins: QuerySet[Origin]) -> Iterator[Answer]:
    """What goes back, late ones first; some hundred at a time, however many there are."""
    chosen = origins.order_by(F("reply_by").asc(nulls_last=True), "pk").values_list("pk", flat=True)
    for ids in batches(list(chosen), AT_ONCE):
        found = Origin.objects.select_related("case").in_bulk(ids)
        said = answer_words([one.case for one in found.values()])
        did = _who_did(one.case_id for one in found.values())
        for pk in ids:
            one = found[pk]
            answered_at, words = said.get(one.case_id, (None, ""))
            yield _answer(one, answered_at, words, did.get(one.case_id, ""))


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
