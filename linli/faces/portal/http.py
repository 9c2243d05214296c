"""The request as the middleware of the faces hands it over, and the little that every page of ours shares."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from linli.common.refusals import Refusal
from linli.faces import errors, pictures, words
from linli.office.models import Attachment

log = logging.getLogger("linli.portal")


class Request(HttpRequest):
    """Names what linli.faces.middleware adds; only for the type checker."""

    now: datetime
    elder: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a form, in words; `field` is the id of the element to go to, "" where there is none."""

    field: str
    title: str
    advice: str


def problem(refusal: Refusal, field: str = "") -> Problem:
    return Problem(field, *words.refusal_words(refusal.code, refusal.params))


def busy() -> Problem:
    """The database took nothing (busy, full, read-only); what was typed is still in the form. The cause is logged."""
    log.warning("a form could not be stored", exc_info=True)
    code, _ = errors.trouble(sys.exc_info()[1]) or ("busy", 503)
    return problem(Refusal(code))


def show(request: Request, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"portal/{page}.html", context, status=status)


def photo_file(attachment: Attachment | None) -> FileResponse:
    """One photo, for those who may see it: the caller has asked. Kept by the browser, by nobody between."""
    response = pictures.photo_file(attachment)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
