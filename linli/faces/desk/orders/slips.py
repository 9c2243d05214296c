"""Slips of paper of one request: whoever sees it may print it. The one with the resident's own link is on record."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions, slips
from linli.faces.desk import shell, steps
from linli.faces.desk.orders.wording import SLIPS
from linli.faces.desk.prints import views as prints
from linli.office import printing


@login_required
@require_safe
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Which slips there are of it now."""
    case = steps.find(request, number)
    if case is None:
        raise Http404
    there = slips.kinds(case)
    context = {
        "here": "orders" if case.channel == "order" else "day",
        "case": case,
        "kinds": [(kind, *SLIPS[kind]) for kind in there],
        "has_code": case.status == "open",
    }
    return shell.page(request, "desk/orders/slips.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """One slip. Only what is sent as a form prints the link, and says so in the story; an address alone never does."""
    case = steps.find(request, number)
    made = slips.slip(case, kind, request.now) if case is not None else None  # type: ignore[attr-defined]
    if case is None or made is None:
        raise Http404
    if request.method != "POST":
        made = replace(made, url="")
    elif made.url:
        actions.print_receipt(case, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return prints.pdf(
        printing.slip(made, title=f"{made.name} {case.number}"), f"{made.name}-{case.number}.pdf"
    )
