"""What a test does in a process of its own: with a data folder of its own, so that it can be killed, or searched.

python -m tests.people.torn prepare|apply|finish|refuse
"""

from __future__ import annotations

import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
ROWS = 1600
MARKER = "独一无二的信仰值甲乙丙"


def prepare() -> None:
    """A town, a registrar, a sheet that is checked and about to be written."""
    from linli.people.actions import importing
    from tests import make
    from tests.people.sheet_files import HEAD, door, stage, work, xlsx

    town = make.Town()
    clerk = town.serve(town.offices["township"], name="registrar", role="registrar")
    run = stage(
        xlsx(HEAD, *(door(str(n), f"王{n:x}".translate(LETTERS)) for n in range(100, 100 + ROWS))), by=clerk
    )
    work()
    run.refresh_from_db()
    assert run.made == ROWS, (run.made, run.refused)
    importing.start(run, take_good=False, take_sheet=False, by=clerk, at=make.NOON)
    print("prepared", flush=True)


LETTERS = str.maketrans("0123456789abcdef", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")


def apply() -> None:
    """Write block by block and say so after each; whoever listens kills this process."""
    from linli.office.models import ImportRun, Job
    from linli.people.actions import importing
    from linli.people.queries import actor_of
    from tests import make

    run, job = ImportRun.objects.get(), Job.objects.filter(kind="import.apply").get()
    by = actor_of(job.user_id, make.NOON, post_id=job.post_id)
    for chunk in run.chunks.order_by("number"):
        importing.apply_blocks(run, [chunk], by=by, at=make.NOON)
        print("block", flush=True)


def finish() -> None:
    """What the next worker does."""
    from linli.office.models import ImportRun
    from linli.people.models import Resident
    from linli.territory.models import Household, Plate
    from tests.people.sheet_files import work

    print(
        "before",
        Household.objects.filter(run__isnull=False).count(),
        Household.objects.standing().exclude(run=None).count(),
    )
    work()
    run = ImportRun.objects.get()
    found: tuple[Any, ...] = (run.state, run.made, run.known, Household.objects.filter(run=run).count())
    print(
        "after",
        *found,
        Resident.objects.filter(run=run).count(),
        Plate.objects.filter(entrance__run=run).count(),
    )


def refuse() -> None:
    """A sheet with a forbidden column goes to both addresses that take one."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client

    from linli.people.models import User
    from tests.people.sheet_files import HEAD, door, xlsx

    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(raise_request_exception=False)
    client.force_login(
        User.objects.get(username="registrar"), backend="django.contrib.auth.backends.ModelBackend"
    )
    rows = [
        [*door("101", "张三"), MARKER] for _ in range(30_000)
    ]  # more than a megabyte: no small file in memory
    content = xlsx([*HEAD, "宗教信仰"], *rows)
    columns = {f"column-{n}": "" for n in range(9)} | {"column-4": "room", "column-8": "number"}
    for address in ("/desk/imports/columns/", "/desk/imports/new/"):
        data = {"kind": "households", "area": "3", "key": "5f0c5d76-68a3-4a35-9d1f-0b6e6b1f3c55", **columns}
        answer = client.post(address, data | {"file": SimpleUploadedFile(f"{MARKER}.xlsx", content)})
        print(answer.status_code, "宗教信仰" in answer.content.decode(), MARKER in answer.content.decode())


if __name__ == "__main__":
    import django

    django.setup()
    globals()[sys.argv[1]]()
