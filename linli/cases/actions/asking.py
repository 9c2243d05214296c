"""ask (点单): the first order; and the catalogue it will be sorted by."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from linli.cases import workflow
from linli.cases.actions.moving import clock, first_look, hand, open_row
from linli.cases.actions.showing import few
from linli.cases.actions.trusting import keep_to, office_past
from linli.cases.models import (
    Case,
    Category,
    Channel,
    Named,
    Reception,
    Reporter,
    Urgency,
)
from linli.cases.queries import follow_token
from linli.cases.rules import relations, require
from linli.cases.workflow import Clock, Position
from linli.common.actor import Actor
from linli.common.keys import hash_token
from linli.common.paths import LENGTHS
from linli.common.refusals import refuse
from linli.common.text import headline, same_number, tidy
from linli.journal.actions import record
from linli.office.actions import keep_photos, next_number
from linli.office.queries import setting
from linli.people.actions import phone_index, seal_phone
from linli.people.models import Office
from linli.people.queries import duty_over, office_of_area, posts_as
from linli.territory.models import Area, Entrance


@dataclass(frozen=True, slots=True)
class Asker:
    """What somebody chose to say about themselves; both may be empty."""

    name: str = ""
    phone: str = ""


@transaction.atomic
def ask(
    *,
    words: str,
    by: Actor,
    at: datetime,
    channel: str = Channel.PLATE,
    entrance: Entrance | None = None,
    area: Area | None = None,
    unplaced_at: Office | None = None,
    place_words: str = "",
    urgency: str = Urgency.BLUE,
    asker: Asker | None = None,
    photos: Iterable[uuids.UUID] = (),
    title: str = "",
    source: str = "",
    source_number: str = "",
    asked_at: datetime | None = None,
    uuid: uuids.UUID | None = None,
    category: Category | None = None,
    about: tuple[int, ...] | None = None,
    past: tuple[Office, ...] = (),
    reception: Reception | None = None,
    own: bool = False,
) -> Case:
    """Take in what somebody asks for (点单); the grid of the door verifies it next.

    Where the grid is unknown, `unplaced_at` names the office whose dispatcher places it by hand. `asked_at` is when
    somebody said it, if that was before it reached us (`at`): the days count from the latter. `about`: ids of those who
    serve here whom it is about, () where only the office is meant: it goes past them all, and past the offices `past`,
    to two named people above.
    `own`: whoever writes it saw it themselves (主动发现), nobody asked for it: no asker is kept.
    Red without anybody on duty becomes yellow. Refuses empty_words, text_too_long, too_many_photos, photo_gone,
    grid_without_office, nobody_above.
    """
    words = tidy(words)
    if not words:
        raise refuse("empty_words")
    grid = area or (entrance.building.area if entrance else None)
    choice = "placed" if grid is not None else "unplaced"
    require(workflow.refusal("ask", workflow.START, relations(by, None, posts_as(by, at))))
    to = workflow.after("ask", workflow.START, choice)
    office = unplaced_at if grid is None else office_of_area(grid.path[: LENGTHS[5]], "grid")
    if office is None:
        raise refuse("grid_without_office")
    where = grid or office.area
    photo_ids = few(photos, where.path)
    longest = setting("cases.longest_text", where.path)
    if channel != Channel.IMPORT and len(words) > longest:
        raise refuse("text_too_long", length=len(words), most=longest)
    if about is not None:
        office = office_past(office, about, at, past=past)
        to = workflow.after("ask", workflow.START, "about", level=office.kind)
    choice = "about" if about is not None else choice
    if urgency == Urgency.RED and duty_over(where.path, at) is None:
        urgency = Urgency.YELLOW
    time = clock(where.path)

    case = Case(
        uuid=uuid or uuids.uuid4(),
        channel=channel,
        source=source,
        source_number=source_number,
        title=tidy(title)[:200] or headline(words),
        words=words,
        entrance=entrance,
        place_words=tidy(place_words)[:200],
        area=where,
        area_path=where.path,
        urgency=urgency,
        category=category,
        restricted=about is not None,
        names_staff=bool(about),
        reception=reception,
        asked_at=asked_at or at,
    )
    put_in(case, office, to, at, time)
    if about is not None:
        Named.objects.bulk_create([Named(case=case, user_id=one, at=at) for one in about])
        keep_to(case, office, at, past=past)
    keep_asker(case, None if own else asker)
    marked: dict[str, Any] = {"own": True} if own else {}
    if photo_ids:
        case.photos.add(*keep_photos(photo_ids))
    record(
        "case.ask",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=office.pk,
        choice=choice,
        channel=channel,
        urgency=urgency,
        photos=len(photo_ids),
        to={"status": to.status, "level": to.level, "task": to.task, "office": office.pk},
        **marked,
    )
    return case


def put_in(case: Case, office: Office, to: Position, at: datetime, time: Clock) -> None:
    """Give a new case its number and its link, and put it where it begins: the first row, the first limit."""
    case.number = next_case_number(at)
    case.source_key = same_number(case.source_number)
    case.received_at = at
    case.status, case.level, case.task, case.office = to.status, to.level, to.task, office
    case.due_at = time.due(to.task, at, case.promise_at, urgency=case.urgency)
    case.wake_at = first_look(case, at, time)
    case.follow_hash = hash_token(follow_token(case))
    case.save(force_insert=True)
    open_row(case, at)
    hand(case, office, at)


def keep_asker(case: Case, asker: Asker | None) -> None:
    if asker and (asker.name or asker.phone):
        Reporter.objects.create(
            case=case,
            name=tidy(asker.name)[:40],
            phone=seal_phone(asker.phone),
            phone_index=phone_index(asker.phone),
        )


def next_case_number(at: datetime) -> str:
    """年月 and a running number: what people write down and read out."""
    month = at.astimezone(_zone()).strftime("%y%m")
    return f"{month}{next_number(f'case:{month}'):04d}"


def _zone() -> ZoneInfo:
    return timezone.get_default_timezone()
