"""Waiting for the answer: the page behind the asker's own link, and the asker's verbs.

The link is the key: whoever holds it acts as the asker of this one case. Opening a page changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
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
from linli.cases.matters import matter_called
from linli.cases.models import Case, Handling, Reporter
from linli.common.actor import RESIDENT, Actor
from linli.common.refusals import Refusal, Refused
from linli.faces import errors
from linli.faces.portal import danger, drafts, notices, telling
from linli.faces.portal.about import office_to_call
from linli.faces.portal.forms import PortalForm, RateForm, ReasonForm
from linli.faces.portal.http import Problem, Request, busy, photo_file, problem, show
from linli.faces.portal.matter import numbers_for
from linli.faces.portal.views.door import phone_of
from linli.faces.portal.views.rating import came_through, rating_url
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import members, offices_over

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
THANKS = ("rate", "reopen", "withdraw", "appeal", "answer", "remind")


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


def _refusal(verb: str, case: Case, request: Request) -> Refusal | None:
    return rules.may(verb, _asker(case), case, request.now, posts=[])


def _may(verb: str, case: Case, request: Request) -> bool:
    return _refusal(verb, case, request) is None


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
    handlings, lines = queries.handlings(case), queries.timeline(case)
    shown = queries.photos_of(case, lines)
    again = {"closed": "reopen", "refused": "appeal"}.get(case.status, "")
    no_more = _refusal(again, case, request) if again else None
    reminded = _refusal("remind", case, request) if case.office_id else None
    asked, boxes = notices.question_of(case, lines), notices.notices_of(case, lines, request.now)
    told = {box.quote for box in boxes}
    context = {
        "case": case,
        "follow": follow,
        "state": telling.state_of(case),
        "promise": telling.promise_of(case, request.now),
        "sentences": telling.sentences(
            lines, handlings, told={asked.words if asked else "", *told}, shown=shown
        ),
        "notices": boxes,
        "question": asked,
        "may_answer": asked is not None and _may("answer", case, request),
        "may_read": asked is not None and _may("read", case, request),
        "photos": shown.asked,
        **_whom_to_call(case, handlings, offices),
        "may_withdraw": _may("withdraw", case, request),
        "may_rate": case.task == "rating",
        "rating_url": rating_url(case) if case.task == "rating" else "",
        "may_remind": case.office_id is not None and reminded is None,
        "reminded": reminded is not None and reminded.code == "reminded_today",
        "again": again if no_more is None else "",
        "no_more": problem(no_more) if no_more is not None else None,
        "key": request.POST.get("key") or uuid.uuid4(),
        "remind_key": uuid.uuid4(),  # its own: two forms of one page never share one
        "typed": form.data if form is not None else {},
        "problems": problems,
        "problem_of": {p.field: p for p in reversed(problems) if p.field},
        "thanks": done if (done := request.GET.get("done", "")) in THANKS else "",
        "plate_token": drafts.door_of(request, follow),
        **_in_danger(request, case),
    }
    if request.GET.get("sent") and case.status == "open" and case.task == "verify" and not case.holder_id:
        known = case.office_id and not case.restricted  # of what few see, it is not said who they are
        context["people"] = members(case.office_id or 0, request.now) if known else []
        context["nobody_on_duty"] = request.GET["sent"] == "now" and case.urgency != "red"
        context["may_be_called"] = Reporter.objects.filter(case=case).exclude(phone_index="").exists()
        return show(request, "sent", context)
    return show(request, "follow", context, status=status)


def _in_danger(request: Request, case: Case) -> dict[str, Any]:
    """What the form promised in danger stands here too: who is on duty, and the numbers that come themselves."""
    watch = danger.watch_of(case, request.now)
    if watch is None and request.GET.get("sent") != "now":
        return {}
    matter = matter_called(case.category.code) if case.category is not None else None
    return {"watch": watch, "in_danger": True, "utilities": numbers_for(matter, case.area_path)}


def _whom_to_call(case: Case, handlings: list[Handling], offices: dict[str, Office]) -> dict[str, Any]:
    """The number of the grid; of what is about those who serve there, that of the office that looks into it."""
    if not case.restricted:
        return {"phone": phone_of(offices), "office": offices.get("grid")}
    looks = case.office or handlings[0].office
    called = office_to_call(looks, case.area_path)
    return {"phone": called.phone if called else "", "office": called}


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

    once(RESIDENT, key_of(request), {"verb": verb, "case": case.pk, **said}, work, at=request.now)


@page_or_form
@with_the_link
def rate(request: Request, case: Case, follow: str) -> HttpResponse:
    if request.method != "POST":
        return redirect(reverse("portal:follow", args=[follow]) + "#rate")
    form = RateForm(request.POST, longest=setting("cases.longest_text", case.area_path))
    if not form.is_valid():
        return _page(request, case, follow, form=form, status=422)
    try:
        said = form.cleaned_data | {"through": came_through(request, case, own_link=False)}
        _carry_out(request, case, "rate", said)
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
def appeal(request: Request, case: Case, follow: str) -> HttpResponse:
    return _with_reason(request, case, follow, "appeal", needed=True)


@page_or_form
@with_the_link
def answer(request: Request, case: Case, follow: str) -> HttpResponse:
    return _with_reason(request, case, follow, "answer", needed=True)


@page_or_form
@with_the_link
def remind(request: Request, case: Case, follow: str) -> HttpResponse:
    """One button, no words: whoever has it in hand is told. Opening the address does nothing."""
    if request.method != "POST":
        return redirect("portal:follow", follow=follow)
    try:
        _carry_out(request, case, "remind", {})
    except Refused as refused:
        return _page(request, case, follow, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _page(request, case, follow, problems=[busy()], status=503)
    return _done(follow, "remind")


@page_or_form
@with_the_link
def read(request: Request, case: Case, follow: str) -> HttpResponse:
    """They saw what was asked: by the button, or told by the page itself once somebody really looks at it.

    Only a POST counts, so the preview of a chat app, which opens addresses on its own, stops no clock.
    """
    if request.method == "POST":
        with suppress(Refused):  # seen before, answered, handed on: then there is nothing to note
            cases.read(case, by=_asker(case), at=request.now)
        if request.POST.get("by") == "page":
            return HttpResponse(status=204)
    return redirect(reverse("portal:follow", args=[follow]) + "#question")


@page_or_form
@with_the_link
def withdraw(request: Request, case: Case, follow: str) -> HttpResponse:
    return _with_reason(request, case, follow, "withdraw", needed=False)


def _with_reason(request: Request, case: Case, follow: str, verb: str, *, needed: bool) -> HttpResponse:
    """A page of its own with room for a reason: what cannot be undone is asked once more."""
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        longest=setting("cases.longest_text", case.area_path),
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
    handlings = queries.handlings(case)
    context = {
        "case": case,
        "follow": follow,
        "question": notices.question_of(case, queries.timeline(case)) if verb == "answer" else None,
        "plate_token": drafts.door_of(request, follow),
        **_whom_to_call(case, handlings, offices_over(case.area_path)),
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
