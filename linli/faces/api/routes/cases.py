"""Requests: lists, one, what happened, a new one."""

from datetime import timedelta
from typing import Any, Literal

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from linli.cases import actions
from linli.cases.models import Case, Channel
from linli.cases.queries import timeline
from linli.common.inside import inside
from linli.common.paths import LENGTHS
from linli.faces.api import cursors, schemas, shown
from linli.faces.api.calls import CallKey, do_once
from linli.faces.api.keys import Caller, Key, caller
from linli.faces.api.routes.naming import area_of, door_of, matter
from linli.faces.api.routes.verbs import STEPS, Number, case_of, receipt
from linli.faces.api.schemas.common import AreaCode, Code, Cursor, Entry, Id, In, Moment
from linli.faces.api.told import Wrong
from linli.journal import queries as journal
from linli.people.queries import office_of_area

router = Router(tags=["cases"])
LATE = timedelta(seconds=30)  # after which everything that was written is surely there: no call is slower


class Wanted(In):
    """Which requests."""

    status: (
        Literal["open", "resolved", "closed", "refused", "referred", "listed", "merged", "withdrawn"] | None
    ) = None
    office: Id | None = Field(None, description=_("whose turn it is"))
    area: AreaCode | None = Field(None, description=_("in this area and all below it"))
    matter: Code | None = Field(None, description=_("code of the catalogue"))
    urgency: Literal["blue", "yellow", "red"] | None = None
    due_before: Moment | None = Field(None, description=_("whose step ends before"))
    updated_since: Entry | None = Field(
        None, description=_("of which something was written after this entry; take it from the last list")
    )
    limit: int = Field(cursors.USUAL, ge=1, le=cursors.MOST, description=_("so many at most"))
    cursor: Cursor | None = Field(None, description=_("where to go on: next of the page before"))


@router.get(
    "/cases",
    auth=Key("cases:read"),
    response=schemas.CasePage,
    operation_id="list_cases",
    summary=_("Requests this key sees"),
)
def list_cases(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    me = caller(request)
    newest = journal.newest_before(me.now - LATE)
    found = _chosen(me, wanted).only(*shown.BRIEF).annotate(matter=F("category__code"))
    rows, more = cursors.page(found, wanted.limit, wanted.cursor, newest_first=True)
    entries = journal.last_entry_ids(Case, [row.pk for row in rows])
    items = [schemas.CaseBrief(**shown.brief(row, me, entries[row.pk], row.matter)) for row in rows]
    return schemas.CasePage(items=items, next=more, entry=newest)


def _chosen(me: Caller, wanted: Wanted) -> Any:
    found = me.cases()
    exact = {
        "status": wanted.status,
        "office_id": wanted.office,
        "category__code": wanted.matter,
        "urgency": wanted.urgency,
        "due_at__lt": wanted.due_before,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.area is not None:
        found = found.filter(inside([wanted.area]))
    if wanted.updated_since is not None:
        found = found.filter(pk__in=journal.subjects_since(Case, wanted.updated_since))
    return found


@router.get(
    "/cases/{number}",
    auth=Key("cases:read"),
    response=schemas.CaseFull,
    operation_id="read_case",
    summary=_("One request"),
)
def read_case(request: HttpRequest, number: Number) -> Any:
    me = caller(request)
    found = case_of(me, number)
    return shown.full(found, me, journal.last_entry_id(found), tuple(STEPS))


@router.get(
    "/cases/{number}/timeline",
    auth=Key("cases:read"),
    response=schemas.Lines,
    operation_id="read_timeline",
    summary=_("What happened to a request"),
)
def read_timeline(request: HttpRequest, number: Number) -> Any:
    found = case_of(caller(request), number)
    return schemas.Lines(items=[shown.line(line) for line in timeline(found)])


@router.post(
    "/cases",
    auth=Key("cases:write"),
    response={201: schemas.Receipt},
    operation_id="ask",
    summary=_("Ask for a resident"),
    description=_(
        "At the door of a plate, or in an area with words that say where. The grid verifies it next; with a"
        " sub-district instead of a grid, its dispatcher first finds the place. The resident's own link is not"
        " given out here."
    ),
)
def ask(request: HttpRequest, body: schemas.Asked, key: CallKey, response: HttpResponse) -> Any:
    me = caller(request)

    def work() -> dict[str, Any]:
        where = _where(me, body)
        category = matter(body.matter) if body.matter else None
        made = actions.ask(
            words=body.words,
            place_words=body.place_words,
            urgency=body.urgency,
            category=category,
            photos=body.photos,
            channel=Channel.API,
            by=me.actor,
            at=me.now,
            **where,
        )
        return receipt(made)

    answer = do_once(request, key, body.model_dump(mode="json"), work)
    response["Location"] = f"/api/v1/cases/{answer['number']}"
    return schemas.Receipt(**answer)


def _where(me: Caller, body: schemas.Asked) -> dict[str, Any]:
    """Door, grid, or the office whose dispatcher finds the place; only where the key's own post looks after homes."""
    me.actor.require("door.see")
    if (body.door is None) == (body.area is None):
        raise Wrong("door", "one_of_two")
    if body.door is not None:
        return {"entrance": door_of(me, body.door, where="body").entrance}
    found = area_of(me, body.area or "", where="body")
    if len(found.path) >= LENGTHS[5]:  # a grid or a piece of one
        return {"area": found}
    office = office_of_area(found.path[: LENGTHS[3]], "township")
    if office is None or me.actor.refusal("door.see", office.area.path) is not None:
        raise Wrong("area", "name_area")
    return {"unplaced_at": office}
