"""A stored photo as an answer, the same for every face."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404

from linli.office.models import Attachment
from linli.office.photos import path_of


def photo_file(attachment: Attachment | None) -> FileResponse:
    """One photo, for those who may see it: the caller has asked. Kept by nobody, unless the caller says so."""
    if attachment is None:
        raise Http404
    try:
        file = path_of(settings.ATTACHMENT_DIR, attachment.sha256).open("rb")
    except OSError:
        raise Http404 from None
    return FileResponse(file, content_type=attachment.kind, headers={"X-Content-Type-Options": "nosniff"})
