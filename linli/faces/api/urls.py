"""Addresses for other systems. `api.operations` names what can be asked; anything else below /api/ is a problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from linli.faces.api import views
from linli.faces.api.api import api
from linli.faces.problems import problem


def _told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The framework's bare word for a method that is not there, as a problem."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        methods = response["Allow"]
        return problem(
            request, "method_unknown", status=405, params={"methods": methods}, headers={"Allow": methods}
        )

    return told


def _addresses() -> list[URLPattern]:
    """Those of the API, without the framework's own root."""
    found = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        if pattern.name and pattern.name != "api-root":
            found.append(path(f"v1/{pattern.pattern}", _told(pattern.callback), name=pattern.name))
    return found


app_name = "api"
urlpatterns = [
    path("", views.start, name="start"),
    path("v1/openapi.json", views.description, name="description"),
    *_addresses(),
    re_path(r"^.*$", csrf_exempt(views.unknown), name="unknown"),
]
