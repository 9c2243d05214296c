"""Photos in a form of the desk: stored before anything is judged, so that no refusal costs a second upload."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.common.refusals import Refused, refuse
from linli.office.actions import store_photo
from linli.office.models import Attachment
from linli.office.queries import setting

log = logging.getLogger("linli.request")
NAME = "photos"  # of the field, of the files that come with it, and of those that came before
CODES = (
    *("too_many_photos", "photo_too_large", "photo_not_image", "photo_too_many_pixels", "photo_not_stored"),
    "photo_gone",
)


class PhotosInput(forms.SelectMultiple):
    """Drawn by `desk/photos_field.html`: a tick for what came before, two ways to add some."""

    input_type = "photos"
    needs_multipart_form = True


class PhotosField(forms.Field):
    """Some photos, or none: those chosen now, and those that an earlier sending of this form brought."""

    widget = PhotosInput

    def __init__(self, label: str, most: int, hint: str = "") -> None:
        super().__init__(label=label, help_text=hint, required=False)
        self.most = most

    def clean(self, value: Any) -> list[uuid.UUID]:
        """Ids of photos that nothing holds yet: those of a request stay with it."""
        return list(
            Attachment.objects.filter(uuid__in=_ids(value), kept=False).values_list("uuid", flat=True)
        )


def _ids(values: Any) -> list[uuid.UUID]:
    found = []
    for one in list(values or [])[:50]:
        try:
            found.append(uuid.UUID(str(one)))
        except ValueError:
            continue
    return found


def most_at(path: str) -> int:
    """How many a request of this area may have."""
    return int(setting("cases.most_photos", path))


def add(form: forms.Form, label: str, path: str, hint: str = "") -> None:
    """Ask for photos at the end of this form, as many as the area allows."""
    most = most_at(path)
    form.fields[NAME] = PhotosField(
        label, most, hint or _("Up to %(most)s. Nobody who is helped is in the picture.") % {"most": most}
    )


def most_of(form: forms.Form) -> int:
    """How many a form that asks for photos takes."""
    field: Any = form.fields[NAME]
    return int(field.most)


def take_in(request: HttpRequest, most: int) -> None:
    """Store the photos that came along, at `most` so many; from now on the form names them by their ids.

    The good ones are kept where one is refused. Refuses as `office.photos.clean`, too_many_photos, photo_not_stored.
    """
    files = request.FILES.getlist(NAME)
    if not files:
        return
    sent = request.POST.copy()
    kept = [str(one) for one in _ids(sent.getlist(NAME))]
    refused = None
    for file in files:
        try:
            if len(kept) >= most:
                raise refuse("too_many_photos", most=most)
            at = request.now  # type: ignore[attr-defined]
            photo = store_photo(file, name=file.name or "", size=file.size or 0, at=at)
            kept.append(str(photo.uuid))
        except Refused as error:
            refused = refused or error
        except OSError as error:  # the disk is full, or not ours to write
            log.error("photo not stored", exc_info=error)
            refused = refused or refuse("photo_not_stored")
    sent.setlist(NAME, kept)
    request.POST = sent  # type: ignore[assignment]
    if refused is not None:
        raise refused
