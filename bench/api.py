"""CPU of a call of the API, key and limit and all, where there are 10,000 requests.

    python -m bench.api [--cases 10000] [--runs 100]    in a filled installation
                                                       (LINLI_DATA_DIR, LINLI_KEY_FILE)

Everything is written in a transaction that is rolled back: two keys, and as many requests as are lacking.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
import uuid
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.cases import actions  # noqa: E402
from linli.cases.models import Case, Category  # noqa: E402
from linli.common.actor import RESIDENT, SYSTEM  # noqa: E402
from linli.journal.queries import last_entry_id  # noqa: E402
from linli.office.actions import set_setting  # noqa: E402
from linli.people.actions import issue_token  # noqa: E402
from linli.people.models import SCOPES, Post  # noqa: E402
from linli.territory.models import Area, Plate  # noqa: E402


def filled(number: int, under: str) -> None:
    """Requests of residents in turn over the grids, until there are so many."""
    now = timezone.now()
    grids = list(Area.objects.under(under).standing(now).filter(level="grid", offices__kind="grid"))
    lacking = number - Case.objects.count()
    for n in range(lacking):
        at = now - timedelta(minutes=lacking - n)
        actions.ask(words=f"楼道灯不亮 {n}", area=grids[n % len(grids)], by=RESIDENT, at=at)


class Asking:
    """Calls with one key."""

    def __init__(self, secret: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid.uuid4())}
        text = json.dumps(body)
        return self.client.post(f"/api/v1/{path}", text, content_type="application/json", headers=headers)


def measured(label: str, runs: int, call: Any) -> None:
    """`call(n)`: the n-th call of this kind."""
    call(0)
    took = []
    for n in range(1, runs + 1):
        start = time.process_time()
        response = call(n)
        took.append((time.process_time() - start) * 1000)
        assert response.status_code in (200, 201), response.content
    with CaptureQueriesContext(connection) as asked:
        call(runs + 1)
    size = len(response.content) / 1024
    p95 = sorted(took)[int(runs * 0.95)]
    print(
        f"{label:34} {statistics.median(took):7.2f} ms median {p95:7.2f} p95 "
        f"{len(asked):3} queries {size:7.1f} kB"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=100)
    asked = parser.parse_args()
    now = timezone.now()
    with transaction.atomic():
        set_setting("api.calls_a_minute", 100_000, by=SYSTEM, at=now)
        held = Post.objects.held(now).select_related("user", "office__area").filter(reach="subtree")
        post = held.filter(office__kind="township").order_by("id").first()
        worker = held.filter(office__kind="grid", role__startswith="grid_").order_by("id").first()
        assert post is not None and worker is not None  # noqa: PT018
        filled(asked.cases, post.office.area.path)
        more = {"name": "bench", "scopes": SCOPES, "until": now + timedelta(days=1), "by": SYSTEM, "at": now}
        wide, grid = (Asking(issue_token(one, **more)[1]) for one in (post, worker))
        free = Case.objects.filter(area_path=worker.office.area.path, task="verify", holder=None)
        cases = list(free.filter(office=worker.office).order_by("-id")[: asked.runs + 2])
        plate = Plate.objects.filter(entrance__building__area=worker.office.area, retired_at=None).first()
        assert plate is not None
        code = Category.objects.filter(retired_at=None).values_list("code", flat=True)[0]
        where = worker.office.area.path
        print(f"{Case.objects.count()} requests, {asked.runs} runs each; CPU of this process")
        measured("me", asked.runs, lambda n: wide.get("me"))
        measured("cases, 50", asked.runs, lambda n: wide.get("cases"))
        measured("cases, 200", asked.runs, lambda n: wide.get("cases?limit=200"))
        measured(
            "cases, filtered", asked.runs, lambda n: wide.get(f"cases?status=open&matter={code}&area={where}")
        )
        since = last_entry_id(cases[0]) - 5
        measured("cases, updated since", asked.runs, lambda n: wide.get(f"cases?updated_since={since}"))
        measured("cases, 50, one grid", asked.runs, lambda n: grid.get("cases"))
        measured("one request", asked.runs, lambda n: grid.get(f"cases/{cases[n].number}"))
        measured("its timeline", asked.runs, lambda n: grid.get(f"cases/{cases[n].number}/timeline"))
        entries = [last_entry_id(case) for case in cases]
        measured(
            "take", asked.runs, lambda n: grid.post(f"cases/{cases[n].number}/take", {"seen": entries[n]})
        )
        new = {"words": "楼道灯不亮", "door": plate.token}
        measured("ask", asked.runs, lambda n: grid.post("cases", new))
        measured("catalogue", asked.runs, lambda n: wide.get("catalogue"))
        measured("area and those below", asked.runs, lambda n: wide.get(f"areas/{post.office.area.path}"))
        measured("offices, 50", asked.runs, lambda n: wide.get("offices"))
        measured("door", asked.runs, lambda n: wide.get(f"doors/{plate.token}"))
        measured("figures, 12 months", asked.runs, lambda n: wide.get("figures"))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
