"""CPU, queries and size of the register's pages at full size: register, territory, staff, imports, prints, the day.

    python -m bench.register_pages [--runs 15] [--home DIR]

A database of its own in a temporary folder with the demo's sub-district (45,000 households, docs/reference/demo.md),
or the one that an earlier run left in DIR. CPU is the whole process (Python and SQLite in it): other jobs
hardly count. Every page is asked by the person who sees most of it.
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
parser.add_argument("--runs", type=int, default=15)
parser.add_argument("--home", type=Path, help="keep the database there, or use the one that is there")
options = parser.parse_args()
_home = options.home or Path(tempfile.mkdtemp(prefix="linli-bench-"))
os.environ.update(
    LINLI_DATA_DIR=str(_home / "data"),
    LINLI_KEY_FILE=str(_home / "keys.json"),
    LINLI_DEMO="1",
    LINLI_HOSTS="testserver",
    LINLI_LOG_LEVEL="CRITICAL",
    DJANGO_SETTINGS_MODULE="linli.config.settings",
)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from linli.people.models import Office, Resident, User  # noqa: E402
from linli.territory.models import Building, Estate, Venue  # noqa: E402

TARGET = 150  # ms: nobody waits for a page of the desk
TOWNSHIP, COMMUNITY, MICRO = "370998001", "370998001005", "370998001005001"
VILLAGE = "370998001204001"


def pages() -> list[tuple[str, str, str, dict[str, str]]]:
    """What it is, who asks, address, and what is posted to it (a search)."""
    home = Resident.objects.filter(household__area_path__startswith=VILLAGE).order_by("pk")[0]
    building = Building.objects.filter(area_path__startswith="370998001013").order_by("pk")[0]
    community = Office.objects.get(area__path=COMMUNITY, kind="community")
    township = Office.objects.get(area__path=TOWNSHIP, kind="township")
    worker = User.objects.get(username="chenshumin")
    estate = Estate.objects.filter(area_path=COMMUNITY).order_by("pk")[0]
    venue = Venue.objects.filter(area_path__startswith=COMMUNITY).order_by("pk")[0]
    keeper, leader, admin, grid, dispatcher = "zhoutaizhang", "gaojian", "xuguanli", "chenshumin", "sunli"
    rows: list[tuple[str, str, str, Any]] = [
        ("day, sub-district", dispatcher, "desk:day", "?queue=open"),
        ("day, grid", grid, "desk:day", "?queue=open"),
        ("day, leader, one community chosen", leader, "desk:day", f"?queue=open&area={COMMUNITY}"),
        ("register, sub-district", keeper, "desk:register", ""),
        ("register, grid", grid, "desk:register", ""),
        ("register, search 王桂", keeper, "desk:register", {"q": "王桂"}),
        ("register, search zhang", keeper, "desk:register", {"q": "zhang"}),
        ("register, search by initials wg", keeper, "desk:register", {"q": "wg"}),
        ("register, search in a grid", grid, "desk:register", {"q": "王桂"}),
        ("register, community", keeper, "desk:register_area", COMMUNITY),
        ("register, village grid", keeper, "desk:register_area", VILLAGE),
        ("register, building", keeper, "desk:register_building", building.pk),
        ("register, household", keeper, "desk:register_household", home.household_id),
        ("register, readings of a household", keeper, "desk:register_readings", home.household_id),
        ("register, opened in emergencies", leader, "desk:register_glasses", ""),
        ("territory, sub-district", keeper, "desk:territory", ""),
        ("territory, grid", grid, "desk:territory", ""),
        ("area, sub-district", keeper, "desk:area", TOWNSHIP),
        ("area, community", keeper, "desk:area", COMMUNITY),
        ("area, grid with micro-grids", keeper, "desk:area", MICRO),
        ("area, village grid", keeper, "desk:area", VILLAGE),
        ("move buildings of a village grid", keeper, "desk:area_move", VILLAGE),
        ("close a grid: impact", keeper, "desk:area_close", VILLAGE),
        ("re-code the sub-district: impact", keeper, "desk:area_recode", TOWNSHIP),
        ("boundaries, sub-district", keeper, "desk:boundaries", TOWNSHIP),
        ("boundaries as GeoJSON", keeper, "desk:boundaries_file", TOWNSHIP),
        ("estates", keeper, "desk:estates", ""),
        ("estate", keeper, "desk:estate", estate.pk),
        ("venues", keeper, "desk:venues", ""),
        ("venue", keeper, "desk:venue", venue.pk),
        ("staff, sub-district", leader, "desk:staff", ""),
        ("readiness", admin, "desk:readiness", ""),
        ("office, sub-district", admin, "desk:office", township.pk),
        ("office, community", admin, "desk:office", community.pk),
        ("appoint at a community", admin, "desk:appoint", community.pk),
        ("roster of a community", leader, "desk:roster", community.pk),
        ("another superior", admin, "desk:superior", community.pk),
        ("a person", admin, "desk:person", worker.pk),
        ("skills of a person", admin, "desk:skills", worker.pk),
        ("branch of a person", admin, "desk:member", worker.pk),
        ("imports", keeper, "desk:imports", ""),
        ("import, new", keeper, "desk:import_new", ""),
        ("export, new", keeper, "desk:export_new", ""),
        ("prints", keeper, "desk:prints", ""),
        ("prints of the sub-district", keeper, "desk:prints", f"?area={TOWNSHIP}"),
        ("prints of a village grid", keeper, "desk:prints", f"?area={VILLAGE}"),
        ("volume of a community", keeper, "desk:volume", f"?area={COMMUNITY}"),
        ("volume of a grid", keeper, "desk:volume", f"?area={VILLAGE}"),
        ("volume with names, asking", keeper, "desk:print_names", f"?area={VILLAGE}"),
        ("jobs", keeper, "desk:jobs", ""),
        ("account", grid, "desk:account", ""),
    ]
    found = []
    for title, who, name, last in rows:
        try:
            if isinstance(last, dict):  # a search: what somebody typed never stands in an address
                found.append((title, who, reverse(name), last))
            elif isinstance(last, str) and (last == "" or last.startswith("?")):
                found.append((title, who, f"{reverse(name)}{last}", {}))
            else:
                found.append((title, who, reverse(name, args=[last]), {}))
        except NoReverseMatch:
            print(f"{title:38} is no longer at {name}")
    return found


def logged_in(username: str) -> Client:
    client = Client(raise_request_exception=False)
    user = User.objects.get(username=username)
    client.get("/desk/demo/")
    client.post("/desk/demo/", {"user": user.pk})  # the way of the demo: it passes the second factor as well
    return client


def measure(title: str, client: Client, address: str, posted: dict[str, str], runs: int) -> tuple[str, float]:
    """One line of the table, and the median CPU in ms."""

    def ask() -> Any:
        return client.post(address, posted) if posted else client.get(address)

    first = ask()  # templates are loaded, plans cached
    with CaptureQueriesContext(connection) as queries:
        ask()
    number = len(queries)
    spent = []
    for _ in range(runs):
        began = time.process_time()
        answer = ask()
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        spent.append((time.process_time() - began) * 1000)
    median = statistics.median(spent)
    p90 = sorted(spent)[int(len(spent) * 0.9)]
    slow = "slow" if median > TARGET else ""
    line = f"{title:38} {first.status_code:6} {median:8.1f} {p90:7.1f} {number:8} {len(body) / 1000:7.0f}  {slow}"
    return line, median


def main() -> None:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("translations", "compile", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("seed_demo")
    connection.cursor().execute("ANALYZE")
    clients: dict[str, Client] = {}
    print(f"\n{'page':38} {'status':>6} {'CPU ms':>8} {'p90':>7} {'queries':>8} {'KB':>7}")
    medians = []
    for title, who, address, posted in pages():
        client = clients.setdefault(who, logged_in(who))
        line, median = measure(title, client, address, posted, options.runs)
        medians.append(median)
        print(line)
    print(f"\n{len(medians)} pages, {sum(m > TARGET for m in medians)} of them above {TARGET} ms of CPU")


if __name__ == "__main__":
    main()
