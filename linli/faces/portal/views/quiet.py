"""Somebody is not safe at home. Pages whose address and title say nothing, which leave nothing on the phone.

No session, no draft, no cookie is written here (so the form carries no token against cross-site posts: it acts for
nobody, anybody may send it). What is sent is answered at once, in the page itself, with no address to come back to.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import queries
from linli.cases.actions.safety import LONGEST_CONTACT, call_for_help, take_back_call
from linli.cases.models import SafetyCall, Trustee
from linli.common.actor import RESIDENT
from linli.common.refusals import Refused
from linli.faces import errors
from linli.faces.portal.forms import QuietForm
from linli.faces.portal.http import Problem, Request, busy, problem, show
from linli.faces.portal.views.door import at_the_door
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.office.queries import setting
from linli.people.models import Office
from linli.territory.queries import Door

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
HELPLINES = (  # the same everywhere in the country: number, who answers, what for
    (
        "12338",
        _("Women's federation"),
        _("For women and families: advice, a place to stay, a lawyer."),
    ),
    (
        "12355",
        _("For young people"),
        _("For children and young people, and for those who worry about one."),
    ),
    ("12348", _("Legal aid"), _("A lawyer who costs nothing; the order to stay away.")),
    ("12345", _("Any office"), _("If you do not know whom to ask.")),
)


@csrf_exempt
@page_or_form
@at_the_door
def numbers(request: Request, door: Door) -> HttpResponse:
    """Numbers, what the law says, and, where two people are trained for it, a few lines to them."""
    two = queries.danger_office(door.grid.path, request.now)
    if request.method != "POST":
        return _page(request, door, two)
    longest = setting("cases.longest_text", door.grid.path)
    form = QuietForm(request.POST, longest=longest, longest_contact=LONGEST_CONTACT)
    if not form.is_valid():
        return _page(request, door, two, problems=form.problems, status=422)
    try:
        call = _send(request, door, form.cleaned_data)
    except Refused as refused:
        return _page(request, door, two, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _page(request, door, two, problems=[busy()], status=503)
    return show(
        request, "numbers_sent", {"door": door, "two_names": _names(two), "later": queries.safety_token(call)}
    )


def _send(request: Request, door: Door, said: dict[str, Any]) -> SafetyCall:
    """One call, however often the form arrives. Not even a fingerprint of the words is kept beside it."""

    def work() -> dict[str, Any]:
        return {"call": call_for_help(**said, area=door.grid, by=RESIDENT, at=request.now).pk}

    answer = once(RESIDENT, key_of(request), {"verb": "call_for_help"}, work, at=request.now)
    return SafetyCall.objects.get(pk=answer["call"])


def _names(two: tuple[Office, list[Trustee]] | None) -> str:
    return str(_(" and ")).join(one.user.name for one in two[1]) if two else ""


def _page(
    request: Request,
    door: Door,
    two: tuple[Office, list[Trustee]] | None,
    *,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "door": door,
        "two": two,
        "two_names": _names(two),
        "helplines": HELPLINES,
        # anybody may send this form, also from another site: a key that somebody else chose must not come into it,
        # it would open what is written here. Only where nobody knows whether it arrived does the key stay.
        "key": (status == 503 and request.POST.get("key")) or uuid.uuid4(),
        "typed": request.POST,
        "problems": problems or [],
        "problem_of": {p.field: p for p in reversed(problems or []) if p.field},
    }
    return show(request, "numbers", context, status=status)


@csrf_exempt
@page_or_form
def later(request: Request, token: str) -> HttpResponse:
    """Was it read? And take it back: then it is deleted. The page tells nothing of what was written."""
    call = queries.safety_call_of(token)
    if call is None:
        return errors.page(request, "not_found", status=404)
    wrong: list[Problem] = []
    if request.method == "POST":
        try:
            call = take_back_call(call, by=RESIDENT, at=request.now)
        except Refused as refused:
            wrong = [problem(refused.refusal)]
    return show(request, "later", {"call": call, "problems": wrong}, status=409 if wrong else 200)
