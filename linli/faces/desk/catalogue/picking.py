"""A matter chosen by typing: what the pages of verbs ask, and what they may offer before anybody types.

A page that picks a matter includes `desk/catalogue/_pick.html` with the field (a select of ids) and, where it knows
what the resident wrote, `suggested=picking.suggested(case.words)`. Without JavaScript the select is all there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from linli.cases import catalogue
from linli.cases.catalogue import Matter
from linli.cases.matters import matters
from linli.cases.models import Category
from linli.faces import words as faces_words
from linli.faces.desk.catalogue import seen, words
from linli.faces.templatetags.linli import localized

MOST = 8
SUGGESTED = 3


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What may be meant by `q`, best first: id, name, and a line about it."""
    seen.read(request)
    found = catalogue.find(request.GET.get("q", ""), matters(), MOST)
    response = JsonResponse({"matters": _told(found)})
    response["Cache-Control"] = "no-store"
    return response


def suggested(text: str) -> list[dict[str, Any]]:
    """The matters that what somebody wrote speaks of, for `_pick.html`; none where it says too little."""
    return _told(one.matter for one in catalogue.suggest(text, matters(), SUGGESTED))


def _told(found: Iterable[Matter]) -> list[dict[str, Any]]:
    chosen = tuple(found)
    ids = dict(Category.objects.filter(code__in=[one.code for one in chosen]).values_list("code", "pk"))
    return [
        {
            "id": ids[one.code],
            "name": localized(one, "name"),
            "more": f"{faces_words.CLASSES[one.case_class]} · {words.role(one.answers)}",
        }
        for one in chosen
        if one.code in ids and one.case_class in faces_words.CLASSES
    ]
