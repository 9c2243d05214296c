"""What a walk leaves behind, as it can be written down by hand: rows, story, date told, what was said to whom."""

from __future__ import annotations

from datetime import datetime

from linli.cases import actions
from linli.cases.models import Case, Handling
from linli.journal.models import Entry
from linli.notify.models import Outgoing
from tests import make
from tests.make import ZONE

ASKER = actions.Asker("张三丰", "13800000001")


def on(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%m-%d %H:%M}" if moment else "–"


def ledger(case: Case) -> list[tuple[str, str, str, str]]:
    """The rows of a case: level/task, office, until when, how it left."""
    rows = Handling.objects.filter(case=case).select_related("office").order_by("id")
    return [(f"{r.level}/{r.task}", r.office.name.split()[0], _when(r.due_at), r.outcome) for r in rows]


def whose(case: Case) -> list[tuple[str, str, str, str, str]]:
    """The rows with who had it in hand: level/task, the name or –, since when, until when, how it left."""
    rows = Handling.objects.filter(case=case).select_related("holder").order_by("id")
    return [
        (
            f"{r.level}/{r.task}",
            r.holder.username if r.holder else "–",
            _when(r.taken_at),
            _when(r.due_at),
            r.outcome,
        )
        for r in rows
    ]


def verbs(case: Case) -> list[str]:
    return [line.split()[-1] for line in story(case)]


def story(case: Case) -> list[str]:
    """Every entry of the case: the moment and the verb."""
    entries = Entry.objects.filter(subject_type="cases.case", subject_id=case.pk).order_by("id")
    return [f"{_when(entry.at)} {entry.verb.removeprefix('case.')}" for entry in entries]


def told(case: Case) -> str:
    """The date that the resident was told, as it stands."""
    case.refresh_from_db()
    return _when(case.promise_at)


def owed(case: Case) -> list[str]:
    """What the resident had to hear: from when on, and which text."""
    rows = Outgoing.objects.filter(subject_id=case.pk).order_by("id")
    return [f"{_when(row.not_before)} {row.template}" for row in rows]


def verify_here(
    town: make.Town, case: Case, who: str, at: datetime, *, matter: str = "pipe", urgency: str = "blue"
) -> Case:
    case.refresh_from_db()
    return actions.verify(
        case,
        by=town.actors[who],
        at=at,
        choice="here",
        category=town.categories[matter],
        urgency=urgency,
    )


def head(town: make.Town, key: str, **more: object):
    office = town.offices[key]
    role = "grid_head" if office.kind == "grid" else "leader"
    reach = "handed" if office.kind == "department" else "subtree"
    actor = town.serve(office, name=f"{key}_head", role=role, reach=reach)
    town.actors[f"{key}_head"] = actor
    return actor
