"""Finding a request from every page, and the menu that a telephone shows in the rail's place."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from linli.cases.models import Case
from linli.cases.queries import under_way_with
from linli.common.text import half_width, tidy
from linli.faces.desk import lists, shell

NUMBER = re.compile(r"[0-9][0-9 -]{3,18}")  # in whatever way it was written down
MOST = 50


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Somebody tells the number of their request, where it is, or a word of it."""
    asked = tidy(half_width(request.GET.get("q", "")))[:60]
    if NUMBER.fullmatch(asked):
        number = re.sub(r"[^0-9]", "", asked)
        found = Case.objects.visible_to(request.scope).filter(number=number).first()  # type: ignore[attr-defined]
        if found is not None:
            return redirect("desk:case", number=found.number)
    cases = under_way_with(request.scope, asked).select_related(*lists.SHOWN).defer("words")[: MOST + 1]  # type: ignore[attr-defined]
    rows = [lists.Row.of(case, request) for case in cases]
    context = {
        "asked": asked,
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "is_number": NUMBER.fullmatch(asked),
    }
    return shell.page(request, "desk/found.html", context)


@login_required
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    return shell.page(request, "desk/menu.html", {"here": "menu"})
