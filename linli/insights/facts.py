"""What a request adds to the figures, read from where it stands now and from the journal. Writes nothing.

The whole of it is worked out anew each time, so nothing has to be remembered of how it came about: a step taken back,
another matter, another grid are simply another answer. `docs/reference/figures.md` says each rule in a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from linli.cases.models import Case, Channel, Handling, Pause, Rating, Through
from linli.common.paths import LENGTHS
from linli.insights.models import MEASURES, Counted, Limit
from linli.journal.models import Entry

COUNTED_LENGTHS = tuple(n for n in LENGTHS if 4 <= n <= 15)  # prefecture … grid: each has its own sums
ABOVE_THE_GRID = 12  # what only few people see is counted from here up, days by office and matter too
ENDED_OTHERWISE = ("withdrawn", "refused", "referred", "listed", "merged")
MOST_DAYS = 366
VERBS = ("case.send_back", "case.fail_check", "case.undo", "case.resolve", "case.reopen")
FIELDS = tuple(field.attname for field in Counted._meta.concrete_fields)


def facts_of(case_ids: Sequence[int]) -> dict[int, Counted]:
    """What each of these requests adds, as unsaved rows; five queries for any number."""
    cases = {case.pk: case for case in Case.objects.filter(pk__in=case_ids).defer("words", "title")}
    handlings: dict[int, list[Handling]] = defaultdict(list)
    for row in Handling.objects.filter(case__in=case_ids).select_related("office__area").order_by("id"):
        handlings[row.case_id].append(row)
    ratings: dict[int, list[Rating]] = defaultdict(list)
    for rating in Rating.objects.filter(case__in=case_ids).order_by("id"):
        ratings[rating.case_id].append(rating)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(case__in=case_ids):
        pauses[pause.case_id].append(pause)
    entries: dict[int, list[Entry]] = defaultdict(list)
    said = Entry.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=case_ids, verb__in=VERBS)
    for entry in said.only("verb", "subject_id", "actor_kind", "data", "at").order_by("id"):
        entries[entry.subject_id].append(entry)
    return {
        pk: _fact(case, handlings[pk], ratings[pk], pauses[pk], entries[pk]) for pk, case in cases.items()
    }


def _fact(
    case: Case, rows: list[Handling], ratings: list[Rating], pauses: list[Pause], entries: list[Entry]
) -> Counted:
    fact = Counted(
        case_id=case.pk,
        month=f"{_local(case.received_at):%Y-%m}",
        area_path=_told_from(case, rows),
        category_id=case.category_id,
        way=case.channel,
        case_class=case.case_class,
        restricted=case.restricted,
        received=1,
        standing=int(case.closed_at is None),
        sent_back=int(_happened("case.send_back", entries)),
        redone=int(_happened("case.fail_check", entries)),
        reopened=int(case.reopened > 0),
    )
    for status in ("refused", "referred", "listed", "withdrawn"):
        setattr(fact, status, int(case.status == status))
    if rows:
        work = next((row for row in reversed(rows) if row.task == "do"), rows[-1])
        fact.office_id, fact.level = work.office_id, work.level
        first_limit = rows[0].due_at
        in_time = (
            case.contacted_at is not None and first_limit is not None and case.contacted_at <= first_limit
        )
        fact.contacted = int(in_time and case.status != "referred")
    if case.channel == Channel.ON_THE_SPOT:
        fact.on_the_spot, fact.contacted = 1, 0  # whoever does it stands there: no answer to "how soon"
        return fact
    fact.ordered = int(case.channel == Channel.ORDER)
    if rows and first_limit is not None and case.closed_at is None and case.contacted_at is None:
        fact.reach_by = f"{_local(first_limit):%Y-%m-%d}"
    _time(fact, case, pauses)
    _work(fact, case, entries)
    _word(fact, case, ratings, entries)
    return fact


def _told_from(case: Case, rows: list[Handling]) -> str:
    """Where it counts. What only few people see counts from the area of the highest office that had it: a complaint
    about those who serve a community is no figure of that community."""
    if not case.restricted:
        return case.area_path
    return case.area_path[: min([ABOVE_THE_GRID, *(len(row.office.area.path) for row in rows)])]


def _time(fact: Counted, case: Case, pauses: list[Pause]) -> None:
    """Against the first date that was told: as it is, and without the hours in which the clock stood."""
    if case.first_promise_at is None or case.status in ENDED_OTHERWISE:
        return
    done_at = case.resolved_at or case.closed_at
    if done_at is None:
        fact.pending, fact.pending_paused = 1, int(bool(pauses))
        fact.until = f"{_local(case.first_promise_at):%Y-%m-%d}"
        return
    stood = sum(((p.ended_at or done_at) - p.since for p in pauses if p.since < done_at), timedelta())
    fact.finished = 1
    fact.on_time = int(done_at <= case.first_promise_at)
    fact.on_time_net = int(done_at - stood <= case.first_promise_at)


def _work(fact: Counted, case: Case, entries: list[Entry]) -> None:
    """What came of the work, and after how many days, where somebody reported it done and it still stands."""
    if case.resolved_at is None:
        return
    done = [entry for entry in entries if entry.verb == "case.resolve"]
    fact.outcome = done[-1].data.get("outcome", "") if done else ""
    days = (_local(case.resolved_at).date() - _local(case.received_at).date()).days
    fact.days = min(days, MOST_DAYS)


def _word(fact: Counted, case: Case, ratings: list[Rating], entries: list[Entry]) -> None:
    """The resident's last own word. Asking for it to be done again takes back that it is solved."""
    own = [rating for rating in ratings if rating.through != Through.STAFF]
    if own:
        last = own[-1]
        asked_again = any(
            entry.verb == "case.reopen" and entry.actor_kind == "resident" and entry.at >= last.rated_at
            for entry in entries
        )
        fact.answered = 1
        fact.solved = int(last.solved and not asked_again and case.outcome != "disagrees")
        for name, value in (("satisfied", 3), ("so_so", 2), ("unhappy", 1)):
            setattr(fact, name, int(last.satisfied == value))
    elif ratings:
        fact.by_staff = 1
        fact.by_staff_solved = int(ratings[-1].solved)
        fact.by_staff_satisfied = int(ratings[-1].satisfied == 3)
    elif case.status == "closed" and case.outcome in ("no_rating", "unreachable"):
        setattr(fact, case.outcome, 1)


