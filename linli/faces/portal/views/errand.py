"""What a firm without an account is to do: its link opens the words written for it, the door, and a way to write back.

Nobody's name or number stands here but the office's own. Opening the page changes nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.cases import actions, meeting
from linli.cases.actions.errands import LONGEST
from linli.cases.models import Errand
from linli.common.actor import PARTNER
from linli.common.refusals import Refusal, Refused
from linli.faces import errors
from linli.faces.portal.forms import PortalForm, Text
from linli.faces.portal.http import Problem, Request, busy, problem, show
from linli.faces.portal.views.door import phone_of
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.people.queries import offices_over


class ReportForm(PortalForm):
    """Done or not yet, and a sentence."""

    done = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda v: v == "yes")
    words = Text(most=LONGEST)

    def clean_words(self) -> str:
        if not self.cleaned_data["words"]:
            raise ValidationError("", code="say_what_was_done")
        return str(self.cleaned_data["words"])


@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: Request, token: str) -> HttpResponse:
    found = meeting.errand_of(token)
    if found is None:
        return errors.page(request, "errand_unknown", status=404)
    if not meeting.is_running(found, request.now):
        over = [problem(Refusal("errand_over"))] if request.method == "POST" else []
        return _page(request, found, over=True, problems=over, status=410)
    if request.method != "POST":
        return _page(request, found)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, problems=form.problems, status=422)
    try:
        _report(request, found, form.cleaned_data)
    except Refused as refused:
        return _page(request, found, form=form, problems=[problem(refused.refusal)], status=409)
    except OperationalError:
        return _page(request, found, form=form, problems=[busy()], status=503)
    return redirect(reverse("portal:errand", args=[token.strip().lower()]) + "?done=report")


def _report(request: Request, found: Errand, said: dict[str, Any]) -> None:
    """Once for a form, however often it arrives."""
    by = replace(PARTNER, errand_of=found.case_id)

    def work() -> dict[str, Any]:
        actions.report(found, by=by, at=request.now, **said)
        return {"errand": found.pk}

    once(by, key_of(request), {"errand": found.pk, **said}, work, at=request.now)


def _page(
    request: Request,
    found: Errand,
    *,
    form: PortalForm | None = None,
    problems: list[Problem] | None = None,
    over: bool = False,
    status: int = 200,
) -> HttpResponse:
    case = found.case
    office = case.office if not over else None
    context = {
        "errand": found,
        "case": case,
        "office": office,
        "phone": (office.phone if office else "") or phone_of(offices_over(case.area_path)),
        "task": "" if over else meeting.task_of(found),
        "reports": [] if over else meeting.reports_of(found),
        "over": over,
        "thanks": request.GET.get("done") == "report",
        "key": request.POST.get("key") or uuid.uuid4(),
        "typed": form.data if form is not None else request.POST,
        "problems": problems or [],
        "problem_of": {p.field: p for p in reversed(problems or []) if p.field},
    }
    return show(request, "errand", context, status=status)
