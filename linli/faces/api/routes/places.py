"""The key itself, the catalogue, areas, offices, doors: what a caller needs to name things."""

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import Field

from linli.cases.queries import categories
from linli.common.inside import inside
from linli.common.paths import LONGEST
from linli.faces.api import cursors, schemas, shown
from linli.faces.api.keys import Key, caller
from linli.faces.api.routes.naming import area_of, door_of
from linli.faces.api.schemas.common import AreaCode, Cursor, In
from linli.office.queries import settings_named
from linli.people.models import Office, OfficeKind
from linli.people.queries import chain_of, departments_of
from linli.territory.models import Area

router = Router(tags=["places"])
KINDS = tuple(OfficeKind.values)


@router.get(
    "/me",
    auth=Key(""),
    response=schemas.Me,
    operation_id="read_key",
    summary=_("What this key is and may do"),
)
def read_key(request: HttpRequest) -> Any:
    me = caller(request)
    return schemas.Me(
        name=me.token.name,
        scopes=me.token.scopes,
        office=me.post.office_id,
        role=me.post.role,
        area=me.post.area_path,
        handed_only=not me.scope.areas,
        until=me.token.until,
        calls_a_minute=settings_named("api.calls_a_minute")["api.calls_a_minute"],
        now=me.now,
    )


@router.get(
    "/catalogue",
    auth=Key("catalogue:read"),
    response=schemas.Catalogue,
    operation_id="read_catalogue",
    summary=_("The catalogue of matters"),
    tags=["catalogue"],
)
def read_catalogue(request: HttpRequest) -> Any:
    promise = settings_named("cases.promise", path=caller(request).post.area_path)["cases.promise"]
    return schemas.Catalogue(
        items=[
            schemas.Matter(
                code=row.code,
                name=row.name,
                name_en=row.name_en,
                group=row.group,
                case_class=row.case_class,
                promise=promise[row.case_class],
                urgency=row.urgency,
                answers=row.answers,
                assists=row.assists,
                direct=row.direct,
                refer=row.refer,
                words=row.words,
            )
            for row in categories()
        ]
    )


@router.get(
    "/areas",
    auth=Key("places:read"),
    response=schemas.Areas,
    operation_id="list_areas",
    summary=_("Where the reach of this key begins"),
    description=_("One area for most keys; from there on, an area names those right below it."),
)
def list_areas(request: HttpRequest) -> Any:
    tops = Area.objects.filter(path__in=caller(request).scope.areas).order_by("path")
    return schemas.Areas(items=[shown.area(row) for row in tops])


@router.get(
    "/areas/{code}",
    auth=Key("places:read"),
    response=schemas.AreaFull,
    operation_id="read_area",
    summary=_("An area and those right below it"),
)
def read_area(
    request: HttpRequest,
    code: Annotated[
        str, Path(pattern=rf"^[0-9]{{2,{LONGEST}}}$", description=_("a code of today, or one of before"))
    ],
) -> Any:
    me = caller(request)
    found = area_of(me, code, where="path")
    children = Area.objects.standing(me.now).filter(parent=found).order_by("path")
    above = found.parent
    return schemas.AreaFull(
        **shown.area(found).model_dump(),
        official_code=found.official_code,
        parent=above.path if above else None,
        children=[shown.area(row) for row in children],
    )


class WantedOffices(In):
    """Which offices."""

    kind: Literal[KINDS] | None = None  # type: ignore[valid-type]
    area: AreaCode | None = Field(None, description=_("in this area and all below it"))
    limit: int = Field(cursors.USUAL, ge=1, le=cursors.MOST, description=_("so many at most"))
    cursor: Cursor | None = Field(None, description=_("where to go on: next of the page before"))


@router.get(
    "/offices",
    auth=Key("places:read"),
    response=schemas.OfficePage,
    operation_id="list_offices",
    summary=_("Offices in reach, those above, and departments that one can send to"),
)
def list_offices(request: HttpRequest, wanted: Query[WantedOffices]) -> Any:
    me = caller(request)
    own = Office.objects.select_related("area", "superior").get(pk=me.post.office_id)
    near = {one.pk for one in chain_of(own)} | {one.pk for one in departments_of(own)}
    found = Office.objects.filter(Q(pk__in=near) | inside(me.scope.areas, "area__path")).select_related(
        "area"
    )
    if wanted.kind is not None:
        found = found.filter(kind=wanted.kind)
    if wanted.area is not None:
        found = found.filter(inside([wanted.area], "area__path"))
    rows, more = cursors.page(found, wanted.limit, wanted.cursor, newest_first=False)
    return schemas.OfficePage(items=[shown.office(row) for row in rows], next=more)


@router.get(
    "/doors/{plate}",
    auth=Key("places:read"),
    response=schemas.DoorFull,
    operation_id="read_door",
    summary=_("The door behind a plate"),
)
def read_door(
    request: HttpRequest,
    plate: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,40}$", description=_("the code of the door plate"))],
) -> Any:
    found = door_of(caller(request), plate, where="path")
    return schemas.DoorFull(
        **shown.door(found.entrance),
        plate=found.token,
        grid=shown.area(found.grid),
        community=shown.area(found.community),
        moved=found.moved,
    )
