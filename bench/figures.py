"""CPU of the figures' pages and of the export, where all requests of years lie in one sub-district.

    python -m bench.figures [--cases 1000000] [--runs 15] [--home DIR]

A database of its own in a temporary folder with the demo's sub-district, or the one that an earlier run left in DIR.
Requests and their counts are written in bulk SQL (the counts by GROUP BY, not by the code that keeps them); a sample is
then counted anew by that code, which finds nothing to change. CPU is the whole process, Python and SQLite in it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--cases", type=int, default=1_000_000)
parser.add_argument("--runs", type=int, default=15)
parser.add_argument("--home", type=Path, help="keep the database there, or use the one that is there")
options = parser.parse_args()
_home = options.home or Path(tempfile.mkdtemp(prefix="linli-bench-"))
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    LINLI_DEMO="1",
    LINLI_HOSTS="testserver,127.0.0.1",
    LINLI_LOG_LEVEL="CRITICAL",
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from linli.insights.actions import recount  # noqa: E402
from linli.insights.models import MEASURES  # noqa: E402
from linli.people.models import User  # noqa: E402

TOWNSHIP, COMMUNITY = "370998001", "370998001005"
MONTHS = 24
PAGE, SHEET = 60, 3.0  # CPU ms of a page; seconds for 100,000 rows

# what a request is drawn from, with keys to find it by; CROSS JOIN keeps SQLite to the written order
DRAWN = (
    "CREATE TEMP TABLE bench_doors (k INTEGER PRIMARY KEY, id, area_id, area_path)",
    """INSERT INTO bench_doors SELECT ROW_NUMBER() OVER (ORDER BY e.id) - 1, e.id, b.area_id, b.area_path
    FROM territory_entrance e JOIN territory_building b ON b.id = e.building_id""",
    "CREATE TEMP TABLE bench_matters (k INTEGER PRIMARY KEY, id, case_class)",
    "INSERT INTO bench_matters SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id, case_class FROM cases_category",
    "CREATE TEMP TABLE bench_offices (path TEXT PRIMARY KEY, id, kind) WITHOUT ROWID",
    """INSERT INTO bench_offices SELECT a.path, o.id, o.kind FROM people_office o
    JOIN territory_area a ON a.id = o.area_id WHERE o.kind IN ('grid', 'community')""",
)
CASES = f"""
WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {{number}}),
rows AS (SELECT n, d.id AS door, d.area_id, d.area_path, m.id AS matter, m.case_class,
    strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || (n * 104729 % ({MONTHS} * 30 * 24 * 60)) || ' minutes') AS asked,
    n % 50 = 7 AS open, n * 31 % 23 AS days, n % 3 = 0 AS up
    FROM series CROSS JOIN bench_doors d ON d.k = n * 7919 % (SELECT COUNT(*) FROM bench_doors)
    CROSS JOIN bench_matters m ON m.k = n * 6007 % (SELECT COUNT(*) FROM bench_matters))
INSERT INTO cases_case ({{columns}})
SELECT {{values}} FROM rows r CROSS JOIN bench_offices o
    ON o.path = substr(r.area_path, 1, CASE WHEN r.up THEN 12 ELSE 15 END)
