"""Finding a request from every page, and the menu that a telephone shows in the rail's place."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from linli.cases import finding
from linli.cases.models import Case
from linli.common.planning import planned_for_its_values
from linli.common.text import half_width, tidy
from linli.faces.desk import lists, shell
from linli.people.actions import phone_index

NUMBER = re.compile(r"[0-9][0-9 -]{3,18}")  # in whatever way it was written down
PHONE = re.compile(r"1[0-9]{10}|0[0-9]{9,11}")  # ours have eight digits
MOST = 50


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Somebody tells the number of their request, or the one 12345 gave it, where it is, or a word of it."""
    scope, now = request.scope, request.now  # type: ignore[attr-defined]
    asked = tidy(half_width(request.GET.get("q", "")))[:60]
    sought = finding.sought(asked)
    digits = re.sub(r"[^0-9]", "", asked) if NUMBER.fullmatch(asked) else ""
    numbered = Case.objects.visible_to(scope).filter(number=digits) if digits else Case.objects.none()
    known = list(numbered[:1]) or list(finding.of_source_number(scope, asked)[:2])
    if len(known) == 1:
        return redirect("desk:case", number=known[0].number)
    phone = digits if PHONE.fullmatch(digits) else ""
    if known:
        found = finding.of_source_number(scope, asked)
    elif phone:
        found = finding.in_hand_of_number(scope, shell.users(request), phone_index(phone))
    else:
        found = finding.under_way_with(scope, sought)
    with planned_for_its_values():
        rows, ended = _rows(request, found), _rows(request, finding.ended_with(scope, sought, now))
        fewer = finding.known_words(scope, sought, now) if not (rows or ended or digits) else ""
        if fewer:
            rows = _rows(request, finding.under_way_with(scope, fewer))
            ended = _rows(request, finding.ended_with(scope, fewer, now))
    context = {
        "asked": asked,
        "fewer": fewer.split(),
        "left_out": [one for one in sought.split() if one not in fewer.split()],
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "ended": ended[:MOST],
        "more_ended": len(ended) > MOST,
        "most_ended": finding.MOST_ENDED,
        "is_number": digits,
        "is_phone": phone,
    }
    return shell.page(request, "desk/found.html", context)


def _rows(request: HttpRequest, found: QuerySet[Case]) -> list[lists.Row]:
    shown = found.select_related(*lists.SHOWN).only(*lists.TOLD)[: MOST + 1]
    return [lists.Row.of(case, request) for case in shown]


@login_required
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    return shell.page(request, "desk/menu.html", {"here": "menu"})
