"""Two more ways in: an order from above (交办), and what was done on the spot (即办)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from linli.cases import workflow
from linli.cases.actions.asked_later import sample
from linli.cases.actions.asking import Asker, keep_asker, next_case_number, put_in
from linli.cases.actions.moving import clock
from linli.cases.actions.showing import show
from linli.cases.models import CallReason, Case, CaseOffice, Category, Channel, Handling, Origin, Reception
from linli.cases.order_lists import with_numbers
from linli.cases.order_places import office_for
from linli.cases.queries import follow_token
from linli.cases.rules import relations, require
from linli.common.actor import Actor
from linli.common.keys import hash_token
from linli.common.refusals import refuse
from linli.common.sealed import seal
from linli.common.text import half_width, headline, tidy
from linli.journal.actions import record
from linli.people.models import Office
from linli.people.queries import posts_of
from linli.territory.models import Area, Entrance


@transaction.atomic
def take_in(
    *,
    source: str,
    number: str,
    words: str,
    by: Actor,
    at: datetime,
    office: Office,
    area: Area | None = None,
    entrance: Entrance | None = None,
    title: str = "",
    place_words: str = "",
    asker: Asker | None = None,
    ordered_at: datetime | None = None,
    sign_by: datetime | None = None,
    reply_by: datetime | None = None,
    mapping: str = "",
    row: str = "",
) -> Case:
    """Take in an order from above (交办), its wording unchanged; once for (source, number).

    It goes to the community of `area` (`entrance`: a door in it), or to `office` to be dispatched. Our promise is never
    later than `reply_by`.
    Letters and widths make no other number (N2, n2); the reply gives back the letters as they came.
    `row` is the order as it came, kept sealed for the reply. Refuses empty_words, order_without_number, order_known.
    """
    require(workflow.refusal("take_in", workflow.START, relations(by, None, posts_of(by.user_id, at))))
    words, number = words.strip(), half_width(number)
    if not words:
        raise refuse("empty_words")
    if not number:
        raise refuse("order_without_number")
    known = with_numbers(source, [number]).first()
    if known is not None:
        raise refuse("order_known", number=known.number)
    first = office_for(area, office)
    choice = "unplaced" if first == office else "placed"
    to = workflow.after("take_in", workflow.START, choice)
    where = area or office.area
    case = Case(
        channel=Channel.ORDER,
        source=source,
        source_number=number,
        title=tidy(title)[:200] or headline(words),
        words=words,
        entrance=entrance,
        place_words=tidy(place_words)[:200],
        area=where,
        area_path=where.path,
        asked_at=ordered_at or at,
        cap_at=reply_by,
        promise_at=reply_by,
        first_promise_at=reply_by,
    )
    put_in(case, first, to, at, clock(where.path))
    keep_asker(case, asker)
    Origin.objects.create(
        case=case,
        mapping=mapping,
        ordered_at=ordered_at or at,
        sign_by=sign_by,
        reply_by=reply_by,
        row=seal(row, "order"),
    )
    record(
        "case.take_in",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=first.pk,
        choice=choice,
        channel=case.channel,
        source=source,
        to={"status": to.status, "level": to.level, "task": to.task, "office": first.pk},
    )
    return case


@transaction.atomic
def do_now(
    *,
    words: str,
    category: Category,
    by: Actor,
    at: datetime,
    entrance: Entrance | None = None,
    area: Area | None = None,
    place_words: str = "",
    asker: Asker | None = None,
    photos: Iterable[uuid.UUID] = (),
    reception: Reception | None = None,
) -> Case:
    """What was asked at the door and done there and then (即办): one form, one entry, closed.

    A share of them, drawn by chance, is called back by an office that had no hand in it, if a number was left.
    Counted apart.
    Refuses say_what_was_done, name_place, department_does_it, too_many_photos, photo_gone.
    """
    posts = posts_of(by.user_id, at)
    require(workflow.refusal("do_now", workflow.START, relations(by, None, posts)))
    words = tidy(words)
    if not words:
        raise refuse("say_what_was_done")
    where = area or (entrance.building.area if entrance else None)
    if where is None:
        raise refuse("name_place")
    if category.duty == "upper":
        raise refuse("department_does_it", matter=category.name)
    office = Office.objects.select_related("superior__superior", "area").get(pk=by.office_id or 0)
    case = Case(
        number=next_case_number(at),
        channel=Channel.ON_THE_SPOT,
        title=headline(words),
        words=words,
        entrance=entrance,
        place_words=tidy(place_words)[:200],
        area=where,
        area_path=where.path,
        category=category,
        case_class=category.case_class,
        urgency=category.urgency,
        follower_id=by.user_id,
        reception=reception,
        status="closed",
        outcome="done",
        asked_at=at,
        received_at=at,
        contacted_at=at,
        resolved_at=at,
        closed_at=at,
    )
    case.follow_hash = hash_token(follow_token(case))
    case.save(force_insert=True)
    Handling.objects.create(
        case=case,
        level=office.kind,
        task="do",
        office=office,
        holder_id=by.user_id,
        post_id=by.post_id,
        taken_at=at,
        left_at=at,
        outcome="do_now",
    )
    CaseOffice.objects.create(case=case, office=office, since=at)
    keep_asker(case, asker)
    # what was said at a reception is called back anyway
    sampled = reception is None and sample(case, CallReason.SAMPLE, at) is not None
    record(
        "case.do_now",
        case,
        by=by,
        at=at,
        area_path=case.area_path,
        office_id=office.pk,
        category=category.pk,
        sampled=sampled,
        to={"status": "closed", "level": "", "task": "", "office": None},
        **show(case, photos),
    )
    return case
