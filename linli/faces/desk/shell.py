"""What stands around every page of the desk: the rail with its counts, the person, the post."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.cases.queries import waiting
from linli.faces.templatetags.linli import localized
from linli.notify.queries import unread
from linli.people.models import HEADS


def offices(request: HttpRequest) -> frozenset[int]:
    """Offices whose queues this person works on."""
    return frozenset(post.office_id for post in request.posts)  # type: ignore[attr-defined]


def sees_failures(request: HttpRequest) -> bool:
    """Deliveries that failed are for the heads of a sub-district and above."""
    return any(
        post.role in HEADS and post.office_kind in ("township", "county", "prefecture")
        for post in request.posts  # type: ignore[attr-defined]
    )


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page inside the rail; two queries for its counts, whatever the page."""
    posts = list(request.posts)  # type: ignore[attr-defined]
    sizes = (context or {}).get("sizes")  # the day has counted these two already
    around = {
        "waiting": sizes["mine"] + sizes["free"] if sizes else waiting(request.user.pk, offices(request)),
        "unread": unread(request.scope),  # type: ignore[attr-defined]
        "post_names": list(dict.fromkeys(localized(post, "office_name") for post in posts)),
        "sees_failures": sees_failures(request),
    }
    return render(request, template, around | (context or {}), status=status)


def bare(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page for somebody who is not inside: no rail, no query."""
    return render(request, template, context, status=status)
