"""The pages about the API: for people, for programs, and for addresses that are not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.faces.api import reading
from linli.faces.api.api import schema
from linli.faces.problems import problem


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Everything that can be asked, in words, made from the description."""
    return render(request, "api/start.html", reading.page(schema()))


@require_safe
def description(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(schema(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"  # a description, the same for everybody
    return response


def unknown(request: HttpRequest) -> HttpResponse:
    return problem(request, "not_found", status=404)
