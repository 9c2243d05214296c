"""A page with one question and one button: shown, sent, done once, or shown again with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.faces.desk import sheets, shell
from linli.faces.desk.register.forms import RegisterForm

FORM = "desk/register/form.html"


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
    return shell.page(request, FORM, _around(asked) | {"form": asked.form}, status=status)


def _around(asked: Asked) -> dict[str, Any]:
    return {"here": "register", "asked": asked} | (asked.context or {})


def carry_out(
    request: HttpRequest, asked: Asked, act: Callable[[dict[str, Any]], str], *, done: Any
) -> HttpResponse:
    """Do `act` with the cleaned answers, once for its key; it returns where to go. Refused: the page again, 4xx."""

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, str(done))
        return redirect(answer["to"])

    return sheets.handle(
        request, asked.form, _around(asked), lambda answers: {"to": act(answers)}, then, template=FORM
    )
