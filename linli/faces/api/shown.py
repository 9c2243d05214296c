"""Rows as the schemas have them. Who asked is never read here, and nobody's name."""

from __future__ import annotations

from typing import Any

from linli.cases import rules, workflow
from linli.cases.models import Case
from linli.faces.api import schemas
from linli.faces.api.keys import Caller
from linli.journal.queries import UNREADABLE
from linli.journal.queries import Line as Entry
from linli.office.models import Attachment
from linli.people.models import Office
from linli.territory.models import Area, Entrance

RELATED = ("category", "entrance__building__estate")
# what a list reads of a request; a row whole, with its matter, would cost four times as much
BRIEF = (
    *("number", "title", "status", "level", "task", "office_id", "holder_id", "paused", "urgency", "channel"),
    *("case_class", "area_path", "asked_at", "due_at", "promise_at", "closed_at", "outcome"),
)
# why somebody stepped aside is kept, and told to nobody who only reads along
SEALED = ("case.recuse",)


def area(row: Area) -> schemas.AreaBrief:
    return schemas.AreaBrief(code=row.path, name=row.name, name_en=row.name_en, level=row.level)


def office(row: Office) -> schemas.Office:
    return schemas.Office(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        area=row.area.path,
        superior=row.superior_id,
    )


def door(entrance: Entrance) -> dict[str, Any]:
    building = entrance.building
    return {"estate": building.estate.name, "building": building.name, "entrance": entrance.number}


def position(case: Case) -> dict[str, Any]:
    return {"status": case.status, "level": case.level, "task": case.task, "office": case.office_id}


def brief(case: Case, caller: Caller, entry: int, matter: str | None) -> dict[str, Any]:
    return position(case) | {
        "number": case.number,
        "entry": entry,
        "title": case.title,
        "held": case.holder_id is not None,
        "mine": case.holder_id == caller.actor.user_id and case.office_id == caller.actor.office_id,
        "paused": case.paused,
        "urgency": case.urgency,
        "channel": case.channel,
        "matter": matter,
        "case_class": case.case_class,
        "area": case.area_path,
        "asked_at": case.asked_at,
        "due_at": case.due_at,
        "promise_at": case.promise_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
    }


def full(case: Case, caller: Caller, entry: int, verbs: tuple[str, ...]) -> schemas.CaseFull:
    who = rules.relations(caller.actor, case, [caller.post])
    legal = workflow.legal(case.position, who)
    return schemas.CaseFull(
        **brief(case, caller, entry, case.category.code if case.category else None),
        words=case.words,
        door=schemas.Door(**door(case.entrance)) if case.entrance else None,
        place_words=case.place_words,
        received_at=case.received_at,
        first_promise_at=case.first_promise_at,
        contacted_at=case.contacted_at,
        resolved_at=case.resolved_at,
        reopened=case.reopened,
        sent_back=case.sent_back,
        reminders=case.reminders,
        proposed=case.proposed,
        supervised=case.supervised,
        verbs=[verb for verb in verbs if verb in legal],
    )


def brought(row: Attachment) -> dict[str, Any]:
    """A photo, as JSON keeps it: what a call answered is given back when it comes again."""
    return {
        "id": str(row.uuid),
        "media_type": row.kind,
        "size": row.size,
        "width": row.width,
        "height": row.height,
        "stored_at": row.stored_at.isoformat(),
    }


def photo(row: Attachment, entry: int | None = None) -> schemas.Photo:
    """`entry`: which answer it came with, None if it came with the request."""
    return schemas.Photo(**brought(row), kind="asked" if entry is None else "answer", entry=entry)


def line(entry: Entry) -> schemas.Line:
    to = entry.data.get("to")
    said = {} if entry.verb in SEALED else entry.words
    return schemas.Line(
        entry=entry.entry_id,
        verb=entry.verb.removeprefix("case."),
        choice=str(entry.data.get("choice") or ""),
        at=entry.at,
        by=entry.actor_kind,
        office=entry.office_id,
        to=schemas.Position(**to) if to else None,
        words={name: text for name, text in said.items() if text != UNREADABLE},
    )
