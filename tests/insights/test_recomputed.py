"""Every figure, recomputed by SQL that was written apart from the code, over random histories of real actions.

The SQL below reads the tables of requests and the journal; it shares nothing with `linli.insights` but the names of the
figures. Sums are kept by the reaction as things happen, one entry at a time, as the worker would.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases import workflow
from linli.cases.actions.waking import wake_due
from linli.cases.models import CallBack, Case, Rating
from linli.common.refusals import Refused
from linli.insights.actions import rebuild, recount
from linli.insights.figures import FIGURES, median
from linli.insights.models import MEASURES, Counted, Deadline, Spread, Tally
from linli.insights.queries import (
    Months,
    Standing,
    Where,
    by_area,
    by_key,
    by_month,
    days_by_key,
    days_of,
    numbers_by_key,
    total,
)
from linli.journal.actions import claim, settle
from tests import make
from tests.cases.test_histories import possible
from tests.make import NOON

SOON = NOON.date() + timedelta(days=2)  # the day on which the figures are read


def work_off() -> None:
    """What the worker does: every reaction owed, once."""
    while due := claim(timezone.now() + timedelta(minutes=5)):
        for delivery, until in due:
            assert settle(delivery, until, timezone.now()), "a reaction failed"


def live(town: make.Town, chance: random.Random) -> None:
    """One request through some weeks, asked in one of five ways; whatever is refused is simply not done."""
    at = NOON - timedelta(days=chance.randrange(60)) + timedelta(minutes=chance.randrange(60 * 24))
    way = chance.randrange(12)
    if way == 0:
        cases.do_now(
            words="灯泡换好了",
            category=town.categories["lamp"],
            by=town.actors["grid"],
            at=at,
            entrance=town.entrance,
        )
        return
    if way == 1:
        case = cases.take_in(
            source="12345",
            number=str(chance.random()),
            words="请处理噪声",
            by=town.actors["township"],
            at=at,
            office=town.offices["township"],
            area=chance.choice([None, town.areas["community"], town.areas["other_grid"]]),
            reply_by=chance.choice([None, at + timedelta(days=2)]),
        )
    elif way == 2:
        case = cases.ask(
            words="没写门牌的一件事", by=town.actors["township"], at=at, unplaced_at=town.offices["township"]
        )
    elif way == 3:
        case = make.case(town, at=at, about=())
    else:
        case = make.case(town, at=at)
    steps = chance.choice(BEGINNINGS) if way > 3 else []
    for n in range(len(steps) + chance.choice((0, 2, 5, 12))):
        at += timedelta(minutes=chance.choice((0.4, 5, 50, 500, 3000)))
        step = steps[n] if n < len(steps) else chance.choice([*possible(case), *forward(town, case)])
        try:
            case = make.do(town, case, step, at=at)
        except (Refused, AttributeError, StopIteration, ObjectDoesNotExist):
            case.refresh_from_db()
        if chance.random() < 0.1:
            wake_due(at)
            case.refresh_from_db()
    if case.task == "rating" and way % 3 == 0:
        wake_due(at + timedelta(days=9))


def rung_in_vain(town: make.Town) -> None:
    case = make.walk(town, *DONE)
    CallBack.objects.create(
        case=case,
        reason="rating",
        office=town.offices["township"],
        opened_at=make.minutes(10),
        due_at=make.minutes(10),
        closed_at=make.minutes(10),
        result="unreachable",
    )
    wake_due(NOON + timedelta(days=9))


DONE = ["take grid", "verify here", "contact", "resolve", "take community", "pass_check"]
RED = ["take grid", "verify here", "propose pause", "grant", "resume", "resolve", "take community"]
BEGINNINGS = [
    DONE,
    [*DONE, "rate solved"],
    [*DONE, "rate unsolved"],
    [*DONE, "rate so_so"],
    [*DONE, "rate solved", "reopen"],
    [*RED, "fail_check"],
    [*RED, "pass_check", "rate unhappy"],
    [
        "take grid",
        "verify up",
        "take community",
        "place up",
        "take township",
        "dispatch department",
        "take water",
    ],
    ["take grid", "propose refuse", "grant"],
    ["take grid", "refer"],
    ["take grid", "verify here", "propose list", "grant"],
    ["take grid", "verify up", "undo"],
    ["take grid", "verify direct", "take water", "send_back"],
    [],
]


def forward(town: make.Town, case: Case) -> list[str]:
    """What brings it on: so that many come to a rating."""
    if case.status not in workflow.STANDING:
        return ["reopen"]
    if case.task == "rating":
        return ["rate solved", "rate unhappy", "rate unsolved", "rate so_so", "close"]
    if case.holder_id is None:
        names = {key for key, actor in town.actors.items() if actor.office_id == case.office_id}
        return [f"take {key}" for key in sorted(names)] * 4
    return ["verify here", "contact", "resolve", "pass_check", "accept", "place here", "dispatch here"]


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> Iterator[make.Town]:
    """A town with many histories; lived once for all tests here, which only read or put back."""
    with django_db_blocker.unblock(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(AS_SQLITE)
        town = make.Town()
        chance = random.Random(20261123)
        for _ in range(70):
            live(town, chance)
        for _ in range(2):
            rung_in_vain(town)
        for who, at in (("grid", -70), ("grid", -3), ("community", -5)):
            make.case(town, at=NOON + timedelta(days=at), about=(town.users[who].pk,))
        for hours in (1, 30, 47):
            make.case(town, at=NOON + timedelta(hours=hours))
        make.walk(town, "take grid", "verify here", at=NOON + timedelta(hours=47))
        work_off()
        staff = list(Rating.objects.order_by("satisfied", "id").values_list("pk", "case_id")[::3])
        Rating.objects.filter(pk__in=[pk for pk, _ in staff]).update(through="staff")  # past every action,
        recount([case for _, case in staff])  # so the sums are told
        yield town
        transaction.set_rollback(True)


# -- written apart ---------------------------------------------------------------------------------------------------

# functions of SQLite that PostgreSQL lacks, so that the same SQL is asked there
AS_SQLITE = """
CREATE FUNCTION strftime(text, timestamptz, text) RETURNS text LANGUAGE sql
    AS $$SELECT to_char($2 AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')$$;
CREATE FUNCTION date(timestamptz, text) RETURNS text LANGUAGE sql
    AS $$SELECT to_char($1 AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')$$;
CREATE FUNCTION julianday(timestamptz) RETURNS float8 LANGUAGE sql AS $$SELECT extract(epoch FROM $1) / 86400$$;
CREATE FUNCTION julianday(text) RETURNS float8 LANGUAGE sql AS $$SELECT ($1::date - date '2000-01-01')::float8$$;
CREATE FUNCTION json_extract(jsonb, text) RETURNS text LANGUAGE sql AS $$SELECT $1 ->> substr($2, 3)$$;
CREATE FUNCTION min(integer, integer) RETURNS integer LANGUAGE sql AS $$SELECT least($1, $2)$$;
"""
SHANGHAI = "'+8 hours'"
MONTH = f"strftime('%%Y-%%m', c.received_at, {SHANGHAI})"
NOT_SPOT = "c.channel <> 'on_the_spot'"
SIDE = "c.status IN ('withdrawn', 'refused', 'referred', 'listed', 'merged')"
DONE_AT = "COALESCE(c.resolved_at, c.closed_at)"
STOOD = f"""(SELECT COALESCE(SUM(julianday(COALESCE(p.ended_at, {DONE_AT})) - julianday(p.since)), 0)
    FROM cases_pause p WHERE p.case_id = c.id AND p.since < {DONE_AT})"""
DATED = f"c.first_promise_at IS NOT NULL AND NOT {SIDE} AND {NOT_SPOT}"
FINISHED = f"({DATED} AND {DONE_AT} IS NOT NULL)"
PENDING = f"({DATED} AND {DONE_AT} IS NULL)"
LATE = f"({PENDING} AND date(c.first_promise_at, {SHANGHAI}) < '{SOON}')"
PAUSED = "EXISTS (SELECT 1 FROM cases_pause p WHERE p.case_id = c.id)"
OWN = "(SELECT MAX(r.id) FROM cases_rating r WHERE r.case_id = c.id AND r.through <> 'staff')"
STAFF = "(SELECT MAX(r.id) FROM cases_rating r WHERE r.case_id = c.id)"


def entry(verb: str, more: str = "") -> str:
    return f"""EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject_type = 'cases.case' AND e.subject_id = c.id
        AND e.verb = 'case.{verb}' {more})"""


NOT_UNDONE = """AND NOT EXISTS (SELECT 1 FROM journal_entry u WHERE u.verb = 'case.undo'
    AND u.subject_id = c.id AND CAST(json_extract(u.data, '$.undone') AS bigint) = e.id)"""
AGAIN = entry(
    "reopen",
    f"AND e.actor_kind = 'resident' AND e.at >= (SELECT rated_at FROM cases_rating WHERE id = {OWN})",
)
RATED = "EXISTS (SELECT 1 FROM cases_rating r WHERE r.id = {which} AND {what})"
FIRST_LIMIT = "(SELECT h.due_at FROM cases_handling h WHERE h.case_id = c.id ORDER BY h.id LIMIT 1)"
EARLY = f"""({NOT_SPOT} AND c.closed_at IS NULL AND c.contacted_at IS NULL
    AND COALESCE(date({FIRST_LIMIT}, {SHANGHAI}) >= '{SOON}', FALSE))"""
IN_SQL = {
    "received": "TRUE",
    "on_the_spot": "c.channel = 'on_the_spot'",
    "ordered": "c.channel = 'order'",
    "standing": "c.closed_at IS NULL",
    "contacted": f"{NOT_SPOT} AND c.status <> 'referred' AND c.contacted_at <= {FIRST_LIMIT}",
    "to_contact": f"{NOT_SPOT} AND c.status <> 'referred' AND NOT {EARLY}",
    "first_not_due": EARLY,
    "on_time": f"{FINISHED} AND {DONE_AT} <= c.first_promise_at",
    "on_time_net": f"{FINISHED} AND julianday({DONE_AT}) - {STOOD} <= julianday(c.first_promise_at) + 1e-9",
    "due": f"{FINISHED} OR {LATE}",
    "due_net": f"{FINISHED} OR ({LATE} AND NOT {PAUSED})",
    "not_due": f"{PENDING} AND NOT {LATE}",
    "paused_late": f"{LATE} AND {PAUSED}",
    "no_date": f"c.first_promise_at IS NULL AND NOT {SIDE} AND {NOT_SPOT}",
    "otherwise": SIDE,
    "answered": f"{OWN} IS NOT NULL",
    "solved": f"{RATED.format(which=OWN, what='r.solved')} AND NOT {AGAIN} AND c.outcome <> 'disagrees'",
    "satisfied": RATED.format(which=OWN, what="r.satisfied = 3"),
    "so_so": RATED.format(which=OWN, what="r.satisfied = 2"),
    "unhappy": RATED.format(which=OWN, what="r.satisfied = 1"),
    "by_staff": f"{OWN} IS NULL AND {STAFF} IS NOT NULL",
    "by_staff_solved": f"{OWN} IS NULL AND {RATED.format(which=STAFF, what='r.solved')}",
    "by_staff_satisfied": f"{OWN} IS NULL AND {RATED.format(which=STAFF, what='r.satisfied = 3')}",
    "no_rating": f"c.status = 'closed' AND c.outcome = 'no_rating' AND {STAFF} IS NULL",
    "unreachable": f"c.status = 'closed' AND c.outcome = 'unreachable' AND {STAFF} IS NULL",
    "unanswered": f"{STAFF} IS NULL",
    "not_asked": f"{STAFF} IS NULL AND {NOT_SPOT} AND NOT "
    "(c.status = 'closed' AND c.outcome IN ('no_rating', 'unreachable'))",
    "sent_back": entry("send_back", NOT_UNDONE),
    "redone": entry("fail_check", NOT_UNDONE),
    "reopened": "c.reopened > 0",
    "refused": "c.status = 'refused'",
    "referred": "c.status = 'referred'",
    "listed": "c.status = 'listed'",
    "withdrawn": "c.status = 'withdrawn'",
}
LAST_WORK = """(SELECT h.{what} FROM cases_handling h WHERE h.case_id = c.id
    ORDER BY (h.task = 'do') DESC, h.id DESC LIMIT 1)"""
DAYS = f"""CAST(julianday(date(c.resolved_at, {SHANGHAI})) - julianday(date(c.received_at, {SHANGHAI})) AS INTEGER)"""


def ask(select: str, where: str = "TRUE", group: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        sql = f"SELECT {select} FROM cases_case c WHERE {where} {f'GROUP BY {group}' if group else ''}"
        cursor.execute(sql.replace("%%", "%"))
        return cursor.fetchall()


def apart(code: str, where: str) -> int:
    return ask(f"COALESCE(SUM(CASE WHEN {IN_SQL[code]} THEN 1 ELSE 0 END), 0)", where)[0][0]


def under(path: str) -> str:
    held = """(SELECT MIN(length(a.path)) FROM cases_handling h JOIN people_office o ON o.id = h.office_id
        JOIN territory_area a ON a.id = o.area_id WHERE h.case_id = c.id)"""
    seen = f"(NOT c.restricted OR min(12, {held}) >= {len(path)})"
    return f"substr(c.area_path, 1, {len(path)}) = '{path}' AND {seen}"


CODES = sorted(
    {f.code for f in FIGURES} | {f.base for f in FIGURES if f.base} | {c for f in FIGURES for c in f.left_out}
)
PLACES = ("county", "township", "community", "other_community", "grid", "other_grid")
YEAR = Months("2026-01", "2026-12")


@pytest.mark.django_db
def test_every_figure_is_what_sql_written_apart_finds(lived: make.Town) -> None:
    assert set(CODES) <= set(IN_SQL)
    seen = dict.fromkeys(CODES, 0)
    for place in PLACES:
        path = lived.areas[place].path
        ours = total(Where(path), YEAR, SOON)
        for code in CODES:
            assert ours[code] == apart(code, under(path)), (place, code)
            seen[code] += ours[code]
    assert [code for code, n in seen.items() if not n] == [], "every figure is put to the test"


@pytest.mark.django_db
def test_figures_by_month_office_and_matter_too(lived: make.Town) -> None:
    path = lived.areas["county"].path
    months = by_month(Where(path), YEAR, SOON)
    assert set(months) == {month for (month,) in ask(f"DISTINCT {MONTH}")}
    for month, sums in months.items():
        for code in CODES:
            assert sums[code] == apart(code, f"{MONTH} = '{month}'"), (month, code)
    offices = by_key(path, "office", YEAR, SOON)
    for office, sums in offices.items():
        for code in CODES:
            assert sums[code] == apart(code, f"{LAST_WORK.format(what='office_id')} = {office}"), (
                office,
                code,
            )
    assert sum(sums["received"] for sums in offices.values()) == apart("received", "TRUE")
    for matter, sums in by_key(path, "matter", YEAR, SOON).items():
        for code in CODES:
            assert sums[code] == apart(code, f"COALESCE(c.category_id, 0) = {matter}"), (matter, code)
    matter = lived.categories["pipe"].pk
    areas = by_area(Where("", "matter", matter), [lived.areas[p].path for p in PLACES], YEAR, SOON)
    for place in PLACES:
        where = f"c.category_id = {matter} AND {under(lived.areas[place].path)}"
        if lived.areas[place].path in areas:
            assert areas[lived.areas[place].path]["received"] == apart("received", where)


@pytest.mark.django_db
def test_days_ways_and_results_too(lived: make.Town) -> None:
    for place in PLACES:
        path = lived.areas[place].path
        done = f"{under(path)} AND c.resolved_at IS NOT NULL AND {NOT_SPOT}"
        apart_days = sorted(n for (n,) in ask(DAYS, done))
        ours = days_of(Where(path), YEAR)
        assert sorted(day for day, n in ours.items() for _ in range(n)) == apart_days
        if apart_days:
            n = len(apart_days)
            assert median(ours) == (apart_days[(n - 1) // 2] + apart_days[n // 2]) / 2
        key = f"c.case_class || ':' || {LAST_WORK.format(what='level')}"
        assert {
            (k, d): n for k, days in days_by_key(path, "class", YEAR).items() for d, n in days.items()
        } == {(k, d): n for k, d, n in ask(f"{key}, {DAYS}, COUNT(*)", done, "1, 2")}
        assert numbers_by_key(path, "way", YEAR) == dict(ask("c.channel, COUNT(*)", under(path), "1"))
        last = """(SELECT json_extract(e.data, '$.outcome') FROM journal_entry e WHERE e.verb = 'case.resolve'
            AND e.subject_id = c.id ORDER BY e.id DESC LIMIT 1)"""
        assert numbers_by_key(path, "outcome", YEAR) == dict(ask(f"{last}, COUNT(*)", done, "1"))


@pytest.mark.django_db
def test_what_is_open_and_overdue_now_too(lived: make.Town) -> None:
    now = NOON + timedelta(days=45)
    at = now.astimezone(datetime.now().astimezone().tzinfo).astimezone(__import__("datetime").UTC)
    overdue = f"c.task NOT IN ('', 'rating') AND c.status <> 'listed' AND c.due_at < '{at:%Y-%m-%d %H:%M:%S}'"
    path = lived.areas["township"].path
    where = f"{under(path)} AND c.status IN ('open', 'resolved', 'listed')"
    here = Standing(path, now).all()
    assert (here.open, here.overdue) == (
        ask("COUNT(*)", where)[0][0],
        ask("COUNT(*)", f"{where} AND {overdue}")[0][0],
    )
    assert here.overdue > 0
    by_office = {k: n.open for k, n in Standing(path, now).by_office().items()}
    assert by_office == dict(ask("c.office_id, COUNT(*)", where, "1"))


def everything() -> list[Any]:
    kept: list[Any] = []
    for model in (Counted, Tally, Deadline, Spread):
        rows = [{k: v for k, v in row.items() if k != "id"} for row in model.objects.values()]
        kept.append(sorted(rows, key=str))
    return kept


@pytest.mark.django_db
def test_what_is_kept_as_things_happen_is_what_a_count_from_the_beginning_makes(lived: make.Town) -> None:
    kept = everything()
    assert len(kept[0]) == Case.objects.count()
    Tally.objects.order_by("?").filter(received__gt=0).update(solved=99)
    rebuild()
    assert everything() == kept


@pytest.mark.django_db
def test_no_sum_of_nothing_is_left_lying(lived: make.Town) -> None:
    assert not Tally.objects.filter(received__lte=0).exists()
    assert not Spread.objects.filter(number__lte=0).exists()
    assert not Deadline.objects.filter(number__lte=0).exists()
    for name in MEASURES:
        assert not Tally.objects.filter(**{f"{name}__lt": 0}).exists(), name
    assert all(date.fromisoformat(day) for day in Deadline.objects.values_list("day", flat=True))
