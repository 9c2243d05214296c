"""The same step for many requests of a list at once: each its own command, and what cannot be done says why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case
from linli.common.refusals import Refused
from linli.faces import errors, words
from linli.faces.desk import shell, steps
from linli.faces.sent import key_of
from linli.office.actions import once

MOST = 50  # as many as a page shows


@dataclass(frozen=True, slots=True)
class Step:
    """A verb that many can take at once."""

    act: Callable[..., Case]
    button: Any
    done: Any
    back: str = ""  # the verb that takes it back


STEPS = {
    "take": Step(actions.take, _("Take those chosen"), _("In your hand now"), "release"),
    "release": Step(actions.release, _("Let those chosen go"), _("Free to take again"), "take"),
    "remind": Step(actions.remind, _("Ask for those chosen to go on"), _("Asked for it to go on")),
}
OF_QUEUE = {"free": "take", "mine": "release", "overdue": "remind"}


def offered(queue: str, number: int) -> str:
    """The verb of a list; with one request the list is no quicker than its page."""
    return OF_QUEUE.get(queue, "") if number > 1 else ""


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    verb, key, numbers = request.POST.get("verb", ""), key_of(request), request.POST.getlist("case")
    if verb not in STEPS or len(numbers) > MOST:
        return errors.bad_request(request)
    done, refused = [], []
    for number in dict.fromkeys(numbers):
        found = steps.find(request, number[:16])
        if found is None:
            continue  # out of sight meanwhile: as if it were not there
        try:
            _one(request, verb, key, found)
            done.append(found)
        except Refused as error:
            refused.append((found, *words.refusal_words(error.refusal.code, error.refusal.params)))
    context = {
        "step": STEPS[verb],
        "done": done,
        "refused": refused,
        "key": uuid.uuid4(),
        "back": _back(request),
        "goes_on": verb == "take" and bool(done),
    }
    return shell.page(request, "desk/bulk.html", context | {"here": "day", "chosen": len(numbers)})


def _one(request: HttpRequest, verb: str, key: uuid.UUID, case: Case) -> None:
    """Sent twice, it is done once: each request has a key of its own, made from the form's."""

    def work() -> dict[str, Any]:
        STEPS[verb].act(case, by=steps.actor(request, case, verb), at=request.now)  # type: ignore[attr-defined]
        return {"done": case.number}

    body = {"verb": verb, "case": case.number}
    once(request.actor, uuid.uuid5(key, case.number), body, work, at=request.now)  # type: ignore[attr-defined]


def _back(request: HttpRequest) -> str:
    """The list it came from: only its queue, so that nobody is led elsewhere."""
    queue = request.POST.get("queue", "")
    return queue if queue in OF_QUEUE else ""
