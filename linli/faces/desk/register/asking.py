"""A page with one question and one button: shown, sent, done once, or shown again with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.common.refusals import Refused
from linli.faces import errors
from linli.faces.desk import shell
from linli.faces.desk.register.forms import RegisterForm
from linli.office.actions import once

CONFLICTS = (
    "stale",
    "same_key_other_body",
    "consent_exists",
    "need_exists",
    "consent_over",
    "need_over",
    "resident_gone",
    "glass_over",
    "glass_open",
)
FORBIDDEN = ("not_your_role", "outside_your_area", "no_post_now", "not_yours")


@dataclass(slots=True)
class Asked:
    """What the page says around its form. `where`: the door it is about; `notice`: a template read aloud first."""

    title: Any
    lead: Any
    button: Any
    icon: str
    back: str
    form: RegisterForm
    where: Any = None
    notice: str = ""
    danger: bool = False
    context: dict[str, Any] | None = None


def page(request: HttpRequest, asked: Asked, *, status: int = 200) -> HttpResponse:
    context = {"here": "register", "asked": asked, "form": asked.form} | (asked.context or {})
    return shell.page(request, "desk/register/form.html", context, status=status)


def carry_out(
    request: HttpRequest, asked: Asked, act: Callable[[dict[str, Any]], str], *, done: Any
) -> HttpResponse:
    """Do `act` with the cleaned answers, once for its key; it returns where to go. Refused: the page again, 4xx."""
    if request.method != "POST":
        return page(request, asked)
    form = asked.form
    if "key" not in request.POST:
        return errors.bad_request(request)
    if not form.is_valid():
        return errors.bad_request(request) if "key" in form.errors else page(request, asked, status=422)
    answers = {name: value for name, value in form.cleaned_data.items() if name != "key"}
    body = {"page": request.path, "answers": {name: str(value) for name, value in answers.items()}}
    try:
        to = once(
            request.actor,  # type: ignore[attr-defined]
            form.cleaned_data["key"],
            body,
            lambda: {"to": act(answers)},
            at=request.now,  # type: ignore[attr-defined]
        )["to"]
    except Refused as error:
        form.refuse(error.refusal.code, error.refusal.params)
        return page(request, asked, status=_status(error.refusal.code))
    except OperationalError:
        form.refuse("busy", {})
        return page(request, asked, status=503)
    messages.success(request, str(done))
    return redirect(to)


def _status(code: str) -> int:
    return 403 if code in FORBIDDEN else 409 if code in CONFLICTS else 422
