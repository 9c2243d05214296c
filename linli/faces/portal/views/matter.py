"""Between writing and the place: which matter it may be, what helps at once, a question or two. Never required."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.matters import matter_called
from linli.faces.portal import drafts
from linli.faces.portal import matter as sorting
from linli.faces.portal.drafts import Draft
from linli.faces.portal.http import Problem, Request, busy, show
from linli.faces.portal.views.door import around, at_the_door
from linli.territory.queries import Door


@require_POST
def sounds(request: Request) -> HttpResponse:
    """What the words sound like, as a part of a page, while somebody writes. A POST, so that no log has the words."""
    context = {
        "matters": sorting.sounds_like(request.POST.get("words", "")),
        "picked": request.POST.get("matter", ""),
    }
    response = show(request, "_sounds", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def matter(request: Request, door: Door) -> HttpResponse:
    """Choose one of the best three or something else; then what helps at once, and its questions."""
    draft = drafts.opened(request, door.token)
    if not draft.words.strip():
        return redirect("portal:what", token=door.token)
    if draft.about:  # it goes past everybody here: sorted by whoever looks into it
        return redirect("portal:where", token=door.token)
    again = request.GET.get("again") == "1"
    if request.method != "POST":
        chosen = None if again else sorting.chosen(draft)
        found = sorting.sounds_like(draft.words)
        if chosen is None and not found:  # it sounds like nothing: one page less
            return _on(request, door)
        return _page(request, door, draft, chosen, found)
    code = request.POST.get("matter", "")[:20]
    picked = None if code == sorting.NONE else matter_called(code)
    first = (
        picked is not None and request.POST.get("do") != "next"
    )  # chosen just now: its questions come next
    if picked is None or picked.code != draft.matter:
        draft.answers = []
    if picked is not None and not first:
        said = [request.POST.get(f"a{n}", "") for n in range(len(picked.questions))]
        draft.answers = sorting.answered(picked, said)
    draft.matter = picked.code if picked else sorting.NONE
    try:
        drafts.keep(request, door.token, draft)
    except OperationalError:
        found = sorting.sounds_like(draft.words)
        return _page(request, door, draft, None if first else picked, found, [busy()], 503)
    if first:
        then = "?then=check" if _then(request) else ""
        return redirect(request.path + then)
    return _on(request, door)


def _then(request: Request) -> str:
    return "check" if "check" in (request.GET.get("then"), request.POST.get("then")) else ""


def _on(request: Request, door: Door) -> HttpResponse:
    return redirect("portal:check" if _then(request) else "portal:where", token=door.token)


def _page(
    request: Request,
    door: Door,
    draft: Draft,
    chosen: Any,
    found: list[Any],
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **around(door),
        "draft": draft,
        "chosen": chosen,
        "matters": found,
        "picked": draft.matter,
        "calls": sorting.calls(chosen, door.grid.path) if chosen else [],
        "asked": sorting.asked(chosen, draft.answers) if chosen else [],
        "problems": problems or [],
        "problem_of": {},
        **sorting.step("matter", draft),
        "then": _then(request),
    }
    return show(request, "matter", context, status=status)
