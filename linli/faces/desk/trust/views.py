"""Entrusted to me: complaints that only a few read, and calls of somebody in danger. Nobody else sees there is any.

No count of it stands anywhere, no search finds it, and for everybody else each call is a page that does not exist.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.actions import safety
from linli.cases.models import Case, SafetyCall
from linli.cases.queries import safety_calls
from linli.common.sealed import unseal
from linli.faces.desk import shell
from linli.faces.desk.sheets import handle
from linli.faces.desk.trust.forms import ENDINGS, CloseForm, NoteForm
from linli.journal import queries as journal

either = require_http_methods(["GET", "HEAD", "POST"])
HERE: dict[str, Any] = {"here": "trust"}
LOST = "\ufffd"  # the key of these words is lost
MOST_ENDED = 20


def _mine(request: HttpRequest) -> Any:
    return safety_calls(request.user.pk, request.now).select_related("user", "office")  # type: ignore[attr-defined]


def _call(request: HttpRequest, uuid: UUID) -> SafetyCall:
    return get_object_or_404(_mine(request), uuid=uuid)


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    calls = _mine(request)
    kept = Case.objects.visible_to(request.scope).filter(restricted=True, keepers__user=request.user.pk)  # type: ignore[attr-defined]
    context = {
        **HERE,
        "open": list(calls.filter(closed_at=None)),
        "ended": list(calls.exclude(closed_at=None)[:MOST_ENDED]),
        "complaints": list(kept.open().select_related("office").order_by("due_at", "id")[:MOST_ENDED]),
    }
    return shell.page(request, "desk/trust/start.html", context)


@login_required
@require_safe
def call(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = _call(request, uuid)
    safety.open_call(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    lines = journal.lines_of(found)
    context = {
        **HERE,
        "call": found,
        "words": unseal(found.words, "safety", lost=LOST),
        "contact": unseal(found.contact, "safety", lost=LOST),
        "lines": [_told(line) for line in lines],
        "mine": found.user_id == request.user.pk,
    }
    return shell.page(request, "desk/trust/call.html", context)


def _told(line: journal.Line) -> dict[str, Any]:
    said = {
        "safety.called": _("Asked for help"),
        "safety.untaken": _("Nobody has taken it yet: told once more, and to those above"),
        "safety.taken": _("%(who)s takes it on") % {"who": line.actor_name},
        "safety.noted": _("%(who)s noted") % {"who": line.actor_name},
        "safety.closed": _("%(who)s ended it") % {"who": line.actor_name},
        "safety.taken_back": _("They took it back; what they wrote is deleted"),
    }.get(line.verb, "")
    how = ENDINGS.get(str(line.data.get("choice")))
    return {"at": line.at, "said": said, "how": how, "words": line.words.get("words", "")}


@login_required
@require_POST
def take(request: HttpRequest, uuid: UUID) -> HttpResponse:
    safety.take_call(_call(request, uuid), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return redirect("desk:trust_call", uuid)


@login_required
@either
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = _call(request, uuid)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        safety.note_call(found, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    page = _around(found, _("Note something"), icon="pencil")
    return handle(request, NoteForm(request.POST or None), page, work, lambda answer: _back(request, found))


@login_required
@either
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = _call(request, uuid)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        safety.close_call(found, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    page = _around(found, _("End it"), icon="check")
    form = CloseForm(request.POST or None, call=found)
    return handle(request, form, page, work, lambda answer: _back(request, found))


def _around(found: SafetyCall, title: str, **more: Any) -> dict[str, Any]:
    back = reverse("desk:trust_call", args=[found.uuid])
    crumbs = [(_("Entrusted to me"), reverse("desk:trust")), (_("Asked for help"), back)]
    return {**HERE, "title": title, "crumbs": crumbs, "back": back, **more}


def _back(request: HttpRequest, found: SafetyCall) -> HttpResponse:
    notes.success(request, _("Taken down."))
    return redirect("desk:trust_call", found.uuid)
