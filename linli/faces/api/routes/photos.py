"""Photos: those of a request with who showed them, the pictures themselves, and bringing one for a call to come."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import File, Path, Router
from ninja.files import UploadedFile

from linli.cases.queries import photos_of, timeline
from linli.faces.api import schemas, shown
from linli.faces.api.calls import CallKey, do_once
from linli.faces.api.keys import Key, caller
from linli.faces.api.routes.verbs import Number, case_of
from linli.faces.api.told import Wrong
from linli.faces.pictures import photo_file
from linli.office.actions import clean_photo, note_photo

router = Router(tags=["photos"])
FIELD = "photo"
Picture = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/cases/{number}/photos",
    auth=Key("cases:read"),
    response=schemas.Photos,
    operation_id="list_photos",
    summary=_("The photos of a request"),
)
def list_photos(request: HttpRequest, number: Number) -> Any:
    case = case_of(caller(request), number)
    found = photos_of(case, timeline(case))
    answers = [shown.photo(one, entry) for entry, some in sorted(found.answers.items()) for one in some]
    return schemas.Photos(items=[shown.photo(one) for one in found.asked] + answers)


@router.get(
    "/cases/{number}/photos/{photo}",
    auth=Key("cases:read"),
    operation_id="read_photo",
    summary=_("One photo, the picture itself"),
    openapi_extra={"responses": {200: {"content": Picture}}},
)
def read_photo(
    request: HttpRequest, number: Number, photo: Annotated[UUID, Path(description=_("the id of a photo"))]
) -> Any:
    return photo_file(case_of(caller(request), number).photos.filter(uuid=photo).first())


@router.post(
    "/photos",
    auth=Key("cases:write"),
    response={201: schemas.Brought},
    operation_id="bring_photo",
    summary=_("Bring a photo"),
    description=_(
        "One picture, up to 20 MB: JPEG, PNG, WebP or GIF. It is made small, and where and when it was taken is"
        " removed. Name its id within two days under photos of one call; after that it is gone."
    ),
)
def bring_photo(
    request: HttpRequest,
    key: CallKey,
    photo: Annotated[UploadedFile, File(description=_("the picture"))],
) -> Any:
    if others := {*request.POST, *request.FILES} - {FIELD}:
        raise Wrong(min(others), "unknown_field")
    if len(request.FILES.getlist(FIELD)) > 1:
        raise Wrong(FIELD, "too_many_photos", most=1)
    me = caller(request)
    # looked at before anything is locked: that takes as long as a hundred calls
    with clean_photo(photo, name=photo.name or "", size=photo.size or 0) as clean:
        sent = {"sha256": clean.sha256}
        return schemas.Brought(
            **do_once(request, key, sent, lambda: shown.brought(note_photo(clean, at=me.now)))
        )
