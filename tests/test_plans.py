"""What is asked all day long is found by an index, on SQLite and on PostgreSQL: asked of the database itself (EXPLAIN).

Some thousand rows, so that PostgreSQL itself finds an index cheaper; nothing is forbidden to it. SQLite is asked as an
installation has it, which never gathered statistics. PostgreSQL plans what it is asked often once for all values: where
it came to that, the plan it keeps is looked at too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.filling import fill
from linli.cases.actions.waking import wake_due
from linli.cases.alike import alike
from linli.cases.finding import of_source_number, under_way_with
from linli.cases.models import Case
from linli.cases.queries import QUEUES, case_followed, follow_token, queue, queue_sizes, timeline, waiting
from linli.cases.queries import grants as case_grants
from linli.common.scope import Scope
from linli.insights.models import MEASURES, Tally
from linli.insights.queries import Months, Standing, Where, by_area, by_month
from linli.journal.actions import claim
from linli.journal.models import Delivery, Entry
from linli.journal.queries import last_entry_id, newest_before, subjects_of
from linli.office.models import SearchWord
from linli.office.queries import find
from linli.people.queries import grants, posts_of
from tests import make
from tests.faces.desk.conftest import Desk
from tests.make import NOON

CASES = 4000
OFTEN = 9  # after two of a connection a statement is kept, after five more it may be planned for all values
SQLITE = connection.vendor == "sqlite"
BIG = (
    "cases_case",
    "cases_caseoffice",
    "journal_entry",
    "journal_delivery",
    "office_searchword",
    "insights_tally",
)

pytestmark = pytest.mark.django_db  # each test inside the transaction of the module


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[make.Town]:
    """A town, and thousands of rows of each kind, gone when the module is through."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        town = make.Town()
        fill(CASES, now=NOON)
        Case.objects.filter(closed_at=None, pk__gt=20).update(wake_at=NOON + timedelta(days=1))
        entries = list(Entry.objects.order_by("id").values_list("id", flat=True)[:CASES])
        Delivery.objects.bulk_create(
            Delivery(entry_id=pk, reaction="x", next_at=NOON, done_at=None if n % 200 == 0 else NOON)
            for n, pk in enumerate(entries)
        )
        SearchWord.objects.bulk_create(
            SearchWord(
                token=f"词{n % 900:03d}", area_path=town.areas["grid"].path, kind="resident", subject_id=n
            )
            for n in range(CASES)
        )
        Tally.objects.bulk_create(
            Tally(
                area_path=area.path,
                slice="office",
                month=f"20{year}-{month:02d}",
                key=key,
            )
            for area in town.areas.values()
            for year in (24, 25, 26)
            for month in range(1, 13)
            for key in range(15)
        )
        if not SQLITE:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield town
        transaction.set_rollback(True)


def plans(work: Callable[[], object]) -> list[tuple[str, str]]:
    """(statement, plan) of everything that `work` reads in one of the big tables."""
    with CaptureQueriesContext(connection) as seen:
        work()
    reads = [
        q["sql"]
        for q in seen
        if re.match(r"\(?(SELECT|WITH)", q["sql"])
        and any(f'"{name}"' in q["sql"] or f" {name}" in q["sql"] for name in BIG)
    ]
    assert reads, "it asked nothing of what is measured"
    return [(sql, plan_of(sql)) for sql in reads]


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if SQLITE else "EXPLAIN ") + sql.replace("%", "%%"), [])
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def goes_through(plan: str) -> list[str]:
    """The big tables that a plan reads from one end to the other."""
    read = (
        re.findall(r"SCAN (\w+)(?! USING)\b(?! USING)", plan)
        if SQLITE
        else re.findall(r"Seq Scan on (\w+)", plan)
    )
    return [name for name in read if name in BIG or len(name) <= 2]