"""
DAY = "strftime('%Y-%m-%d %H:%M:%S', r.asked, '+' || {n} || ' days')"
VALUES = {
    "uuid": "printf('%032x', r.n)",
    "number": "'26' || printf('%08d', r.n)",
    "follow_hash": "printf('%064x', r.n)",
    "channel": "CASE r.n % 10 WHEN 0 THEN 'on_the_spot' WHEN 1 THEN 'order' ELSE 'plate' END",
    "title": "'一楼水管接头漏水'",
    "words": "'一楼水管接头漏水，从今天早上开始，水快流到电表箱了。请派人来看看，最好上午，家里有老人。'",
    "entrance_id": "r.door",
    "area_id": "r.area_id",
    "area_path": "r.area_path",
    "category_id": "r.matter",
    "case_class": "r.case_class",
    "urgency": "'blue'",
    "status": "CASE WHEN r.open THEN 'open' ELSE 'closed' END",
    "level": "CASE WHEN r.open THEN o.kind ELSE '' END",
    "task": "CASE WHEN r.open THEN 'do' ELSE '' END",
    "office_id": "CASE WHEN r.open THEN o.id END",
    "asked_at": "r.asked",
    "received_at": "r.asked",
    "contacted_at": "CASE WHEN r.n % 100 = 7 THEN NULL ELSE r.asked END",  # half of the open ones wait for it
    "restricted": "r.n % 1000 = 7",
    "promise_at": DAY.format(n=15),
    "first_promise_at": DAY.format(n=15),
    "due_at": "CASE WHEN r.open THEN " + DAY.format(n=15) + " END",
    "resolved_at": "CASE WHEN NOT r.open THEN " + DAY.format(n="r.days") + " END",
    "closed_at": "CASE WHEN NOT r.open THEN " + DAY.format(n="(r.days + 1)") + " END",
    "outcome": "CASE WHEN r.open THEN '' WHEN r.n % 3 THEN 'solved' ELSE 'no_rating' END",
}
ZERO = (
    *("source", "source_number", "source_key", "place_words", "proposed"),
    *(
        "paused",
        "provisional",
        "extra",
        "reopened",
        "sent_back",
        "binding",
        "names_staff",
        "supervised",
    ),
    *("reminders", "appealed"),
)
WORKED = "NOT (c.closed_at IS NULL OR c.channel = 'on_the_spot')"
COUNTED = {
    "case_id": "c.id",
    "month": "strftime('%Y-%m', c.received_at, '+8 hours')",
    "area_path": "CASE WHEN c.restricted THEN substr(c.area_path, 1, 12) ELSE c.area_path END",
    "office_id": "h.office_id",
    "category_id": "c.category_id",
    "way": "c.channel",
    "until": "CASE WHEN c.closed_at IS NULL THEN COALESCE(date(c.first_promise_at, '+8 hours'), '') ELSE '' END",
    "outcome": f"CASE WHEN {WORKED} THEN 'done' ELSE '' END",
    "case_class": "c.case_class",
    "level": "h.level",
    "days": f"""CASE WHEN {WORKED} THEN
        CAST(julianday(date(c.resolved_at, '+8 hours')) - julianday(date(c.received_at, '+8 hours')) AS INTEGER) END""",
    "received": "1",
    "on_the_spot": "c.channel = 'on_the_spot'",
    "ordered": "c.channel = 'order'",
    "reach_by": """CASE WHEN c.closed_at IS NULL AND c.contacted_at IS NULL AND c.channel <> 'on_the_spot' THEN date(
        (SELECT due_at FROM cases_handling f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1), '+8 hours') ELSE '' END""",
    "restricted": "c.restricted",
    "contacted": "c.channel <> 'on_the_spot' AND c.contacted_at IS NOT NULL",
    "finished": WORKED,
    "on_time": f"{WORKED} AND c.resolved_at <= c.first_promise_at",
    "on_time_net": f"{WORKED} AND c.resolved_at <= c.first_promise_at",
    "pending": "c.closed_at IS NULL AND c.first_promise_at IS NOT NULL",
    "answered": f"{WORKED} AND c.outcome = 'solved'",
    "solved": f"{WORKED} AND c.outcome = 'solved' AND c.id % 9 > 0",
    "satisfied": f"{WORKED} AND c.outcome = 'solved' AND c.id % 7 > 0",
    "so_so": f"{WORKED} AND c.outcome = 'solved' AND c.id % 7 = 0",
    "no_rating": f"{WORKED} AND c.outcome = 'no_rating'",
    "standing": "c.closed_at IS NULL",
}


def fill(number: int) -> None:
    """Requests, the row of who did each, ratings, resolved entries; then what counts of them, by plain GROUP BY."""
    with connection.cursor() as cursor:
        for pragma in ("synchronous=OFF", "cache_size=-1000000", "secure_delete=OFF"):
            run(cursor, f"PRAGMA {pragma}")
        for statement in DRAWN:
            run(cursor, statement)
    with connection.cursor() as cursor, transaction.atomic():
        columns = {**VALUES, **{name: "''" if n < 5 else "0" for n, name in enumerate(ZERO)}}
        run(
            cursor,
            CASES.format(number=number, columns=", ".join(columns), values=", ".join(columns.values())),
        )
        run(
            cursor,
            """INSERT INTO cases_handling (case_id, level, task, office_id, taken_at, due_at, left_at, outcome)
            SELECT c.id, o.kind, 'do', o.id, c.received_at, COALESCE(c.due_at, c.closed_at), c.closed_at, ''
            FROM cases_case c CROSS JOIN bench_offices o
                ON o.path = substr(c.area_path, 1, CASE WHEN substr(c.number, 3) % 3 = 0 THEN 12 ELSE 15 END)
            WHERE c.id > (SELECT COALESCE(MAX(case_id), 0) FROM cases_handling)""",
        )
        run(
            cursor,
            """INSERT INTO cases_rating (case_id, solved, satisfied, rated_at, through, round)
            SELECT c.id, c.id % 9 > 0, 3 - (c.id % 7 = 0), c.closed_at, 'link', 0 FROM cases_case c
            WHERE c.outcome = 'solved' AND c.channel <> 'on_the_spot'
                AND c.id NOT IN (SELECT case_id FROM cases_rating)""",
        )
        run(
            cursor,
            """INSERT INTO journal_entry
            (verb, subject_type, subject_id, area_path, actor_kind, data, at, recorded_at)
            SELECT 'case.resolve', 'cases.case', c.id, c.area_path, 'user', '{"outcome": "done"}',
                c.resolved_at, c.resolved_at FROM cases_case c
            WHERE c.resolved_at IS NOT NULL AND c.channel <> 'on_the_spot'
                AND c.id NOT IN (SELECT subject_id FROM journal_entry WHERE verb = 'case.resolve')""",
        )
        for table in ("insights_tally", "insights_deadline", "insights_spread", "insights_counted"):
            run(cursor, f"DELETE FROM {table}")
        zero = {name: "0" for name in MEASURES if name not in COUNTED}
        values = COUNTED | zero
        run(
            cursor,
            f"""INSERT INTO insights_counted ({", ".join(values)}) SELECT {", ".join(values.values())}
            FROM cases_case c JOIN cases_handling h ON h.case_id = c.id
            WHERE h.id = (SELECT MAX(id) FROM cases_handling WHERE case_id = c.id)""",
        )
        sums = ", ".join(f"SUM({name})" for name in MEASURES)
        for length in (4, 6, 9, 12, 15):
            place, inside = f"substr(area_path, 1, {length})", f"length(area_path) >= {length}"
            for slice_, key in (
                ("all", "0"),
                ("office", "office_id"),
                ("matter", "COALESCE(category_id, 0)"),
            ):
                run(
                    cursor,
                    f"""INSERT INTO insights_tally (area_path, slice, month, key, {", ".join(MEASURES)})
                    SELECT {place}, '{slice_}', month, {key}, {sums} FROM insights_counted
                    WHERE {inside} GROUP BY 1, 3, 4""",
                )
                for what, day in (("reach", "reach_by"), ("promise", "until")):
                    run(
                        cursor,
                        f"""INSERT INTO insights_deadline (area_path, slice, what, month, key, day, number)
                        SELECT {place}, '{slice_}', '{what}', month, {key}, {day}, COUNT(*) FROM insights_counted
                        WHERE {inside} AND {day} <> ''
                        GROUP BY 1, 4, 5, 6""",
                    )
            kinds = {"way": ("way", "0", "1"), "outcome": ("outcome", "0", "outcome <> ''")}
            kinds["all"] = ("''", "days", "days IS NOT NULL")
            kinds["class"] = ("case_class || ':' || level", "days", "days IS NOT NULL")
            if length <= 12:
                kinds["office"] = ("CAST(office_id AS TEXT)", "days", "days IS NOT NULL")
                kinds["matter"] = ("CAST(category_id AS TEXT)", "days", "days IS NOT NULL")
            for kind, (key, days, where) in kinds.items():
                run(
                    cursor,
                    f"""INSERT INTO insights_spread (area_path, kind, month, key, days, number)
                    SELECT {place}, '{kind}', month, {key}, {days}, COUNT(*) FROM insights_counted
                    WHERE {inside} AND {where} GROUP BY 1, 3, 4, 5""",
                )
        run(cursor, "ANALYZE")
    with (
        connection.cursor() as cursor
    ):  # one transaction of a million requests: no log that readers go through
        run(cursor, "PRAGMA wal_checkpoint(TRUNCATE)")


def run(cursor: Any, sql: str) -> None:
    cursor.execute(sql)
    print(".", end="", file=sys.stderr, flush=True)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


def logged_in(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def measure(client: Client, address: str) -> tuple[float, int, int]:
    """CPU in ms (median), queries, bytes of a page."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    asked: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        client.get(address)
    times = []
    for _ in range(options.runs):
        before = time.process_time()
        client.get(address)
        times.append((time.process_time() - before) * 1000)
    return statistics.median(times), len(asked), len(page.content)


