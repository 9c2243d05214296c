"""Requests: as a list shows them, whole, what happened to them, and the bodies of each verb."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field, StringConstraints

from linli.common.text import tidy
from linli.faces.api.schemas.common import AreaCode, Code, Entry, Id, In, Out, PhotoIds, Plate, Words
from linli.faces.api.schemas.places import Door

Urgency = Literal["blue", "yellow", "red"]


class Position(Out):
    """Where a request stands."""

    status: str = Field(description=_("open, resolved, closed, refused, referred, listed, merged, withdrawn"))
    level: str = Field(
        description=_("grid, community, township, department, county, prefecture; empty at the end")
    )
    task: str = Field(
        description=_("verify, place, dispatch, accept, do, check, rating, review; empty at the end")
    )
    office: int | None = Field(description=_("whose turn it is"))


class CaseBrief(Position):
    """A request as a list shows it."""

    number: str
    entry: int = Field(description=_("its newest entry: what a verb sends back as seen"))
    title: str
    held: bool = Field(description=_("somebody has taken it"))
    mine: bool = Field(description=_("it is in the hands of this key's post"))
    paused: bool = Field(description=_("its clock stands"))
    urgency: str
    channel: str = Field(description=_("how it came in"))
    matter: str | None = Field(description=_("code of the catalogue"))
    case_class: str
    area: str = Field(description=_("code of its area"))
    asked_at: datetime
    due_at: datetime | None = Field(description=_("end of this step"))
    promise_at: datetime | None = Field(description=_("the day that the resident was told"))
    closed_at: datetime | None
    outcome: str


class CaseFull(CaseBrief):
    """A request whole."""

    words: str = Field(description=_("what was asked for"))
    door: Door | None
    place_words: str
    received_at: datetime
    first_promise_at: datetime | None
    contacted_at: datetime | None
    resolved_at: datetime | None
    reopened: int
    sent_back: int
    reminders: int
    proposed: str = Field(description=_("what waits for a yes or no above: refuse, pause, extend, list"))
    supervised: bool = Field(description=_("somebody above answers for it too"))
    verbs: list[str] = Field(description=_("what this key could do with it now"))


class CasePage(Out):
    """Requests, the newest first, and how to go on."""

    items: list[CaseBrief]
    next: str | None = Field(description=_("cursor of the next page; null: this was the last one"))
    entry: int = Field(
        description=_("ask next time with updated_since=this; some may come twice, none is left out")
    )


class Line(Out):
    """One thing that happened."""

    entry: int
    verb: str = Field(description=_("ask, take, verify …: the table of the case loop"))
    choice: str
    at: datetime
    by: str = Field(description=_("user, api, resident, partner, clock, system; never a name"))
    office: int | None = Field(description=_("the office that had it then"))
    to: Position | None = Field(description=_("where it went"))
    words: dict[str, str] = Field(description=_("what was said with it, as this post may read it"))


class Lines(Out):
    """What happened to a request, oldest first."""

    items: list[Line]


class Receipt(Position):
    """What was done; the same for the same Idempotency-Key, however often it is sent."""

    number: str
    entry: int = Field(description=_("the newest entry after it"))


class Brought(Out):
    """A photo that waits for a call that names it."""

    id: UUID
    media_type: str
    size: int = Field(description=_("bytes"))
    width: int = Field(description=_("pixels"))
    height: int = Field(description=_("pixels"))
    stored_at: datetime


class Photo(Brought):
    """A photo of a request."""

    kind: Literal["asked", "answer"] = Field(
        description=_("asked: came with the request; answer: shown by whoever did it")
    )
    entry: int | None = Field(description=_("of an answer: the entry of the timeline that it came with"))


class Photos(Out):
    """The photos of a request: those it came with, then those of each answer."""

    items: list[Photo]


# -- bodies ------------------------------------------------------------------------------------------------------


class Asked(In):
    """A request that somebody makes for a resident: at a door, or in an area with words that say where."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(tidy)] = Field(
        description=_("what is asked for; names and numbers do not belong here")
    )
    door: Plate | None = Field(None, description=_("the code of the door plate"))
    area: AreaCode | None = Field(
        None, description=_("a grid; or a sub-district, whose dispatcher then finds the place")
    )
    place_words: Annotated[str, StringConstraints(max_length=200), AfterValidator(tidy)] = Field(
        "", description=_("where exactly")
    )
    matter: Code | None = Field(None, description=_("code of the catalogue, if it is known"))
    urgency: Urgency = Field("blue", description=_("red is believed only where somebody is on duty"))
    photos: PhotoIds = Field([], description=_("ids of photos brought for this"))


class _Seen(In):
    seen: Entry = Field(description=_("the newest entry you saw; if more happened since, nothing is done"))


class Taken(_Seen):
    """Take it in hand."""


class Release(_Seen):
    """Let it go; a colleague can take it."""

    words: Words = Field("", description=_("what the next one should know"))


class Verify(_Seen):
    """Say what it is and how urgent, and who goes on."""

    choice: Literal["here", "up", "direct"] = Field(
        description=_("here: done here; up: to the level above; direct: straight to the department")
    )
    matter: Code = Field(description=_("code of the catalogue"))
    urgency: Urgency
    words: Words = ""


class Place(_Seen):
    """Say at the community who does it."""

    choice: Literal["here", "up", "down"] = Field(description=_("down: to a grid"))
    matter: Code | None = Field(None, description=_("needed unless it is known, or it goes down"))
    area: AreaCode | None = Field(None, description=_("of down: which grid, if it lies in another one"))
    words: Words = ""


class Dispatch(_Seen):
    """Send it to a department, do it here, pass it up or down."""

    choice: Literal["department", "here", "up", "down"]
    department: Id | None = Field(None, description=_("the office that does it; one of /offices"))
    matter: Code | None = Field(None, description=_("needed unless it is known, or it goes down"))
    area: AreaCode | None = Field(None, description=_("of down: which place, if it lies in another one"))
    words: Words = ""


class Accept(_Seen):
    """The department takes the order."""

    words: Words = Field("", description=_("when you come, what is done"))


class Resolve(_Seen):
    """Report it done."""

    outcome: Literal["done", "partly", "explained", "not_possible", "not_found", "no_answer"]
    words: Words = Field(description=_("what was done, for the resident"))
    photos: PhotoIds = Field([], description=_("ids of photos brought for this: how it is now"))


class Checked(_Seen):
    """It is done as reported."""

    words: Words = ""


class FailCheck(_Seen):
    """Something is missing."""

    words: Words = Field(description=_("what is missing"))


class SendBack(_Seen):
    """Back to whoever handed it on."""

    reason: Literal["not_ours", "wrong_place", "facts_missing", "other"]
    words: Words = Field(description=_("why, in one sentence"))


class PassUp(_Seen):
    """What cannot be done here goes to the level above."""

    words: Words = Field(description=_("why it cannot be done here"))


class Transfer(_Seen):
    """To another office of the same level."""

    office: Id = Field(description=_("which office"))
    words: Words = Field(description=_("why it is theirs"))
