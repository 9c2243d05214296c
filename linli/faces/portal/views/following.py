"""Waiting for the answer: the page behind the asker's own link, and the asker's verbs.

The link is the key: whoever holds it acts as the asker of this one case. Opening a page changes nothing.
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
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Case
from linli.common.actor import RESIDENT, Actor
from linli.common.refusals import Refused, refuse
from linli.faces import errors
from linli.faces.portal import drafts, telling
from linli.faces.portal.forms import PortalForm, RateForm, ReasonForm
from linli.faces.portal.http import Problem, Request, busy, photo_file, problem, show
from linli.faces.portal.views.door import phone_of
from linli.office.actions import once
from linli.office.queries import setting
from linli.people.queries import members, offices_over

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def with_the_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view the case that the link opens; a link that opens none is told so."""

    @wraps(view)
    def inner(request: Request, follow: str, **kwargs: Any) -> HttpResponseBase:
        case = queries.case_followed(follow)
        if case is None:
            return errors.page(request, "follow_unknown", status=404)
        return view(request, case, follow.strip().lower(), **kwargs)

    return inner


def _asker(case: Case) -> Actor:
    return replace(RESIDENT, asker_of=case.pk)


def _may(verb: str, case: Case, request: Request) -> bool:
    return rules.may(verb, _asker(case), case, request.now, posts=[]) is None


def _page(
    request: Request,
    case: Case,
    follow: str,
    *,
    form: PortalForm | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one case, with the verbs that are possible now and no others."""
    offices = offices_over(case.area_path)
    problems = (problems or []) + (form.problems if form is not None else [])
    reopen = (
        rules.may("reopen", _asker(case), case, request.now, posts=[]) if case.status == "closed" else None
    )
    context = {
        "case": case,
        "follow": follow,
        "state": telling.state_of(case),
        "promise": telling.promise_of(case, request.now),
        "sentences": telling.sentences(queries.timeline(case), queries.handlings(case)),
        "photos": list(case.photos.order_by("id")),
        "phone": phone_of(offices),
        "office": offices.get("grid"),
        "may_withdraw": _may("withdraw", case, request),
        "may_rate": case.task == "rating",
        "may_reopen": case.status == "closed" and reopen is None,
        "no_reopen": problem(reopen) if reopen is not None else None,
        "key": request.POST.get("key") or uuid.uuid4(),
        "typed": form.data if form is not None else {},
        "problems": problems,
        "problem_of": {p.field: p for p in reversed(problems) if p.field},
        "thanks": done if (done := request.GET.get("done", "")) in ("rate", "reopen", "withdraw") else "",
        "plate_token": drafts.door_of(request, follow),
    }
    if request.GET.get("sent") and case.status == "open" and case.task == "verify" and not case.holder_id:
        context["people"] = members(case.office_id, request.now) if case.office_id else []
        return show(request, "sent", context)
    return show(request, "follow", context, status=status)


@require_safe
@with_the_link
def follow(request: Request, case: Case, follow: str) -> HttpResponse:
    return _page(request, case, follow)


def _done(follow: str, verb: str) -> HttpResponse:
    return redirect(reverse("portal:follow", args=[follow]) + f"?done={verb}")


def _carry_out(request: Request, case: Case, verb: str, said: dict[str, Any]) -> None:
    """Do one of the asker's verbs, once for a form however often it arrives."""

    def work() -> dict[str, Any]:
        getattr(cases, verb)(case, by=_asker(case), at=request.now, **said)
        return {"case": case.pk}

    once(RESIDENT, _key(request), {"verb": verb, "case": case.pk, **said}, work, at=request.now)


def _key(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise refuse("bad_request") from None


@page_or_form
@with_the_link
def rate(request: Request, case: Case, follow: str) -> HttpResponse:
    if request.method != "POST":
        return redirect(reverse("portal:follow", args=[follow]) + "#rate")
    form = RateForm(request.POST, longest=setting("cases.longest_text"))
    if not form.is_valid():
        return _page(request, case, follow, form=form, status=422)
    try:
        _carry_out(request, case, "rate", form.cleaned_data)
    except Refused as refused:
        return _page(request, case, follow, form=form, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _page(request, case, follow, form=form, problems=[busy()], status=503)
    return _done(follow, "rate")


@page_or_form
@with_the_link
def reopen(request: Request, case: Case, follow: str) -> HttpResponse:
    return _with_reason(request, case, follow, "reopen", needed=True)


@page_or_form
@with_the_link
def withdraw(request: Request, case: Case, follow: str) -> HttpResponse:
    return _with_reason(request, case, follow, "withdraw", needed=False)


def _with_reason(request: Request, case: Case, follow: str, verb: str, *, needed: bool) -> HttpResponse:
    """A page of its own with room for a reason: what cannot be undone is asked once more."""
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        longest=setting("cases.longest_text"),
        needed=needed,
    )
    if request.method != "POST":
        refusal = rules.may(verb, _asker(case), case, request.now, posts=[])
        if refusal is not None:
            return _page(request, case, follow, problems=[problem(refusal)], status=409)
        return _reason_page(request, case, follow, verb, form)
    if not form.is_valid():
        return _reason_page(request, case, follow, verb, form, problems=form.problems, status=422)
    try:
        _carry_out(request, case, verb, form.cleaned_data)
    except Refused as refused:
        return _reason_page(
            request, case, follow, verb, form, problems=[problem(refused.refusal)], status=409
        )
    except OperationalError:
        return _reason_page(request, case, follow, verb, form, problems=[busy()], status=503)
    return _done(follow, verb)


def _reason_page(
    request: Request,
    case: Case,
    follow: str,
    verb: str,
    form: PortalForm,
    *,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "follow": follow,
        "plate_token": drafts.door_of(request, follow),
        "phone": phone_of(offices_over(case.area_path)),
        "typed": form.data if form.is_bound else {},
        "key": request.POST.get("key") or uuid.uuid4(),
        "problems": problems or [],
        "problem_of": {p.field: p for p in problems or [] if p.field},
    }
    return show(request, verb, context, status=status)


@require_safe
@with_the_link
def photo(request: Request, case: Case, follow: str, uuid: uuid.UUID) -> HttpResponseBase:
    """A photo of this very case."""
    return photo_file(case.photos.filter(uuid=uuid).first())