def export(client: Client, address: str) -> tuple[int, float, int]:
    """Rows, seconds of CPU, and by how many MB the process grew at most, of a sheet read away piece by piece."""
    before, held = time.process_time(), own_memory()
    rows = most = 0
    for piece in client.get(address).streaming_content:
        rows += piece.count(b"\n")
        most = max(most, own_memory() - held)
    return rows - 1, time.process_time() - before, most // 1024


def own_memory() -> int:
    """KB that are the process's own: pages of the database file that it looks at through the system's cache are not."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1])


def main() -> None:
    if not (_home / "data" / "linli.sqlite3").exists():
        (_home / "data").mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("seed_demo", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if count("cases_case") < options.cases:
        fill(options.cases - count("cases_case"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE length(number) = 10 ORDER BY id DESC LIMIT 500")
        sample = [row[0] for row in cursor.fetchall()]
    before = time.process_time()
    changed = recount(sample)
    each = (time.process_time() - before) / len(sample) * 1000
    print(
        f"{count('cases_case'):,} requests, all in one sub-district; sums kept: "
        f"{count('insights_tally'):,} + {count('insights_deadline'):,} + {count('insights_spread'):,} rows"
    )
    print(
        f"a sample of {len(sample)} counted anew by the code itself: {changed} differ; {each:.2f} ms each\n"
    )
    leader, clerk = logged_in("gaojian"), logged_in("wangfang")
    print("| page | CPU ms | queries | KB |\n|---|---|---|---|")
    for span in (1, 12):
        for view in ("all", "area", "matter", "office", "days", "time"):
            address = f"/desk/figures/?area={TOWNSHIP}&by={view}&span={span}"
            cpu, queries, size = measure(leader, address)
            mark = "" if cpu <= PAGE else f"  > {PAGE}"
            print(f"| sub-district, {view}, {span} months | {cpu:.1f}{mark} | {queries} | {size // 1024} |")
    for label, client, address in (
        ("community, by place", leader, f"/desk/figures/?area={COMMUNITY}&by=area"),
        ("grid, all", clerk, "/desk/figures/"),
        ("rows of a month", leader, f"/desk/figures/rows/?area={TOWNSHIP}&figure=not_on_time"),
        ("rows of a year", leader, f"/desk/figures/rows/?area={TOWNSHIP}&figure=not_on_time&span=12"),
        ("sheet for the wall", leader, f"/desk/figures/sheet.pdf?area={COMMUNITY}"),
        ("chain of a door", leader, f"/desk/figures/chain/?area={COMMUNITY}001"),
    ):
        cpu, queries, size = measure(client, address)
        print(f"| {label} | {cpu:.1f} | {queries} | {size // 1024} |")
    print("\n| export | rows | CPU s | s for 100,000 | MB more |\n|---|---|---|---|---|")
    export(
        leader, f"/desk/figures/export.csv?area={TOWNSHIP}"
    )  # until the database's own cache (64 MB) is full
    for span in (1, 3, 12):
        rows, taken, grown = export(leader, f"/desk/figures/export.csv?area={TOWNSHIP}&span={span}")
        print(f"| {span} months | {rows:,} | {taken:.2f} | {taken / max(rows, 1) * 100_000:.2f} | {grown} |")


if __name__ == "__main__":
    main()
