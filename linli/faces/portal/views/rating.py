"""The asker's own link to rate one closing (`/r/<token>/`): on paper as a code, in a message as a link.

Opening it counts nothing, whoever opens it: the preview of a chat app, a prefetch, a neighbour. It works once; later it
says what was said. Whoever holds only this link reads the answer and nothing of the story.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.cases import actions as cases
from linli.cases import calling, queries, rules
from linli.cases.models import Case, RatingSlip, Through
from linli.common.actor import RESIDENT, Actor
from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import errors
from linli.faces.portal.forms import PortalForm, RateForm, ReasonForm
from linli.faces.portal.http import Problem, Request, busy, problem, show
from linli.faces.portal.phrases import SATISFIED, THROUGH
from linli.faces.portal.views.door import phone_of
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.office.queries import setting
from linli.people.queries import offices_over

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def rating_url(case: Case) -> str:
    """The page on which the rating that a request waits for is given."""
    return reverse("portal:rating", args=[calling.rating_token(case, calling.round_of(case))])


def came_through(request: Request, case: Case, *, own_link: bool) -> str:
    """How a rating of this browser counts: a device on which an office that had a hand in it is logged in is the
    office's, whoever touches it; and the link on a printed slip or receipt was in an office's hands as well."""
    user = request.user
    if user.is_authenticated:
        offices = {post.office_id for post in request.posts}  # type: ignore[attr-defined]
        if rules.had_a_hand_in(case, user.pk, offices):
            return Through.STAFF
    return Through.SLIP if calling.was_in_hands(case, own_link=own_link) else Through.LINK


def with_the_slip(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view the slip that the link opens; a link that opens none is told so."""

    @wraps(view)
    def inner(request: Request, token: str) -> HttpResponseBase:
        slip = calling.slip_with(token)
        if slip is None:
            return errors.page(request, "rating_unknown", status=404)
        return view(request, slip, token.strip().lower())

    return inner


@page_or_form
@with_the_slip
def rating(request: Request, slip: RatingSlip, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, slip, token)
    form = RateForm(request.POST, longest=setting("cases.longest_text", slip.case.area_path))
    if not form.is_valid():
        return _page(request, slip, token, form=form, status=422)
    try:
        said = form.cleaned_data | {"through": came_through(request, slip.case, own_link=True)}
        _carry_out(request, slip, "rate", said)
    except Refused as refused:
        return _page(request, slip, token, form=form, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _page(request, slip, token, form=form, problems=[busy()], status=503)
    return redirect(reverse("portal:rating", args=[token]) + "?done=1")


@page_or_form
@with_the_slip
def again(request: Request, slip: RatingSlip, token: str) -> HttpResponse:
    """It was not good after all: the same link has it taken up again, as long as that is open."""
    if (refusal := _not_again(slip, request)) is not None:
        return _page(request, slip, token, problems=[problem(refusal)], status=409)
    if request.method != "POST":
        return _again_page(request, slip, token)
    form = ReasonForm(request.POST, longest=setting("cases.longest_text", slip.case.area_path), needed=True)
    if not form.is_valid():
        return _again_page(request, slip, token, form=form, problems=form.problems, status=422)
    try:
        _carry_out(request, slip, "reopen", form.cleaned_data)
    except Refused as refused:
        return _again_page(request, slip, token, form=form, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _again_page(request, slip, token, form=form, problems=[busy()], status=503)
    return redirect("portal:rating", token=token)


def _asker(case: Case) -> Actor:
    return replace(RESIDENT, asker_of=case.pk)


def _not_again(slip: RatingSlip, request: Request) -> Refusal | None:
    return rules.may("reopen", _asker(slip.case), slip.case, request.now, posts=[])


def _carry_out(request: Request, slip: RatingSlip, verb: str, said: dict[str, Any]) -> None:
    """Do it once for a form, however often it arrives; a slip of an earlier closing does nothing."""
    key = key_of(request)

    def work() -> dict[str, Any]:
        if verb == "rate" and calling.round_of(slip.case) != slip.round:
            raise refuse("rated_already")
        getattr(cases, verb)(slip.case, by=_asker(slip.case), at=request.now, **said)
        return {"case": slip.case_id}

    once(RESIDENT, key, {"verb": verb, "slip": slip.pk, **said}, work, at=request.now)


def _page(
    request: Request,
    slip: RatingSlip,
    token: str,
    *,
    form: PortalForm | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The two questions; or what was said; or that the time for it is over. Each with what can be done now."""
    case = (
        Case.objects.get(pk=slip.case_id) if problems else slip.case
    )  # as it is, not as a failed action left it
    slip.case = case
    given = calling.rating_of(case, slip.round)
    open_ = given is None and case.task == "rating" and calling.round_of(case) == slip.round
    problems = (problems or []) + (form.problems if form is not None and open_ else [])
    lines = queries.timeline(case)
    context = {
        "case": case,
        "given": given,
        "satisfied": SATISFIED.get(given.satisfied) if given else None,
        "through": THROUGH.get(given.through) if given else None,
        "open": open_,
        "on_paper": open_ and calling.is_on_paper(case),
        "answer": next(
            (li.words.get("words", "") for li in reversed(lines) if li.verb == "case.resolve"), ""
        ),
        "may_reopen": _not_again(slip, request) is None,
        "rate_url": request.path,
        "token": token,
        "thanks": bool(request.GET.get("done")) and given is not None,
        "key": request.POST.get("key") or uuid.uuid4(),
        "typed": form.data if form is not None else {},
        "problems": problems,
        "problem_of": {p.field: p for p in reversed(problems) if p.field},
        "phone": _phone(case),
    }
    return show(request, "rating", context, status=status)


def _again_page(
    request: Request,
    slip: RatingSlip,
    token: str,
    *,
    form: PortalForm | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": slip.case,
        "token": token,
        "phone": _phone(slip.case),
        "typed": form.data if form is not None else {},
        "key": request.POST.get("key") or uuid.uuid4(),
        "problems": problems or [],
        "problem_of": {p.field: p for p in problems or [] if p.field},
    }
    return show(request, "rating_again", context, status=status)


def _phone(case: Case) -> str:
    """Of what is about those who serve there, the number of the office that looks into it; else the nearest one."""
    if case.restricted and case.office is not None:
        return case.office.phone
    return phone_of(offices_over(case.area_path))
