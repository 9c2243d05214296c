"""Fill a database with many cases in bulk: the shape of a sub-district's few years, not its story.

19 of 20 are closed; the others stand at every step of the loop. Rows are written directly: a benchmark of reading does
not want to wait for 100,000 walks through the actions.
"""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from linli.cases.models import Case, CaseOffice, Category, Handling
from linli.common.actor import RESIDENT
from linli.common.bulk import draw_ids
from linli.journal.models import Entry
from linli.people.models import Office
from linli.territory.models import Entrance

OPEN = [
    ("open", "grid", "verify"),
    ("open", "grid", "do"),
    ("open", "community", "place"),
    ("open", "community", "do"),
    ("open", "township", "dispatch"),
    ("open", "department", "accept"),
    ("open", "department", "do"),
    ("resolved", "grid", "check"),
    ("resolved", "grid", "rating"),
]
WORDS = "一楼水管接头漏水，从今天早上开始，水快流到电表箱了。请派人来看看，最好上午，家里有老人。"


def fill(number: int, *, now: datetime, seed: int = 7) -> None:
    """Write `number` cases with their handlings, offices and two journal entries each."""
    chance = random.Random(seed + Case.objects.count())  # a second filling repeats no number of the first
    doors = list(Entrance.objects.select_related("building__area"))
    offices = {(o.kind, o.area.path): o for o in Office.objects.select_related("area")}
    departments = [o for o in offices.values() if o.kind == "department"] or list(
        Office.objects.filter(kind="department")
    )
    workers = {
        office.pk: list(office.posts.values_list("user_id", flat=True)) for office in Office.objects.all()
    }
    categories = list(Category.objects.all())
    batch = 5000
    for start in range(0, number, batch):
        cases, handlings, handed, entries = [], [], [], []
        ids = draw_ids(Case, min(number, start + batch) - start)
        for n in range(start, min(number, start + batch)):
            door = chance.choice(doors)
            area = door.building.area
            asked = now - timedelta(minutes=chance.randrange(2, 60 * 24 * 700))
            grid = offices["grid", area.path[:15]]
            closed = n % 20 != 0
            status, level, task = ("closed", "", "") if closed else chance.choice(OPEN)
            office = {
                "grid": grid,
                "community": offices["community", area.path[:12]],
                "township": offices["township", area.path[:9]],
                "department": chance.choice(departments),
            }.get(level)
            holder = chance.choice(workers[office.pk] or [None]) if office and task == "do" else None
            due = None if closed else now + timedelta(hours=chance.randrange(-40, 100))
            pk = ids[n - start]
            cases.append(
                Case(
                    pk=pk,
                    uuid=uuid.UUID(int=chance.getrandbits(128)),
                    number=f"{asked:%y%m}{pk:06d}",
                    follow_hash=f"{chance.getrandbits(256):064x}",
                    channel="plate",
                    title=WORDS[:8],
                    words=WORDS,
                    entrance=door,
                    area=area,
                    area_path=area.path,
                    category=chance.choice(categories),
                    case_class="simple",
                    urgency=chance.choice(("blue", "blue", "blue", "yellow")),
                    status=status,
                    level=level,
                    task=task,
                    office=office,
                    holder_id=holder,
                    due_at=due,
                    promise_at=due,
                    first_promise_at=due,
                    asked_at=asked,
                    received_at=asked,
                    closed_at=asked + timedelta(days=3) if closed else None,
                    outcome="solved" if closed else "",
                )
            )
            last = office or grid
            handlings.append(
                Handling(
                    case_id=pk,
                    level=level or "grid",
                    task=task or "rating",
                    office=last,
                    holder_id=holder,
                    taken_at=asked,
                    due_at=due,
                    left_at=asked + timedelta(days=3) if closed else None,
                    outcome="rate:solved" if closed else "",
                )
            )
            handed += [CaseOffice(case_id=pk, office=o, since=asked) for o in {grid, last}]
            to = {"status": status, "level": level, "task": task, "office": last.pk}
            common = {
                "subject_type": "cases.case",
                "subject_id": pk,
                "area_path": area.path,
                "office_id": last.pk,
                "actor_kind": RESIDENT.kind,
                "at": asked,
                "recorded_at": asked,
            }
            entries.append(
                Entry(
                    verb="case.ask",
                    data={"choice": "placed", "channel": "plate", "photos": 0, "to": to},
                    **common,
                )
            )
            entries.append(Entry(verb="case.take", data={"choice": "", "to": to}, **common))
        with transaction.atomic():
            Case.objects.bulk_create(cases, batch_size=500)
            Handling.objects.bulk_create(handlings, batch_size=1000)
            CaseOffice.objects.bulk_create(handed, batch_size=1000)
            Entry.objects.bulk_create(entries, batch_size=1000)
