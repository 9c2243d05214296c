"""The catalogue, places, offices, figures, and the key itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _
from pydantic import Field

from linli.faces.api.schemas.common import Out


class Me(Out):
    """The key that was sent, as far as it works now."""

    name: str = Field(description=_("the name it was given"))
    scopes: list[str] = Field(description=_("what it may do"))
    office: int = Field(description=_("the office it acts for"))
    role: str = Field(description=_("the role of its post"))
    area: str = Field(description=_("code of the area it reaches"))
    handed_only: bool = Field(description=_("true: it sees only what was handed to its office"))
    until: datetime = Field(description=_("its last moment"))
    calls_a_minute: int
    now: datetime = Field(description=_("the time here"))


class Matter(Out):
    """One matter of the catalogue."""

    code: str
    name: str
    name_en: str
    group: str
    case_class: str = Field(description=_("decides how long it may take"))
    promise: str = Field(description=_('how long: "3 natural_days", "15 working_days"'))
    urgency: str = Field(description=_("how urgent it usually is"))
    answers: str = Field(description=_("the role of the catalogue that answers for it"))
    assists: list[str]
    direct: bool = Field(description=_("it may go straight to a department"))
    refer: bool = Field(description=_("it is not done here; people are told whom to ask"))
    words: list[str] = Field(description=_("how residents call it"))


class Catalogue(Out):
    """All matters that are in use."""

    items: list[Matter]


class AreaBrief(Out):
    """An area by its code."""

    code: str = Field(description=_("digits cut by level: 2, 4, 6, 9, 12, 15, 17"))
    name: str
    name_en: str
    level: str = Field(description=_("province, prefecture, county, township, community, grid, microgrid"))


class AreaFull(AreaBrief):
    """An area with what lies right below it."""

    official_code: str
    parent: str | None = Field(description=_("code of the area above"))
    children: list[AreaBrief]


class Areas(Out):
    """The areas where the reach of a key begins."""

    items: list[AreaBrief]


class Office(Out):
    """An office that can hold a request."""

    id: int
    kind: str = Field(description=_("grid, community, township, department, county, prefecture and others"))
    name: str
    name_en: str
    area: str = Field(description=_("code of its area"))
    superior: int | None = Field(description=_("the office above"))


class OfficePage(Out):
    """Offices, and how to go on."""

    items: list[Office]
    next: str | None = Field(description=_("cursor of the next page; null: this was the last one"))


class Door(Out):
    """Where a door is, in the words of its plate."""

    estate: str
    building: str
    entrance: int


class DoorFull(Door):
    """The door behind a plate, and who looks after it."""

    plate: str
    grid: AreaBrief
    community: AreaBrief
    moved: bool = Field(description=_("a newer plate hangs there by now"))


class Figure(Out):
    """One figure. Where few residents said anything, it is not told."""

    code: str
    number: int | None = Field(description=_("null where it would point at somebody"))
    base: int | None = Field(description=_("of how many; null for a plain number"))
    too_few: bool = Field(description=_("it is not told, because too few answered"))


class Month(Out):
    """What came in within a month, and what became of it."""

    month: str
    figures: list[Figure]


class Figures(Out):
    """Figures of an area, or of the key's own office, month by month."""

    area: str
    office: int | None = Field(description=_("set where only the requests of one office are counted"))
    items: list[Month]
