"""One step for several requests at once: three neighbours ask about one lamp, one clerk reads it once.

They are those that say nearly the same nearby, and those that were chosen in the list.

Each is a command of its own, with a key of its own: what one of them refuses stops none of the others.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from linli.cases.alike import alike
from linli.cases.models import Case
from linli.common.refusals import Refused
from linli.faces import errors, words
from linli.faces.desk import forms, steps
from linli.journal.queries import last_entry_id
from linli.office.actions import once

# what is said of one of them holds for the others too; a check is a look at each
VERBS = ("verify", "place", "dispatch", "accept", "resolve")
NAME = "also"
MOST = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """A request that could take the same step now. `value` names it, and what of it was seen."""

    case: Case
    value: str
    chosen: bool


@login_required
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """From the list, where some were chosen: to the step that most of them wait for, the others ticked beside it."""
    numbers = [one[:16] for one in dict.fromkeys(request.POST.getlist("case")) if one.isdecimal()][:MOST]
    waiting: dict[str, list[str]] = {}
    for number in numbers:
        if (case := steps.find(request, number)) is None:
            continue
        who = steps.relations(request, case)
        verb = next((verb for verb in VERBS if steps.why_not(request, case, verb, who) is None), None)
        if verb is not None:
            waiting.setdefault(verb, []).append(number)
    if waiting:
        verb, (first, *_others) = max(waiting.items(), key=lambda one: len(one[1]))
        others = ".".join(one for one in numbers if one != first)
        return redirect(reverse("desk:step", args=[first, verb]) + (f"?with={others}" if others else ""))
    said = _("None of those you chose has a step that several can take at once. Open each on its own.")
    messages.warning(
        request, said if numbers else _("You chose none. Tick the boxes at the left of the list first.")
    )
    return redirect("desk:day")


def offered(request: HttpRequest, case: Case, verb: str) -> list[Beside]:
    """Those chosen with it, and those alike, that wait for the same at the same office, as far as this person may."""
    if verb not in VERBS or case.restricted or case.office_id is None:
        return []
    chosen = set(_chosen(request))
    alike_ = [one.case.pk for one in alike(case, request.scope, request.now)]  # type: ignore[attr-defined]
    waiting = Case.objects.visible_to(request.scope).filter(  # type: ignore[attr-defined]
        Q(number__in=chosen) | Q(pk__in=alike_),
        office_id=case.office_id,
        level=case.level,
        task=case.task,
        restricted=False,
    )
    return [
        Beside(one, f"{one.number}.{last_entry_id(one)}", one.number in chosen)
        for one in waiting.exclude(pk=case.pk).select_related(*steps.RELATED).order_by("id")
        if steps.why_not(request, one, verb, steps.relations(request, one)) is None
    ]


def left_out(request: HttpRequest, found: list[Beside]) -> int:
    """How many of those chosen in the list wait for another step."""
    return len(set(_chosen(request)) - {one.case.number for one in found})


def _chosen(request: HttpRequest) -> list[str]:
    """Numbers that were ticked on the page before, or on this one."""
    if request.method == "POST":
        return [number for number, _seen in _sent(request)]
    return [one for one in request.GET.get("with", "")[: MOST * 17].split(".") if one.isdecimal()][:MOST]


def do(request: HttpRequest, case: Case, verb: str, key: uuid.UUID) -> None:
    """Do it for those ticked beside `case`, which has had it, and say of each that could not why."""
    if verb not in VERBS:
        return
    done = 0
    for number, seen in _sent(request):
        other = steps.find(request, number)
        if other is None or other.pk == case.pk:
            continue  # out of sight meanwhile: as if it were not there
        try:
            _one(request, other, verb, seen, key)
            done += 1
        except (Refused, steps.Incomplete, OperationalError) as error:
            messages.warning(request, forms.told(f"{other.spoken_number} {other.title}", _why(error)))
    if done:
        said = ngettext("Done for %(n)s more.", "Done for %(n)s more.", done) % {"n": done}
        messages.success(request, said)


def _one(request: HttpRequest, other: Case, verb: str, seen: int, key: uuid.UUID) -> None:
    body = steps.body_of(request, other.number, verb)
    own_key = uuid.uuid5(key, other.number)  # sent twice, it is done once
    once(request.actor, own_key, body, lambda: steps.do(request, other, verb, seen=seen), at=request.now)  # type: ignore[attr-defined]


def _why(error: Exception) -> str:
    if isinstance(error, Refused):
        return forms.told(*words.refusal_words(error.refusal.code, error.refusal.params))
    if trouble := errors.trouble(error):
        return forms.told(*words.refusal_words(trouble[0], {}))
    return _("These answers do not fit it. Do it on its own page.")


def _sent(request: HttpRequest) -> Iterator[tuple[str, int]]:
    """(number, newest entry that was seen) of those ticked; what is neither falls away."""
    for value in dict.fromkeys(request.POST.getlist(NAME)[:MOST]):
        number, _dot, seen = value[:40].partition(".")
        if number.isdecimal() and seen.isdecimal():
            yield number, int(seen)
