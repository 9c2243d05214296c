"""Keeping the counts: count requests anew, all of them from the beginning, and along with an area's new code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from linli.cases.models import Case
from linli.common.actor import Actor
from linli.common.paths import subtree
from linli.insights.facts import COUNTED_LENGTHS, FIELDS, differences, facts_of, same
from linli.insights.models import MEASURES, Counted, Deadline, Slice, Spread, Tally
from linli.insights.queries import Months, Where, total
from linli.journal.actions import record
from linli.territory.models import Area
from linli.territory.registry import Carrier

A_STEP = 500  # requests a transaction: whoever is working waits no longer than for these

Row = tuple[str | int, ...]
_TALLY_KEY = ("area_path", "slice", "month", "key")
_DEADLINE_KEY = (*_TALLY_KEY, "what", "day")
_SPREAD_KEY = ("area_path", "kind", "month", "key", "days")
_Counts = Tally | Deadline | Spread | Counted


@transaction.atomic
def recount(case_ids: Sequence[int]) -> int:
    """Work out what these requests add now, and put the difference into the sums; returns how many had changed.

    Safe to run twice and in any order: two at once wait for each other at the rows of the requests.
    """
    ids = sorted(set(case_ids))
    # the requests themselves: what was never counted has no row yet at which a second worker would wait
    list(
        Case.objects.select_for_update(of=("self",), no_key=True)  # writes: nothing, it only locks
        .filter(pk__in=ids)
        .order_by("pk")
        .values("pk")
    )
    locked = Counted.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    known = {one.pk: one for one in locked}
    found = facts_of(ids)
    changed = [one for pk, one in found.items() if pk not in known or not same(one, known[pk])]
    _keep(changed, [known[one.pk] for one in changed if one.pk in known])
    return len(changed)


def _keep(after: list[Counted], before: list[Counted]) -> None:
    """Replace rows, and move the sums along."""
    moved = differences(before, after)
    names = [name for name in FIELDS if name != "case_id"]
    Counted.objects.bulk_create(
        after,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[Counted._meta.get_field(name).name for name in names],
    )
    _add("insights_tally", _TALLY_KEY, tuple(MEASURES), [(*key, *row) for key, row in moved.tallies.items()])
    emptied = [key for key, row in moved.tallies.items() if row[0] < 0]
    _drop_empty("insights_tally", _TALLY_KEY, "received", emptied)
    for table, columns, numbers in (
        ("insights_deadline", _DEADLINE_KEY, moved.deadlines),
        ("insights_spread", _SPREAD_KEY, moved.spreads),
    ):
        _add(table, columns, ("number",), [(*key, n) for key, n in numbers.items()])
        _drop_empty(table, columns, "number", [key for key, n in numbers.items() if n < 0])


def _add(table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Add to the row of each key, or make it; in one order, so that two who add at once never wait for each other."""
    if not rows:
        return
    names, marks = ", ".join((*key, *columns)), ", ".join(["%s"] * len((*key, *columns)))
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}",
            sorted(rows),
        )


def _drop_empty(table: str, key: Sequence[str], count: str, keys: Sequence[Row]) -> None:
    """Sums of nothing go, so that what is kept is what a count from the beginning would make."""
    if keys:
        at = " AND ".join(f"{name} = %s" for name in key)
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {table} WHERE {at} AND {count} = 0", keys)


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Throw the counts away and count every request, some at a time; returns how many. Stopped, it is begun again."""
    for model in (Tally, Deadline, Spread, Counted):
        _empty(model)
    done = last = 0
    while ids := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:A_STEP]):
        recount(ids)
        last = ids[-1]
        done += len(ids)
        progress(done)
    return done


def _empty(model: type[_Counts]) -> None:
    while ids := list(model.objects.order_by("pk").values_list("pk", flat=True)[: A_STEP * 10]):
        with transaction.atomic():
            model.objects.filter(pk__gte=ids[0], pk__lte=ids[-1]).delete()


@transaction.atomic
def note_export(area: Area, where: Where, months: Months, *, by: Actor, at: datetime) -> None:
    """A sheet of requests goes out: who took it, of which place and months (202611), of how many requests at most."""
    part: dict[str, Any] = {} if where.slice == "all" else {where.slice: where.key}
    record(
        "figures.exported",
        area,
        by=by,
        at=at,
        area_path=area.path,
        office_id=by.office_id,
        first=int(months.first.replace("-", "")),
        last=int(months.last.replace("-", "")),
        number=total(where, months, localdate(at))["received"],
        **part,
    )


def _nothing(path: str) -> dict[str, int]:
    """Counts concern nobody who confirms a change."""
    return {}


def _rewrite(old: str, new: str, most: int) -> int:
    """Counts follow an area to its new code: counted out under the old one, and in under the new one."""
    with transaction.atomic():
        under = Counted.objects.select_for_update().filter(
            month__in=_months(old), area_path__range=subtree(old)
        )
        before = list(under.order_by("pk")[:most])
        after = [_moved(one, old, new) for one in before]
        _keep(after, before)
    return len(before)


def _months(path: str) -> list[str]:
    """The months of what is counted there: with them it is found by index."""
    kept = Tally.objects.filter(slice=Slice.ALL)
    if len(path) >= COUNTED_LENGTHS[0]:
        kept = kept.filter(area_path=path[: COUNTED_LENGTHS[-1]])
    return list(kept.values_list("month", flat=True).distinct())


def _moved(fact: Counted, old: str, new: str) -> Counted:
    values = {name: getattr(fact, name) for name in FIELDS}
    return Counted(**values | {"area_path": new + fact.area_path[len(old) :]})


CARRIER = Carrier("insights", _nothing, _rewrite)
