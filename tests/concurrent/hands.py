"""What is done in a process of its own, beside the servers:  python -m tests.concurrent.hands WORK NUMBER

Each prints one line of JSON. `wake` says "ready" first and begins when a line comes in.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.cases.actions.waking import wake_due  # noqa: E402
from linli.cases.models import Case  # noqa: E402
from linli.faces.portal.drafts import Draft  # noqa: E402
from linli.insights import actions as insights  # noqa: E402
from linli.office.models import ImportRun  # noqa: E402
from linli.people.actions import importing  # noqa: E402
from linli.people.models import User  # noqa: E402
from linli.people.queries import actor_of  # noqa: E402
from linli.territory.models import Entrance  # noqa: E402
from tests import make  # noqa: E402
from tests.people.sheet_files import HEAD, door, stage, xlsx  # noqa: E402

LETTERS = str.maketrans("0123456789abcdef", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")


def town(number: int) -> Any:
    """A small town; the token of the plate at its door, and log-ins of two people of the grid's office."""
    built = make.Town()
    built.serve(built.offices["township"], name="registrar", role="registrar")
    logins = []
    for name in ("grid", "grid_2"):
        browser = Client()
        browser.force_login(built.users[name], backend="django.contrib.auth.backends.ModelBackend")
        logins.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    return {"token": built.plate.token, "logins": logins}


def phones(number: int) -> Any:
    """So many phones on which everything is answered and only "send" is left: (session, key of the form)."""
    token = Entrance.objects.get(number=2, building__name="3 栋").plates.get().token
    made = []
    for n in range(number):
        draft = Draft(words=f"第 {n} 件：一楼水管接头漏水", where="here", urgent="no")
        session = SessionStore()
        session["drafts"] = {token: asdict(draft)}
        session.save()
        made.append([session.session_key, draft.key])
    return made


def cases(number: int) -> Any:
    """Requests at the door; their numbers."""
    entrance = Entrance.objects.get(number=2, building__name="3 栋")
    now = timezone.now()
    asked = [
        make.cases.ask(words=f"楼道灯不亮 {n}", by=make.RESIDENT, at=now, entrance=entrance)
        for n in range(number)
    ]
    return [case.number for case in asked]


def wake(days: int) -> Any:
    """The clock, so many days from now."""
    print("ready", flush=True)
    sys.stdin.readline()
    return wake_due(timezone.now() + timedelta(days=days), most=10_000)


def recount(number: int) -> Any:
    """Count the newest requests, some at a time."""
    newest = list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:number])
    print("ready", flush=True)
    sys.stdin.readline()
    return sum(insights.recount(newest[n : n + 3]) for n in range(0, number, 3))


def sheet(number: int) -> Any:
    """A sheet of so many homes, read and checked by whichever worker comes by; the number of the import."""
    clerk = actor_of(User.objects.get(username="registrar").pk, timezone.now())
    rows = (door(str(n), f"王{n:x}".translate(LETTERS)) for n in range(100, 100 + number))
    return stage(xlsx(HEAD, *rows), by=clerk, at=timezone.now()).pk


def bring(run: int) -> Any:
    """Let the sheet that was checked be written."""
    clerk = actor_of(User.objects.get(username="registrar").pk, timezone.now())
    importing.start(
        ImportRun.objects.get(pk=run), take_good=False, take_sheet=False, by=clerk, at=timezone.now()
    )


if __name__ == "__main__":
    work = {"town": town, "phones": phones, "cases": cases, "wake": wake, "recount": recount}
    work |= {"sheet": sheet, "bring": bring}
    print(json.dumps(work[sys.argv[1]](int(sys.argv[2]))), flush=True)