def kept_plans(work: Callable[[], object]) -> list[tuple[str, str]]:
    """(statement, plan) of what PostgreSQL plans for no value in particular once `work` asked it often."""
    if SQLITE:
        return []
    for _ in range(OFTEN):
        work()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements WHERE generic_plans > 0"
        )
        kept = [row for row in cursor.fetchall() if any(f'"{name}"' in row[1] for name in BIG)]
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        found = []
        for name, statement, number in kept:
            values = f"({', '.join(['NULL'] * number)})" if number else ""
            cursor.execute(f'EXPLAIN EXECUTE "{name}"{values}')
            found.append((statement, "\n".join(row[0] for row in cursor.fetchall())))
        cursor.execute("SET LOCAL plan_cache_mode = auto")
    return found


def by_index(work: Callable[[], object]) -> None:
    for sql, plan in plans(work) + kept_plans(work):
        assert not goes_through(plan), f"{sql}\n{plan}"


def scope_of(town: make.Town, name: str) -> Scope:
    posts = posts_of(town.users[name].pk, NOON)
    return Scope.of(town.users[name].pk, [*grants(posts), *case_grants(posts, NOON)], at=NOON)


@pytest.mark.parametrize("who", ["grid", "community", "water"])
@pytest.mark.parametrize("name", QUEUES)
def test_the_first_page_of_a_queue(town: make.Town, name: str, who: str) -> None:
    users, offices = frozenset({town.users[who].pk}), frozenset({town.actors[who].office_id or 0})
    by_index(lambda: list(queue(name, scope_of(town, who), users=users, offices=offices, now=NOON)[:50]))


@pytest.mark.parametrize(("name", "index"), [("open", "case_open"), ("closed", "case_ended")])
def test_the_first_page_is_walked_to_and_not_sorted_out_of_all_that_is_open(
    town: make.Town, name: str, index: str
) -> None:
    users, offices = (
        frozenset({town.users["township"].pk}),
        frozenset({town.actors["township"].office_id or 0}),
    )
    asked = queue(name, scope_of(town, "township"), users=users, offices=offices, now=NOON)
    for sql, plan in plans(lambda: list(asked.only("pk")[:50])):
        assert index in plan, f"{sql}\n{plan}"
        if SQLITE:  # of two hundred open ones PostgreSQL rightly sorts all
            assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("who", ["grid", "community", "township"])
def test_the_sizes_of_the_queues_are_counted_without_a_look_at_the_rows(town: make.Town, who: str) -> None:
    users, offices = frozenset({town.users[who].pk}), frozenset({town.actors[who].office_id or 0})
    asked = lambda: queue_sizes(scope_of(town, who), users=users, offices=offices, now=NOON)  # noqa: E731
    plan = next(plan for sql, plan in plans(asked) if "overdue" in sql)
    assert "case_standing" in plan, plan
    if SQLITE:  # PostgreSQL reads the rows too until its vacuum has been there
        assert "COVERING INDEX case_standing" in plan, plan


@pytest.mark.parametrize("who", ["grid", "community"])
def test_the_sizes_of_the_queues(town: make.Town, who: str) -> None:
    users, offices = frozenset({town.users[who].pk}), frozenset({town.actors[who].office_id or 0})
    by_index(lambda: queue_sizes(scope_of(town, who), users=users, offices=offices, now=NOON))


@pytest.mark.parametrize("who", ["grid", "community", "water"])
def test_what_waits_for_somebody_is_counted_by_their_offices_and_not_by_those_who_hold(
    town: make.Town, who: str
) -> None:
    user = town.users[who].pk
    told = user, frozenset({user}), frozenset({town.actors[who].office_id or 0})
    for _, plan in plans(lambda: waiting(*told)):
        assert not goes_through(plan), plan
        assert "case_holder_id_" not in plan, plan  # the index of the holders


def test_the_newest_entry_of_a_moment_ago_is_walked_to_and_not_sorted_out_of_all(town: make.Town) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # with statistics SQLite knew a slower way
        for _, plan in plans(lambda: newest_before(NOON)):
            assert "Sort" not in plan, plan
            assert "TEMP B-TREE" not in plan, plan
    finally:
        if SQLITE:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM sqlite_stat1")
                cursor.execute("ANALYZE sqlite_schema")


