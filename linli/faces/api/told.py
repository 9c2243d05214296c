"""Everything that goes wrong in a call, as a problem document that names the code, and the field where there is one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from linli.common.refusals import Refused, Stale
from linli.faces import errors
from linli.faces.api.keys import Stopped
from linli.faces.problems import problem


class Wrong(Exception):
    """One field of a call names something that is not there or does not fit."""

    def __init__(
        self, field: str, code: str, *, where: str = "body", status: int = 422, **params: Any
    ) -> None:
        super().__init__(code)
        self.status, self.fields = status, [(where, field, code, params)]


# refusals that are about one field
ABOUT = {
    "say_why": "words",
    "say_what_was_done": "words",
    "say_what_is_missing": "words",
    "empty_words": "words",
    "text_too_long": "words",
    "name_category": "matter",
    "department_does_it": "matter",
    "name_department": "department",
    "name_area": "area",
    "area_not_ours": "area",
    "grid_without_office": "area",
    "name_outcome": "outcome",
    "other_level": "office",
    "no_direct_path": "choice",
    "no_office_there": "choice",
    "no_roster": "urgency",
    **dict.fromkeys(("too_many_photos", "photo_gone"), "photos"),
    **dict.fromkeys(("photo_too_large", "photo_not_image", "photo_too_many_pixels"), "photo"),
}
# refusals that lie in where the request stands by now, not in who asks
STANDS = (
    "not_at_this_step",
    "take_first",
    "already_taken",
    "clock_stands",
    "nobody_before",
    "decision_binds",
)
STATUS = errors.STATUS | dict.fromkeys(STANDS, 409) | {"plate_torn": 404, "code_means_nothing": 404}

# kinds of mistakes as pydantic names them → as we do
KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "literal_error": "not_in_list",
    "enum": "not_in_list",
}


def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 and every field; an address that cannot be one is not there. A file that found no room is not missing."""
    if failed := getattr(request, "upload_failed", None):
        raise failed
    fields: list[tuple[str, str, str, dict[str, Any]]] = []
    for one in error.errors:
        where, *names = (str(part) for part in one["loc"])
        if where == "path":
            return problem(request, "not_found", status=404)
        # ninja puts the name of the view's argument first; who calls knows nothing of it
        names = names[1:] if where == "body" and names[:1] == ["body"] else names
        where = "body" if where == "file" else where
        fields.append((where, ".".join(names), KINDS.get(one["type"], "wrong_form"), {}))
    return problem(request, "call_wrong", status=422, fields=fields)


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    code, params = error.refusal.code, error.refusal.params
    if code in ABOUT:
        return problem(request, code, status=422, params=params, fields=[("body", ABOUT[code], code, params)])
    more: dict[str, Any] = (
        {"meanwhile": error.meanwhile, "entry": error.now} if isinstance(error, Meanwhile) else {}
    )
    return problem(request, code, status=STATUS.get(code, 403), params=params, **more)


class Meanwhile(Stale):
    """A stale call, with what happened since the caller looked (lines of the timeline, as the schema has them)."""

    def __init__(self, since: int, now: int, meanwhile: list[dict[str, Any]]) -> None:
        super().__init__(since, now)
        self.now, self.meanwhile = now, meanwhile


def _stopped(request: HttpRequest, error: Stopped) -> HttpResponse:
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="linli"'
    if error.wait is not None:
        headers["Retry-After"] = str(error.wait)
    refusal = error.refusal
    return problem(request, refusal.code, status=error.status, params=refusal.params, headers=headers)


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """What the frameworks find: a body that is no JSON, or breaks off between the parts of its form."""
    return problem(request, "call_unreadable", status=getattr(error, "status_code", 400))


def tell_problems(api: NinjaAPI) -> None:
    """What is caught here; a busy database and what nobody foresaw are told by `faces.middleware`, `faces.errors`."""
    handlers: dict[type[Exception], Any] = {
        ValidationError: _wrong,
        Refused: _refused,
        Stopped: _stopped,
        **dict.fromkeys((HttpError, MultiPartParserError, TooManyFilesSent), _unreadable),
        Http404: lambda request, error: problem(request, "not_found", status=404),
        Wrong: lambda request, error: problem(
            request, "call_wrong", status=error.status, fields=error.fields
        ),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
