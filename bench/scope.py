"""CPU of knowing who somebody is and what they may see, for each request: posts, standing in, standings, scope.

    python -m bench.scope [--runs 200]        in an installation that is filled (LINLI_DATA_DIR, LINLI_KEY_FILE)

Everything is written in a transaction that is rolled back: a user with ten posts, heads among them, while one in ten of
all who serve is away.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.cases import queries as cases  # noqa: E402
from linli.common.scope import Scope  # noqa: E402
from linli.people.models import Absence, Office, Post, User  # noqa: E402
from linli.people.queries import as_actor, grants, posts_of  # noqa: E402

TARGET = 3.0  # ms of CPU


def once(user: int, now) -> None:  # type: ignore[no-untyped-def]
    posts = posts_of(user, now)
    as_actor(user, posts, posts[0] if posts else None)
    Scope.of(user, grants(posts) + cases.grants(posts, now), at=now)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    now = timezone.now()
    with transaction.atomic():
        everybody = list(Post.objects.held(now).order_by("id"))
        span = {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
        grids = list(Office.objects.filter(kind="grid").order_by("id")[:9])
        top = Office.objects.filter(kind="township").order_by("id").first()
        rows = {}
        for name, role in (("ten posts", "grid_worker"), ("ten posts, all heads", "grid_head")):
            user = User.objects.create(username=f"bench {role}", name="甲", password="!")
            for office in [*grids, top]:
                more = {"role": role if office != top else "leader", "reach": "subtree"}
                if role == "grid_worker" and office == top:
                    more["role"] = "dispatcher"
                Post.objects.create(user=user, office=office, since=now - timedelta(days=1), **more)
            rows[name] = user.pk
        rows["one post"] = everybody[0].user_id
        print(f"{len(everybody)} posts, {Office.objects.count()} offices; target {TARGET} ms of CPU")
        for label, away in (("nobody more away", 0), ("one in ten away", len(everybody) // 10)):
            Absence.objects.bulk_create([Absence(post=post, **span) for post in everybody[: away * 10 : 10]])
            for name, user in rows.items():
                once(user, now)
                took = []
                for _ in range(runs):
                    start = time.process_time()
                    once(user, now)
                    took.append((time.process_time() - start) * 1000)
                with CaptureQueriesContext(connection) as seen:
                    once(user, now)
                acted = sum(p.for_post_id is not None for p in posts_of(user, now))
                print(
                    f"{label:18} {name:22} {statistics.median(took):6.2f} ms median"
                    f" {sorted(took)[int(runs * 0.95)]:6.2f} p95  {len(seen)} queries  acts for {acted}"
                )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