def _happened(verb: str, entries: list[Entry]) -> bool:
    """Was it done, and not taken back?"""
    undone = {entry.data.get("undone") for entry in entries if entry.verb == "case.undo"}
    return any(entry.verb == verb and entry.pk not in undone for entry in entries)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def measures(fact: Counted) -> tuple[int, ...]:
    return tuple(getattr(fact, name) for name in MEASURES)


def same(one: Counted, other: Counted) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in FIELDS)


def paths_of(fact: Counted) -> Iterator[str]:
    """The areas that count it: its own and all above."""
    for length in COUNTED_LENGTHS:
        if length <= len(fact.area_path):
            yield fact.area_path[:length]


TallyKey = tuple[str, str, str, int]  # as those of Tally: area_path, slice, month, key
DeadlineKey = tuple[str, str, str, int, str, str]  # as those of Deadline: the same, what, day
SpreadKey = tuple[str, str, str, str, int]  # as those of Spread: area_path, kind, month, key, days


def tally_keys(fact: Counted) -> Iterator[TallyKey]:
    for path in paths_of(fact):
        yield path, "all", fact.month, 0
        if fact.office_id is not None:
            yield path, "office", fact.month, fact.office_id
        yield path, "matter", fact.month, fact.category_id or 0


def deadlines_of(fact: Counted) -> Iterator[tuple[str, str]]:
    """What has to be done, by which day."""
    if fact.reach_by:
        yield Limit.REACH.value, fact.reach_by
    if fact.until:
        yield (Limit.PAUSED if fact.pending_paused else Limit.PROMISE).value, fact.until


def spread_keys(fact: Counted) -> Iterator[SpreadKey]:
    """Days by office and matter are not kept for a single grid: a median of two requests says nothing."""
    for path in paths_of(fact):
        yield path, "way", fact.month, fact.way, 0
        if fact.outcome:
            yield path, "outcome", fact.month, fact.outcome, 0
        if fact.days is None:
            continue
        yield path, "all", fact.month, "", fact.days
        yield path, "class", fact.month, f"{fact.case_class}:{fact.level}", fact.days
        if len(path) <= ABOVE_THE_GRID:
            yield path, "office", fact.month, str(fact.office_id or 0), fact.days
            yield path, "matter", fact.month, str(fact.category_id or 0), fact.days


@dataclass(frozen=True, slots=True)
class Differences:
    """What has to be added to which sums; nothing that is nought. In order: who writes them waits for no other."""

    tallies: dict[TallyKey, list[int]]
    deadlines: dict[DeadlineKey, int]
    spreads: dict[SpreadKey, int]


def differences(before: Iterable[Counted], after: Iterable[Counted]) -> Differences:
    """What makes sums that hold `before` hold `after`."""
    tallies: dict[TallyKey, list[int]] = {}
    deadlines: dict[DeadlineKey, int] = defaultdict(int)
    spreads: dict[SpreadKey, int] = defaultdict(int)
    for facts, sign in ((before, -1), (after, 1)):
        for fact in facts:
            values = measures(fact)
            for key in tally_keys(fact):
                row: list[Any] = tallies.setdefault(key, [0] * len(values))
                for n, value in enumerate(values):
                    if value:
                        row[n] += sign * value
            for deadline in deadlines_of(fact):
                for key in tally_keys(fact):
                    deadlines[*key, *deadline] += sign
            for spread in spread_keys(fact):
                spreads[spread] += sign
    return Differences(
        {key: row for key, row in sorted(tallies.items()) if any(row)},
        {key: n for key, n in sorted(deadlines.items()) if n},
        {key: n for key, n in sorted(spreads.items()) if n},
    )