def test_what_somebody_wrote_down_is_walked_to_by_who_did_it(town: make.Town) -> None:
    who = town.actors["grid"].user_id
    assert who is not None
    for _, plan in plans(lambda: subjects_of("case.ask", who, make.LONG_AGO, most=50)):
        assert "journal_entry_user_id" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_the_look_of_the_clock_at_what_is_due(town: make.Town) -> None:
    by_index(lambda: wake_due(NOON))


def test_the_deliveries_that_a_worker_claims(town: make.Town) -> None:
    by_index(lambda: claim(NOON))


def test_the_story_of_a_request_and_its_newest_entry(town: make.Town) -> None:
    case = Case.objects.order_by("id")[CASES // 2]
    by_index(lambda: timeline(case))
    by_index(lambda: last_entry_id(case))


def test_the_request_that_a_link_opens(town: make.Town) -> None:
    case = Case.objects.order_by("id")[CASES // 2]
    token = follow_token(case)
    Case.objects.filter(pk=case.pk).update(follow_hash=hashlib.sha256(token.encode()).hexdigest())
    by_index(lambda: case_followed(token))


def test_the_request_of_a_number(town: make.Town) -> None:
    number = Case.objects.order_by("id")[CASES // 2].number
    by_index(lambda: Case.objects.get(number=number))


@pytest.mark.parametrize("who", ["grid", "township"])
def test_the_requests_near_one_that_may_be_the_same(town: make.Town, who: str) -> None:
    case = Case.objects.select_related("entrance__building", "category").order_by("id")[CASES // 2]
    scope = scope_of(town, who)
    by_index(lambda: alike(case, scope, NOON))
    near = [plan for sql, plan in plans(lambda: alike(case, scope, NOON)) if "going" in sql]
    assert near
    assert all(plan.count("case_around") == 4 for plan in near)


@pytest.mark.parametrize("text", ["词001", "ci"])
def test_the_words_of_a_search(town: make.Town, text: str) -> None:
    by_index(lambda: find("resident", text, (town.areas["community"].path,), most=20))


@pytest.mark.parametrize("who", ["grid", "township"])
def test_the_open_requests_of_a_word_and_those_of_a_number_of_12345(town: make.Town, who: str) -> None:
    scope = scope_of(town, who)
    by_index(lambda: list(under_way_with(scope, "水管")[:51]))
    by_index(lambda: list(of_source_number(scope, "GD20261100001")[:2]))


@pytest.mark.skipif(SQLITE, reason="SQLite plans without a look at the values")
def test_the_requests_of_a_word_are_looked_for_by_a_plan_for_this_area_however_often(
    town: make.Town,
) -> None:
    """Measured at 100,000: 250 ms of the database, where a plan for any area took 1,170."""
    asking = Desk(town, "township")
    for _ in range(OFTEN):
        asking.get("find/?q=水管")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUM(custom_plans), SUM(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%UPPER(%'"
        )
        planned, kept = cursor.fetchone()
    assert kept == 0
    assert planned >= 2 * OFTEN - 4, "it was asked often enough"


def test_the_sums_behind_the_figures(town: make.Town) -> None:
    path, months = town.areas["county"].path, Months("2026-09", "2026-11")
    assert MEASURES
    by_index(lambda: by_month(Where(path), months, NOON.date()))
    below = [town.areas["community"].path, town.areas["other_community"].path]
    by_index(lambda: by_area(Where(path), below, months, NOON.date()))


def test_what_stands_now_by_area_and_by_office(town: make.Town) -> None:
    grid = town.areas["grid"].path
    by_index(lambda: Standing(grid, NOON).all())


def test_a_plan_without_an_index_is_seen(town: make.Town) -> None:
    with pytest.raises(AssertionError, match="cases_case"):
        by_index(lambda: list(Case.objects.filter(place_words="nowhere")))
