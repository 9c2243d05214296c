"""One page for those above: what they have to say yes or no to, and what they answer for, soonest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.cases.models import Approval, Case, Supervision
from linli.cases.queries import approvals_for, supervisions_of
from linli.faces.desk import reading, shell

MOST = 100
CASE = ("case__area", "case__entrance__building__estate", "case__office", "case__holder")


@dataclass(frozen=True, slots=True)
class Row:
    """One case that waits for those above; `late` by their own limit."""

    case: Case
    late: bool
    proposal: reading.Proposal | None = None  # what is asked for; None where they answer for it
    verb: str = ""
    supervision: Supervision | None = None


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    offices, users = shell.offices(request), shell.users(request)
    approvals = _seen(request, approvals_for(offices, users).select_related(*CASE, "proposer", "office"))
    supervisions = _seen(request, supervisions_of(offices).select_related(*CASE, "office", "user"))
    context = {
        "here": "day",
        "approvals": [_approval(one, request) for one in approvals],
        "supervisions": [_supervision(one, request) for one in supervisions],
    }
    return shell.page(request, "desk/approving/start.html", context)


def _seen(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Only of cases that this person sees: not of those about themselves, or kept to others."""
    cases = Case.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    return rows.filter(case__in=cases)[:MOST]


def _approval(one: Approval, request: HttpRequest) -> Row:
    late = one.due_at < request.now  # type: ignore[attr-defined]
    return Row(one.case, late, proposal=reading.proposal(one), verb=one.verb)


def _supervision(one: Supervision, request: HttpRequest) -> Row:
    return Row(one.case, one.due_at < request.now, supervision=one)  # type: ignore[attr-defined]
