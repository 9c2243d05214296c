"""Pieces of the schemas: texts, codes, moments, and the problem document. Descriptions are translated on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from linli.common.text import tidy
from linli.office.queries import MOST

LONGEST_WORDS = 1000  # as on the desk
BIGGEST = 2**63 - 1  # of a number that a database holds

Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS), AfterValidator(tidy)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,23}$")]
Plate = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,40}$")]
# as many as any area may allow (`cases.most_photos`)
PhotoIds = Annotated[list[UUID], Field(max_length=MOST["cases.most_photos"])]
Id = Annotated[int, Field(ge=1, le=BIGGEST)]
Entry = Annotated[int, Field(ge=0, le=BIGGEST)]
# what a list gives to go on with: an id in base 36, so that nobody reads more into it
Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{1,12}$")]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
MonthCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class In(BaseModel):
    """What is sent: a field that nobody knows is a mistake, not something to leave aside."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What comes back; fields may be added, so a reader leaves aside what it does not know."""


class FieldProblem(Out):
    """What is wrong with one field."""

    where: str = Field(alias="in", description=_("body, query, path or header"))
    field: str = Field(description=_("its name"))
    code: str = Field(description=_("stable, for programs"))
    detail: str = Field(description=_("in words"))


class Problem(Out):
    """What went wrong (RFC 9457). `code` is stable; the words follow Accept-Language (Chinese, or English)."""

    type: str = Field(description=_("where this kind of problem is explained"))
    title: str = Field(description=_("what happened"))
    status: int
    detail: str = Field(description=_("what to do next"))
    code: str = Field(description=_("stable, for programs"))
    errors: list[FieldProblem] | None = Field(None, description=_("the fields that are wrong"))
    meanwhile: list[dict[str, Any]] | None = Field(
        None, description=_("of a stale call: what happened since, as lines of the timeline")
    )
    entry: int | None = Field(None, description=_("of a stale call: the newest entry now"))
