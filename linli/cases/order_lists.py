"""Reading orders (来单): what of a sheet is new, known or different, what waits, what there is to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from linli.cases.models import Case, Channel, Handling, Origin
from linli.cases.order_places import Places, place_of
from linli.cases.orders import Bad, Mapping, Order, Wrong, shipped, unpack
from linli.common.paths import covers
from linli.common.refused_subjects import plain
from linli.common.scope import Scope
from linli.common.text import same_number, tidy
from linli.journal.queries import words_of
from linli.office.actions.importing import content_of
from linli.office.models import ColumnMapping, ImportRun
from linli.people.models import Office
from linli.territory.models import Area

KIND = "orders"  # of import runs
MOST_SHOWN = 100
BEGINS = ("dispatch", "place")  # where orders come in
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


def mapping_of(office_id: int | None, source: str) -> Mapping:
    """How an office reads a source and answers it; one that was typed in by hand has our usual form."""
    return sources(office_id).get(source) or Mapping(source, source, "order", {}, reply=usual_reply([]))


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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An order that is here, and of which the sheet now says another place. `begun`: somebody works on it already."""

    order: Order
    case: Case
    area: Area
    begun: bool


@dataclass(slots=True)
class Looked:
    """What a sheet would bring. Lists hold the first `MOST_SHOWN`, the figures count all."""

    new: int = 0
    known: int = 0
    differ: int = 0
    moved: int = 0
    bad: int = 0
    first: list[Order] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    unnamed: dict[str, tuple[Order, int]] = field(
        default_factory=dict
    )  # what it calls no place of ours: (first, rows)


def rows_of(run: ImportRun, *, left: bool = True) -> Iterator[list[Order | Bad]]:
    """The rows of a sheet, block by block; `left`: only of blocks that are not taken in yet."""
    chunks = run.chunks.order_by("number")
    for chunk in (chunks.filter(applied_at=None) if left else chunks).iterator(chunk_size=10):
        yield rows_in(content_of(chunk))


def rows_in(content: dict[str, Any]) -> list[Order | Bad]:
    bad = [
        Bad(row, tuple(Wrong(row, *one) for one in said), *map(_as_it_was, more))
        for row, said, *more in content["bad"]
    ]
    return sorted([*map(unpack, content["good"]), *bad], key=lambda one: one.row)


def _as_it_was(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def left_out(run: ImportRun) -> list[Bad]:
    """The rows with mistakes, as they came; after the sheet was taken in, as long as they are kept."""
    return [one for block in rows_of(run) for one in block if isinstance(one, Bad)]


def look(run: ImportRun, places: Places | None = None) -> Looked:
    """Compare a sheet with what is there now; with `places` also where its orders lie."""
    found = Looked()
    in_sheet: dict[str, str] = {}
    for block in rows_of(run):
        orders = [one for one in block if isinstance(one, Order)]
        there = known_cases(run.source, [one.number for one in orders])
        for place in elsewhere(orders, there, places.named if places else {}):
            found.moved += 1
            _keep(found.elsewhere, place)
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
                if places and (places.unnamed(one) is not None or plain(one.area) in places.chosen):
                    first, rows = found.unnamed.get(one.area, (one, 0))
                    found.unnamed[one.area] = first, rows + 1
                continue
            ours = case.all_words if case else (in_sheet[number],)
            if same_text(one.words, *ours):
                found.known += 1
                continue
            found.differ += 1
            own = case.number if case else ""
            _keep(found.differing, Differing(one, ours[0], own, twice=case is None))
    return found


def elsewhere(
    orders: Sequence[Order], there: dict[str, KnownCase], named: dict[str, Area]
) -> Iterator[Elsewhere]:
    """Those that are here and lie outside the place that the sheet names now; three queries for a block."""
    said = {}
    for one in orders:
        known, area = there.get(same_number(one.number)), place_of(one.area, named)
        if known is not None and area is not None:
            said[known.id] = one, area
    cases = Case.objects.filter(pk__in=said, channel=Channel.ORDER).select_related("area")
    steps = dict(Handling.objects.filter(case__in=said).values_list("case").annotate(Count("pk")).order_by())
    for case in cases.defer("words").order_by("pk") if said else ():
        one, area = said[case.pk]
        if not covers(area.path, case.area_path):
            yield Elsewhere(one, case, area, begun=not untouched(case, steps[case.pk]))


def untouched(case: Case, steps: int) -> bool:
    """Nobody has it in hand yet, and it stands where it came in; `steps`: how many rows of its way there are."""
    return case.status == "open" and case.task in BEGINS and case.holder_id is None and steps == 1


def wrong_in(run: ImportRun) -> list[tuple[Bad, Wrong]]:
    """What is wrong in the rows of a sheet, by row, with the row; after it was taken in, as long as it is kept."""
    return [(bad, one) for bad in left_out(run) for one in bad.wrong]


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


def contacted() -> Q:
    """Somebody reached the resident, they took it back themselves, or its source's answer has no field for that."""
    silent = [
        source for source, one in shipped(settings.DATA_DIR / "mappings").items() if not one.asks_contact
    ]
    return Q(case__contacted_at__isnull=False) | Q(case__status="withdrawn") | Q(case__source__in=silent)


def _lists() -> dict[str, Q]:
    """What was done and not told to anybody is not answered: telling them is still to be done."""
    ready = ANSWERED & contacted()
    return {
        "open": ~ready & ~SENT,
        "unsigned": Q(signed_at=None) & ~SENT,
        "answered": ready & ~SENT,
        "sent": SENT,
    }


def orders(scope: Scope) -> QuerySet[Origin]:
    return Origin.objects.filter(case__in=Case.objects.visible_to(scope))


def listed(name: str, scope: Scope, *, source: str = "") -> QuerySet[Origin]:
    """One list, the most pressing on top; what went back, newest first."""
    found = orders(scope).filter(_lists()[name])
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
    return found.aggregate(**{name: Count("pk", filter=condition) for name, condition in _lists().items()})


def sources_here(scope: Scope) -> list[str]:
    return sorted(set(orders(scope).order_by().values_list("case__source", flat=True).distinct()))
