"""What went wrong, told to another system: a problem document (RFC 9457) instead of a page."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from linli.faces.words import refusal_words
from linli.faces.words.interfaces import FIELDS, PROBLEMS

TYPE = "application/problem+json"
PAGE = "/api/"  # where each code is explained


def language_of(request: HttpRequest) -> str:
    """Chinese, unless the call says that it would rather read English."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if code.split("-")[0] in ("en", "zh"):
            return "en" if code.startswith("en") else settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE


def problem_words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """As `refusal_words`, for a reader that is a program."""
    if code not in PROBLEMS:
        return refusal_words(code, params)
    title, advice = PROBLEMS[code]
    return str(title), str(advice)


def field_words(code: str, params: dict[str, Any]) -> str:
    """What is wrong with one field; also where the code is that of a refusal."""
    return str(FIELDS[code]) % params if code in FIELDS else " ".join(problem_words(code, params))


def problem(
    request: HttpRequest,
    code: str,
    *,
    status: int,
    params: dict[str, Any] | None = None,
    fields: list[tuple[str, str, str, dict[str, Any]]] | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """`code` is stable, `title` and `detail` are for people. `fields`: (where: body query path header, name, code,
    params) of what is wrong with each. `more` are members of this kind of problem."""
    language = language_of(request)
    with translation.override(language):
        title, advice = problem_words(code, params or {})
        told: dict[str, Any] = {
            "type": f"{PAGE}#{code}",
            "title": title,
            "status": status,
            "detail": advice,
            "code": code,
        }
        if fields:
            told["errors"] = [
                {"in": where, "field": name, "code": wrong, "detail": field_words(wrong, of_it)}
                for where, name, wrong, of_it in fields
            ]
    body = json.dumps(told | more, ensure_ascii=False)
    response = HttpResponse(body, status=status, content_type=TYPE, headers=headers)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response
