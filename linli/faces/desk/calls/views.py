"""Whom one's office rings (回访): the list, one call, and what came of it. A view translates and decides nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import actions, calling, queries
from linli.cases.models import CallBack, CallReason
from linli.common.refusals import Refusal, Refused
from linli.faces import errors, words
from linli.faces.desk import shell
from linli.faces.desk.calls import wording
from linli.faces.desk.calls.forms import SaidForm
from linli.faces.sent import key_of
from linli.faces.templatetags.linli import localized
from linli.office.actions import once
from linli.office.queries import setting

MOST = 100
SHOWN = (
    "case__area",
    "case__entrance__building__estate",
    "case__office",
    "office",
    "case__reporter",
    "case__category",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `later`: from when the next try is fair, None where one may ring now."""

    call: CallBack
    why: Any
    tries: int
    later: datetime | None
    late: bool
    refusal: str


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    calls = list(_mine(request)[: MOST + 1])
    rows = [_row(call, request) for call in calls[:MOST]]
    context = {
        "here": "calls",
        "now_rows": [row for row in rows if not row.later and not row.refusal],
        "later_rows": [row for row in rows if row.later and not row.refusal],
        "not_ours": sum(bool(row.refusal) for row in rows),
        "more": len(calls) > MOST,
        "rule": setting("cases.call_back", shell.area(request)),
    }
    return shell.page(request, "desk/calls/start.html", context)


def _mine(request: HttpRequest) -> Any:
    found = calling.calls_of(shell.offices(request), request.scope)  # type: ignore[attr-defined]
    return found.select_related(*SHOWN)


def _row(call: CallBack, request: HttpRequest) -> Row:
    now = request.now  # type: ignore[attr-defined]
    tries = calling.tried(call)
    refusal = calling.may_ring(call, request.actor, now)  # type: ignore[attr-defined]
    later = tries.next_at if tries.next_at and now < tries.next_at else None
    return Row(
        call,
        wording.REASONS[call.reason],
        tries.times,
        later,
        call.due_at < now,
        refusal.code if refusal else "",
    )


def _found(request: HttpRequest, pk: int) -> CallBack:
    return get_object_or_404(_mine(request), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what to say, and the number once somebody opens it to ring. A POST opens it."""
    found = _found(request, pk)
    if request.method != "POST":
        return _page(request, found)
    try:
        actions.open_number(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        return _page(request, found, refusal=refused.refusal, status=403)
    return redirect("desk:call", pk=pk)


@login_required
@require_POST
def missed(request: HttpRequest, pk: int) -> HttpResponse:
    """It rang in vain."""
    return _carry_out(
        request, pk, actions.not_reached, done=_("Noted. The next try is fair in the next half-day.")
    )


@login_required
@require_POST
def declined(request: HttpRequest, pk: int) -> HttpResponse:
    """They would rather not say."""
    return _carry_out(request, pk, actions.declined, done=_("Noted. Nobody rings them about it again."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def said(request: HttpRequest, pk: int) -> HttpResponse:
    """What they said, in the form of the call's page."""
    if request.method != "POST":
        return redirect("desk:call", pk=pk)
    found = _found(request, pk)
    form = SaidForm(found.reason, request.POST, ended=found.case.status)
    if not form.is_valid():
        return (
            errors.bad_request(request)
            if "key" in form.errors
            else _page(request, found, form=form, status=422)
        )
    action, values = _verb(found, form.cleaned_data)
    return _carry_out(request, pk, action, done=_("Taken down in their words."), form=form, **values)


def _verb(found: CallBack, answers: dict[str, Any]) -> tuple[Callable[..., CallBack], dict[str, Any]]:
    """Which action the answers ask for, and what it is told."""
    values = {name: value for name, value in answers.items() if name not in ("key", "so")}
    if found.reason == CallReason.RATING:
        return actions.rated_by_phone, values
    return (actions.heard if answers.get("so", True) else actions.not_done), values


def _carry_out(
    request: HttpRequest,
    pk: int,
    action: Callable[..., CallBack],
    *,
    done: str,
    form: SaidForm | None = None,
    **values: Any,
) -> HttpResponse:
    """Do it once for a form, then go on with the list; or show the call again with what was typed."""
    key = key_of(request)

    def work() -> dict[str, Any]:
        action(_found(request, pk), by=request.actor, at=request.now, **values)  # type: ignore[attr-defined]
        return {"call": pk}

    body = {"verb": action.__name__, "call": pk, **values}
    try:
        once(request.actor, key, body, work, at=request.now)  # type: ignore[attr-defined]
    except Refused as refused:
        refusal = refused.refusal
    except OperationalError:
        refusal = Refusal("busy")
    else:
        notes.success(request, done)
        return redirect("desk:calls")
    status = 503 if refusal.code == "busy" else 403
    if form is not None and form.about.get(refusal.code) in form.fields:
        status = form.refuse(refusal)
        return _page(request, _found(request, pk), form=form, status=status)
    return _page(request, _found(request, pk), form=form, refusal=refusal, status=status)


def _page(
    request: HttpRequest,
    found: CallBack,
    *,
    form: SaidForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now, by = request.now, request.actor  # type: ignore[attr-defined]
    refusal = refusal or calling.may_ring(found, by, now)
    opened = refusal is None and calling.number_opened(found.case, by, now)
    row = _row(found, request)
    lines = queries.timeline(found.case)
    context = {
        "here": "calls",
        "call": found,
        "case": found.case,
        "row": row,
        "refusal": words.refusal_words(refusal.code, refusal.params) if refusal else None,
        "opened": opened or form is not None,
        "may_open": calling.may_ring(found, by, now) is None,
        "contact": queries.contact(found.case)
        if opened or (form is not None and not _barred(found, by, now))
        else None,
        "opening": wording.opening(found, request.user.name, localized(found.office, "name")),  # type: ignore[union-attr]
        "questions": wording.questions(found),
        "never": wording.NEVER,
        "answer": next(
            (li.words.get("words", "") for li in reversed(lines) if li.verb == "case.resolve"), ""
        ),
        "form": form or SaidForm(found.reason, ended=found.case.status),
        "key": uuid.uuid4(),
        "keeps": int(calling.OPENED_FOR.total_seconds() // 60),
        "rule": setting("cases.call_back", found.case.area_path),
    }
    return shell.page(request, "desk/calls/call.html", context, status=status)


def _barred(found: CallBack, by: Any, now: datetime) -> bool:
    """Nobody sees a number again who has not opened it, whatever they send."""
    return calling.may_ring(found, by, now) is not None or not calling.number_opened(found.case, by, now)
